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

/** The path of a document about a thing of the publication or of a model. */
const THING = /^\/(?:model\/([a-z0-9-]+)\/)?doc\/([a-z-]+)\/([a-z0-9-]+)/;

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

/**
 * Names a prefix for the things of a model of one collection, as `gemma_element`, where there is
 * none yet: those that the server uses are of the publication, and a model has its own space.
 */
function spaced(known, model, collection) {
  const prefix = `${model}_${collection}`;
  const base = known.find(([name]) => name === "element")?.[1].replace(/id\/element\/$/, "");
  if (base && !known.some(([name]) => name === prefix))
    known.push([prefix, `${base}model/${model}/id/${collection}/`]);
  return prefix;
}

/** The terms as a query writes them: `{ name, prefix, iri, label, kind }`. */
async function terms(known, language) {
  const query = TERMS.replace("LANGUAGE", language);
  const address = `/sparql?${new URLSearchParams({ query })}`;
  const { results } = await json(address, "application/sparql-results+json");
  return results.bindings.flatMap(({ term, class: isClass, label }) => {
    const [, model] = term.value.match(/\/model\/([a-z0-9-]+)\/id\/property\/[a-z0-9-]+$/) ?? [];
    if (model) spaced(known, model, "property");
    const found = known.find(([, iri]) => term.value.startsWith(iri));
    const local = found && term.value.slice(found[1].length);
    // What has no short name is no help to who is typing.
    if (!local || !/^[A-Za-z][\w-]*$/.test(local)) return [];
    const kind = isClass.value === "true" ? "class" : "property";
    return [{ name: `${found[0]}:${local}`, prefix: found[0], label: label?.value ?? "", kind }];
  });
}

let asking;

/** The vocabulary in a language: `{ prefixes, terms }`; empty where the server does not answer. */
export function vocabulary(language) {
  asking ??= prefixes()
    .then(async (known) => ({ prefixes: known, terms: await terms(known, language) }))
    .catch(() => ((asking = undefined), { prefixes: [], terms: [] }));
  return asking;
}

/**
 * Things by their label: `{ name, prefix, label, kind }`; of one collection, of the publication or
 * as `gemma_element` of a model, or of all.
 */
export async function things(text, collection, signal) {
  const [kind, of] = collection.split("_").reverse();
  const asked = new URLSearchParams({ q: text, ...(collection && { in: of ?? "publication" }) });
  // A model has its standards and principles among its elements, which are other kinds.
  if (kind && !of) asked.set("kind", kind);
  const [, labels, kinds, paths] = await json(`/search/suggest?${asked}`, "*/*", signal);
  const known = (await asking)?.prefixes ?? [];
  return paths.flatMap((path, at) => {
    const [, model, within, key] = path.match(THING) ?? [];
    if (!key || (of && within !== kind)) return [];
    const prefix = model ? spaced(known, model, within) : within;
    return [{ name: `${prefix}:${key}`, prefix, label: labels[at], kind: kinds[at] }];
  });
}
