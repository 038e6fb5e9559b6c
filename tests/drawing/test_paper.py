"""On paper the map fits, can be read, and says what it leaves out."""

import re

import pytest

from percorso.drawing.ink import tokens
from percorso.drawing.language import Language
from percorso.drawing.paper import map_on_paper
from tests.drawing import maps
from tests.drawing.test_geometry import MAPS

SIZES = {"a3": (1190.55, 841.89), "a4": (841.89, 595.28)}
EVERY_MAP = {**MAPS, "empty": maps.empty_map}


def placed(svg: str) -> list[tuple[float, float, float]]:
    """x, y and scale of the head and of the drawing."""
    found = re.findall(r'<g transform="translate\(([\d.]+) ([\d.]+)\) scale\(([\d.]+)\)">', svg)
    return [(float(x), float(y), float(scale)) for x, y, scale in found]


def cards(svg: str) -> int:
    return svg.count('class="card ')


@pytest.mark.parametrize("paper", SIZES)
@pytest.mark.parametrize("name", EVERY_MAP)
def test_every_map_fits_on_the_sheet(name, paper):
    svg = map_on_paper(EVERY_MAP[name](), title="Casa Lume", paper=paper)
    width, height = SIZES[paper]
    assert f'width="{width}" height="{height}"' in svg
    (_, _, _), (x, y, scale) = placed(svg)
    # Whatever is drawn furthest out ends inside the margin: the lines across the whole drawing.
    across = [float(end) for end in re.findall(r'd="M0 [\d.]+H([\d.]+)"', svg)]
    assert all(x + end * scale <= width - 19.9 for end in across)
    lowest = max(float(text) for text in re.findall(r'<text x="[\d.]+" y="([\d.]+)"', svg))
    assert y + lowest * scale <= height - 20


@pytest.mark.parametrize("paper", SIZES)
def test_the_shop_s_map_can_be_read_on_both_sheets(paper):
    svg = map_on_paper(maps.lamp_shop(), title="Casa Lume", paper=paper)
    assert placed(svg)[1][2] * 12 >= 5


def test_the_smaller_sheet_has_fewer_cards_and_says_so():
    a3, a4 = (map_on_paper(maps.lamp_shop(), title="Casa Lume", paper=p) for p in ("a3", "a4"))
    assert cards(a3) == 24 > cards(a4) >= 10
    said = Language("it").say("coverage_cards_paper", shown=str(cards(a4)), total="24")
    assert said in a4
    assert "altri stanno nella mappa intera" not in a3


def test_the_sheet_says_whose_map_of_which_day_and_keeps_the_legend():
    svg = map_on_paper(maps.lamp_shop(), title="Casa <Lume>", paper="a4", language="en")
    assert "Casa &lt;Lume&gt;" in svg
    assert "computed on" in svg
    assert "48,210 customers" in svg
    assert "Moment of truth" in svg


def test_light_paper_is_white_and_dark_paper_dark():
    light, dark = (
        map_on_paper(maps.lamp_shop(), title="", theme=theme) for theme in ("light", "dark")
    )
    assert ".canvas { fill: #ffffff; }" in light
    assert f".canvas {{ fill: {tokens('dark')['canvas']}; }}" in dark


def test_no_font_travels_with_a_sheet():
    assert "@font-face" not in map_on_paper(maps.lamp_shop(), title="Casa Lume")


@pytest.mark.parametrize("paper", SIZES)
@pytest.mark.parametrize("language", ["it", "en"])
def test_what_a_sheet_speaks_of_has_a_card_on_it(paper, language):
    made = maps.lamp_shop()
    by_reach = sorted(made["touchpoints"], key=lambda t: t["journeys"])
    rare = list({t["stage"]: t for t in by_reach[:8]}.values())
    made["findings"] = [
        {**maps.finding("pain_point", t["key"], f"Male {t['key']}", 0.9, 9), "evidence": "weak"}
        for t in rare
    ]
    svg = map_on_paper(made, title="Casa Lume", paper=paper, language=language)
    named = [t for t in rare if f">Male {t['key']}<" in svg]
    assert len(named) >= 2
    assert [t["name"] for t in named if f'aria-label="{t["name"]}, ' not in svg] == []


@pytest.mark.parametrize(
    ("language", "said"), [("it", "24 ott – 22 nov 2026"), ("en", "24 Oct – 22 Nov 2026")]
)
def test_the_period_of_a_sheet_has_its_year(language, said):
    svg = map_on_paper(maps.lamp_shop(), title="Casa Lume", paper="a4", language=language)
    assert said in svg
