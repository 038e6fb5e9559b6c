"""Which touchpoints and ribbons are drawn, and what that covers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from percorso.drawing.choose import choose
from tests.drawing import maps


def small(flows, starts=(), ends=(), **more):
    """A map of the touchpoints the flows name, each as much visited as the alphabet says."""
    keys = sorted({key for flow in flows for key in flow[:2]})
    return maps.empty_map(
        touchpoints=[
            maps.touchpoint(key, key.upper(), "awareness", "web", 1000 - 10 * place)
            for place, key in enumerate(keys)
        ],
        transitions=[maps.transition(*flow) for flow in flows],
        starts=[{"touchpoint": key, "journeys": n} for key, n in starts],
        ends=[{"touchpoint": key, "journeys": n, "status": None} for key, n in ends],
        **more,
    )


def test_a_map_within_the_cap_keeps_everything():
    choice = choose(maps.lamp_shop())
    assert len(choice.kept) == 24
    assert choice.folded == ()


def test_the_first_the_goal_the_last_and_solid_findings_are_always_kept():
    chain = [(a, b, 5) for a, b in zip("abcdefgh", "bcdefghi", strict=True)]
    made = small(chain, starts=[("i", 9), ("a", 3)], ends=[("h", 9)])
    made["definition"]["success"] = ["g"]
    made["findings"] = [maps.finding("dead_end", "f", "F", 0.4, 50)]
    choice = choose(made, cards=5)
    assert set(choice.kept) == {"a", "f", "g", "h", "i"}


def test_at_most_four_findings_push_a_touchpoint_in():
    chain = [(a, b, 5) for a, b in zip("abcdefgh", "bcdefghi", strict=True)]
    made = small(chain)
    made["findings"] = [maps.finding("dead_end", key, key, 0.4, 50) for key in "defghi"]
    assert choose(made, cards=5).kept == ("a", "d", "e", "f", "g")


def test_the_weaker_way_of_a_pair_and_repeats_are_counted_where_they_arrive():
    choice = choose(small([("a", "b", 100), ("b", "a", 50), ("a", "a", 10), ("b", "c", 5)]))
    assert [(t["from"], t["to"]) for t in choice.ribbons] == [("a", "b"), ("b", "c")]
    assert choice.returns == {"a": 60 + 12}
    assert (choice.edges_shown, choice.edges_total) == (4, 4)
    assert choice.transitions_share == 1.0


def test_each_touchpoint_keeps_its_best_way_in_and_out_before_stronger_ones_are_added():
    flows = [("a", "b", 100), ("a", "c", 90), ("b", "c", 95), ("c", "d", 1)]
    choice = choose(small(flows), ribbons=3)
    assert [(t["from"], t["to"]) for t in choice.ribbons] == [("a", "b"), ("b", "c"), ("c", "d")]


def test_a_journey_is_replayed_only_where_every_step_is_drawn():
    made = small([("a", "b", 10), ("b", "c", 9)])
    made["totals"] = {**made["totals"], "journeys": 100}
    made["variants"] = [
        {"path": ["a", "b", "c"], "journeys": 60, "share": 0.6},
        {"path": ["a", "c"], "journeys": 30, "share": 0.3},
    ]
    choice = choose(made)
    assert choice.replayed_share == 0.6
    assert choice.replay_is_least


def test_what_is_folded_does_not_replay():
    made = small([("a", "b", 10), ("b", "c", 9)])
    made["totals"] = {**made["totals"], "journeys": 100}
    made["variants"] = [{"path": ["a", "b", "c"], "journeys": 100, "share": 1.0}]
    choice = choose(made, cards=2)
    assert choice.folded == ("c",)
    assert choice.replayed_share == 0.0
    assert not choice.replay_is_least


@pytest.mark.parametrize("count", [0, 3, 60, 10_000])
def test_the_caps_hold_whatever_the_size(count):
    choice = choose(maps.any_size(count))
    assert len(choice.kept) == min(24, count)
    assert len(choice.kept) + len(choice.folded) == count
    assert len(choice.ribbons) <= 40


@settings(max_examples=40)
@given(st.randoms(use_true_random=False))
def test_the_order_of_the_input_changes_nothing(shuffle):
    made = maps.any_size(60)
    before = choose(made)
    for part in ("touchpoints", "transitions"):
        shuffle.shuffle(made[part])
    assert choose(made) == before
