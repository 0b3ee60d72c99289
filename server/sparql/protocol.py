"""SPARQL 1.1 Protocol, section 2: from the parts of an HTTP request to a query, or an error; pure.

One rule of our own: `as=` (a suffix such as `csv` or `en.html`) beats Accept, so that a page can
link to an answer in another form. It is not called `format`, since clients send that along with
Accept.
"""

from collections.abc import Collection, Hashable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from server.errors import (
    BadRequestError,
    NotAcceptableError,
    RefusedError,
    UnsupportedMediaTypeError,
)
from server.formats import BY_KEY, BY_SUFFIX, FIRST, FORMATS, Form, Format, by_mark, for_form
from server.http.escapes import plain
from server.http.negotiation import choose
from server.sparql.engine import Query
from server.sparql.sparqltext import READ_ONLY, outline, own_graph, refuse

METHODS: Final = ("GET", "HEAD", "POST", "OPTIONS")
_FORM_BODY: Final = "application/x-www-form-urlencoded"
_QUERY_BODY: Final = "application/sparql-query"
_UPDATE_BODY: Final = "application/sparql-update"

#: Parameters in one request.
_FIELDS_MAXIMUM: Final = 100
#: What the engine is asked for where a person gets a page.
_BEHIND_A_PAGE: Final = {
    Form.BINDINGS: BY_KEY["sparql-json"],
    Form.BOOLEAN: BY_KEY["sparql-json"],
    Form.GRAPH: BY_KEY["n-triples"],
}


@dataclass(frozen=True)
class Asked:
    """A query that may be run; `volatile` when it asks for the time, chance or new identifiers.

    `language` is that of the page, if its answer is shown on one.
    """

    query: Query
    volatile: bool
    language: str

    @property
    def key(self) -> Hashable:
        """What makes two requests the same: text, dataset, forms, and the language of a page."""
        query = self.query
        forms = tuple(sorted((form, chosen.key) for form, chosen in query.formats.items()))
        return (
            query.text, query.default_graphs, query.named_graphs, forms, query.pages, self.language
        )  # fmt: skip


def parameters(
    method: str, query_string: str, content_type: str | None, body: bytes
) -> list[tuple[str, str]]:
    """Return the parameters of a request by the three ways of section 2.1, `query` among them.

    Raises `RefusedError` for an update, `UnsupportedMediaTypeError` for a body of another type and
    `BadRequestError` for what is no UTF-8.
    """
    found = _pairs(query_string)
    if method == "POST":
        media_type, _, rest = (content_type or "").partition(";")
        media_type = media_type.strip().lower()
        charset = dict(_parameter(part) for part in rest.split(";")).get("charset", "utf-8")
        if charset.lower() not in ("utf-8", "utf8", "us-ascii"):
            raise UnsupportedMediaTypeError(f"Tekenset {charset} wordt niet gelezen: gebruik UTF-8")
        if media_type == _FORM_BODY:
            found += _pairs(_text(body))
        elif media_type == _QUERY_BODY:
            found.append(("query", _text(body)))
        elif media_type == _UPDATE_BODY:
            raise RefusedError(READ_ONLY)
        else:
            raise UnsupportedMediaTypeError(
                f"Content-Type {media_type or '(geen)'} wordt hier niet gelezen: "
                f"stuur {_FORM_BODY} of {_QUERY_BODY}"
            )
    if any(name == "update" for name, _ in found):
        raise RefusedError(READ_ONLY)
    return found


def read(
    found: Sequence[tuple[str, str]], accept: str | None, graphs: Collection[str], client: str = ""
) -> Asked:
    """Return the query that the parameters ask for, on behalf of a client.

    Raises `BadRequestError` for none or several queries, `RefusedError` as
    `server.sparql.sparqltext.refuse` and for a graph that is not in `graphs`, and
    `NotAcceptableError` when no form of result can be written as asked.
    """
    texts = [value for name, value in found if name == "query"]
    if len(texts) != 1 or not texts[0].strip():
        raise BadRequestError(
            (
                f"Geef precies één vraag mee in `query`; dit verzoek heeft er {len(texts)}",
                f"Give exactly one query in `query`; this request has {len(texts)}",
            )
            if len(texts) != 1
            else ("De vraag in `query` is leeg", "The query in `query` is empty")
        )
    shown = outline(texts[0])
    refuse(shown, graphs)
    default = tuple(_graph(v, graphs) for n, v in found if n == "default-graph-uri")
    named = tuple(_graph(v, graphs) for n, v in found if n == "named-graph-uri")
    form, spoken = _named([v for n, v in found if n == "as" and v])
    chosen, pages = (_known if len(accept or "") < 1_000 else _written)(accept, form)
    query = Query(texts[0], default, named, chosen, client, pages, framed=bool(shown.graphs))
    return Asked(query, shown.volatile, spoken)


