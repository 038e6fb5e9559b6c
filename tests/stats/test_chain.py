from itertools import groupby

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from percorso.domain.errors import InputError
from percorso.stats.chain import row_with_less_exit, simulate_row, solve_chain
from tests.stats.walks import Walk, chain_of, parts_of, walks_over

STATES = 4
CLOSED = walks_over(STATES, "success", "failure")
ANY = walks_over(STATES, "success", "failure", "open")
SHOP, CART, HELP, POST = range(STATES)


def collapsed(walk):
    return Walk(tuple(state for state, _ in groupby(walk.path)), walk.status)


def p_with_row(chain, state, moves, success_share):
    """The success rate of the chain whose row is replaced, solved from nothing."""
    matrix, success = chain.moves.copy(), chain.success_share.copy()
    matrix[state], success[state] = moves, success_share
    starts = chain.expected_visits @ (np.eye(STATES) - chain.moves)
    return starts @ np.linalg.solve(np.eye(STATES) - matrix, success)


@given(CLOSED)
def test_without_open_journeys_p_and_visits_are_the_observed_ones(walks):
    chain = chain_of(walks, STATES)
    successes = sum(walk.status == "success" for walk in walks)
    visits = [sum(walk.path.count(state) for walk in walks) for state in range(STATES)]
    assert chain.base_rate == pytest.approx(successes / len(walks), abs=1e-9)
    assert chain.expected_visits == pytest.approx(np.array(visits) / len(walks), abs=1e-9)


@given(ANY)
def test_decisive_shares_and_entry_share_add_to_one(walks):
    chain = chain_of(walks, STATES)
    assume(chain.null_reason is None)
    whole = np.nansum(chain.decisive_share) + chain.entry_share
    assert whole == pytest.approx(1, abs=1e-9)
    assert (chain.decisive_share[chain.kept] >= 0).all()


@pytest.mark.parametrize("won", range(1, 13))
def test_a_share_is_never_more_than_the_whole_not_even_in_its_last_digit(won):
    """Where the first touchpoint decides all, or the only one does, the share is 1 of 1."""
    for lost in range(1, 13):
        apart = [*[Walk((SHOP,), "success")] * won, *[Walk((CART,), "failure")] * lost]
        chain = chain_of(apart, STATES)
        assert 1 - 1e-9 < chain.entry_share <= 1
        assert np.nanmax(chain.removal_effect) <= 1
        alone = chain_of([*[Walk((SHOP,), "success")] * won, *[Walk((SHOP,), "failure")] * lost],
                         STATES)  # fmt: skip
        assert 1 - 1e-9 < np.nanmax(alone.decisive_share) <= 1


@given(ANY)
def test_the_removal_effect_is_what_failing_every_visit_costs(walks):
    chain = chain_of(walks, STATES)
    assume(chain.base_rate > 0)
    for state in np.flatnonzero(chain.kept):
        without = p_with_row(chain, state, np.zeros(STATES), 0.0)
        expected = 1 - without / chain.base_rate
        assert chain.removal_effect[state] == pytest.approx(expected, abs=1e-12)


@given(CLOSED)
def test_collapsing_repeats_changes_neither_p_nor_effects_nor_shares(walks):
    chain, short = chain_of(walks, STATES), chain_of([collapsed(w) for w in walks], STATES)
    assert short.base_rate == pytest.approx(chain.base_rate, abs=1e-9)
    same = {"abs": 1e-9, "nan_ok": True}
    assert short.removal_effect == pytest.approx(chain.removal_effect, **same)
    assert short.decisive_share == pytest.approx(chain.decisive_share, **same)


@given(ANY, st.permutations(range(STATES)))
def test_numbering_the_touchpoints_otherwise_changes_nothing(walks, numbers):
    chain = chain_of(walks, STATES)
    renamed = [Walk(tuple(numbers[state] for state in w.path), w.status) for w in walks]
    other = chain_of(renamed, STATES)
    same = {"abs": 1e-9, "nan_ok": True}
    assert other.removal_effect[numbers] == pytest.approx(chain.removal_effect, **same)
    assert other.exit_share[numbers] == pytest.approx(chain.exit_share, **same)


@given(ANY)
def test_success_probability_is_the_mean_of_what_comes_next(walks):
    chain = chain_of(walks, STATES)
    ahead = chain.moves @ np.nan_to_num(chain.success_probability) + chain.success_share
    assert ahead[chain.kept] == pytest.approx(chain.success_probability[chain.kept], abs=1e-9)


def test_a_story_counted_by_hand():
    chain = chain_of(
        [
            Walk((SHOP, CART), "success"),
            Walk((SHOP, CART), "failure"),
            Walk((SHOP, HELP), "failure"),
            Walk((SHOP,), "open"),
        ],
        STATES,
    )
    assert chain.base_rate == pytest.approx(1 / 3)
    assert chain.success_probability[:3] == pytest.approx([1 / 3, 1 / 2, 0])
    assert chain.removal_effect[:3] == pytest.approx([1, 1, 0])
    assert chain.exit_share[:3] == pytest.approx([0, 1 / 2, 1])
    assert chain.known_next[:3].tolist() == [3, 2, 1]
    # Variance 2/9: the shop decides 2/3 * (1/6)^2 + 1/3 * (1/3)^2, the cart 2/3 * 1/4.
    assert chain.decisive_share[:3] == pytest.approx([1 / 4, 3 / 4, 0])
    assert chain.entry_share == pytest.approx(0)


