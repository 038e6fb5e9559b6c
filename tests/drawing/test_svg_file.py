"""The standalone SVG: well formed, complete in itself, the same every time."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from percorso.drawing import map_svg
from percorso.drawing.ink import drawing_css, spelled_css, tokens
from percorso.drawing.language import Language
from percorso.drawing.sheet import sheet
from percorso.drawing.text import STYLES
from tests.drawing import maps

SVG = "{http://www.w3.org/2000/svg}"
SNAPSHOT = Path(__file__).parent / "three_touchpoints.svg"
HOSTILE = '</text></svg><script>alert(1)</script><img src=x onerror="alert(2)">&amp;\x00\u2028'


def parsed(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)  # noqa: S314 (we wrote it ourselves, a line above)


def three() -> str:
    """The drawing of three touchpoints without font and colours, one tag a line."""
    group, _, _ = sheet(maps.any_size(3, 40), Language("it"), 800)
    return group.svg().replace("><", ">\n<") + "\n"


def test_the_drawing_of_three_touchpoints_is_the_one_we_looked_at():
    assert three() == SNAPSHOT.read_text(encoding="utf-8")


def test_the_numbers_of_that_drawing_are_those_of_its_map():
    texts = [t.text for t in parsed(f"<svg>{three()}</svg>").iter("text")]
    assert texts.count("40") >= 7
    assert "Touchpoint numero 2" in texts
    assert "36" in texts or "38" in texts


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("made", [maps.lamp_shop, maps.help_desk, maps.empty_map])
def test_the_file_is_well_formed_and_as_large_as_it_says(theme, made):
    root = parsed(map_svg(made(), theme=theme))
    assert root.tag == SVG + "svg"
    assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"


def test_the_file_asks_nobody_for_anything():
    text = map_svg(maps.lamp_shop())
    assert text.count("http") == text.count('xmlns="http://www.w3.org/2000/svg"') == 1
    assert "@import" not in text
    assert all(part.startswith(("data:", "#")) for part in
               (piece.split(")")[0] for piece in text.split("url(")[1:]))  # fmt: skip


def test_colours_are_spelled_out_and_differ_by_theme():
    light, dark = (spelled_css(theme) for theme in ("light", "dark"))
    assert "var(" not in light + dark
    assert tokens("light").keys() == tokens("dark").keys()
    assert tokens("light")["ink"] in light
    assert tokens("dark")["ink"] in dark
    assert light != dark


def test_every_style_of_a_text_has_its_rule():
    assert all(f".{name}{{font-size" in drawing_css() for name in STYLES)


def test_drawing_twice_gives_the_same_file():
    assert map_svg(maps.any_size(60)) == map_svg(maps.any_size(60))


def test_hostile_names_stay_text():
    made = maps.lamp_shop(segment=HOSTILE)
    for part in (made["touchpoints"][0], made["stages"][0], made["findings"][0]):
        part["title" if "title" in part else "name"] = HOSTILE
    made["touchpoints"][9]["quotes"][0]["text"] = HOSTILE
    root = parsed(map_svg(made))
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags <= {
        "svg", "style", "rect", "g", "path", "text", "title", "circle", "defs", "linearGradient",
        "stop",
    }  # fmt: skip
    assert not [a for e in root.iter() for a in e.attrib if a.startswith("on")]


@pytest.mark.parametrize("width", [100, 1264, 1440, 2560])
def test_the_file_is_as_wide_as_asked_or_as_its_columns_need(width):
    root = parsed(map_svg(maps.lamp_shop(), width=width))
    assert float(root.get("width") or 0) == max(width, 1263)


def test_the_language_asked_for_is_spoken():
    assert "All customers" in map_svg(maps.lamp_shop(), language="en")
    assert "Tutti i clienti" in map_svg(maps.lamp_shop())
