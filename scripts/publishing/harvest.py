"""Harvest: playing the harvester of a portal, to hear beforehand what it would take over.

The catalogue is fetched where the harvester fetches it, page by page (Hydra), read as RDF/XML into
the fields of DCAT-AP-DONL 1.1, and every file is asked for by HEAD: there, of the media type and
the size that the catalogue says (RFC 9110, 9.3.2).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin
from xml.sax import SAXException

from rdflib import DCTERMS, RDF, Graph, URIRef

from scripts.publishing.addresses import is_loopback
from scripts.publishing.calling import DatasetError, Line, PassingError, RunError
from scripts.publishing.ckan_fields import donl
from scripts.publishing.description import Dataset, File, describe
from server.engines.outgoing import Reply, Request
from server.namespaces import DCAT, HYDRA

#: Where the catalogue stands, below the base.
CATALOGUE: Final = "catalog.rdf"
_RDF: Final = "application/rdf+xml"
#: A harvester gives up past these.
_HOPS: Final = 5
_PAGES: Final = 100
_NEXT: Final = (URIRef(HYDRA + "next"), URIRef(HYDRA + "nextPage"))
_MEDIA: Final = "https://www.iana.org/assignments/media-types/"


@dataclass(frozen=True)
class Copy:
    """Where a catalogue is asked for: at `at` stands what has its addresses under `base`."""

    base: str
    at: str
    line: Line

    def ask(self, method: str, address: str) -> Reply:
        """Ask for an address of the catalogue, and follow redirects as a harvester does.

        Raises `DatasetError` for one that leads nowhere, and what `Line.send` does.
        """
        here = address.replace(self.base, self.at, 1) if address.startswith(self.base) else address
        for _ in range(_HOPS):
            try:
                reply = self.line.send(Request(method, here, {"Accept": f"{_RDF}, */*;q=0.1"}))
            except ValueError:
                raise DatasetError(f"{here}: is no address") from None
            where = reply.fields.get("location", "")
            if reply.status not in (301, 302, 303, 307, 308) or not where:
                return reply
            following = urljoin(here, where)
            if not following.startswith(("https://", "http://")):
                raise DatasetError(f"{here} leads to no page: {following}")
            if is_loopback(following) and not is_loopback(self.at):
                raise DatasetError(f"{here} leads to this machine: {following}")
            here = following
        raise DatasetError(f"{address}: more than {_HOPS} redirects")


@dataclass(frozen=True)
class Finding:
    """What a harvester would make of a dataset: refused with reasons, or taken with gaps."""

    dataset: Dataset
    fields: int
    refusals: tuple[str, ...]
    gaps: tuple[str, ...]


def fetch(copy: Copy) -> tuple[Graph, int]:
    """Fetch the whole catalogue; also return its number of pages.

    Raises `RunError` when there is none that a harvester can read.
    """
    graph, seen = Graph(), list[str]()
    following = copy.base + CATALOGUE
    while following and following not in seen and len(seen) < _PAGES:
        seen.append(following)
        page = _page(copy, following)
        graph += page
        # What an earlier page says of itself is no news of this one.
        named = sorted(str(o) for next_page in _NEXT for o in page.objects(None, next_page))
        following = next((urljoin(following, name) for name in named), "")
    return graph, len(seen)


def _page(copy: Copy, address: str) -> Graph:
    try:
        reply = copy.ask("GET", address)
    except (PassingError, DatasetError) as error:
        raise RunError(str(error)) from None
    if reply.status != 200:
        raise RunError(f"{address}: {reply.status} {copy.line.said(reply)}".rstrip())
    if reply.media_type != _RDF:
        raise RunError(f"{address}: {reply.media_type or 'no media type'}, not {_RDF}")
    if b"<!DOCTYPE" in reply.body:
        raise RunError(f"{address}: has a DOCTYPE, which no harvester should read")
    try:
        return Graph().parse(data=reply.body, format="xml", publicID=address)
    except (SAXException, ValueError) as error:
        raise RunError(f"{address}: cannot be read as RDF/XML ({error})") from None


def look(copy: Copy, graph: Graph) -> Iterator[Finding]:
    """Tell of each dataset what a harvester would take over."""
    for dataset in describe(graph):
        wanted, refusals = donl(dataset)
        for file in dataset.files:
            refusals += _file(copy, file)
        fields = len(wanted.fields) + sum(len(file) for file in wanted.files.values())
        yield Finding(dataset, fields, tuple(refusals), tuple(_gaps(dataset)))


def unlisted(graph: Graph) -> list[str]:
    """Return the datasets that no catalogue lists, so that a harvester passes them by."""
    datasets = set(graph.subjects(RDF.type, URIRef(DCAT + "Dataset")))
    listed = set(graph.objects(None, URIRef(DCAT + "dataset")))
    versions = set(graph.subjects(DCTERMS.isVersionOf, None))
    return sorted(str(dataset) for dataset in datasets - listed - versions)


def _gaps(dataset: Dataset) -> Iterator[str]:
    """Say what the portal asks of those it harvests, and the catalogue does not have."""
    if not dataset.contact.email:
        yield "no e-mail address for questions (vcard:hasEmail)"
    if not dataset.contact.phone:
        yield "no telephone number for questions (vcard:hasTelephone)"
    if not dataset.files:
        yield "no file (dcat:distribution)"


def _file(copy: Copy, file: File) -> Iterator[str]:
    """Ask for a file, and say what is not as the catalogue says."""
    for address in dict.fromkeys((file.access_url, file.download_url)):
        if not address:
            continue
        try:
            reply = copy.ask("HEAD", address)
        except (PassingError, DatasetError) as error:
            yield f"{address}: {error}"
            continue
        if reply.status != 200:
            yield f"{address}: {reply.status}"
        elif address == file.download_url:
            yield from _differs(file, reply)


def _differs(file: File, reply: Reply) -> Iterator[str]:
    said = (file.packed or file.media_type).removeprefix(_MEDIA)
    if said and reply.media_type != said:
        yield f"{file.download_url}: {reply.media_type}, and the catalogue says {said}"
    length = reply.fields.get("content-length", "")
    if file.size is not None and length != str(file.size):
        found = f"{length} bytes" if length else "no length"
        yield f"{file.download_url}: {found}, and the catalogue says {file.size} bytes"
