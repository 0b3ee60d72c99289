"""The played harvester takes over what is right, and says of the rest what is wrong with it."""

import pytest
from rdflib import Graph

from tests.publishing import trial
from tests.publishing.conftest import Gemma
from tests.publishing.portal import Answer, Asked, Portal, loses, running, says
from tests.publishing.runs import LANDSCAPE, PRINCIPLES
from tests.serving import tiny

RDF = "application/rdf+xml"
FILES = {"/download/latest/principes.ttl": 12, "/download/latest/principes.nt": 5}
FILES |= {
    "/download/latest/landschap.ttl": 34,
    "/download/2026-11-22-0123456789ab/principes.ttl": 12,
    "/download/2026-11-22-0123456789ab/landschap.ttl": 34,
}


class Site(Portal):
    """Serves the trial catalogue as RDF/XML, and its files."""

    def __init__(self, old: str = "", new: str = "") -> None:
        super().__init__()
        text = trial.CATALOGUE.replace(old, new) if old else trial.CATALOGUE
        assert not old or text != trial.CATALOGUE
        turtle = tiny.PREFIXES + "dataset:catalogus a dcat:Catalog ." + text
        graph = Graph().parse(data=turtle, format="turtle", publicID=trial.BASE)
        self.pages = {"/catalog.rdf": Answer(200, graph.serialize(format="xml").encode(), {}, RDF)}
        for path, size in FILES.items():
            kind = "text/turtle" if path.endswith("ttl") else "application/n-triples"
            self.pages[path] = Answer(200, b"x" * size, {}, kind)

    def answer(self, asked: Asked) -> Answer:
        return self.pages.get(asked.path, Answer(404, b"niets", {}, "text/plain"))

    def changes(self, asked: Asked) -> bool:
        return asked.method not in ("GET", "HEAD")


def harvest(gemma: Gemma, site: Site) -> tuple[int, str]:
    """Harvest a site to the end; it never changes anything."""
    with running(site):
        found = gemma("--harvest", "--at", site.url)
    assert site.changed == []
    return found


def test_everything_is_taken_over(gemma: Gemma) -> None:
    code, told = harvest(gemma, Site())
    assert code == 0 and "1 page(s), 2 dataset(s)" in told
    assert f"taken over: {LANDSCAPE} (" in told and f"taken over: {PRINCIPLES} (" in told
    assert "refused" not in told and "missed" not in told


@pytest.mark.parametrize(
    ("path", "answer", "why"),
    [
        ("/download/latest/principes.nt", Answer(404), "latest/principes.nt: 404"),
        (
            "/download/2026-11-22-0123456789ab/landschap.ttl",
            Answer(200, b"x" * 33, {}, "text/turtle"),
            "33 bytes, and the catalogue says 34 bytes",
        ),
        (
            "/download/2026-11-22-0123456789ab/landschap.ttl",
            Answer(200, b"x" * 34, {}, "text/plain"),
            "text/plain, and the catalogue says text/turtle",
        ),
        (
            "/download/latest/landschap.ttl",
            Answer(302, None, {"Location": "/download/latest/landschap.ttl"}),
            "more than 5 redirects",
        ),
        (
            "/download/latest/landschap.ttl",
            Answer(302, None, {"Location": "file:///etc/passwd"}),
            "leads to no page: file:///etc/passwd",
        ),
        (
            "/download/latest/landschap.ttl",
            Answer(302, None, {"Location": f"https://{'x' * 64}.nl/"}),
            "is no address",
        ),
        (
            "/download/latest/landschap.ttl",
            Answer(302, None, {"Location": "https://x.nl:99999/"}),
            "is no address",
        ),
        ("/download/latest/landschap.ttl", Answer(503), "503"),
    ],
)
def test_a_file_that_is_not_as_it_says(gemma: Gemma, path: str, answer: Answer, why: str) -> None:
    site = Site()
    site.pages[path] = answer
    code, told = harvest(gemma, site)
    assert code == 1 and why in told and "1 of 2 would not be taken over" in told
    assert told.count("refused: ") == 1 and told.count("taken over: ") == 1


def test_a_redirect_is_followed(gemma: Gemma) -> None:
    """As a harvester does: w3id.org leads to where the base is served."""
    site = Site()
    site.pages["/elders.rdf"] = site.pages["/catalog.rdf"]
    site.pages["/catalog.rdf"] = Answer(302, None, {"Location": "/elders.rdf"})
    assert harvest(gemma, site)[0] == 0


def test_pages_are_followed_to_the_last(gemma: Gemma) -> None:
    """Hydra: `hydra:next` of a `hydra:PartialCollectionView`; a ring ends."""
    whole, first = Site(), Site()
    next_page = f"""@prefix hydra: <http://www.w3.org/ns/hydra/core#> .
        <{trial.BASE}catalog.rdf> a hydra:PartialCollectionView ;
        hydra:next <{trial.BASE}catalog.rdf?page=2> ."""
    page = Graph().parse(data=next_page, format="turtle")
    first.pages["/catalog.rdf"] = Answer(200, page.serialize(format="xml").encode(), {}, RDF)
    ring = Graph().parse(data=whole.pages["/catalog.rdf"].body, format="xml")
    ring += Graph().parse(data=next_page.replace("?page=2", ""), format="turtle")
    first.pages["/catalog.rdf?page=2"] = Answer(200, ring.serialize(format="xml").encode(), {}, RDF)
    code, told = harvest(gemma, first)
    assert code == 0 and "2 page(s), 2 dataset(s)" in told


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Answer(404, b"weg", {}, "text/plain"), "404 weg"),
        (Answer(200, b"<html/>", {}, "text/html"), "text/html, not application/rdf+xml"),
        (Answer(200, b"<rdf:RDF", {}, RDF), "cannot be read as RDF/XML"),
        (Answer(200, b"<!DOCTYPE x [<!ENTITY e 'e'>]><x/>", {}, RDF), "DOCTYPE"),
        (Answer(302, None, {"Location": "/catalog.rdf"}), "more than 5 redirects"),
        (Answer(503, b"", {}, "text/plain"), "503"),
    ],
)
def test_a_catalogue_that_cannot_be_read(gemma: Gemma, answer: Answer, why: str) -> None:
    site = Site()
    site.pages["/catalog.rdf"] = answer
    code, told = harvest(gemma, site)
    assert code == 5 and why in told and len(told.splitlines()) == 1


def test_a_site_that_hangs_up(gemma: Gemma) -> None:
    site = Site()
    site.faults += [("GET /catalog.rdf", loses)]
    assert harvest(gemma, site)[0] == 5
    site.faults += [("HEAD /download/latest/landschap.ttl", says(500))]
    code, told = harvest(gemma, site)
    assert code == 1 and "500" in told


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("vcard:hasEmail <mailto:loket@gemeenten.nl> ;", "", "missed: no e-mail address"),
        ("vcard:hasTelephone <tel:+31-70-0000000> ;", "", "missed: no telephone number"),
        ("dcat:distribution distribution:landschap-ttl .", "dct:source <x> .", "missed: no file"),
        (
            "dcat:dataset dataset:principes , ",
            "dcat:dataset ",
            f"{PRINCIPLES}\n  no catalogue lists it",
        ),
        ("skos:exactMatch", "rdfs:seeAlso", "publisher: needed"),
    ],
)
def test_what_is_missed_or_refused(gemma: Gemma, old: str, new: str, why: str) -> None:
    code, told = harvest(gemma, Site(old, new))
    assert why in told
    assert code == (0 if why.startswith("missed") else 1)
