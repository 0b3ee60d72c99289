"""Crawlers: what there is and what not to ask, for machines that walk the web; pure.

The Sitemaps protocol (sitemaps.org, 0.9), the Robots Exclusion Protocol (RFC 9309) and llms.txt
(llmstxt.org). Every address is the canonical one: what a copy on another host serves is not for a
search engine to know by that name.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from server.downloads import LATEST, TABLES, TABLES_DESCRIBED, WHOLE_FORMS, of_all, path
from server.formats import BY_KEY, DOCUMENT_FORMATS
from server.graphs import GRAPHS, WHOLE, graph_iri, model_graph
from server.namespaces import DCT, RDF_TYPE, gemma
from server.rdf.terms import Literal
from server.resource import CATALOGUE, MEMBERS_MAXIMUM, STANDING, WHOLE_CATALOGUE
from server.store import Store
from server.uris import COLLECTIONS, model_of, thing_iri

#: The most addresses in one sitemap (sitemaps.org, "Using Sitemap index files").
ADDRESSES_MAXIMUM: Final = 50_000
_SPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
#: The addresses with a page that are of no document of the release.
_BESIDE: Final = (
    "", "landscape", "list", "query", "help", "accessibility", "releases", "changes", "sparql",
)  # fmt: skip
#: What of an imported model is for search engines: not its lines, boxes, relationships and folders.
_OF_MODELS: Final = ("model", "element", "view", "dataset")
#: The marks of the forms that an answer about a list has, which not every crawler takes `*` for.
_LIST_MARKS: Final = ("", ".en.html", ".svg", ".en.svg", ".csv", ".ttl", ".json")
#: What its query begins with: a rule that ends in `?` some take for the page without one.
_LIST_NAMES: Final = ("l", "view")


@dataclass(frozen=True)
class Address:
    """A page: its canonical address, and the day it changed last where the data says so."""

    location: str
    modified: str = ""


def addresses(store: Store, models: Iterable[Store] = ()) -> list[Address]:
    """Return every page there is, but not those of what was withdrawn: these answer 410.

    Of a model that is there too, it is those of what people look for.
    """
    standing = [path for path, (_, about) in STANDING.items() if store.exists(store.base + about)]
    found = [Address(store.base + path) for path in (*_BESIDE, *standing)]
    found += _of(COLLECTIONS, store)
    for model in models:
        found += _of(_OF_MODELS, model)
    return found


def _of(collections: Iterable[str], store: Store) -> Iterator[Address]:
    """Return the pages of these collections, and of all that is in them."""
    withdrawn = set(store.subjects(RDF_TYPE, gemma(store.base) + "WithdrawnResource"))
    for collection in collections:
        members = store.members.get(collection, ())
        if not members:
            continue
        pages = -(-len(members) // MEMBERS_MAXIMUM)
        first = f"{store.home}doc/{collection}"
        yield from (Address(f"{first}?page={n}" if n > 1 else first) for n in range(1, pages + 1))
        start = f"{store.home}id/"
        yield from (
            Address(f"{store.home}doc/{iri.removeprefix(start)}", _modified(iri, store))
            for iri in members
            if iri not in withdrawn
        )


def _modified(iri: str, store: Store) -> str:
    """Return the day a thing changed last (W3C Datetime), as the data says; never by a clock."""
    dates = [t.value for t in store.objects(iri, DCT + "modified") if isinstance(t, Literal)]
    return max(dates, default="")


def parts(found: Sequence[Address]) -> list[Sequence[Address]]:
    """Return the addresses in parts that each fit in a sitemap; at least one."""
    starts = range(0, max(len(found), 1), ADDRESSES_MAXIMUM)
    return [found[start : start + ADDRESSES_MAXIMUM] for start in starts]


def part_name(number: int) -> str:
    """Return the name of a part, from 1: beside the index, or it could not list these pages."""
    return f"sitemap-{number}.xml"


def sitemap(found: Iterable[Address]) -> bytes:
    """Write a sitemap."""
    return _list("urlset", "url", found)


def sitemap_index(base: str, count: int) -> bytes:
    """Write the index of the parts."""
    numbers = range(1, count + 1)
    return _list("sitemapindex", "sitemap", (Address(base + part_name(n)) for n in numbers))


def _list(whole: str, part: str, found: Iterable[Address]) -> bytes:
    rows = [f'{_HEAD}<{whole} xmlns="{_SPACE}">']
    for address in found:
        modified = f"<lastmod>{address.modified}</lastmod>" if address.modified else ""
        rows.append(f"<{part}><loc>{escape(address.location)}</loc>{modified}</{part}>")
    return "\n".join([*rows, f"</{whole}>\n"]).encode()


def robots(base: str) -> bytes:
    """Write robots.txt: everything may be read, but no crawler need evaluate queries."""
    return (
        "User-agent: *\n"
        "# A question costs more than a page: ask it when somebody has it.\n"
        "Disallow: /sparql?query=\n"
        "# Somebody's own list, which is nobody else's to look up, in whatever form.\n"
        + "".join(
            f"Disallow: /list{mark}?{name}=\n" for mark in _LIST_MARKS for name in _LIST_NAMES
        )
        + f"\nSitemap: {base}sitemap.xml\n"
    ).encode()


def llms(store: Store, questions: Iterable[tuple[str, str]], models: Sequence[Store] = ()) -> bytes:
    """Write llms.txt: what this is and how to ask it, for a program that reads prose.

    `questions` are the stored ones: their title and the address of the answer, below the base.
    `models` are those that were imported beside the publication.
    """
    base = store.base
    suffixes = ", ".join(f"`.{form.suffix}` ({form.label})" for form in DOCUMENT_FORMATS)
    collections = ", ".join(name for name in COLLECTIONS if store.members.get(name))
    files = path(LATEST, "")
    links: Mapping[str, Sequence[tuple[str, str, str]]] = {
        "Data": [
            ("Catalogue", WHOLE_CATALOGUE, "every dataset and file, as DCAT-AP-NL 3.0"),
            *(
                (
                    f"Everything as {BY_KEY[form].label}",
                    f"{files}{WHOLE}.{BY_KEY[form].suffix}",
                    "also packed, with `.gz` after it",
                )
                for form in WHOLE_FORMS
            ),
            *(
                (f"Table: {en}", f"{files}{stem}.csv", "CSV, UTF-8")
                for stem, (_, en, _) in TABLES.items()
            ),
            (
                "Description of the tables",
                f"{files}{TABLES_DESCRIBED}.json",
                "CSVW: what each column means",
            ),
        ],
        "Models": [row for model in models for row in _of_model(model)],
        "Vocabulary": [
            ("Vocabulary", "def", "classes and properties, with labels and examples"),
            ("JSON-LD context", "def/context.jsonld", "a name for each property"),
        ],
        "Asking": [
            ("Search", "search", "parameter `q`; JSON by `Accept: application/json`"),
            ("Help", "help.en.html", "examples in curl, Python, JavaScript; limits and errors"),
            ("Reconciliation", "reconcile/en", "names to addresses (Reconciliation Service API)"),
            ("OpenAPI", "openapi.json", "search and the stored questions, with their parameters"),
        ],
        "Stored questions": [(title, address, "") for title, address in questions],
        "Optional": [
            ("Sitemap", "sitemap.xml", "every page"),
            ("Releases", "releases", "earlier ones stay: add `?release=` to any document"),
            ("Changes", "changes", "what each release changed; `/changes.atom` is a feed"),
            ("Quality", "quality", "what the checks found, and how sure each source is"),
            ("Service description", "sparql", "limits of the endpoint, as RDF"),
        ],
    }
    graphs = ", ".join(f"`{graph_iri(base, graph.key)}` ({graph.en})" for graph in GRAPHS)
    lines = [
        f"# {_said(store, 'title')}",
        "",
        f"> {_said(store, 'description')}",
        "",
        "GEMMA is the reference architecture of Dutch municipalities. Two of its documents are "
        "published here as Linked Open Data, in Dutch and English: each principle, implication, "
        "function, reference component, view, flow and standard has an address, a definition, its "
        "place in the source and, where it was concluded rather than printed, how sure that is "
        "and why. The data is CC0.",
        "",
        f"- A thing has the address `{base}id/{{collection}}/{{key}}`, which leads (303) to the "
        f"document about it at `{base}doc/{{collection}}/{{key}}`. Collections: {collections}.",
        f"- Every document comes in the form that `Accept` asks for, or by suffix: {suffixes}.",
        f"- `{base}sparql` answers SPARQL 1.1 (`GET` or `POST`, parameter `query`), read-only; the "
        f"default graph is the union of these: {graphs}. Ask with LIMIT; repeat no question that "
        "was answered, since answers stay the same for a whole release.",
        f"- Names are in `skos:prefLabel`, terms of ours in the namespace `{gemma(base)}`.",
    ]
    for title, rows in ((title, rows) for title, rows in links.items() if rows):
        lines += ["", f"## {title}", ""]
        for name, address, note in rows:
            lines.append(f"- [{name}]({base}{address})" + (f": {note}" if note else ""))
    return ("\n".join(lines) + "\n").encode()


def _of_model(store: Store) -> list[tuple[str, str, str]]:
    """Return what there is of an imported model, in a space of addresses of its own."""
    key, room = model_of(store.space), store.space
    name = store.name(thing_iri(store.home, "model", key), ("en", "nl"))
    called = name.value if name else key
    held = [other for other in _OF_MODELS if other in store.members]
    listed = [
        (f"{called}: {other}", f"{room}doc/{other}", f"{len(store.members[other])} of them")
        for other in held
        if len(store.members[other]) > 1
    ]
    about = f"the model, in the graph `{graph_iri(store.base, model_graph(key))}`"
    everything = path(LATEST, of_all(key).name, room)
    return [
        (called, f"{room}doc/model/{key}", about),
        *listed,
        (f"{called}: all of it", everything, "N-Quads; also packed, with `.gz` after it"),
    ]


def _said(store: Store, name: str) -> str:
    """Return what the catalogue says of itself in English, else in any language."""
    return next(
        (
            text.value
            for language in ("en", "nl")
            for text in store.objects(store.base + CATALOGUE, DCT + name)
            if isinstance(text, Literal) and text.language == language
        ),
        "GEMMA as Linked Open Data",
    )
