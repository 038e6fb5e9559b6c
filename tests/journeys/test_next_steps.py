"""What others did after a visit: counted by hand, and never where nothing is known."""

import numpy as np
import pytest

from percorso.journeys.counted import Basis, Counted
from percorso.journeys.next_steps import next_steps
from percorso.journeys.partials.table import Sums


def counted(moves: dict[tuple[int, int], int], ended: dict[int, tuple[int, int]]) -> Counted:
    """Counts of touchpoints 1 to 3; `ended` gives lost and done of a code."""
    codes = np.array([1, 2, 3])
    tables = {
        "transitions": {
            "code": np.array([a for a, _ in moves]), "code_after": np.array([b for _, b in moves]),
            "visits": np.array(list(moves.values())), "journeys": np.array(list(moves.values())),
        },
        "touchpoints": {
            "code": codes, "journeys": np.array([40, 5, 5]),
            "lost": np.array([ended.get(one, (0, 0))[0] for one in codes]),
            "done": np.array([ended.get(one, (0, 0))[1] for one in codes]),
        },
    }  # fmt: skip
    basis = Basis(
        rules=None, keys=("", "cart", "checkout", "home"), code_of_name=np.array([0]),
        source_start_us=np.array([0]), by_customer=True,
    )  # fmt: skip
    return Counted.at_once(basis, 1, Sums(tables))


def test_steps_and_endings_add_up_to_the_visits_whose_next_is_known():
    found = next_steps(counted({(1, 2): 30, (1, 3): 6, (2, 1): 9}, {1: (10, 4)}), "cart")
    assert (found.visits, found.journeys) == (50, 40)
    shares = {key: share["value"] for key, share in found.steps}
    assert list(shares) == ["checkout", None, "home"]
    assert shares == pytest.approx({"checkout": 0.6, None: 0.28, "home": 0.12})
    # The interval counts journeys, of which there are fewer than visits.
    first = found.steps[0][1]
    assert first["n"] == 40
    assert (first["low"], first["high"]) == pytest.approx((0.446, 0.737), abs=1e-3)


@pytest.mark.parametrize("touchpoint", ["home", "never seen", ""])
def test_where_nothing_is_known_nothing_is_told(touchpoint):
    assert next_steps(counted({(1, 2): 3}, {}), touchpoint) is None
