"""Stored: questions in plain words, each a file with a query, its names and its parameters; pure.

The query of a file runs as it is. Its head says what it is called, what may be chosen, and what
stands above the columns of its answer where people read it:

    # title@nl: Wat zou het verdwijnen van een standaard raken?
    # parameter standaard standard: Standaard | Standard
    # column plaat: Plaat | View

A question with a parameter `model` is about that model, and so may its other parameters be.

A parameter is a variable with a `VALUES` line of its own, which holds the value that it has when
none is chosen. What is chosen takes the place of that value, as a term that is made from a key or a
code that was checked: no text from outside is ever part of a query.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from server.errors import BadRequestError
from server.uris import COLLECTIONS, is_key, space, thing_iri

#: A type of parameter beside those of things, which are named by their collection.
LANGUAGE: Final = "language"
LANGUAGES: Final = ("nl", "en")
#: The type and the name of the parameter that says which model is asked about.
MODEL: Final = "model"
#: Type of a parameter that is a thing of that model -> its collection, and its class: ours, or with
#: a prefix.
IN_MODEL: Final[Mapping[str, tuple[str, str]]] = {
    "model-element": ("element", "archimate:Element"),
    "model-standard": ("element", "Standard"),
    "model-property": ("property", "ModelProperty"),
}
#: Rows on a page of an answer, where pages are asked for.
SIZE_MAXIMUM: Final = 1_000
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,5}")
_TEXT: Final = re.compile(r"# (title|description)@(nl|en): (.+)")
_PARAMETER: Final = re.compile(r"# parameter ([a-z]+) ([a-z-]+): (.+) \| (.+)")
_COLUMN: Final = re.compile(r"# column ([a-z]+): (.+) \| (.+)")
_VALUES: Final = r"VALUES \?{} {{ (\S+) }}"


@dataclass(frozen=True)
class Parameter:
    """What may be chosen: a thing of a collection or a model by its key, or a language by its code.

    `default` is the key or code that the query has of itself.
    """

    name: str
    type: str
    labels: Mapping[str, str]
    default: str


@dataclass(frozen=True)
class Stored:
    """A stored question: `text` is complete, with BASE; titles and descriptions are by language.

    `columns` has what stands above each column of the answer, by its variable and by language.
    """

    name: str
    text: str
    titles: Mapping[str, str]
    descriptions: Mapping[str, str]
    parameters: tuple[Parameter, ...]
    columns: Mapping[str, Mapping[str, str]]

    @property
    def of_model(self) -> bool:
        """Whether it is about a model."""
        return any(parameter.type == MODEL for parameter in self.parameters)


def read(file: Path, base: str) -> Stored:
    """Read a stored question; its number, which orders them, is not part of its name.

    Raises `ValueError` for a parameter without its own `VALUES` line.
    """
    texts: dict[str, dict[str, str]] = {"title": {}, "description": {}}
    declared, columns, body = [], {}, []
    for line in file.read_text(encoding="utf-8").splitlines():
        if found := _TEXT.fullmatch(line):
            texts[found[1]][found[2]] = found[3]
        elif found := _PARAMETER.fullmatch(line):
            declared.append((found[1], found[2], {"nl": found[3], "en": found[4]}))
        elif found := _COLUMN.fullmatch(line):
            columns[found[1]] = {"nl": found[2], "en": found[3]}
        else:
            body.append(line)
    text = f"BASE <{base}>\n" + "\n".join(body).strip() + "\n"
    parameters = tuple(
        Parameter(name, kind, labels, _default(name, text)) for name, kind, labels in declared
    )
    name = file.stem.partition("-")[2]
    return Stored(name, text, texts["title"], texts["description"], parameters, columns)


def ask(stored: Stored, chosen: Sequence[tuple[str, str]], base: str) -> str:
    """Return the query with what was chosen in it, `page` and `size` included.

    Raises `BadRequestError` for a parameter that there is not, or twice, or a wrong value.
    """
    known = {parameter.name: parameter for parameter in stored.parameters}
    given = dict(chosen)
    unknown = [name for name in given if name not in (*known, "page", "size")]
    if unknown or len(given) < len(chosen):
        names = ", ".join((*known, "page", "size"))
        raise BadRequestError(
            (
                f"Deze vraag kent deze parameters, elk ten hoogste één keer: {names}",
                f"This question has these parameters, each once at most: {names}",
            )
        )
    return _put(stored, given, base) + _page(given)


def standing(stored: Stored, values: Mapping[str, str], base: str) -> Stored:
    """Return the question with these values where none is chosen; raises `BadRequestError`."""
    parameters = tuple(replace(p, default=values.get(p.name, p.default)) for p in stored.parameters)
    return replace(stored, text=_put(stored, values, base), parameters=parameters)


def _put(stored: Stored, values: Mapping[str, str], base: str) -> str:
    """Return the query with values in it; things of a model are in the space of that."""
    text = stored.text
    model = values.get(MODEL, next((p.default for p in stored.parameters if p.type == MODEL), ""))
    for parameter in stored.parameters:
        if parameter.name in values:
            term = _term(parameter, values[parameter.name], base, model)
            place = _VALUES.format(parameter.name)
            text = re.sub(place, f"VALUES ?{parameter.name} {{ {term} }}", text)
    return text


def page(given: Mapping[str, str]) -> tuple[int, int]:
    """Return the page that is asked for, from 1, and its rows; raises `BadRequestError`."""
    number, size = given.get("page", "1"), given.get("size", str(SIZE_MAXIMUM))
    if not _NUMBER.fullmatch(number) or not _NUMBER.fullmatch(size) or int(size) > SIZE_MAXIMUM:
        raise BadRequestError(
            (
                f"`page` telt vanaf 1, en `size` is een aantal rijen van 1 tot {SIZE_MAXIMUM}",
                f"`page` counts from 1, and `size` is a number of rows from 1 to {SIZE_MAXIMUM}",
            )
        )
    return int(number), int(size)


def _page(given: Mapping[str, str]) -> str:
    if not {"page", "size"} & given.keys():
        return ""
    number, size = page(given)
    return f"LIMIT {size} OFFSET {(number - 1) * size}\n"


def _default(name: str, text: str) -> str:
    found = re.findall(_VALUES.format(name), text)
    if len(found) != 1:
        raise ValueError(f"parameter {name} needs one line VALUES ?{name} {{ … }}")
    return str(found[0]).rpartition(":")[2].strip('"')


def _term(parameter: Parameter, value: str, base: str, model: str) -> str:
    """Return a checked value as SPARQL writes a term; raises `BadRequestError`."""
    if parameter.type == LANGUAGE:
        if value not in LANGUAGES:
            known = ", ".join(LANGUAGES)
            raise BadRequestError(
                (
                    f"`{parameter.name}` is een van: {known}",
                    f"`{parameter.name}` is one of: {known}",
                )
            )
        return f'"{value}"'
    if parameter.type in (MODEL, *IN_MODEL) and is_key(model) and is_key(value):
        collection = IN_MODEL.get(parameter.type, (MODEL,))[0]
        return f"<{thing_iri(base + space(model), collection, value)}>"
    if parameter.type not in COLLECTIONS or not is_key(value):
        where = f"/doc/{parameter.type}"
        raise BadRequestError(
            (
                f"`{parameter.name}` is de sleutel van een ding in {where}, "
                f"zoals {parameter.default}",
                f"`{parameter.name}` is the key of a thing in {where}, such as {parameter.default}",
            )
        )
    return f"<{thing_iri(base, parameter.type, value)}>"
