"""Phrases that stand out in texts without a theme."""

from percorso.voice.phrases import FEWEST_WRITERS, PhraseFinder


def found(outside: list[str], inside: list[str], *, one_writer: bool = False) -> dict[str, int]:
    finder = PhraseFinder()
    for no, text in enumerate(outside):
        finder.add(text, 1 if one_writer else no, has_theme=False)
    for no, text in enumerate(inside):
        finder.add(text, 1_000 + no, has_theme=True)
    return {one.words: one.texts for one in finder.found()}


def test_what_only_uncovered_texts_say_stands_out_and_the_longer_of_two():
    outside = ["La carta regalo non si attiva"] * 20 + ["Buona giornata a tutti"] * 4
    inside = ["Il pacco è in ritardo"] * 60 + ["Buona lampada"] * 30
    phrases = found(outside, inside)
    assert phrases["carta regalo"] == 20
    # Each word of it says no more, and "buona" stands in both.
    assert not {"carta", "regalo", "buona"} & phrases.keys()


def test_small_words_and_marks_hold_no_phrase_together():
    phrases = found(["Carta, regalo"] * 20, ["pacco in ritardo"] * 20)
    assert phrases.keys() == {"carta", "regalo"}
    assert not found(["per il mio"] * 20, ["pacco in ritardo"] * 20)


def test_what_few_customers_say_is_not_told():
    texts = ["La carta regalo"] * (FEWEST_WRITERS - 1)
    assert not found(texts, ["pacco in ritardo"] * 30)
    assert not found(["La carta regalo"] * 30, ["pacco in ritardo"] * 30, one_writer=True)
