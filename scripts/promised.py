"""Promised: what the catalogue promises can be kept, or nothing is released.

A file that it names is one of this release, and no date in it has yet to come. The clock is looked
at only to refuse: no byte of a release depends on it.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final

from rdflib import DCAT, DCTERMS, RDF, Literal, URIRef

from scripts import turtle
from scripts.dataset import Dataset
from scripts.findings import Finding, violation
from scripts.terms import Object, line
from server.downloads import DOWNLOADS
from server.namespaces import gemma
from server.uris import thing_iri

#: The day on which this was written. A clock that shows an earlier one is wrong, and not believed.
_WRITTEN: Final = date(2026, 11, 22)
#: Where the day begins first: a date that it is nowhere yet is in the future.
_FIRST: Final = timedelta(hours=14)


def check(dataset: Dataset, today: date | None = None) -> list[Finding]:
    """Return what is promised and cannot be so; `today` is by the clock unless it is given."""
    return [*_files(dataset), *_dates(dataset, today or _today())]


def _today() -> date:
    return max(_WRITTEN, (datetime.now(UTC) + _FIRST).date())


def _files(dataset: Dataset) -> Iterator[Finding]:
    """Every distribution is a file that the build makes."""
    made = {thing_iri(dataset.base, "distribution", download.key) for download in DOWNLOADS}
    named: set[Object] = set()
    for subject, predicate, value in dataset.triples():
        if predicate == RDF.type and value == DCAT.Distribution:
            named.add(subject)
        elif predicate == DCAT.distribution:
            named.add(value)
    for thing in sorted(t for t in named if isinstance(t, URIRef) and str(t) not in made):
        name = turtle.short(thing, dataset.base)
        yield violation(
            "file",
            dataset.where(thing),
            f"{name} is geen bestand van deze uitgave: haal het uit de catalogus, of voeg het toe "
            "in server/downloads.py",
            f"{name} is no file of this release: take it out of the catalogue, or add it in "
            "server/downloads.py",
        )


def _dates(dataset: Dataset, today: date) -> Iterator[Finding]:
    """Nothing was issued, changed or withdrawn on a day that has yet to come."""
    withdrawn = URIRef(gemma(dataset.base) + "withdrawnOn")
    past = {DCTERMS.issued, DCTERMS.modified, DCTERMS.created, withdrawn}
    dated = {triple for source in dataset.sources for triple in source.triples
             if triple[1] in past}  # fmt: skip
    for triple in sorted(dated, key=line):
        subject, predicate, value = triple
        # ISO dates of four-digit years sort as text; what is no date is a finding of another rule.
        if isinstance(value, Literal) and str(value)[:10] > today.isoformat():
            name = f"{turtle.short(subject, dataset.base)} {turtle.short(predicate, dataset.base)}"
            yield violation(
                "future",
                dataset.where(*triple),
                f"{name} is {value}, en het is nog maar {today}: verbeter de datum, of de klok",
                f"{name} is {value}, and it is only {today}: correct the date, or the clock",
            )
