"""What CKAN itself makes of our catalogue; run with the Python of `.portals/ckan`, see `official`.

The catalogue as RDF/XML comes in on standard input, the name of a dataset and its tags as
arguments. Out go, as JSON, the datasets that CKAN's harvester reads (ckanext-dcat), and what CKAN's
own validators have against the name and the tags.
"""

import json
import sys
from typing import Any

from ckan.logic.validators import name_validator, tag_length_validator, tag_name_validator
from ckan.plugins.toolkit import Invalid
from ckanext.dcat.processors import RDFParser


def main(name: str, tags: list[str]) -> None:
    """Read, validate and print."""
    parser = RDFParser()
    parser.parse(sys.stdin.buffer.read(), "xml")
    wrong = [
        *objections(name_validator, name),
        *(text for tag in tags for text in objections(tag_length_validator, tag)),
        *(text for tag in tags for text in objections(tag_name_validator, tag)),
    ]
    json.dump({"datasets": list(parser.datasets()), "wrong": wrong}, sys.stdout)


def objections(validator: Any, value: str) -> list[str]:
    """What a validator has against a value."""
    try:
        validator(value, {})
    except Invalid as error:
        return [f"{value}: {error.error}"]
    return []


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
