"""The font of the pages: smaller, with every letter where the whole one has it."""

import io
from itertools import pairwise

import pytest
from fontTools.pens.recordingPen import RecordingPen
from fontTools.ttLib import TTFont

from percorso.drawing.font import FACES, advances
from percorso.drawing.light_font import RANGES, SIGNS, faces, light_file, whole_file

NEEDED = [*(chr(code) for first, last in RANGES for code in range(first, last + 1)), *SIGNS]


def drawn(font: TTFont, letter: str) -> list[object]:
    pen = RecordingPen()
    name = font.getBestCmap().get(ord(letter))
    if name is not None:
        font.getGlyphSet()[name].draw(pen)
    return pen.value


@pytest.mark.parametrize("weight", FACES)
def test_what_is_needed_is_drawn_as_in_the_whole_font_and_the_rest_is_empty(weight: int) -> None:
    light, whole = (TTFont(io.BytesIO(made(weight))) for made in (light_file, whole_file))
    for letter in NEEDED:
        assert drawn(light, letter) == drawn(whole, letter), letter
    # The pen is moved to the end and draws nothing.
    assert drawn(whole, "Ž")
    assert not drawn(light, "Ž")
    widths = advances(weight)
    units = light["head"].unitsPerEm
    cmap, metrics = light.getBestCmap(), light["hmtx"]
    for letter in NEEDED:
        if ord(letter) in widths:
            assert metrics[cmap[ord(letter)]][0] / units == widths[ord(letter)]


def test_three_weights_weigh_less_than_half() -> None:
    light, whole = (sum(len(made(one)) for one in FACES) for made in (light_file, whole_file))
    assert light < 47_000 < whole / 2


def test_the_font_says_whose_it_is() -> None:
    names = TTFont(io.BytesIO(light_file(400)))["name"]
    assert "Copyright" in str(names.getName(0, 3, 1))
    assert "OFL" in str(names.getName(14, 3, 1)) or "Open Font" in str(names.getName(13, 3, 1))


def test_a_letter_is_looked_for_in_the_light_face_first() -> None:
    addresses = {f"{kind}-{weight}": f"/{kind}-{weight}" for kind in ("light", "whole")
                 for weight in FACES}  # fmt: skip
    rules = faces(addresses).split("@font-face")[1:]
    assert len(rules) == 2 * len(FACES)
    for whole, light in list(pairwise(rules))[::2]:
        assert "unicode-range" not in whole
        assert "/light-" in light
        assert "U+20-7E" in light
