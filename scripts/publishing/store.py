"""Store: a release goes into a SPARQL store of others whole, or not at all.

It is loaded graph by graph beside what is there (SPARQL 1.1 Graph Store HTTP Protocol, PUT on an
indirectly identified graph, 4.2 and 5.3), what arrived is counted, and then every graph is switched
in one SPARQL update request, which a store carries out as one transaction. Until then, whatever
happens, the old release is what readers get; run again, it does what is still to be done.
"""

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urljoin, urlsplit

from scripts.publishing.lines import in_use, models_in_use, split
from server.engines.outgoing import BrokenReplyError, Reply, Request, exchange
from server.errors import EngineError, GemmaError, SettingsError
from server.graphs import graph_iri, union_iri
from server.namespaces import DCT
from server.release import Release
from server.settings import Settings

_SECONDS: Final = 300.0
#: Largest answer that is read; what we ask for is small.
_MAXIMUM: Final = 1024 * 1024
_DONE: Final = (200, 201, 204)


@dataclass(frozen=True)
class Store:
    """Where a store takes graphs, updates and queries, and how we are let in."""

    graphs: str
    update: str
    query: str
    authorization: str
    seconds: float


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `gemma publish store`."""
    parser.description = (
        "Load the release in use, with the imported models that are served beside it, into a "
        "SPARQL 1.1 store beside what is there and switch in one request; GEMMA_SPARQL_ENDPOINT "
        "can then be its query address. Every graph whose address starts with GEMMA_BASE is ours "
        "in that store."
    )
    parser.add_argument(
        "url", metavar="URL", help="the address of its Graph Store Protocol, such as "
        "http://127.0.0.1:7878/store",
    )  # fmt: skip
    parser.add_argument("--update", metavar="URL", help="for updates (default: `update` beside it)")
    parser.add_argument("--query", metavar="URL", help="for queries (default: `query` beside it)")
    parser.add_argument(
        "--timeout", type=float, default=_SECONDS, metavar="SECONDS",
        help=f"deadline of each request (default: {_SECONDS:g})",
    )  # fmt: skip


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Carry out `gemma publish store`.

    Raises `SettingsError` for an address that cannot be used, `ReleaseError` when no whole release
    is in use and `EngineError` when the store refuses or fails; its old release is then in place.
    """
    store = Store(
        _address(args.url),
        _address(args.update or urljoin(args.url, "update")),
        _address(args.query or urljoin(args.url, "query")),
        settings.store_authorization,
        args.timeout,
    )
    release, models = in_use(settings), models_in_use(settings)
    changed = publish(store, release, models)
    names = _names(release, models)
    print(f"{'in use' if changed else 'up to date'} at {store.query}: {names}, counted")
    return 0


def publish(store: Store, release: Release, models: Sequence[Release] = ()) -> bool:
    """Load a release, with the models beside it, into a store and switch to it.

    False when all was there already. Raises `EngineError`; what was in use there is then still in
    place.
    """
    graphs = {key: lines for one in (release, *models) for key, lines in split(one).items()}
    names = _names(release, models)
    union = len({line for lines in graphs.values() for line in lines})
    wanted = {graph_iri(release.base, key): len(lines) for key, lines in graphs.items()}
    wanted[union_iri(release.base)] = union
    if _held(store, release.base) == [names] and _differ(_counts(store, wanted), wanted) == []:
        return False
    staged = {iri: _stage(release, iri) for iri in wanted}
    try:
        for key, lines in graphs.items():
            _put(store, staged[graph_iri(release.base, key)], lines)
        # Blank nodes get new names with each load, so the union is made there from the graphs.
        parts = [f"ADD <{staged[graph_iri(release.base, k)]}> TO" for k, v in graphs.items() if v]
        whole = f"<{staged[union_iri(release.base)]}>"
        _change(store, [f"DROP SILENT GRAPH {whole}", *(f"{part} {whole}" for part in parts)])
        arrived = _counts(store, list(staged.values()))
        _refuse(_differ(arrived, {staged[iri]: number for iri, number in wanted.items()}))
        _change(store, _switch(store, release, staged, wanted, names))
    except BaseException:
        with suppress(GemmaError):
            _change(store, [f"DROP SILENT GRAPH <{iri}>" for iri in staged.values()])
        raise
    _refuse(_differ(_counts(store, wanted), wanted))
    if _held(store, release.base) != [names]:
        raise EngineError("the store switched to another release meanwhile: publish again")
    return True


def _names(release: Release, models: Sequence[Release]) -> str:
    """Return what a store with these says that it holds."""
    return " ".join(one.id for one in (release, *models))


