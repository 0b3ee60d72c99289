"""The pages of the landscape say what the data says: each figure and row is held against SPARQL."""

import json
import re
import subprocess
from collections import defaultdict
from html import unescape
from pathlib import Path

import pytest

from server.release import open_current
from tests.serving.laid_out import Cell, Layout
from tests.serving.running import Reply, Web

PREFIXES = """PREFIX gemma: <def#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> """
LANGUAGES = ("", ".en.html")
Pairs = dict[str, set[str]]


def rows(web: Web, query: str) -> list[list[str]]:
    """The rows of a query; of a thing of ours its key."""
    reply = web.ask(PREFIXES + query, "application/sparql-results+json")
    assert reply.status == 200, reply.text
    found = json.loads(reply.text)
    return [
        [_key(row[name]["value"]) if name in row else "" for name in found["head"]["vars"]]
        for row in found["results"]["bindings"]
    ]


def _key(value: str) -> str:
    return value.rpartition("/")[2].rpartition("#")[2] if value.startswith("http") else value


def pairs(web: Web, pattern: str) -> Pairs:
    """What a pattern over ?a and ?b says, as sets of ?b by ?a."""
    found: Pairs = defaultdict(set)
    for a, b in rows(web, f"SELECT DISTINCT ?a ?b WHERE {{ {pattern} }}"):
        found[a].add(b)
    return found


def read(web: Web, path: str, language: str = "") -> Layout:
    mark, _, query = path.partition("?")
    address = f"/doc/{mark}{language}" + (f"?{query}" if query else "")
    reply = web.send(address, "text/html")
    assert reply.status == 200, address
    return Layout(reply.text)


@pytest.fixture(scope="module")
def ends(real: Web) -> Pairs:
    return pairs(real, "?b a gemma:Flow ; gemma:from|gemma:to|gemma:via ?a")


@pytest.fixture(scope="module")
def standards(real: Web) -> Pairs:
    """The standards of each flow, those that carry others too."""
    return pairs(real, "?a a gemma:Flow . ?u gemma:useOf ?a ; gemma:standard|gemma:transport ?b")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_element_shows_every_flow_that_it_has_a_part_in(
    real: Web, ends: Pairs, language: str
) -> None:
    assert len(ends) > 40
    sample = sorted(ends) if not language else sorted(ends)[::7]
    for element in sample:
        found = read(real, f"element/{element}", language)
        listed = found.body("stromen")
        assert {row[2].keys[0] for row in listed} == ends[element], element
        number = found.figures[0].text.split()[0]
        assert int(number) == len(ends[element]), element
        for row in listed:
            assert any(f"flow={row[2].keys[0]}" in link for link in row[2].links), element


def test_a_row_says_who_does_what(real: Web) -> None:
    """Who starts a flow delivers, who ends it receives; who stands between passes it on."""
    ways = {"ontvangt van": "to", "levert aan": "from", "geeft door tussen": "via"}
    of = {way: pairs(real, f"?a gemma:{way} ?b") for way in ("from", "to", "via")}
    both = {flow for (flow,) in rows(
        real, "SELECT ?f WHERE { ?f gemma:direction <id/concept/richting-heen-en-weer> }"
    )}  # fmt: skip
    for element in ("zaaksysteem", "digikoppeling-adapter", "bgt-administratie", "e-formulieren"):
        seen = set()
        for does, others, flow, _, _, _ in read(real, f"element/{element}").body("stromen"):
            key, does_text = flow.keys[0], does.text.strip()
            seen.add(does_text)
            if key in both and does_text == "wisselt uit met":
                assert element in of["from"][key] | of["to"][key]
                continue
            way = ways[does_text]
            assert element in of[way][key]
            beside = {"to": of["from"], "from": of["to"]}.get(way)
            if beside:
                # What it goes through stands there too.
                assert beside[key] == set(others.keys) - of["via"][key]
            else:
                assert of["from"][key] | of["to"][key] == set(others.keys)
        assert seen


def test_what_to_ask_for_is_what_the_flows_name(real: Web, ends: Pairs) -> None:
    named = pairs(real, "?a a gemma:Flow . ?u gemma:useOf ?a ; gemma:standard ?b")
    silent = {f for (f,) in rows(real, "SELECT ?f WHERE { ?f gemma:namesNoStandard true }")}
    components = {
        e for (e,) in rows(real, "SELECT ?e WHERE { ?e a gemma:ReferenceComponent }")
    }  # fmt: skip
    checked = 0
    for element in sorted(components & ends.keys()):
        found = read(real, f"element/{element}")
        wanted = set().union(*(named[flow] for flow in ends[element]))
        assert {row[0].keys[0] for row in found.body("aanschaf")} == wanted, element
        advice = found.parts.get("aanschaf", Cell())
        unnamed = {link.rpartition("/")[2] for link in advice.links if "/doc/flow/" in link}
        assert silent & ends[element] <= unnamed, element
        checked += bool(wanted)
    assert checked > 20


