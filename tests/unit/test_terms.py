"""Terms: the best label, short names, and an order that a reader expects."""

import pytest

from server.namespaces import curie
from server.store import natural
from server.terms import Literal, best, lang


def test_the_best_label() -> None:
    nl, en, fr, none = lang("een", "nl"), lang("one", "en"), lang("un", "fr"), Literal("1")
    assert best([en, nl, fr, none]) == nl
    assert best([fr, none, en]) == en
    assert best([en, nl], ("en", "nl")) == en
    assert best([fr, none]) in (fr, none)
    assert best([]) is None


@pytest.mark.parametrize(
    ("iri", "short"),
    [
        ("http://www.w3.org/2004/02/skos/core#broader", "skos:broader"),
        ("http://www.w3.org/2004/02/skos/core#", "http://www.w3.org/2004/02/skos/core#"),
        ("urn:x", "urn:x"),
    ],
)
def test_short_names(iri: str, short: str) -> None:
    assert curie(iri) == short


def test_numbers_in_text_are_numbers() -> None:
    texts = ["3.10", "3.9", "3.2.1", "3.2", "b", "A", "3"]
    assert sorted(texts, key=natural) == ["3", "3.2", "3.2.1", "3.9", "3.10", "A", "b"]
