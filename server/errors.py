"""Errors: one small tree; every error knows its HTTP status and tells its reader what to do.

The statuses are those of RFC 9110, section 15. `str(error)` is one line for a person; nothing in
it shows a stack, a path of the server or a secret.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, TypeAlias

#: A text for a person, in Dutch and in English.
Both: TypeAlias = tuple[str, str]


class GemmaError(Exception):
    """Anything this software refuses or fails at. `detail` says what is wrong and what to do.

    `said` is that in Dutch and in English; "" for English where it is not said in that.
    """

    status: ClassVar[int] = 500
    title: ClassVar[Both] = ("Interne fout", "Internal error")

    def __init__(self, detail: str | Both) -> None:
        """Keep `detail`, one line for a person, in Dutch or in both languages."""
        self.said: Both = (detail, "") if isinstance(detail, str) else detail
        self.detail = self.said[0]
        super().__init__(self.detail)


class BadRequestError(GemmaError):
    """The request cannot be understood (RFC 9110, 15.5.1)."""

    status = 400
    title = ("Verzoek niet begrepen", "Request not understood")


class QuerySyntaxError(BadRequestError):
    """The SPARQL text does not parse; `line` and `column` count from 1 where the parser knows."""

    title = ("Fout in de SPARQL-vraag", "Mistake in the SPARQL query")

    def __init__(
        self, detail: str | Both, line: int | None = None, column: int | None = None
    ) -> None:
        """Keep the position beside the text."""
        super().__init__(detail)
        self.line = line
        self.column = column


class RefusedError(GemmaError):
    """Understood and refused: an update, SERVICE, a graph of somebody else (RFC 9110, 15.5.4)."""

    status = 403
    title = ("Niet toegestaan", "Not allowed")


class NotFoundError(GemmaError):
    """Nothing is known at this path (RFC 9110, 15.5.5)."""

    status = 404
    title = ("Niet gevonden", "Not found")


class MethodNotAllowedError(GemmaError):
    """The method does not fit the resource; `allow` lists those that do (RFC 9110, 15.5.6)."""

    status = 405
    title = ("Methode niet toegestaan", "Method not allowed")

    def __init__(self, detail: str | Both, allow: Sequence[str]) -> None:
        """Keep the methods for the Allow header."""
        super().__init__(detail)
        self.allow = tuple(allow)


class NotAcceptableError(GemmaError):
    """No form that we have fits Accept; `offers` lists the media types (RFC 9110, 15.5.7)."""

    status = 406
    title = ("Geen passende vorm", "No form that fits")

    def __init__(self, detail: str | Both, offers: Sequence[str]) -> None:
        """Keep the offers, best first."""
        super().__init__(detail)
        self.offers = tuple(offers)


class GoneError(GemmaError):
    """Withdrawn for good; its description names the successor (RFC 9110, 15.5.11)."""

    status = 410
    title = ("Ingetrokken", "Withdrawn")


class RequestTimeoutError(GemmaError):
    """A request was begun and did not come in time (RFC 9110, 15.5.9)."""

    status = 408
    title = ("Verzoek kwam niet op tijd", "Request did not come in time")


class PreconditionFailedError(GemmaError):
    """A condition of the request does not hold (RFC 9110, 15.5.13)."""

    status = 412
    title = ("Voorwaarde niet vervuld", "Condition not met")


class TooLargeError(GemmaError):
    """The request or the answer is larger than we handle (RFC 9110, 15.5.14)."""

    status = 413
    title = ("Te groot", "Too large")


class TargetTooLongError(GemmaError):
    """The address is longer than we read (RFC 9110, 15.5.15)."""

    status = 414
    title = ("Adres te lang", "Address too long")


class UnsupportedMediaTypeError(GemmaError):
    """The body is in a form that the protocol does not have (RFC 9110, 15.5.16)."""

    status = 415
    title = ("Mediatype niet ondersteund", "Media type not supported")


class RangeNotSatisfiableError(GemmaError):
    """No byte of the file is in the range that is asked (RFC 9110, 15.5.17); `size` is its size."""

    status = 416
    title = ("Geen deel van dit bestand", "No part of this file")

    def __init__(self, detail: str | Both, size: int) -> None:
        """Keep the size of the file, in bytes."""
        super().__init__(detail)
        self.size = size


class HeadersTooLargeError(GemmaError):
    """The header fields of the request are larger than we read (RFC 6585, 5)."""

    status = 431
    title = ("Velden te groot", "Fields too large")


class UnknownCodingError(GemmaError):
    """The body is coded in a way that is not known here (RFC 9112, 6.1)."""

    status = 501
    title = ("Codering onbekend", "Coding not known")


class VersionError(GemmaError):
    """Another HTTP than this server speaks (RFC 9110, 15.6.6)."""

    status = 505
    title = ("Andere versie van HTTP", "Other version of HTTP")


class EngineError(GemmaError):
    """The SPARQL engine failed or gave nothing usable (RFC 9110, 15.6.3)."""

    status = 502
    title = ("Zoekmachine antwoordt niet goed", "Engine answers wrongly")


class EngineTimeoutError(EngineError):
    """The endpoint that we ask did not answer in time (RFC 9110, 15.6.5)."""

    status = 504
    title = ("Zoekmachine antwoordt niet op tijd", "Engine answers too late")


class UnavailableError(GemmaError):
    """Not now: no free worker, too heavy a query (RFC 9110, 15.6.4).

    `retry_after` is the number of seconds after which trying again makes sense (10.2.3).
    """

    status = 503
    title = ("Nu niet beschikbaar", "Not available now")
    later: ClassVar[int] = 5

    def __init__(self, detail: str | Both, retry_after: int | None = None) -> None:
        """Keep the seconds to wait; without any, those of the kind of error."""
        super().__init__(detail)
        self.retry_after = self.later if retry_after is None else retry_after


class QueryTimeoutError(UnavailableError):
    """The query ran past its deadline and was stopped."""

    title = ("Vraag duurde te lang", "Query took too long")
    later = 60


class QueryMemoryError(UnavailableError):
    """The query needed more memory than a worker has."""

    title = ("Vraag heeft te veel geheugen nodig", "Query needs too much memory")
    later = 60


class TooManyRequestsError(UnavailableError):
    """This client asks more than its share (RFC 6585, 4)."""

    status = 429
    title = ("Te veel gevraagd", "Too much asked")


class SettingsError(GemmaError):
    """A setting from the environment is wrong; the text names it and shows a right value."""


class ReleaseError(UnavailableError):
    """A release is missing, half written or not what its manifest says."""

    title = ("Geen bruikbare uitgave", "No usable release")


class BusyError(GemmaError):
    """Another build holds the lock."""


class SourceError(GemmaError):
    """A source cannot be used; the text starts with `file:line:column:` as far as known."""

    status = 422
    title = ("Fout in een bron", "Mistake in a source")

    def __init__(
        self, detail: str, file: Path | None = None, line: int | None = None, column: int = 0
    ) -> None:
        """Put the place before the text, as editors and compilers write it."""
        place = ":".join(str(part) for part in (file, line, column or None) if part is not None)
        super().__init__(f"{place}: {detail}" if place else detail)
        self.file = file
        self.line = line
        self.column = column


class ListError(GemmaError):
    """A user's list cannot be read as one; `said` is why, in Dutch and English, `line` from 1."""

    status = 422
    title = ("Lijst niet te lezen", "List cannot be read")

    def __init__(self, nl: str, en: str, line: int = 0) -> None:
        """Put the line before the text, where one is known."""
        super().__init__((f"Regel {line}: {nl}", f"Line {line}: {en}") if line else (nl, en))
        self.line = line


class ChecksFailedError(GemmaError):
    """The sources break a rule; `lines` holds one line per finding."""

    status = 422
    title = ("Controle niet doorstaan", "Checks not passed")

    def __init__(self, detail: str, lines: Sequence[str]) -> None:
        """Keep the findings, most severe first."""
        super().__init__(detail)
        self.lines = tuple(lines)
