"""An event of the wire tells a choice where it is about one, and nowhere else."""

from datetime import UTC, datetime

import pytest

from percorso.collect.wire.consents import choices_of

AT = datetime(2026, 11, 23, tzinfo=UTC)


def test_segments_own_consent_event_is_a_choice():
    consent = {"categoryPreferences": {"Advertising": False, "Functional": True}}
    told = choices_of("Segment Consent Preference Updated", {}, {"consent": consent}, AT)
    assert {one.scope.channel: one.state for one in told} == {
        "advertising": "withdrawn", "functional": "given",
    }  # fmt: skip
    assert {one.scope.purpose for one in told} == {"web_tracking"}


def test_a_choice_brings_its_text_along_as_a_hash():
    told = choices_of(
        "Consent Changed",
        {"purposes": {"newsletter": True}, "text": "Vuoi?", "version": "v1", "language": "it"},
        {"page": {"url": "https://shop.example/"}},
        AT,
    )
    [choice] = told
    assert (choice.scope.purpose, choice.state, choice.at) == ("marketing", "given", AT)
    assert choice.proof.text_sha256.startswith("db8f21")
    assert choice.proof.document == "https://shop.example/"


@pytest.mark.parametrize(
    ("name", "properties"),
    [
        ("Consent Changed", {"purposes": {"newsletter": "yes", "survey": 1}}),
        ("Consent Changed", {"purposes": ["newsletter"]}),
        ("Consent Changed", {}),
        ("Order Completed", {"purposes": {"newsletter": True}}),
    ],
)
def test_what_is_neither_yes_nor_no_is_no_choice(name, properties):
    assert choices_of(name, properties, {"consent": {"categoryPreferences": []}}, AT) == ()
