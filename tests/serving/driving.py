"""Driving: a real Chromium that does what it is told (Chrome DevTools Protocol, over a pipe)."""

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.serving.test_browser import CHROMIUM

#: Sends a command, of a session where one is named, and returns its result.
Ask = Callable[..., dict[str, Any]]
#: Seconds that anything may take before it counts as not coming.
PATIENCE = 60


@contextmanager
def driven(folder: Path) -> Iterator[Ask]:
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


class Tab:
    """One tab of a browser: goes to pages, presses keys, and tells what it sees."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        target = ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]

    def tell(self, method: str, **params: Any) -> dict[str, Any]:
        return self._ask(method, self.session, **params)

    def look(self, expression: str) -> Any:
        """The value of an expression of JavaScript in the page as it is now."""
        found = self.tell("Runtime.evaluate", expression=expression, returnByValue=True)
        return found["result"].get("value")

    def wait(self, expression: str) -> Any:
        """The value of an expression once it is true."""
        latest = time.monotonic() + PATIENCE
        while not (found := self.look(expression)):
            assert time.monotonic() < latest, expression
        return found

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
