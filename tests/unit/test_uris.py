"""Paths and IRIs: what is ours, what is a key, and where a link on a page leads."""

import pytest

from server.uris import (
    COLLECTIONS,
    KEY_MAXIMUM,
    ThingPath,
    collection_of,
    document_path,
    is_key,
    local_part,
    thing_iri,
    thing_path,
    web_address,
)

BASE = "https://example.org/gemma/"


@pytest.mark.parametrize("key", ["a", "1", "gba-v", "3-6", "a" * KEY_MAXIMUM])
def test_keys(key: str) -> None:
    assert is_key(key)


@pytest.mark.parametrize(
    "key",
    [
        "",
        "-",
        "a-",
        "-a",
        "a--b",
        "A",
        "é",
        "a b",
        "a/b",
        "a.b",
        "a\n",
        "٣",
        "a" * (KEY_MAXIMUM + 1),
    ],
)
def test_no_keys(key: str) -> None:
    assert not is_key(key)


@pytest.mark.parametrize(
    ("path", "read"),
    [
        ("id/element/gba-v", ThingPath("id", "element", "gba-v")),
        ("doc/element/gba-v", ThingPath("doc", "element", "gba-v")),
        ("doc/element/gba-v.ttl", ThingPath("doc", "element", "gba-v", "ttl")),
        ("doc/nora-link/a-1.jsonld", ThingPath("doc", "nora-link", "a-1", "jsonld")),
    ],
)  # fmt: skip
def test_paths_of_things(path: str, read: ThingPath) -> None:
    assert thing_path(path) == read


@pytest.mark.parametrize(
    "path",
    [
        "", "id", "id/", "id/element", "id/element/", "id/element/A", "id/element/a.ttl",
        "id/elements/a", "id/element/a/b", "/id/element/a", "doc/element/a.", "doc/element/.ttl",
        "def/element/a", "id//a", "id/element//a", "ID/element/a", "id/element/a\n",
    ],
)  # fmt: skip
def test_no_paths_of_things(path: str) -> None:
    assert thing_path(path) is None


@pytest.mark.parametrize(
    ("iri", "path"),
    [
        (f"{BASE}id/element/a", "/doc/element/a"),
        (f"{BASE}def#Element", "/def#Element"),
        (f"{BASE}def", "/def"),
        (f"{BASE}doc/element/a", "/doc/element/a"),
        ("https://example.org/other", None),
        ("https://example.org/gemma", None),
        ("javascript:alert(1)", None),
    ],
)
def test_links_of_a_page(iri: str, path: str | None) -> None:
    assert document_path(BASE, iri) == path


def test_every_collection_gives_iris_that_are_read_back() -> None:
    for collection in COLLECTIONS:
        iri = thing_iri(BASE, collection, "sleutel")
        part = local_part(BASE, iri)
        assert part is not None
        assert thing_path(part) == ThingPath("id", collection, "sleutel")


def test_what_is_not_below_the_base_is_of_somebody_else() -> None:
    assert local_part(BASE, "https://example.org/gemm") is None
    assert local_part(BASE, BASE) == ""


@pytest.mark.parametrize(
    ("iri", "address"),
    [
        ("https://example.org/a?b=c&d#e", "https://example.org/a?b=c&d#e"),
        ("http://example.org/%C3%A9", "http://example.org/%C3%A9"),
        # RFC 3987, 3.1: what a URI cannot hold is written as octets of UTF-8
        ("https://example.org/é?ł=b", "https://example.org/%C3%A9?%C5%82=b"),
        ('https://example.org/">', "https://example.org/%22%3E"),
        ("javascript:alert(1)", None),
        ("JavaScript:alert(1)", None),
        (" https://example.org/", None),
        ("data:text/html,x", None),
        ("//example.org/", None),
        ("urn:x", None),
        ("", None),
    ],
)
def test_only_http_is_an_address(iri: str, address: str | None) -> None:
    assert web_address(iri) == address


def test_the_collection_of_a_thing_is_that_of_its_identifier() -> None:
    assert collection_of(BASE, BASE + "id/element/gba-v") == "element"
    others = ("def#Element", "doc/element/gba-v", "id/onbekend/x", "id/element/GBA")
    assert {collection_of(BASE, BASE + other) for other in others} == {""}
    assert collection_of(BASE, "https://elders.example/id/element/gba-v") == ""
