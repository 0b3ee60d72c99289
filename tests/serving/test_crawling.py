"""What crawlers look for first, by the texts of sitemaps.org 0.9, RFC 9309 and llmstxt.org."""

import re
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest

from server import crawlers
from server.app.answers.portfolio import MARKS
from server.crawlers import ADDRESSES_MAXIMUM, Address
from server.settings import DEFAULT_BASE as B
from server.store import Store
from server.uris import COLLECTIONS
from tests.serving import tiny
from tests.serving.running import Web

NS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def read(body: bytes, whole: str, part: str) -> dict[str, str]:
    """Addresses and their dates, from XML that is as the protocol says."""
    root = ElementTree.fromstring(body)
    assert root.tag == NS + whole and len(root) <= ADDRESSES_MAXIMUM
    found = {}
    for element in root:
        assert element.tag == NS + part
        assert [child.tag for child in element][:1] == [NS + "loc"]
        assert {child.tag for child in element} <= {NS + "loc", NS + "lastmod"}
        found[element.findtext(NS + "loc", "")] = element.findtext(NS + "lastmod", "")
    assert len(found) == len(root)
    return found


@pytest.fixture(scope="module")
def pages(real: Web) -> dict[str, str]:
    """Every address in the sitemaps that the index names, which is found by robots.txt."""
    robots = real.send("/robots.txt")
    assert (robots.status, robots.type) == (200, "text/plain")
    (index,) = re.findall(r"(?m)^Sitemap: (.+)$", robots.text)
    assert index == f"{B}sitemap.xml"
    reply = real.send("/" + index.removeprefix(B))
    assert (reply.status, reply.type) == (200, "application/xml")
    found: dict[str, str] = {}
    for address in read(reply.body, "sitemapindex", "sitemap"):
        # A sitemap lists what stands at its own level or below it.
        assert re.fullmatch(re.escape(B) + r"sitemap-\d+\.xml", address)
        found |= read(real.send("/" + address.removeprefix(B)).body, "urlset", "url")
    return found


def test_the_sitemap_has_every_page(real: Web, pages: dict[str, str]) -> None:
    assert all(address.startswith(B) and "#" not in address for address in pages)
    for collection in COLLECTIONS:
        listed = f'SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s ?p ?o FILTER (STRSTARTS(STR(?s), "{B}id/'
        reply = real.ask(listed + f'{collection}/")) }}', "text/csv")
        things = [a for a in pages if a.startswith(f"{B}doc/{collection}/")]
        assert len(things) == int(reply.text.splitlines()[1]), collection
        assert (f"{B}doc/{collection}" in pages) == bool(things)
    # 500 to a page: so many that each collection is linked whole.
    assert f"{B}doc/place?page=2" in pages
    standing = ("", "def", "def/conformance", "def/shapes", "catalog", "quality", "releases",
                "changes", "query", "sparql")  # fmt: skip
    assert {B + path for path in standing} <= pages.keys()


def test_pages_of_the_sitemap_answer_under_that_address(real: Web, pages: dict[str, str]) -> None:
    """Of each collection one, and all that are no thing: 200, and canonical by their own word."""
    first = {address.rpartition("/")[0]: address for address in reversed([*pages])}
    lists = [address for address in pages if address.removeprefix(B).count("/") < 2]
    sample = {*lists, *first.values()}
    assert len(sample) > 75
    for address in sorted(sample):
        reply = real.send("/" + address.removeprefix(B), "text/html")
        assert (reply.status, reply.type) == (200, "text/html"), address
        assert f'rel="canonical" href="{address}"' in reply.text or address == f"{B}sparql"


def test_a_date_is_only_there_where_the_data_has_one(pages: dict[str, str]) -> None:
    dated = {address: date for address, date in pages.items() if date}
    assert dated[f"{B}doc/dataset/landschap"] == "2026-11-22"
    assert f"{B}doc/element/zaaksysteem" not in dated
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", date) for date in dated.values())


def test_crawlers_may_read_everything_and_ask_nothing(real: Web) -> None:
    """RFC 9309, as a reader of it in the standard library takes it."""
    rules = RobotFileParser()
    rules.parse(real.send("/robots.txt").text.splitlines())
    for path in (
        "/", "/doc/element/zaaksysteem", "/sparql", "/catalog.ttl", "/sitemap.xml", "/list",
        "/list.en.html", "/list/gemeente.csv",
    ):  # fmt: skip
        assert rules.can_fetch("Crawler", f"https://gemma.example{path}"), path
    forms = ["/list", *(f"/list.{mark}" for mark in MARKS)]
    lists = [form + query for form in forms for query in ("?l=q", "?view=brk&l=q")]
    for path in ("/sparql?query=ASK%7B%7D", *lists):
        assert not rules.can_fetch("Crawler", f"https://gemma.example{path}"), path


def test_llms_txt_has_the_form_and_its_links_lead_somewhere(real: Web) -> None:
    """llmstxt.org: a title, a summary in a quotation, prose, and lists of links under headings."""
    reply = real.send("/llms.txt")
    assert (reply.status, reply.type) == (200, "text/plain")
    lines = reply.text.splitlines()
    assert lines[0].startswith("# ") and lines[2].startswith("> ")
    heads = [line for line in lines if line.startswith("#")]
    assert [h for h in heads[1:] if not h.startswith("## ")] == [] and heads[-1] == "## Optional"
    after = reply.text[reply.text.index("\n## ") :]
    for line in after.splitlines():
        assert not line or line.startswith("## ") or re.match(r"- \[[^]]+\]\([^)\s]+\)(: |$)", line)
    links = re.findall(r"\]\((\S+)\)", reply.text)
    assert len(links) > 35 and all(link.startswith(B) for link in links)
    for link in links:
        assert real.send("/" + link.removeprefix(B)).status in (200, 307), link


def test_host_is_in_none_of_it(real: Web) -> None:
    for path in ("/sitemap.xml", "/sitemap-1.xml", "/robots.txt", "/llms.txt"):
        assert "evil.example" not in real.send(path, Host="evil.example").text


def test_there_are_no_other_sitemaps(web: Web) -> None:
    for path in ("/sitemap-0.xml", "/sitemap-2.xml", "/sitemap-01.xml", "/sitemap-1.txt"):
        assert web.send(path).status == 404, path


def test_what_was_withdrawn_is_not_in_it(web: Web) -> None:
    listed = read(web.send("/sitemap-1.xml").body, "urlset", "url")
    assert f"{tiny.BASE}doc/element/balie" in listed
    assert web.send("/doc/element/loket").status == 410
    assert f"{tiny.BASE}doc/element/loket" not in listed


def test_no_sitemap_has_more_than_fifty_thousand() -> None:
    many = [Address(f"https://gemma.example/doc/x?a=1&b={n}") for n in range(ADDRESSES_MAXIMUM + 1)]
    first, second = crawlers.parts(many)
    assert (len(first), len(second)) == (ADDRESSES_MAXIMUM, 1)
    assert read(crawlers.sitemap(second), "urlset", "url") == {many[-1].location: ""}
    assert crawlers.parts([]) == [[]]


def test_the_sitemap_of_a_release_is_the_same_each_time(store: Store) -> None:
    made = [crawlers.sitemap(crawlers.addresses(store)) for _ in range(2)]
    assert made[0] == made[1]
