"""A profile's YAML says what it means, survives being written, and names its own mistakes."""

import pytest

from percorso.collect.profile_errors import ProfileInvalid, ProfileUnknown
from percorso.collect.profile_file import profile_as_yaml, profile_from_yaml
from percorso.collect.profiles import built_in_profiles, profile_named
from percorso.store.patterns import is_pattern

WHOLE = """
profile: my-shop
name: {it: Il mio negozio, en: My shop}
recognise: [Name, [Created at, Creato il]]
columns: {customer: Email, amount: [Total, Totale], order_id: Name}
constants: {channel: web, rating_kind: nps}
rules:
  - {role: touchpoint, column: Invoice, prefix: C, value: order_cancelled}
  - {role: touchpoint, column: Kind, equals: [no, 007], value: odd}
  - {role: touchpoint, column: Kind, pattern: "^x+$", value: exes}
  - {role: text, column: Stato, words: {in transito: t, "consegnat*": d}, otherwise: unknown}
  - {role: touchpoint, value: order_placed}
events:
  - {part: placed, at: Created at, touchpoint: order_placed}
  - {part: paid, at: Day+Hour, columns: {amount: ~, cost: Fee}, constants: {channel: till}}
one_per: Invoice
times: {zone: Europe/Rome, order: dmy}
table: {sheet: Orders, header_row: 3}
source: {rank: 30}
"""


def problem(text: str) -> str:
    """What is said against a document."""
    with pytest.raises(ProfileInvalid) as caught:
        profile_from_yaml(text, "mine.yaml", is_pattern)
    return str(caught.value)


def test_every_key_of_a_profile_is_read() -> None:
    found = profile_from_yaml(WHOLE, "mine", is_pattern)
    assert found.columns == {
        "user_id": ("Email",), "amount": ("Total", "Totale"), "order_id": ("Name",),
    }  # fmt: skip
    assert found.recognise == (("Name",), ("Created at", "Creato il"))
    assert [one.rule.equals for one in found.rules][1] == ("no", "007")
    assert found.rules[3].rule.words == {"in transito": "t", "consegnat*": "d"}
    assert found.events[1].columns == {"at": ("Day+Hour",), "amount": (), "cost": ("Fee",)}
    assert found.events[0].constants == {"touchpoint": "order_placed"}
    assert (found.one_per, found.time_zone, found.date_order) == (
        ("Invoice",), "Europe/Rome", "dmy",
    )  # fmt: skip
    assert (found.sheet, found.header_row, found.rank) == ("Orders", 3, 30)


def test_a_profile_written_and_read_again_is_the_same() -> None:
    found = profile_from_yaml(WHOLE, "mine", is_pattern)
    assert profile_from_yaml(profile_as_yaml(found), "again", is_pattern) == found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("profile: [", "it is no YAML"),
        ("- a\n- b", "were wanted, got"),
        ("columns: {at: A, touchpoint: B}", "profile: a text was wanted"),
        ("profile: p\ncolums: {at: A}", 'did you mean "columns"?'),
        ("profile: p\ncolumns: {when: A}", 'there is no role "when"'),
        ("profile: p\ncolumns: {at: A}", 'nothing says the role "touchpoint"'),
        ("profile: p\ncolumns: {touchpoint: A}", 'nothing says the role "at"'),
        ("profile: p\nevents: [{part: a, at: A}]", "nothing says its touchpoint"),
        ("profile: p\nevents: [{part: a b, at: A}]", "a part is one word"),
        ("profile: p\nrules: [{role: at, value: x}]", "takes no rules"),
        ("profile: p\nrules: [{role: text, prefix: a, equals: b, value: x}]", "one test a rule"),
        ("profile: p\nrules: [{role: text, column: A}]", "value: a text was wanted"),
        ("profile: p\nrules: [{role: text, words: {a: b}}]", "`words` need a `column`"),
        ("profile: p\nrules: [{role: text, value: x, otherwise: y}]", "belongs to `words`"),
        ("profile: p\nrules: [{role: text, pattern: '(?=a)', value: x}]", "no regular expression"),
        ("profile: p\nconstants: {rating_kind: good}", "rating_kind is one of"),
        ("profile: p\ntimes: {zone: Roma}", 'there is no time zone "Roma"'),
        ("profile: p\ntimes: {order: ydm}", "dmy, mdy or ymd was wanted"),
        ("profile: p\nsource: {rank: high}", "a whole number from 0 to 255"),
        ("profile: p\nrules: {role: text}", "a list was wanted"),
    ],
)
def test_a_mistake_in_a_profile_is_named_with_its_place(text: str, said: str) -> None:
    assert said in problem(text)


def test_two_events_of_one_part_cannot_be_told_apart() -> None:
    event = "{part: a, at: A, touchpoint: x}"
    assert "the same part" in problem(f"profile: p\nevents: [{event}, {event}]")


def test_a_profile_nobody_knows_is_said_with_those_there_are() -> None:
    with pytest.raises(ProfileUnknown) as caught:
        profile_named("no-such-profile")
    assert all(key in str(caught.value) for key in built_in_profiles())


def test_every_built_in_profile_is_named_in_both_languages_and_can_be_recognised() -> None:
    for key, profile in built_in_profiles().items():
        assert profile.key == key
        assert set(profile.name) == {"it", "en"}
        # A log of no more than addresses and times could be anything.
        assert profile.recognise or key in {"mailchimp-opens", "mailchimp-clicks"}


def test_every_pattern_of_a_built_in_profile_can_be_read() -> None:
    rules = [one.rule for profile in built_in_profiles().values() for one in profile.rules]
    assert all(is_pattern(rule.pattern) for rule in rules if rule.pattern is not None)
