"""The SPARQL 1.1 Protocol from the parts of a request, without HTTP and without an engine."""

from urllib.parse import urlencode

import pytest

from server.errors import (
    BadRequestError,
    NotAcceptableError,
    RefusedError,
    UnsupportedMediaTypeError,
)
from server.formats import BY_KEY, Form
from server.sparql.protocol import description, parameters, read

G1, G2 = "https://example.org/id/graph/a", "https://example.org/id/graph/b"
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"


def test_three_ways_to_ask() -> None:
    pairs = [("query", "ASK {}"), ("default-graph-uri", G1), ("named-graph-uri", G2)]
    form = urlencode(pairs)
    ways = [
        parameters("GET", form, None, b""),
        parameters("POST", "", FORM, form.encode()),
        parameters("POST", "", f"{FORM}; charset=UTF-8", form.encode()),
        parameters("POST", urlencode(pairs[1:]), f'{DIRECT};charset="utf-8"', b"ASK {}"),
    ]
    for found in ways:
        query = read(found, None, {G1, G2}).query
        assert (query.text, query.default_graphs, query.named_graphs) == ("ASK {}", (G1,), (G2,))


def test_text_outside_ascii() -> None:
    assert parameters("GET", "query=%C3%A9", None, b"") == [("query", "é")]
    assert parameters("POST", "", DIRECT, "é".encode()) == [("query", "é")]


@pytest.mark.parametrize(
    ("sent", "value"),
    [
        ("a+b%20c%2Bd", "a b c+d"),
        ("%5Cx41%5C%5C", "\\x41\\\\"),
        ("\\x41", "\\x41"),
        ("100%25", "100%"),
        ("100%", "100%"),
        ("%zz%4", "%zz%4"),
        ("%c3%A9%F0%9D%84%9E%00%0D", "é\U0001d11e\0\r"),
        ("a=b==", "a=b=="),
    ],
)
def test_values_are_decoded(sent: str, value: str) -> None:
    """As forms are (URL Standard, 5.1): what is no escape stays as it is."""
    assert parameters("GET", f"&x&query={sent}&&", None, b"") == [("x", ""), ("query", value)]


@pytest.mark.parametrize("sent", ["%ff", "%C3", "%ED%A0%80", "é%ff"])
def test_what_is_no_utf_8_is_refused(sent: str) -> None:
    with pytest.raises(BadRequestError, match="UTF-8"):
        parameters("GET", f"query={sent}", None, b"")


@pytest.mark.parametrize(
    "found",
    [
        [],
        [("query", "")],
        [("query", "  \n ")],
        [("query", "ASK {}"), ("query", "ASK {}")],
        [("query", "ASK {}"), ("query", "")],
        [("QUERY", "ASK {}")],
        [("query", "ASK {}"), ("default-graph-uri", "graph")],
        [("query", "ASK {}"), ("named-graph-uri", "")],
        [("query", "ASK {}"), ("default-graph-uri", "http://[x")],
        [("query", "ASK {}"), ("as", "docx")],
        [("query", "ASK {}"), ("as", "csv"), ("as", "tsv")],
        [("query", "ASK {}"), ("as", "de.html")],
        [("query", "ASK {}"), ("as", "en.csv")],
    ],
)
def test_not_understood(found: list[tuple[str, str]]) -> None:
    with pytest.raises(BadRequestError):
        read(found, None, {G1})


def test_a_query_in_the_address_and_in_the_body_is_two() -> None:
    found = parameters("POST", "query=ASK%7B%7D", DIRECT, b"ASK {}")
    with pytest.raises(BadRequestError, match="er 2"):
        read(found, None, set())


@pytest.mark.parametrize(
    ("query_string", "content_type", "body"),
    [
        ("", "application/sparql-update", b"CLEAR ALL"),
        ("", FORM, b"update=CLEAR+ALL"),
        ("update=CLEAR+ALL", FORM, b"query=ASK+%7B%7D"),
    ],
)
def test_updates(query_string: str, content_type: str, body: bytes) -> None:
    with pytest.raises(RefusedError):
        parameters("POST", query_string, content_type, body)


