"""Steps: the releases that there are, oldest first; the one in use is the last.

A release begins with the date that its publisher states; of one date, the name decides. What has a
later date than the release in use was taken back, and is no step.
"""

import re
from pathlib import Path
from typing import Final

from server.errors import ReleaseError
from server.release import Release, read_manifest

_NAME: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9a-f]{12}")


def releases(current: Release) -> dict[str, Path]:
    """Return the folder of every release that can be compared with the one in use, by name.

    In order, the one in use last; one without a whole manifest, or with another base IRI, is none.
    """
    found = {}
    for folder in sorted(current.folder.parent.iterdir()):
        if _NAME.fullmatch(folder.name) and folder.name[:10] <= current.id[:10]:
            try:
                manifest = read_manifest(folder)
            except ReleaseError:
                continue
            if (manifest["id"], manifest["base"]) == (folder.name, current.base):
                found[folder.name] = folder
    found.pop(current.id, None)
    return {**found, current.id: current.folder}
