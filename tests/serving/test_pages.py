"""Pages are sound HTML, lead nowhere dangerous, and show what the data says."""

import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote_plus, urlsplit

import pytest

import server.app
from server.app.assets import asset
from tests.serving import tiny
from tests.serving.running import Web, encoded
from tests.sources import ROOT

VOID = {"meta", "link", "br", "input", "img", "hr", "wbr"}
PAGES = [
    "/", "/doc/element/balie", "/doc/element/vals", "/doc/element/loket", "/doc/element",
    "/doc/flow", "/doc/principle/open-data", "/doc/scheme/laag", "/doc/claim/balie-plaats",
    "/doc/concept/laag-backoffice", "/doc/dataset/catalogus", "/def", "/sparql", "/weg",
    "/sparql?query=" + encoded("SELECT * { ?s ?p ?o }"),
    "/sparql?query=" + encoded("CONSTRUCT WHERE { ?s ?p ?o }"),
    "/sparql?query=" + encoded("ASK {}"),
    "/sparql?query=" + encoded("<script>alert(1)</script>"),
]  # fmt: skip
#: The same pages in English.
ENGLISH = [
    "/index.en.html" if path == "/"
    else path + "&as=en.html" if "?" in path
    else "/sparql?as=en.html" if path == "/sparql"
    else path + ".en.html"
    for path in PAGES
]  # fmt: skip


