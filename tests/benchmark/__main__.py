"""The benchmark: every part in one run, ours and the others side by side; prints ratios.

`make bench` runs it; `--large` takes a million triples along, `--triples N` another number (ten
million need 20 GB), `--only PART` one part.
"""

import argparse
import os
import tempfile
from pathlib import Path

from server.release import open_current
from server.settings import DEFAULT_BASE
from tests.benchmark import answering, comparing, dereferencing, weight
from tests.serving.running import serving

SIZES = (10_000, 100_000)
LARGE = 1_000_000
PARTS = ("weight", "dereferencing", "small", "changes", "types")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--large", action="store_true", help="a million triples as well")
    parser.add_argument("--triples", type=int, action="append", default=[], help="so many as well")
    parser.add_argument("--only", choices=PARTS, help="one part")
    options = parser.parse_args()
    parts = [options.only] if options.only else PARTS
    load = os.getloadavg()[0]
    print(f"{os.cpu_count()} processors, load {load:.1f}; shared by all unless it says otherwise.")
    if parts != ["types"]:
        with tempfile.TemporaryDirectory() as folder:
            _shipped(Path(folder), parts)
    if "types" in parts:
        grown = []
        for triples in (*SIZES, *((LARGE,) if options.large else ()), *options.triples):
            with tempfile.TemporaryDirectory() as folder:
                grown.append(answering.types(triples, Path(folder)))
        answering.growth(grown)


def _shipped(folder: Path, parts: tuple[str, ...] | list[str]) -> None:
    """Measure what is about the shipped data."""
    var = folder / "var"
    with serving(var, DEFAULT_BASE, build=True, seconds=180) as web:
        if "dereferencing" in parts:
            dereferencing.measure(var, folder)
        if "small" in parts:
            quads = open_current(var).quads
            with answering.servers(web.port, quads, folder, rdflib=True) as beside:
                answering.small(beside)
    if "weight" in parts:
        weight.measure(var)
    if "changes" in parts:
        comparing.measure(var)


if __name__ == "__main__":
    main()
