"""Heads by the letter: each case names the section of RFC 9112 or RFC 9110 that it is from."""

from collections.abc import Iterator

import pytest

from server.errors import BadRequestError
from server.wire import heads
from server.wire.environ import environ
from server.wire.heads import Head
from tests.wire.reading import both

H = "Host: gemma.example.nl"


def case(section: str, what: str, *values: object) -> object:
    """One case, known by its section."""
    return pytest.param(*values, id=f"{section}-{what}")


def written(*lines: str) -> bytes:
    """A head of these lines, its end included."""
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def one(*lines: str) -> Head:
    """The head that these lines are, in whatever pieces it comes."""
    found = both(written(*lines))
    assert found.status == 0 and len(found.requests) == 1, found
    return found.requests[0].head


@pytest.mark.parametrize(
    ("lines", "method", "target", "minor"),
    [
        case("9112-3", "line", ["GET /doc/x?a=b HTTP/1.1", H], "GET", "/doc/x?a=b", 1),
        case("9112-3.1", "any-token", ["a!#$%&'*+-.^_`|~Z9 / HTTP/1.1", H],
             "a!#$%&'*+-.^_`|~Z9", "/", 1),
        case("9110-9.1", "case", ["get / HTTP/1.1", H], "get", "/", 1),
        case("9112-2.3", "1.0-without-host", ["GET / HTTP/1.0"], "GET", "/", 0),
        case("9110-2.5", "higher-minor", ["GET / HTTP/1.9", H], "GET", "/", 1),
        case("9112-3.2.1", "empty-query", ["GET /? HTTP/1.1", H], "GET", "/?", 1),
        case("9112-3.2.1", "two-slashes", ["GET //x/y HTTP/1.1", H], "GET", "//x/y", 1),
        case("9112-3.2.1", "not-decoded", ["GET /%2F%00?%zz HTTP/1.1", H], "GET", "/%2F%00?%zz", 1),
        case("9112-3.2.2", "absolute", ["GET http://x.example/a?b HTTP/1.1", H],
             "GET", "/a?b", 1),
        case("9112-3.2.2", "absolute-without-path", ["GET http://x.example HTTP/1.1", H],
             "GET", "/", 1),
        case("9112-3.2.2", "absolute-query-only", ["GET http://x.example?b HTTP/1.1", H],
             "GET", "/?b", 1),
        case("9110-4.2.3", "scheme-in-capitals", ["GET HTTP://x.example/a HTTP/1.1", H],
             "GET", "/a", 1),
        case("9112-3.2.4", "asterisk", ["OPTIONS * HTTP/1.1", H], "OPTIONS", "*", 1),
    ],
)  # fmt: skip
def test_a_request_line(lines: list[str], method: str, target: str, minor: int) -> None:
    head = one(*lines)
    assert (head.method, head.target, head.minor) == (method, target, minor)


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        case("9112-3", "two-spaces", ["GET  / HTTP/1.1", H], 400),
        case("9112-3", "tab", ["GET\t/ HTTP/1.1", H], 400),
        case("9112-3", "space-before", [" GET / HTTP/1.1", H], 400),
        case("9112-3", "space-behind", ["GET / HTTP/1.1 ", H], 400),
        case("9112-3", "no-target", ["GET HTTP/1.1", H], 400),
        case("9112-3", "no-version", ["GET /", H], 400),
        case("9112-3.1", "no-method", [" / HTTP/1.1", H], 400),
        case("9112-3.1", "no-token", ["G(T / HTTP/1.1", H], 400),
        case("9112-3.1", "letter-of-latin-1", ["G\xcbT / HTTP/1.1", H], 400),
        case("9112-3.2", "space-in-target", ["GET /a b HTTP/1.1", H], 400),
        case("9112-3.2", "fragment", ["GET /a#b HTTP/1.1", H], 400),
        case("9112-3.2.1", "no-slash", ["GET a HTTP/1.1", H], 400),
        case("9112-3.2.2", "no-authority", ["GET http:///a HTTP/1.1", H], 400),
        case("9112-3.2.2", "other-scheme", ["GET ftp://x/ HTTP/1.1", H], 400),
        case("9110-4.2.4", "userinfo", ["GET http://x@y.example/ HTTP/1.1", H], 400),
        case("9112-3.2.3", "authority", ["GET gemma.example.nl:80 HTTP/1.1", H], 400),
        case("9112-3.2.3", "connect", ["CONNECT gemma.example.nl:80 HTTP/1.1", H], 400),
        case("9112-3.2.4", "asterisk-of-get", ["GET * HTTP/1.1", H], 400),
        case("9112-2.3", "name-in-small", ["GET / http/1.1", H], 400),
        case("9112-2.3", "two-digits", ["GET / HTTP/1.10", H], 400),
        case("9112-2.3", "no-minor", ["GET / HTTP/1", H], 400),
        case("9112-2.3", "other-digits", ["GET / HTTP/\xb9.1", H], 400),
        case("9110-15.6.6", "major-2", ["PRI * HTTP/2.0", H], 505),
        case("9110-15.6.6", "major-0", ["GET / HTTP/0.9", H], 505),
        case("9112-3.2", "no-host", ["GET / HTTP/1.1"], 400),
        case("9112-3.2", "no-host-absolute", ["GET http://x.example/ HTTP/1.1"], 400),
        case("9112-3.2", "two-hosts", ["GET / HTTP/1.1", "Host: a", "Host: b"], 400),
        case("9112-3.2", "two-hosts-alike", ["GET / HTTP/1.1", "Host: a", "Host: a"], 400),
        case("9112-3.2", "two-hosts-one-empty", ["GET / HTTP/1.1", "Host: a", "Host:"], 400),
        case("9112-3.2", "two-hosts-absolute",
             ["GET http://x.example/ HTTP/1.1", "Host: a", "Host: b"], 400),
        case("9112-3.2", "two-hosts-of-1.0", ["GET / HTTP/1.0", "Host: a", "Host: b"], 400),
        case("9112-3.2", "host-of-two-words", ["GET / HTTP/1.1", "Host: a b"], 400),
        case("9112-3.2", "host-with-path", ["GET / HTTP/1.1", "Host: a/b"], 400),
        case("9112-3.2", "empty-host", ["GET / HTTP/1.1", "Host:"], 400),
        case("9110-7.2", "host-with-userinfo", ["GET / HTTP/1.1", "Host: a@b"], 400),
        case("9112-5.1", "space-before-colon", ["GET / HTTP/1.1", H, "A : b"], 400),
        case("9112-5.1", "tab-before-colon", ["GET / HTTP/1.1", H, "A\t: b"], 400),
        case("9112-5.1", "no-colon", ["GET / HTTP/1.1", H, "A b"], 400),
        case("9112-5.1", "no-name", ["GET / HTTP/1.1", H, ": b"], 400),
        case("9112-5.1", "no-token", ["GET / HTTP/1.1", H, "A(: b"], 400),
        case("9112-5.1", "letter-of-latin-1", ["GET / HTTP/1.1", H, "\xc4: b"], 400),
        case("9112-5.1", "coding-hidden",
             ["POST / HTTP/1.1", H, "Transfer-Encoding : chunked"], 400),
        case("9112-5.2", "fold", ["GET / HTTP/1.1", H, "A: b", " c"], 400),
        case("9112-5.2", "fold-by-tab", ["GET / HTTP/1.1", H, "A: b", "\tc"], 400),
        case("9112-5.2", "fold-of-nothing", ["GET / HTTP/1.1", H, "A: b", " "], 400),
        case("9112-2.2", "space-before-first-field", ["GET / HTTP/1.1", " A: b", H], 400),
        case("9112-2.2", "tab-before-first-field", ["GET / HTTP/1.1", "\tA: b", H], 400),
        case("9110-5.5", "nul", ["GET / HTTP/1.1", H, "A: b\0c"], 400),
        case("9110-5.5", "escape", ["GET / HTTP/1.1", H, "A: \x1b[2J"], 400),
        case("9110-5.5", "delete", ["GET / HTTP/1.1", H, "A: \x7f"], 400),
        case("9110-5.5", "vertical-tab", ["GET / HTTP/1.1", H, "A:\x0bb"], 400),
        case("9110-5.4", "129-fields", ["GET / HTTP/1.1", H, *["A: b"] * 128], 400),
        case("9110-5.4", "long-name", ["GET / HTTP/1.1", H, "A" * 257 + ": b"], 400),
    ],
)  # fmt: skip
def test_what_is_no_head_is_refused(lines: list[str], status: int) -> None:
    found = both(written(*lines))
    assert (found.requests, found.status) == ([], status)


