"""Which language a text is in."""

import pytest

from percorso.voice.language import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Dov'è il mio pacco?", "it"),
        ("Consegna puntuale, corriere gentile", "it"),
        ("Where is my parcel?", "en"),
        ("Lovely lamp, arrived late", "en"),
    ],
)
def test_four_words_are_enough(text, language):
    guess = language_of(text)
    assert (guess.language, guess.is_sure) == (language, True)


@pytest.mark.parametrize("text", ["", "ok", "Ordine 48213", "12 345 678 9"])
def test_a_text_that_says_too_little_is_not_sure(text):
    assert not language_of(text).is_sure


def test_more_words_of_a_language_make_it_surer():
    assert language_of("grazie a voi").probability >= language_of("a").probability
    assert language_of("a").probability < 0.95
