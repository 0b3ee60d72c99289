"""Language: a page speaks one, and its address says which: Dutch, unless it has another mark.

The texts of a page stand side by side in every language where they are used, so that none is
forgotten.
"""

import re
from dataclasses import dataclass
from typing import Any, Final, TypeAlias
from urllib.parse import urlsplit

from jinja2 import Environment, StrictUndefined, pass_context
from jinja2.runtime import Context

from server.formats import LANGUAGES
from server.uris import in_release, space_of

#: The languages of pages, the first by an address without mark.
SPOKEN: Final = LANGUAGES["html"]
#: What each calls itself.
NAMES: Final = {"nl": "Nederlands", "en": "English"}
#: A text in each of them, in that order.
Said: TypeAlias = tuple[str, str]

#: The mark and the form of a page in another language than the first.
_MARK: Final = ".{}.html"
#: What no page may hold (HTML Standard, 13.2.3.5).
_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")
#: Pages whose address has no last part to mark, and those that are told in a parameter.
_HOME: Final = "/"
_ENDPOINT: Final = "/sparql"
#: What has no page in the other language: it has none at all, or is no page.
_UNSPOKEN: Final = "/.well-known/"
#: Dutch has a comma where English has a point, and the other way round.
_COMMAS: Final = str.maketrans(",.", ".,")


def pick(said: Said, language: str) -> str:
    """Return a text in one of the languages of pages."""
    return said[SPOKEN.index(language)]


def at(address: str, language: str) -> str:
    """Return the address of a page of ours in a language; `address` is that in the first.

    Addresses of others, and of what is no page, stay as they are.
    """
    path, query, fragment = urlsplit(address)[2:]
    formed = "." in path.rpartition("/")[2]  # a file, or a version: it is in one form only
    if language == SPOKEN[0] or not path.startswith("/") or path.startswith(_UNSPOKEN) or formed:
        return address
    if path == _ENDPOINT:
        query = "&".join(part for part in (query, f"as={language}.html") if part)
    else:
        path = (f"{_HOME}index" if path == _HOME else path) + _MARK.format(language)
    return path + (f"?{query}" if query else "") + (f"#{fragment}" if fragment else "")


def unmarked(path: str, language: str) -> str:
    """Return the path of a page without the mark of a language."""
    bare = path.removesuffix(_MARK.format(language))
    return _HOME if bare == f"{_HOME}index" else bare


def number(text: str, language: str) -> str:
    """Return a number, as the data writes it, as the readers of a language do."""
    whole, point, rest = text.partition(".")
    grouped = f"{int(whole):,}" if whole.isdecimal() else whole
    written = grouped + point + rest
    return written.translate(_COMMAS) if language == SPOKEN[0] else written


@dataclass(frozen=True)
class Reader:
    """Who reads a page: in which language, in which release if that was asked for by name.

    `chosen` is what is kept to on this page, by parameter; `space` that of the model that it is of.
    """

    language: str = SPOKEN[0]
    release: str = ""
    chosen: tuple[tuple[str, str], ...] = ()
    space: str = ""

    def chose(self, name: str) -> str:
        """Return what was chosen by a parameter, or ""."""
        return dict(self.chosen).get(name, "")

    def at(self, address: str) -> str:
        """Return the address of a page of ours as this reader goes on to it.

        A release is of one space: what leads out of that leads to what is in use there.
        """
        within = space_of(address.removeprefix("/")) == self.space
        return at(in_release(address, self.release) if within else address, self.language)


def asked(path: str, as_: str = "") -> str:
    """Return the language that the address of a request has the mark of; `as_` is its parameter."""
    marked = f".{as_}" if path == _ENDPOINT else path
    return next((lang for lang in SPOKEN[1:] if marked.endswith(_MARK.format(lang))), SPOKEN[0])


def _legible(value: Any) -> Any:
    """Return what stands in a template, with a mark for each character that no page may hold."""
    if isinstance(value, str) and _CONTROLS.search(value):
        return type(value)(_CONTROLS.sub("\ufffd", value))  # markup stays markup
    return value


def install(environment: Environment) -> None:
    """Give templates `t(nl, en)`, a text in the language of the page, `here(address)` and
    `grouped(count)`, a count as its readers write it.

    What a page shows has no control characters, whoever wrote it; what nobody told a template is an
    error, never an empty place.
    """

    @pass_context
    def t(context: Context, nl: str, en: str) -> str:
        return pick((nl, en), context["language"])

    @pass_context
    def here(context: Context, address: str) -> str:
        pinned, space = context.get("pinned"), context.get("space", "")
        release = pinned.text if pinned else ""
        return Reader(context["language"], release, space=space).at(address)

    @pass_context
    def grouped(context: Context, count: int) -> str:
        return number(str(count), context["language"])

    environment.undefined = StrictUndefined
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.globals.update(t=t, here=here, grouped=grouped, tongues=tuple(NAMES.items()))
    environment.finalize = _legible
