"""What the README shows as an answer is the answer: its two commands, run on the real release."""

import json
import re
from pathlib import Path

from server.app import from_site
from server.app.assets import ASSETS
from server.app.site import Site, engine
from server.release import Release, open_current
from server.settings import DEFAULT_BASE, Settings
from server.store import Store
from tests.serving import tiny
from tests.serving.running import ROOT, Web, environment, gemma

#: A file of the model that stands beside the publication.
MODELLED = "model/voorbeeld/download/latest/platen.csv"
BLOCKS = re.findall(r"```console\n\$ (.*?)\n```", (ROOT / "README.md").read_text("utf-8"), re.S)


def test_the_description_that_curl_gets(real: Web) -> None:
    command, _, answer = BLOCKS[0].partition("\n")
    path = re.search(r"http://127\.0\.0\.1:8000(\S+)", command)
    assert command.startswith("curl ") and path
    found = real.curl("-H", "Accept: text/turtle", path[1]).expandtabs(4)
    assert answer.count("\n") > 8 and answer in found


def test_the_rows_that_the_query_gets(real: Web, real_var: Path) -> None:
    found = re.fullmatch(r"\.venv/bin/gemma query '([^']+)'\n(.*)", BLOCKS[1], re.S)
    assert found, "the second example is no `gemma query '…'`"
    env = environment(real_var, DEFAULT_BASE, PORT=str(real.port))
    done = gemma("query", found[1], env=env)
    assert [line.rstrip() for line in done.stdout.splitlines()] == found[2].splitlines()


def test_every_path_in_the_readme_answers(modelled: Web, modelled_var: Path) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    paths = re.findall(r"^\| `(/[^`]*)` \|", readme, re.M)
    current = json.loads(modelled.send("/readyz").body)["release"]
    example = {
        "{collection}": "element", "{key}": "zaaksysteem", "{view}": "wmo",
        "{file}": ASSETS["gemma.css"].file,
    }  # fmt: skip
    for path in paths:
        path = path.replace("model/{key}/download/{release}/{file}", MODELLED)
        for name, value in example.items():
            path = path.replace(name, value)
        # A view has a key of its own.
        path = path.replace("view/zaaksysteem", "view/legenda")
        # A release has files of its own.
        path = re.sub("download/{release}/.*", "download/latest/gemma.nq", path)
        path = path.replace("release={release}", f"release={open_current(modelled_var).id}")
        # So far it differs from none but itself.
        path = path.replace("{from}", current).replace("{to}", current)
        assert modelled.send(path).status in (200, 303, 307), path


def test_every_route_is_in_the_readme(tiny_release: Release, store: Store) -> None:
    """One with a part that varies by what it begins with; pages in English are named together."""
    settings = Settings(tiny.BASE, tiny_release.folder, endpoint="http://127.0.0.1:9/query")
    site = Site(settings, tiny_release, store, engine(settings, tiny_release))
    readme = (ROOT / "README.md").read_text("utf-8")
    rules = [rule.rule for rule in from_site(site).url_map.iter_rules()]
    assert "/sparql" in rules
    for rule in rules:
        named = rule if "<" not in rule else re.split("[.<-]", rule)[0].removesuffix("/latest/")
        if not named.endswith(".en.html"):
            assert f"`{named}" in readme, rule
