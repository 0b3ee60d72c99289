"""Both attacks in a short form; only what does not depend on how fast the machine is.

`make attack` is the long form, with the times.
"""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from server.settings import DEFAULT_BASE
from tests.attack import crowd, siege
from tests.attack.crowd import Plan
from tests.attack.exchange import Answer, wrong
from tests.attack.hostile import Hostile
from tests.attack.runaways import runaways
from tests.attack.verdicts import Verdict, table
from tests.making.conftest import TINY, Project
from tests.serving.test_deployment import NGINX

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/smaps_rollup").exists(), reason="reads /proc, and binds 127.0.0.0/8"
)

PLAN = Plan(seconds=2, limit=1)


def failing(found: list[Verdict]) -> list[Verdict]:
    return [verdict for verdict in found if not verdict.holds and not verdict.timed]


def test_fifty_clients_with_runaways(tmp_path: Path) -> None:
    project = Project(tmp_path / "bron", tmp_path / "var")
    shutil.copytree(TINY, project.root)
    project.build()
    found = crowd.attack(project.var, DEFAULT_BASE, siege.THINGS, PLAN)
    assert len(found) == 32 and not failing(found), table(found)


@pytest.mark.skipif(NGINX is None, reason="nginx is not installed")
def test_everything_at_once_behind_nginx(tmp_path: Path) -> None:
    found = siege.attack(tmp_path, PLAN, 1, siege.SHORT)
    assert len(found) == 17 and not failing(found), table(found)


def test_the_corpus_is_large_and_no_two_are_alike() -> None:
    assert len(siege.CORPUS) >= 150
    assert len({one.name for one in siege.CORPUS}) == len(siege.CORPUS)
    assert len({one.sent for one in siege.CORPUS}) == len(siege.CORPUS)
    assert all(one.why and one.right for one in siege.CORPUS)


def test_runaways_are_varied_and_repeatable() -> None:
    first, again, other = (
        [next(found) for found in [runaways(seed)] for _ in range(100)] for seed in (1, 1, 2)
    )
    assert first == again and len({*first, *other}) == 200


GOOD = Answer(200, {"content-type": "text/html"}, b"<html></html>", 0.1, whole=True)
ONE = Hostile("x", "y", frozenset({200}), b"")


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (replace(GOOD, status=500), "status 500"),
        (replace(GOOD, whole=False), "cut off"),
        (replace(GOOD, body=b"<html>"), "cut off text/html"),
        (replace(GOOD, body=b"Traceback (most</html>"), "a trace"),
        (replace(GOOD, headers={**GOOD.headers, "server": "nginx/1.2"}), "a trace"),
        (replace(GOOD, body=b"geheim</html>"), "the secret"),
        (replace(GOOD, body=b"<a href='javascript:x'></html>"), "markup that is carried out"),
        (replace(GOOD, headers={**GOOD.headers, "x-evil": "1"}), "a field of the attacker"),
        (replace(GOOD, headers={"location": "//kwaad.example/"}), "leads to //kwaad.example/"),
        (replace(GOOD, headers={"location": "http://gemma.example.nl.x/"}),
         "leads to http://gemma.example.nl.x/"),
    ],
)  # fmt: skip
def test_a_wrong_answer_is_seen(answer: Answer, fault: str) -> None:
    assert wrong(ONE, GOOD, b"geheim") == []
    assert wrong(ONE, answer, b"geheim") == [fault]
