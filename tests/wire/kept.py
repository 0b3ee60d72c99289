"""A server of the tests that `scripts.keeper` keeps, as a program: `kept.py FOLDER`.

The file `how` in the folder says how a process starts: not at all (`fail`), or once somebody
writes to the pipe `go` (`wait`). Answers tell which process they come from; `/slow` waits for `go`.
"""

import os
import socket
import sys
from pathlib import Path
from typing import Any

from scripts import keeper
from server.errors import EngineError, GemmaError
from server.http.ready import Ready
from server.wire.inbox import Request
from server.wire.listener import Listener
from tests.wire.listening import SECONDS, ok


class Named:
    """An application that tells which process answers."""

    def __init__(self, go: Path) -> None:
        """Keep what `/slow` waits for."""
        self._go = go

    def recall(self, _head: bytes, _peer: str) -> Ready | None:
        """Remember nothing."""
        return None

    def answer(self, environ: dict[str, Any], _head: bytes) -> Ready:
        """Answer with the number of this process."""
        if environ["PATH_INFO"] == "/slow":
            say("slow")
            self._go.read_bytes()
        return ok(str(os.getpid()).encode())

    def is_brief(self, _request: Request) -> bool:
        """Nothing is: a thread answers what takes long."""
        return False

    def offer(self, _environ: dict[str, Any], _head: bytes) -> None:
        """Lend nobody."""

    def reclaim(self) -> None:
        """Nobody was lent."""

    def refuse(self, error: GemmaError, _peer: str) -> Ready:
        """Answer what is no request."""
        return ok(b"", f"{error.status} x")


def say(word: str) -> None:
    """Tell the test."""
    print(word, file=sys.stderr, flush=True)


def main(folder: Path) -> int:
    """Serve until told to stop."""
    bound = socket.socket()
    bound.bind(("127.0.0.1", 0))

    def make() -> Listener:
        how = (folder / "how").read_text()
        say(f"starts {how}")
        if how == "fail":
            raise EngineError("as it was asked to")
        if how == "wait":
            (folder / "go").read_bytes()
        return Listener(bound, Named(folder / "go"), 8)

    keeper._PAUSE = 0.05  # type: ignore[misc]
    try:
        keeper.keep(make, bound.close, SECONDS, f"listens {bound.getsockname()[1]}")
    except GemmaError as error:
        say(f"error: {error}")
        return error.status // 100
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
