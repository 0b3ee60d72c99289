"""Evaluating: a store of quads, and from a query to an answer in bytes; called in workers alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import (
    DefaultGraph,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    RdfFormat,
    Store,
    Triple,
    parse,
)

from server.errors import (
    BadRequestError,
    Both,
    NotAcceptableError,
    RefusedError,
    TooLargeError,
)
from server.formats import Form
from server.rdf.render import render
from server.rdf.terms import ordered
from server.sparql import tabular
from server.sparql.engine import (
    ANSWER_MAXIMUM,
    ANSWER_TOO_LARGE,
    PAGE_ROWS,
    ROWS_MAXIMUM,
    Query,
    syntax_error,
)


@dataclass(frozen=True)
class Held:
    """What is asked: a store, and whether its graphs stand `apart`, no statement in two of them.

    Then their union is a set of itself, and the engine makes it as it goes, at half the memory and
    two thirds of the time. Else it stands in the default graph: the engine would give what is in
    two graphs twice.
    """

    store: Store
    apart: bool


def load(files: Sequence[str], *, apart: bool) -> Held:
    """Read N-Quads; raises `OSError` or `SyntaxError` for a file that cannot be read."""
    store = Store()
    for file in files:
        # Not in bulk: that leaves what it parsed as holes between what it keeps, and workers find
        # memory for a small query there, with a page to copy for each hole.
        if apart:
            store.load(path=file, format=RdfFormat.N_QUADS)
        else:
            store.extend(_with_union(file))
    return Held(store, apart)


def _with_union(file: str) -> Iterator[Quad]:
    for quad in parse(path=file, format=RdfFormat.N_QUADS):
        yield quad
        yield Quad(quad.subject, quad.predicate, quad.object, DefaultGraph())


@dataclass(frozen=True)
class Written:
    """An answer as bytes: its form, and how many rows or triples it has."""

    form: Form
    body: bytes
    rows: int


def evaluate(held: Held, query: Query, base: str) -> Written:
    """Evaluate a query and write its answer; raises as `server.sparql.engine.Engine.answer`."""
    options: dict[str, Any] = {}
    if query.default_graphs or query.named_graphs:
        options["default_graph"] = [NamedNode(iri) for iri in query.default_graphs]
        options["named_graphs"] = [NamedNode(iri) for iri in query.named_graphs]
    elif not query.framed:  # the engine's union would override FROM without a word
        options["use_default_graph_as_union"] = held.apart
    try:
        return _write(held.store.query(query.text, **options), query, base)
    except SyntaxError as error:
        raise syntax_error(str(error), query.text) from None
    except OverflowError:
        raise TooLargeError(ANSWER_TOO_LARGE) from None
    except RuntimeError as error:  # an unknown function, a value that no operator takes
        raise BadRequestError(_as_it_says(error)) from None
    except ValueError:  # a triple about a triple
        raise NotAcceptableError(
            (
                "Het antwoord bevat uitspraken over uitspraken (RDF 1.2), die deze vorm niet kent; "
                "vraag een andere vorm",
                "The answer has statements about statements (RDF 1.2), which this form does not "
                "know; ask for another form",
            ),
            ["text/turtle", "application/n-triples"],
        ) from None
    except OSError as error:  # SERVICE, which cannot reach anything from here
        nl, en = _as_it_says(error)
        raise RefusedError((f"Niet uitgevoerd: {nl}", f"Not carried out: {en}")) from None


def _as_it_says(error: Exception) -> Both:
    """Return the engine's own words on one line; they are the same in both languages."""
    words = " ".join(str(error).split())
    return words, words


_TABULAR: Final = (QuerySolutions, QueryBoolean)


def _write(result: object, query: Query, base: str) -> Written:
    about = base + "sparql"
    if isinstance(result, _TABULAR):
        form = Form.BINDINGS if isinstance(result, QuerySolutions) else Form.BOOLEAN
        chosen = query.format_for(form)
        if form in query.pages and isinstance(result, QuerySolutions):
            return Written(form, *tabular.first_rows(result, PAGE_ROWS, about))
        return Written(form, *tabular.write(result, chosen.key, about))
    chosen = query.format_for(Form.GRAPH)
    triples = set[Triple]()
    for triple in result:  # type: ignore[attr-defined]
        triples.add(triple)
        if len(triples) > ROWS_MAXIMUM:
            raise OverflowError
    shown = ordered(triples)[:PAGE_ROWS] if Form.GRAPH in query.pages else triples
    body = render(shown, chosen, base)
    if len(body) > ANSWER_MAXIMUM:
        raise OverflowError
    return Written(Form.GRAPH, body, len(triples))
