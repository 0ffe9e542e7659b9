"""The statistics as a picture. Blocks for about 0.1 s: call it in a thread."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Final

import typst

from slackbot import wording_statistics as said
from slackbot.letters.render import fonts_of
from slackbot.statistics import Statistics, Tally

CHARTS: Final = Path(str(files("templates"))) / "charts"
BARS: Final = 8  # a group; the largest
_DOTS: Final = 144.0  # an inch


def png(found: Statistics) -> bytes:
    """The overturn rates by level, then by insurer, as a PNG picture; the text of the statistics says the same."""
    bars = [
        _bar(said.name(title, tally), tally) for title in ("Level", "Insurer") for tally in found.groups[title][:BARS]
    ]
    content = {
        "title": said.TITLE,
        "subtitle": said.whole(found.whole),
        "bars": bars,
        "legend": said.LEGEND,
        "mark": said.MARK,
        "note": said.CAVEAT,
    }
    return typst.compile(
        CHARTS / "rates.typ",
        format="png",
        ppi=_DOTS,
        root=CHARTS,
        font_paths=fonts_of(of_the_machine=True),
        sys_inputs={"chart": json.dumps(content)},
    )


def _bar(name: str, tally: Tally) -> dict[str, object]:
    marks = [rate.percent for rate, _ in tally.published]
    return {"name": name, "percent": tally.percent, "label": said.share(tally), "published": marks}
