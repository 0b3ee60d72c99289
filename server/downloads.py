"""Downloads: which files of a release anyone may fetch, what they are and where; one table.

Every graph, and everything together, in each form and as gzip; tables for who works with a
spreadsheet, a model for who works with ArchiMate. The graphs about the release itself are not among
them: no file can hold its own checksum, and a report comes after what it is about. An imported
model has a table of its own, of the same making.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from server.formats import ARCHIMATE, BY_KEY, TEXT, Format
from server.graphs import ABOUT_RELEASE, GRAPHS, WHOLE, model_graph

#: In the place of a release: the one in use.
LATEST: Final = "latest"
#: The folder of these files in a release.
FOLDER: Final = "graphs"
#: The media type of a file as gzip (RFC 6713).
GZIP: Final = "application/gzip"


@dataclass(frozen=True)
class Download:
    """A file to fetch: `stem` says what it holds, by the name in `nl` and `en`.

    `graph` is the key of the graph that it is, empty for all together, a table and a model;
    `dataset` that of the dataset in the catalogue which it belongs to.
    """

    stem: str
    nl: str
    en: str
    dataset: str
    format: Format
    graph: str = ""
    packed: bool = False

    @property
    def name(self) -> str:
        """The name of the file, in its address too."""
        return f"{self.stem}.{self.format.suffix}{'.gz' if self.packed else ''}"

    @property
    def key(self) -> str:
        """The key of its distribution: what it holds and in what form."""
        return self.name.replace(".", "-")

    @property
    def content_type(self) -> str:
        """The value of Content-Type with which it is sent."""
        return GZIP if self.packed else self.format.content_type


#: What each graph comes in, and what everything together does. Where a form knows named graphs, the
#: latter keeps them apart; the other forms hold the union.
GRAPH_FORMS: Final = ("turtle", "n-triples", "n-quads", "json-ld", "rdf-xml")
WHOLE_FORMS: Final = ("n-quads", "trig", "json-ld", "turtle", "rdf-xml")
#: Table -> its names and the dataset that its rows are from.
TABLES: Final[Mapping[str, tuple[str, str, str]]] = {
    "elementen": ("Componenten en andere elementen", "Components and other elements", "landschap"),
    "platen": ("Platen", "Views", "landschap"),
    "stromen": ("Stromen", "Flows", "landschap"),
    "gebruik": ("Gebruik van standaarden", "Uses of standards", "landschap"),
    "principes": ("Principes", "Principles", "principes"),
    "implicaties": ("Implicaties", "Implications", "principes"),
    "standaarden": ("Standaarden", "Standards", "standaarden"),
    "versies": ("Versies van standaarden", "Versions of standards", "standaarden"),
}
#: ArchiMate model -> its names, the dataset it belongs to, and the graphs it is made of.
MODELS: Final[Mapping[str, tuple[tuple[str, str, str], tuple[str, ...]]]] = {
    "landschap": (
        ("Landschap met standaarden", "Landscape with standards", "landschap"),
        ("landschap", "standaarden"),
    ),
}
#: The description of the tables. A reader of CSV on the web looks for a file of this name beside
#: the table (Model for Tabular Data and Metadata on the Web, 5.3).
TABLES_DESCRIBED: Final = "csv-metadata"


def _downloads() -> tuple[Download, ...]:
    graphs = [graph for graph in GRAPHS if graph.key not in ABOUT_RELEASE]
    plain = [
        *(Download(WHOLE, "Alles bij elkaar", "All together", WHOLE, BY_KEY[form])
          for form in WHOLE_FORMS),
        *(Download(graph.key, graph.nl, graph.en, graph.dataset, BY_KEY[form], graph.key)
          for graph in graphs for form in GRAPH_FORMS),
        *(Download(stem, *about, ARCHIMATE) for stem, (about, _) in MODELS.items()),
    ]  # fmt: skip
    return (*plain, *_packed(plain), *_tables(TABLES, WHOLE))


def _packed(plain: Iterable[Download]) -> Iterable[Download]:
    return (replace(download, packed=True) for download in plain)


def _tables(tables: Mapping[str, tuple[str, str, str]], whole: str) -> Iterable[Download]:
    """Return tables with their description; they are small, and no spreadsheet opens gzip."""
    described = ("Beschrijving van de tabellen", "Description of the tables", whole)
    yield from (Download(stem, *about, BY_KEY["csv"]) for stem, about in tables.items())
    yield Download(TABLES_DESCRIBED, *described, BY_KEY["csvw"])


DOWNLOADS: Final = _downloads()
BY_NAME: Final[Mapping[str, Download]] = {download.name: download for download in DOWNLOADS}

#: Table of an imported model -> its names.
MODEL_TABLES: Final[Mapping[str, tuple[str, str]]] = {
    "elementen": ("Elementen", "Elements"),
    "relaties": ("Relaties", "Relationships"),
    "platen": ("Platen", "Views"),
    "standaarden": ("Standaarden", "Standards"),
    "versies": ("Versies van standaarden", "Versions of standards"),
}
#: What the owner of a model should know of it: in each language a file, and what it is called.
FINDINGS: Final[Mapping[str, tuple[str, str, str]]] = {
    "nl": ("bevindingen", "Bevindingen voor de eigenaar", "Findings for its owner, in Dutch"),
    "en": ("findings", "Bevindingen voor de eigenaar, in het Engels", "Findings for its owner"),
}


@cache
def of(model: str = "") -> Mapping[str, Download]:
    """Return the files of a release by name: of an imported model, or else of our own."""
    if not model:
        return BY_NAME
    graph = model_graph(model)
    facts = ("Wat het model zegt", "What the model says", model)
    plain = [
        of_all(model),
        *(Download(graph, *facts, BY_KEY[form], graph) for form in GRAPH_FORMS),
        Download(graph, "ArchiMate-model", "ArchiMate model", model, ARCHIMATE),
    ]  # fmt: skip
    tables = {stem: (nl, en, model) for stem, (nl, en) in MODEL_TABLES.items()}
    lists = [Download(*about, model, TEXT) for about in FINDINGS.values()]
    every = [*plain, *_packed(plain), *_tables(tables, model), *lists]
    return {download.name: download for download in every}


def of_all(model: str) -> Download:
    """Return the file with all that a model says, and what follows from it, each in its graph."""
    names = "Het model met wat eruit volgt", "The model with what follows from it"
    return Download(f"{model_graph(model)}-alles", *names, model, BY_KEY["n-quads"])


def path(release: str, name: str, space: str = "") -> str:
    """Return the path, without leading slash, at which a file of a release is fetched.

    `space` is that of the model that it is a release of.
    """
    return f"{space}download/{release}/{name}"
