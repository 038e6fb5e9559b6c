import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.domain.errors import InputError
from percorso.stats import left_out, row_updates
from percorso.stats.chain import leave_one_group_out
from tests.stats.walks import Walk, chain_of, grouped_steps, walks_over

STATES = 4
GROUPED = st.dictionaries(
    st.integers(-3, 300),
    walks_over(STATES, "success", "failure", "open", most=4),
    min_size=2,
    max_size=6,
)


def visited_by(walks):
    return np.isin(np.arange(STATES), [state for walk in walks for state in walk.path])


@pytest.fixture(params=["all at once", "one by one"], scope="module")
def way(request):
    """Small chains are solved in a stack, large ones by changing rows: both must agree."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "one by one":
            patch.setattr(left_out, "LARGE_CHAIN", 1)
            patch.setattr(row_updates, "MOST_CHANGED", 1.0)
        yield request.param


@given(groups=GROUPED)
def test_leaving_a_group_out_equals_solving_the_others(way, groups):
    without = leave_one_group_out(*grouped_steps(groups, STATES), STATES)
    assert without.groups.tolist() == sorted(groups)
    same = {"abs": 1e-9, "nan_ok": True}
    for row, label in enumerate(sorted(groups)):
        others = [walk for other in groups if other != label for walk in groups[other]]
        chain, visited = chain_of(others, STATES), visited_by(others)
        assert without.base_rate[row] == pytest.approx(chain.base_rate, **same)
        assert without.entry_share[row] == pytest.approx(chain.entry_share, **same)
        assert without.exit_share[row] == pytest.approx(chain.exit_share, **same)
        for measure in ("removal_effect", "decisive_share"):
            found, solved = getattr(without, measure)[row], getattr(chain, measure)
            assert found[visited] == pytest.approx(solved[visited], **same)


def test_a_touchpoint_only_one_group_visits_has_no_effect_without_it(way):
    groups = {
        1: [Walk((0, 1), "success")],
        2: [Walk((0,), "success"), Walk((0,), "failure")],
        3: [Walk((0,), "failure")],
    }
    without = leave_one_group_out(*grouped_steps(groups, STATES), STATES)
    assert without.removal_effect[:, 1].tolist() == pytest.approx([0, 1, 1 / 2])
    assert np.isnan(without.exit_share[0, 1])


def test_chunks_give_what_one_piece_gives(monkeypatch):
    random = np.random.default_rng(17)
    walks = {
        label: [
            Walk(tuple(random.integers(0, STATES, 3)), str(random.choice(["success", "failure"])))
            for _ in range(3)
        ]
        for label in range(25)
    }
    steps = grouped_steps(walks, STATES)
    whole = leave_one_group_out(*steps, STATES)
    monkeypatch.setattr(left_out, "CHUNK_BYTES", 1)
    one_by_one = leave_one_group_out(*steps, STATES)
    for measure in ("removal_effect", "decisive_share", "exit_share", "base_rate"):
        assert getattr(one_by_one, measure) == pytest.approx(getattr(whole, measure), abs=1e-12)


def test_a_large_chain_gives_what_a_small_one_gives(monkeypatch):
    random = np.random.default_rng(23)
    steps = 900
    columns = (
        random.integers(0, 20, steps),
        random.integers(-1, 210, steps),
        random.integers(0, 210, steps),
        random.integers(0, 3, steps),
    )
    # Half of the steps that are no starts end a journey.
    ends = (columns[1] >= 0) & (random.random(steps) < 0.5)
    columns[2][ends] = 210 + random.integers(0, 2, ends.sum())
    updated = leave_one_group_out(*columns, 210)
    monkeypatch.setattr(left_out, "LARGE_CHAIN", 1_000)
    anew = leave_one_group_out(*columns, 210)
    for measure in ("removal_effect", "decisive_share", "exit_share", "base_rate"):
        expected = pytest.approx(getattr(anew, measure), abs=1e-9, nan_ok=True)
        assert getattr(updated, measure) == expected


def test_fractional_counts_leave_no_step_behind_that_never_was(way):
    # 0.1 + 0.2 + 0.3 is not 0.6 in floats; without group 1 nobody ever failed.
    steps = [(1, -1, 0, 0.6), (1, 0, 2, 0.1), (1, 0, 2, 0.2), (1, 0, 2, 0.3)]
    steps += [(2, -1, 0, 0.7), (2, 0, 1, 0.7), (3, -1, 0, 0.1), (3, 0, 1, 0.1)]
    group, source, target, count = (np.array(column) for column in zip(*steps, strict=True))
    without = leave_one_group_out(group, source, target, count, states=1)
    assert without.base_rate[0] == 1
    assert np.isnan(without.decisive_share[0, 0])


def test_no_step_leaves_out_no_group(way):
    nothing = np.zeros(0, dtype=np.int64)
    without = leave_one_group_out(nothing, nothing, nothing, nothing, STATES)
    assert without.removal_effect.shape == (0, STATES)


@pytest.mark.parametrize(("source", "target"), [(4, 0), (-2, 0), (0, 6), (0, -1), (-1, 4)])
def test_a_step_outside_the_states_is_the_callers_mistake(source, target):
    with pytest.raises(InputError):
        leave_one_group_out(*(np.array([number]) for number in (0, source, target, 1)), STATES)
