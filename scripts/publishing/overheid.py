"""data.overheid.nl: three ways to announce the datasets of the release in use, from one catalogue.

`--harvest` plays the portal's harvester; `--ckan` and `--aanlever` send. What is published is
checked before anything is asked of a portal: a base that is not public https is refused.
"""

import argparse
import time
from collections.abc import Iterable
from typing import Final

from rdflib import Graph

from scripts.publishing.aanlever import Aanlever
from scripts.publishing.addresses import is_loopback, portal, why_not_public
from scripts.publishing.announcing import (
    EDITED,
    FAILED,
    LEFT,
    REFUSED,
    Manner,
    Outcome,
    Portal,
    announce,
)
from scripts.publishing.calling import Line, RunError
from scripts.publishing.description import Dataset, describe
from scripts.publishing.harvest import CATALOGUE, Copy, fetch, look, unlisted
from scripts.publishing.kept import Shelf
from scripts.publishing.lines import in_use, models_in_use, split
from server.errors import ChecksFailedError, EngineError, RefusedError, SettingsError
from server.graphs import PUBLICATION, catalog_graph
from server.release import Release
from server.settings import Settings

_CKAN: Final = "https://data.overheid.nl/data"
_SECONDS: Final = 300.0
#: The graphs that describe the publication.
_GRAPHS: Final = ("catalog", PUBLICATION)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `gemma publish data-overheid`."""
    parser.description = (
        "Announce the datasets of the release in use on data.overheid.nl. It is safe to run again: "
        "what is there already is compared, and only what differs is sent. For --ckan, publisher "
        "and creator need a skos:exactMatch in data/catalog.ttl to an address of DONL:Organization."
    )
    ways = parser.add_mutually_exclusive_group(required=True)
    ways.add_argument(
        "--harvest", action="store_true",
        help="fetch the catalogue as the portal's harvester does, and tell what it would take",
    )  # fmt: skip
    ways.add_argument(
        "--ckan", action="store_true", help="send to the CKAN of the portal (DCAT-AP-DONL 1.1)"
    )
    ways.add_argument("--aanlever", action="store_true", help="send to its Aanlever-API (0.9)")
    parser.add_argument(
        "--at", metavar="URL", default="",
        help="where --harvest finds a copy of what stands under GEMMA_BASE, such as "
        "http://127.0.0.1:8000/ (default: GEMMA_BASE)",
    )  # fmt: skip
    parser.add_argument(
        "--portal", metavar="URL", default="",
        help=f"where the portal is (--ckan: {_CKAN}; --aanlever: as told with the key)",
    )  # fmt: skip
    parser.add_argument(
        "--dry-run", action="store_true", help="show what would change there, and send nothing"
    )
    parser.add_argument(
        "--overwrite", action="store_true",
        help="also where somebody changed a dataset at the portal since it was last sent",
    )  # fmt: skip
    parser.add_argument(
        "--timeout", type=float, default=_SECONDS, metavar="SECONDS",
        help=f"deadline of everything together (default: {_SECONDS:g})",
    )  # fmt: skip


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Carry out `gemma publish data-overheid`.

    Raises `SettingsError` for an address or key that cannot be used, `ReleaseError` when no whole
    release is in use, `ChecksFailedError` when the catalogue says what the portal would refuse,
    `EngineError` when not everything could be sent and `RefusedError` when somebody changed a
    dataset at the portal.
    """
    deadline = time.monotonic() + args.timeout
    sending = args.portal or args.dry_run or args.overwrite
    if sending if args.harvest else args.at:
        raise SettingsError("--at goes with --harvest; --portal, --dry-run, --overwrite without it")
    if why := why_not_public(settings.base):
        raise SettingsError(f"GEMMA_BASE is {settings.base}, which {why}: nobody could follow it")
    if args.harvest:
        return _harvest(settings, args.at, Line(deadline))
    way = "ckan" if args.ckan else "aanlever"
    release = in_use(settings)
    address = portal(args.portal or (_CKAN if args.ckan else _missing("--portal", way)))
    target, line = _target(way, address, settings, deadline, release.base)
    datasets = described(release, models_in_use(settings))
    shelf = Shelf(settings.var, f"{way} {address}")
    manner = Manner(line, shelf, args.dry_run, args.overwrite)
    return tell(announce(target, datasets, manner))