def _switch(
    store: Store,
    release: Release,
    staged: Mapping[str, str],
    wanted: Mapping[str, int],
    names: str,
) -> list[str]:
    """Return the operations that put what is staged in use, and nothing else of ours beside it."""
    mark = _mark(release.base)
    ours = {
        row["g"]
        for row in _ask(store, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")
        if _ours(row, release)
    }
    left = sorted(ours - set(wanted) - set(staged.values()) - {mark})
    return [
        *(
            # Not every store keeps an empty graph, and MOVE fails on what is not there.
            f"MOVE <{staged[iri]}> TO <{iri}>" if number else f"DROP SILENT GRAPH <{iri}>"
            for iri, number in wanted.items()
        ),
        *(f"DROP SILENT GRAPH <{iri}>" for iri in left),
        *(f"DROP SILENT GRAPH <{staged[iri]}>" for iri, number in wanted.items() if not number),
        f"DROP SILENT GRAPH <{mark}>",
        f"INSERT DATA {{ GRAPH <{mark}> {{ <{release.base}sparql> <{DCT}identifier> "
        f'"{names}" }} }}',
    ]


def _ours(row: Mapping[str, str], release: Release) -> bool:
    """Tell whether a graph in the store is one that we put there."""
    return row["g"].startswith((f"{release.base}id/graph/", f"{release.base}sparql#"))


def _mark(base: str) -> str:
    """Return the graph that says which release a store holds."""
    return f"{base}sparql#release"


def _stage(release: Release, iri: str) -> str:
    """Return where a graph stands until the switch; a query through this server never sees it."""
    name = iri.removeprefix(release.base).replace("/", "-").replace("#", "-")
    return f"{release.base}sparql#stage-{release.id}-{name}"


def _held(store: Store, base: str) -> list[str]:
    """Return what the store says that it holds: one release, or none yet."""
    rows = _ask(store, f"SELECT ?id {{ GRAPH <{_mark(base)}> {{ ?s <{DCT}identifier> ?id }} }}")
    return [row["id"] for row in rows]


def _counts(store: Store, graphs: Mapping[str, int] | Sequence[str]) -> Mapping[str, int]:
    """Count the triples of graphs in the store."""
    values = " ".join(f"<{iri}>" for iri in graphs)
    rows = _ask(
        store,
        "SELECT ?g (COUNT(*) AS ?n) "
        f"{{ VALUES ?g {{ {values} }} GRAPH ?g {{ ?s ?p ?o }} }} GROUP BY ?g",
    )
    return {row["g"]: int(row["n"]) for row in rows if "g" in row}


def _differ(found: Mapping[str, int], wanted: Mapping[str, int]) -> list[str]:
    """Say of each graph that has another number of triples than wanted what it has."""
    return [
        f"<{iri}> has {found.get(iri, 0)} of {number} triples"
        for iri, number in wanted.items()
        if found.get(iri, 0) != number
    ]


def _refuse(differences: Sequence[str]) -> None:
    if differences:
        raise EngineError(f"not all of it is in the store: {'; '.join(differences)}")


def _put(store: Store, graph: str, lines: Sequence[str]) -> None:
    body = "".join(lines).encode()
    url = f"{store.graphs}?graph={quote(graph, safe='')}"
    _send(store, "PUT", url, "application/n-triples", body)


def _change(store: Store, operations: Sequence[str]) -> None:
    body = " ;\n".join(operations).encode()
    _send(store, "POST", store.update, "application/sparql-update", body)


def _ask(store: Store, query: str) -> list[dict[str, str]]:
    reply = _send(store, "POST", store.query, "application/sparql-query", query.encode())
    try:
        rows = json.loads(reply.body)["results"]["bindings"]
        return [{name: term["value"] for name, term in row.items()} for row in rows]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise EngineError(f"{store.query} gave no SPARQL JSON ({reply.media_type})") from None


def _send(store: Store, method: str, url: str, kind: str, body: bytes) -> Reply:
    headers = {"Content-Type": kind, "Accept": "application/sparql-results+json, */*;q=0.1"}
    if store.authorization:
        headers["Authorization"] = store.authorization
    with _naming(method, url.partition("?")[0]):
        reply = exchange(Request(method, url, headers, body), store.seconds, _MAXIMUM)
    if reply.status not in _DONE:
        said = " ".join(reply.body[:300].decode("utf-8", "replace").split())
        why = "not followed: " if 300 <= reply.status < 400 else ""
        raise EngineError(f"{method} {url.partition('?')[0]}: {why}{reply.status} {said}".strip())
    return reply


@contextmanager
def _naming(method: str, url: str) -> Iterator[None]:
    """Turn a failed exchange into an `EngineError` that names the address, never what we sent."""
    try:
        yield
    except TimeoutError:
        raise EngineError(f"{method} {url}: no whole answer in time (--timeout)") from None
    except (BrokenReplyError, OverflowError):
        raise EngineError(f"{method} {url}: no usable answer") from None
    except OSError as error:
        raise EngineError(f"{method} {url}: {error.strerror or 'cannot be reached'}") from None


def _address(text: str) -> str:
    """Check an address; one with a password is not shown."""
    parts = urlsplit(text)
    if "@" in parts.netloc:
        raise SettingsError("put no password in the address: use GEMMA_STORE_AUTH")
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or parts.query
        or parts.fragment
        or not (text.isascii() and text.isprintable() and " " not in text)
    ):
        raise SettingsError(
            f"{text!r} is no address of a store: give one such as http://127.0.0.1:7878/store"
        )
    return text
