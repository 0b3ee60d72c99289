"""A request is alike when it is the one before but for the value of its query, and nothing else."""

from urllib.parse import quote, unquote

import pytest

from server.sparql.alike import MAXIMUM, Frame, frame, query

LINES = b" HTTP/1.1\r\nHost: x\r\nAccept: */*\r\n\r\n"
ONE = b"GET /sparql?query=ASK%7B%7D" + LINES
FRAME = Frame(b"GET /sparql?query=", LINES)


def head(target: str) -> bytes:
    return f"GET {target}".encode() + LINES


@pytest.mark.parametrize(
    ("target", "before", "after"),
    [
        ("/sparql?query=A", "/sparql?query=", ""),
        ("/sparql?query=A&as=csv", "/sparql?query=", "&as=csv"),
        ("/sparql?as=csv&query=A", "/sparql?as=csv&query=", ""),
        ("/sparql?a&query=A=B&c=query=", "/sparql?a&query=", "&c=query="),
        ("/sparql?xquery=1&query=A", "/sparql?xquery=1&query=", ""),
    ],
)
def test_the_frame(target: str, before: str, after: str) -> None:
    assert frame(head(target)) == (f"GET {before}".encode(), after.encode() + LINES)


@pytest.mark.parametrize(
    "octets",
    [
        ONE.replace(b"GET", b"HEAD"), ONE.replace(b"GET", b"POST"), ONE.replace(b"1.1", b"1.0"),
        head("/sparql"), head("/sparql?query="), head("/sparql?xquery=A"), head("/sparql/?query=A"),
        head("/%73parql?query=A"), head("http://x/sparql?query=A"), head("/sparql?as=csv"),
        head("/sparql?query=A#b"), head("/search?query=A"), b"", b"\r\n" + ONE,
        head("/sparql?query=" + "A" * MAXIMUM),
    ],
)  # fmt: skip
def test_what_has_none(octets: bytes) -> None:
    assert frame(octets) is None


@pytest.mark.parametrize(
    "text",
    ["ASK {}", "SELECT (1+1 AS ?x) {}", 'ASK { ?s ?p "één & \\"ander\\" #?=%" }', "\x00", "+"],
)
def test_a_query_is_read_as_it_was_meant(text: str) -> None:
    sent = b"GET /sparql?query=" + quote(text, safe="").encode() + LINES
    assert query(sent, FRAME) == text
    assert frame(sent) == FRAME
    assert query(sent.replace(b"%20", b"+"), FRAME) == text


def test_a_frame_between_other_parameters() -> None:
    found = frame(head("/sparql?as=csv&query=ASK%7B%7D&default-graph-uri=x:y"))
    assert found is not None
    assert query(head("/sparql?as=csv&query=B&default-graph-uri=x:y"), found) == "B"
    for other in (
        "/sparql?as=csv&query=B", "/sparql?query=B&default-graph-uri=x:y",
        "/sparql?as=tsv&query=B&default-graph-uri=x:y",
        "/sparql?as=csv&query=B&default-graph-uri=x:y&default-graph-uri=x:y",
        "/sparql?as=csv&query=B&query=C&default-graph-uri=x:y",
    ):  # fmt: skip
        assert query(head(other), found) is None


@pytest.mark.parametrize(
    "octets",
    [
        ONE[:-1], ONE[:-2], ONE[:20], ONE + b"G", ONE + ONE, b"\r\n" + ONE, b"",
        ONE.replace(b"Host: x", b"Host: y"), ONE.replace(b"Host", b"host"),
        ONE.replace(b"Accept", b"Range: bytes=0-1\r\nAccept"),
        ONE.replace(b"ASK", b"ASK HTTP/1.1\r\nX: y\r\n\r\nGET /"), ONE.replace(b"ASK", b"A&b=c"),
        ONE.replace(b"ASK", b"A#"), ONE.replace(b"ASK", b"A\tB"), ONE.replace(b"ASK", b"A\x00"),
        ONE.replace(b"ASK", b"\xc3\xa9"), ONE.replace(b"ASK", b"%ff"), ONE.replace(b"ASK", b"%4"),
        ONE.replace(b"ASK", b'"'), ONE.replace(b"ASK", b"\\"), ONE.replace(b"ASK%7B%7D", b""),
        ONE.replace(b"ASK", b"A" * MAXIMUM),
    ],
)  # fmt: skip
def test_anything_else_is_not_alike(octets: bytes) -> None:
    assert query(octets, FRAME) is None


def test_what_stands_around_does_not_overlap() -> None:
    """Where the end begins as the start ends, one octet cannot count for both."""
    assert query(b"GET /sparql?query=&query=x", Frame(b"GET /sparql?query=", b"=&query=x")) is None


def test_a_lone_sign_stays_as_parse_qsl_has_it() -> None:
    sent = head("/sparql?query=100%25")
    assert query(sent, FRAME) == unquote("100%25")
