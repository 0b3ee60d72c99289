"""Documents: things, collections and the vocabulary over HTTP, in every form, with their links.

As they are, and as they were in an earlier release (`?release=`); what leads from the one to the
other stands in `server.app.answers.intime`.
"""

from typing import Final

from flask import Flask, Response, request

from server import absent, description, resource
from server.app.answers import intime
from server.app.answers.mementos import Mementos
from server.app.headers import keep, respond
from server.app.pages.kinds import choices
from server.app.site import Edition, InUse, Site
from server.errors import NotFoundError
from server.formats import BY_KEY, LANGUAGES, Format
from server.http import coding
from server.http.fields import NEGOTIATED, SECONDS_FRESH, SUFFIXED
from server.http.negotiation import choose
from server.namespaces import DCAT, DCT, FOAF, SKOS
from server.resource import Document, Redirect
from server.uris import (
    document_path,
    in_release,
    space_of,
    thing_iri,
    thing_path,
    web_address,
)
from server.withdrawal import successors

#: Agreements that a description keeps to (RFC 6906), by the class of what it describes.
_PROFILES: Final = (
    (SKOS + "Concept", "https://docs.geostandaarden.nl/nl-sbb/nl-sbb/"),
    (SKOS + "ConceptScheme", "https://docs.geostandaarden.nl/nl-sbb/nl-sbb/"),
    (DCAT + "Dataset", "https://docs.geostandaarden.nl/dcat/dcat-ap-nl30/"),
    (DCAT + "Catalog", "https://docs.geostandaarden.nl/dcat/dcat-ap-nl30/"),
)
_JSON_LD: Final = BY_KEY["json-ld"]
_HTML: Final = BY_KEY["html"]
#: JSON-LD 1.1, 6: all our JSON-LD is compacted with the context that is in it.
_COMPACTED: Final = "http://www.w3.org/ns/json-ld#compacted"


def register(app: Flask, site: Site) -> None:
    """Bind everything that `server.resource` knows to this site, and to the releases before it."""
    mementos = Mementos(site)

    @app.get("/<path:path>")
    def anything(path: str) -> Response:
        """Answer for a thing, a document, a collection or the vocabulary."""
        release, page = request.args.get("release"), request.args.get("page", "1")
        edition = _in_use(path, site)
        if release is not None:
            response = _answer(path, page, mementos.edition(release, edition.store.space), release)
            return intime.fixed(response, path, page, release, edition.history)
        then = intime.negotiated(path, page, edition.history)
        return then or keep(
            intime.gate(_answer(path, page, edition, ""), path, page, edition.history)
        )

    del anything


def _in_use(path: str, site: Site) -> InUse:
    """Return what a path is in the space of; raises `NotFoundError` for one of no model here."""
    space = space_of(path)
    found = site.spaces.get(space)
    if found is None:
        raise NotFoundError(absent.model(site.spaces))
    # The graphs of a model have their name beside ours, and are described in its release.
    thing = thing_path(path)
    if thing and thing.collection == "graph" and not space:
        iri = thing_iri(site.base, thing.collection, thing.key)
        found = next((one for one in site.spaces.values() if one.store.exists(iri)), found)
    return found


def _answer(path: str, page: str, site: Edition, release: str) -> Response:
    """Answer for a document of a release; `release` is its name where the client gave that."""
    found = resource.resolve(path, site.store, page, release)
    return _elsewhere(found) if isinstance(found, Redirect) else _document(found, site)


def _elsewhere(found: Redirect) -> Response:
    response = Response(status=301 if found.permanent else 303)
    del response.headers["Content-Type"]
    response.headers["Location"] = found.location
    response.headers["Vary"] = "Accept"
    relation = "successor-version" if found.permanent else "describedby"
    response.headers["Link"] = f'<{found.location}>; rel="{relation}"'
    response.headers["Cache-Control"] = f"public, max-age={SECONDS_FRESH}"
    return response


def _document(document: Document, site: Edition) -> Response:
    form = document.form or choose(request.headers.get("Accept"), document.forms)
    if form == _HTML:
        chosen = choices.read(document, site.store, request.args.getlist)
        document = choices.narrowed(document, chosen, site.store)
    wanted = coding.choose(request.headers.get("Accept-Encoding"))
    found = site.document(document, form, wanted)
    response = respond(
        found,
        site.release.id,
        410 if document.kind == "gone" else 200,
        vary=SUFFIXED if document.form else NEGOTIATED,
    )
    if document.form is None:
        response.headers["Content-Location"] = document.path_as(form)
    response.headers["Link"] = ", ".join(links(document, form, site))
    return response


def links(document: Document, form: Format, site: Edition) -> list[str]:
    """Return the links of a document (RFC 8288), so that no client need guess."""
    found = [
        f'<{document.path_as(other)}>; rel="alternate"; type="{other.media_type}"'
        for other in document.forms
        if other != form and other.key not in LANGUAGES
    ]
    found += [
        f'<{document.path_as(other, language=language)}>; rel="alternate"; '
        f'type="{other.media_type}"; hreflang="{language}"'
        for other in document.forms
        for language in LANGUAGES.get(other.key, ())
        if (other, language) != (form, document.language)
    ]
    canonical = site.base + document.canonical(form).removeprefix("/")
    found.append(f'<{canonical}>; rel="canonical"')
    found += [
        f'<{document.path_as(document.form, number, document.language)}>; rel="{relation}"'
        for relation, number in document.turns().items()
    ]
    if document.kind in ("thing", "gone", "catalogue", "quality", "conformance", "rules"):
        found.append(f'<{document.about}>; rel="{FOAF}primaryTopic"')
    if document.kind in ("thing", "gone"):
        collection = in_release(f"/{document.path.rpartition('/')[0]}", document.release)
        found.append(f'<{collection}>; rel="collection"')
    if document.kind == "gone":
        paths = (document_path(site.base, iri) for iri in successors(document.about, site.store))
        found += [
            f'<{in_release(path, document.release)}>; rel="successor-version"'
            for path in paths if path
        ]  # fmt: skip
    whole = description.whole_of(site.store)
    if site.store.exists(whole):
        about = in_release(document_path(site.base, whole) or "", document.release)
        found.append(f'<{about}>; rel="describedby"')
    licences = site.store.objects(whole, DCT + "license")
    addresses = (web_address(str(licence.value)) for licence in licences)
    found += [f'<{address}>; rel="license"' for address in addresses if address]
    profiles = {iri: None for kind, iri in _PROFILES if site.store.is_a(document.about, kind)}
    found += [f'<{iri}>; rel="profile"' for iri in profiles]
    if form == _JSON_LD and document.kind != "context":
        found.append(f'<{_COMPACTED}>; rel="profile"')
    return found
