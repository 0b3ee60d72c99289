"""Around: what a change is told with, though it did not change itself: names, kinds and relations.

Read from the lines of the later release, of which few are picked, and from what the earlier one
had more: together that is what either release says. What only the build says (the closure, figures)
is left out, but for the names it makes.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator

from pyoxigraph import Quad

from server.changes.lines import read
from server.graphs import PUBLICATION, graph_iri, is_inferred
from server.namespaces import DCT, RDF_TYPE, SKOS, gemma
from server.rdf.terms import LABELS, Literal, NamedNode, Object, best

_NUMBERS = (SKOS + "notation", "number")
_WITHDRAWN = (DCT + "isReplacedBy", "withdrawalReason")
_ALWAYS = (*(label.value for label in LABELS), RDF_TYPE, *_WITHDRAWN, *_NUMBERS)


class Around:
    """What two releases say in the properties that matter, in any graph."""

    def __init__(self, quads: Iterable[Quad], base: str) -> None:
        """Index the statements; the first value that is met is the best."""
        self.base = base
        self._values: dict[tuple[str, str], dict[Object, None]] = defaultdict(dict)
        self._subjects: dict[tuple[str, str], list[str]] = defaultdict(list)
        for quad in quads:
            subject, predicate, value = quad.subject, quad.predicate.value, quad.object
            if not isinstance(subject, NamedNode) or not isinstance(value, NamedNode | Literal):
                continue
            known = self._values[subject.value, predicate]
            if value not in known:
                known[value] = None
                if isinstance(value, NamedNode):
                    self._subjects[value.value, predicate].append(subject.value)

    def values(self, thing: str, name: str) -> list[Object]:
        """Return the values of a property, by its IRI or the name of ours."""
        return list(self._values.get((thing, full(name, self.base)), ()))

    def label(self, thing: str, language: str) -> Literal | None:
        """Return what a thing is called, in a language if it can be."""
        for predicate in LABELS:
            found = best(
                self.values(thing, predicate.value), tuple(dict.fromkeys((language, "nl", "en")))
            )
            if found is not None:
                return found
        return None

    def number(self, thing: str) -> str:
        """Return the number of a thing as it is printed, or ""."""
        return next((v.value for name in _NUMBERS for v in self.values(thing, name)), "")

    def follow(self, things: Collection[str], step: str) -> set[str]:
        """Return what a step leads to: `name`, `^name` backwards, `one|other` by either."""
        found: set[str] = set()
        for name in step.split("|"):
            predicate = full(name.removeprefix("^"), self.base)
            for thing in things:
                if name.startswith("^"):
                    found.update(self._subjects.get((thing, predicate), ()))
                else:
                    values = self._values.get((thing, predicate), ())
                    found.update(v.value for v in values if isinstance(v, NamedNode))
        return found


def _concluded(graph: str, publication: str) -> bool:
    """Tell whether the build concludes a graph from all else."""
    return graph == publication or is_inferred(graph)


def full(name: str, base: str) -> str:
    """Return the IRI of a property that is ours by its name, or of another by its IRI."""
    return name if "/" in name else gemma(base) + name


def pick(
    lines: Iterable[bytes], base: str, names: Iterable[str], subjects: Collection[str]
) -> tuple[list[Quad], Counter[tuple[str, str]]]:
    """Read what is needed from the lines of a release, as N-Quads.

    Return the statements with one of the properties `names` (or that always matter), and how many
    lines each of the `subjects` has in each graph, by its IRI.
    """
    wanted = {f"<{full(name, base)}>".encode() for name in (*_ALWAYS, *names)}
    labels = {f"<{label.value}>".encode() for label in LABELS}
    publication = graph_iri(base, PUBLICATION)
    things = {f"<{subject}>".encode() for subject in subjects}
    counts: Counter[tuple[str, str]] = Counter()

    def picked() -> Iterator[bytes]:
        for line in lines:
            subject, predicate, rest = line.split(b" ", 2)
            if subject not in things and predicate not in wanted:
                continue
            graph = rest.rstrip().removesuffix(b"> .").rpartition(b"<")[2].decode()
            if subject in things:
                counts[subject[1:-1].decode(), graph] += 1
            # What the build concludes is no source of relations, only of names.
            if predicate in wanted and (predicate in labels or not _concluded(graph, publication)):
                yield line

    return list(read(picked())), counts
