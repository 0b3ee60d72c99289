"""Fields: a portal's words for what the catalogue says, filled from one table; pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

from scripts.publishing.addresses import why_not_public
from scripts.publishing.description import Dataset, File, Texts

Thing = TypeVar("Thing")

#: What JSON can hold.
Json: TypeAlias = Any
Values: TypeAlias = Mapping[str, Json]


@dataclass(frozen=True)
class Field(Generic[Thing]):
    """A field of a portal: its name, the term of the catalogue that says it, and its value.

    `codes` turns a code of the catalogue into that of the portal, or into nothing where its list
    has no such thing.
    """

    name: str
    term: str
    value: Callable[[Thing], Json]
    must: bool = False
    codes: Callable[[str], str] | None = None


@dataclass(frozen=True)
class Announcement:
    """What a portal says, or is to say, of one dataset: its fields, and its files by access URL."""

    fields: Values
    files: Mapping[str, Values]


def announce(
    dataset: Dataset,
    of_dataset: Sequence[Field[Dataset]],
    of_file: Sequence[Field[File]],
) -> tuple[Announcement, list[str]]:
    """Return what a portal is to say of a dataset, and why it could not, one line per reason."""
    fields, refusals = fill(of_dataset, dataset)
    files: dict[str, Values] = {}
    for file in dataset.files:
        values, wrong = fill(of_file, file)
        name = file.access_url or file.iri
        refusals += [f"{name}: {line}" for line in wrong]
        if name in files:
            refusals.append(f"{name}: two files have this access URL, so a portal mixes them up")
        files[name] = values
    for address in _addresses(dataset):
        if why := why_not_public(address):
            refusals.append(f"{address} {why}")
    return Announcement(fields, files), refusals


def fill(table: Iterable[Field[Thing]], thing: Thing) -> tuple[dict[str, Json], list[str]]:
    """Fill the fields of a table that have a value, and say which of the rest are needed."""
    filled: dict[str, Json] = {}
    refusals = []
    for field in table:
        value = field.value(thing)
        if field.codes is not None:
            value, unknown = _translate(field.codes, value)
            refusals += [
                f"{field.name}: {code} ({field.term}) is not in the list of the portal"
                for code in unknown
            ]
            if unknown:
                continue
        if not is_empty(value):
            filled[field.name] = value
        elif field.must:
            refusals.append(f"{field.name}: needed, and the catalogue has no {field.term}")
    return filled, refusals


def known(table: Iterable[Field[Thing]], shown: Values) -> dict[str, Json]:
    """Return of what a portal shows the fields that a table fills and that say something."""
    return {f.name: shown[f.name] for f in table if not is_empty(shown.get(f.name))}


def is_empty(value: Json) -> bool:
    """Tell whether a value says nothing; a number or a truth value always says something."""
    return value is None or value in ("", [], {}, ())


def dutch(texts: Texts) -> str:
    """Return the Dutch text, for portals that take one language."""
    return texts.get("nl", "")


def _translate(codes: Callable[[str], str], value: Json) -> tuple[Json, list[str]]:
    """Translate a code or a list of codes; also return those that the list does not have."""
    if not isinstance(value, list):
        return (codes(value), [] if codes(value) else [value]) if value else ("", [])
    return sorted({codes(code) for code in value}), [code for code in value if not codes(code)]


def _addresses(dataset: Dataset) -> list[str]:
    """Return, once each, the addresses that visitors of a portal are sent to."""
    found = [dataset.iri, dataset.landing_page, *dataset.pages, dataset.contact.page]
    for file in dataset.files:
        found += [file.access_url, file.download_url]
    return [address for address in dict.fromkeys(found) if address]
