"""Ranges: which part of a file a request asks for (RFC 9110, section 14); pure.

One range of bytes is served. What is not understood, or asks for several ranges, gets the whole
file, as 14.2 allows: nobody who resumes a download asks for more than one.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

#: The largest position that is read; a longer number is larger than any file.
_NUMBER: Final = r"[0-9]{1,18}"
_INT: Final = re.compile(rf"({_NUMBER})-({_NUMBER})?")
_SUFFIX: Final = re.compile(rf"-({_NUMBER})")


@dataclass(frozen=True)
class Part:
    """The bytes from `first` up to and including `last`."""

    first: int
    last: int

    def content_range(self, size: int) -> str:
        """Return the value of Content-Range (14.4)."""
        return f"bytes {self.first}-{self.last}/{size}"


class Unsatisfiable:
    """A range that no byte of the file is in (15.5.17)."""


Asked: TypeAlias = Part | Unsatisfiable | None


def choose(environ: Mapping[str, object], tag: str, size: int) -> Asked:
    """Return the part of a file that a request asks for; None for the whole file.

    `tag` is the strong entity tag of the file, `size` its bytes. To be asked after the conditions
    of the request have let it through (13.2.2): only If-Range is judged here.
    """
    header = environ.get("HTTP_RANGE")
    # Ranges are defined for GET only (14.2).
    if header is None or environ.get("REQUEST_METHOD") != "GET":
        return None
    condition = environ.get("HTTP_IF_RANGE")
    # Only a strong tag that is ours says that the client has a part of these bytes. A date (13.1.5)
    # says nothing of a file without Last-Modified, and a weak tag starts with W/.
    if condition is not None and str(condition).strip() != tag:
        return None
    return _read(str(header), size)


def unsatisfied(size: int) -> str:
    """Return the value of Content-Range of a refusal (14.4)."""
    return f"bytes */{size}"


def _read(header: str, size: int) -> Asked:
    unit, equals, text = header.partition("=")
    if not equals or unit.strip().lower() != "bytes":
        return None
    # A list may have empty elements, and white space around each (5.6.1).
    specs = [spec for part in text.split(",") if (spec := part.strip(" \t"))]
    if len(specs) != 1:
        return None
    if found := _SUFFIX.fullmatch(specs[0]):
        length = min(int(found[1]), size)
        return Part(size - length, size - 1) if length else Unsatisfiable()
    if found := _INT.fullmatch(specs[0]):
        first = int(found[1])
        if found[2] and int(found[2]) < first:
            return None  # invalid (14.1.1), which is not the same as unsatisfiable
        last = min(int(found[2]), size - 1) if found[2] else size - 1
        return Part(first, last) if first < size else Unsatisfiable()
    return None
