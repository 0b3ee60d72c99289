"""Lines: a release by named graph, as the lines of N-Triples that we wrote ourselves."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from server.release import Release, of_base, open_current, open_models
from server.settings import Settings


def split(release: Release) -> Mapping[str, Sequence[str]]:
    """Return the triples of each graph of a release, by key, as lines of N-Triples.

    Every line of `release.nq` is one that we wrote: the graph is its last IRI, which has no space.
    """
    keys = {f"<{graph['iri']}>": key for key, graph in release.manifest["graphs"].items()}
    found: dict[str, list[str]] = defaultdict(list)
    for line in release.quads.read_text(encoding="utf-8").split("\n"):
        if line:
            triple, _, graph = line.removesuffix(" .").rpartition(" ")
            found[keys[graph]].append(f"{triple} .\n")
    return {key: found[key] for key in release.manifest["graphs"]}


def in_use(settings: Settings) -> Release:
    """Open the release in use, which must be of the base that the settings name.

    Raises `ReleaseError` when no whole release is in use, or one of another base.
    """
    return of_base(open_current(settings.var), settings.base)


def models_in_use(settings: Settings) -> tuple[Release, ...]:
    """Open the imported models that are served beside the release in use; raises `ReleaseError`."""
    return open_models(settings.var, settings.base)
