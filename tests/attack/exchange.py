"""One hostile request and its answer, and what no answer to any of them may be."""

import contextlib
import http.client
import re
import socket
import time
from dataclasses import dataclass
from typing import Final

from tests.attack.clients import PATIENCE
from tests.attack.hostile import CUT_OFF, HOST, Hostile

#: What tells how the server is made or where it stands.
_TRACE: Final = re.compile(
    rb"Traceback|File \"|site-packages|panicked|granian|pyoxigraph|werkzeug|root:x:0|nginx/\d"
)
#: Markup of a request or of the data that a browser would carry out.
_ALIVE: Final = re.compile(
    rb"<script>alert|<img src=x|(?:href|src|action)=[\"']?\s*(?:javascript|data:text|vbscript)",
    re.I,
)
_BROWSED: Final = ("text/html", "image/svg+xml", "application/xhtml+xml")
_WHOLE: Final = {
    "text/html": (b"</html>", b"</html>\n", b"</html>\r\n"),
    "application/sparql-results+json": (b"}", b"}\n"),
    "application/problem+json": (b"}", b"}\n"),
}


@dataclass(frozen=True)
class Answer:
    """An answer to a request of the corpus; status 0 for a connection that just ended."""

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float
    whole: bool


def exchange(port: int, source: str, sent: bytes) -> Answer:
    """Send bytes from an address of this machine and read what comes back."""
    began = time.monotonic()
    status, headers, body, whole = CUT_OFF, dict[str, str](), b"", True
    with socket.create_connection(("127.0.0.1", port), PATIENCE, (source, 0)) as line:
        with contextlib.suppress(OSError):  # refused before all was read: the answer is there
            line.sendall(sent)
        reply = http.client.HTTPResponse(line, method=sent.partition(b" ")[0].decode("latin-1"))
        try:
            reply.begin()
            status = reply.status
            headers = {name.lower(): value for name, value in reply.getheaders()}
            body = reply.read()
        except (http.client.HTTPException, OSError):
            whole = status == CUT_OFF
    return Answer(status, headers, body, time.monotonic() - began, whole)


def wrong(one: Hostile, answer: Answer, secret: bytes) -> list[str]:
    """Return what is wrong with an answer, in a few words each."""
    kind = answer.headers.get("content-type", "").partition(";")[0]
    head = "\n".join(f"{name}: {value}" for name, value in answer.headers.items()).encode()
    where = answer.headers.get("location", "/")
    ends = _WHOLE.get(kind)
    found = {
        f"status {answer.status}": answer.status not in one.right,
        "cut off": not answer.whole,
        f"cut off {kind}": bool(ends and answer.body and not answer.body.endswith(ends)),
        "a trace": bool(_TRACE.search(head + b"\n" + answer.body)),
        "the secret": secret in answer.body,
        "markup that is carried out": kind in _BROWSED and bool(_ALIVE.search(answer.body)),
        "a field of the attacker": "x-evil" in answer.headers,
        f"leads to {where}": not re.match(rf"/(?![/\\])|https?://{HOST}/", where),
    }
    return [fault for fault, is_so in found.items() if is_so]
