"""Files: our own static files, and the few that the web expects at an address of its own."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import PurePath
from typing import Final
from urllib.parse import quote

from flask import Flask, Response, request

from server import absent, resource
from server.app.assets import ASSETS, FOLDER, Asset, asset
from server.app.headers import keep, respond
from server.app.site import Site
from server.errors import NotFoundError
from server.http import coding
from server.http.fields import FOR_GOOD, SECONDS_FRESH, SUFFIXED, Representation, in_coding
from server.namespaces import DCAT, VCARD
from server.rdf.terms import NamedNode
from server.uris import URI_CHARACTERS

#: What each kind of built file is, by its suffix.
_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}
#: Compressed within, so that no coding makes them smaller.
_PACKED: Final = frozenset({".woff2"})
#: Days after the date of its release that security.txt may be believed (RFC 9116, 2.5.5: less
#: than a year).
_DAYS: Final = 360
_CODINGS: Final = ("br", "gzip")


def register(app: Flask, site: Site) -> None:
    """Bind the files to this site; they are read before the first is asked for."""
    files = _files()

    @app.get("/static/<name>")
    def static(name: str) -> Response:
        """Answer with one of our own files."""
        found = files.get(name)
        if found is None:
            raise NotFoundError(absent.NOTHING)
        wanted = coding.choose(request.headers.get("Accept-Encoding"))
        # The same in every release, so its tag names none.
        response = respond(found[wanted], "", vary=SUFFIXED)
        response.headers["Cache-Control"] = FOR_GOOD
        return keep(response)

    @app.get("/favicon.ico")
    def mark() -> Response:
        """Lead to our mark: browsers ask here for what names none (HTML Standard, 4.6.7.8)."""
        response = Response(status=302)
        del response.headers["Content-Type"]
        response.headers["Location"] = asset("gemma.svg")
        response.headers["Cache-Control"] = f"public, max-age={SECONDS_FRESH}"
        return response

    @app.get("/.well-known/security.txt")
    def security() -> Response:
        """Say whom to tell about a weakness (RFC 9116)."""
        body = security_txt(site).encode()
        found = Representation(body, "text/plain; charset=utf-8")
        return keep(respond(found, site.release.id, vary=SUFFIXED))

    del static, mark, security


@cache
def _files() -> Mapping[str, Mapping[str, Representation]]:
    """Return every built file in every coding, by its name; made once for all releases."""
    return {asset.file: _representations(asset) for asset in ASSETS.values()}


def _representations(asset: Asset) -> Mapping[str, Representation]:
    suffix = PurePath(asset.file).suffix
    plain = Representation((FOLDER / asset.file).read_bytes(), _TYPES[suffix])
    if suffix in _PACKED:
        return dict.fromkeys((coding.IDENTITY, *_CODINGS), plain)
    return {name: in_coding(plain, name) for name in (coding.IDENTITY, *_CODINGS)}


def contacts(site: Site) -> list[str]:
    """Return the addresses at which the publisher is reached, as the catalogue has them."""
    store = site.store
    return [
        quote(address.value, safe=URI_CHARACTERS)
        for party in store.objects(site.base + resource.CATALOGUE, DCAT + "contactPoint")
        if isinstance(party, NamedNode)
        for name in ("hasEmail", "hasURL")
        for address in store.objects(party.value, VCARD + name)
        if address.value.startswith(("https://", "mailto:"))
    ]


def security_txt(site: Site) -> str:
    """Return security.txt: contact from the catalogue, expiry from the date of the release.

    Raises `NotFoundError` when the catalogue has no contact that RFC 9116, 2.5.3 allows.
    """
    reached = contacts(site)
    if not reached:
        raise NotFoundError("De catalogus noemt geen aanspreekpunt dat hier past")
    expires = date.fromisoformat(site.release.id[:10]) + timedelta(days=_DAYS)
    lines = [f"Contact: {contact}" for contact in reached]
    lines += [f"Expires: {expires}T00:00:00Z", "Preferred-Languages: nl, en"]
    if site.base.startswith("https://"):
        lines.append(f"Canonical: {site.base}.well-known/security.txt")
    return "\n".join(lines) + "\n"
