"""Lists of names on the command line: commas part them, quotes keep them."""

import pytest

from percorso.cli.options import NamesUnreadable, listed


@pytest.mark.parametrize(
    ("given", "names"),
    [
        (["order"], ["order"]),
        (["order,refund"], ["order", "refund"]),
        (['"Ordine, pagato",order'], ["Ordine, pagato", "order"]),
        (['order, "Ordine, pagato"'], ["order", "Ordine, pagato"]),
        (["order", '"Ordine, pagato"'], ["order", "Ordine, pagato"]),
        (['"Detto ""fatto"""'], ['Detto "fatto"']),
        ([" order , ,refund "], ["order", "refund"]),
        ([""], []),
    ],
)
def test_names_are_parted_at_commas_outside_quotes(given, names):
    assert listed(given) == names


@pytest.mark.parametrize("absent", [None, []])
def test_an_option_that_is_not_given_is_none(absent):
    assert listed(absent) is None


@pytest.mark.parametrize("text", ['"Ordine, pagato', '"Ordine" pagato'])
def test_a_quote_that_is_not_closed_is_said(text):
    with pytest.raises(NamesUnreadable, match="Close the quote"):
        listed(["order", text])
