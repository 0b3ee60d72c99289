"""Search over HTTP: a page for people, JSON for programs."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from flask import Flask, Response, render_template, request

from server.app.answers.openapi import JSON, written
from server.app.headers import coded, keep, respond
from server.app.pages import editions
from server.app.pages import found as shown
from server.app.pages.editions import PARAMETER
from server.app.pages.language import SPOKEN, Reader, at, pick
from server.app.pages.parts import others
from server.app.pages.view import Value
from server.app.site import Site
from server.errors import BadRequestError
from server.formats import BY_KEY, Format
from server.http.fields import NEGOTIATED, SUFFIXED, Representation
from server.http.negotiation import choose
from server.search import finding
from server.search.finding import Found, How, Match
from server.search.folding import QUESTION_MAXIMUM
from server.search.texts import KINDS, VOCABULARY
from server.uris import document_path

_HTML: Final = BY_KEY["html"]
#: Things of one kind on a page of several kinds, and of that kind alone.
_SHOWN: Final = 5
_SHOWN_ALONE: Final = 200
#: Answers to a program.
_ANSWERS: Final = 100


def register(app: Flask, site: Site) -> None:
    """Bind searching to this site."""

    def search(language: str, form: Format, vary: str) -> Response:
        wanted = asked(site)
        index = site.searched(wanted.spaces)
        found = finding.find(index, wanted.question, wanted.kinds, language)
        if form == JSON:
            return answer(_data(found, wanted.question, site), JSON, (), site, vary)
        page = _page(found, wanted, site, language)
        return answer(page.encode(), _HTML, (language,), site, vary)

    @app.get("/search", endpoint="search")
    def dutch() -> Response:
        """Answer with a page, or with JSON."""
        form = choose(request.headers.get("Accept"), (_HTML, JSON))
        return search(SPOKEN[0], form, NEGOTIATED)

    for spoken in SPOKEN[1:]:

        @app.get(at("/search", spoken), endpoint=f"search-{spoken}")
        def other(spoken: str = spoken) -> Response:
            """Answer with a page in another language."""
            return search(spoken, _HTML, SUFFIXED)

    del dutch


@dataclass(frozen=True)
class Asked:
    """What is looked for, of which kinds, and in which spaces; of all where none is given."""

    question: str
    kinds: tuple[str, ...]
    spaces: tuple[str, ...]

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """The same as an address has it, kinds apart."""
        return [("q", self.question), *((PARAMETER, editions.key(space)) for space in self.spaces)]


def asked(site: Site) -> Asked:
    """Return what is looked for; raises `BadRequestError`."""
    questions, kinds = request.args.getlist("q"), tuple(request.args.getlist("kind"))
    if len(questions) > 1 or len("".join(questions)) > QUESTION_MAXIMUM:
        raise BadRequestError(
            (
                f"Geef in `q` wat u zoekt, één keer en in ten hoogste {QUESTION_MAXIMUM} tekens",
                f"Give in `q` what you look for, once and in at most {QUESTION_MAXIMUM} characters",
            )
        )
    unknown = set(kinds) - {*KINDS, VOCABULARY}
    if unknown:
        nl, en = (
            "; ".join(f"{shown.plural(kind, spoken)} ({kind})" for kind in (*KINDS, VOCABULARY))
            for spoken in SPOKEN
        )
        raise BadRequestError((f"`kind` is een van: {nl}", f"`kind` is one of: {en}"))
    spaces = editions.spaces(site)
    named = [name for name in request.args.getlist(PARAMETER) if name]
    if not spaces.keys() >= {*named}:
        known = ", ".join(spaces)
        raise BadRequestError(
            (f"`{PARAMETER}` is een van: {known}", f"`{PARAMETER}` is one of: {known}")
        )
    chosen = tuple(dict.fromkeys(spaces[name] for name in named))
    return Asked("".join(questions).strip(), kinds, chosen)


def answer(
    body: bytes, form: Format, languages: tuple[str, ...], site: Site, vary: str
) -> Response:
    """Return an answer to one question, that the layer may keep as it is asked for again."""
    found = coded(Representation(body, form.content_type, languages=languages))
    return keep(respond(found, site.release.id, vary=vary))


def _page(found: Found, wanted: Asked, site: Site, language: str) -> str:
    question = wanted.question
    heading, looked = pick(("Zoeken", "Search"), language), " ".join(found.looked)
    address = "/search?" + request.query_string.decode("ascii", "replace")
    return render_template(
        "search.html",
        release=site.release,
        language=language,
        others=others(address.removesuffix("?"), language),
        title=Value(f"{heading}: {question}" if question else heading),
        heading=heading,
        question=question,
        how=found.how.value,
        looked=looked,
        meant=at(
            "/search?" + urlencode([("q", looked), *wanted.parameters[1:]]),
            language,
        ),
        editions=editions.choices(site, language),
        chosen=[editions.key(space) for space in wanted.spaces],
        total=len(found.hits),
        groups=shown.groups(
            found,
            wanted.parameters,
            _SHOWN_ALONE if wanted.kinds else _SHOWN,
            site,
            Reader(language),
        ),
    )


def _data(found: Found, question: str, site: Site) -> bytes:
    """Return what was found for a program: the IRI of each, its names and why it was found."""
    names = {
        hit.thing: {
            language: label.value
            for language in SPOKEN
            if (label := site.spaces[hit.space].store.name(hit.thing, (language,)))
            and label.language == language
        }
        for hit in found.hits[:_ANSWERS]
    }
    return written(
        {
            "query": question,
            "meant": " ".join(found.looked) if found.how == How.MENDED else None,
            "how": found.how.value,
            "total": len(found.hits),
            "results": [
                {
                    "id": hit.thing,
                    "path": document_path(site.base, hit.thing),
                    "kind": hit.kind,
                    "in": editions.key(hit.space),
                    "edition": {
                        spoken: editions.name(hit.space, site, spoken, hit.kind)
                        for spoken in SPOKEN
                    },
                    "name": names[hit.thing],
                    "match": Match(hit.match).name.lower(),
                    "field": hit.field,
                    "text": hit.text,
                }
                for hit in found.hits[:_ANSWERS]
            ],
        }
    )
