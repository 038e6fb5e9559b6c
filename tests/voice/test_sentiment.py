"""How a text feels: the engine's rules, each on one short sentence."""

import pytest

from percorso.voice.lexicon import LANGUAGES, lexicon, table
from percorso.voice.sentiment import mood_of, sentiment_of
from percorso.voice.words import MOST_CHARACTERS, words_of


def level(text: str, language: str = "it") -> float:
    found = sentiment_of(text, language).level
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("better", "worse", "language"),
    [
        ("Il corriere è gentile", "Il corriere non è gentile", "it"),
        ("Non sono per niente deluso", "Sono deluso", "it"),
        ("La consegna è molto veloce", "La consegna è veloce", "it"),
        ("Istruzioni chiare", "Istruzioni poco chiare", "it"),
        ("Nessun problema", "Un problema", "it"),
        ("Bellissima", "Bellina ma scomoda", "it"),
        ("Mai avuto problemi", "Mai più", "it"),
        ("Cara, però perfetta", "Perfetta, però cara", "it"),
        ("Ottimo 😍", "Ottimo 😡", "it"),
        ("This dress is great", "This dress is not great", "en"),
        ("I don't regret it", "I regret it", "en"),
        ("Very comfortable", "Comfortable", "en"),
        ("It fits perfectly", "It is going back", "en"),
    ],
)  # fmt: skip
def test_one_sentence_feels_better_than_the_other(better, worse, language):
    assert level(better, language) > level(worse, language)


def test_not_only_denies_nothing():
    assert level("Non solo bella, anche comoda") > level("Bella") > 0


def test_a_negation_ends_with_its_clause():
    assert level("Non lo so. Bella!") > 0


def test_the_reasons_add_up_to_the_level():
    found = sentiment_of("Corriere gentile, ma il pacco è arrivato rotto e in ritardo", "it")
    total = sum(word.value for word in found.words)
    assert found.level == pytest.approx(total / (total**2 + 1) ** 0.5)
    assert found.words[0].words == "gentile"
    assert found.words[-1].why == ("turn",)


def test_a_reason_names_where_its_words_stand():
    text = "Il pacco non è mai arrivato"
    for word in sentiment_of(text, "it").words:
        taken = words_of(text).words[word.position : word.position + len(word.words.split())]
        assert " ".join(taken) == word.words


def test_no_known_word_is_no_evidence_rather_than_neutral():
    found = sentiment_of("Ordine 48213", "it")
    assert (found.level, found.positive_share, found.mood) == (None, None, None)


def test_doubt_is_called_unclear():
    assert [mood_of(share) for share in (0.0, 0.3, 0.7, 1.0)] == [
        "negative", "unclear", "unclear", "positive",
    ]  # fmt: skip


def test_a_level_stays_on_its_scale_however_long_the_text():
    assert -1 <= level("pessimo " * 5_000) <= -0.99
    assert len(words_of("bella " * 100_000).text) == MOST_CHARACTERS


@pytest.mark.parametrize("text", ["", "   ", "\x00\x01", "😀" * 3, "¯\\_(ツ)_/¯", "'t 't", "!!!"])
def test_whatever_is_written_is_read(text):
    for language in LANGUAGES:
        assert sentiment_of(text, language).mood in {None, "positive", "negative", "unclear"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_entry_of_ours_contradicts_another_of_the_same_stem(language):
    known = lexicon(language)
    wrong = {
        (stem, form)
        for stem, value in known.stems.items()
        for form, own in known.forms.items()
        if form.startswith(stem) and own * value < 0
    }
    assert not wrong


@pytest.mark.parametrize("name", ["pattern-it", "vader-en", "own-it", "own-en", "own-emoji"])
def test_a_table_holds_lower_case_words_with_values_of_its_scale(name):
    for key, value in table(name).items():
        assert key == key.lower().strip()
        assert 0 < abs(value) <= 1
