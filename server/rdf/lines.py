"""Lines: bytes for a parser, a line at a time, so that what it read is known to stand there."""


class Lines:
    """A file that hands out at most one line at a time; `line` is the one last begun, from 1."""

    def __init__(self, content: bytes) -> None:
        """Begin before the first line."""
        self._lines = iter(content.splitlines(keepends=True))
        self._rest = b""
        self.line = 0

    def read(self, size: int) -> bytes:
        """Return at most `size` bytes; the parser ends the process when it gets more."""
        if not self._rest:
            self._rest = next(self._lines, b"")
            self.line += bool(self._rest)
        part, self._rest = self._rest[:size], self._rest[size:]
        return part
