"""In time: a document as it is leads to what it was, and what it was says when (RFC 7089).

Each address of a document is its own TimeGate: with Accept-Datetime it redirects (302) to the state
of that moment, which has the name of a release in its address, `?release=`; `/timemap/` before a
path lists all its states. `server.http.memento` has the words for all this.
"""

import re
from typing import Final

from flask import Flask, Response, request

from server import absent, resource
from server.app.headers import coded, keep, respond
from server.app.site import Site
from server.errors import NotFoundError
from server.history import History, Known, at
from server.http import memento
from server.http.fields import SECONDS_FRESH, SUFFIXED, Representation
from server.http.memento import Memento
from server.uris import collection_path, in_release, space_of

#: The number of a page that is not the first.
_PAGE: Final = re.compile("[2-9]|[1-9][0-9]{1,5}")
#: A state of the past stays as it is (RFC 8246). A day: a publisher may take a release away, and
#: the links to its neighbours are of today.
_FOR_GOOD: Final = "public, max-age=86400, immutable"


def register(app: Flask, site: Site) -> None:
    """Bind the list of states of each document to this site."""

    @app.get("/timemap/<path:path>")
    def timemap(path: str) -> Response:
        """List the states of a document (section 5)."""
        page = request.args.get("page", "1")
        space = site.spaces.get(space_of(path))
        releases = _releases(path, space.history) if space else []
        if not releases:
            nl, en = absent.NOTHING
            raise NotFoundError(
                (f"Hiervan is geen uitgave bekend. {nl}", f"No release is known of this. {en}")
            )
        original = _original(path, page)
        body = memento.timemap(original, _map(original), _mementos(releases, original))
        found = coded(Representation(body.encode(), memento.LINK_FORMAT))
        return keep(respond(found, site.release.id, vary=SUFFIXED))

    del timemap


def negotiated(path: str, page: str, history: History) -> Response | None:
    """Lead to the state of the moment that is asked for; None when none is, or there is no state.

    Raises `BadRequestError` when the moment is no date (4.5.3).
    """
    wanted = request.headers.get("Accept-Datetime")
    releases = _releases(path, history) if wanted is not None else []
    if wanted is None or not releases:
        return None
    original = _original(path, page)
    mementos = _mementos(releases, original)
    chosen = releases.index(at(releases, memento.read(wanted)))
    response = Response(status=302)
    del response.headers["Content-Type"]
    response.headers["Location"] = mementos[chosen].address
    response.headers["Vary"] = "Accept-Datetime"
    response.headers["Cache-Control"] = f"public, max-age={SECONDS_FRESH}"
    _link(response, [*memento.gate(original, _map(original)), *memento.links(mementos, chosen)])
    return response


def gate(response: Response, path: str, page: str, history: History) -> Response:
    """Say on a document as it is that it has states, and where this one will be found (4.1)."""
    if resource.original(path) is None:
        return response
    original = _original(path, page)
    response.headers["Vary"] = f"{response.headers['Vary']}, Accept-Datetime"
    (now,) = _mementos([history.current], original)
    _link(response, [*memento.gate(original, _map(original)), memento.latest(now)])
    return response


def fixed(response: Response, path: str, page: str, release: str, history: History) -> Response:
    """Say on a state of a document, redirects and withdrawals too, of what and when it is (4.2).

    Only what an original resource has is a memento; `/id/` merely leads there.
    """
    response.headers["Cache-Control"] = _FOR_GOOD
    response.headers["X-Robots-Tag"] = "noindex"  # what it is now is what people look for
    if resource.original(path) is None:
        return response
    known, original = history.by_name[release], _original(path, page)
    response.headers["Memento-Datetime"] = memento.date(known.moment)
    releases = _releases(path, history)
    chosen = releases if known in releases else [known]
    mementos = _mementos(chosen, original)
    _link(
        response,
        [*memento.gate(original, _map(original)), *memento.links(mementos, chosen.index(known))],
    )
    return response


def _releases(path: str, history: History) -> list[Known]:
    """Return the releases that have what a document is about, the oldest first."""
    about = resource.original(path)
    if about is None:
        return []
    return [known for known in history.releases if not about or known.holds(about)]


def _mementos(releases: list[Known], original: str) -> list[Memento]:
    return [Memento(in_release(original, known.id), known.moment) for known in releases]


def _original(path: str, page: str) -> str:
    """Return the address that a document has whatever the release; only a collection has pages."""
    paged = collection_path(path) and _PAGE.fullmatch(page)
    return f"/{path}" + (f"?page={page}" if paged else "")


def _map(original: str) -> str:
    return f"/timemap{original}"


def _link(response: Response, links: list[str]) -> None:
    """Add links to those that an answer has."""
    there = [response.headers["Link"]] if "Link" in response.headers else []
    response.headers["Link"] = ", ".join([*there, *links])
