"""Downloads: which files of a release anyone may fetch, what they are and where; one table.

The graphs about the release itself are not among them: no file can hold its own checksum, and a
report comes after what it is about.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from server.formats import BY_KEY, Format
from server.graphs import ABOUT_RELEASE, GRAPHS, WHOLE

#: In the place of a release: the one in use.
LATEST: Final = "latest"
#: The folder of these files in a release.
FOLDER: Final = "graphs"


@dataclass(frozen=True)
class Download:
    """A file to fetch: the graph with this key in one form, or all of them without a key."""

    graph: str
    format: Format

    @property
    def key(self) -> str:
        """The key of its distribution: what it holds and in what form."""
        return f"{self.graph or WHOLE}-{self.format.suffix}"

    @property
    def name(self) -> str:
        """The name of the file, in its address too."""
        return f"{self.graph or WHOLE}.{self.format.suffix}"


DOWNLOADS: Final[tuple[Download, ...]] = (
    Download("", BY_KEY["n-quads"]),
    *(
        Download(graph.key, BY_KEY[form])
        for graph in GRAPHS
        if graph.key not in ABOUT_RELEASE
        for form in ("turtle", "n-triples")
    ),
)
BY_NAME: Final[Mapping[str, Download]] = {download.name: download for download in DOWNLOADS}


def path(release: str, name: str) -> str:
    """Return the path, without leading slash, at which a file of a release is fetched."""
    return f"download/{release}/{name}"
