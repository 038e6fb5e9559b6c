"""What was entered by hand becomes one interaction, and says no more than it may."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from percorso.collect.entry import words
from percorso.collect.entry.entry import (
    Consent,
    Entry,
    UnfitEntry,
    contact_of,
    entry_in,
    identified,
)
from percorso.collect.entry.fields import problems_of_counter, problems_of_stand
from percorso.collect.entry.kinds import KINDS
from percorso.collect.entry.pages import styles
from percorso.collect.entry.stamps import new_stamp, stamp_in
from percorso.domain.catalogue import EVENT_NAMES, normalised_name
from percorso.drawing.ink import tokens

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def test_a_name_stays_with_the_message_and_the_proof_of_consent_goes_with_the_contact():
    consent = Consent({"profiling": True}, "Il testo.", "v1", "it", "M-7")
    entry = Entry(
        "1", "counter", "visit", email="ada@shop.example", name="Ada", by="Marta", consent=consent
    )
    contact = contact_of(entry_in(entry.as_bytes()), NOW)
    assert contact.at == NOW
    assert contact.cells == {"email": "ada@shop.example", "channel": "store"}
    assert "Ada" not in str(contact.properties)
    proof = contact.properties["consent"]
    assert (proof["version"], proof["document"], len(proof["text_sha256"])) == ("v1", "M-7", 64)


def test_the_staff_note_what_was_given_and_a_stand_what_was_chosen_either_way():
    boxes = {"marketing_email": True, "marketing_phone": False, "profiling": False}
    consent = Consent(boxes, "Il testo.", "v1", "it", "M-7")
    who = {"email": "ada@shop.example", "name": "Ada", "by": "Marta", "consent": consent}
    counter = contact_of(Entry("1", "counter", "visit", **who), NOW)
    [given] = counter.choices
    assert (given.scope.channel, given.state, given.at) == ("email", "given", NOW)
    assert (given.proof.form, given.proof.actor, given.proof.document) == (
        "counter",
        "Marta",
        "M-7",
    )
    stand = contact_of(Entry("1", "stand", "fair", **who), NOW)
    told = {(one.scope.purpose, one.scope.channel): one.state for one in stand.choices}
    assert told == {
        ("marketing", "email"): "given", ("marketing", "phone"): "withdrawn",
        ("marketing", "sms"): "withdrawn", ("marketing", "chat"): "withdrawn",
        ("profiling", ""): "withdrawn",
    }  # fmt: skip
    # Nobody checked who stands there: what they say of themselves changes no trait.
    assert (counter.traits, stand.traits) == ({"name": "Ada"}, {})


def test_a_claim_at_a_stand_points_to_one_customer_alone():
    claim = Entry("1", "stand", "fair", email="ada@shop.example", phone="3331112233")
    assert set(contact_of(claim, NOW).cells) == {"email", "channel"}
    by_staff = Entry("1", "counter", "fair", email="ada@shop.example", phone="3331112233")
    assert set(contact_of(by_staff, NOW).cells) == {"email", "phone", "channel"}


def test_every_kind_has_a_place_on_the_map():
    assert [kind.name for kind in KINDS if normalised_name(kind.name) not in EVENT_NAMES] == []


@pytest.mark.parametrize(
    "entry",
    [
        Entry("1", "counter", "lunch"), Entry("1", "counter", "visit", "yesterday"),
        Entry("1", "counter", "visit", "1969-01-01T00:00:00+00:00"),
        Entry("1", "counter", "visit", "2026-11-24T00:00:00+00:00"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_its_place(entry):
    with pytest.raises(UnfitEntry):
        contact_of(entry, NOW)


def test_a_form_sent_twice_is_one_and_a_changed_one_another():
    one, same, other = (
        identified(Entry("", "counter", "visit", note=note), "nonce") for note in ("a", "a", "b")
    )
    assert one == same
    assert one.id != other.id


def test_a_stamp_is_ours_and_tells_its_age():
    text = new_stamp("secret", NOW)
    stamp = stamp_in(text, "secret", NOW + timedelta(hours=1))
    assert stamp is not None
    assert (stamp.age, stamp.is_fresh) == (timedelta(hours=1), True)
    for later, is_fresh in ((0.2, False), (1, True), (13 * 3600, False)):
        seen = stamp_in(text, "secret", NOW + timedelta(seconds=later))
        assert seen is not None
        assert seen.is_fresh is is_fresh
    for forged in (text.replace(text[0], "9", 1), "", "..", "a.b.c", text[:-1]):
        assert stamp_in(forged, "secret", NOW) is None
    assert stamp_in(text, "another", NOW) is None


def test_without_a_purpose_or_what_it_needs_nothing_is_recorded():
    none = {"marketing_email": False, "marketing_phone": False}
    assert problems_of_stand({"email": "ada@shop.example"}, none) == {"purposes": "no_purpose"}
    calls = {"marketing_phone": True}
    assert problems_of_stand({"email": "ada@shop.example"}, calls) == {"phone": "needs_phone"}
    assert problems_of_stand({}, {"profiling": True}) == {"email": "no_contact"}


def test_what_is_too_long_or_no_address_is_refused_never_cut():
    told = {
        "kind": "visit",
        "email": "a b@c.de",
        "phone": "call me",
        "note": "x" * 2_001,
        "at": "now",
    }
    assert problems_of_counter(told, "Europe/Rome") == {
        "email": "bad_email", "phone": "bad_phone", "note": "too_long", "at": "bad_time",
    }  # fmt: skip


def test_both_languages_have_the_same_words_and_every_problem_has_a_sentence():
    italian, english = words.words_of("it"), words.words_of("en")
    assert set(italian) == set(english)
    assert all(italian.values())
    assert all(english.values())
    places = [
        set(re.findall(r"\{(\w+)\}", told[key])) for key in italian for told in (italian, english)
    ]
    assert places[::2] == places[1::2]


def test_the_colours_are_those_of_the_map_and_none_is_missing():
    light, dark = styles().decode().split("@media (prefers-color-scheme:dark)")
    assert tokens("light").items() <= declared(light).items()
    assert tokens("dark").items() <= (declared(light) | declared(dark)).items()
    used = set(re.findall(r"var\(--([\w-]+)\)", dark))
    assert used <= declared(light).keys() | declared(dark).keys()
    assert len(used) > 10


def declared(sheet: str) -> dict[str, str]:
    return {name: value.strip() for name, value in re.findall(r"--([\w-]+):\s*([^;}]+)", sheet)}
