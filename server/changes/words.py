"""Words: a change told in sentences, nl and en; long texts by the words that differ.

A sentence is a row of parts, so that each form marks what came and went in its own way.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Final

from server.changes.around import full
from server.changes.names import Names
from server.changes.things import Change, Kind, Said
from server.rdf.terms import NamedNode, Object
from server.uris import collection_of, local_part

#: Marks of a part; one without is in both releases, or our own words.
GONE: Final = "gone"
NEW: Final = "new"

#: What is told of a thing that came, by what its properties are called; those that read as one
#: phrase together.
TOLD: Final = (
    ("from", "to", "via"), ("performedBy",), ("partOf",), ("standard",), ("transport",),
)  # fmt: skip

_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "nl": {
        "added": "toegevoegd",
        "withdrawn": "ingetrokken",
        "lost": "verdwenen, zonder dat de uitgever zegt waarom",
        "left": "niet meer beschreven",
        "heir": ", vervangen door {}",
        "moved": "adres gewijzigd: {} → {}",
        "follows": "volgt het nieuwe adres van een ander ding",
        "changed": "{} gewijzigd: ",
        "came": "{} toegevoegd: ",
        "went": "{} vervallen: ",
        "and": " en ",
        "more": " en nog {}",
    },
    "en": {
        "added": "added",
        "withdrawn": "withdrawn",
        "lost": "gone, and the publisher does not say why",
        "left": "no longer described",
        "heir": ", replaced by {}",
        "moved": "address changed: {} → {}",
        "follows": "follows the new address of another thing",
        "changed": "{} changed: ",
        "came": "{} added: ",
        "went": "{} removed: ",
        "and": " and ",
        "more": " and {} more",
    },
}
#: The most values of one property that a sentence lists.
_LISTED: Final = 20
#: Texts of more words than this are told by the words that differ, of at most this many.
_LONG: Final = 8
_LONGEST: Final = 500
#: Texts less alike than this (0 to 1) are told as two texts.
_ALIKE: Final = 0.4


@dataclass(frozen=True)
class Part:
    """A piece of a sentence: `mark` says whether it came, went or stayed.

    `lang` is its language where that is not the one of the sentence.
    """

    text: str
    mark: str = ""
    lang: str = ""


Sentence = tuple[Part, ...]


def told(change: Change, names: Names, language: str) -> list[Sentence]:
    """Return what became of a thing, in sentences without its name."""
    words = _WORDS[language]
    if change.kind in _HEADS:
        head = _HEADS[change.kind](change, names, language)
        # Of what came or went, the rest is in its own description.
        rest = change.said if change.kind is Kind.MOVED else ()
        return [(Part(head),), *(_said(said, names, language) for said in rest)]
    if not change.said:
        return [(Part(words["follows"]),)]
    return [_said(said, names, language) for said in change.said]


def sentences(change: Change, names: Names, language: str) -> list[Sentence]:
    """Return the same sentences, each complete with the name of the thing."""
    name = names.called(change.thing, language)
    whole = change.kind in (Kind.ADDED, Kind.WITHDRAWN)
    lead = Part(f"{name[:1].upper()}{name[1:]}{' ' if whole else ': '}")
    return [(lead, *sentence) for sentence in told(change, names, language)]


def plain(sentence: Iterable[Part]) -> str:
    """Return a sentence as text: what went as [-old-], what came as {+new+}, as wdiff does."""
    return "".join(_MARKS[part.mark].format(part.text) for part in sentence)


_MARKS: Final[Mapping[str, str]] = {"": "{}", GONE: "[-{}-]", NEW: "{{+{}+}}"}


def differing(before: str, after: str) -> Iterator[Part]:
    """Return two texts as one: what both have, and the words that went and came."""
    old, new = before.split(), after.split()
    space = ""
    for name, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        rows = [(old[i:j], "")] if name == "equal" else [(old[i:j], GONE), (new[k:m], NEW)]
        for words, mark in rows:
            if words:
                yield from (Part(space),) if space else ()
                yield Part(" ".join(words), mark)
                space = " "


def _said(said: Said, names: Names, language: str) -> Sentence:
    words = _WORDS[language]
    name = names.property(said.property, said.language, language)
    if said.before and said.after:
        lead = Part(words["changed"].format(name))
        values = _long(said, names, language) or _replaced(said, names, language)
    else:
        key, listed = ("came", said.after) if said.after else ("went", said.before)
        lead = Part(words[key].format(name))
        values = (Part(_listed(listed, names, language)),)
    lang = "" if said.language == language else said.language
    return (lead, *(replace(part, lang=lang) for part in values))


def _replaced(said: Said, names: Names, language: str) -> Sentence:
    return (
        Part(_listed(said.before, names, language)),
        Part(" → "),
        Part(_listed(said.after, names, language)),
    )


def _long(said: Said, names: Names, language: str) -> Sentence:
    """Return the difference of two long texts that are much alike; else nothing."""
    if len(said.before) != 1 or len(said.after) != 1:
        return ()
    (old,), (new,) = said.before, said.after
    if isinstance(old, NamedNode) or isinstance(new, NamedNode):
        return ()
    texts = [names.value(term, language) for term in (old, new)]
    if not _LONG < max(len(text.split()) for text in texts) <= _LONGEST:
        return ()
    parts = tuple(differing(*texts))
    same = sum(len(part.text) for part in parts if not part.mark)
    if same < _ALIKE * max(map(len, texts)) or not any(part.mark for part in parts):
        return ()
    return parts


def _listed(values: Sequence[Object], names: Names, language: str) -> str:
    text = ", ".join(names.value(term, language) for term in values[:_LISTED])
    others = len(values) - _LISTED
    return text + (_WORDS[language]["more"].format(others) if others > 0 else "")


def _added(change: Change, names: Names, language: str) -> str:
    phrases = []
    for group in TOLD:
        found = [(full(name, names.around.base), name) for name in group]
        phrases.append(
            " ".join(
                f"{names.name(iri, language)} {_listed(values, names, language)}"
                for iri, name in found
                if (values := names.around.values(change.thing, name))
            )
        )
    details = ", ".join(filter(None, phrases))
    return _WORDS[language]["added"] + (f": {details}" if details else "")


def _withdrawn(change: Change, names: Names, language: str) -> str:
    words = _WORDS[language]
    if not change.declared:
        # Only the addresses of things of ours are promised to stay.
        return words["lost" if collection_of(names.around.base, change.thing) else "left"]
    heirs = words["and"].join(names.called(heir, language) for heir in change.successors)
    return words["withdrawn"] + (words["heir"].format(heirs) if heirs else "")


def _moved(change: Change, names: Names, language: str) -> str:
    base = names.around.base
    ends = [local_part(base, iri) or iri for iri in (change.formerly, change.thing)]
    return _WORDS[language]["moved"].format(*(end.removeprefix("id/") for end in ends))


_HEADS: Final[Mapping[Kind, Callable[[Change, Names, str], str]]] = {
    Kind.ADDED: _added,
    Kind.WITHDRAWN: _withdrawn,
    Kind.MOVED: _moved,
}
