"""On the narrowest screen of WCAG 2.1, 1.4.10: no page is wider than 320 pixels."""

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.serving.running import Web
from tests.serving.test_browser import CHROMIUM

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium here")
#: A page of each make; the second of each pair is in English, whose words have other widths.
PAGES = (
    "/", "/index.en.html", "/doc/element", "/doc/element/zaaksysteem.en.html", "/doc/view/brk",
    "/catalog", "/releases", "/quality", "/def/conformance", "/def", "/query", "/sparql",
    "/search.en.html?q=case", "/query/wat-een-standaard-raakt", "/doc/element/nee",
)  # fmt: skip
#: The width that a page takes, once it is there.
WIDTH = """document.readyState === 'complete' && location.href === %s
    ? document.documentElement.scrollWidth : 0"""
Ask = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """A browser that answers commands over a pipe (Chrome DevTools Protocol), in one small tab."""
    theirs_in, ours_out = os.pipe()
    ours_in, theirs_out = os.pipe()
    folder: Path = tmp_path_factory.mktemp("klein")
    command = [
        CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
        "--no-first-run", "--disable-background-networking", f"--user-data-dir={folder}",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--remote-debugging-pipe",
        "--hide-scrollbars",
    ]  # fmt: skip
    # The browser reads commands from descriptor 3 and answers on descriptor 4.
    shell = f'exec "$@" 3<&{theirs_in} 4>&{theirs_out}'
    browser = subprocess.Popen(
        ["bash", "-c", shell, "bash", *command],
        pass_fds=(theirs_in, theirs_out), stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(theirs_in)
    os.close(theirs_out)
    number = 0
    with os.fdopen(ours_out, "wb", buffering=0) as out, os.fdopen(ours_in, "rb") as into:

        def ask(method: str, session: str = "", **params: Any) -> dict[str, Any]:
            nonlocal number
            number += 1
            message = {"id": number, "method": method, "params": params}
            out.write(json.dumps(message | ({"sessionId": session} if session else {})).encode())
            out.write(b"\0")
            while True:
                text = b"".join(iter(lambda: into.read(1), b"\0"))
                answer = json.loads(text)
                if answer.get("id") == number:
                    return dict(answer["result"])

        yield ask
        ask("Browser.close")
    browser.wait(timeout=30)


def test_no_page_is_wider_than_the_screen(real: Web, ask: Ask) -> None:
    target = ask("Target.createTarget", url="about:blank")["targetId"]
    session = ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    ask("Emulation.setDeviceMetricsOverride", session,
        width=320, height=800, deviceScaleFactor=1, mobile=False)  # fmt: skip
    widths = {}
    for path in PAGES:
        address = real.root + path
        ask("Page.navigate", session, url=address)
        expression = WIDTH % json.dumps(address)
        latest = time.monotonic() + 60
        while not (
            width := ask("Runtime.evaluate", session, expression=expression)["result"]["value"]
        ):
            assert time.monotonic() < latest, path
        widths[path] = width
    assert set(widths.values()) == {320}, widths
