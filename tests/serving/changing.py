"""Two tiny releases, the second with one change of each sort: what telling changes is tried on."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from rdflib import Graph

from server.release import CURRENT, MANIFEST, QUADS, RELEASES
from tests.serving import tiny

B = tiny.BASE
FIRST = tiny.ID
SECOND = "2026-11-23-00000000000b"
THIRD = "2026-11-24-00000000000c"

#: What the tiny release lacks: a view with a flow, its standard, and names of properties.
MORE = {
    "ontology": """
gemma:Flow a owl:Class ; rdfs:label "Stroom"@nl , "Flow"@en .
gemma:from a owl:ObjectProperty ; rdfs:label "van"@nl , "from"@en .
gemma:to a owl:ObjectProperty ; rdfs:label "naar"@nl , "to"@en .
""",
    "landschap": """
<id/view/loketplaat> a gemma:View ; skos:prefLabel "Loketplaat"@nl , "Counter view"@en .
<id/node/balie-op-loketplaat> a gemma:ViewNode ; gemma:nodeOf <id/view/loketplaat> ;
    gemma:represents element:balie ; skos:prefLabel "Balie (Loketplaat)"@nl .
<id/flow/loketplaat-d1> a gemma:Flow ; gemma:flowOf <id/view/loketplaat> ; gemma:number "D1" ;
    gemma:from element:balie ; gemma:to element:burgerzaken ;
    skos:prefLabel "Aanvraag"@nl , "Request"@en ;
    skos:definition "De burger vraagt aan de balie een nieuw document aan en betaalt het."@nl .
<id/flow/loketplaat-d2> a gemma:Flow ; gemma:flowOf <id/view/loketplaat> ; gemma:number "D2" ;
    gemma:from element:burgerzaken ; gemma:to element:balie ;
    skos:prefLabel "Antwoord"@nl , "Answer"@en .
<id/use/loketplaat-d1-1> a gemma:StandardUse ; gemma:useOf <id/flow/loketplaat-d1> ;
    gemma:standard <id/standard/stuf> ; skos:prefLabel "StUF: Aanvraag"@nl .
""",
    "standaarden": """
<id/standard/stuf> a gemma:Standard ; skos:prefLabel "StUF"@nl , "StUF"@en .
""",
}

#: What goes from the first release to the second: Turtle by graph.
GONE = {
    "ontology": """
gemma:ReferenceComponent rdfs:subClassOf [ a owl:Restriction ; owl:onProperty gemma:layer ;
    owl:hasValue concept:laag-backoffice ] .
""",
    "principes": """
implication:open-data-tien skos:definition "De tiende."@nl .
""",
    "landschap": """
element:burgerzaken skos:prefLabel "Burgerzaken"@nl .
element:balie skos:definition "Helpt aan de balie."@nl .
element:reisdocumenten a gemma:ReferenceComponent , skos:Concept ; gemma:partOf element:balie ;
    skos:prefLabel "Reisdocumenten"@nl , "Travel documents"@en ;
    skos:definition "Paspoorten."@nl , "Passports."@en .
claim:balie-plaats gemma:claimSubject element:reisdocumenten .
<id/flow/loketplaat-d1> gemma:to element:burgerzaken ;
    skos:definition "De burger vraagt aan de balie een nieuw document aan en betaalt het."@nl .
<id/flow/loketplaat-d2> a gemma:Flow ; gemma:flowOf <id/view/loketplaat> ; gemma:number "D2" ;
    gemma:from element:burgerzaken ; gemma:to element:balie ;
    skos:prefLabel "Antwoord"@nl , "Answer"@en .
""",
    "inferred": """
element:burgerzaken gemma:hasPart element:balie .
""",
}
#: What comes.
NEW = {
    "ontology": """
gemma:ReferenceComponent rdfs:subClassOf [ a owl:Restriction ; owl:onProperty gemma:layer ;
    owl:hasValue concept:laag-midoffice ] .
""",
    "schemes": """
concept:laag-midoffice a skos:Concept ; skos:inScheme scheme:laag ;
    skos:prefLabel "Midoffice"@nl , "Mid office"@en .
