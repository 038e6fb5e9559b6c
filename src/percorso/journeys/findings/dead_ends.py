"""Dead ends: visits that lead nowhere (METHODS 6.4)."""

from collections.abc import Iterator

from percorso.domain.journey_map import Estimate
from percorso.journeys.chain_of_visits import ChainOfVisits
from percorso.journeys.estimates import ratio, share_grade
from percorso.journeys.findings.watched import FEWEST_JOURNEYS, Case, Watched

_FEWEST_JOURNEYS_ON_EDGE = 5
_LEAK_POINTS = 0.05


def dead_ends(watched: Watched) -> Iterator[Case]:
    """Leaks out of the map, places without a way out, and loops that do not help."""
    chain = watched.measures.chain
    if chain is None:
        return
    ways_out = _with_a_way_out(watched, chain)
    for code in watched.often_met():
        if code in watched.goals or code in chain.without_ending:
            continue
        exit_share = chain.exit_share.get(code)
        if exit_share is None:
            continue
        detail = {
            "success_probability": chain.success_probability(code),
            "base_rate": chain.solved.base_rate,
            "reach": watched.reach(code),
        }
        weight = watched.reach(code) * (exit_share["value"] or 0.0)
        if _leaks_out(watched, chain, code, exit_share):
            case = "leak"
        elif code not in ways_out and exit_share["n"] >= FEWEST_JOURNEYS:
            case = "no_way_out"
        elif _spins(watched, chain, code):
            case = "spin"
            detail |= watched.measures.returns[code]
        else:
            continue
        yield Case(
            "dead_end", case, code, exit_share, {"test": case, **detail},
            share_grade(exit_share), weight,
        )  # fmt: skip


def _leaks_out(watched: Watched, chain: ChainOfVisits, code: int, exit_share: Estimate) -> bool:
    """Exit surely 5 points above the stage's, and success after it below the base rate."""
    success = chain.success_probability(code)
    exits, known = watched.exits_of_mates(code)
    if success is None or exit_share["low"] is None or not known:
        return False
    # Of many journeys that met it after their goal, the chain may know a single one.
    if exit_share["n"] < FEWEST_JOURNEYS:
        return False
    return exit_share["low"] > exits / known + _LEAK_POINTS and success < chain.solved.base_rate


def _with_a_way_out(watched: Watched, chain: ChainOfVisits) -> set[int]:
    """Codes from which a goal is reached by steps that at least 5 journeys took."""
    back: dict[int, set[int]] = {}
    for row in watched.measures.transitions:
        if row["journeys"] >= _FEWEST_JOURNEYS_ON_EDGE:
            back.setdefault(row["code_after"], set()).add(row["code"])
    found = set(watched.goals)
    frontier = list(found)
    while frontier:
        fresh = back.get(frontier.pop(), set()) - found
        found |= fresh
        frontier += fresh
    return found


def _spins(watched: Watched, chain: ChainOfVisits, code: int) -> bool:
    """At least one expected return, and coming back does not help."""
    state = chain.state(code)
    returns = watched.measures.returns.get(code)
    if state is None or returns is None or chain.solved.visits_per_visitor[state] < 2:
        return False
    again = ratio(returns["again_success"], returns["again"])
    once = ratio(returns["once_success"], returns["once"])
    return again is not None and once is not None and again <= once