class Page(HTMLParser):
    """What a page is made of; closing tags must match."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.ids: list[str] = []
        self.feed(text)
        self.close()
        assert not self.open, self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.tags.append((tag, found))
        if "id" in found:
            self.ids.append(found["id"])
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open[-1] == tag, (self.open, tag)
        self.open.pop()

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attrs for name, attrs in self.tags if name == tag]


def page(web: Web, path: str) -> tuple[Page, str]:
    reply = web.send(path, "text/html")
    assert reply.type == "text/html"
    return Page(reply.text), reply.text


@pytest.mark.parametrize("path", PAGES + ENGLISH)
def test_a_page_is_sound(web: Web, path: str) -> None:
    found, text = page(web, path)
    assert text.startswith("<!doctype html>")
    language = "en" if path in ENGLISH else "nl"
    assert found.all("html")[0]["lang"] == language and len(found.all("title")) == 1
    assert len(found.all("h1")) == 1 and len(found.all("main")) == 1
    assert len(found.ids) == len(set(found.ids))
    names = {name for name, _ in found.tags}
    assert {"header", "nav", "main", "footer"} <= names
    assert not names & {"style", "iframe", "object", "embed", "base", "b"}
    scripts = [{"type": "application/ld+json"}]  # data, that no browser runs
    scripts += [{"src": asset(name), "defer": ""} for name in ("gemma.js", "editor.js")]
    assert all(attrs in scripts for attrs in found.all("script"))
    for tag, attrs in found.tags:
        assert not any(name.startswith("on") or name == "style" for name in attrs), tag
    levels = [int(name[1]) for name, _ in found.tags if name in {"h1", "h2", "h3", "h4"}]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    first = found.all("a")[0]
    assert first["href"] == "#inhoud" and "inhoud" in found.ids
    labelled = {attrs["for"] for attrs in found.all("label")}
    fields = [
        attrs for tag in ("textarea", "input", "select") for attrs in found.all(tag)
        if attrs.get("type") != "hidden"
    ]  # fmt: skip
    assert all(attrs["id"] in labelled or attrs.get("aria-label") for attrs in fields)
    # Many landmarks are none: what scrolls is a group with a name, that keys can reach.
    scrolls = [attrs for attrs in found.all("div") if attrs.get("class") == "scroll"]
    assert all((a["role"], a["tabindex"]) == ("group", "0") for a in scrolls)
    assert all(a.get("aria-label") or a["aria-labelledby"] in found.ids for a in scrolls)


@pytest.mark.parametrize("path", PAGES + ENGLISH)
def test_links_stay_here_or_are_http(web: Web, path: str) -> None:
    found, _ = page(web, path)
    for tag, name in (("a", "href"), ("link", "href"), ("form", "action"), ("img", "src")):
        for attrs in found.all(tag):
            if attrs.get("rel") == "canonical":
                continue
            parts = urlsplit(attrs[name])
            assert parts.scheme in ("", "http", "https"), attrs
            if not parts.scheme:
                assert not parts.netloc
            assert not attrs[name].startswith(tiny.BASE), "our own things are here, on this host"
            if tag != "a":
                assert not parts.scheme, "nothing is loaded from elsewhere"


@pytest.mark.parametrize("path", [path for path in ENGLISH if "weg" not in path])
def test_a_page_in_english_leads_on_to_pages_in_english(web: Web, path: str) -> None:
    reply = web.send(path, "text/html")
    assert reply.headers["content-language"] == "en"
    found = Page(reply.text)
    links = [
        attrs["href"] for attrs in found.all("a")
        if attrs["href"].startswith("/") and "hreflang" not in attrs
    ]  # fmt: skip
    data = re.compile(
        r"\.(ttl|jsonld|rdf|nt|trig|nq|csv|svg|atom)$|[?&]as=(?!en\.html)|^/(def|static)/"
    )
    onward = [link for link in links if not data.search(link)]
    itself = path.replace(".en.html", ".html")  # among its other forms
    assert len(onward) > 5
    assert {link for link in onward if "en.html" not in link} <= {itself}


def test_a_page_leads_to_itself_in_the_other_language(web: Web) -> None:
    for path, other in zip(PAGES, ENGLISH, strict=True):
        if "script" in path or path == "/weg":
            continue  # errors
        for here, there, language in ((path, other, "en"), (other, path, "nl")):
            found, _ = page(web, here)
            leads = [a["href"] for a in found.all("a") if a.get("hreflang") == language]
            known = [
                link["href"] for link in found.all("link")
                if link["rel"] == "alternate" and link.get("hreflang") == language
            ]  # fmt: skip
            assert leads == known and len(leads) == 1, here
            assert unquote_plus(leads[0]) == unquote_plus(there)


def test_english_has_english_names_and_says_what_is_dutch(web: Web) -> None:
    _, text = page(web, "/doc/element/balie.en.html")
    for words in (
        "<h1>Counter</h1>",
        '<span lang="nl">Balie</span>',
        '<h2 id="eigenschappen">All properties</h2>',
        '<a href="/doc/element/burgerzaken.en.html">Civil affairs</a>',
        '<a href="/doc/claim/balie-plaats.en.html">this claim</a>',
        "follows</span>",
    ):
        assert words in text, words
    assert web.send("/doc/element/balie.en.html").headers["content-language"] == "en"
    link = web.send("/doc/element/balie.en.html").headers["link"]
    assert f'<{tiny.BASE}doc/element/balie.en.html>; rel="canonical"' in link
    assert '</doc/element/balie.html>; rel="alternate"; type="text/html"; hreflang="nl"' in link


def test_a_trail_ends_in_the_language_of_its_thing(web: Web) -> None:
    _, text = page(web, "/doc/claim/balie-plaats.en.html")
    assert '<h1 lang="nl">' in text and '<li aria-current="page" lang="nl">' in text


def test_colours_can_be_told_apart() -> None:
    """WCAG 2.1, 1.4.3: 4.5 to 1 for text; 1.4.11: 3 to 1 for the edge of a field and for focus."""
    sheets = ROOT / "scripts/assets/css"
    tokens = (sheets / "tokens.css").read_text(encoding="utf-8")
    blocks = re.findall(r":root \{(.*?)\}", tokens, re.S)
    light = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", blocks[0]))
    dark = light | dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", blocks[1]))
    (on_head,) = re.findall(
        r"\.top \{.*--focus: (#[0-9a-f]{6});", (sheets / "frame.css").read_text()
    )
    for colours in (light, dark):
        for ground in ("paper", "wash"):
            for ink in ("ink", "soft", "link", "good", "bad"):
                assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)
            for sign in ("focus", "bar"):
                assert contrast(colours[sign], colours[ground]) >= 3, (sign, ground)
        for what in ("head", "mark", "business", "application"):
            assert contrast(colours[f"{what}-ink"], colours[what]) >= 4.5, what
        assert contrast(on_head, colours["head"]) >= 3
        assert contrast(colours["paper"], colours["link"]) >= 4.5, "the words of a button"
    # The edge of a field has a colour that was measured as text; a plate is white at all times.
    assert "--utrecht-form-control-border-color: var(--soft)" in tokens
    (on_plate,) = re.findall(
        r"\.plate \{.*--focus: (#[0-9a-f]{6});", (sheets / "figures.css").read_text()
    )
    assert contrast(on_plate, "#ffffff") >= 3
    assert set(re.findall(r"#[0-9a-f]{3,6}\b", (sheets / "content.css").read_text())) == set()


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours (WCAG 2.1, "contrast ratio")."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_no_word_of_a_template_is_in_one_language_only() -> None:
    names = {"GEMMA", "SPARQL", "OpenAPI", "CSV", "Turtle", "kB"}
    for file in (Path(server.app.__file__).parent / "templates").glob("*.html"):
        code = r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|<code.*?</code>"
        bare = re.sub(code, "", file.read_text(), flags=re.DOTALL)
        spoken = " ".join(re.findall(r'(?:aria-label|title|alt|placeholder)="([^"]*)"', bare))
        words = re.findall(r"[^\W\d_]{2,}", re.sub(r"<[^>]*>", " ", bare) + spoken)
        assert set(words) <= names, (file.name, set(words) - names)


def test_every_local_link_leads_somewhere(web: Web) -> None:
    seen: set[str] = set()
    todo = ["/", "/index.en.html"]
    while todo:
        path = todo.pop()
        if path in seen or path.startswith("/static/"):
            continue
        seen.add(path)
        reply = web.send(path, "text/html")
        # The tiny release has no description of releases, no landscape to draw a list on, nor all
        # that it names.
        if reply.status == 404:
            lacks = ("/doc/release/current", "/landscape", "/landscape.en.html")
            drawn = path.startswith(("/list?l=", "/list.en.html?l="))
            assert path in lacks or drawn or "/def#" in path or "doc/" in path, path
            continue
        assert reply.status in (200, 410), path
        if reply.type == "text/html":
            links = [attrs["href"].partition("#")[0] for attrs in Page(reply.text).all("a")]
            todo += [link for link in links if link.startswith("/")]
    assert len(seen) > 60


def test_a_thing_shows_what_a_reader_needs(web: Web) -> None:
    _, written = page(web, "/doc/element/balie")
    text = written.replace("<wbr>", "")  # where an address may break
    for words in (
        "<h1>Balie</h1>",
        '<span lang="en">Counter</span>',
        "Helpt aan de balie.",
        '<a href="/def#partOf">onderdeel van</a>',
        '<a href="/doc/element/burgerzaken">Burgerzaken</a>',
        '<a href="/doc/section/landschap-p01">Pagina 1</a>',
        "5–6",
        "Het staat ernaast.",
        '<a href="/doc/concept/zekerheid-laag">Laag</a>',
        '<a href="/doc/element/reisdocumenten">Reisdocumenten</a>',
        f'data-copied="Gekopieerd">{tiny.BASE}id/element/balie</code>',
        'href="/doc/element/balie.jsonld"',
        "volgt eruit</span>",
    ):
        assert words in text, words


def test_what_is_hostile_in_the_data_is_only_text(web: Web) -> None:
    found, text = page(web, "/doc/element/vals")
    assert "&lt;script&gt;alert(&#39;vals&#39;)&lt;/script&gt; &amp; &#34;co&#34;" in text
    assert "<span>javascript:alert(1)</span>" in text and "<span>data:text/html,x</span>" in text
    outside = [attrs for attrs in found.all("a") if attrs["href"].startswith("https://example.org")]
    assert outside and "noopener" in outside[0]["rel"]


def test_the_front_page_says_what_there_is(web: Web) -> None:
    found, text = page(web, "/")
    assert text.index("3.6") < text.index("3.10")
    assert '<a href="/doc/element/burgerzaken">Burgerzaken</a> <span class="count">1</span>' in text
    assert '<a href="/def#ReferenceComponent">Referentiecomponent</a>' in text
    assert '<a href="/doc/scheme/laag">Laag</a>' in text and tiny.ID in text
    assert len([a for a in found.all("a") if a["href"].startswith("/query/")]) == 3


def test_the_examples_have_answers(web: Web) -> None:
    found, _ = page(web, "/")
    links = [a["href"] for a in found.all("a") if a["href"].startswith("/query/")]
    texts = [page(web, link)[1] for link in links]
    assert texts[0].index("Tweede") < texts[0].index("Tiende")
    assert "Balie" in texts[1] and "Reisdocumenten" in texts[1]
    assert "Het staat ernaast." in texts[2]


def test_the_vocabulary_has_an_anchor_for_every_term(web: Web) -> None:
    found, text = page(web, "/def")
    for name in ("ReferenceComponent", "partOf", "hasPart", "number"):
        assert name in found.ids
    assert "&lt;b&gt;soort&lt;/b&gt;" in text
    assert "Bedrijfsfunctie of Referentiecomponent" in text and "laag: Backoffice" in text


def test_an_answer_of_many_rows_says_so(web: Web) -> None:
    ten = "{ " + " ".join(map(str, range(10))) + " }"
    many = f"SELECT * {{ VALUES ?x {ten} VALUES ?y {ten} VALUES ?z {ten} VALUES ?u {{ 1 2 }} }}"
    _, text = page(web, "/sparql?query=" + encoded(many))
    assert "2000 rijen; hier staan de eerste 1000" in text
