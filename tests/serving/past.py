"""A history of tiny releases: one added to, changed, withdrawn from and renamed in, then again.

The third, in use, has the date of the second and a name that sorts before it, so that only what it
announces tells their order. Beside them stand one that was taken back, one that is damaged, one of
another base, one that is half written, and the name of one that is not kept any more.
"""

import shutil
from pathlib import Path

from server.release import CURRENT, MANIFEST, QUADS, RELEASES
from tests.serving import tiny

GONE = "2026-01-31-00000000000a"
ONE = tiny.ID
TWO = "2027-02-01-bbbbbbbbbbbb"
THREE = "2027-02-01-aaaaaaaaaaaa"
BACK = "2028-05-05-000000000001"
DAMAGED = "2026-12-24-00000000dead"
ELSEWHERE = "2026-12-25-000000000001"
HALF = "2026-12-26-000000000001"

_VIEW = """
<id/view/plaat> a gemma:View ; skos:prefLabel "Plaat"@nl ; gemma:title "Plaat"@nl .
<id/node/plaat-balie> a gemma:ViewNode ; gemma:nodeOf <id/view/plaat> ;
    gemma:represents element:balie ; skos:prefLabel "Balie op de plaat"@nl ;
    gemma:x 10 ; gemma:y 10 ; gemma:width 160 ; gemma:height 60 .
dataset:gemma a dcat:Dataset ; dct:title "Alles"@nl .
"""
#: What the second release says otherwise, and what it adds.
_CHANGED = {
    '"Balie"@nl , "Counter"@en': '"Klantbalie"@nl , "Counter"@en',
    "element:reisdocumenten": "element:paspoorten",
    "element:vals a gemma:ReferenceComponent": "element:vals a gemma:WithdrawnResource",
}
_ADDED = """
element:nieuw a gemma:ReferenceComponent ; skos:prefLabel "Nieuw"@nl ;
    gemma:partOf element:burgerzaken .
element:reisdocumenten a gemma:WithdrawnResource ; skos:prefLabel "Reisdocumenten"@nl ;
    gemma:withdrawalReason concept:intrekking-hernoemd ; dct:isReplacedBy element:paspoorten .
"""
#: In the third another rename comes after that, and a ring that no check would let through.
_CHANGED_AGAIN = {**_CHANGED, "element:reisdocumenten": "element:identiteitsbewijzen"}
_ADDED_AGAIN = """
element:paspoorten a gemma:WithdrawnResource ; skos:prefLabel "Paspoorten"@nl ;
    gemma:withdrawalReason concept:intrekking-hernoemd ;
    dct:isReplacedBy element:identiteitsbewijzen .
<id/release/2026-11-22-0123456789ab> <http://www.w3.org/ns/adms#versionNotes> "De eerste."@nl .
<id/release/2026-01-31-00000000000a> <http://www.w3.org/ns/adms#versionNotes> "Een proef."@nl .
dataset:gemma <http://www.w3.org/ns/adms#versionNotes> "Nieuwe namen."@nl , "New names."@en .
element:kip a gemma:WithdrawnResource ; dct:isReplacedBy element:ei ;
    gemma:withdrawalReason concept:intrekking-hernoemd .
element:ei a gemma:WithdrawnResource ; dct:isReplacedBy element:kip ;
    gemma:withdrawalReason concept:intrekking-hernoemd .
"""


def begin(var: Path, whole: Path) -> None:
    """Put the first alone under `var`, in use, as it stands under `whole`."""
    shutil.copytree(whole / RELEASES / ONE, var / RELEASES / ONE)
    (var / CURRENT).symlink_to(f"{RELEASES}/{ONE}")


def write(var: Path) -> None:
    """Write all of them under `var`, the third in use."""
    first, second = {"landschap": _VIEW}, {"landschap": _VIEW + _ADDED}
    third = {"landschap": _VIEW + _ADDED + _ADDED_AGAIN}
    tiny.release(var, ONE, more=first)
    tiny.release(var, TWO, more=second, changed=_CHANGED, announced=(GONE, ONE))
    now = tiny.release(
        var, THREE, more=third, changed=_CHANGED_AGAIN, announced=(GONE, ONE, TWO)
    )  # fmt: skip
    tiny.release(var, BACK, more=first)
    damaged = tiny.release(var, DAMAGED)
    (damaged / QUADS).write_bytes((damaged / QUADS).read_bytes()[:-200])
    tiny.release(var, ELSEWHERE, base="https://elders.example/")
    (tiny.release(var, HALF) / MANIFEST).unlink()
    (var / CURRENT).symlink_to(now.relative_to(var))
