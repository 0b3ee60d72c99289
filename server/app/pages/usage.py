"""Usage: how others ask for this data, as examples that run as they stand, and what may go wrong.

One table of each.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from server.app.pages.language import Said
from server.uris import model_of

#: Where the addresses of this publication begin, in an example.
_BASE: Final = "{base}"


@dataclass(frozen=True)
class Example:
    """An example in a language of programs: what it does, and its text."""

    key: str
    does: Said
    text: str

    def at(self, base: str) -> str:
        """Return the text for a publication under this base IRI."""
        return self.text.replace(_BASE, base).strip()


@dataclass(frozen=True)
class Way:
    """A tool and the examples for it; `before` is what has to be there first, or is done first."""

    key: str
    name: Said
    before: Said
    examples: tuple[Example, ...]


#: The way that matches lists, for which each model has an address of its own.
_MATCHING: Final = "openrefine"

_QUERY: Final = """PREFIX gemma: <{base}def#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?component ?name WHERE {
  ?component a gemma:ReferenceComponent ; skos:prefLabel ?name .
  FILTER (lang(?name) = "nl")
} ORDER BY ?name LIMIT 10"""

WAYS: Final = (
    Way(
        "curl", ("Op de opdrachtregel: curl", "On the command line: curl"), ("", ""),
        (
            Example(
                "curl-thing",
                ("Eén ding, als Turtle. Het adres leidt naar de beschrijving: -L volgt.",
                 "One thing, as Turtle. Its address leads to the description: -L follows."),
                "curl -L -H 'Accept: text/turtle' {base}id/element/zaaksysteem",
            ),
            Example(
                "curl-question",
                ("Een opgeslagen vraag, als CSV.", "A stored question, as CSV."),
                "curl '{base}query/componenten-onder-functie.csv?functie=burgerzaken'",
            ),
            Example(
                "curl-search",
                ("Zoeken, als JSON.", "Searching, as JSON."),
                "curl -G -H 'Accept: application/json' -d q=zaaksysteem {base}search",
            ),
            Example(
                "curl-sparql",
                ("Een eigen vraag in SPARQL.", "A question of your own in SPARQL."),
                "curl -H 'Accept: text/csv' {base}sparql --data-urlencode 'query=\n" + _QUERY + "'",
            ),
        ),
    ),
    Way(
        "python", ("In Python", "In Python"),
        ("Eenmalig: pip install requests SPARQLWrapper rdflib",
         "Once: pip install requests SPARQLWrapper rdflib"),
        (
            Example(
                "python-question",
                ("Een opgeslagen vraag, met requests.", "A stored question, with requests."),
                '''
import requests

answer = requests.get(
    "{base}query/stromen-met-standaard",
    params={"standaard": "stuf-bg"},
    headers={"Accept": "application/sparql-results+json"},
    timeout=30,
)
answer.raise_for_status()
for row in answer.json()["results"]["bindings"]:
    print(row["plaat"]["value"], "|", row["stroom"]["value"])
''',
            ),
            Example(
                "python-sparql",
                ("Een eigen vraag, met SPARQLWrapper.", "Your own question, with SPARQLWrapper."),
                '''
from SPARQLWrapper import JSON, SPARQLWrapper

endpoint = SPARQLWrapper("{base}sparql")
endpoint.setReturnFormat(JSON)
endpoint.setQuery("""
''' + _QUERY + '''
""")
for row in endpoint.queryAndConvert()["results"]["bindings"]:
    print(row["component"]["value"], row["name"]["value"])
''',
            ),
            Example(
                "python-graph",
                ("Eén ding als graaf, met rdflib.", "One thing as a graph, with rdflib."),
                '''
from rdflib import Graph, URIRef
from rdflib.namespace import SKOS

thing = URIRef("{base}id/element/zaaksysteem")
graph = Graph().parse(thing, format="turtle")
for text in graph.objects(thing, SKOS.definition):
    print(text.language, text)
''',
            ),
            Example(
                "python-match",
                ("Uw eigen namen bij onze adressen zoeken (de Reconciliation API).",
                 "Finding our addresses for your own names (the Reconciliation API)."),
                '''
import json

import requests

names = ["Zaaksysteem", "zaaksyteem 2.0"]
kind = "{base}def#ReferenceComponent"
queries = {name: {"query": name, "type": kind, "limit": 3} for name in names}
answer = requests.post(
    "{base}reconcile", data={"queries": json.dumps(queries)}, timeout=30
)
answer.raise_for_status()
for name, found in answer.json().items():
    for each in found["result"]:
        print(name, each["id"], each["score"], each["match"])
''',
            ),
        ),
    ),
    Way(
        "javascript", ("In JavaScript", "In JavaScript"),
        ("In elke browser en in Node.js; elke site mag dit lezen (CORS).",
         "In any browser and in Node.js; any site may read this (CORS)."),
        (
            Example(
                "javascript-question",
                ("Een opgeslagen vraag, met fetch.", "A stored question, with fetch."),
                '''
const address = new URL("{base}query/componenten-onder-functie");
address.searchParams.set("functie", "burgerzaken");
const answer = await fetch(address, { headers: { Accept: "application/sparql-results+json" } });
if (!answer.ok) throw new Error((await answer.json()).detail);
const { results } = await answer.json();
console.log(results.bindings.map((row) => row.naam.value));
''',
            ),
        ),
    ),
    Way(
        "excel", ("In Excel of Power BI", "In Excel or Power BI"),
        ("Kies Gegevens, Gegevens ophalen, Van web, en plak het adres van een vraag als CSV. Of "
         "plak wat hieronder staat in de geavanceerde editor van Power Query.",
         "Choose Data, Get data, From web, and paste the address of a question as CSV. Or paste "
         "what is below in the advanced editor of Power Query."),
        (
            Example(
                "excel-address",
                ("Het adres van een tabel.", "The address of a table."),
                "{base}query/componenten-onder-functie.csv?functie=burgerzaken",
            ),
            Example(
                "excel-power-query",
                ("Dezelfde tabel in Power Query.", "The same table in Power Query."),
                '''
let
    Source = Web.Contents("{base}", [
        RelativePath = "query/componenten-onder-functie.csv",
        Query = [functie = "burgerzaken"]
    ]),
    Rows = Csv.Document(Source, [Delimiter = ",", Encoding = 65001, QuoteStyle = QuoteStyle.Csv]),
    Table = Table.PromoteHeaders(Rows)
in
    Table
''',
            ),
        ),
    ),
    Way(
        _MATCHING, ("In OpenRefine", "In OpenRefine"),
        ("Kies bij een kolom met namen Reconcile, Start reconciling, Add standard service, en plak "
         "het adres hieronder. Kies daarna een soort, bijvoorbeeld Referentiecomponent. Wat zeker "
         "is, wordt meteen gekoppeld; bij de rest kiest u zelf. Met Add columns from reconciled "
         "values haalt u laag, functie of standaarden op.",
         "For a column with names choose Reconcile, Start reconciling, Add standard service, and "
         "paste the address below. Then choose a kind, such as Reference component. What is sure "
         "is matched at once; for the rest you choose. With Add columns from reconciled values you "
         "fetch layer, function or standards."),
        (
            Example(
                "openrefine-address",
                ("Het adres van de dienst; voor Engelse namen met /en erachter.",
                 "The address of the service; for English names with /en behind it."),
                "{base}reconcile",
            ),
        ),
    ),
)  # fmt: skip

#: Status -> what happened, and what to do.
ERRORS: Final[tuple[tuple[int, Said, Said], ...]] = (
    (
        400,
        ("De vraag klopt niet.", "The question is wrong."),
        ("Lees “detail”: daar staat wat er mis is; bij SPARQL ook de regel en de kolom.",
         "Read “detail”: it says what is wrong; for SPARQL the line and column too."),
    ),
    (
        404,
        ("Dit adres is er niet.", "There is no such address."),
        ("Zoek het ding op; een adres dat er ooit was, verdwijnt nooit zonder spoor.",
         "Search for the thing; an address that once was never goes without a trace."),
    ),
    (
        406,
        ("De gevraagde vorm is er niet.", "The form asked for is not there."),
        ("Vraag een van de vormen in “offers”.", "Ask for one of the forms in “offers”."),
    ),
    (
        410,
        ("Het ding is ingetrokken.", "The thing was withdrawn."),
        ("Het antwoord noemt wat ervoor in de plaats kwam.", "The answer names what replaced it."),
    ),
    (
        413,
        ("De vraag of het antwoord is te groot.", "The question or the answer is too large."),
        ("Vraag minder (LIMIT, of page en size), of haal het hele bestand op.",
         "Ask for less (LIMIT, or page and size), or fetch the whole file."),
    ),
    (
        429,
        ("U vroeg te veel in korte tijd.", "You asked too much in a short time."),
        ("Wacht het aantal seconden in Retry-After; stel dan één vraag tegelijk.",
         "Wait the number of seconds in Retry-After; then ask one question at a time."),
    ),
    (
        503,
        ("Het duurde te lang, of het is nu te druk.", "It took too long, or it is too busy now."),
        ("Maak de vraag kleiner, of probeer het later: zie Retry-After.",
         "Make the question smaller, or try again later: see Retry-After."),
    ),
)  # fmt: skip


def ways(models: Iterable[tuple[str, Said]]) -> tuple[Way, ...]:
    """Return every way to ask the publication, and these models by their space and name."""
    services = tuple(
        Example(
            f"{_MATCHING}-{model_of(space)}",
            (f"Het adres voor dingen uit het model {nl}, met zijn eigen soorten.",
             f"The address for things of the model {en}, with kinds of its own."),
            f"{_BASE}{space}reconcile",
        )
        for space, (nl, en) in models
    )  # fmt: skip
    return tuple(
        replace(way, examples=way.examples + services) if way.key == _MATCHING else way
        for way in WAYS
    )