def test_a_state_without_an_ending_leaves_the_denominator_of_the_state_before():
    chain = chain_of(
        [
            Walk((SHOP, CART), "success"),
            Walk((SHOP,), "failure"),
            Walk((SHOP, HELP, POST), "open"),
        ],
        STATES,
    )
    assert chain.kept.tolist() == [True, True, False, False]
    assert chain.base_rate == pytest.approx(0.5)
    assert chain.exit_share[SHOP] == pytest.approx(0.5)
    assert chain.known_next[SHOP] == 2
    assert np.isnan(chain.success_probability[[HELP, POST]]).all()
    assert np.isnan(chain.exit_share[[HELP, POST]]).all()


def test_a_loop_that_never_ended_is_censored_and_not_singular():
    chain = chain_of([Walk((SHOP,), "success"), Walk((HELP, POST, HELP, POST), "open")], STATES)
    assert chain.kept.tolist() == [True, False, False, False]
    assert chain.base_rate == 1


@pytest.mark.parametrize(("status", "rate", "effect"), [("success", 1, 1), ("failure", 0, np.nan)])
def test_with_one_kind_of_ending_there_is_nothing_to_decide(status, rate, effect):
    chain = chain_of([Walk((SHOP, CART), status), Walk((SHOP,), "open")], STATES)
    assert chain.null_reason == "nothing_decided"
    assert chain.base_rate == rate
    assert np.isnan(chain.decisive_share).all()
    assert np.isnan(chain.entry_share)
    assert chain.removal_effect[SHOP] == pytest.approx(effect, nan_ok=True)


@given(walks_over(STATES, "success", "open"))
def test_without_a_failure_the_success_rate_is_exactly_one(walks):
    assume(any(walk.status == "success" for walk in walks))
    chain = chain_of(walks, STATES)
    assert chain.base_rate == 1.0
    assert chain.null_reason == "nothing_decided"


def test_without_any_ending_everything_is_unknown():
    chain = chain_of([Walk((SHOP, CART), "open")], STATES)
    assert not chain.kept.any()
    assert np.isnan(chain.base_rate)
    assert chain.null_reason == "nothing_decided"


def test_a_chain_without_states_is_unknown_and_no_error():
    chain = solve_chain(*parts_of(np.zeros((1, 2))))
    assert np.isnan(chain.base_rate)
    assert chain.removal_effect.size == 0


def test_one_failure_in_ten_million_still_decides():
    chain = solve_chain(*parts_of(np.array([[0.0, 9_999_999.0, 1.0], [1e7, 0.0, 0.0]])))
    assert chain.null_reason is None
    assert chain.decisive_share[0] == pytest.approx(1, abs=1e-9)


@given(ANY, st.integers(0, STATES - 1), st.lists(st.floats(0, 1), min_size=5, max_size=5))
def test_a_simulated_row_is_the_chain_solved_with_that_row(walks, state, weights):
    chain = chain_of(walks, STATES)
    assume(chain.kept[state])
    row = np.array(weights) * np.append(chain.kept, True)
    row /= max(1.0, row.sum() * 1.1)
    simulated = simulate_row(chain, state, row[:STATES], row[STATES])
    solved = p_with_row(chain, state, row[:STATES], row[STATES])
    assert chain.base_rate + simulated == pytest.approx(solved, abs=1e-9)


def test_halving_an_exit_keeps_the_row_whole_and_helps():
    walks = [Walk((SHOP, CART), "success"), Walk((SHOP,), "failure"), Walk((CART,), "failure")]
    chain = chain_of(walks, STATES)
    moves, success_share = row_with_less_exit(chain, SHOP, 0.5)
    assert moves.sum() + success_share == pytest.approx(1 - 0.25)
    assert simulate_row(chain, SHOP, moves, success_share) == pytest.approx(2 / 3 * 0.25 * 0.5)


def test_a_touchpoint_where_all_fail_cannot_lose_fewer_in_proportion():
    chain = chain_of([Walk((SHOP,), "success"), Walk((HELP,), "failure")], STATES)
    with pytest.raises(InputError, match=r"below 1, got 1\.0"):
        row_with_less_exit(chain, HELP, 0.5)


def test_a_row_nobody_ever_leaves_is_refused():
    chain = chain_of([Walk((SHOP,), "success"), Walk((SHOP,), "failure")], STATES)
    with pytest.raises(InputError, match="leaves the touchpoint"):
        simulate_row(chain, SHOP, np.array([1.0, 0, 0, 0]), 0.0)


def test_counts_of_other_states_are_the_callers_mistake():
    with pytest.raises(InputError, match=r"to_failure needs the shape \(2,\), got \(3,\)"):
        solve_chain(np.zeros((2, 2)), np.zeros(2), np.zeros(3), np.ones(2))
    with pytest.raises(InputError, match=r"starts needs finite counts of 0 or more, got -1\.0"):
        solve_chain(np.zeros((2, 2)), np.zeros(2), np.zeros(2), np.array([1.0, -1.0]))
