"""Changes: the difference between two announcements, in lines for a person; pure."""

import json
from collections.abc import Iterator

from scripts.publishing.fields import Announcement, Json, Values


def differences(now: Announcement | None, then: Announcement) -> list[str]:
    """Say what changes from `now` (nothing yet when it is none) to `then`, a line per value.

    The order in lists means nothing to a portal, and neither does a number written as text.
    """
    old = now or Announcement({}, {})
    lines = list(_values(old.fields, then.fields))
    for url in sorted({*old.files, *then.files}):
        if url not in then.files:
            lines.append(f"- file {url}")
        elif url not in old.files:
            lines.append(f"+ file {url}")
            lines += [f"  {line}" for line in _values({}, then.files[url])]
        elif changed := list(_values(old.files[url], then.files[url])):
            lines.append(f"  file {url}")
            lines += [f"  {line}" for line in changed]
    return lines


def _values(old: Values, new: Values) -> Iterator[str]:
    for name in (*new, *(name for name in old if name not in new)):
        before, after = _listed(old.get(name)), _listed(new.get(name))
        yield from (f"- {name}: {value}" for value in before if value not in after)
        yield from (f"+ {name}: {value}" for value in after if value not in before)


def _listed(value: Json) -> list[str]:
    """Return the values of a field, each on one line."""
    values = value if isinstance(value, list) else [] if value is None else [value]
    return [
        v.replace("\n", "\\n") if isinstance(v, str) else json.dumps(v, sort_keys=True)
        for v in values
    ]