def line_ends() -> Iterator[object]:
    """Every place of a head where a line ends, with another end than it should have."""
    lines = [b"GET / HTTP/1.1", b"Host: a", b"B: c", b""]
    wrong = {"lf": b"\n", "cr": b"\r", "cr-cr-lf": b"\r\r\n", "lf-cr": b"\n\r"}
    for number in range(len(lines)):
        for name, other in wrong.items():
            ends = [b"\r\n"] * len(lines)
            ends[number] = other
            sent = b"".join(line + end for line, end in zip(lines, ends, strict=True))
            yield case("9112-2.2", f"{name}-of-line-{number}", sent)


@pytest.mark.parametrize("sent", list(line_ends()))
def test_lines_end_in_cr_lf(sent: bytes) -> None:
    """A line feed alone may be an end, for who wants; a carriage return alone never is one."""
    found = both(sent + b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    assert (found.requests, found.status) == ([], 400)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_empty_lines_before_a_request_are_passed_over(count: int) -> None:
    """RFC 9112, 2.2: at least one of them, however it comes in."""
    sent = b"\r\n" * count + b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    found = both(sent + sent)
    assert [request.head.target for request in found.requests] == ["/", "/"]
    assert not found.begun


def test_empty_lines_alone_begin_no_request() -> None:
    found = both(b"\r\n" * 3)
    assert (found.requests, found.status, found.begun) == ([], 0, False)


@pytest.mark.parametrize(
    ("lines", "name", "value"),
    [
        case("9112-5", "value", ["Accept: text/turtle"], "accept", "text/turtle"),
        case("9112-5", "no-space", ["Accept:text/turtle"], "accept", "text/turtle"),
        case("9112-5", "spaces-around", ["Accept: \t text/turtle \t"], "accept", "text/turtle"),
        case("9112-5", "spaces-within", ["Accept: a \t b"], "accept", "a \t b"),
        case("9112-5", "colons", ["Accept: a:b: c"], "accept", "a:b: c"),
        case("9112-5", "empty", ["Accept:"], "accept", ""),
        case("9110-5.1", "name-in-capitals", ["ACCEPT: a"], "accept", "a"),
        case("9110-5.3", "repeated", ["Accept: a", "X: y", "accept: b"], "accept", "a, b"),
        case("9110-5.5", "obs-text", ["Accept: \xff\x80"], "accept", "\xff\x80"),
        case("9110-5.5", "no-space-to-strip", ["Accept: \xa0\x85"], "accept", "\xa0\x85"),
        case("9110-5.6.2", "token", ["a!#$%&'*+-.^_`|~9: b"], "a!#$%&'*+-.^_`|~9", "b"),
        case("9110-5.6.4", "quoted-comma", ['Accept: "a, b"'], "accept", '"a, b"'),
        case("9112-3.2", "port", ["X: y"], "host", "gemma.example.nl"),
    ],
)  # fmt: skip
def test_a_field(lines: list[str], name: str, value: str) -> None:
    assert one("GET / HTTP/1.1", H, *lines).fields[name] == value


@pytest.mark.parametrize("host", ["a", "a:80", "a:", "[::1]:8000", "127.0.0.1", "xn--a.nl", "a_b"])
def test_a_host(host: str) -> None:
    """RFC 9110, 7.2: a host and, where it has one, a port."""
    assert one("GET / HTTP/1.1", f"Host: {host}").fields["host"] == host


def test_the_authority_of_an_absolute_target_is_the_host() -> None:
    """RFC 9112, 3.2.2: the field that was received is ignored."""
    head = one("GET https://x.example:81/a HTTP/1.1", H)
    assert head.fields["host"] == "x.example:81"


@pytest.mark.parametrize(
    ("version", "lines", "lasting"),
    [
        case("9112-9.3", "1.1", "1.1", [], True),
        case("9112-9.3", "1.0", "1.0", [], False),
        case("9112-9.3", "1.0-keep-alive", "1.0", ["Connection: keep-alive"], True),
        case("9112-9.3", "1.0-keep-alive-in-capitals", "1.0", ["Connection: Keep-Alive"], True),
        case("9112-9.3", "1.1-close-first", "1.1", ["Connection: close, keep-alive"], False),
        case("9112-9.3", "1.0-close-last", "1.0", ["Connection: keep-alive, close"], False),
        case("9112-9.6", "close", "1.1", ["Connection: close"], False),
        case("9112-9.6", "close-in-capitals", "1.1", ["Connection: CLOSE"], False),
        case("9112-9.6", "close-among-others", "1.1", ["Connection: x,\tclose ,y"], False),
        case("9112-9.6", "close-in-another-line", "1.1",
             ["Connection: x", "Connection: close"], False),
        case("9112-9.6", "no-close", "1.1", ["Connection: closed, x-close"], True),
        case("9110-5.6.3", "no-space", "1.1", ["Connection: \xa0close"], True),
        case("9110-7.6.1", "empty-members", "1.1", ["Connection: , ,close,"], False),
    ],
)  # fmt: skip
def test_persistence(version: str, lines: list[str], lasting: bool) -> None:
    assert one(f"GET / HTTP/{version}", H, *lines).lasting is lasting


@pytest.mark.parametrize(
    ("version", "expect", "awaited"),
    [
        case("9110-10.1.1", "continue", "1.1", "100-continue", True),
        case("9110-10.1.1", "in-capitals", "1.1", "100-Continue", True),
        case("9110-10.1.1", "among-others", "1.1", "x, 100-continue", True),
        case("9110-10.1.1", "of-1.0", "1.0", "100-continue", False),
        case("9110-10.1.1", "other", "1.1", "200-ok", False),
    ],
)
def test_expectation(version: str, expect: str, awaited: bool) -> None:
    assert heads.read(written(f"POST / HTTP/{version}", H, f"Expect: {expect}")).awaited is awaited


@pytest.mark.parametrize(
    ("version", "lines", "length"),
    [
        case("9112-6.3", "no-body", "1.1", [], 0),
        case("9112-6.2", "length", "1.1", ["Content-Length: 12"], 12),
        case("9112-6.2", "zeros", "1.1", ["Content-Length: 00012"], 12),
        case("9112-6.2", "zero", "1.1", ["Content-Length: 0"], 0),
        case("9112-6.2", "of-1.0", "1.0", ["Content-Length: 12"], 12),
        case("9112-6.1", "chunked", "1.1", ["Transfer-Encoding: chunked"], None),
        case("9112-7", "in-capitals", "1.1", ["Transfer-Encoding: CHUNKED"], None),
    ],
)
def test_length(version: str, lines: list[str], length: int | None) -> None:
    assert heads.read(written(f"POST / HTTP/{version}", H, *lines)).length == length


@pytest.mark.parametrize(
    ("version", "lines", "status"),
    [
        case("9112-6.3", "no-number", "1.1", ["Content-Length: x"], 400),
        case("9112-6.3", "plus", "1.1", ["Content-Length: +1"], 400),
        case("9112-6.3", "minus", "1.1", ["Content-Length: -1"], 400),
        case("9112-6.3", "empty", "1.1", ["Content-Length:"], 400),
        case("9112-6.3", "hexadecimal", "1.1", ["Content-Length: 0x1"], 400),
        case("9112-6.3", "underscore", "1.1", ["Content-Length: 1_0"], 400),
        case("9112-6.3", "space", "1.1", ["Content-Length: 1 0"], 400),
        case("9112-6.3", "other-digits", "1.1", ["Content-Length: \xb2"], 400),
        case("9112-6.3", "fraction", "1.1", ["Content-Length: 1.0"], 400),
        case("9112-6.3", "two", "1.1", ["Content-Length: 1", "Content-Length: 2"], 400),
        case("9110-8.6", "two-alike", "1.1", ["Content-Length: 1", "Content-Length: 1"], 400),
        case("9110-8.6", "list-alike", "1.1", ["Content-Length: 1, 1"], 400),
        case("9110-8.6", "beyond-any", "1.1", ["Content-Length: " + "9" * 16], 400),
        case("9112-6.1", "both", "1.1",
             ["Transfer-Encoding: chunked", "Content-Length: 1"], 400),
        case("9112-6.1", "both-turned", "1.1",
             ["Content-Length: 1", "Transfer-Encoding: chunked"], 400),
        case("9112-6.1", "of-1.0", "1.0", ["Transfer-Encoding: chunked"], 400),
        case("9112-6.1", "twice", "1.1", ["Transfer-Encoding: chunked, chunked"], 400),
        case("9112-6.1", "in-two-lines", "1.1", ["Transfer-Encoding: chunked"] * 2, 400),
        case("9112-6.1", "not-known", "1.1", ["Transfer-Encoding: gzip, chunked"], 501),
        case("9112-6.1", "not-known-in-two-lines", "1.1",
             ["Transfer-Encoding: gzip", "Transfer-Encoding: chunked"], 501),
        case("9112-6.3", "not-last", "1.1", ["Transfer-Encoding: chunked, gzip"], 400),
        case("9112-6.3", "not-there", "1.1", ["Transfer-Encoding: gzip"], 400),
        case("9112-6.3", "identity", "1.1", ["Transfer-Encoding: identity"], 400),
        case("9112-6.3", "empty", "1.1", ["Transfer-Encoding:"], 400),
        case("9112-7.1", "parameter", "1.1", ["Transfer-Encoding: chunked;q=1"], 400),
        case("9112-7", "quoted", "1.1", ['Transfer-Encoding: "chunked"'], 400),
        case("9110-5.6.3", "no-space", "1.1", ["Transfer-Encoding: \xa0chunked"], 400),
        case("9110-5.6.3", "no-space-behind", "1.1", ["Transfer-Encoding: chunked\x85"], 400),
        case("9110-5.6.3", "no-space-hidden", "1.1", ["Transfer-Encoding: x,\xa0chunked"], 400),
        case("9112-7", "prefix", "1.1", ["Transfer-Encoding: xchunked"], 400),
    ],
)  # fmt: skip
def test_a_body_that_cannot_be_told_from_what_follows_is_refused(
    version: str, lines: list[str], status: int
) -> None:
    found = both(written(f"POST / HTTP/{version}", H, *lines) + b"0\r\n\r\n")
    assert (found.requests, found.status) == ([], status)


@pytest.mark.parametrize(
    ("target", "path", "query"),
    [
        case("9112-3.2.1", "path", "/a", "/a", ""),
        case("9112-3.2.1", "query", "/a?b=c?d", "/a", "b=c?d"),
        case("3986-2.1", "escapes", "/%C3%A9%2F?%C3%A9", "/\xc3\xa9/", "%C3%A9"),
        case("3986-2.1", "no-escape", "/%zz%", "/%zz%", ""),
        case("3986-2.1", "no-ascii", "/\xe9?\xe9=\xc3\xa9", "/\xe9", "%E9=%C3%A9"),
        case("9112-3.2.4", "asterisk", "*", "*", ""),
    ],
)
def test_path_and_query(target: str, path: str, query: str) -> None:
    """PEP 3333: a path has its escapes undone, in octets; a query is as it came."""
    assert heads.path_and_query(target) == (path, query)


def test_a_field_cannot_pass_for_another() -> None:
    """RFC 3875, 4.1.18: as a variable a hyphen is an underscore, so one of them has to go."""
    head = one("POST / HTTP/1.1", H, "X-Forwarded-For: 192.0.2.1", "X_Forwarded_For: 192.0.2.2",
               "Content_Length: 7", "Content-Type: text/plain")  # fmt: skip
    found = environ(head, b"abc", "192.0.2.3", "127.0.0.1", 8000)
    assert found["HTTP_X_FORWARDED_FOR"] == "192.0.2.1"
    assert found["CONTENT_TYPE"] == "text/plain" and found["REMOTE_ADDR"] == "192.0.2.3"
    assert "CONTENT_LENGTH" not in found and "HTTP_CONTENT_LENGTH" not in found
    assert found["wsgi.input"].read() == b"abc"


@pytest.mark.parametrize("part", [b"\n", b"a\r\r", b"a\rb", b"\0", b"\r\n\n", b"\x7f"])
def test_what_stands_in_no_head_is_seen_before_the_end(part: bytes) -> None:
    with pytest.raises(BadRequestError):
        heads.check(part)


@pytest.mark.parametrize("part", [b"", b"\r", b"\r\n", b"a\r\nb\r", b"\t\xff"])
def test_what_may_become_a_head_is_waited_for(part: bytes) -> None:
    heads.check(part)
