"""Every kind of page is valid HTML, by html-validate's rules for the standard and WCAG."""

import json
import subprocess
from pathlib import Path

from tests.pages.judges import VALIDATE, require
from tests.pages.kinds_of_page import KINDS, english
from tests.serving.running import Web

#: Beside what the standard forbids: nothing about how the source of a page is laid out.
RULES = {
    "extends": ["html-validate:standard", "html-validate:a11y", "html-validate:document"],
    "root": True,
    "rules": {
        # One line of text in Jinja may leave a space at its end.
        "no-trailing-whitespace": "off",
        # What scrolls is a group that keys can reach (WCAG 2.1.1).
        "no-redundant-aria-label": "off",
        "long-title": "off",
        # Subresource Integrity is for what comes from another host; nothing does.
        "require-sri": "off",
    },
}


def judged(pages: dict[str, str], folder: Path) -> list[str]:
    """What is wrong with pages, each by its name."""
    (folder / ".htmlvalidate.json").write_text(json.dumps(RULES))
    names = {}
    for number, (name, text) in enumerate(pages.items()):
        file = folder / f"{number}.html"
        file.write_text(text, encoding="utf-8")
        names[str(file)] = name
    # To a file: what goes through a pipe it cuts off when it ends.
    told = folder / "told.json"
    done = subprocess.run(
        [str(require(VALIDATE)), "--formatter", f"json={told}", *names], cwd=folder,
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert told.exists(), done.stderr
    return [
        f"{names[found['filePath']]}:{message['line']} {message['ruleId']}: {message['message']}"
        for found in json.loads(told.read_text(encoding="utf-8"))
        for message in found["messages"]
    ]


def test_what_is_wrong_would_be_seen(tmp_path: Path) -> None:
    page = "<!doctype html><html lang='nl'><title>x</title><ul><p>x</ul></html>"
    assert any("element-permitted-content" in line for line in judged({"x": page}, tmp_path))


def test_every_kind_of_page_is_valid(modelled: Web, tmp_path: Path) -> None:
    paths = [each for path in KINDS.values() for each in (path, english(path))]
    pages = {path: modelled.send(path, "text/html").text for path in paths}
    assert judged(pages, tmp_path) == []
