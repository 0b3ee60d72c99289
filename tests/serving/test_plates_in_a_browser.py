"""Every plate as a browser draws it: its fonts decide how wide a word is, not our table."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from server.plates.around import around
from server.plates.within import within
from server.settings import DEFAULT_BASE
from server.store import Store
from tests.serving.conftest import VIEWS
from tests.serving.running import Web

CHROMIUM = shutil.which("chromium")

#: Measures every text: the box around it, and the box of the rectangle it stands in, if any.
MEASURE = """
const all = [...document.querySelectorAll('svg text')].map(text => {
  const box = element => { const r = element.getBBox(); return [r.x, r.y, r.width, r.height] };
  // A text that belongs in a rectangle has its middle there; in the list of flows it stands beside.
  const [x, y, wide, high] = box(text);
  const around = r => x + wide / 2 > r[0] && x + wide / 2 < r[0] + r[2]
    && y + high / 2 > r[1] && y + high / 2 < r[1] + r[3];
  const link = text.closest('a');
  const rects = link ? [...link.querySelectorAll('rect')] : [];
  const frame = rects.find(rect => around(box(rect)));
  const lines = [...text.querySelectorAll('tspan')].map(line => line.textContent);
  return {text: lines.join(' '), box: box(text), frame: frame ? box(frame) : null};
});
document.body.textContent = JSON.stringify(all);
"""


@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
def test_no_text_touches_another_or_leaves_its_box(
    real: Web, real_store: Store, tmp_path: Path
) -> None:
    plates = {view: real.send(f"/doc/view/{view}.svg").text for view in VIEWS}
    plates["kleur"] = real.send("/landscape.en.svg?colour=layer").text
    plates["stroom"] = real.send("/landscape.svg?view=wmo&flow=wmo-3").text
    adapter = f"{DEFAULT_BASE}id/element/digikoppeling-adapter"
    plates["rond"] = around(adapter, real_store, str)
    plates["in"] = within(f"{DEFAULT_BASE}id/element/klantcontacten", real_store, str)
    for view, svg in plates.items():
        page = tmp_path / f"{view}.html"
        page.write_text(
            f"<!doctype html><meta charset=utf-8><body>{svg}<script>{MEASURE}</script>",
            encoding="utf-8",
        )
        texts = measured(page, tmp_path / "profile")
        assert len(texts) > 3, view
        for item in texts:
            if item["frame"]:
                assert inside(item["box"], item["frame"]), (view, item)
        for i, one in enumerate(texts):
            for other in texts[i + 1 :]:
                assert not overlap(one["box"], other["box"]), (view, one["text"], other["text"])


def measured(page: Path, profile: Path) -> list[dict[str, list[float]]]:
    done = subprocess.run(
        [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync",
         f"--user-data-dir={profile}", "--dump-dom", page.as_uri()],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    found = re.search(r"<body>(.*)</body>", done.stdout, re.DOTALL)
    assert found, done.stderr[-2000:]
    texts: list[dict[str, list[float]]] = json.loads(
        found[1].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    )
    return texts


def inside(box: list[float], frame: list[float]) -> bool:
    return (
        box[0] >= frame[0] - 1
        and box[1] >= frame[1] - 1
        and box[0] + box[2] <= frame[0] + frame[2] + 1
        and box[1] + box[3] <= frame[1] + frame[3] + 1
    )


def overlap(one: list[float], other: list[float]) -> bool:
    """Whether two texts cover each other by more than the room that a font keeps above letters."""
    wide = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    high = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    return wide > 1 and high > 4
