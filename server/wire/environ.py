"""Environ: a request as an application is told of it (PEP 3333); pure."""

import io
import sys
from functools import lru_cache
from typing import Any, Final

from server.wire.heads import Head, path_and_query

#: Fields that have a name of their own (RFC 3875, 4.1).
_OWN: Final = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}


def environ(head: Head, body: bytes, peer: str, host: str, port: int) -> dict[str, Any]:
    """Return the environment of a request that `peer` sent to this `host` and `port`.

    A field with an underscore in its name is left out: as a variable it could not be told from
    the one with a hyphen, so it could pass for what a proxy said.
    """
    path, query = path_and_query(head.target)
    found: dict[str, Any] = {
        "REQUEST_METHOD": head.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": f"HTTP/1.{head.minor}",
        "REMOTE_ADDR": peer,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        # The body is whole, whether or not its length was said before.
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in head.fields.items():
        if name in _OWN:
            found[_OWN[name]] = value
        elif "_" not in name:
            found[_variable(name)] = value
    return found


@lru_cache(maxsize=512)
def _variable(name: str) -> str:
    return f"HTTP_{name.upper().replace('-', '_')}"
