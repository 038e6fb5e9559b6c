"""Numbers, dates and words in the two languages of the drawing."""

from datetime import date
from string import Formatter

import pytest

from percorso.drawing.language import Language, days_of, language_of
from percorso.drawing.words import WORDS
from tests.drawing import maps

IT, EN = Language("it"), Language("en")


def spoken(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_numbers_are_grouped_the_way_each_language_writes_them():
    assert (IT.number(48210), EN.number(48210)) == ("48.210", "48,210")
    assert (IT.number(4.44, 1), EN.number(4210)) == ("4,4", "4,210")


def test_a_negative_number_carries_a_true_minus_and_zero_carries_none():
    assert (IT.signed(-0.284), IT.signed(0.31), IT.signed(-0.001)) == ("−0,28", "+0,31", "0,00")


@pytest.mark.parametrize(
    ("share", "italian", "english"),
    [
        (0.144, "14 %", "14%"),
        (0.001, "<1 %", "<1%"),
        (0.9999, ">99 %", ">99%"),
        (0.0, "0 %", "0%"),
        (1.0, "100 %", "100%"),
        (None, "–", "–"),
    ],
)
def test_a_share_is_never_rounded_to_all_or_nothing(share, italian, english):
    assert (spoken(IT.share(share)), spoken(EN.share(share))) == (italian, english)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (45, "45 s"),
        (59.9, "1 min"),
        (1320, "22 min"),
        (3599, "1 h"),
        (18600, "5 h 10 min"),
        (50_400, "14 h"),
        (86_399, "1 gg"),
        (108_000, "1 gg 6 h"),
        (3_283_200, "38 gg"),
        (None, ""),
    ],
)
def test_a_duration_has_two_units_at_most(seconds, said):
    assert spoken(IT.duration(seconds)) == said


def test_millions_have_a_compact_form():
    assert spoken(IT.compact(4_210_000)) == "4,2 Mln"
    assert spoken(EN.compact(4_000_000_000)) == "4.0 B"
    assert IT.compact(999_999) == "999.999"


def test_a_period_names_years_only_where_they_are_not_this_one():
    first, last = date(2026, 10, 24), date(2026, 11, 22)
    assert IT.period(first, last, this_year=2026) == "24 ott – 22 nov"
    assert EN.period(first, last, this_year=2027) == "24 Oct – 22 Nov 2026"
    assert IT.period(date(2025, 12, 1), last, this_year=2026) == "1 dic 2025 – 22 nov 2026"


def test_the_end_of_a_period_is_the_day_before_its_midnight_in_the_zone():
    assert days_of(maps.empty_map()) == (date(2026, 10, 24), date(2026, 11, 22))


def test_without_a_period_the_days_are_those_of_the_sources():
    assert days_of(maps.help_desk()) == (date(2010, 1, 13), date(2014, 1, 3))


def test_nouns_agree_with_their_number():
    assert IT.counted("customers", 1) == "1 cliente"
    assert EN.counted("customers", 2) == "2 customers"


def test_both_languages_have_the_same_keys_and_the_same_places_to_fill():
    italian, english = WORDS["it"], WORDS["en"]
    assert italian.keys() == english.keys()
    for key, text in italian.items():
        assert _places(text) == _places(english[key]), key
        assert text.count("|") == english[key].count("|"), key


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_the_map_speaks_its_own_language_unless_another_is_asked_for():
    assert language_of(maps.empty_map(), None).code == "it"
    assert language_of(maps.empty_map(), "en").code == "en"
