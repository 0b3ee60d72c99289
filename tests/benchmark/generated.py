"""A release of any size in our own model, the same for the same seed: elements, flows, labels."""

import hashlib
import json
import random
from collections.abc import Iterator
from pathlib import Path

from server.release import CURRENT, MANIFEST, QUADS, RELEASES, THINGS
from server.settings import DEFAULT_BASE as BASE

SEED = 20131121
#: Triples of one element and of one flow, taken together two flows to an element.
_OF_AN_ELEMENT = 22
_RDF_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_WORDS = (
    "aanvraag", "adres", "archief", "balie", "bedrijf", "belasting", "beheer", "bericht",
    "besluit", "bouw", "burger", "dossier", "document", "gebouw", "gegevens", "gemeente",
    "inkomen", "klant", "koppeling", "leerling", "loket", "medewerker", "midoffice", "omgeving",
    "persoon", "portaal", "register", "scan", "subsidie", "toezicht", "vergunning", "voorziening",
    "zaak", "zorg",
)  # fmt: skip
_LAYERS = ("frontoffice", "midoffice", "backoffice", "basis")


def elements(triples: int) -> int:
    """Return how many elements make about so many triples."""
    return max(20, triples // _OF_AN_ELEMENT)


def write(var: Path, triples: int) -> Path:
    """Write a release of about so many triples under `var`, in use; returns its N-Quads."""
    name = f"2026-11-22-{triples:012x}"
    folder = var / RELEASES / name
    folder.mkdir(parents=True)
    count = 0
    digest = hashlib.sha256()
    with (folder / QUADS).open("wb") as out:
        for line in _lines(elements(triples)):
            written = f"{line} <{BASE}id/graph/landschap> .\n".encode()
            digest.update(written)
            out.write(written)
            count += 1
    (folder / THINGS).write_text("id/element/e0\n", encoding="utf-8")
    files = {
        QUADS: {"bytes": (folder / QUADS).stat().st_size, "sha256": digest.hexdigest()},
        THINGS: {
            "bytes": (folder / THINGS).stat().st_size,
            "sha256": hashlib.sha256((folder / THINGS).read_bytes()).hexdigest(),
        },
    }
    graph = {"iri": f"{BASE}id/graph/landschap", "sources": [], "triples": count}
    manifest = {
        "id": name, "base": BASE, "files": files, "graphs": {"landschap": graph}, "classes": {},
        "apart": True,
    }  # fmt: skip
    (folder / MANIFEST).write_text(json.dumps(manifest))
    (var / CURRENT).symlink_to(folder.relative_to(var))
    return folder / QUADS


def _lines(count: int) -> Iterator[str]:
    """Yield statements without their graph: a tree of elements, and two flows from each."""
    chance = random.Random(SEED)
    for number in range(count):
        one = f"<{BASE}id/element/e{number}>"
        words = " ".join(chance.choice(_WORDS) for _ in range(3))
        yield f"{one} {_RDF_TYPE} <{BASE}def#ReferenceComponent>"
        yield f"{one} {_RDF_TYPE} <{_SKOS}Concept>"
        yield f'{one} <{_SKOS}prefLabel> "{words.capitalize()} {number}"@nl'
        yield f'{one} <{_SKOS}prefLabel> "Component {number}: {words}"@en'
        yield f'{one} <{_SKOS}definition> "Component voor {words}, nummer {number}."@nl'
        yield f"{one} <{_SKOS}inScheme> <{BASE}id/scheme/landschap>"
        yield f"{one} <{BASE}def#layer> <{BASE}id/concept/laag-{chance.choice(_LAYERS)}>"
        if number:
            yield f"{one} <{BASE}def#partOf> <{BASE}id/element/e{(number - 1) // 8}>"
        if number % 3 == 0:
            yield f'{one} <{_SKOS}note> "Bij {words}: zie {number // 3}."@nl'
        for which in (1, 2):
            flow = f"<{BASE}id/flow/f{number}-{which}>"
            other = f"<{BASE}id/element/e{chance.randrange(count)}>"
            yield f"{flow} {_RDF_TYPE} <{BASE}def#Flow>"
            yield f'{flow} <{_SKOS}prefLabel> "{chance.choice(_WORDS)} {number}.{which}"@nl'
            yield f"{flow} <{BASE}def#flowSource> {one}"
            yield f"{flow} <{BASE}def#flowTarget> {other}"
            yield f"{flow} <{BASE}def#flowOf> <{BASE}id/view/v{number % 50}>"
            yield f"{one} <{BASE}def#flowsTo> {other}"
