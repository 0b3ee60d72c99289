"""Calling: one total deadline for all talk with a portal, and what each failure means.

A failure may pass (try again), ends one dataset, or ends the run. No text of a failure repeats what
we sent, and where a portal repeats a key, that is blacked out.
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any, Final

from scripts.publishing.fields import Json
from server.engines.outgoing import BrokenReplyError, Reply, Request, exchange

#: The longest that one answer may take, in seconds, and the largest that is read, in bytes.
_ONE: Final = 60.0
_MAXIMUM: Final = 50 * 1024 * 1024
#: The longest that a portal may ask us to wait, in seconds.
_PATIENCE: Final = 60.0
#: Answers that say: later (RFC 9110, 15.5.9 and 15.6; RFC 6585, 4; RFC 8470, 5.2).
_LATER: Final = frozenset({408, 425, 429, 500, 502, 503, 504})


class PassingError(Exception):
    """It may go well when tried again; `wait` is how long the portal asks for, in seconds."""

    def __init__(self, text: str, wait: float | None = None) -> None:
        """Keep the wait beside the text."""
        super().__init__(text)
        self.wait = wait


class UnreachableError(PassingError):
    """Nobody answers at this address: no other dataset would fare better."""


class DatasetError(Exception):
    """This dataset cannot be announced as it is; others may."""


class RunError(Exception):
    """Nothing more can be done at this portal now."""


@dataclass(frozen=True)
class Line:
    """The way to a portal: until `deadline` (monotonic), and what must never be shown."""

    deadline: float
    secrets: set[str] = field(default_factory=set, repr=False)
    #: How long to wait before the second and the third try, in seconds.
    pauses: tuple[float, ...] = (1.0, 4.0)
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False)

    def left(self) -> float:
        """Return the seconds that are left; raises `RunError` when there are none."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise RunError("out of time (--timeout)")
        return left

    def send(self, request: Request) -> Reply:
        """Send one request; raises `PassingError` for what is no whole answer or says: later."""
        shown = f"{request.method} {request.url.partition('?')[0]}"
        try:
            reply = exchange(request, min(self.left(), _ONE), _MAXIMUM)
        except TimeoutError:
            raise PassingError(f"{shown}: no whole answer in time") from None
        except OverflowError:
            raise PassingError(f"{shown}: an answer without end") from None
        except BrokenReplyError as error:
            raise PassingError(f"{shown}: no usable answer ({self.hide(str(error))})") from None
        except OSError as error:
            raise UnreachableError(f"{shown}: {error.strerror or 'cannot be reached'}") from None
        if reply.status in _LATER:
            wait = _wait(reply.fields.get("retry-after", ""))
            raise PassingError(f"{shown}: {reply.status} {self.said(reply)}".rstrip(), wait)
        return reply

    def rest(self, tries: int, error: PassingError) -> bool:
        """Wait before another try, as long as the portal asks; false when that is not to be."""
        if tries >= len(self.pauses):
            return False
        wait = max(self.pauses[tries], error.wait or 0.0)
        if wait > min(_PATIENCE, self.left()):
            return False
        self.sleep(wait)
        return True

    def said(self, reply: Reply) -> str:
        """Return the start of what a portal said, on one line, without our secrets."""
        start = " ".join(reply.body[:10_000].decode("utf-8", "replace").split())
        return self.hide(start)[:300]  # in this order, or half a key would stay

    def hide(self, text: str) -> str:
        """Black out our secrets."""
        for secret in self.secrets:
            text = text.replace(secret, "***")
        return text


def refused(shown: str, reply: Reply, line: Line) -> Exception:
    """Return what an answer that nobody wants means, by its status."""
    said = line.said(reply)
    if 300 <= reply.status < 400:
        where = line.hide(reply.fields.get("location", ""))
        return RunError(f"{shown}: {reply.status}, a redirect that is not followed: {where}")
    if reply.status == 401:
        return RunError(f"{shown}: 401, the portal does not know us (is the key right?) {said}")
    return DatasetError(f"{shown}: {reply.status} {said}".rstrip())


def parsed(reply: Reply) -> Json:
    """Return the JSON of an answer; raises `PassingError`, as a proxy in between may say HTML."""
    try:
        return json.loads(reply.body)
    except (ValueError, RecursionError):
        kind = reply.media_type or "nothing said"
        raise PassingError(f"{reply.status}, but no JSON ({kind})") from None


def field_of(value: Json, name: str) -> Any:
    """Return a member of an object; raises `PassingError` when it is not there."""
    if not isinstance(value, Mapping) or name not in value:
        raise PassingError(f"an answer without {name}")
    return value[name]


@contextmanager
def reading() -> Iterator[None]:
    """Turn what goes wrong in reading an answer of a strange shape into `PassingError`."""
    try:
        yield
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise PassingError(f"an answer of another shape than agreed ({error!r})") from None


def _wait(text: str) -> float | None:
    """Return the seconds that Retry-After asks for (RFC 9110, 10.2.3), if it can be read."""
    if text.isdecimal():
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except ValueError:
        return None
