"""Importing: an ArchiMate model becomes Linked Data beside the publication, whole or not at all.

Read, named, stated, closed, checked and then written as a release of its own, with what its owner
should know as a list. The releases of the publication, and the import in use, stay as they are
until all of that has gone well.
"""

import argparse
import gc
import hashlib
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date as Date  # noqa: N812 (a date is what the option holds)
from pathlib import Path
from time import perf_counter
from typing import Final

from scripts import release
from scripts.archimate import (
    closure,
    identity,
    package,
    profile,
    returning,
    rules,
    sheets,
    withdrawn,
)
from scripts.archimate import read as reading
from scripts.archimate.graph import Facts
from scripts.archimate.progress import Bar, bar
from scripts.archimate.references import check
from scripts.archimate.values import Values, times
from scripts.findings import Finding, Severity, count, ordered, summary, violation
from scripts.load import Source, read_source, source_names
from scripts.pack import REPORT_TEXT, Package
from scripts.terms import Triple, ntriples
from server.errors import BusyError, ChecksFailedError, SettingsError, SourceError
from server.graphs import graph_iri, inferred_graph, model_graph
from server.release import MODELS, Place, Release, pointed
from server.settings import Settings

PROFILES: Final = "data/models"
_ONTOLOGY: Final = ("ontology/*.ttl",)


@dataclass(frozen=True)
class Order:
    """What is to be taken in: the exchange file, its profile, and its day where it is said."""

    file: Path
    profile: str = ""
    day: Date | None = None


