"""Examining: sources become a dataset, and every rule is held against it; nothing is written."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from scripts import checks, kept, promised, validate
from scripts.dataset import Dataset, assemble
from scripts.findings import Finding, Severity, count, ordered
from scripts.identity import Identity, identify
from scripts.load import Source, Where, confirm_unchanged, load_sources
from scripts.terms import Triple, graph_of


@dataclass(frozen=True)
class Prepared:
    """Sources and shapes as read, and the name of the release that they make."""

    base: str
    sources: tuple[Source, ...]
    shapes: tuple[Source, ...]
    identity: Identity

    def confirm_unchanged(self, root: Path) -> None:
        """Read every file again; raises `SourceError` for one that changed meanwhile."""
        confirm_unchanged(root, (*self.sources, *self.shapes))


@dataclass(frozen=True)
class Examination:
    """What came of it: `findings` follow from the input alone.

    `losses` follow from what stands beside it: the release in use, and the clock.
    """

    dataset: Dataset
    report: validate.Report
    findings: tuple[Finding, ...]
    losses: tuple[Finding, ...]

    @property
    def all(self) -> tuple[Finding, ...]:
        """Every finding, the worst first."""
        return ordered((*self.findings, *self.losses))

    @property
    def violations(self) -> int:
        """How many findings stop a release."""
        return count(self.all, Severity.VIOLATION)


def prepare(root: Path, base: str) -> Prepared:
    """Read all sources and shapes below `root`; raises `SourceError` for the first bad one."""
    sources = load_sources(root, base)
    shapes = validate.shapes_files(root, base)
    identity = identify(sources, ((file.name, file.digest) for file in shapes), base)
    return Prepared(base, sources, shapes, identity)


def examine(
    prepared: Prepared,
    var: Path,
    lost: Collection[str] = (),
    cache: Path | None = None,
    *,
    keep: bool = True,
) -> Examination:
    """Put the dataset together and hold every rule against it.

    `var` is where the release in use stands, `lost` names sources that may say less than there;
    `cache` is where a finished closure may be found, and kept unless `keep` is false. Raises
    `SourceError` when the shapes give no verdict, `SettingsError` when `lost` names no source.
    """
    base = prepared.base
    dataset = assemble(prepared.sources, base, prepared.identity, cache, keep=keep)
    triples: list[Triple] = [triple for file in prepared.shapes for triple in file.triples]
    shapes, data, where = graph_of(triples), dataset.union(), Where(prepared.shapes)
    findings = [*dataset.findings, *validate.check_shapes(shapes, data, where, base)]
    findings += checks.check(dataset, triples, where)
    report = validate.validate(data, shapes)
    findings += validate.results_as_findings(report, dataset.where, base)
    before, losses = kept.previous(var)
    if before is not None:
        losses += kept.check(dataset, before, lost)
    losses += promised.check(dataset)
    return Examination(dataset, report, ordered(findings), ordered(losses))