def description(
    wanted: Sequence[str], accept: str | None, offers: Sequence[Format]
) -> tuple[Format, str]:
    """Return the form, and of a page the language, in which the endpoint describes itself.

    Raises `BadRequestError` for an `as` that is no form, `NotAcceptableError` as `choose`.
    """
    named, language = _named([text for text in wanted if text])
    if named is None:
        return choose(accept, offers), language
    if named not in offers:
        there = ", ".join(form.suffix for form in offers)
        raise BadRequestError((f"`as` is hier een van: {there}", f"`as` is one of: {there}"))
    return named, language


def _named(wanted: Sequence[str]) -> tuple[Format | None, str]:
    """Return the form and the language that `as` names; no form where it is absent."""
    if not wanted:
        return None, FIRST[0]
    found = by_mark(wanted[0])
    if found is None or len(wanted) > 1:
        there = ", ".join(BY_SUFFIX)
        raise BadRequestError(
            (
                f"`as` is een van: {there}, of in het Engels en.html",
                f"`as` is one of: {there}, or en.html for English",
            )
        )
    return found


def _written(
    accept: str | None, wanted: Format | None
) -> tuple[Mapping[Form, Format], frozenset[Form]]:
    """Return what to ask the engine for, for each form of result, and which become a page."""
    chosen = _formats(accept, wanted)
    pages = frozenset(form for form, format_ in chosen.items() if format_.key == "html")
    asked = {f: _BEHIND_A_PAGE[f] if f in pages else format_ for f, format_ in chosen.items()}
    return asked, pages


_known = lru_cache(maxsize=256)(_written)  # programs send the same header each time


def _formats(accept: str | None, wanted: Format | None) -> dict[Form, Format]:
    """Return the format for each form of result that the client can have."""
    if wanted:
        return {form: wanted for form in Form if form in wanted.forms}
    chosen = {}
    for form in Form:
        # A program that accepts anything gets data; a browser names text/html and gets a page.
        offers = (*for_form(form, html=False), BY_KEY["html"])
        try:
            chosen[form] = choose(accept, offers)
        except NotAcceptableError:
            continue
    if not chosen:
        offers_all = [f.media_type for f in FORMATS]
        raise NotAcceptableError(
            (
                "Geen van de gevraagde vormen is er. Kies uit: " + ", ".join(offers_all),
                "None of the forms asked for is here. Choose from: " + ", ".join(offers_all),
            ),
            offers_all,
        )
    return chosen


def _graph(iri: str, graphs: Collection[str]) -> str:
    try:
        absolute = bool(urlsplit(iri).scheme)
    except ValueError:
        absolute = False
    if not absolute:
        raise BadRequestError(f"{iri!r} is geen volledige IRI van een graaf")
    return own_graph(iri, graphs)


def _pairs(text: str) -> list[tuple[str, str]]:
    try:
        if text.isascii() and "\\" not in text and text.count("&") < _FIELDS_MAXIMUM:
            with suppress(UnicodeDecodeError):  # a lone % stays as it is
                fields = (field.partition("=") for field in text.split("&") if field)
                return [(plain(name), plain(value)) for name, _, value in fields]
        return parse_qsl(
            text, keep_blank_values=True, errors="strict", max_num_fields=_FIELDS_MAXIMUM
        )
    except UnicodeDecodeError:
        raise BadRequestError("Het verzoek is geen UTF-8") from None
    except ValueError:
        raise BadRequestError("Het verzoek heeft te veel parameters") from None


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise BadRequestError("De inhoud van het verzoek is geen UTF-8") from None


def _parameter(part: str) -> tuple[str, str]:
    name, _, value = part.partition("=")
    return name.strip().lower(), value.strip().strip('"')
