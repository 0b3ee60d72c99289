"""Steps: the releases that there are, and which of them lead to the one in use, oldest first.

A release begins with the date that its publisher states; of one date, the name decides. What has a
later date than the release in use was taken back: it is still there, but no step.
"""

import re
from pathlib import Path
from typing import Final

from server.errors import ReleaseError
from server.release import Release, read_manifest

_NAME: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9a-f]{12}")


def releases(current: Release) -> tuple[list[str], dict[str, Path]]:
    """Return the names of the releases up to the one in use, and the folder of every one by name.

    One without a whole manifest, or with another base IRI, is none.
    """
    found = {current.id: current.folder}
    for folder in sorted(current.folder.parent.iterdir()):
        if _NAME.fullmatch(folder.name):
            try:
                manifest = read_manifest(folder)
            except ReleaseError:
                continue
            if (manifest["id"], manifest["base"]) == (folder.name, current.base):
                found[folder.name] = folder
    earlier = sorted(n for n in found if n[:10] <= current.id[:10] and n != current.id)
    return [*earlier, current.id], found
