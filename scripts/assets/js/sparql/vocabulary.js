// Vocabulary: what a query can name, asked of the server that the query goes to, once.

/** Every class and property of the vocabulary, with its label in the language of the page. */
const TERMS = `
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?term ?class ?label WHERE {
  VALUES ?kind { owl:Class owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty }
  ?term a ?kind .
  FILTER (isIRI(?term))
  BIND (?kind = owl:Class AS ?class)
  OPTIONAL { ?term rdfs:label ?label FILTER (lang(?label) = "LANGUAGE") }
}
ORDER BY ?term`;

async function json(address, accept, signal) {
  const answer = await fetch(address, { headers: { Accept: accept }, signal });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

/** The prefixes that the server itself uses, name to IRI. */
async function prefixes() {
  const { "@context": names } = await json("/def/context.jsonld", "application/ld+json");
  return Object.entries(names).filter(([, iri]) => typeof iri === "string");
}

/** The terms as a query writes them: `{ name, prefix, iri, label, kind }`. */
async function terms(known, language) {
  const query = TERMS.replace("LANGUAGE", language);
  const address = `/sparql?${new URLSearchParams({ query })}`;
  const { results } = await json(address, "application/sparql-results+json");
  return results.bindings.flatMap(({ term, class: isClass, label }) => {
    const found = known.find(([, iri]) => term.value.startsWith(iri));
    const local = found && term.value.slice(found[1].length);
    // What has no short name is no help to who is typing.
    if (!local || !/^[A-Za-z][\w-]*$/.test(local)) return [];
    const kind = isClass.value === "true" ? "class" : "property";
    return [{ name: `${found[0]}:${local}`, prefix: found[0], label: label?.value ?? "", kind }];
  });
}

let asked;

/** The vocabulary in a language: `{ prefixes, terms }`; empty where the server does not answer. */
export function vocabulary(language) {
  asked ??= prefixes()
    .then(async (known) => ({ prefixes: known, terms: await terms(known, language) }))
    .catch(() => ((asked = undefined), { prefixes: [], terms: [] }));
  return asked;
}

/** Things by their label, of one collection or of all: `{ name, prefix, label, kind }`. */
export async function things(text, collection, signal) {
  const asked = new URLSearchParams(collection ? { q: text, kind: collection } : { q: text });
  const [, labels, kinds, paths] = await json(`/search/suggest?${asked}`, "*/*", signal);
  return paths.flatMap((path, at) => {
    const [, prefix, key] = path.match(/^\/doc\/([a-z-]+)\/([a-z0-9-]+)/) ?? [];
    return key ? [{ name: `${prefix}:${key}`, prefix, label: labels[at], kind: kinds[at] }] : [];
  });
}
