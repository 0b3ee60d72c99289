"""The floor: the HTTP server of `gemma serve` that hands out one answer and does nothing else.

What it takes is what any answer takes on that server; what ours takes beyond it is ours.
"""

import json
import os
import sys
from functools import partial
from pathlib import Path
from typing import Any

from scripts.serve import listen
from server.errors import GemmaError
from server.http.ready import Ready
from server.settings import read
from server.wire.inbox import Request


class Constant:
    """An application that has one answer."""

    def __init__(self, ready: Ready) -> None:
        """Keep it."""
        self._ready = ready

    def recall(self, _head: bytes, _peer: str) -> Ready:
        """Return it."""
        return self._ready

    def is_brief(self, _request: Request) -> bool:
        """Tell that it is."""
        return True

    def answer(self, _environ: dict[str, Any], _head: bytes) -> Ready:
        """Return it."""
        return self._ready

    def offer(self, _environ: dict[str, Any], _head: bytes) -> None:
        """Lend nobody."""

    def reclaim(self) -> None:
        """Nobody was lent."""

    def refuse(self, _error: GemmaError, _peer: str) -> Ready:
        """Return it."""
        return self._ready


def main(fields: str, body: str) -> None:
    """Serve a file on PORT, with fields from a JSON list of pairs."""
    headers = [(name, value) for name, value in json.loads(Path(fields).read_text("utf-8"))]
    listen(read(os.environ), partial(Constant, Ready("200 OK", headers, Path(body).read_bytes())))


if __name__ == "__main__":
    main(*sys.argv[1:])
