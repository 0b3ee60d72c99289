"""Negotiation keeps to RFC 9110, 12.4.2 and 12.5.1, and gives browsers a page."""

from dataclasses import replace

import pytest

from server.errors import NotAcceptableError
from server.formats import BY_KEY, DOCUMENT_FORMATS, Form, Format, for_form
from server.http.negotiation import choose, parse

FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
CHROME = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,"
    "*/*;q=0.8,application/signed-exchange;v=b3;q=0.7"
)
SAFARI = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
RDFLIB = "text/turtle, application/rdf+xml;q=0.5, application/ld+json;q=0.9, */*;q=0.1"
JENA = (
    "text/turtle,application/n-triples;q=0.9,application/ld+json;q=0.8,application/rdf+xml;q=0.7,"
    "*/*;q=0.3"
)


@pytest.mark.parametrize(
    ("header", "key"),
    [
        (None, "html"),
        ("", "html"),
        ("  ", "html"),
        ("*/*", "html"),
        (FIREFOX, "html"),
        (CHROME, "html"),
        (SAFARI, "html"),
        (RDFLIB, "turtle"),
        (JENA, "turtle"),
        ("text/turtle", "turtle"),
        ("TEXT/Turtle", "turtle"),
        ("text/turtle;charset=utf-8", "turtle"),
        ("text/turtle ; charset=utf-8 ; q=0.5", "turtle"),
        ("application/ld+json", "json-ld"),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', "json-ld"),
        ('application/ld+json;profile="a,b;q=0",text/turtle;q=0.1', "json-ld"),
        ('application/ld+json;profile="\\"";q=0.2,text/turtle', "turtle"),
        ("application/rdf+xml", "rdf-xml"),
        ("application/n-triples", "n-triples"),
        ("text/plain", "n-triples"),
        ("application/x-turtle", "turtle"),
        ("application/xhtml+xml", "html"),
        # q decides, not the order of writing
        ("text/html;q=0.5, text/turtle", "turtle"),
        ("text/turtle;q=0.4, application/rdf+xml;q=0.6", "rdf-xml"),
        ("text/turtle;q=0.123, application/rdf+xml;q=0.124", "rdf-xml"),
        # between equals, our own order
        ("application/rdf+xml, text/turtle", "turtle"),
        # the most specific range gives a type its quality, whatever a wildcard says
        ("*/*, text/html;q=0", "turtle"),
        ("text/*;q=0.2, text/html;q=0.1, */*;q=0.05", "turtle"),
        ("text/*, text/html;q=0, text/turtle;q=0, text/plain;q=0.5", "n-triples"),
        ("application/*", "json-ld"),
        ("text/turtle;q=0, */*;q=0.1", "html"),
        # a range with a parameter that we do not have is less close than the bare type
        ("text/turtle;version=1.2, text/turtle;q=0.3, application/rdf+xml;q=0.5", "rdf-xml"),
        ("text/turtle;version=1.2, application/rdf+xml;q=0.5", "turtle"),
        ("text/turtle;charset=UTF-8;q=0.9, text/turtle;q=0.1, text/html;q=0.5", "turtle"),
        ("text/turtle;version=1.2;q=0, text/turtle", "turtle"),
        # elements that are no media range are passed over
        (",, text/turtle ,,", "turtle"),
        ("turtle, */json, /, text/, text/turtle;q=0.1", "turtle"),
        # what is no qvalue is never preferred
        ("text/html;q=2, text/turtle;q=0.1", "turtle"),
        ("text/html;q=-1, text/turtle;q=0.1", "turtle"),
        ("text/html;q=x, text/turtle;q=0.1", "turtle"),
        ("text/html;q=0., text/turtle;q=0.001", "turtle"),
        ("text/html;q=1.000, text/turtle;q=0.999", "html"),
    ],
)
def test_documents(header: str | None, key: str) -> None:
    assert choose(header, DOCUMENT_FORMATS).key == key


@pytest.mark.parametrize(
    "header",
    [
        "application/pdf",
        "image/*",
        "*/*;q=0",
        "text/html;q=0",
        "text/*;q=0.0, application/*;q=0.000",
        "nonsense",
        ", ,",
        "text/html;q=0, text/turtle;q=0, application/*;q=0, text/plain;q=0",
    ],
)
def test_nothing_fits(header: str) -> None:
    with pytest.raises(NotAcceptableError) as refused:
        choose(header, DOCUMENT_FORMATS)
    assert refused.value.status == 406
    assert refused.value.offers == tuple(f.media_type for f in DOCUMENT_FORMATS)
    assert all(offer in refused.value.detail for offer in refused.value.offers)


#: RFC 9110, 12.5.1: the media ranges of its last example, and the table that goes with it; a form
#: of ours stands for each media type of the table that has no parameter.
EXAMPLE = (
    "text/*;q=0.3, text/plain;q=0.7, text/plain;format=flowed, "
    "text/plain;format=fixed;q=0.4, */*;q=0.5"
)


def test_the_table_of_the_standard() -> None:
    plain, html, jpeg = (_offer(name) for name in ("text/plain", "text/html", "image/jpeg"))
    assert choose(EXAMPLE, [html, jpeg, plain]) == plain  # 0.7
    assert choose(EXAMPLE, [html, jpeg]) == jpeg  # 0.5 over 0.3


def test_the_other_examples_of_the_standard() -> None:
    basic, other = _offer("audio/basic"), _offer("audio/ogg")
    assert choose("audio/*; q=0.2, audio/basic", [other, basic]) == basic
    assert choose("audio/*; q=0.2, audio/basic", [other]) == other
    plain, html, dvi, c = (
        _offer(name) for name in ("text/plain", "text/html", "text/x-dvi", "text/x-c")
    )
    header = "text/plain; q=0.5, text/html, text/x-dvi; q=0.8, text/x-c"
    assert choose(header, [plain, dvi, html, c]) == html
    assert choose(header, [plain, dvi]) == dvi
    assert choose(header, [plain]) == plain


def _offer(media_type: str) -> Format:
    return replace(BY_KEY["n-triples"], key=media_type, media_types=(media_type,))


def test_refusing_a_format_by_its_name_refuses_its_other_names() -> None:
    offers = [BY_KEY["n-triples"], BY_KEY["rdf-xml"]]
    assert choose("application/n-triples;q=0, */*", offers).key == "rdf-xml"


@pytest.mark.parametrize(
    ("header", "key"),
    [
        (None, "sparql-json"),
        ("*/*", "sparql-json"),
        ("application/json", "sparql-json"),
        ("application/xml", "sparql-xml"),
        ("text/csv", "csv"),
        ("text/tab-separated-values", "tsv"),
        ("application/sparql-results+json,application/sparql-results+xml;q=0.9", "sparql-json"),
    ],
)
def test_tables_for_programs(header: str | None, key: str) -> None:
    assert choose(header, for_form(Form.BINDINGS, html=False)).key == key


def test_parameters_and_quality_are_read() -> None:
    (only,) = parse('Text/HTML ; Level="1;2" ; Q=0.25 ; ext=x')
    assert (only.type, only.subtype, only.quality) == ("text", "html", 0.25)
    assert only.parameters == frozenset({("level", "1;2")})


def test_a_long_header_takes_no_long_time() -> None:
    header = ",".join(f"text/x{i};q=0.{i % 10}" for i in range(2_000)) + ",text/turtle;q=0.001"
    assert choose(header, DOCUMENT_FORMATS).key == "turtle"
