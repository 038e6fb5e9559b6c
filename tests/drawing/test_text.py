"""Widths and line breaks, from the font alone."""

import base64
import io
import re

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from percorso.drawing.font import FACES, advances, font_faces
from percorso.drawing.text import ELLIPSIS, STYLES, broken, clean, fitted, width

ROOMS = st.floats(min_value=30, max_value=400)


def embedded_fonts() -> list[TTFont]:
    found = re.findall(r"base64,([A-Za-z0-9+/=]+)", font_faces())
    return [TTFont(io.BytesIO(base64.b64decode(text))) for text in found]


def test_the_embedded_fonts_are_three_woff_files_with_the_letters_of_both_languages():
    fonts = embedded_fonts()
    assert [font.flavor for font in fonts] == ["woff"] * 3
    assert all(ord(letter) in font.getBestCmap() for font in fonts for letter in "àèéìòùÀÈ€−–«»…")


def test_our_widths_are_those_the_font_itself_gives():
    for weight, font in zip(FACES, embedded_fonts(), strict=True):
        metrics, names = font["hmtx"].metrics, font.getBestCmap()
        units = font["head"].unitsPerEm
        told = {code: metrics[name][0] / units for code, name in names.items()}
        assert advances(weight) == pytest.approx(told)


def test_all_digits_are_of_one_width():
    assert len({width(digit, "strong") for digit in "0123456789"}) == 1


@given(st.text(max_size=200), ROOMS)
def test_a_fitted_text_never_exceeds_its_room(text, room):
    assert width(fitted(clean(text), "body", room), "body") <= room + 1e-6


@given(st.text(max_size=200), ROOMS, st.integers(1, 4))
def test_broken_lines_fit_and_are_no_more_than_allowed(text, room, most):
    lines = broken(clean(text), "strong", room, most)
    assert 1 <= len(lines) <= most
    assert all(width(line, "strong") <= room + 1e-6 for line in lines)


@given(st.lists(st.text("abcdefgh", min_size=1, max_size=6), max_size=6))
def test_a_text_that_was_not_cut_keeps_all_its_words(words):
    lines = broken(" ".join(words), "body", 200, 4)
    assert lines[-1].endswith(ELLIPSIS) or " ".join(lines).split() == words


def test_lines_break_at_spaces_and_the_rest_ends_in_an_ellipsis():
    assert broken("Carrello abbandonato", "strong", 100) == ("Carrello", "abbandonato")
    cut = broken("uno due tre quattro cinque sei", "strong", 50)
    assert len(cut) == 2
    assert cut[1].endswith(ELLIPSIS)


def test_a_word_too_long_for_a_line_breaks_inside():
    lines = broken("x" * 40, "strong", 60, 3)
    assert len(lines) == 3
    assert lines[0] == "x" * len(lines[0])


def test_characters_that_no_file_may_hold_or_that_turn_the_text_are_dropped():
    assert clean("a\x00b\u202ec\u2028d\n e\ud800") == "abc d e"


def test_letters_the_font_lacks_are_reckoned_wide():
    assert width("漢字", "body") > width("mm", "body")
    assert set(STYLES) >= {"head", "strong", "body"}
