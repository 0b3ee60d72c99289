"""Ranges by the text of RFC 9110, section 14, and If-Range by 13.1.5."""

import pytest

from server.http.ranges import Part, Unsatisfiable, choose, unsatisfied

TAG = '"abc"'


def asked(header: str, size: int = 10_000, method: str = "GET", **more: str) -> object:
    environ = {"REQUEST_METHOD": method, "HTTP_RANGE": header, **more}
    found = choose(environ, TAG, size)
    return "unsatisfiable" if isinstance(found, Unsatisfiable) else found


@pytest.mark.parametrize(
    ("header", "first", "last"),
    [
        # The examples of 14.1.2, of a file of 10,000 bytes.
        ("bytes=0-499", 0, 499),
        ("bytes=500-999", 500, 999),
        ("bytes=-500", 9500, 9999),
        ("bytes=9500-", 9500, 9999),
        ("bytes=0-0", 0, 0),
        ("bytes=-1", 9999, 9999),
        ("bytes=9999-", 9999, 9999),
        # "If ... the last-pos is absent, or if the value is greater than or equal to the current
        # length ..., the byte range is interpreted as the remainder"; so is a long suffix.
        ("bytes=0-", 0, 9999),
        ("bytes=9000-10000", 9000, 9999),
        ("bytes=9000-999999999999999999", 9000, 9999),
        ("bytes=-10000", 0, 9999),
        ("bytes=-20000", 0, 9999),
        # 14.1: names of units are case-insensitive; 5.6.1: empty elements of a list do not count.
        ("Bytes=0-499", 0, 499),
        ("bytes= 0-499 ,", 0, 499),
        ("bytes=,\t0-499", 0, 499),
    ],
)
def test_a_part(header: str, first: int, last: int) -> None:
    assert asked(header) == Part(first, last)


@pytest.mark.parametrize("header", ["bytes=10000-", "bytes=10000-10001", "bytes=-0"])
def test_a_part_that_no_byte_is_in(header: str) -> None:
    """14.1.2: satisfiable is a first-pos less than the length, or a suffix-length that is not 0."""
    assert asked(header) == "unsatisfiable"


@pytest.mark.parametrize("header", ["bytes=0-", "bytes=0-0", "bytes=-1"])
def test_of_nothing_there_is_no_part(header: str) -> None:
    assert asked(header, size=0) == "unsatisfiable"


@pytest.mark.parametrize(
    "header",
    [
        # 14.1.1: "An int-range is invalid if the last-pos value is present and less than first-pos"
        "bytes=500-499",
        # 14.2: an invalid one may be ignored, as may one of several ranges or of another unit.
        "bytes=", "bytes=-", "bytes=a-b", "bytes=0-499-", "bytes=0 - 499", "bytes=+1-2", "bytes=٣-",
        "bytes", "0-499", "", "bytes=0-1,2-3", "bytes=0-,0-,0-", "items=0-1", "bytes=1.0-2",
        "bytes=9999999999999999999-",
    ],
)  # fmt: skip
def test_what_is_not_one_range_of_bytes_gets_the_whole(header: str) -> None:
    assert asked(header) is None


def test_only_get_has_ranges() -> None:
    """14.2: "A server MUST ignore a Range header field received with ... method" other than GET."""
    assert asked("bytes=0-1", method="HEAD") is None
    assert choose({"REQUEST_METHOD": "GET"}, TAG, 10) is None


@pytest.mark.parametrize("condition", ['"abc"', ' "abc" '])
def test_a_part_of_what_the_client_has(condition: str) -> None:
    assert asked("bytes=1-2", HTTP_IF_RANGE=condition) == Part(1, 2)


@pytest.mark.parametrize(
    "condition", ['"xyz"', 'W/"abc"', "abc", "", "*", "Sun, 22 Nov 2026 00:00:00 GMT"]
)
def test_the_whole_of_what_changed(condition: str) -> None:
    """13.1.5: compared strongly; when it does not match, Range is ignored, unsatisfiable or not."""
    assert asked("bytes=1-2", HTTP_IF_RANGE=condition) is None
    assert asked("bytes=10000-", HTTP_IF_RANGE=condition) is None


def test_what_the_answer_says() -> None:
    """The examples of 14.4."""
    assert Part(42, 1233).content_range(1234) == "bytes 42-1233/1234"
    assert unsatisfied(1234) == "bytes */1234"
