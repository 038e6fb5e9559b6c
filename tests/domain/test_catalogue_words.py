"""How channels are read and keys are made."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.domain.catalogue import CHANNELS, key_for, normalised_channel


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("sito", "web"), ("Web", "web"), ("e-mail", "email"), ("NEGOZIO", "store"),
        ("corriere", "delivery"), ("telefono", "phone"), ("google ads", "ads"),
        ("Google", "search"), ("Negozio di Milano", "store"), ("review_site", "review_site"),
        ("WhatsApp", "chat"), ("Pubblicità online", "ads"), ("Instagram", "social"),
        ("negozio online", "web"), ("help desk", "desk"), ("volantino", "offline_ads"),
        ("altro", "other"),
    ],
)  # fmt: skip
def test_a_word_for_a_channel_is_read_in_both_languages(text, channel):
    assert normalised_channel(text) == channel


@pytest.mark.parametrize("text", [None, "", "  ", "xyz", "telefono o negozio", "42", "顧客"])
def test_an_unknown_or_two_faced_channel_is_none(text):
    assert normalised_channel(text) is None


@pytest.mark.parametrize("key", list(CHANNELS))
def test_every_channel_is_read_by_its_key_and_its_names(key):
    assert normalised_channel(key) == key


def test_a_key_is_readable_and_unique():
    assert key_for("Visita in città!", set()) == "visita_in_citta"
    assert key_for("Cart", {"cart", "cart_2"}) == "cart_3"
    assert key_for("顧客", set()) == "touchpoint"


def test_ten_thousand_equal_names_get_ten_thousand_keys():
    taken: set[str] = set()
    for _ in range(10_000):
        taken.add(key_for("?", taken))
    assert len(taken) == 10_000


@given(st.text(), st.sets(st.sampled_from(["a", "a_2", "a_4", "touchpoint"])))
def test_a_key_is_never_empty_never_taken_and_plain(name, taken):
    key = key_for(name, taken)
    assert re.fullmatch(r"[a-z0-9_]{1,80}", key)
    assert key not in taken
