"""Dead ends: visits that lead nowhere (METHODS 6.4)."""

from collections.abc import Iterator
from typing import Any

from percorso.domain.journey_map import Estimate
from percorso.journeys.chain_of_visits import ChainOfVisits
from percorso.journeys.estimates import ratio, share_grade
from percorso.journeys.findings.watched import FEWEST_JOURNEYS, Case, Watched
from percorso.stats.proportion import share_estimate

_FEWEST_JOURNEYS_ON_EDGE = 5
_LEAK_POINTS = 0.05
_UNANSWERED_SHARE = 0.1
_BROKEN_SHARE = 0.1

_FEWEST_CONTACTS = 30


def dead_ends(watched: Watched) -> Iterator[Case]:
    """Leaks, places without a way out or an answer, and loops that do not help: the first fits."""
    chain = watched.measures.chain
    ways_out = set() if chain is None else _with_a_way_out(watched, chain)
    for code in watched.often_met():
        if code in watched.goals:
            continue
        found = None if chain is None else _without_success(watched, chain, code, ways_out)
        if found is None or found.test == "spin":
            found = _unanswered(watched, code) or _broken_hand_off(watched, code) or found
        if found is not None:
            yield found


def _without_success(
    watched: Watched, chain: ChainOfVisits, code: int, ways_out: set[int]
) -> Case | None:
    """What the chain knows of a dead end; its measure is the exit share."""
    exit_share = chain.exit_share.get(code)
    if exit_share is None or code in chain.without_ending:
        return None
    detail = {
        "success_probability": chain.success_probability(code),
        "base_rate": chain.solved.base_rate,
        "reach": watched.reach(code),
    }
    if _leaks_out(watched, chain, code, exit_share):
        return _case(watched, code, "leak", exit_share, detail)
    if code not in ways_out and exit_share["n"] >= FEWEST_JOURNEYS:
        return _case(watched, code, "no_way_out", exit_share, detail)
    if _spins(watched, chain, code):
        return _case(watched, code, "spin", exit_share, detail | watched.measures.returns[code])
    return None


def _unanswered(watched: Watched, code: int) -> Case | None:
    """Contacts surely more than one in ten times without an answer in the promised time."""
    row = watched.measures.answers.get(code)
    if row is None or row["answered"] + row["unanswered"] < _FEWEST_CONTACTS:
        return None
    share = share_estimate(row["unanswered"], row["answered"] + row["unanswered"])
    if (share["low"] or 0.0) <= _UNANSWERED_SHARE:
        return None
    detail = {
        "reach": watched.reach(code),
        "promise_seconds": watched.touchpoint[code].touchpoint.promise_seconds,
        "answered": row["answered"],
        "unanswered": row["unanswered"],
        "pending": row["pending"],
    }
    return _case(watched, code, "unanswered", share, detail)


def _broken_hand_off(watched: Watched, code: int) -> Case | None:
    """Changes of channel that end here and surely, one in ten times, begin all over again."""
    shares = [
        (share_estimate(row["broken"], row["switches"]), row)
        for row in watched.measures.hand_offs.get(code, [])
        if row["switches"] >= _FEWEST_CONTACTS
    ]
    share, row = max(shares, key=lambda one: one[0]["low"] or 0.0, default=(None, {}))
    if share is None or (share["low"] or 0.0) < _BROKEN_SHARE:
        return None
    detail = {
        "reach": watched.reach(code),
        "from": watched.touchpoint[row["code_before"]].touchpoint.key,
        "switches": row["switches"],
        "asked_again": row["broken"],
    }
    return _case(watched, code, "broken_hand_off", share, detail)


def _case(
    watched: Watched, code: int, test: str, measure: Estimate, detail: dict[str, Any]
) -> Case:
    weight = watched.reach(code) * (measure["value"] or 0.0)
    return Case(
        "dead_end", test, code, measure, {"test": test, **detail}, share_grade(measure), weight
    )


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
