"""Running text is ours: no literal shares nine words in a row with a source document."""

import re

import pyoxigraph as ox
import pytest

from server.namespaces import DCT, SKOS, gemma
from server.settings import DEFAULT_BASE
from tests.sources import FILES, ROOT, lines, needs_sources, words

RUN = 9
OURS = gemma(DEFAULT_BASE)
#: Names, titles and labels are facts: they stand as printed.
AS_PRINTED = {
    OURS + "sourceLabel", SKOS + "prefLabel", SKOS + "altLabel", DCT + "title",
}  # fmt: skip
TURTLE = sorted([*ROOT.glob("data/**/*.ttl"), *ROOT.glob("ontology/**/*.ttl")])


def runs(tokens: list[str]) -> set[tuple[str, ...]]:
    return {tuple(tokens[i : i + RUN]) for i in range(len(tokens) - RUN + 1)}


@needs_sources
@pytest.mark.parametrize("file", TURTLE, ids=lambda f: f.name)
def test_no_literal_copies_nine_words(file: object) -> None:
    source = set().union(*(runs(words(" ".join(lines(d)))) for d in FILES))
    copied = [
        f"{quad.subject} {quad.predicate}: {quad.object.value}"
        for quad in ox.parse(path=str(file), base_iri=DEFAULT_BASE)
        if isinstance(quad.object, ox.Literal)
        and quad.predicate.value not in AS_PRINTED
        and runs(words(quad.object.value)) & source
    ]
    assert not copied, "\n".join(copied)


@needs_sources
def test_readme_copies_no_source() -> None:
    source = set().union(*(runs(words(" ".join(lines(d)))) for d in FILES))
    titles = re.compile(r"Onze gemeente [^\n\"|`]+")
    for file in (ROOT / "README.md", *ROOT.glob("server/app/templates/*.html")):
        text = titles.sub("", file.read_text(encoding="utf-8"))
        assert not runs(words(text)) & source, file
