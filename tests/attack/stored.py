"""Hostile data: facts that a page or a form must show without carrying them out.

The checks of a build let no such address through, so the release that holds them is made here.
"""

import hashlib
import json
import shutil
from pathlib import Path
from typing import Final

from rdflib import Dataset, URIRef

from scripts.release import exclusive, switch
from server.formats import DOCUMENT_FORMATS
from server.release import CURRENT, MANIFEST, QUADS, RELEASES, THINGS
from server.settings import DEFAULT_BASE
from tests.attack.hostile import Hostile, asked, get
from tests.serving.odd import LABEL

_FOUND: Final = frozenset({200})
#: RDF/XML has no way to write a property with such an address, which is said.
_SHOWN: Final = frozenset({200, 406})
_NAME: Final = "2026-11-22-bad0bad0bad0"
_THING: Final = "id/element/kwaad"
_GRAPH: Final = "landschap"
_LABEL: Final = LABEL.replace('"', '\\"')
_LINK: Final = "javascript:alert(document.domain)"
_SOURCE: Final = f"""
@prefix gemma: <def#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<{_THING}> a gemma:Grouping , <{_LINK}> ; gemma:partOf <{_LINK}> ;
    skos:prefLabel "{_LABEL}"@nl , "javascript:alert(3)"@en ;
    skos:definition "{_LABEL} {{{{7*7}}}} =cmd|x"@nl ; <{_LINK}> <id/element/deel> ;
    rdfs:seeAlso <{_LINK}> , <JAVASCRIPT:x> , <data:text/html,x> , <vbscript:x> , <//x.example/> ;
    skos:note "a\\u202Eb\\u0085c\\u2028d" , "]]>&amp;<!DOCTYPE x>" ,
        "\\"><script>alert(4)</script>" .
"""


def use(var: Path, name: str = _NAME) -> None:
    """Put a release in use, as `gemma build --use` does."""
    with exclusive(var):
        switch(var, name)


def add(var: Path) -> str:
    """Copy the release in use, add the hostile facts and use that; return what was in use."""
    before = (var / CURRENT).readlink().name
    folder = var / RELEASES / _NAME
    shutil.copytree(var / RELEASES / before, folder)
    dataset = Dataset()
    graph = dataset.graph(URIRef(f"{DEFAULT_BASE}id/graph/{_GRAPH}"))
    graph.parse(data=_SOURCE, format="turtle", publicID=DEFAULT_BASE)
    lines = dataset.serialize(format="nquads").strip() + "\n"
    for file, more in ((QUADS, lines), (THINGS, _THING + "\n")):
        with (folder / file).open("a", encoding="utf-8") as stream:
            stream.write(more)
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    manifest["graphs"][_GRAPH]["triples"] += len(graph)
    for file in (QUADS, THINGS):
        body = (folder / file).read_bytes()
        digest = hashlib.sha256(body).hexdigest()
        manifest["files"][file] = {"bytes": len(body), "sha256": digest}
    (folder / MANIFEST).write_text(json.dumps({**manifest, "id": _NAME}), encoding="utf-8")
    use(var)
    return before


_PATHS: Final = [
    *(f"/doc/element/kwaad.{form.suffix}" for form in DOCUMENT_FORMATS),
    "/doc/element",
    "/doc/element.csv",
    "/",
    "/sparql",
]
_ASKED: Final = "SELECT * { <https://w3id.org/gemma/id/element/kwaad> ?p ?o }"

_BROWSER: Final = "text/html,*/*;q=0.1"
_WHY: Final = "markup in a label, links that run"

STORED: Final = [
    *(Hostile(f"stored: {path}", _WHY, _SHOWN, get(path, ("Accept", _BROWSER))) for path in _PATHS),
    *(
        Hostile(f"stored: results as {form}", _WHY, _FOUND, get(asked(_ASKED), ("Accept", form)))
        for form in (
            "text/html",
            "application/sparql-results+json",
            "application/sparql-results+xml",
            "text/csv",
            "text/tab-separated-values",
        )
    ),
]
