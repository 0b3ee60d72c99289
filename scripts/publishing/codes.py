"""Codes: what the lists of data.overheid.nl call what the catalogue says in codes of the EU.

DCAT-AP-DONL 1.1 keeps lists of its own (waardelijsten.dcat-ap-donl.nl). Where these hold the codes
of the EU they are taken over as they are; licences, themes and organisations have others. Only what
means the same is translated: anything else is for a person to decide.
"""

from collections.abc import Callable, Mapping
from typing import Final

_EU: Final = "http://publications.europa.eu/resource/authority/"
_OWMS: Final = "http://standaarden.overheid.nl/owms/terms/"
_CC: Final = "creativecommons.org/"
_GEO: Final = "https://definities.geostandaarden.nl/dcat-ap-nl/id/waardelijst/licenties/"

NLD: Final = f"{_EU}language/NLD"
AVAILABLE: Final = "http://data.overheid.nl/status/beschikbaar"

#: Overheid:License, by the end of a code of DCAT-AP-NL 3.0 and by the address of the licence.
_LICENCES: Final[Mapping[str, tuple[str, str]]] = {
    "cc0": ("publicdomain/zero/1.0/", f"http://{_CC}publicdomain/zero/1.0/deed.nl"),
    "public_domain_mark": ("publicdomain/mark/1.0/", f"http://{_CC}publicdomain/mark/1.0/deed.nl"),
    "naamsvermelding40": ("licenses/by/4.0/", f"http://{_CC}licenses/by/4.0/deed.nl"),
    "naamsvermelding_gelijkdelen40": (
        "licenses/by-sa/4.0/",
        f"http://{_CC}licenses/by-sa/4.0/deed.nl",
    ),
}

#: Overheid:Taxonomiebeleidsagenda, by theme of the EU; the other themes have no counterpart.
_THEMES: Final[Mapping[str, str]] = {
    "AGRI": "Landbouw_(thema)",
    "ECON": "Economie",
    "EDUC": "Onderwijs_en_wetenschap",
    "ENVI": "Natuur_en_milieu",
    "GOVE": "Bestuur",
    "HEAL": "Zorg_en_gezondheid",
    "INTR": "Internationaal",
    "JUST": "Recht_(thema)",
    "TRAN": "Verkeer_(thema)",
}

#: DONL:Organization holds addresses of these kinds.
_ORGANISATIONS: Final = (_OWMS, "http://data.overheid.nl/organisatie/")

#: DONL:Language.
_LANGUAGES: Final = frozenset(f"{_EU}language/{code}" for code in ("NLD", "ENG", "FRY", "DEU"))

#: Overheid:Openbaarheidsniveau.
_ACCESS: Final = frozenset(
    f"{_EU}access-right/{code}" for code in ("PUBLIC", "RESTRICTED", "NON_PUBLIC")
)


def licence(code: str) -> str:
    """Return the licence as Overheid:License has it, or nothing."""
    for name, (path, known) in _LICENCES.items():
        spellings = {f"{scheme}://{_CC}{path}" for scheme in ("http", "https")}
        if code in {_GEO + name, known, *spellings}:
            return known
    return ""


def theme(code: str) -> str:
    """Return the theme as Overheid:Taxonomiebeleidsagenda has it, or nothing."""
    name = _THEMES.get(code.removeprefix(f"{_EU}data-theme/"), "")
    return _OWMS + name if name else ""


def organisation(codes: tuple[str, ...]) -> str:
    """Return that of an organisation's addresses which DONL:Organization could have, or nothing."""
    return next((code for code in codes if code.startswith(_ORGANISATIONS)), "")


def language(code: str) -> str:
    """Return a language that DONL:Language has, or nothing."""
    return code if code in _LANGUAGES else ""


def access(code: str) -> str:
    """Return a degree of openness that Overheid:Openbaarheidsniveau has, or nothing."""
    return code if code in _ACCESS else ""


def under(prefix: str) -> Callable[[str], str]:
    """Return a list that has every code of the EU under `prefix`, such as `frequency`."""
    return lambda code: code if code.startswith(f"{_EU}{prefix}/") else ""


frequency: Final = under("frequency")
file_type: Final = under("file-type")
eu_theme: Final = under("data-theme")


def media_type(code: str) -> str:
    """Return a media type as IANA:Mediatypes has it, or nothing."""
    return code if code.startswith("https://www.iana.org/assignments/media-types/") else ""
