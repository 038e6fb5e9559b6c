"""Seeds, the patterns they stand for, and the themes they find."""

import pytest

from percorso.voice.lexicon import LANGUAGES
from percorso.voice.patterns import PatternUnreadable, pattern_of
from percorso.voice.reading import TextReader
from percorso.voice.seeds import MOST_CHARACTERS, SeedsUnreadable, edited, shipped_seeds
from percorso.voice.words import words_of

READER = TextReader()


def themes(text: str, reader: TextReader = READER) -> set[str]:
    return {hit.key for hit in reader.read(text, "it").themes}


def stands(pattern: str, text: str) -> bool:
    read = words_of(text)
    return any(pattern_of(pattern).found_at(read, at) for at in range(len(read.words)))


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [
        ("in ritardo", "arrivato in ritardo", "in grande ritardo"),
        ("ritard*", "ritardi continui", "il retard"),
        ("non|mai arriv*", "mai arrivato", "è arrivato"),
        ("arriv* .. tardi", "arrivato un po' tardi", "arrivato. Non è tardi"),
        ("pacco & rott*", "rotto era il pacco", "il pacco c'era, ma rotto"),
        ("dov' è .. pacco", "Dov’è finito il pacco?", "dove mando il pacco"),
    ],
)
def test_a_seed_stands_where_its_words_do(pattern, yes, no):
    assert stands(pattern, yes)
    assert not stands(pattern, no)


@pytest.mark.parametrize(
    "pattern", ["", "  ", "&", "pacco &", "ab*", "a|", "pacco & ,", "..", "<b>"]
)
def test_a_seed_that_means_nothing_is_refused(pattern):
    with pytest.raises(PatternUnreadable):
        pattern_of(pattern)


def test_a_theme_brings_its_topic_and_says_its_words():
    hits = READER.read("Il divano è arrivato in ritardo", "it").themes
    assert [hit.key for hit in hits if hit.topic == "delivery"] == ["delivery", "delivery.late"]
    assert {hit.words for hit in hits if hit.key == "delivery.late"} == {"in ritardo"}


def test_what_is_denied_speaks_of_the_topic_alone():
    assert "delivery.late" not in themes("Consegna senza ritardi")
    assert "delivery" in themes("Consegna senza ritardi")


def test_each_theme_feels_as_its_clause_does():
    hits = {
        hit.key: hit for hit in READER.read("Lampada bellissima, ma consegna pessima", "it").themes
    }
    assert hits["quality"].level > 0 > hits["delivery"].level


def test_a_firm_adds_takes_away_and_makes_its_own():
    own = (
        "[delivery.late]\nfuori tempo massimo, -in ritardo\n"
        "[-store]\n[bulbs] Lampadine\nlampadin*\n"
    )
    firm = TextReader({"it": edited(shipped_seeds("it"), own, "ours.txt")})
    assert "delivery.late" in themes("Consegna fuori tempo massimo", firm)
    assert "delivery.late" in themes("Consegna in ritardo")
    assert "in ritardo" not in firm.seeds["it"].themes["delivery.late"].patterns
    assert "bulbs" in themes("Una lampadina", firm)
    assert not any(key.startswith("store") for key in firm.seeds["it"].themes)
    assert firm.version != READER.version
    assert "store" in shipped_seeds("it").themes


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ritardo", "line 1: 'ritardo' stands below no head"),
        ("[delivery.late\n", "line 1"),
        ("[nowhere.late] Altrove", "no topic 'nowhere'"),
        ("[a.b.c] Troppo", "is no head"),
        ("[delivery]\n\nab*", "line 3"),
        ("x" * (MOST_CHARACTERS + 1), "characters"),
    ],
)
def test_a_list_that_cannot_be_read_says_where(text, said):
    with pytest.raises(SeedsUnreadable, match=r"ours\.txt") as refused:
        edited(shipped_seeds("it"), text, "ours.txt")
    assert said in str(refused.value)


@pytest.mark.parametrize("kind", ["themes", "intents", "urgency"])
def test_both_languages_have_the_same_keys_and_every_one_its_seeds(kind):
    lists = [shipped_seeds(language, kind).themes for language in LANGUAGES]
    assert set(lists[0]) ^ set(lists[1]) <= {"size.fits"}
    for seeds in lists:
        assert [key for key, of in seeds.items() if "." in key and not of.patterns] == []


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Dov'è il mio pacco?", "status"),
        ("Voglio disdire l'abbonamento", "leaving"),
        ("Vorrei restituire le sedie", "return"),
        ("Voglio annullare l'ordine di ieri", "change"),
        ("È ancora disponibile in rosso?", "purchase"),
        ("Bravissimi, complimenti!", "praise"),
        ("È una vergogna", "complaint"),
        ("A che ora aprite?", "question"),
        ("Ordine 48213", "other"),
        ("", "other"),
    ],
)
def test_a_text_wants_one_thing(text, intent):
    assert READER.read(text, "it").intention.intent == intent


@pytest.mark.parametrize(
    ("text", "urgency", "kinds"),
    [
        ("Il tavolo è bello", "normal", set()),
        ("Rispondete entro oggi", "high", {"deadline"}),
        ("Mi rivolgo al mio avvocato", "high", {"threat"}),
        ("La lampada ha preso fuoco, c'era fumo", "critical", {"danger"}),
        ("Entro domani o chiamo l'avvocato", "critical", {"deadline", "threat"}),
        ("Non è urgente", "normal", set()),
    ],
)
def test_what_presses_is_said_with_its_reasons(text, urgency, kinds):
    pressure = READER.read(text, "it").pressure
    assert (pressure.urgency, {kind for kind, _ in pressure.reasons}) == (urgency, kinds)


def test_a_third_contact_in_a_week_presses():
    third = READER.read("Ancora io", "it", contacts_in_7_days=3).pressure
    assert (third.urgency, third.reasons) == ("high", (("contacts", "3"),))
    assert READER.read("Ancora io", "it", contacts_in_7_days=2).pressure.urgency == "normal"
