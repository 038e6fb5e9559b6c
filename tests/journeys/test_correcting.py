"""Tables corrected by a few rows: always those that adding all rows gives."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as some

from percorso.journeys.partials.correcting import corrected
from percorso.journeys.partials.sequences import Sequences
from percorso.journeys.partials.table import Partial

FLAT = Partial("flat", ("code", "after"), lambda _: {})
FORMS = Partial("forms", ("code", "is_large", "place"), lambda _: {}, form="is_large")
CARRYING = Partial("carrying", ("number",), lambda _: {}, carried=("told",))
VARIANTS = Partial("variants", ("high", "low"), lambda _: {}, carried=("path",))
NOBODY = Partial("nobody", (), lambda _: {})

small = some.integers(0, 4)
counts = some.integers(-3, 3)
# Two numbers of 64 bits are too wide to be packed into one.
wide = some.sampled_from([-(2**62), -5, 0, 7, 2**62])


def columns(names, rows):
    return {
        name: np.array([row[place] for row in rows], dtype=np.int64)
        for place, name in enumerate(names)
    }


def of(partial, names, *kinds):
    """Tables of a partial, in order, each with rows that may count nothing."""
    rows = some.lists(some.tuples(*kinds), max_size=12)
    return rows.map(lambda found: partial.change_of([columns(names, found)]))


def assert_same(partial, whole, change):
    whole = partial.added([whole])
    found, expected = corrected(partial, whole, change), partial.added([change, whole])
    assert list(found) == list(expected)
    for name, values in expected.items():
        assert found[name].tolist() == values.tolist()


keyed = of(FLAT, ("code", "after", "visits", "journeys"), small, small, counts, counts)
formed = of(
    FORMS, ("code", "is_large", "place", "times"), small, some.integers(0, 1), small, counts
)
carrying = of(CARRYING, ("number", "told", "texts"), small, small, counts)


@given(whole=keyed, change=keyed)
def test_rows_are_added_by_their_keys(whole, change):
    assert_same(FLAT, whole, change)


@given(whole=formed, change=formed)
def test_rows_of_each_form_stand_together(whole, change):
    assert_same(FORMS, whole, change)


@given(whole=carrying, change=carrying)
def test_what_a_change_carries_holds_now(whole, change):
    assert_same(CARRYING, whole, change)


def with_paths(rows):
    """Variants whose path follows from their keys."""
    table = columns(("high", "low", "journeys"), rows)
    length = np.abs(table["high"] % 7)
    path = Sequences.one_after_another(np.repeat(np.abs(table["low"]) % 91, length), length)
    named = {"high": table["high"], "low": table["low"], "path": path}
    return VARIANTS.change_of([{**named, "journeys": table["journeys"]}])


variants = some.lists(some.tuples(wide, wide, counts), max_size=12).map(with_paths)


@given(whole=variants, change=variants)
def test_keys_too_wide_for_one_number_are_told_apart(whole, change):
    assert_same(VARIANTS, whole, change)


def test_a_table_without_keys_is_a_sum():
    table = {"journeys": np.array([4])}
    assert corrected(NOBODY, table, {"journeys": np.array([-3])})["journeys"].tolist() == [1]


sequences = some.lists(some.lists(some.integers(0, 2**32 - 1), max_size=4), max_size=6)


def column_of(lists):
    flat = np.array([code for one in lists for code in one], dtype=np.uint32)
    return Sequences.one_after_another(flat, np.array([len(one) for one in lists], dtype=np.int64))


@given(left=sequences, right=sequences, some_=some.randoms(use_true_random=False))
def test_sequences_are_chosen_and_joined_as_numbers_are(left, right, some_):
    order = list(range(len(left)))
    some_.shuffle(order)
    chosen = order[: len(order) // 2]
    joined = np.concatenate([column_of(left)[np.array(chosen, dtype=np.int64)], column_of(right)])
    assert joined.tolist() == [tuple(left[place]) for place in chosen] + [*map(tuple, right)]
