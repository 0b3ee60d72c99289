"""Question: a stored question in plain words, its parameters as fields, and its answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from flask import render_template

from server.app import modelled
from server.app.pages import editions, parts, pictures, results, snippets
from server.app.pages.editions import Across
from server.app.pages.language import NAMES, Reader, Said, at, pick
from server.app.pages.parts import Link
from server.app.pages.view import Value, View
from server.formats import BY_KEY, Form, for_form
from server.sparql import stored
from server.sparql.stored import IN_MODEL, LANGUAGE, MODEL, Parameter, Stored
from server.uris import key, space

if TYPE_CHECKING:
    from server.app.site import InUse, Site

_TITLE: Final[Said] = ("Vragen", "Questions")
_CSV: Final = BY_KEY["csv"]
#: More than so many are no list to choose from.
_FEW: Final = 500


@dataclass(frozen=True)
class Choice:
    """A parameter as a field of a form: what may be chosen, and what was.

    Without options that is any text.
    """

    name: str
    label: str
    options: tuple[tuple[str, Value], ...]
    chosen: str


@dataclass(frozen=True)
class Example:
    """A question that can be asked at once: where, what it tells, and what is to be chosen."""

    name: str
    link: Link
    description: str
    choices: tuple[Choice, ...]
    of_model: bool


def examples(site: Site, language: str) -> list[Example]:
    """Return every stored question; names come in the language of the page, so that is no field."""
    view = View(site.base, (), site.store, Reader(language))
    listed = zip(
        site.questions.values(), parts.questions(site.questions.values(), language), strict=True
    )
    return [
        Example(
            found.name,
            link,
            description,
            # Things of a model are many, and are chosen on the page of the question.
            ()
            if found.of_model
            else tuple(_choice(p, {}, view, site) for p in found.parameters if p.type != LANGUAGE),
            found.of_model,
        )
        for found, (link, description) in listed
    ]


def listed(site: Site, language: str) -> str:
    """Return the page of all stored questions."""
    return render_template(
        "questions.html",
        release=site.release,
        language=language,
        others=parts.others("/query", language),
        canonical=site.base + at("/query", language).removeprefix("/"),
        title=Value(pick(_TITLE, language)),
        questions=examples(site, language),
    )


def spoken(
    question: Stored, chosen: Sequence[tuple[str, str]], language: str
) -> list[tuple[str, str]]:
    """Return what was chosen, with names in the language of the page unless another was."""
    given = dict(chosen)
    free = (p.name for p in question.parameters if p.type == LANGUAGE and p.name not in given)
    return [*chosen, *((name, language) for name in free)]


@dataclass(frozen=True)
class Asked:
    """A stored question as it was asked: what was chosen, and the query that makes."""

    question: Stored
    chosen: Sequence[tuple[str, str]]
    text: str


def answered(asked: Asked, body: bytes, rows: int | None, site: Site, language: str) -> str:
    """Return the question as a form, and below it its answer, which is in SPARQL JSON."""
    question, path = asked.question, f"/query/{asked.question.name}"
    told = spoken(question, asked.chosen, language)
    view = Across(site, Reader(language))
    result = results.table(body, rows, asked.text, view)
    titles = {name: said[language] for name, said in question.columns.items()}
    query = urlencode(told)
    address = path + _after(urlencode(asked.chosen))
    return render_template(
        "question.html",
        release=site.release,
        language=language,
        others=parts.others(address, language),
        canonical=site.base + at(path, language).removeprefix("/"),
        title=Value(question.titles[language]),
        description=question.descriptions[language],
        path=path,
        address=at(address, language),
        choices=choices(question, dict(told), view, site),
        result=results.titled(results.joined(result), titles),
        pictures=pictures.of(result.iris, site, view),
        forms=[
            Link(f"{path}.{form.suffix}{_after(query)}", form.label, type=form.suffix)
            for form in for_form(Form.BINDINGS, html=False)
        ],
        snippets=snippets.of_question(f"{site.base}query/{question.name}", query, _CSV),
        base=site.base,
        text=asked.text,
        ask=parts.ask(asked.text, language),
        posted=False,
    )


def _after(query: str) -> str:
    return f"?{query}" if query else ""


def choices(question: Stored, given: Mapping[str, str], view: View, site: Site) -> list[Choice]:
    """Return the parameters of a question as fields; a model is one where there are several."""
    model = given.get(MODEL, next((p.default for p in question.parameters if p.type == MODEL), ""))
    edition = site.spaces[space(model)] if model else site
    return [
        _in_model(parameter, given, view, edition)
        if parameter.type in IN_MODEL
        else _choice(parameter, given, view, site)
        for parameter in question.parameters
    ]


def _in_model(parameter: Parameter, given: Mapping[str, str], view: View, edition: InUse) -> Choice:
    """Return a thing of a model as a field: one of a few, or whatever bears the name."""
    label, chosen = parameter.labels[view.reader.language], given.get(parameter.name, "")
    things = modelled.members(parameter, edition.store) if parameter.type != "model-element" else []
    if 0 < len(things) <= _FEW:
        options = tuple((key(iri), view.link(iri)) for iri in things)
        return Choice(parameter.name, label, options, chosen or parameter.default)
    shown = modelled.named(parameter, chosen or parameter.default, edition, view.reader.language)
    return Choice(parameter.name, label, (), shown)


def _choice(parameter: Parameter, given: Mapping[str, str], view: View, site: Site) -> Choice:
    """Return a parameter as a field, its options in the order of a reader."""
    if parameter.type == LANGUAGE:
        options = tuple((code, Value(NAMES[code], code)) for code in stored.LANGUAGES)
    elif parameter.type == MODEL:
        options = tuple(
            (name, Value(said)) for name, said in editions.choices(site, view.reader.language)[1:]
        )
    else:
        members = site.store.members.get(parameter.type, ())
        options = tuple((key(iri), view.link(iri)) for iri in members)
    chosen = given.get(parameter.name, parameter.default)
    return Choice(parameter.name, parameter.labels[view.reader.language], options, chosen)
