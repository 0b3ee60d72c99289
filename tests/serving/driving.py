"""Driving: a real Chromium that does what it is told (Chrome DevTools Protocol, over a pipe)."""

import json
import os
import select
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from tests.serving.test_browser import CHROMIUM

#: Seconds that anything may take before it counts as not coming.
PATIENCE = 60


#: How Chromium answers who asks a page that it just leaves for another (a `ServerError`).
_LEFT = -32_000


class LeftError(Exception):
    """A page was asked something while the tab left it."""


class Browser:
    """Sends commands, of a session where one is named, and keeps what it hears meanwhile."""

    def __init__(self, out: BinaryIO, into: BinaryIO) -> None:
        self._out, self._into = out, into
        self._rest = b""
        self._number = 0
        #: What happened, as the browser tells it: console, requests.
        self.heard: list[dict[str, Any]] = []

    def __call__(self, method: str, session: str = "", **params: Any) -> dict[str, Any]:
        """The result of a command; raises `LeftError` where the page went away meanwhile."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        message |= {"sessionId": session} if session else {}
        self._out.write(json.dumps(message).encode() + b"\0")
        while True:
            answer = self._told()
            if answer.get("id") == self._number:
                error = answer.get("error", {})
                if error.get("code") == _LEFT:
                    raise LeftError(f"{method}: {error}")
                assert not error, f"{method}: {error}"
                return dict(answer["result"])
            self.heard.append(answer)

    def leave_alone(self) -> None:
        """Let it work until it tells something, for a hundredth of a second at most."""
        if b"\0" in self._rest or select.select([self._into], [], [], 0.01)[0]:
            self.heard.append(self._told())

    def _told(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            some = self._into.read(65_536)
            assert some, "the browser is gone"
            self._rest += some
        told, _, self._rest = self._rest.partition(b"\0")
        return dict(json.loads(told))


@contextmanager
def driven(folder: Path) -> Iterator[Browser]:
    """A browser with a profile of its own, for as long as the block lasts."""
    theirs_in, ours_out = os.pipe()
    ours_in, theirs_out = os.pipe()
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
    with (
        os.fdopen(ours_out, "wb", buffering=0) as out,
        os.fdopen(ours_in, "rb", buffering=0) as into,
    ):
        ask = Browser(out, into)
        yield ask
        ask("Browser.close")
    browser.wait(timeout=30)


class Tab:
    """One tab of a browser: goes to pages, presses keys, and tells what it sees."""

    def __init__(self, ask: Browser) -> None:
        self.browser = ask
        target = ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]

    def tell(self, method: str, **params: Any) -> dict[str, Any]:
        return self.browser(method, self.session, **params)

    def look(self, expression: str) -> Any:
        """The value of an expression of JavaScript in the page as it is now."""
        found = self.tell("Runtime.evaluate", expression=expression, returnByValue=True)
        return found["result"].get("value")

    def wait(self, expression: str) -> Any:
        """The value of an expression once it is true, on this page or on the next."""
        latest = time.monotonic() + PATIENCE
        while True:
            with suppress(LeftError):
                if found := self.look(expression):
                    return found
            assert time.monotonic() < latest, expression
            self.browser.leave_alone()

    def go(self, address: str) -> None:
        self.tell("Page.navigate", url=address)
        self.arrived(address)

    def arrived(self, address: str) -> None:
        there = json.dumps(address)
        self.wait(f"document.readyState === 'complete' && location.href === {there}")

    def type(self, text: str) -> None:
        self.tell("Input.insertText", text=text)

    def press(self, key: str, modifiers: int = 0) -> None:
        """Press a key by its name (UI Events); that of Alt is 1 among the modifiers."""
        code = {"Enter": 13, "Escape": 27, "Tab": 9, "Home": 36, "End": 35}.get(key, 0)
        more = {"text": "\r"} if key == "Enter" else {}
        for kind in ("keyDown", "keyUp"):
            self.tell(
                "Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=code,
                modifiers=modifiers, **(more if kind == "keyDown" else {}),
            )  # fmt: skip
