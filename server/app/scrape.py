"""Scraping: the numbers for Prometheus, on an address of their own, so never beside the data."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Final

from server.http.observe import Metrics

_CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"


class _Server(HTTPServer):
    allow_reuse_port = True  # while a process takes over from another, both are there


def listen(address: tuple[str, int], metrics: Metrics) -> None:
    """Answer GET /metrics on an address; raises `OSError` when it cannot be listened on."""

    class Handler(BaseHTTPRequestHandler):
        timeout = 2  # one at a time: who is slow is hung up on

        def do_GET(self) -> None:
            """Send the numbers."""
            found = self.path.partition("?")[0] == "/metrics"
            body = metrics.text().encode() if found else b"/metrics\n"
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", _CONTENT_TYPE)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def version_string(self) -> str:
            """Name no software."""
            return "gemma"

        def log_message(self, *_: object) -> None:
            """Say nothing: the log is about what is published."""

    server = _Server(address, Handler)
    threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()