@pytest.mark.parametrize(
    "content_type",
    [None, "", "text/plain", "multipart/form-data; boundary=x", f"{DIRECT}; charset=latin-1"],
)
def test_other_bodies(content_type: str | None) -> None:
    with pytest.raises(UnsupportedMediaTypeError):
        parameters("POST", "", content_type, b"ASK {}")


@pytest.mark.parametrize(
    ("query_string", "content_type", "body"),
    [
        ("query=%FF", None, b""),
        ("", FORM, b"query=%FF"),
        ("", DIRECT, b"\xff"),
        ("a=&" * 200, None, b""),
    ],
)
def test_unreadable(query_string: str, content_type: str | None, body: bytes) -> None:
    with pytest.raises(BadRequestError):
        parameters("POST" if content_type else "GET", query_string, content_type, body)


def test_a_graph_of_another_is_refused() -> None:
    for name in ("default-graph-uri", "named-graph-uri"):
        with pytest.raises(RefusedError, match="niet van deze dienst"):
            read([("query", "ASK {}"), (name, "http://elders.example/")], None, {G1})


@pytest.mark.parametrize(
    ("accept", "bindings", "boolean", "graph"),
    [
        (None, "sparql-json", "sparql-json", "turtle"),
        ("*/*", "sparql-json", "sparql-json", "turtle"),
        ("text/csv", "csv", None, None),
        ("text/turtle", None, None, "turtle"),
        ("application/ld+json, application/xml", "sparql-xml", "sparql-xml", "json-ld"),
        # behind a page, the engine is asked for what a page is made of
        ("text/html, */*;q=0.8", "sparql-json", "sparql-json", "n-triples"),
    ],
)  # fmt: skip
def test_a_format_for_each_form(
    accept: str | None, bindings: str | None, boolean: str | None, graph: str | None
) -> None:
    asked = read([("query", "ASK {}")], accept, set())
    keys = [f.key if (f := asked.query.formats.get(form)) else None for form in (
        Form.BINDINGS, Form.BOOLEAN, Form.GRAPH)]  # fmt: skip
    assert keys == [bindings, boolean, graph]
    assert bool(asked.query.pages) == ("html" in (accept or ""))


def test_nothing_fits() -> None:
    with pytest.raises(NotAcceptableError) as refused:
        read([("query", "ASK {}")], "image/png", set())
    assert "text/csv" in refused.value.offers and "text/turtle" in refused.value.offers


def test_as_beats_accept_and_format_is_left_to_others() -> None:
    asked = read([("query", "ASK {}"), ("as", "csv"), ("format", "json")], "text/html", set())
    assert {f.key for f in asked.query.formats.values()} == {"csv"} and not asked.query.pages


def test_as_names_the_language_of_a_page() -> None:
    dutch = read([("query", "ASK {}")], "text/html", set())
    english = read([("query", "ASK {}"), ("as", "en.html")], "text/csv", set())
    assert (dutch.language, english.language) == ("nl", "en")
    assert english.query.pages == frozenset(Form) and dutch.key != english.key


def test_the_description_of_the_endpoint_has_forms_of_its_own() -> None:
    offers = [BY_KEY["turtle"], BY_KEY["html"]]
    assert description([], "text/html", offers) == (BY_KEY["html"], "nl")
    assert description(["en.html"], "text/turtle", offers) == (BY_KEY["html"], "en")
    assert description(["ttl"], "text/html", offers)[0] == BY_KEY["turtle"]
    with pytest.raises(BadRequestError, match="ttl, html"):
        description(["csv"], None, offers)


def test_a_form_that_the_client_cannot_have_is_said_after_the_parse() -> None:
    query = read([("query", "ASK {}")], "text/csv", set()).query
    assert query.format_for(Form.BINDINGS).key == "csv"
    with pytest.raises(NotAcceptableError, match="ASK") as refused:
        query.format_for(Form.BOOLEAN)
    assert "application/sparql-results+json" in refused.value.offers