def _target(
    way: str, address: str, settings: Settings, deadline: float, base: str
) -> tuple[Portal, Line]:
    key = settings.portal_key or _missing("GEMMA_DONL_KEY", way)
    owner = settings.portal_owner or _missing("GEMMA_DONL_OWNER", way)
    line = Line(deadline, {key})
    if way == "aanlever":
        return Aanlever(address, owner, key, base, line), line
    try:
        # Only here, since it is an extra: a server that publishes nothing does without.
        from scripts.publishing.ckan import Ckan  # noqa: PLC0415
    except ModuleNotFoundError:
        raise SettingsError("--ckan needs ckanapi: pip install 'gemma-lod[publish]'") from None
    return Ckan(address, key, owner, base, line), line


def described(release: Release, models: Iterable[Release] = ()) -> list[Dataset]:
    """Return the datasets that the catalogue of a release lists, those of models among them."""
    held = [(release, key) for key in _GRAPHS]
    held += [(one, catalog_graph(one.model)) for one in models]
    text = "".join(line for one, key in held for line in split(one).get(key, ()))
    return describe(Graph().parse(data=text, format="nt"))


def tell(outcomes: Iterable[Outcome]) -> int:
    """Print what became of each dataset as it becomes known; raise when not all is as wanted.

    Raises `EngineError`, `ChecksFailedError` or `RefusedError`, in this order.
    """
    count: dict[str, int] = {}
    for outcome in outcomes:
        count[outcome.word] = count.get(outcome.word, 0) + 1
        print(f"{outcome.word}: {outcome.iri}")
        for line in outcome.lines:
            # What a portal says is not for the terminal to obey.
            print(f"  {''.join(c if c.isprintable() else '?' for c in line)}")
    total = ", ".join(f"{number} {word}" for word, number in count.items()) or "no dataset"
    if FAILED in count or LEFT in count:
        raise EngineError(f"{total}; it is safe to run this again")
    if REFUSED in count or not count:
        raise ChecksFailedError(f"{total}; correct data/catalog.ttl and build again", ())
    if EDITED in count:
        raise RefusedError(f"{total}; take that over, or overwrite it with --overwrite")
    print(total)
    return 0


def _harvest(settings: Settings, at: str, line: Line) -> int:
    """Play the harvester; the copy that it looks at may be on this machine."""
    copy = Copy(settings.base, portal(at or settings.base) + "/", line)
    try:
        graph, pages = fetch(copy)
        findings = list(look(copy, graph))
    except RunError as error:
        raise EngineError(str(error)) from None
    passed_by = unlisted(graph)
    where = "on this machine" if is_loopback(copy.at) else f"at {copy.at}"
    print(f"{copy.base}{CATALOGUE}, {where}: {pages} page(s), {len(findings)} dataset(s)")
    for found in findings:
        what = f"({found.fields} fields, {len(found.dataset.files)} files)"
        print(f"{REFUSED if found.refusals else 'taken over'}: {found.dataset.iri} {what}")
        for text in (*found.refusals, *(f"missed: {gap}" for gap in found.gaps)):
            print(f"  {text}")
    for iri in passed_by:
        print(f"{REFUSED}: {iri}\n  no catalogue lists it (dcat:dataset)")
    refused = sum(bool(found.refusals) for found in findings) + len(passed_by)
    if refused or not findings:
        total = len(findings) + len(passed_by)
        raise ChecksFailedError(f"{refused} of {total} would not be taken over", ())
    return 0


def _missing(name: str, way: str) -> str:
    raise SettingsError(f"--{way} needs {name}")
