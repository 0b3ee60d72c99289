"""Hostile requests: heads, bodies, paths, lists of forms, hosts, and requests within requests."""

from typing import Final

from tests.attack.hostile import BAD, CUT_OFF, HOST, LISTENER, SECRET, Hostile, get, post, request

_NONE: Final = frozenset({400, 404})
_FOUND: Final = frozenset({200})
_ANY_FORM: Final = frozenset({200, 406})
_ELSEWHERE: Final = frozenset({421})
_LARGE: Final = frozenset({400, 414, 431})
_SENT: Final = ("Content-Type", "application/sparql-query")
_INSIDE: Final = f"GET /smuggled HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()

#: name -> (why, path, right answers)
_PATHS: Final = {
    "up": ("leaves the folder", "/static/../../../../etc/passwd", _NONE),
    "up, escaped": ("leaves the folder", "/static/%2e%2e/%2e%2e/%2e%2e/etc/passwd", _NONE),
    "up, escaped twice": ("leaves the folder", "/static/%252e%252e%252f%252e%252e%252fetc/passwd", _NONE),
    "up, slash escaped": ("leaves the folder", "/static/..%2f..%2f..%2fetc%2fpasswd", _NONE),
    "up, backslash": ("leaves the folder", "/static/..\\..\\..\\etc\\passwd", _NONE),
    "up, overlong": ("leaves the folder", "/static/%c0%ae%c0%ae/%c0%ae%c0%ae/etc/passwd", _NONE),
    "up, in a document": ("leaves the folder", "/doc/../../../etc/passwd", _NONE),
    "secret": ("reads a file", f"/static/{SECRET}", _NONE),
    "secret as an address": ("reads a file", f"/doc/file://{SECRET}", frozenset({404, 301, 308})),
    "zero byte": ("ends strings in C", "/doc/element/zaaksysteem%00.ttl", _NONE),
    "line end": ("a field of the answer", "/id/element/zaaksysteem%0d%0aX-Evil:%201", _NONE),
    "line end in a suffix": ("a field of the answer", "/doc/element/zaaksysteem.ttl%0d%0aX-Evil:1", _NONE),
    "line end, Unicode": ("a field of the answer", "/id/element/%E5%98%8A%E5%98%8DX-Evil:1", _NONE),
    "two slashes": ("a redirect to another host", "//kwaad.example/", frozenset({301, 308, 400, 404})),
    "two slashes, identifier": ("a redirect to another host", "//kwaad.example/id/element/zaaksysteem", frozenset({301, 308, 400, 404})),
    "backslash host": ("a redirect to another host", "/\\kwaad.example/", _NONE),
    "at sign": ("a redirect to another host", "/@kwaad.example/%2f..", _NONE),
    "slash at the end": ("a redirect to another host", "//kwaad.example/%2e%2e/", frozenset({301, 308, 400, 404})),
    "markup": ("comes back in a page", "/doc/<script>alert(1)</script>", _NONE),
    "markup, escaped": ("comes back in a page", "/doc/%3Cscript%3Ealert(1)%3C/script%3E", _NONE),
    "markup, quote": ("leaves an attribute", "/doc/element/%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E", _NONE),
    "template": ("evaluated by a template", "/doc/%7B%7B7*7%7D%7D%7B%25%20for%20x%20in%20y%25%7D", _NONE),
    "format": ("evaluated by a log", "/doc/%25s%25n%7B0.__class__%7D$%7Bjndi:ldap://x%7D", _NONE),
    "no UTF-8": ("bytes of no text", "/doc/element/%ff%fe", _NONE),
    "surrogate": ("no character", "/doc/element/%ed%a0%80", _NONE),
    "right to left": ("shows another text", "/doc/element/%e2%80%ae", _NONE),
    "half an escape": ("no escape", "/doc/element/%e", _NONE),
    "long": ("more than is read", "/doc/" + "a" * 15_000, _LARGE),
    "very long": ("more than is read", "/doc/" + "a" * 200_000, _LARGE),
    "deep": ("a stack in a router", "/a" * 4_000, frozenset({404, 414})),
    "many dots": ("a stack in a router", "/." * 4_000, frozenset({200, 404, 414, 301, 308})),
    "semicolon": ("hides a suffix", "/doc/element/zaaksysteem;.css", _NONE),
    "page": ("a number of no page", "/doc/element?page=-99999999999999999999999999", frozenset({200, 400, 404})),
    "page of digits": ("a number that takes long to read", "/doc/element?page=" + "9" * 7_000, frozenset({200, 400, 404})),
    "page of other digits": ("digits to some", "/doc/element?page=%D9%A1", frozenset({200, 400, 404})),
    "query of a million": ("a table that fills", "/doc/element/zaaksysteem?" + "&".join(["a"] * 3_000), frozenset({200, 414})),
    "two suffixes": ("which of both?", "/doc/element/zaaksysteem.ttl.html", _NONE),
    "hidden file": ("of who works here", "/.git/config", _NONE),
    "environment": ("of who works here", "/.env", _NONE),
    "health of nginx": ("of who works here", "/nginx_status", _NONE),
    "numbers": ("of who works here", "/metrics", _NONE),
}  # fmt: skip

