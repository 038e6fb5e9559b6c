"""Every text of the drawing fits: its room, its neighbours, the page; also 40 % longer."""

import re
from itertools import pairwise

import pytest

from percorso.drawing.language import Language
from percorso.drawing.sheet import sheet
from percorso.drawing.text import ELLIPSIS, width
from percorso.drawing.words import WORDS
from tests.drawing import maps
from tests.drawing.test_geometry import MAPS


def longer(text: str) -> str:
    """A word or sentence with 40 % more letters; what is filled in stays as it is."""
    return "|".join(part + "w" * round(0.4 * len(part)) for part in text.split("|"))


LANGUAGES = {
    "it": Language("it"),
    "en": Language("en"),
    "it +40 %": Language("it", {key: longer(text) for key, text in WORDS["it"].items()}),
    "en +40 %": Language("en", {key: longer(text) for key, text in WORDS["en"].items()}),
}


@pytest.fixture(
    params=[*MAPS.items(), ("empty", maps.empty_map)], ids=[*MAPS, "empty"], scope="module"
)
def journey_map(request):
    return request.param[1]()


@pytest.fixture(params=LANGUAGES.values(), ids=LANGUAGES.keys(), scope="module")
def drawn(request, journey_map):
    group, wide, high = sheet(journey_map, request.param, 1440)
    return list(group.texts()), wide, high


def test_no_text_is_wider_than_its_room(drawn):
    for text in drawn[0]:
        assert width(text.content, text.style) <= text.room + 0.01, text


def test_every_text_stands_inside_the_drawing(drawn):
    texts, wide, high = drawn
    for text in texts:
        assert text.left >= 0, text
        assert text.right <= wide, text
        assert 8 <= text.y <= high - 2, text


def test_no_two_texts_touch(drawn):
    lines: dict[int, list] = {}
    for text in drawn[0]:
        for near in {round(text.y / 8), round(text.y / 8 + 0.5)}:
            lines.setdefault(near, []).append(text)
    for texts in lines.values():
        for a, b in pairwise(sorted(texts, key=lambda t: t.left)):
            assert abs(a.y - b.y) >= 9 or a.right <= b.left + 0.01, (a, b)


def test_no_number_is_ever_cut(drawn):
    cut = [t.content for t in drawn[0] if re.fullmatch(rf"[\d.,]+{ELLIPSIS}", t.content)]
    assert cut == []


def test_millions_of_customers_are_said_in_full_or_compact():
    group, _, _ = sheet(maps.any_size(60, 4_000_000), Language("it"), 1264)
    said = {text.content.replace("\u00a0", " ") for text in group.texts()}
    assert said & {"4.000.000", "4,0 Mln"}


def test_long_names_are_cut_on_the_card_and_whole_in_its_accessible_name():
    name = "Una consegna a domicilio dal nome davvero molto molto lungo"
    made = maps.any_size(3)
    made["touchpoints"][0]["name"] = name
    group, _, _ = sheet(made, Language("it"), 1440)
    drawn = [t.content for t in group.texts() if t.content.startswith("Una consegna")]
    assert drawn
    assert f'aria-label="{name}, Scoperta.' in group.svg()


def test_a_map_without_goal_says_nothing_of_lost_and_done():
    group, _, _ = sheet(maps.without_goal(maps.lamp_shop()), Language("it"), 1440)
    said = [text.content for text in group.texts()]
    assert not {"Perso", "Concluso", "Conversione"} & set(said)
    assert "Nessun touchpoint di successo indicato" in " ".join(said)
    assert "rail lost" not in group.svg()


def test_the_numbers_of_a_card_are_those_of_the_map():
    group, _, _ = sheet(maps.lamp_shop(), Language("it"), 1440)
    said = [text.content.replace("\u00a0", " ") for text in group.texts()]
    at = said.index("Annunci Google")
    assert said[at + 1 : at + 5] == ["22.400", "1 gg 2 h", "41 %", "38 %"]


def test_a_stage_without_voices_says_what_to_connect():
    made = maps.lamp_shop()
    made["stages"][6]["emotion"] = maps.emotion(None)
    said = [t.content for t in sheet(made, Language("it"), 1440)[0].texts()]
    assert "nessuna voce" in said
    assert any(text.startswith("collega recensioni") for text in said)


def test_an_empty_map_says_why_and_what_to_do():
    said = " ".join(t.content for t in sheet(maps.empty_map(), Language("it"), 1440)[0].texts())
    assert "Ancora nessun dato" in said
    assert "percorso load FILE" in said
    with_source = maps.empty_map(sources=maps.help_desk()["sources"])
    said = " ".join(t.content for t in sheet(with_source, Language("en"), 1440)[0].texts())
    assert "No journey begins in this period" in said