def test_what_has_no_flows_says_so_and_leads_on(real: Web, ends: Pairs) -> None:
    found = read(real, "element/zakenmagazijn")
    assert "zakenmagazijn" in ends and found.body("stromen")
    alone = read(real, "element/scanning-en-imaging")
    assert "scanning-en-imaging" not in ends
    assert "Dat zegt de bron niet" in alone.parts["stromen"].text
    whole = read(real, "element/woz-taxatiesysteem").parts["stromen"]
    assert "woz-taxatiesysteem" not in ends and "/doc/element/woz-systemen" in whole.links
    assert "2 stromen" in whole.text and len(ends["woz-systemen"]) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_function_shows_all_that_is_within(real: Web, language: str) -> None:
    parts = pairs(real, "?b gemma:partOf+ ?a . ?a a gemma:BusinessFunction")
    assert len(parts) > 10
    for function in sorted(parts)[:: 3 if language else 1]:
        found = read(real, f"element/{function}", language).parts["bestaat"]
        shown = {link.rpartition("/")[2].partition(".")[0] for link in found.links
                 if link.startswith("/doc/element/")}  # fmt: skip
        assert parts[function] <= shown <= parts[function] | {function}, function


def test_flows_across_the_border_of_a_function(real: Web, ends: Pairs) -> None:
    parts = pairs(real, "?b gemma:partOf+ ?a . ?a a gemma:ApplicationFunction")
    for function, inside in parts.items():
        crossing = set().union(*(ends.get(e, set()) for e in {*inside, function}))
        listed = read(real, f"element/{function}").body("grens")
        assert {row[3].keys[0] for row in listed} == crossing, function


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_view_counts_and_lists_what_stands_on_it(real: Web, language: str) -> None:
    flows = pairs(real, "?b gemma:flowOf ?a")
    elements = pairs(real, "?n gemma:nodeOf ?a ; gemma:represents ?b")
    named = pairs(
        real,
        "?u gemma:useOf/(gemma:flowOf|gemma:stepOf|gemma:noteOf) ?a ; "
        "gemma:standard|gemma:transport ?b",
    )
    assert len(elements) == 15
    for view in elements:
        found = read(real, f"view/{view}", language)
        counted = [int(word) for word in found.figures[0].text.split() if word.isdecimal()]
        assert counted == [len(elements[view]), len(flows[view]), len(named[view])], view
        assert {row[1].keys[0] for row in found.body("stromen")} == flows[view], view
        assert {row[0].keys[0] for row in found.body("vakken")} == elements[view], view


def test_a_view_kept_to_the_flows_of_a_standard(real: Web, standards: Pairs) -> None:
    flows = pairs(real, "?b gemma:flowOf ?a")
    for view in ("operatie-nup", "brk"):
        used = set().union(*(standards[flow] for flow in flows[view]))
        for standard in used:
            found = read(real, f"view/{view}?standard={standard}")
            kept = {flow for flow in flows[view] if standard in standards[flow]}
            assert {row[1].keys[0] for row in found.body("stromen")} == kept
            assert f"{len(kept)} van {len(flows[view])}" in found.parts["stromen"].text


def test_a_choice_that_leaves_nothing_is_refused_with_what_is_possible(real: Web) -> None:
    for path, name, possible in (
        ("view/brk?standard=stuf-ef", "standard", "digikoppeling-ebms"),
        ("element?kind=Nee", "kind", "ReferenceComponent"),
        ("flow?view=legenda", "view", "brk"),
        ("element?layer=laag-backoffice&layer=laag-midoffice", "layer", "één keer"),
    ):
        reply = real.send(f"/doc/{path}", "text/html")
        assert reply.status == 400, path
        assert f"`{name}`" in reply.text and possible in reply.text


def same(one: Reply, other: Reply) -> bool:
    return one.body == other.body and one.headers["etag"] == other.headers["etag"]


