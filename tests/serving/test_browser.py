"""In a real browser: no page breaks its own policy, runs anything or loads from elsewhere."""

import http.server
import json
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.app.assets import asset
from server.http.fields import GUARDS
from tests.serving.running import Web

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome")
     if (found := shutil.which(name))),
    "",
)  # fmt: skip
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium here")
POLICY = GUARDS["Content-Security-Policy"]
#: What the browser says of a policy that is broken.
BROKEN = re.compile(r"Content Security Policy|Refused to|violates", re.I)


def visit(address: str, folder: Path) -> tuple[str, list[str], set[str]]:
    """Open an address; return the page, what the console said and every address asked for."""
    log = folder / "net.json"
    command = [
        CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
        "--no-first-run", "--disable-background-networking", "--disable-component-update",
        "--disable-sync", "--disable-default-apps", "--disable-extensions",
        # Names lead nowhere, so nothing leaves this machine, whatever a page asks.
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        "--enable-logging=stderr", "--v=0", "--virtual-time-budget=2000",
        f"--user-data-dir={folder}", f"--log-net-log={log}", "--dump-dom", address,
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    console = [line for line in done.stderr.splitlines() if ":CONSOLE" in line]
    return done.stdout, console, _asked(log, address)


def _asked(log: Path, address: str) -> set[str]:
    """Return the addresses that the page itself made the browser ask for, with its own."""
    text = log.read_text(encoding="utf-8", errors="replace")
    # A browser that stops may leave the list open.
    found = json.loads(text if text.rstrip().endswith("}") else text.rstrip().rstrip(",") + "]}")
    origin = address.split("/", 3)[2]
    calls = [event["params"] for event in found["events"] if "url" in event.get("params", {})]
    return {
        call["url"] for call in calls
        if origin in str(call.get("initiator", "")) or address in call["url"]
    }  # fmt: skip


@pytest.fixture(scope="module")
def control() -> Iterator[str]:
    """A page of somebody's own with our policy, that breaks it in each way."""
    page = b"""<!doctype html><title>x</title><style>p{color:red}</style><p style="margin:0">
<script>document.title='ran'</script><img src="http://127.0.0.1:9/x.png" onerror="1">"""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Security-Policy", POLICY)
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_a_broken_policy_would_be_seen(control: str, tmp_path: Path) -> None:
    page, console, _ = visit(control, tmp_path)
    assert "<title>x</title>" in page
    broken = [line for line in console if BROKEN.search(line)]
    for what in ("style", "script", "127.0.0.1:9"):
        assert any(what in line for line in broken), (what, console)


@pytest.mark.parametrize(
    "path",
    ["/", "/doc/element/kwaad", "/doc/view/kwaad", "/doc/view/kwaad.svg", "/sparql"],
)
def test_a_page_keeps_to_its_policy(odd_web: Web, path: str, tmp_path: Path) -> None:
    page, console, asked = visit(odd_web.root + path, tmp_path)
    assert console == []
    assert "<svg" in page or "<main" in page
    assert odd_web.root + path in asked
    assert all(address.startswith(odd_web.root + "/") for address in asked), asked
    if not path.endswith(".svg"):
        assert odd_web.root + asset("gemma.css") in asked
        assert page.count("<script") <= 2


def test_a_real_plate_keeps_to_its_policy(real: Web, tmp_path: Path) -> None:
    listed = real.send("/doc/view.csv").text.splitlines()[2]
    path = "/doc/view/" + listed.split(",")[0].rpartition("/")[2]
    page, console, asked = visit(real.root + path, tmp_path)
    assert console == [] and "<svg" in page
    assert all(address.startswith(real.root + "/") for address in asked), asked
