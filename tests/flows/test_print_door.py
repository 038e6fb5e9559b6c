"""The map leaves as PDF and PNG through the command line, and says what it cannot do."""

import pytest

from tests.flows.door import percorso

ROWS = (
    "customer,at,touchpoint\n"
    "ada,2025-03-01T10:00:00Z,Home\n"
    "ada,2025-03-01T10:05:00Z,Order Completed\n"
)


@pytest.fixture
def shop(desk):
    desk.load(ROWS)
    return desk


@pytest.mark.parametrize(
    ("asked", "begins"),
    [(("pdf", "--paper", "A3"), b"%PDF-"), (("png", "--theme", "dark"), b"\x89PNG")],
)
def test_the_drawing_is_written_to_the_file(shop, asked, begins):
    out = shop.folder / "map"
    answer = percorso("map", "--workspace", shop.home, "--out", out, "--format", *asked)
    assert (answer.code, answer.out) == (0, "")
    assert out.read_bytes().startswith(begins)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("pdf", "--paper", "a5"), "--paper is one of a3, a4; got 'a5'"),
        (("svg", "--theme", "pink"), "--theme is one of light, dark; got 'pink'"),
        (("svg", "--paper", "a4"), "--paper is for --format png or pdf, not for svg"),
        (("text", "--theme", "dark"), "--theme is for --format svg or png or pdf, not for text"),
    ],
)
def test_an_option_that_makes_no_sense_is_refused_before_any_work(shop, asked, said):
    answer = percorso("map", "--workspace", shop.home / "gone", "--format", *asked)
    assert answer.code == 2
    assert said in answer.err


def test_a_drawing_of_the_dark_theme_is_dark(shop):
    light, dark = (
        percorso("map", "-w", shop.home, "--format", "svg", "--theme", theme).out
        for theme in ("light", "dark")
    )
    assert "fill: #111214" in dark
    assert "fill: #111214" not in light
