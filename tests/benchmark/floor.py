"""The floor: the HTTP server of `gemma serve` that hands out one answer and does nothing else.

What it takes is what any answer takes on that server; what ours takes beyond it is ours.
"""

import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from scripts.serve import listen
from server.settings import read


def main(fields: str, body: str) -> None:
    """Serve a file on PORT, with fields from a JSON list of pairs."""
    headers = [(name, value) for name, value in json.loads(Path(fields).read_text("utf-8"))]
    parts = [Path(body).read_bytes()]

    def constant(_environ: Any, start_response: Any) -> Iterable[bytes]:
        start_response("200 OK", headers)
        return parts

    listen(read(os.environ), lambda: constant, lambda: None)


if __name__ == "__main__":
    main(*sys.argv[1:])
