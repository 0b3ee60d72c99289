"""Terms: the best label, short names, and an order that a reader expects."""

import pytest

from server.namespaces import curie
from server.rdf.terms import Literal, best, http_date, lang, languages, triple
from server.store import natural


def test_the_best_label() -> None:
    nl, en, fr, none = lang("een", "nl"), lang("one", "en"), lang("un", "fr"), Literal("1")
    assert best([en, nl, fr, none]) == nl
    assert best([fr, none, en]) == en
    assert best([en, nl], ("en", "nl")) == en
    assert best([en, nl], ("en", "nl", "en")) == en, "the first place of a language counts"
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


@pytest.mark.parametrize(
    ("text", "date"),
    [
        # RFC 9110, 5.6.7: its own example, as xsd:dateTime with and without a zone
        ("1994-11-06T08:49:37Z", "Sun, 06 Nov 1994 08:49:37 GMT"),
        ("1994-11-06T08:49:37", "Sun, 06 Nov 1994 08:49:37 GMT"),
        ("1994-11-06T10:49:37+02:00", "Sun, 06 Nov 1994 08:49:37 GMT"),
        ("2026-11-22", "Sun, 22 Nov 2026 00:00:00 GMT"),
        ("2026-11", ""),
        ("gisteren", ""),
        ("", ""),
    ],
)
def test_dates_as_http_writes_them(text: str, date: str) -> None:
    assert http_date(Literal(text)) == date


def test_languages_of_texts() -> None:
    texts = [lang("a", "en"), lang("b", "nl"), lang("c", "de"), lang("d", "en"), Literal("e")]
    rows = [triple("https://example.org/a", "https://example.org/p", text) for text in texts]
    assert languages(rows) == ("nl", "de", "en")
    assert languages([]) == ()
