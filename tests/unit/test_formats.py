"""The table of formats: no name twice, registered types, and something for every form."""

from collections import Counter

from server.formats import (
    BY_KEY,
    BY_SUFFIX,
    COLLECTION_FORMATS,
    DOCUMENT_FORMATS,
    FORMATS,
    VIEW_FORMATS,
    Form,
    for_form,
)


def test_no_name_is_used_twice() -> None:
    for names in (
        [f.key for f in FORMATS],
        [f.suffix for f in FORMATS],
        [f.iri for f in FORMATS],
        [name for f in FORMATS for name in f.media_types],
    ):
        assert max(Counter(names).values()) == 1
    assert len(BY_KEY) == len(BY_SUFFIX) == len(FORMATS)


def test_media_types_are_lower_case_and_whole() -> None:
    for name in (name for f in FORMATS for name in f.media_types):
        assert name == name.lower() and name.count("/") == 1 and ";" not in name


def test_only_text_has_a_charset() -> None:
    for f in FORMATS:
        assert f.charset == f.media_type.startswith("text/")
        assert f.content_type.endswith("; charset=utf-8") == f.charset


def test_every_form_can_be_had_without_a_page() -> None:
    for form in Form:
        assert for_form(form, html=False)
        assert "html" not in {f.key for f in for_form(form, html=False)}
        assert "html" in {f.key for f in for_form(form, html=True)}


def test_documents_come_in_every_form_of_the_promise() -> None:
    suffixes = ["html", "ttl", "jsonld", "rdf", "nt", "trig", "nq"]
    assert [f.suffix for f in DOCUMENT_FORMATS] == suffixes
    assert [f.suffix for f in VIEW_FORMATS] == [*suffixes, "svg"]
    assert [f.suffix for f in COLLECTION_FORMATS] == [*suffixes, "csv"]
