"""Examining: sources become a dataset, and every rule is held against it; nothing is written."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

from rdflib import DCAT, RDF

from scripts import checks, conformance, kept, promised, quality, validate
from scripts.asking import QUERIES
from scripts.dataset import Dataset, assemble
from scripts.findings import Finding, Severity, count, ordered
from scripts.identity import Identity, identify
from scripts.load import Source, Where, confirm_unchanged, load_sources
from scripts.quick import QuickDataset
from scripts.terms import Subject, Triple, graph_of, subjects
from server.errors import SourceError
from server.graphs import BY_KEY, QUALITY, graph_iri


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
    stated = assemble(prepared.sources, base, prepared.identity, cache, keep=keep)
    triples: list[Triple] = [triple for file in prepared.shapes for triple in file.triples]
    shapes, where = graph_of(triples), Where(prepared.shapes)
    report, dataset = judge(stated, prepared.shapes)
    data = dataset.union()
    # The report is about all graphs but the one that it stands in; that is held against its own
    # rules here, and tells nothing of it.
    own = validate.validate(data, shapes, only=_guards(prepared.shapes))
    findings = [*dataset.findings, *validate.check_shapes(shapes, data, where, base)]
    findings += checks.check(dataset, data, triples, where)
    for found in (report, own):
        findings += validate.results_as_findings(found, dataset.where, base)
    before, losses = kept.previous(var)
    if before is not None:
        losses += kept.check(dataset, before, lost)
    losses += promised.check(dataset)
    return Examination(dataset, report, ordered(findings), ordered(losses))


def judge(stated: Dataset, shapes: tuple[Source, ...]) -> tuple[validate.Report, Dataset]:
    """Hold the rules against a dataset, and add what came of it: its graph of quality.

    Raises `SourceError` when the shapes give no verdict or a stored question cannot be asked.
    """
    base, data = stated.base, stated.union()
    every = [triple for file in shapes for triple in file.triples]
    # Rules for lists are published beside the others; nothing in a release is theirs to judge.
    others = graph_of(
        t for file in shapes if not _is_guard(file) and file.name != validate.LISTS
        for t in file.triples
    )  # fmt: skip
    report = validate.validate(data, others)
    graphs = dict(stated.graphs)
    requirements = graph_of(graphs[QUALITY])
    graphs[QUALITY] |= frozenset(quality.report(report, data, others, base))
    graphs[QUALITY] |= frozenset(conformance.named(requirements, base, stated.identity))
    asked = QuickDataset({graph_iri(base, key): graph for key, graph in graphs.items()})
    try:
        graphs[QUALITY] |= frozenset(quality.measured(asked, set(data.subjects()), base))
        catalogue = subjects(data, RDF.type, DCAT.Catalog)[0]
        graphs[QUALITY] |= frozenset(conformance.derive(requirements, asked, catalogue, base))
    except ValueError as error:
        raise SourceError(f"a stored question cannot be asked: {error}", QUERIES) from error
    graphs[QUALITY] |= frozenset(quality.rules_as_data(every, base))
    return report, replace(stated, graphs=graphs)


def _is_guard(file: Source) -> bool:
    """Tell whether these shapes guard the graph of quality itself."""
    return file.name == BY_KEY[QUALITY].shapes


def _guards(shapes: tuple[Source, ...]) -> tuple[Subject, ...]:
    """Return the shapes that guard the graph of quality."""
    return tuple(quality.top_shapes(graph_of(t for f in shapes if _is_guard(f) for t in f.triples)))
