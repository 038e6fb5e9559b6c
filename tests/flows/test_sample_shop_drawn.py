"""The map of the sample shop looks as it did: what is drawn where, with which words.

What is held is a plain list of the drawing's marks, so a change can be read. After one that is
meant: `PERCORSO_DRAW_ANEW=1 pytest tests/flows/test_sample_shop_drawn.py`, then look at the map.
"""

import os
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.flows.shop_world import ShopWorld

pytestmark = pytest.mark.xdist_group("shop")
HELD = Path(__file__).with_name("sample_shop_drawn.txt")
_PLACE = ("x", "y", "cx", "cy", "x1", "y1", "width", "height", "r")
_STEP = 4


def marks(svg: str) -> list[str]:
    """Each mark of a drawing: what it is, where to the nearest 4 px, and what it says."""
    found = []
    # Of our own drawing.
    for one in ElementTree.fromstring(svg).iter():  # noqa: S314
        tag = one.tag.rpartition("}")[2]
        if tag in ("style", "defs", "metadata", "title", "desc"):
            continue
        place = [f"{name}={_near(one.get(name, ''))}" for name in _PLACE if one.get(name)]
        path = one.get("d", "")
        if path:
            numbers = re.findall(r"-?\d*\.?\d+", path)
            place.append(
                f"d={re.sub('[^A-Za-z]', '', path)[:12]}@{_near(numbers[0])},{_near(numbers[1])}"
            )
        said = " ".join((one.text or "").split())
        found.append(" ".join(filter(None, (tag, one.get("class", ""), *place, said))))
    return found


def _near(number: str) -> str:
    if not re.fullmatch(r"-?[0-9.]+", number):
        return number
    return f"{round(float(number) / _STEP) * _STEP}"


def test_the_map_of_the_sample_shop_is_drawn_as_it_was(lamp_shop: ShopWorld) -> None:
    drawn = marks(lamp_shop.workspace.map().to_svg())
    if os.environ.get("PERCORSO_DRAW_ANEW"):
        HELD.write_text("\n".join(drawn) + "\n", encoding="utf-8")
    held = HELD.read_text(encoding="utf-8").splitlines()
    assert len(drawn) > 200
    assert drawn == held