def test_a_choice_is_of_the_page_and_its_links_keep_it(real: Web) -> None:
    """The data is whole; the page in the other language is kept to the same, its canonical not."""
    path, choice = "/doc/view/brk", "?standard=digikoppeling-ebms"
    assert same(real.send(f"{path}.ttl{choice}"), real.send(f"{path}.ttl"))
    whole, kept = (real.send(path + query, "text/html") for query in ("", choice))
    assert whole.headers["etag"] != kept.headers["etag"]
    assert kept.headers["content-location"] == f"{path}.html{choice}"
    assert f'href="{path}.en.html{choice}"' in kept.text
    assert f'<{real.base}doc/view/brk>; rel="canonical"' in kept.headers["link"]
    assert same(kept, real.send(f"{path}.html{choice}"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_flow_is_told_in_a_sentence(real: Web, standards: Pairs, language: str) -> None:
    run = pairs(real, "?a gemma:from|gemma:to|gemma:via ?b")
    assert len(run) == 77
    for flow in sorted(run)[:: 6 if language else 1]:
        found = read(real, f"flow/{flow}", language)
        told = found.leads[-1]
        assert run[flow] <= set(told.keys), flow
        assert standards[flow] <= set(told.keys), flow
        assert set(told.keys) <= run[flow] | standards[flow] | {
            key for key in told.keys if any("/version/" in link for link in told.links)
        }
    assert "Between" in read(real, "flow/bgt-5", ".en.html").leads[-1].text
    assert "heen en weer" in read(real, "flow/bgt-5").leads[-1].text


def test_a_flow_says_how_sure_it_is_and_where_else_it_is(real: Web) -> None:
    sure = dict(rows(real, "SELECT ?f ?c WHERE { ?f a gemma:Flow ; gemma:certainty ?c }"))
    same_as = pairs(real, "?a gemma:sameFlowAs ?b FILTER (?a != ?b)")
    other = pairs(real, "?a gemma:alternativeTo ?b")
    assert same_as and other
    for flow in (*sorted(same_as)[:4], *other, "brk-1-accent"):
        found = read(real, f"flow/{flow}")
        assert f"/doc/concept/{sure[flow]}" in found.parts["hoezeker"].links
        if flow in same_as:
            assert {f"/doc/flow/{key}" for key in same_as[flow]} <= set(found.parts["elders"].links)
        if flow in other:
            assert {row[1].keys[0] for row in found.body("ofanders")} == other[flow]
    assert "drie vraagtekens" in real.send("/doc/flow/brk-1-accent", "text/html").text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_standard_shows_where_it_is_used(real: Web, language: str) -> None:
    used = pairs(real, "?u gemma:standard|gemma:transport ?a ; gemma:useOf ?b . ?b a gemma:Flow")
    plates = dict(rows(real, "SELECT ?f ?v WHERE { ?f gemma:flowOf ?v }"))
    ends = pairs(real, "?a a gemma:Flow ; gemma:from|gemma:to|gemma:via ?b")
    everything = [key for (key,) in rows(real, "SELECT ?s WHERE { ?s a gemma:Standard }")]
    assert len(everything) == 36
    for standard in sorted(everything)[:: 5 if language else 1]:
        found = read(real, f"standard/{standard}", language)
        counted = [int(word) for word in found.figures[0].text.split() if word.isdecimal()]
        flows = used.get(standard, set())
        touched = set().union(*(ends[flow] for flow in flows))
        assert counted == [len(flows), len({plates[f] for f in flows}), len(touched)], standard
        assert {row[1].keys[0] for row in found.body("gebruik")} == flows, standard
        assert {row[0].keys[0] for row in found.body("einden")} == touched, standard


def test_a_standard_leads_to_its_question_and_its_place(real: Web) -> None:
    text = real.send("/doc/standard/stuf-bg", "text/html").text
    links = ("/query/stromen-met-standaard?standaard=stuf-bg&amp;taal=nl",
             "/landscape?colour=standard&amp;standard=stuf-bg")  # fmt: skip
    for link in links:
        assert f'href="{link}"' in text
        assert real.send(link.replace("&amp;", "&"), "text/html").status == 200


def test_a_version_a_use_and_a_step_say_what_they_are_of(real: Web) -> None:
    for path, section, links in (
        ("version/stuf-hr-3-01", "gebruik", {"standard/stuf-hr"}),
        (
            "use/brk-1-accent-1",
            "",
            {"flow/brk-1-accent", "view/brk", "standard/digikoppeling-ebms"},
        ),
    ):
        found = read(real, path)
        assert {f"/doc/{link}" for link in links} <= set(found.leads[-1].links)
        assert not section or found.body(section)
    text = real.send("/doc/step/brp-bijhouding-v3", "text/html").text
    assert "Gebeurt binnen" in text and "/doc/element/basisregistratie-personen" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_of_elements_has_each_once(real: Web, language: str) -> None:
    text = real.send(f"/doc/element{language}", "text/html").text
    found = Layout(text)
    listed = [link for name, part in found.parts.items() if name.startswith("groep-")
              for link in part.links]  # fmt: skip
    of = 'FILTER (CONTAINS(STR(?e), "/id/element/"))'
    everything = {e for (e,) in rows(real, f"SELECT DISTINCT ?e {{ ?e a ?kind {of} }}")}
    keys = [link.rpartition("/")[2].partition(".")[0] for link in listed]
    assert len(keys) == len(set(keys)) and set(keys) == everything


def test_a_list_kept_to_some(real: Web) -> None:
    kinds = pairs(
        real,
        "?b a ?a . ?b gemma:sourceLabel ?l FILTER (?a IN ("
        "gemma:BusinessFunction, gemma:ReferenceComponent, gemma:Grouping))",
    )
    for kind, members in kinds.items():
        found = read(real, f"element?kind={kind}").body("")
        assert {row[0].keys[0] for row in found} == members
    within = pairs(real, "?b gemma:partOf+ ?a")["klantcontacten"]
    both = read(real, "element?function=klantcontacten&kind=ReferenceComponent").body("")
    assert {row[0].keys[0] for row in both} == within & kinds["ReferenceComponent"]
    flows = pairs(real, "?b gemma:flowOf ?a")
    assert {row[1].keys[0] for row in read(real, "flow?view=wmo").body("")} == flows["wmo"]
    assert len(read(real, "flow").body("")) == 77


def test_views_and_standards_are_listed_with_what_they_hold(real: Web, standards: Pairs) -> None:
    flows = pairs(real, "?b gemma:flowOf ?a")
    text = real.send("/doc/view", "text/html").text
    for view, listed in flows.items():
        card = text.partition(f'href="/doc/view/{view}"')[2].partition("</li></ul>")[0][:1500]
        words = "stroom" if len(listed) == 1 else "stromen"
        assert f"<strong>{len(listed)}</strong> {words}" in card, view
    used: Pairs = defaultdict(set)
    for flow, named in standards.items():
        for standard in named:
            used[standard].add(flow)
    for row in read(real, "standard").body(""):
        number = row[2].text.strip()
        assert (0 if number == "–" else int(number)) == len(used.get(row[0].keys[0], ()))


def test_what_a_thing_is_today_stands_on_its_page(real: Web) -> None:
    """The alignment of 2013 with today's model, each relation with its certainty."""
    found = read(real, "element/bgt-administratie").body("vandaag")
    assert found and all(row[3].links for row in found)
    assert any(link.startswith("https://") for row in found for link in row[2].links)


def test_the_plate_of_a_page_is_in_the_language_of_the_page(real: Web) -> None:
    text = real.send("/doc/element/bgt-administratie.en.html", "text/html").text
    plate = text.partition("<svg")[2].partition("</svg>")[0]
    assert "Soil management" in plate and "Bodembeheer" not in plate


def test_a_page_of_a_release_by_name_keeps_to_both(real: Web, real_var: Path) -> None:
    release = open_current(real_var).id
    path = f"/doc/view/brk?release={release}&standard=digikoppeling-ebms"
    text = real.send(path, "text/html").text
    assert [row[1].keys[0] for row in Layout(text).body("stromen")] == ["brk-1-accent"]
    assert f'name="release" value="{release}"' in text


def test_a_page_of_what_has_little_is_whole_too(web: Web) -> None:
    """The tiny release has neither flows nor views; an element still has its place and its kind."""
    text = web.send("/doc/element/balie", "text/html").text
    assert 'class="kind kind--application"' in text and "Waarmee praat" not in text
    function = web.send("/doc/element/burgerzaken", "text/html").text
    assert 'class="kind kind--business"' in function and 'href="/doc/element/balie"' in function


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_box_stands_on_a_part_of_its_plate_and_shows_its_element(
    real: Web, language: str
) -> None:
    """What is drawn is what stands in the same box, by the coordinates in the data."""
    shows = pairs(real, "?a gemma:represents ?b")
    inside = pairs(real, "?a gemma:parentNode ?b")
    flows = pairs(real, "?b gemma:flowOf <id/view/brk> ; gemma:from|gemma:to|gemma:via ?a")
    nodes = pairs(real, "?b gemma:nodeOf ?a")["brk"]
    for node in sorted(nodes):
        page = real.send(f"/doc/node/{node}{language}", "text/html").text
        (element,) = shows[node]
        plate = page[page.index("<svg") : page.index("</svg>")]
        drawn = set(re.findall(r'href="/doc/element/([a-z0-9-]+)', plate))
        around = inside.get(node, set())
        assert element in drawn
        if around:
            assert {shows[up].copy().pop() for up in around} <= drawn or len(drawn) == 1
        assert ("Dit vak" if not language else "This box") in plate
        listed = set(re.findall(r'<th scope="row"><a href="/doc/flow/([a-z0-9-]+)', page))
        assert listed == flows.get(element, set()), node


def test_an_area_shows_what_stands_on_it(real: Web) -> None:
    page = real.send("/doc/area/lege-pagina-federatieve-overheid", "text/html").text
    expected = {
        key
        for (key,) in rows(
            real,
            """SELECT DISTINCT ?e WHERE {
        <id/area/lege-pagina-federatieve-overheid> gemma:areaOf ?v ;
            gemma:x ?x ; gemma:y ?y ; gemma:width ?w ; gemma:height ?h .
        ?n gemma:nodeOf ?v ; gemma:represents ?e ;
            gemma:x ?a ; gemma:y ?b ; gemma:width ?c ; gemma:height ?d .
        FILTER (?a >= ?x && ?b >= ?y && ?a + ?c <= ?x + ?w && ?b + ?d <= ?y + ?h) }""",
        )
    }
    listed = page[page.index('id="erin"') :]
    found = set(re.findall(r'href="/doc/element/([a-z0-9-]+)', listed[: listed.index("</ul>")]))
    assert found == expected and len(expected) > 20


def test_a_file_can_be_fetched_and_checked_as_its_page_says(real: Web, tmp_path: Path) -> None:
    """The commands of the page, run as they stand; only the host is this one."""
    page = unescape(real.send("/doc/distribution/standaarden-ttl", "text/html").text)
    told = page[page.index("<pre") :].partition("<code>")[2].partition("</code>")[0]
    script = told.replace(real.base, real.root + "/")
    done = subprocess.run(["bash", "-ec", script], cwd=tmp_path, capture_output=True, text=True,
                          timeout=30, check=True)  # fmt: skip
    assert done.stdout == "standaarden.ttl: OK\n"


def test_a_graph_says_what_it_holds_and_a_release_what_it_is_made_of(real: Web) -> None:
    counted = rows(
        real,
        """SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }
        GROUP BY ?g""",
    )
    shown = re.sub(r"<[^>]*>", " ", real.send("/doc/release/current", "text/html").text)
    for graph, number in counted:
        if graph in ("publication", "quality"):  # hold figures, so have none of their own
            continue
        page = real.send(f"/doc/graph/{graph}.en.html", "text/html").text
        assert f"{int(number):,} statements" in page, graph
        assert f"{int(number):,}".replace(",", ".") in shown, graph
    page = real.send("/doc/graph/standaarden.en.html", "text/html").text
    asked = re.search(r'href="(/sparql\?query=[^"]+)"', page[page.index("<pre") :])
    assert asked and real.send(unescape(asked[1]), "text/html").status == 200


def test_who_is_mentioned_says_where(real: Web) -> None:
    mentioned = pairs(real, "?a a gemma:Term ; gemma:mentionedIn ?b")
    assert len(mentioned) > 30
    for term in sorted(mentioned)[::8]:
        page = real.send(f"/doc/term/{term}", "text/html").text
        first = page[page.index('id="rij-1"') :].partition("</section>")[0]
        assert set(re.findall(r'href="/doc/[a-z-]+/([a-z0-9-]+)"', first)) == mentioned[term]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_says_of_each_what_its_columns_say(real: Web, language: str) -> None:
    page = real.send(f"/doc/scheme{language}", "text/html").text
    counts = dict(
        re.findall(r'href="/doc/scheme/([a-z-]+)[^"]*"[^>]*>[^<]*</a></th><td class="numeric">'
                   r'<span>(\d+)', page)
    )  # fmt: skip
    query = "SELECT ?s (COUNT(DISTINCT ?c) AS ?n) WHERE { ?c skos:inScheme ?s } GROUP BY ?s"
    expected = {scheme: number for scheme, number in rows(real, query) if scheme in counts}
    assert counts == expected and len(counts) > 10