#: name -> (why, field, value, right answers)
_FIELDS: Final = {
    "accept: q of nothing": ("no number", "Accept", "text/html;q=", _ANY_FORM),
    "accept: q beyond": ("no weight", "Accept", "text/turtle;q=99999999999999999999e999", _ANY_FORM),
    "accept: q nan": ("no order", "Accept", "text/turtle;q=nan, text/html;q=inf", _ANY_FORM),
    "accept: thousands": ("work for each", "Accept", ", ".join(f"a/b{n};q=0.{n % 10}" for n in range(700)), frozenset({200, 400, 406, 431})),
    "accept: commas": ("work for each", "Accept", "," * 8_000, frozenset({200, 400, 406, 431})),
    "accept: semicolons": ("work for each", "Accept", "text/html" + ";" * 8_000, frozenset({200, 400, 406, 431})),
    "accept: quotes": ("no end", "Accept", 'text/html;a="' + "\\" * 5_000, frozenset({200, 400, 406, 431})),
    "accept: spaces": ("a regex that goes back", "Accept", "text/html;" + " " * 8_000 + "x", frozenset({200, 400, 406, 431})),
    "accept: slashes": ("no type", "Accept", "/" * 3_000, _ANY_FORM),
    "accept: markup": ("comes back in an error", "Accept", "<script>alert(1)</script>/x", frozenset({406, 200})),
    "accept: profile": ("calls somebody", "Accept", f'application/ld+json;profile="{LISTENER}"', _ANY_FORM),
    "accept: nothing fits": ("no form", "Accept", "image/jpeg", frozenset({406})),
    "accept-encoding: none": ("no coding", "Accept-Encoding", "*;q=0", frozenset({200, 406})),
    "accept-encoding: unknown": ("a coding of nothing", "Accept-Encoding", "x" * 5_000, frozenset({200, 406})),
    "accept-language: long": ("work for each", "Accept-Language", "nl-" * 2_000, _FOUND),
    "tag: many": ("work for each", "If-None-Match", ", ".join(['W/"x"'] * 900), _FOUND),
    "tag: no end": ("a regex that goes back", "If-None-Match", '"' * 8_000, frozenset({200, 400})),
    "date: none": ("no date", "If-Modified-Since", "Thu, 99 Foo 999999 99:99:99 GMT", _FOUND),
    "date: other digits": ("digits to some", "If-Modified-Since", "Sun, \u0661\u0661 Nov 1994 08:49:37 GMT", _FOUND),
    "range: many": ("the same bytes many times", "Range", "bytes=" + ",".join("0-" for _ in range(1_000)), frozenset({200, 206, 416})),
    "range: beyond": ("no such bytes", "Range", "bytes=99999999999999999999-", frozenset({200, 416})),
    "cookie: large": ("memory", "Cookie", "a=" + "b" * 12_000, frozenset({200, 400, 431})),
    "field: too large": ("memory", "X-Large", "b" * 40_000, frozenset({400, 431})),
    "expect": ("waits for the server", "Expect", "100-continue", frozenset({200, 417})),
    "expect: unknown": ("nothing known", "Expect", "x" * 100, frozenset({200, 417})),
    "upgrade": ("another protocol past nginx", "Upgrade", "h2c", _FOUND),
    "upgrade: websocket": ("another protocol past nginx", "Upgrade", "websocket", _FOUND),
    "forwarded host": ("another host in links", "X-Forwarded-Host", "kwaad.example", _FOUND),
    "forwarded": ("another host in links", "Forwarded", "host=kwaad.example;proto=javascript;for=1.2.3.4", _FOUND),
    "forwarded scheme": ("another scheme in links", "X-Forwarded-Proto", "javascript", _FOUND),
    "forwarded prefix": ("another place in links", "X-Forwarded-Prefix", "//kwaad.example", _FOUND),
    "forwarded for": ("somebody else's share", "X-Forwarded-For", "127.0.0.1, ::1, x" + ",1.2.3.4" * 900, _FOUND),
    "original url": ("another path past nginx", "X-Original-URL", "/metrics", _FOUND),
    "rewrite url": ("another path past nginx", "X-Rewrite-URL", "/metrics", _FOUND),
    "method override": ("another method past nginx", "X-HTTP-Method-Override", "DELETE", _FOUND),
    "proxy": ("calls somebody", "Proxy", LISTENER, _FOUND),
    "referer": ("markup in a page or a log", "Referer", "<script>alert(1)</script>", _FOUND),
    "user agent": ("evaluated by a log", "User-Agent", "${jndi:ldap://127.0.0.1/x} () { :;}; /bin/sh", _FOUND),
    "origin": ("a field of the answer", "Origin", "https://kwaad.example", _FOUND),
    "zero byte": ("ends strings in C", "X-A", "a\0b", BAD),
    "carriage return": ("a line end to some", "X-A", "a\rX-Evil: 1", frozenset({200, 400})),
    "underscore": ("a hyphen to some", "X_Forwarded_Host", "kwaad.example", _FOUND),
    "authorization": ("nothing is kept from anybody", "Authorization", "Basic " + "QUFB" * 900, _FOUND),
}  # fmt: skip

