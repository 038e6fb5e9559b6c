import pytest
from hypothesis import given
from hypothesis import strategies as some

from percorso.domain.errors import InputError
from percorso.stats.odds import odds_ratio

counts = some.integers(0, 40)


def test_one_is_added_to_each_of_the_four_cells():
    assert odds_ratio(3, 4, 1, 6) == pytest.approx((4 / 2) / (2 / 6))


def test_empty_cells_keep_it_finite():
    assert odds_ratio(5, 5, 0, 5) == 36
    assert odds_ratio(0, 0, 0, 0) == 1


@given(a=counts, b=counts, c=counts, d=counts)
def test_to_swap_the_groups_turns_the_ratio_over(a, b, c, d):
    forth, back = odds_ratio(a, a + b, c, c + d), odds_ratio(c, c + d, a, a + b)
    assert forth * back == pytest.approx(1)


def test_more_successes_than_cases_are_refused():
    with pytest.raises(InputError):
        odds_ratio(3, 2, 0, 1)
