"""What the condition language reads, and how it refuses what it cannot."""

from datetime import date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from percorso.domain.condition import (
    DEEPEST,
    AllOf,
    AnyOf,
    Comparison,
    Not,
    parse_condition,
    properties_of,
)
from percorso.domain.condition_words import LONGEST, ConditionNotUnderstood


def prop(name, operator, *values):
    return Comparison(name, "property", operator, values)


A, B, C = prop("a", "=", 1.0), prop("b", "=", 2.0), prop("c", "=", 3.0)


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ('city = "Milano"', prop("city", "=", "Milano")),
        ("city = Milano", prop("city", "=", "Milano")),
        ("città = 'L''Aquila'", prop("città", "=", "L'Aquila")),
        ('"Product Name" != "6"" pipe"', prop("Product Name", "!=", '6" pipe')),
        ("`amount` = 5", prop("amount", "=", 5.0)),
        ('zip = "00100"', prop("zip", "=", "00100")),
        ("size contains 1234567", prop("size", "contains", "1234567")),
        ("day >= 2026-11-22", prop("day", ">=", "2026-11-22")),
        ("Amount >= -12.5", Comparison("amount", "number", ">=", (-12.5,))),
        ('channel in ("web", app)', Comparison("channel", "text", "in", ("web", "app"))),
        ("text contains 5", Comparison("text", "text", "contains", ("5",))),
        ("note is empty", prop("note", "is empty")),
        ("note IS NOT EMPTY", Not(prop("note", "is empty"))),
        ("city not in (Bari)", Not(prop("city", "in", "Bari"))),
    ],
)
def test_a_comparison_is_read(text, condition):
    assert parse_condition(text) == condition


def test_a_date_is_a_day_and_a_time_an_instant():
    assert parse_condition("occurred_at = 2026-11-22").values == (date(2026, 11, 22),)
    instant = parse_condition('occurred_at < "2026-11-22T09:30"').values[0]
    assert instant == datetime(2026, 11, 22, 9, 30)


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("a = 1 or b = 2 and c = 3", AnyOf((A, AllOf((B, C))))),
        ("(a = 1 or b = 2) and c = 3", AllOf((AnyOf((A, B)), C))),
        ("not a = 1 and b = 2", AllOf((Not(A), B))),
        ("a = 1 and b = 2 and c = 3", AllOf((A, B, C))),
        ("non (a = 1 o b = 2) e c = 3", AllOf((Not(AnyOf((A, B))), C))),
    ],
)
def test_not_binds_before_and_and_before_or(text, condition):
    assert parse_condition(text) == condition


@pytest.mark.parametrize(
    ("text", "position", "wanted"),
    [
        ("", 0, "name of a field"),
        ("city", 4, "an operator"),
        ("city =", 6, "a value"),
        ("city = and", 7, "a value"),
        ("city LIKE x", 5, "an operator"),
        ("city = Milano Roma", 14, "the end"),
        ("(city = Milano", 14, "`)`"),
        ('city = "Milano', 7, "a closing"),
        ("city = “Milano”", 7, "straight quotes"),
        ("city in Milano", 8, "a list"),
        ("city in ()", 9, "a value"),
        ("city in (a b)", 11, "`,` or `)`"),
        ("city is full", 8, "`empty`"),
        ("city not = x", 9, "`in` or `contains`"),
        ("amount = molto", 9, "a number"),
        ("amount = 12,5", 11, "the end"),
        ('amount = "1_0"', 9, "a number"),
        ("amount contains 5", 7, "amount is no text"),
        ("channel < web", 8, "channel is text"),
        ("occurred_at > ieri", 14, "a date"),
        ('occurred_at > "9999-12-31"', 14, "from 1900 to 2999"),
        ("initiator = robot", 12, "one of customer"),
        ("city = x; drop table i", 8, "a name, a value"),
        ("city = 5x", 7, "a name, a value"),
        ("= 5", 0, "name of a field"),
        ("city = \0", 7, "readable text"),
        ("city = \udcff", 7, "readable text"),
    ],
)
def test_an_error_says_where_and_what_was_wanted(text, position, wanted):
    with pytest.raises(ConditionNotUnderstood) as caught:
        parse_condition(text)
    assert caught.value.position == position
    assert wanted in caught.value.wanted


def test_an_error_points_at_its_place():
    with pytest.raises(ConditionNotUnderstood) as caught:
        parse_condition("amount > 5 and city = = x")
    first, shown, caret, *_ = str(caught.value).splitlines()
    assert "at character 23" in first
    assert shown[caret.index("^")] == "="
    assert shown.strip() == "amount > 5 and city = = x"


def test_the_caret_stays_in_view_in_a_long_condition():
    with pytest.raises(ConditionNotUnderstood) as caught:
        parse_condition("a = 1 and " * 100 + "oops ! x")
    _, shown, caret, *_ = str(caught.value).splitlines()
    assert shown[caret.index("^")] == "!"
    assert len(shown) < 80


def test_a_condition_may_be_deep_and_no_deeper():
    parse_condition("(" * DEEPEST + "a = 1" + ")" * DEEPEST)
    with pytest.raises(ConditionNotUnderstood, match="32 levels"):
        parse_condition("(" * (DEEPEST + 1) + "a = 1" + ")" * (DEEPEST + 1))
    with pytest.raises(ConditionNotUnderstood, match="32 levels"):
        parse_condition("not " * 400 + "a = 1")


def test_levels_that_are_closed_again_do_not_add_up():
    parsed = parse_condition(" and ".join(["(not a = 1)"] * 100))
    assert properties_of(parsed) == ("a",)


def test_a_condition_may_be_long_and_no_longer():
    parse_condition('a = "' + "x" * (LONGEST - 6) + '"')
    with pytest.raises(ConditionNotUnderstood, match="at most 2,000 characters, got 2,001"):
        parse_condition('a = "' + "x" * (LONGEST - 5) + '"')


def test_the_properties_a_condition_asks_for_are_told_once():
    condition = parse_condition(
        "b = 1 and (channel = web or not a is empty) and b = 2 and `text` = x"
    )
    assert properties_of(condition) == ("b", "a", "text")


PIECES = st.sampled_from(
    ["city", "amount", "occurred_at", "initiator", '"a b"', "`x`", "=", "!=", "<", ">=", "in",
     "(", ")", ",", "contains", "is", "not", "empty", "and", "or", "e", "non", "12.5", "-3",
     "9" * 400, '"Milano"', "'x", "2026-11-22", "2026-99-99", "2026-11-22T25:00", "é", "\x00",
     "\ud800", "٣"]
)  # fmt: skip


@given(st.text() | st.lists(PIECES, max_size=25).map(" ".join))
@example("occurred_at = 0001-01-01")
@example("amount = " + "9" * 400)
@example("a = " + "9" * 400)
@example("occurred_at = '2026-W47-7'")
def test_whatever_is_typed_is_read_or_refused_in_words(text):
    refused = None
    try:
        parse_condition(text)
    except ConditionNotUnderstood as error:
        refused = error
    if refused:
        assert 0 <= refused.position <= len(text)
        assert all(line.isprintable() for line in str(refused).splitlines())
