"""A source that cannot be used is named with file, line and column, and changes nothing."""

import re
import threading

import pytest

from scripts.load import Where, confirm_unchanged, load_sources, read_source
from server.errors import SourceError
from server.settings import DEFAULT_BASE
from tests.making.conftest import Gemma, Project

FILE = "data/principes/principes.ttl"
P = "@prefix p: <id/principle/> .\n@prefix g: <def#> .\n"

#: what is wrong -> (bytes of the file, what the message must match).
BAD: dict[str, tuple[str | bytes, str]] = {
    "syntax": (P + "p:a g:b g:c ;\n  g:d e:f .\n", r":4:7: .*prefix"),
    "cut in a statement": (P + "p:a g:b", r":3:\d+: Unexpected end"),
    "cut in a string": (P + 'p:a g:b "x', r":3:\d+: "),
    "bad IRI": (P + "p:a g:b <a b> .\n", r":3:\d+: Invalid IRI"),
    "empty": ("", r": is empty"),
    "only white space": (" \n\n", r": is empty"),
    "only comments": ("# nothing\n" + P, r": holds no statement"),
    "NUL tail": (P + "p:a g:b g:c .\n\0\0\0", r":4:1: control character '\\x00'"),
    "control character": (P + 'p:a g:b "x\x07" .', r":3:11: control character"),
    "escaped control character": (P + 'p:a g:b "x\\u0007" .\n', r":3: control character"),
    "merge marker": (P + "<<<<<<< HEAD\np:a g:b g:c .\n", r":3:1: merge marker"),
    "merge middle": (P + "p:a g:b g:c .\n=======\n", r":4:1: merge marker"),
    "latin-1": ((P + 'p:a g:b "caf').encode() + b'\xe9" .\n', r":3:13: byte 0xe9 is not UTF-8"),
    "byte order mark": (b"\xef\xbb\xbf" + P.encode(), r":1: .*byte order mark"),
    "owl:imports": (
        P + "p:a <http://www.w3.org/2002/07/owl#imports> <http://example.org/> .\n",
        r":3: owl:imports",
    ),
    "property without a name": (P + "p:a <def#1> g:c .\n", r":3: RDF/XML cannot write <.*def#1>"),
    "remote context": (
        P + """p:a g:b '{"@context": "https://example.org/c.jsonld"}' .\n""",
        r":3: a JSON-LD context",
    ),
    "HTML literal": (
        P + 'p:a g:b "<p>"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#HTML> .\n',
        r":3: datatype .*HTML holds a document",
    ),
    "blank node": (P + "p:a g:b g:c .\np:a g:b [ g:b g:c ] .\n", r":4: a blank node"),
    "triple term": (P + "p:a g:b <<( p:a g:b g:c )>> .\n", r":3: a statement about a statement"),
    "direction": (P + 'p:a g:b "x"@ar--rtl .\n', r":3: a direction"),
    "absolute IRI of ours": (
        P + f"p:a g:b <{DEFAULT_BASE}def#c> .\n",
        r":3:9: IRI .* write it relative",
    ),
}


@pytest.mark.parametrize("what", BAD)
def test_bad_source_is_named_and_refused(project: Project, gemma: Gemma, what: str) -> None:
    project.build()
    before = project.current()
    content, pattern = BAD[what]
    data = content if isinstance(content, bytes) else content.encode()
    (project.root / FILE).write_bytes(data)
    for command in ("build", "check"):
        code, out, err = gemma(command)
        assert code == 2
        assert re.match(f"gemma: {re.escape(FILE)}{pattern}", err), err
        assert len(err.splitlines()) == 1 and "Traceback" not in err
        assert out == ""
    assert project.current() == before
    assert project.verified()


def test_too_large_is_refused(project: Project) -> None:
    (project.root / FILE).write_bytes(b"# " + b"x" * (8 * 1024 * 1024))
    with pytest.raises(SourceError, match="larger than"):
        read_source(project.root, FILE, "principes", DEFAULT_BASE)


def test_deep_nesting_is_refused_without_a_crash(project: Project) -> None:
    deep = "<x> a [ a " * 5000
    name = "ontology/deep.ttl"
    (project.root / name).write_text(deep, encoding="utf-8")
    with pytest.raises(SourceError, match=r"ontology/deep\.ttl"):
        read_source(project.root, name, "ontology", DEFAULT_BASE)
    nested = "<x> a " + "[ a " * 500 + "<y>" + " ]" * 500 + " ."
    (project.root / name).write_text(nested, encoding="utf-8")
    with pytest.raises(SourceError, match="nests too deep"):
        read_source(project.root, name, "ontology", DEFAULT_BASE)


def test_change_after_reading_is_noticed(project: Project) -> None:
    sources = load_sources(project.root, DEFAULT_BASE)
    confirm_unchanged(project.root, sources)
    project.append(FILE, "# one more comment\n")
    with pytest.raises(SourceError, match=f"{FILE}: changed while it was read"):
        confirm_unchanged(project.root, sources)


def test_a_file_that_keeps_growing_is_never_released(project: Project, gemma: Gemma) -> None:
    stop = threading.Event()

    def grow() -> None:
        while not stop.is_set():
            project.append(FILE, "# growing\n")

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        code, _, err = gemma("build")
    finally:
        stop.set()
        writer.join()
    assert code == 2
    assert f"{FILE}: changed while it was read" in err
    assert project.current() == ""


def test_a_graph_without_sources_and_a_stray_file_are_refused(
    project: Project, gemma: Gemma
) -> None:
    project.append("data/stray.ttl", "<a> <b> <c> .\n")
    assert "data/stray.ttl: no named graph takes this file in" in gemma("check")[2]
    (project.root / "data/stray.ttl").unlink()
    (project.root / "data/catalog.ttl").unlink()
    assert "graph catalog has no source" in gemma("check")[2]


def test_every_statement_knows_its_line(project: Project) -> None:
    sources = load_sources(project.root, DEFAULT_BASE)
    lines = {
        source.name: (project.root / source.name).read_text().splitlines() for source in sources
    }
    where = Where(sources)
    for source in sources:
        for triple, line in zip(source.triples, source.lines, strict=True):
            if where(*triple) == (source.name, line):
                last = str(triple[2]).replace("#", "/").rsplit("/", 1)[-1].split("\n")[-1]
                text = lines[source.name][line - 1]
                assert last[:6] in text or "]" in text or ")" in text, (source.name, line, triple)


def test_blank_nodes_of_axioms_depend_on_content_alone(project: Project) -> None:
    name = "ontology/gemma.ttl"
    before = read_source(project.root, name, "ontology", DEFAULT_BASE)
    file = project.root / name
    blocks = file.read_text().split("\n\n")
    file.write_text("\n\n".join([blocks[0], "# moved", *reversed(blocks[1:])]))
    after = read_source(project.root, name, "ontology", DEFAULT_BASE)
    assert set(before.triples) == set(after.triples)
    assert before.digest != after.digest


def test_source_is_found_from_a_path_with_a_space(project: Project) -> None:
    assert " " in str(project.root)
    first, *_ = load_sources(project.root, DEFAULT_BASE)
    assert first.name == "ontology/external.ttl"


def test_a_very_long_line_is_read_whole(project: Project) -> None:
    text = "é" * 300_000
    (project.root / FILE).write_text(P + f'p:a g:b "{text}" .\np:b g:b g:c .\n', encoding="utf-8")
    source = read_source(project.root, FILE, "principes", DEFAULT_BASE)
    assert str(source.triples[0][2]) == text
    assert source.lines == (3, 4)
