"""Releases: all that are here and all that were announced, as a page and in every form of RDF.

A release is named here by a fragment of this document, so that it has an address whether or not
its publisher announced it; what was announced stands in the catalogue too.
"""

from typing import Final

from flask import Flask, Response, render_template, request

from server import absent, resource
from server.app.headers import coded, keep, respond
from server.app.pages import listing, parts
from server.app.pages.language import SPOKEN, at, pick
from server.app.pages.view import Value
from server.app.site import Site
from server.errors import NotFoundError
from server.formats import BY_KEY, BY_SUFFIX, DOCUMENT_FORMATS, Format
from server.graphs import WHOLE
from server.http.fields import NEGOTIATED, SUFFIXED, Representation
from server.http.negotiation import choose
from server.namespaces import DCAT, DCT, FOAF, PROV, RDF_TYPE, RDFS, VOID, XSD
from server.rdf.render import Beside, render
from server.rdf.terms import Literal, NamedNode, Triple, triple
from server.uris import in_release

PATH: Final = "releases"


def register(app: Flask, site: Site) -> None:
    """Bind the list to this site."""

    @app.get(f"/{PATH}")
    def releases() -> Response:
        """Answer in the form asked for by Accept."""
        form = choose(request.headers.get("Accept"), DOCUMENT_FORMATS)
        response = _respond(form, site, NEGOTIATED)
        response.headers["Content-Location"] = f"/{PATH}.{form.suffix}"
        return response

    @app.get(f"/{PATH}.<suffix>")
    def releases_as(suffix: str) -> Response:
        """Answer in the form asked for by suffix."""
        form = BY_SUFFIX.get(suffix)
        if form not in DOCUMENT_FORMATS:
            raise NotFoundError(absent.NOTHING)
        return _respond(form, site, SUFFIXED)

    for spoken in SPOKEN[1:]:

        @app.get(at(f"/{PATH}", spoken), endpoint=f"{PATH}-{spoken}")
        def releases_in(spoken: str = spoken) -> Response:
            """Answer with a page in another language."""
            return _respond(BY_KEY["html"], site, SUFFIXED, spoken)

    del releases, releases_as


def _respond(form: Format, site: Site, vary: str, language: str = SPOKEN[0]) -> Response:
    html = form.key == "html"
    body = _page(site, language) if html else _data(form, site)
    languages = (language,) if html else ()
    found = coded(Representation(body, form.content_type, languages=languages))
    response = keep(respond(found, site.release.id, vary=vary))
    response.headers["Link"] = ", ".join(
        f'</{PATH}.{other.suffix}>; rel="alternate"; type="{other.media_type}"'
        for other in DOCUMENT_FORMATS
        if other != form
    )
    return response


def _page(site: Site, language: str) -> bytes:
    return render_template(
        "releases.html",
        release=site.release,
        language=language,
        others=parts.others(f"/{PATH}", language),
        title=Value(pick(("Uitgaven", "Releases"), language)),
        rows=listing.rows(site.history, f"/{resource.WHOLE_CATALOGUE}", site.store, language),
        canonical=site.base + at(f"/{PATH}", language).removeprefix("/"),
    ).encode()


def _data(form: Format, site: Site) -> bytes:
    first = (site.base + PATH,)
    beside = Beside(site.store.graphs, site.terms)
    return render(statements(site), form, site.base, first, beside)


def statements(site: Site) -> list[Triple]:
    """Return what is known of each release; DCAT 3, section 11, PROV-O and VoID."""
    base, history = site.base, site.history
    whole = f"{base}id/dataset/{WHOLE}"
    found = [
        triple(base + PATH, RDF_TYPE, FOAF + "Document"),
        triple(base + PATH, FOAF + "primaryTopic", whole),
    ]
    before = ""
    for name in dict.fromkeys((*history.announced, *(known.id for known in history.releases))):
        one = f"{base}{PATH}#{name}"
        found += [
            triple(one, RDF_TYPE, PROV + "Entity"),
            triple(one, DCT + "isVersionOf", whole),
            triple(one, DCAT + "version", Literal(name)),
            triple(one, DCT + "issued", Literal(name[:10], datatype=NamedNode(XSD + "date"))),
        ]
        if before:
            found.append(triple(one, DCAT + "previousVersion", before))
        if name in history.announced:
            found.append(triple(one, RDFS + "seeAlso", f"{base}id/release/{name}"))
        before = one
    for known in history.releases:
        one = f"{base}{PATH}#{known.id}"
        catalogue = in_release(f"/{resource.WHOLE_CATALOGUE}", known.id)[1:]
        number = Literal(str(known.statements), datatype=NamedNode(XSD + "integer"))
        found += [
            triple(one, FOAF + "page", base + catalogue),
            triple(one, VOID + "triples", number),
        ]
        if file := listing.file(known):
            found.append(triple(one, VOID + "dataDump", base + file[1:]))
    return found
