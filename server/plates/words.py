"""Words: what a plate says of itself, by language; names of things come from the data."""

from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "nl": {
        "flow": "Stroom {number}: {text}.",
        "from": " Van {}",
        "via": " via {}",
        "to": " naar {}.",
        "flows": "Stromen",
        "legend": "Legenda",
        "stream": "Informatiestroom, met nummer",
        "unnumbered": "Stroom zonder nummer",
        "step": "Stap binnen een vak",
        "band": "Band",
        "layer": "Laag",
        "standard": "Standaard",
        "layout": "De bron verloor haar tekening: plaats en lijnen zijn hier opnieuw ontworpen.",
    },
    "en": {
        "flow": "Flow {number}: {text}.",
        "from": " From {}",
        "via": " through {}",
        "to": " to {}.",
        "flows": "Flows",
        "legend": "Legend",
        "stream": "Flow of information, with its number",
        "unnumbered": "Flow without a number",
        "step": "Step inside a box",
        "band": "Band",
        "layer": "Layer",
        "standard": "Standard",
        "layout": "The source lost its drawing: positions and lines are designed anew here.",
    },
}
