"""Telling two releases apart: what the publisher changed, for a person or for a program."""

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from rdflib import RDFS, SKOS, Literal

from scripts.load import read_source, source_names
from scripts.release import before_current
from server.app.pages import told
from server.app.pages.words import WORDS
from server.changes.compare import Comparison, compare
from server.changes.drawn import arranged
from server.changes.sheet import sheet
from server.changes.statements import statements
from server.changes.words import plain, sentences
from server.errors import ReleaseError
from server.formats import BY_KEY
from server.graphs import GRAPHS
from server.rdf.render import render
from server.release import CURRENT, MANIFEST, MODELS, RELEASES, Release, open_release
from server.settings import Settings

_TOUCHES: Final[Mapping[str, str]] = {"nl": "raakt", "en": "touches"}
#: Where the names of terms stand.
_VOCABULARY: Final = ("ontology/*.ttl", "ontology/schemes/*.ttl")
_GRAPHS: Final = tuple(graph.key for graph in GRAPHS)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `gemma diff`."""
    parser.description = (
        "Say what changed from release A to release B, per thing, with the views, elements, "
        "standards and principles that each change touches. A and B are names of releases under "
        "GEMMA_VAR, `current`, `previous` (in use before the current one), or folders."
    )
    parser.add_argument("before", metavar="A", help="the earlier release")
    parser.add_argument("after", metavar="B", help="the later release")
    parser.add_argument(
        "--model", metavar="KEY",
        help="A and B are imports of this ArchiMate model, by their names",
    )  # fmt: skip
    parser.add_argument(
        "--form", choices=list(_FORMS), default="text", help="what to write (%(default)s)"
    )
    parser.add_argument(
        "--graph", action="append", default=[], choices=_GRAPHS, metavar="KEY",
        help=f"compare this graph only (repeatable; {', '.join(_GRAPHS)}; default: all that are "
        "not derived)",
    )  # fmt: skip
    parser.add_argument(
        "--language",
        choices=list(_TOUCHES),
        default="en",
        help="language of text and page (%(default)s)",
    )


def run(args: argparse.Namespace, settings: Settings, root: Path) -> int:
    """Carry out `gemma diff`; that releases differ is no error.

    Raises `ReleaseError` for a release that is not there or damaged, or of another base IRI.
    """
    var = settings.var / MODELS / args.model if args.model else settings.var
    before, after = (find(var, name) for name in (args.before, args.after))
    if args.model:
        known = {**WORDS, **_terms(root, settings.base)}
        found, drawn = arranged(compare(before, after, known))
        print(f"changes in what is drawn, left out: {drawn}", file=sys.stderr)
    else:
        found = compare(before, after, WORDS, args.graph)
    sys.stdout.buffer.write(_FORMS[args.form](found, args.language))
    return 0


def find(var: Path, name: str) -> Release:
    """Open and verify a release by its name or folder.

    Raises `ReleaseError` that lists the names there are, or says what is wrong with it.
    """
    if name == CURRENT and (var / CURRENT).exists():
        return open_release((var / CURRENT).resolve())
    if name == "previous":
        name = before_current(var)
    for folder in (var / RELEASES / name, Path(name)):
        if (folder / MANIFEST).is_file():
            return open_release(folder)
    names = ", ".join(sorted(folder.name for folder in (var / RELEASES).glob("[!.]*"))) or "none"
    raise ReleaseError(
        f"no release {name!r} under {var}, nor a folder with one; there are: {names}"
    )


def _terms(root: Path, base: str) -> Mapping[str, tuple[str, str]]:
    """Return what the vocabulary calls its terms, in Dutch and English: an import holds no names.

    Raises `SourceError` for a file that does not parse.
    """
    labels: dict[str, dict[str, str]] = {}
    for name in source_names(root, _VOCABULARY):
        for subject, predicate, text in read_source(root, name, "ontology", base).triples:
            if predicate in {RDFS.label, SKOS.prefLabel} and isinstance(text, Literal):
                labels.setdefault(str(subject), {})[text.language or ""] = str(text)
    return {term: (both["nl"], both["en"]) for term, both in labels.items() if len(both) > 1}


def _text(found: Comparison, language: str) -> bytes:
    names, counts = found.names, told.counted(found.counts(), language)
    lines = [f"{found.before} → {found.after}: {counts}"]
    for change in found.changes:
        lines += ["", *(plain(sentence) for sentence in sentences(change, names, language))]
        reached = [names.name(iri, language) for each in change.touched.values() for iri in each]
        if reached:
            lines.append(f"  {_TOUCHES[language]}: {', '.join(reached)}")
    return ("\n".join(lines) + "\n").encode()


def _turtle(found: Comparison, _language: str) -> bytes:
    first = (found.base + found.path,)
    return render(statements(found), BY_KEY["turtle"], found.base, first)


_FORMS: Final[Mapping[str, Callable[[Comparison, str], bytes]]] = {
    "text": _text,
    "csv": lambda found, _: sheet(found),
    "ttl": _turtle,
    "html": lambda found, language: told.file(found, language).encode(),
}