""",
    "principes": """
implication:open-data-tien skos:definition "De tiende, met <b>nadruk</b> & meer."@nl .
""",
    "landschap": """
element:burgerzaken skos:prefLabel "Burgerzaken en verkiezingen"@nl .
element:balie skos:definition "Helpt iedereen aan de balie van het gemeentehuis."@nl .
element:paspoorten a gemma:ReferenceComponent , skos:Concept ; gemma:partOf element:balie ;
    skos:prefLabel "Reisdocumenten"@nl , "Travel documents"@en ;
    skos:definition "Paspoorten."@nl , "Passports and cards."@en .
claim:balie-plaats gemma:claimSubject element:paspoorten .
<id/flow/loketplaat-d1> gemma:to element:paspoorten ;
    skos:definition "De burger vraagt aan de balie een nieuw paspoort aan en betaalt het."@nl .
<id/flow/loketplaat-d3> a gemma:Flow ; gemma:flowOf <id/view/loketplaat> ; gemma:number "D3" ;
    gemma:from element:balie ; gemma:to element:paspoorten ;
    skos:prefLabel "Nieuw"@nl , "New"@en .
""",
    "provenance": """
<id/flow/loketplaat-d2> a gemma:WithdrawnResource ; dct:isReplacedBy <id/flow/loketplaat-d3> .
<id/flow/loketplaat-d4> a gemma:WithdrawnResource .
element:reisdocumenten a gemma:WithdrawnResource ; dct:isReplacedBy element:paspoorten ;
    gemma:withdrawalReason concept:intrekking-hernoemd .
""",
    "inferred": """
element:paspoorten a gemma:Element .
""",
}


def lines(turtle: dict[str, str], base: str = B) -> set[str]:
    """N-Quads of Turtle by graph, with blank nodes named after nothing in particular."""
    found = set()
    for key, text in turtle.items():
        graph = Graph().parse(data=tiny.PREFIXES + text, format="turtle", publicID=base)
        for line in graph.serialize(format="nt").splitlines():
            if line:
                found.add(f"{line.removesuffix(' .')} <{base}id/graph/{key}> .")
    return found


def write(folder: Path, quads: Iterable[str], base: str = B, like: Path | None = None) -> Path:
    """Write a release of these N-Quads, in this order, named as its folder; `like` another."""
    folder.mkdir(parents=True)
    body = "".join(f"{line}\n" for line in quads).encode()
    (folder / QUADS).write_bytes(body)
    manifest = json.loads((like / MANIFEST).read_text()) if like else {"graphs": {}, "classes": {}}
    entry = {"bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}
    manifest |= {"id": folder.name, "base": base, "files": {QUADS: entry}}
    (folder / MANIFEST).write_text(json.dumps(manifest))
    return folder


def edited(before: Path, name: str, edit: Callable[[list[str]], Iterable[str]]) -> Path:
    """Write release `name` beside another one, with lines that `edit` makes of its lines."""
    old = (before / QUADS).read_text(encoding="utf-8").splitlines()
    base = json.loads((before / MANIFEST).read_text())["base"]
    return write(before.parent / name, edit(old), base, before)


def two(var: Path) -> Path:
    """Write both releases under `var`, the second in use, and return the first."""
    first = tiny.write(var, more=MORE)
    edited(first, SECOND, _second)
    use(var, SECOND)
    return first


def use(var: Path, name: str) -> None:
    """Put a release in use."""
    (var / CURRENT).unlink()
    (var / CURRENT).symlink_to(f"{RELEASES}/{name}")


def _second(old: list[str]) -> list[str]:
    gone = lines(GONE)
    # The restriction is known by what it holds; its label is another in each file.
    hung = {line for line in old if "subClassOf" in line and "_:" in line}
    label = next(re.findall(r"_:\w+", line)[0] for line in hung)
    kept = [line for line in old if line not in gone and label not in line]
    assert len(kept) == len(old) - len(gone), "something to take away is not there"
    return sorted({*kept, *lines(NEW)})
