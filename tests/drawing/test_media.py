"""The lane of media: what it cost and what came of it, and never a customer."""

from percorso.drawing import map_page, map_svg
from percorso.drawing.as_text import map_as_text
from percorso.drawing.language import Language
from percorso.drawing.layout import MEDIA
from percorso.drawing.media import money_text
from percorso.drawing.scene import compose
from tests.drawing import maps
from tests.drawing.media import medium, with_media


def lane(journey_map, code="it"):
    return compose(journey_map, Language(code), 1440).rows[MEDIA]


def said(group):
    return [text.content.replace("\u00a0", " ") for text in group.texts()]


def test_a_medium_says_its_spend_and_the_codes_used():
    texts = said(lane(with_media(maps.lamp_shop())))
    assert texts[texts.index("Radio locale") :][:3] == [
        "Radio locale", "12.000 €", "214 codici usati",
    ]  # fmt: skip
    assert "32 contatti al suo recapito · 18 % di chi dice come ci ha conosciuto (n 210)" in texts


def test_what_nobody_said_is_a_dash_or_no_data_and_never_a_zero():
    texts = said(lane(with_media(maps.lamp_shop())))
    at = texts.index("Fiera")
    assert texts[at + 1 : at + 3] == ["–", "codici: nessun dato"]
    assert "senza codici" in texts
    assert "0 codici usati" not in texts


def test_the_bars_stand_on_the_days_in_which_it_ran():
    early, late = (
        medium(name, periods=[{"from": day, "to": day}])
        for name, day in (("A", "2026-10-24"), ("B", "2026-11-22"))
    )
    drawn = lane({**maps.lamp_shop(), "media": [early, late]}).svg()
    layout = compose(maps.lamp_shop(), Language("it"), 1440).layout
    assert f'<rect x="{layout.left(1) + 12:.0f}" y="38"' in drawn
    assert f"H{layout.right - 12:.0f}" in drawn


def test_the_lane_is_the_last_row_and_absent_without_media():
    scene = compose(with_media(maps.lamp_shop()), Language("it"), 1440)
    assert scene.layout.rows[-1].key == MEDIA
    assert MEDIA not in compose(maps.lamp_shop(), Language("it"), 1440).rows


def test_page_text_and_legend_speak_of_media_only_where_there_are_some():
    for write in (map_svg, map_as_text, lambda made: map_page(made, title="Casa Lume")):
        assert "Radio locale" in write(with_media(maps.lamp_shop()))
    assert "mai persone" in map_svg(with_media(maps.lamp_shop()))
    assert "mai persone" in map_page(with_media(maps.lamp_shop()), title="Casa Lume")
    assert "mai persone" not in map_svg(maps.lamp_shop())


def test_money_is_written_as_each_language_does():
    assert money_text(1_250_049, "EUR", Language("it")) == "12.500\u00a0€"
    assert money_text(1_250_049, "EUR", Language("en")) == "€12,500"
    assert money_text(5_000, "JPY", Language("en")) == "¥5,000"
