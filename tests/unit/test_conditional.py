"""Conditional requests are judged in the order and by the comparisons of RFC 9110, section 13."""

import pytest

from server.http.conditional import evaluate, remaining

TAG = '"xyzzy"'
MODIFIED = "Sat, 29 Oct 1994 19:43:31 GMT"
BEFORE = "Sat, 29 Oct 1994 19:43:30 GMT"
AFTER = "Sat, 29 Oct 1994 19:43:32 GMT"


def judge(modified: str = MODIFIED, **headers: str) -> int:
    environ = {"HTTP_" + name.upper(): value for name, value in headers.items()}
    return evaluate(environ, TAG, modified)


@pytest.mark.parametrize(
    ("header", "status"),
    [
        # the examples of 13.1.2
        ('"xyzzy"', 304),
        ('W/"xyzzy"', 304),
        ('"xyzzy", "r2d2xxxx", "c3piozzzz"', 304),
        ('W/"xyzzy", W/"r2d2xxxx", W/"c3piozzzz"', 304),
        ("*", 304),
        ('"r2d2xxxx"', 200),
        ('"r2d2xxxx" , "xyzzy"', 304),
        # not tags: no quotes, no list, a quote too few
        ("xyzzy", 200),
        ("", 200),
        ('"xyzzy', 200),
        ('"xyzzy" "xyzzy2"', 200),
        ('"a,xyzzy"', 200),
        ('"xyzzyx"', 200),
    ],
)
def test_if_none_match_compares_weakly(header: str, status: int) -> None:
    assert judge(if_none_match=header) == status


@pytest.mark.parametrize(
    ("header", "status"),
    [
        # the examples of 13.1.1; the comparison is strong
        ('"xyzzy"', 200),
        ('"xyzzy", "r2d2xxxx", "c3piozzzz"', 200),
        ("*", 200),
        ('W/"xyzzy"', 412),
        ('"other"', 412),
        ("", 412),
    ],
)
def test_if_match_compares_strongly(header: str, status: int) -> None:
    assert judge(if_match=header) == status


def test_dates() -> None:
    assert judge(if_modified_since=MODIFIED) == 304
    assert judge(if_modified_since=AFTER) == 304
    assert judge(if_modified_since=BEFORE) == 200
    assert judge(if_unmodified_since=MODIFIED) == 200
    assert judge(if_unmodified_since=BEFORE) == 412
    # 13.1.3 and 13.1.4: no valid date, or nothing known of a modification, counts for nothing
    for odd in ("gisteren", "", "Sat, 99 Oct 1994 19:43:31 GMT"):
        assert judge(if_modified_since=odd) == judge(if_unmodified_since=odd) == 200
    assert judge("", if_modified_since=AFTER) == judge("", if_unmodified_since=BEFORE) == 200


def test_tags_go_before_dates() -> None:
    """13.2.2: If-Unmodified-Since and If-Modified-Since count only without their tag."""
    assert judge(if_match=TAG, if_unmodified_since=BEFORE) == 200
    assert judge(if_none_match='"other"', if_modified_since=AFTER) == 200
    assert judge(if_none_match=TAG, if_modified_since=BEFORE) == 304
    assert judge(if_match='"other"', if_none_match=TAG) == 412
    assert judge(if_match=TAG, if_none_match=TAG) == 304


def test_a_304_says_what_the_answer_would_have_said_of_keeping_it() -> None:
    """15.4.5: Content-Location, ETag, Vary and Cache-Control; nothing of the bytes not sent."""
    headers = [
        ("Content-Type", "text/html"), ("Content-Length", "9"), ("Content-Encoding", "br"),
        ("Last-Modified", MODIFIED), ("ETag", TAG), ("Vary", "Accept"),
        ("Cache-Control", "public"), ("Content-Location", "/x.html"), ("Link", "</x>"),
        ("Access-Control-Allow-Origin", "*"),
    ]  # fmt: skip
    assert [name for name, _ in remaining(headers)] == [
        "ETag", "Vary", "Cache-Control", "Content-Location", "Access-Control-Allow-Origin",
    ]  # fmt: skip
