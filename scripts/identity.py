"""Identity: a release is named after what went in, so equal input has one name, whatever the clock.

Everything that decides a byte of the release counts: sources and shapes with their names, the base
IRI, the making code itself and the libraries that infer, check and write.
"""

import hashlib
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from rdflib import DCAT, DCTERMS, RDF, Literal

from scripts.load import Source
from scripts.terms import Triple
from server.errors import SourceError

CATALOG: Final = "data/catalog.ttl"
_PACKAGE: Final = "gemma-lod"
_LIBRARIES: Final = ("owlrl", "pyoxigraph", "pyshacl", "rdflib")
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
#: The modules that decide what a release holds; serving may change without a new release.
_CODE: Final = (
    "scripts/*.py", "scripts/queries/**/*.rq", "server/downloads.py", "server/formats.py",
    "server/graphs.py",
    "server/namespaces.py", "server/settings.py", "server/uris.py", "server/http/coding.py",
    "server/rdf/jsonld.py", "server/rdf/render.py", "server/rdf/terms.py",
)  # fmt: skip
_NOT_MAKING: Final = frozenset({"cli.py", "diff.py", "importing.py", "query.py", "serve.py"})


@dataclass(frozen=True)
class Identity:
    """The name of a release: `id` is the date that the publisher states and a hash of the input."""

    id: str
    input: str
    modified: str
    version: str


def identify(sources: Iterable[Source], shapes: Iterable[tuple[str, str]], base: str) -> Identity:
    """Name the release that these sources and shapes (name and SHA-256 of each) make.

    Raises `SourceError` when the catalogue does not state its date of modification.
    """
    files = tuple(sources)
    rows = [f"base {base}", f"version {software()}", f"code {_code_digest()}"]
    rows += [f"library {name} {version(name)}" for name in _LIBRARIES]
    rows.append(f"library zlib {zlib.ZLIB_RUNTIME_VERSION}")  # decides the bytes of gzip
    rows += sorted(f"source {source.name} {source.digest}" for source in files)
    rows += sorted(f"shapes {name} {digest}" for name, digest in shapes)
    digest = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    modified = _modified(triple for source in files for triple in source.triples)
    return Identity(f"{modified}-{digest[:12]}", digest, modified, software())


def software() -> str:
    """Return the version of this software, as it was installed."""
    try:
        return version(_PACKAGE)
    except PackageNotFoundError:
        return "0"


def _modified(triples: Iterable[Triple]) -> str:
    """Return the one date on which the publisher last changed the catalogue."""
    known = tuple(triples)
    catalogs = {s for s, p, o in known if p == RDF.type and o == DCAT.Catalog}
    dates = sorted(
        str(o)
        for s, p, o in known
        if s in catalogs and p == DCTERMS.modified and isinstance(o, Literal)
    )
    if len(dates) != 1 or not _DATE.fullmatch(dates[0]):
        raise SourceError(
            'the dcat:Catalog needs one dct:modified, such as "2026-01-31"^^xsd:date; '
            f"it has {', '.join(dates) or 'none'}",
            Path(CATALOG),
        )
    return dates[0]


@cache
def _code_digest() -> str:
    """Return the hash of the modules, so that changed code never passes for an old release."""
    house = Path(__file__).resolve().parent.parent
    files = sorted(f for name in _CODE for f in house.glob(name) if f.name not in _NOT_MAKING)
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.relative_to(house).as_posix()}\0".encode() + file.read_bytes())
    return digest.hexdigest()
