"""Turns: work that pages must not wait for is done one at a time, and only few may wait for it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from server.errors import TooManyRequestsError, UnavailableError


class Turns:
    """One turn, and places to wait for it; safe for threads."""

    def __init__(self, places: int, of_one: int) -> None:
        """Let `places` wait, of which `of_one` of a client, who has the turn included."""
        self._places, self._of_one = places, of_one
        self._waiting: list[str] = []
        self._counting = threading.Lock()
        self._turn = threading.Lock()

    @contextmanager
    def taken(self, who: str) -> Iterator[None]:
        """Wait for the turn and have it.

        Raises `UnavailableError` where too many wait already, `TooManyRequestsError` where this
        client does.
        """
        with self._counting:
            if self._waiting.count(who) >= self._of_one:
                raise TooManyRequestsError(
                    (
                        f"Van dit adres wachten er al {self._of_one}; probeer het zo nog eens",
                        f"{self._of_one} of this address wait already; try again in a moment",
                    )
                )
            if len(self._waiting) >= self._places:
                raise UnavailableError(
                    (
                        "Er wachten al te veel; probeer het zo nog eens",
                        "Too many are waiting already; try again in a moment",
                    )
                )
            self._waiting.append(who)
        try:
            with self._turn:
                yield
        finally:
            with self._counting:
                self._waiting.remove(who)
