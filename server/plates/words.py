"""Words: what a plate says of itself, by language; names of things come from the data."""

from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "nl": {
        "flow": "Stroom {number}: {text}.",
        "one way": "Van {} naar {}{}.",
        "both ways": "Tussen {} en {}, heen en weer{}.",
        "unknown": "Tussen {} en {}, richting onbekend{}.",
        "via": ", via {}",
        "and": " en ",
        "standard of": "{standard}, bij {flow}",
        "condition": "Voorwaarde: {}",
        "openQuestion": "Open vraag: {}",
        "verplichtheid-optioneel": "optioneel",
        "verplichtheid-voorwaardelijk": "voorwaardelijk",
        "reikwijdte-buiten": "buiten scope",
        "reikwijdte-nog-niet": "nog niet",
        "notes": "Opmerkingen",
        "flows": "Stromen en stappen",
        "legend": "Legenda",
        "marks": "Wat opvalt",
        "marked": "Gemarkeerd: {}.",
        "unmarked": "Niet gemarkeerd",
        "stream": "Informatiestroom, met nummer",
        "unnumbered": "Stroom zonder nummer",
        "unsure": "Einden of nummer onzeker",
        "inferred": "Vak dat de pagina niet drukt",
        "step": "Stap binnen een vak",
        "band": "Band",
        "layer": "Laag",
        "layout": "De bron verloor haar tekening. Plaats en lijnen zijn hier opnieuw ontworpen; "
        "einden en richting van de stromen, en welk nummer bij welke hoort, zijn afgeleid: zie de "
        "stroom voor de grond ervan.",
    },
    "en": {
        "flow": "Flow {number}: {text}.",
        "one way": "From {} to {}{}.",
        "both ways": "Between {} and {}, both ways{}.",
        "unknown": "Between {} and {}, direction unknown{}.",
        "via": ", through {}",
        "and": " and ",
        "standard of": "{standard}, of {flow}",
        "condition": "Condition: {}",
        "openQuestion": "Open question: {}",
        "verplichtheid-optioneel": "optional",
        "verplichtheid-voorwaardelijk": "conditional",
        "reikwijdte-buiten": "out of scope",
        "reikwijdte-nog-niet": "not yet",
        "notes": "Remarks",
        "flows": "Flows and steps",
        "legend": "Legend",
        "marks": "What stands out",
        "marked": "Marked: {}.",
        "unmarked": "Not marked",
        "stream": "Flow of information, with its number",
        "unnumbered": "Flow without a number",
        "unsure": "Ends or number uncertain",
        "inferred": "Box that the page does not print",
        "step": "Step inside a box",
        "band": "Band",
        "layer": "Layer",
        "layout": "The source lost its drawing. Positions and lines are designed anew here; ends "
        "and direction of flows, and which number belongs to which, are inferred: see the flow for "
        "why.",
    },
}
