"""The page on how to use this data tells the truth: its examples run as they stand.

For that the release has the address of the server as its base, so nothing in an example changes.
"""

import html
import json
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

from server.app.pages.usage import ERRORS, WAYS
from tests.serving import tiny
from tests.serving.driving import Tab, driven
from tests.serving.running import SECONDS, Web, free_port, serving
from tests.serving.test_browser import CHROMIUM

MORE = """
element:zaaksysteem a gemma:ReferenceComponent , skos:Concept ;
    gemma:partOf element:burgerzaken ;
    skos:prefLabel "Zaaksysteem"@nl , "Case management system"@en ;
    skos:definition "Behandelt zaken."@nl , "Handles cases."@en .
<id/standard/stuf-bg> a gemma:Standard ; skos:prefLabel "StUF-BG"@nl .
<id/view/wmo> a gemma:View ; skos:prefLabel "Wmo"@nl , "Wmo"@en .
<id/flow/wmo-1> a gemma:Flow ; gemma:flowOf <id/view/wmo> ; gemma:number "1" ;
    skos:prefLabel "Aanmaken zaak"@nl , "Creating a case"@en .
<id/use/wmo-1> a gemma:StandardUse ; gemma:useOf <id/flow/wmo-1> ;
    gemma:standard <id/standard/stuf-bg> .
"""
#: What each example gives, among other things.
GIVES = {
    "curl-thing": "skos:prefLabel",
    "curl-question": "Zaaksysteem,Behandelt zaken.",
    "curl-search": '"match": "exact"',
    "curl-sparql": "element/zaaksysteem,Zaaksysteem",
    "python-question": "Wmo | Aanmaken zaak",
    "python-sparql": "id/element/zaaksysteem Zaaksysteem",
    "python-graph": "en Handles cases.",
    "python-match": "id/element/zaaksysteem 100.0 True",
}
RUN = {"curl": ["bash", "-euc"], "python": [sys.executable, "-c"]}


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    var, port = tmp_path_factory.mktemp("hulp"), free_port()
    base = f"http://127.0.0.1:{port}/"
    tiny.write(var, base, more={"landschap": MORE})
    with serving(var, base, port=port) as running:
        yield running


@pytest.fixture(scope="module", params=["/help", "/help.en.html"])
def examples(request: pytest.FixtureRequest, web: Web) -> dict[str, str]:
    """The examples on the page, by their names."""
    text = web.send(request.param, "text/html").text
    found = re.findall(r'aria-labelledby="([a-z-]+)"[^>]*><code>(.*?)</code>', text, re.S)
    return {name: html.unescape(code) for name, code in found}


def test_every_example_is_on_the_page(examples: dict[str, str]) -> None:
    assert [*examples] == [example.key for way in WAYS for example in way.examples]
    assert {key for key in examples if key.split("-")[0] in RUN} == GIVES.keys()


@pytest.mark.parametrize("key", GIVES)
def test_an_example_runs_as_it_stands(examples: dict[str, str], key: str) -> None:
    command = [*RUN[key.split("-")[0]], examples[key]]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=SECONDS, check=False
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert GIVES[key] in done.stdout


def test_the_addresses_for_other_tools_answer(web: Web, examples: dict[str, str]) -> None:
    table = web.send("/" + examples["excel-address"].removeprefix(web.base))
    assert table.type == "text/csv" and "Zaaksysteem" in table.text
    parts = re.findall(r'"([^"]*)"', examples["excel-power-query"])
    assert parts[0] + parts[1] + f"?functie={parts[2]}" == examples["excel-address"]
    service = web.send("/" + examples["openrefine-address"].removeprefix(web.base))
    assert "0.2" in json.loads(service.text)["versions"]


@pytest.mark.skipif(not CHROMIUM, reason="no Chromium here")
def test_the_example_in_javascript_runs_in_a_browser(
    web: Web, examples: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    code = examples["javascript-question"].replace("console.log(", "return (")
    with driven(tmp_path_factory.mktemp("script")) as ask:
        tab = Tab(ask)
        tab.go(web.root + "/help")
        said = tab.tell(
            "Runtime.evaluate", expression=f"(async () => {{ {code} }})()",
            awaitPromise=True, returnByValue=True,
        )  # fmt: skip
    assert "Zaaksysteem" in said["result"]["value"]


def test_the_things_of_the_examples_are_there(real: Web) -> None:
    """In the real release, which the page is about."""
    paths = ["/doc/element/zaaksysteem", "/doc/element/burgerzaken", "/doc/standard/stuf-bg"]
    assert [real.send(path).status for path in paths] == [200, 200, 200]
    for question in (
        "componenten-onder-functie.csv?functie=burgerzaken",
        "stromen-met-standaard.csv?standaard=stuf-bg",
    ):
        assert len(real.send(f"/query/{question}").text.splitlines()) > 3, question


def test_the_matching_service_of_each_model_is_named(real: Web, modelled: Web) -> None:
    """What answers there is a service (Reconciliation Service API 0.2, Service Manifest)."""
    for mark, said in (("", "het model Voorbeeldstad"), (".en.html", "the model Exampleton")):
        text = modelled.send(f"/help{mark}", "text/html").text
        (path,) = re.findall(rf"<code>{modelled.base}(model/[^<]*)</code>", text)
        assert said in text and "/model/" not in real.send(f"/help{mark}", "text/html").text
        manifest = json.loads(modelled.send(f"/{path}").text)
        assert "0.2" in manifest["versions"]
        assert manifest["identifierSpace"] == f"{modelled.base}model/voorbeeld/id/"


def test_the_limits_and_errors_are_told(web: Web) -> None:
    text = web.send("/help", "text/html").text
    assert "100.000 rijen of 32 MB" in text and "mag 10 seconden" in text
    assert "100,000 rows or 32 MB" in web.send("/help.en.html", "text/html").text
    for status, _, _ in ERRORS:
        assert f'<th scope="row">{status}</th>' in text
    wrong = web.send("/query/componenten-onder-functie?functie=weg")
    assert (wrong.status, set(json.loads(wrong.text))) == (
        400,
        {"type", "title", "status", "detail"},
    )
