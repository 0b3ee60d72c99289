"""A run of announcing against a portal, as often as a test likes."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from scripts.publishing import announcing
from scripts.publishing.aanlever import Aanlever as AanleverTarget
from scripts.publishing.announcing import Manner, Outcome, announce
from scripts.publishing.calling import Line
from scripts.publishing.ckan import Ckan as CkanTarget
from scripts.publishing.description import Dataset
from scripts.publishing.kept import Shelf
from tests.publishing import trial
from tests.publishing.aanlever_portal import Aanlever
from tests.publishing.ckan_portal import Ckan
from tests.publishing.portal import Portal

LANDSCAPE, PRINCIPLES = (f"{trial.BASE}id/dataset/{key}" for key in ("landschap", "principes"))


class Run:
    """Announces datasets anew each time, and says of each what became of it."""

    def __init__(
        self, portal: Portal, target: Callable[[Line], announcing.Portal], line: Line, var: Path
    ) -> None:
        self.portal = portal
        self.target = target
        self.manner = Manner(line, Shelf(var, "proef"))

    def __call__(
        self, datasets: list[Dataset], *, dry: bool = False, overwrite: bool = False
    ) -> list[Outcome]:
        self.portal.asked.clear()
        manner = replace(self.manner, dry=dry, overwrite=overwrite)
        return list(announce(self.target(manner.line), datasets, manner))


def on_ckan(portal: Ckan, line: Line, var: Path) -> Run:
    def target(line: Line) -> CkanTarget:
        return CkanTarget(portal.url, trial.KEY, trial.OWNER, trial.BASE, line)

    return Run(portal, target, line, var)


def on_aanlever(portal: Aanlever, line: Line, var: Path, address: str = "") -> Run:
    def target(line: Line) -> AanleverTarget:
        where = address or portal.url
        return AanleverTarget(where, trial.OWNER, trial.KEY, trial.BASE, line)

    return Run(portal, target, line, var)


def words(outcomes: list[Outcome]) -> list[str]:
    return [outcome.word for outcome in outcomes]
