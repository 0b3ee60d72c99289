// Completion: keywords, the variables of the query, our vocabulary by name or by label, and things
// by their label. What is chosen is written as a name, and its prefix is declared where it is not.

import { pickedCompletion } from "@codemirror/autocomplete";
import { syntaxTree } from "@codemirror/language";
import { things, vocabulary } from "./vocabulary.js";

const KEYWORDS = (
  "SELECT,DISTINCT,CONSTRUCT,DESCRIBE,ASK,WHERE,FROM,FROM NAMED,GRAPH,OPTIONAL,UNION,MINUS,FILTER," +
  "FILTER NOT EXISTS,FILTER EXISTS,BIND,VALUES,GROUP BY,HAVING,ORDER BY,DESC,ASC,LIMIT,OFFSET," +
  "PREFIX,BASE,COUNT,SUM,MIN,MAX,AVG,SAMPLE,GROUP_CONCAT,STR,LANG,LANGMATCHES,DATATYPE,BOUND,IRI," +
  "COALESCE,IF,CONCAT,CONTAINS,STRSTARTS,STRENDS,STRLEN,UCASE,LCASE,REPLACE,REGEX,SUBSTR,YEAR"
).split(",");
/** The prefix of our own terms. */
const OWN = "gemma";
/** How many of the vocabulary are shown at once. */
const TERMS_SHOWN = 40;
/** From how many letters on things are looked for by their label. */
const THING_LETTERS = 3;

/** What completes a query; `said` has the language and the texts of the page. */
export function sources(said) {
  // Things come from elsewhere than words, which do not wait for them.
  return [variables, ...[names, words, labels].map((source) => (context) => source(context, said))];
}

/** Whether a place is within a comment, a text or an IRI, where nothing is completed. */
function quoted(context) {
  return /^(Comment|String|IriRef)$/.test(syntaxTree(context.state).resolveInner(context.pos, -1).name);
}

function variables(context) {
  const typed = context.matchBefore(/[?$]\w*/);
  if (!typed || quoted(context)) return null;
  const found = context.state.doc.toString().match(/[?$]\w+/g) ?? [];
  const others = new Set(found.filter((name) => name !== typed.text));
  return { from: typed.from, options: [...others].sort().map((label) => ({ label })) };
}

/** After `prefix:`: the terms of that prefix, or the things of that collection. */
async function names(context, said) {
  const typed = context.matchBefore(/[A-Za-z][\w-]*:[\w-]*/);
  if (!typed || quoted(context)) return null;
  const [prefix, local] = typed.text.split(":");
  const known = await vocabulary(said.language);
  const terms = known.terms.filter((term) => term.prefix === prefix);
  const found = terms.length ? matching(terms, local) : await looked(local, prefix, context);
  return listed(typed.from, found, known, said);
}

/** A word: keywords, and the vocabulary of which it is part of the label. */
async function words(context, said) {
  const typed = word(context);
  if (!typed || (!typed.text && !context.explicit)) return null;
  const { from, text } = typed;
  const keywords = KEYWORDS.filter((each) => each.startsWith(text.toUpperCase()));
  const known = await vocabulary(said.language);
  const found = listed(from, matching(known.terms, text), known, said);
  return { ...found, options: [...keywords.map((label) => ({ label })), ...found.options] };
}

/** A word: the things of which it is part of the label. */
async function labels(context, said) {
  const typed = word(context);
  if (!typed || typed.text.length < THING_LETTERS) return null;
  const known = await vocabulary(said.language);
  return listed(typed.from, await looked(typed.text, "", context), known, said);
}

/** What was typed of a word, perhaps nothing; null within a name, a variable or a text. */
function word(context) {
  const { from, text } = context.matchBefore(/[\p{L}][\p{L}\w]*/u) ?? { from: context.pos, text: "" };
  const within = quoted(context) || /[?$:@<]$/.test(context.state.sliceDoc(0, from));
  return within ? null : { from, text };
}

/**
 * The terms of which a text begins the name or is within the label. Those it begins come first, and
 * of these and the others our own.
 */
function matching(terms, text) {
  const wanted = text.toLowerCase();
  const places = ({ name, label }) => [name.split(":")[1].toLowerCase(), label.toLowerCase()];
  const begins = (term) => places(term).some((place) => place.startsWith(wanted));
  const rank = (term) => (begins(term) ? 0 : 2) + (term.prefix === OWN ? 0 : 1);
  return terms
    .filter((term) => places(term).some((place) => place.includes(wanted)))
    .sort((one, other) => rank(one) - rank(other))
    .slice(0, TERMS_SHOWN);
}

/** Things by label; none where the server does not answer, or the reader types on. */
async function looked(text, collection, context) {
  if (!text) return [];
  const abort = new AbortController();
  context.addEventListener("abort", () => abort.abort());
  return things(text, collection, abort.signal).catch(() => []);
}

/** What was found as a list of completion, in its order. */
function listed(from, found, known, said) {
  const options = found.map((item) => ({
    label: item.name,
    detail: [item.label, said[item.kind] ?? item.kind].filter(Boolean).join(" – "),
    apply: (view, completion, start, end) => write(view, completion, item, start, end, known),
  }));
  // Matched by label as well as by name, which the list itself would not.
  return { from, options, filter: false };
}

/** Writes a name, and declares its prefix at the top where the query does not. */
function write(view, completion, { name, prefix }, from, to, known) {
  const iri = known.prefixes.find(([each]) => each === prefix)?.[1];
  const declared = new RegExp(`\\bprefix\\s+${prefix}:`, "i").test(view.state.doc.toString());
  const changes = [{ from, to, insert: name }];
  const head = declared || !iri ? "" : `PREFIX ${prefix}: <${iri}>\n`;
  if (head) changes.unshift({ from: 0, insert: head });
  view.dispatch({
    changes,
    selection: { anchor: from + head.length + name.length },
    annotations: pickedCompletion.of(completion),
    userEvent: "input.complete",
  });
}