@dataclass(frozen=True)
class Import:
    """What came of a model: the package, and what its owner should know."""

    package: Package
    profile: profile.Profile
    findings: tuple[Finding, ...]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `gemma import`."""
    parser.description = (
        "Take in an ArchiMate model, a file in the ArchiMate Model Exchange File Format, under "
        "GEMMA_VAR/models. What its properties mean stands in a profile: data/models/KEY.ttl, or "
        "a file of your own. Faults refuse the model; what its owner should mend is listed."
    )
    parser.add_argument("file", metavar="MODEL.xml", type=Path, help="the exchange file")
    parser.add_argument(
        "--as", dest="profile", metavar="PROFILE", default="",
        help="the profile: the KEY of one in data/models, or a path that ends in .ttl; a model "
        "that `gemma export` wrote needs none",
    )  # fmt: skip
    parser.add_argument(
        "--date", type=Date.fromisoformat, metavar="YYYY-MM-DD",
        help="the day of this release of the model, where the model does not say it",
    )  # fmt: skip


def run(args: argparse.Namespace, settings: Settings, root: Path) -> int:
    """Carry out `gemma import`; raises what `take_in` raises."""
    started = perf_counter()
    order = Order(args.file, args.profile, args.date)
    # A model is millions of terms and no rings: to look for those takes a third of the time.
    gc.disable()
    try:
        made, found = take_in(order, settings, root, bar(sys.stderr))
    finally:
        gc.enable()
    for rule, number in Counter(finding.rule for finding in made.findings).most_common():
        print(f"{number:6} {rule}", file=sys.stderr)
    print(
        f"in use: {found.id} of {made.profile.model}, {made.package.quads} statements about "
        f"{made.package.things} things, {summary(made.findings, 'en')} "
        f"({perf_counter() - started:.1f} s)"
    )
    print(f"what its owner should know: {found.folder / REPORT_TEXT}")
    return 0


def take_in(
    order: Order, settings: Settings, root: Path, progress: Bar = lambda step, part: None
) -> tuple[Import, Release]:
    """Import a model and put it in use as the release of its kind.

    Raises `SourceError` for a file that is no exchange file or a profile that cannot be used,
    `ChecksFailedError` for a model that is not whole, `BusyError` while another import of this
    model runs or when one was put in use meanwhile, and `ReleaseError` when the disk fails. What
    was in use is then as it was.
    """
    seen: list[tuple[Place, ...]] = []

    def before(model: str) -> withdrawn.Before:
        seen.append(pointed(settings.var / MODELS / model))
        return withdrawn.read(settings.var / MODELS / model, settings.base)

    made = make(order, settings.base, root, progress, before)
    var = settings.var / MODELS / made.profile.model
    with release.exclusive(var):
        if seen and pointed(var) != seen[0]:
            raise BusyError(f"another model was put in use in {var} meanwhile: import again")
        release.clear(var)
        found = release.publish(var, made.package)
    progress("writing", 1)
    return made, found


def make(
    order: Order,
    base: str,
    root: Path,
    progress: Bar = lambda step, part: None,
    before: Callable[[str], withdrawn.Before] = lambda model: withdrawn.NOTHING,
) -> Import:
    """Turn an exchange file into a package; raises as `take_in`, and writes nothing.

    `before` tells the import of a model that is in use.
    """
    ontology = [read_source(root, one, "ontology", base) for one in source_names(root, _ONTOLOGY)]
    content, name = _content(order, base, root, (progress, before, ontology))
    progress("writing", 0)
    # What is packed lets go of the model as it goes, so nothing else may hold it.
    made = package.pack(content, name, progress)
    return Import(made, content.profile, tuple(content.findings))


def _content(
    order: Order, base: str, root: Path,
    beside: tuple[Bar, Callable[[str], withdrawn.Before], Sequence[Source]],
) -> tuple[package.Content, package.Name]:  # fmt: skip
    """Return what a model says and what follows, checked, and its name; raises as `make`."""
    progress, before, ontology = beside
    model = reading.read(order.file, lambda done, size: progress("reading", done / max(size, 1)))
    check(model)
    said = _returned(model, base) or _stated(model, order, base, root, progress)
    known = said.profile
    date = _day(model, known, order.day)
    used = before(known.model) if known.base != base else withdrawn.NOTHING
    gone, told = withdrawn.carry(used, said.facts | known.offered, date, model.name)
    facts = said.facts | gone
    progress("inferring", 0)
    axioms = [triple for source in ontology for triple in source.triples]
    closed = closure.close(closure.axioms(axioms), facts)
    progress("checking", 0)
    inferred = frozenset(t for t in closed.triples if str(t[0]).startswith(known.base))
    graphs = {model_graph(known.model): facts, inferred_graph(known.model): inferred}
    apart = {graph_iri(base, key): triples for key, triples in graphs.items()}
    # What was exported here has rules of its own, by which it was built.
    asked = rules.read(root, base) if known.base != base else ()

    def where(thing: str) -> int:
        return said.lines.get(thing, 0)

    tables, misfits = sheets.write(facts, known.model, base, lambda iri: (model.name, where(iri)))
    findings = ordered(
        [
            *said.findings,
            *told,
            *misfits,
            *_foreign(model),
            *_contradictions(closed, said.lines, model.name),
            *rules.broken(asked, apart, where, model.name),
        ]
    )
    _refuse(findings, model.name)
    origin = package.Origin(model.name, model.digest)
    digests = _digests(ontology, root, base) | _followed(gone, used.earlier(date))
    name = package.identify(origin, known, date, base, digests)
    earlier = used.earlier(date)
    return package.Content(known, origin, graphs, tables, findings, axioms, earlier), name


@dataclass(frozen=True)
class _Said:
    """What a model says: its statements, the line of each thing, and what is odd about it."""

    profile: profile.Profile
    facts: frozenset[Triple]
    findings: Sequence[Finding] = ()
    lines: Mapping[str, int] = field(default_factory=dict)


def _returned(model: reading.ModelFile, base: str) -> _Said | None:
    """Return what a model says that was exported here; None for one of somebody else."""
    keys = returning.graphs(model.model, base)
    if not keys:
        return None
    known = returning.profile(keys, base, model.name)
    return _Said(known, returning.statements(model.model, base))


def _stated(model: reading.ModelFile, order: Order, base: str, root: Path, progress: Bar) -> _Said:
    """Return what a model of somebody else says, by its profile."""
    if not order.profile:
        raise SettingsError(f"{model.name} was not exported here: name its profile with --as")
    known = profile.read(root, _profile_file(order.profile), base)
    progress("naming", 0)
    identities = identity.identify(model, known, base)
    progress("stating", 0)
    values = Values(model.model, known, identities, base, model.name)
    facts = frozenset(Facts(model.model, known, identities, values, base).triples())
    findings = (*identities.findings, *values.findings())
    return _Said(known, facts, findings, identities.lines)


def _profile_file(name: str) -> str:
    return name if name.endswith(".ttl") else f"{PROFILES}/{name}.ttl"


def _day(model: reading.ModelFile, known: profile.Profile, day: Date | None) -> str:
    """Return the day of this release: as asked, else as the model says it."""
    if day is not None:
        return day.isoformat()
    if not known.file:  # exported here: its version is the name of a release
        return model.model.version[:10]
    called = {one.id: identity.first(one.names) for one in model.model.definitions}
    said = [
        identity.first(one.values)
        for one in model.model.properties
        if called[one.definition] == known.release and known.release
    ]
    try:
        return Date.fromisoformat("".join(said)).isoformat()
    except ValueError:
        asked = f"property {known.release!r} says {said}" if known.release else "the model does not"
        raise SourceError(
            f"of which day is this release? {asked}: give --date YYYY-MM-DD", Path(model.name)
        ) from None


def _foreign(model: reading.ModelFile) -> Iterator[Finding]:
    for name, number in sorted(model.foreign.items()):
        yield Finding(
            Severity.INFO, model.name, 0, "foreign",
            f"<{name}> van een ander vocabulaire is {times(number, 'nl')} niet overgenomen",
            f"<{name}> of another vocabulary is left out {times(number, 'en')}",
        )  # fmt: skip


def _contradictions(
    closed: closure.Closure, lines: Mapping[str, int], file: str
) -> Iterator[Finding]:
    for thing, why in closed.problems:
        yield violation(
            "consistency",
            (file, lines.get(str(thing), 0)),
            f"de uitspraken over {thing} spreken elkaar tegen: {why}",
            f"the statements about {thing} contradict each other: {why}",
        )


def _refuse(findings: tuple[Finding, ...], name: str) -> None:
    if count(findings, Severity.VIOLATION):
        lines = [f.words("en") for f in findings if f.severity is Severity.VIOLATION]
        raise ChecksFailedError(
            f"{name}: {len(lines)} violations, the model is not taken in", lines
        )


def _followed(gone: Iterable[Triple], earlier: tuple[str, ...]) -> dict[str, str]:
    """Return the hashes of what an import takes over from those before it."""
    texts = {"withdrawn": ntriples(gone), "earlier releases": "\n".join(earlier)}
    return {name: hashlib.sha256(text.encode()).hexdigest() for name, text in texts.items()}


def _digests(ontology: Sequence[Source], root: Path, base: str) -> dict[str, str]:
    shapes = [read_source(root, name, "shapes", base) for name in (rules.PREFIXES, rules.FILE)]
    return {source.name: source.digest for source in (*ontology, *shapes)}
