"""The shape of a time, told from one text."""

import re

import pytest

from percorso.collect.time_shape import format_of, needs_date_order, with_date_order, with_siblings
from percorso.domain.mapping import Mapping


@pytest.mark.parametrize(
    "text", ["Value 1", "12:30", "O-2024-17", "12345", "10.50", "", "2024-13-45x", "192.168.1.1",
             "+39 081 123456", "visit 2024"],
)  # fmt: skip
def test_what_is_no_time_has_no_format(text: str) -> None:
    assert format_of(text) is None


def test_an_order_number_of_eight_digits_is_a_day_only_if_such_a_day_can_be() -> None:
    assert format_of("20240230") == "%Y%m%d"
    assert format_of("20241345") is None
    assert format_of("12345678") is None


@pytest.mark.parametrize("form", ["%d/%m/%Y %H:%M", "%Y-%m-%dT%H:%M:%S", "%d %b %Y, %I:%M %p"])
def test_siblings_differ_in_the_clock_only(form: str) -> None:
    siblings = with_siblings([form])
    assert siblings[0] == form
    day = re.split(r"[ ,T]+%[HI]", form)[0]
    assert all(sibling.startswith(day) for sibling in siblings)
    assert len(siblings) == len(set(siblings)) > 3


@pytest.mark.parametrize(
    ("order", "turned"), [("dmy", "%d/%m/%y"), ("mdy", "%m/%d/%y"), ("ymd", "%y/%m/%d")]
)
def test_an_order_turns_the_formats(order: str, turned: str) -> None:
    mapping = Mapping({"at": "time"}, ("%d/%m/%y", "%Y-%m-%d"))
    assert needs_date_order(mapping)
    settled = with_date_order(mapping, order)  # type: ignore[arg-type]
    assert settled.time_formats == (turned, "%Y-%m-%d")
    assert not needs_date_order(settled)


@pytest.mark.parametrize("form", ["%Y-%m-%d", "%d %b %Y", "%Y/%m/%d %H:%M", "epoch_s"])
def test_a_date_that_says_its_order_needs_none(form: str) -> None:
    assert not needs_date_order(Mapping({"at": "time"}, (form,)))