_DOC: Final = "GET /doc/element/zaaksysteem HTTP/1.1"
_POST: Final = "POST /sparql HTTP/1.1"

#: name -> (why, bytes, right answers)
_RAW: Final = {
    "host: another": ("a page in another name", request(_DOC, host="kwaad.example"), _ELSEWHERE),
    "host: none": ("RFC 9112, 3.2", request(_DOC, host=None), BAD),
    "host: two": ("RFC 9112, 3.2", request(_DOC, [("Host", "kwaad.example")]), BAD),
    "host: empty": ("a page in no name", request(_DOC, host=""), frozenset({400, 421})),
    "host: with a port": ("another port in links", request(_DOC, host=f"{HOST}:1"), _FOUND),
    "host: with a path": ("another place in links", request(_DOC, host=f"{HOST}/kwaad"), frozenset({400, 421})),
    "host: with a name": ("another host in links", request(_DOC, host=f"{HOST}@kwaad.example"), frozenset({400, 421})),
    "host: markup": ("comes back in a page", request(_DOC, host="<script>"), frozenset({400, 421})),
    "host: in the line": ("RFC 9112, 3.2.2", request("GET http://kwaad.example/ HTTP/1.1"), _ELSEWHERE),
    "host: long": ("memory", request(_DOC, host="a" * 12_000), frozenset({400, 421, 431})),
    "method: unknown": ("no method", request("KWAAD /doc/element/zaaksysteem HTTP/1.1"), frozenset({400, 405, 501})),
    "method: small letters": ("RFC 9110, 9.1", request("get /doc/element/zaaksysteem HTTP/1.1"), frozenset({400, 405})),
    "method: long": ("memory", request("A" * 9_000 + " / HTTP/1.1"), _LARGE | {405}),
    "method: trace": ("fields come back", request("TRACE / HTTP/1.1", [("X-Secret", "x")]), frozenset({405})),
    "method: connect": ("a way through", request("CONNECT 127.0.0.1:22 HTTP/1.1"), frozenset({400, 405})),
    "method: put": ("changes data", request("PUT /doc/element/x HTTP/1.1", body=b"x"), frozenset({404, 405})),
    "method: delete": ("changes data", request("DELETE /doc/element/zaaksysteem HTTP/1.1"), frozenset({405})),
    "method: patch": ("changes data", request("PATCH /sparql HTTP/1.1", body=b"DROP ALL"), frozenset({405})),
    "method: propfind": ("lists files", request("PROPFIND / HTTP/1.1", [("Depth", "infinity")]), frozenset({405})),
    "version: none": ("HTTP/0.9", b"GET /\r\n\r\n", frozenset({CUT_OFF, 400, 421})),
    "version: next": ("no version", request("GET / HTTP/9.9"), frozenset({400, 505})),
    "version: 1.0 without a host": ("a page in no name", request("GET / HTTP/1.0", host=None), _ELSEWHERE),
    "version: HTTP/2": ("another protocol past nginx", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", frozenset({CUT_OFF, 400, 405, 421, 505})),
    "line: TLS": ("another protocol", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(100), frozenset({CUT_OFF, 400})),
    "line: nothing": ("only line ends", b"\r\n" * 500, frozenset({CUT_OFF, 400})),
    "line: zero bytes": ("no text", bytes(20_000), frozenset({CUT_OFF, 400})),
    "line: tab": ("a space to some", request("GET\t/doc/element/zaaksysteem\tHTTP/1.1"), BAD),
    "line: space in the path": ("ends the path to some", request("GET /doc/element/a b HTTP/1.1"), _NONE),
    "line: control characters": ("comes back in a log", request("GET /doc/\x01\x1b[31m\x7f HTTP/1.1"), _NONE),
    "line: star": ("for OPTIONS only", request("GET * HTTP/1.1"), BAD),
    "smuggling: both lengths": ("RFC 9112, 6.1", request(_POST, [_SENT, ("Content-Length", "5"), ("Transfer-Encoding", "chunked")], b"0\r\n\r\n" + _INSIDE), BAD),
    "smuggling: two lengths": ("RFC 9112, 6.3", request(_POST, [_SENT, ("Content-Length", "6"), ("Content-Length", "60")], b"ASK {}" + _INSIDE), BAD),
    "smuggling: list of lengths": ("RFC 9112, 6.3", request(_POST, [_SENT, ("Content-Length", "6, 6")], b"ASK {}" + _INSIDE), BAD),
    "smuggling: signed length": ("no digits", request(_POST, [_SENT, ("Content-Length", "+6")], b"ASK {}" + _INSIDE), BAD),
    "smuggling: length below nothing": ("no digits", request(_POST, [_SENT, ("Content-Length", "-1")], b"ASK {}"), BAD),
    "smuggling: length beyond": ("memory", request(_POST, [_SENT, ("Content-Length", "99999999999999999999")], b"ASK {}"), frozenset({400, 413})),
    "smuggling: length in hex": ("no digits", request(_POST, [_SENT, ("Content-Length", "0x6")], b"ASK {}" + _INSIDE), BAD),
    "smuggling: coding hidden": ("chunked to some", request(_POST, [_SENT, ("Transfer-Encoding", "xchunked")], b"0\r\n\r\n"), frozenset({400, 501})),
    "smuggling: coding folded": ("chunked to some", request(_POST, [_SENT, ("Transfer-Encoding", "\r\n chunked")], b"0\r\n\r\n" + _INSIDE), frozenset({400, 501})),
    "smuggling: coding twice": ("chunked to some", request(_POST, [_SENT, ("Transfer-Encoding", "chunked"), ("Transfer-Encoding", "identity")], b"0\r\n\r\n" + _INSIDE), frozenset({400, 501})),
    "smuggling: space before the colon": ("RFC 9112, 5.1", request(_POST, [_SENT, ("Content-Length ", "6")], b"ASK {}" + _INSIDE), BAD),
    "smuggling: folded field": ("RFC 9112, 5.2", request(_DOC, [("X-A", "b\r\n X-Evil: 1")]), frozenset({200, 400})),
    "smuggling: no name": ("a field without a name", request(_DOC, [("", "x")]), frozenset({200, 400})),
    "smuggling: bare line feeds": ("RFC 9112, 2.2", get("/doc/element/zaaksysteem").replace(b"\r\n", b"\n"), frozenset({200, 400})),
    "smuggling: chunk of no size": ("no digits", request(_POST, [_SENT, ("Transfer-Encoding", "chunked")], b"zz\r\nASK {}\r\n0\r\n\r\n"), BAD),
    "smuggling: chunk beyond": ("memory", request(_POST, [_SENT, ("Transfer-Encoding", "chunked")], b"ffffffffffffffff\r\nASK {}"), frozenset({400, 413})),
    "smuggling: chunk of minus": ("no digits", request(_POST, [_SENT, ("Transfer-Encoding", "chunked")], b"-6\r\nASK {}\r\n0\r\n\r\n"), BAD),
    "smuggling: body of a GET": ("a request in it", request(_DOC, body=_INSIDE), frozenset({200, 400})),
    "smuggling: body of a HEAD": ("a request in it", request(_DOC.replace("GET", "HEAD"), body=_INSIDE), frozenset({200, 400})),
    "body: zipped bomb": ("memory", request(_POST, [_SENT, ("Content-Encoding", "gzip")], b"\x1f\x8b\x08" + bytes(5_000)), frozenset({400, 415})),
    "body: none": ("nothing to ask", post(b""), frozenset({400, 411})),
    "fields: hundreds": ("memory", request(_DOC, [(f"X-{n}", "b") for n in range(400)]), frozenset({200, 400, 431})),
    "fields: the same": ("which of both?", request(_DOC, [("Accept", "text/turtle"), ("Accept", "text/html")] * 40), _ANY_FORM),
}  # fmt: skip

REQUESTS: Final = [
    *(
        Hostile(f"path: {name}", why, right, get(path))
        for name, (why, path, right) in _PATHS.items()
    ),
    *(
        Hostile(f"field: {name}", why, right, get("/doc/element/zaaksysteem", (field, value)))
        for name, (why, field, value, right) in _FIELDS.items()
    ),
    *(Hostile(name, why, right, sent) for name, (why, sent, right) in _RAW.items()),
]
