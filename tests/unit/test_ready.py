"""Answers by the letter of RFC 9112, 4, and RFC 9110, 5.5 and 6.6.1."""

import re

import pytest

from server.http.ready import Ready, opening


def test_the_first_lines() -> None:
    ready = Ready("200 OK", [("Content-Length", "1"), ("X", "\xe9")], b"a")
    day = rb"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT"
    first = rb"HTTP/1\.1 200 OK\r\nContent-Length: 1\r\nX: \xe9\r\nDate: " + day + rb"\r\n"
    assert re.fullmatch(first + rb"\r\n", opening(ready))
    assert re.fullmatch(first + rb"Connection: close\r\n\r\n", opening(ready, "close"))


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n", "\r\nX: y", "\r\n\r\nbody"])
@pytest.mark.parametrize("place", ["status", "name", "value"])
def test_what_holds_the_end_of_a_line_is_no_answer(place: str, end: str) -> None:
    """RFC 9110, 5.5: CR, LF and NUL in a value are dangerous."""
    said = {"status": "200 OK", "name": "X", "value": "a"} | {place: f"a{end}"}
    with pytest.raises(ValueError, match="the end of a line"):
        Ready(said["status"], [(said["name"], said["value"])], b"")


def test_what_no_field_can_hold_is_no_answer() -> None:
    with pytest.raises(ValueError, match="latin-1"):
        Ready("200 OK", [("X", "\u0142")], b"")
