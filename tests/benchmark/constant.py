"""The floor: the HTTP server that we use, with the same settings, and one answer that is ready.

`python -m tests.benchmark.constant` serves it on PORT; what an answer takes here is HTTP, not ours.
"""

import os
from collections.abc import Callable, Iterable
from typing import Any

from scripts.serve import _serve
from server.settings import read

#: As long as the answer to a small query.
BODY = b" " * 200
_HEADERS = [("Content-Type", "text/plain"), ("Content-Length", str(len(BODY)))]


def application(_environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """Answer the same, whatever is asked."""
    start("200 OK", list(_HEADERS))
    return [BODY]


if __name__ == "__main__":
    _serve(read(os.environ), lambda: application, lambda: None)
