"""Queries beside oxigraph and rdflib-endpoint over the same statements: latency, one at a time."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from statistics import geometric_mean, median

from server.settings import DEFAULT_BASE
from tests.benchmark import generated, hop, peers, processors
from tests.benchmark.load import Connection
from tests.benchmark.queries import TABLE, TYPES
from tests.benchmark.weight import family, proportional

#: Interleaved rounds, and questions of one kind in each.
ROUNDS = 7
SMALL = 100
#: Rounds for a query type; each asks every server the same so many new texts, one after another,
#: but no more once they took so many seconds.
TYPE_ROUNDS = 4
TYPE_TEXTS = 6
TYPE_SECONDS = 1
#: rdflib evaluates in Python: above this number of triples it takes minutes, so it is left out.
RDFLIB_MAXIMUM = 20_000
HERE = "here"
#: The same HTTP server with an answer that is ready: what of a time is not ours.
HTTP = "HTTP alone"


@dataclass(frozen=True)
class Server:
    """A server that runs: an open connection, and the path of its endpoint."""

    connection: Connection
    path: str

    def ask(self, query: str, accept: str) -> tuple[float, bytes]:
        """Return the milliseconds that one query took, and its answer."""
        return self.connection.ask(self.path, query, accept)


@contextmanager
def servers(
    port: int, quads: Path, folder: Path, *, rdflib: bool
) -> Iterator[Mapping[str, Server]]:
    """Run the others beside ours, which runs on `port`, over the same quads."""
    with ExitStack() as stack:
        found = {HERE: (port, "/sparql")}
        full = peers.union(quads, folder / "union.nq")
        found["oxigraph"] = (stack.enter_context(peers.oxigraph_with(full)), "/query")
        if rdflib and (theirs := stack.enter_context(peers.rdflib_with(quads))):
            found["rdflib"] = (theirs, "/")
        elif rdflib:
            print("  rdflib-endpoint is not installed: left out")
        yield {
            name: Server(stack.enter_context(Connection(number)), path)
            for name, (number, path) in found.items()
        }


def small(beside: Mapping[str, Server]) -> None:
    """Measure small queries, new and repeated, and print."""
    print("\nSmall queries, one at a time on one connection, ms (medians of rounds)")
    numbers = count()
    with peers.constant() as port, Connection(port) as connection:
        every = {**beside, HTTP: Server(connection, "/sparql")}
        with processors.parted():
            print("  the client on a processor of its own, as a client elsewhere")
            _small(every, numbers)
        print("  the client beside the servers, where the kernel puts them")
        _small(every, numbers)


def _small(beside: Mapping[str, Server], numbers: Iterator[int]) -> None:
    def unseen() -> str:
        return _look_up(next(numbers))

    kinds: Mapping[str, tuple[Callable[[], str], str]] = {
        "unseen": (unseen, "asked: at most 1.5"),
        "repeated": (partial(_look_up, -1), "asked: at most 0.5"),
    }
    for kind, (make, asked) in kinds.items():
        times: dict[str, list[float]] = {name: [] for name in beside}
        for turn in range(ROUNDS + 1):
            for name, server in beside.items():
                amount = SMALL if name != "rdflib" else SMALL // 5
                found = median(server.ask(make(), TABLE)[0] for _ in range(amount))
                if turn:  # the first one warms up
                    times[name].append(found)
        _tell(f"{kind:16}", {name: median(found) for name, found in times.items()}, asked)
    print(f"  to another process and back, nothing done there: {hop.milliseconds():.3f}")


@dataclass(frozen=True)
class Grown:
    """What so many triples take: seconds to start, MB, and the geometric mean of ms and ratios."""

    triples: int
    start: float
    memory: float
    time: float
    ratio: float


def types(triples: int, folder: Path) -> Grown:
    """Measure every type of query over so many generated triples, and print."""
    print(f"\nTwelve types of query at {triples:,} triples, ms")
    print("  the client on a processor of its own; medians of new texts,")
    print(
        f"  {TYPE_ROUNDS * TYPE_TEXTS} of them or as many as {TYPE_ROUNDS * TYPE_SECONDS} s allow"
    )
    quads = generated.write(folder / "var", triples)
    size = generated.elements(triples)
    with (
        peers.here(folder / "var") as ours,
        servers(ours.port, quads, folder, rdflib=triples <= RDFLIB_MAXIMUM) as beside,
        processors.parted(),
    ):
        took_here: list[float] = []
        ratios: list[float] = []
        for name, (make, accept) in TYPES.items():
            times: dict[str, list[float]] = {one: [] for one in beside}
            sizes: dict[str, int] = {}
            for turn in range(TYPE_ROUNDS):
                texts = [make(turn * TYPE_TEXTS + one, size) for one in range(TYPE_TEXTS)]
                for one, server in beside.items():
                    took, body = server.ask(texts[0], accept)
                    sizes[one] = _rows(body, accept)
                    burst = [took]
                    for text in texts[1:]:
                        if sum(burst) < TYPE_SECONDS * 1000:
                            burst.append(server.ask(text, accept)[0])
                    times[one] += burst
            if sizes[HERE] != sizes["oxigraph"]:
                raise SystemExit(f"{name}: not the same answer: {sizes}")
            same = [one for one in times if sizes[one] == sizes[HERE]]
            medians = {one: median(times[one]) for one in same}
            _tell(f"{name:16}", medians, "" if len(same) == len(times) else "rdflib: otherwise")
            fastest = min(took for one, took in medians.items() if one != HERE)
            took_here.append(medians[HERE])
            ratios.append(medians[HERE] / fastest)
        grown = Grown(
            triples,
            ours.seconds,
            _memory(ours.pid),
            geometric_mean(took_here),
            geometric_mean(ratios),
        )
    print(f"  geometric mean, here : the fastest other = {grown.ratio:.2f} (asked: at most 1.5)")
    return grown


def _memory(pid: int) -> float:
    """Return the MB of all processes of a server; a worker may end meanwhile."""
    found = 0.0
    for one in family(pid):
        with suppress(OSError):
            found += proportional(one)
    return found


def growth(sizes: Sequence[Grown]) -> None:
    """Print how time and memory grow with the number of triples."""
    print("\nGrowth with size, all processes of our server (time: geometric mean of twelve types)")
    for one in sizes:
        print(
            f"  {one.triples:10,} triples  start {one.start:6.2f} s  memory {one.memory:6.0f} MB"
            f"  query {one.time:7.3f} ms  here : fastest other = {one.ratio:.2f}"
        )


def _look_up(number: int) -> str:
    return (
        f"SELECT ?name WHERE {{ <{DEFAULT_BASE}id/element/zaaksysteem> "
        "<http://www.w3.org/2004/02/skos/core#prefLabel> ?name "
        f'FILTER (lang(?name) = "nl") }} LIMIT {2 + number}'
    )


def _rows(body: bytes, accept: str) -> int:
    return len(json.loads(body)["results"]["bindings"]) if accept == TABLE else body.count(b" .\n")


def _tell(name: str, medians: Mapping[str, float], asked: str = "") -> None:
    said = "  ".join(f"{one} {took:8.3f}" for one, took in medians.items())
    ratio = medians[HERE] / medians["oxigraph"]
    print(f"  {name} {said}  here : oxigraph = {ratio:.2f} {f'({asked})' if asked else ''}")
