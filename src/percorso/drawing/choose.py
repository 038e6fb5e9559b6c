"""Which touchpoints and transitions are drawn, and how much of the map that covers."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from percorso.domain.journey_map import JourneyMap, TouchpointOnMap, TransitionOnMap
from percorso.drawing.union import own_of, union_of

CARDS = 24
RIBBONS = 40
CARDS_ON_PHONES = 12
SOLID_KEPT = 4
# Unfolded, the reader asked for everything, so more ribbons are borne.
RIBBONS_UNFOLDED = 60

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Choice:
    """What a drawing shows.

    Attributes:
        kept: keys of the touchpoints that get a card, best first.
        folded: keys that are folded away, best first.
        ribbons: transitions drawn as ribbons, strongest first.
        returns: key -> transitions counted on its card: repeats of itself and the weaker
            direction of a two-way pair, counted where it arrives.
        edges_shown: transitions drawn or counted, of `edges_total` kinds.
        transitions_share: share of all transitions these are; None without transitions.
        replayed_share: journeys that can be replayed on what is drawn, among all; None
            without journeys or variants.
        replay_is_least: the map lists only its most frequent variants, so the share of
            replayed journeys is a lower limit.
    """

    kept: tuple[str, ...]
    folded: tuple[str, ...]
    ribbons: tuple[TransitionOnMap, ...]
    returns: dict[str, int]
    edges_shown: int
    edges_total: int
    transitions_share: float | None
    replayed_share: float | None
    replay_is_least: bool


def choose(
    journey_map: JourneyMap, cards: int = CARDS, ribbons: int = RIBBONS, named: Sequence[str] = ()
) -> Choice:
    """Touchpoints and transitions by the drawing rule of METHODS 3.

    In a comparison both samples choose, so that it draws the same whichever comes first.

    Args:
        journey_map: the map.
        cards: the most touchpoints with a card of their own.
        ribbons: the most ribbons.
        named: keys of touchpoints the drawing speaks of, which get a card before all others.
    """
    own, journey_map = journey_map, union_of(journey_map)
    ranked = ranked_touchpoints(journey_map)
    kept = _kept(journey_map, ranked, cards, named)
    drawn = set(kept)
    inside = [t for t in journey_map["transitions"] if t["from"] in drawn and t["to"] in drawn]
    forward, counted = _one_way(inside)
    shown = _ribbons(forward, ribbons)
    pairs = {_pair(t) for t in (*shown, *counted)}
    total = sum(t["count"] for t in journey_map["transitions"])
    inside_count = sum(t["count"] for t in (*shown, *counted))
    replayed, is_least = _replayed(journey_map, drawn, pairs)
    return Choice(
        kept=kept,
        folded=tuple(key for key in ranked if key not in drawn),
        ribbons=own_of(own, shown) if own["comparison"] else shown,
        returns=_returns(counted),
        edges_shown=len(pairs),
        edges_total=len(journey_map["transitions"]),
        transitions_share=inside_count / total if total else None,
        replayed_share=replayed,
        replay_is_least=is_least,
    )


def ranked_touchpoints(journey_map: JourneyMap) -> list[str]:
    """Keys by the journeys that reached them, most first; ties by name, then key."""
    return [t["key"] for t in sorted(journey_map["touchpoints"], key=_rank)]


def _rank(touchpoint: TouchpointOnMap) -> tuple[int, str, str]:
    return (-touchpoint["journeys"], touchpoint["name"], touchpoint["key"])


def _kept(
    journey_map: JourneyMap, ranked: list[str], cards: int, named: Sequence[str]
) -> tuple[str, ...]:
    if len(ranked) <= cards:
        return tuple(ranked)
    always = list(dict.fromkeys([*named, *_always_kept(journey_map, ranked)]))[:cards]
    rest = [key for key in ranked if key not in always]
    chosen = {*always, *rest[: cards - len(always)]}
    return tuple(key for key in ranked if key in chosen)


def _always_kept(journey_map: JourneyMap, ranked: list[str]) -> list[str]:
    """The first, the goal and the last touchpoint, and up to four with a solid finding."""
    known = set(ranked)
    first = _most_frequent((s["touchpoint"], s["journeys"]) for s in journey_map["starts"])
    last = _most_frequent((e["touchpoint"], e["journeys"]) for e in journey_map["ends"])
    solid = {f["touchpoint"] for f in journey_map["findings"] if f["evidence"] == "solid"}
    wanted = [
        *([first] if first else []),
        *journey_map["definition"]["success"],
        *([last] if last else []),
        *[key for key in ranked if key in solid][:SOLID_KEPT],
    ]
    return [key for key in dict.fromkeys(wanted) if key in known]


def _most_frequent(counts: Iterable[tuple[str, int]]) -> str | None:
    totals: dict[str, int] = defaultdict(int)
    for key, journeys in counts:
        totals[key] += journeys
    return min(totals, key=lambda key: (-totals[key], key), default=None)


def _pair(transition: TransitionOnMap) -> Pair:
    return transition["from"], transition["to"]


def _strength(transition: TransitionOnMap) -> tuple[int, int, str, str]:
    return (
        -transition["journeys"], -transition["count"], transition["from"], transition["to"]
    )  # fmt: skip


def _one_way(
    transitions: list[TransitionOnMap],
) -> tuple[list[TransitionOnMap], list[TransitionOnMap]]:
    """Transitions that may be ribbons, and those that are counted on a card instead."""
    by_pair = {_pair(t): t for t in transitions}
    forward: list[TransitionOnMap] = []
    counted: list[TransitionOnMap] = []
    for transition in sorted(transitions, key=_strength):
        back = by_pair.get((transition["to"], transition["from"]))
        is_loop = transition["from"] == transition["to"]
        is_weaker = back is not None and _strength(back) < _strength(transition)
        (counted if is_loop or is_weaker else forward).append(transition)
    return forward, counted


def _ribbons(forward: list[TransitionOnMap], most: int) -> tuple[TransitionOnMap, ...]:
    """Each touchpoint's best way in and best way out first, then the strongest left."""
    best: dict[tuple[str, str], TransitionOnMap] = {}
    for transition in forward:
        best.setdefault(("out", transition["from"]), transition)
        best.setdefault(("in", transition["to"]), transition)
    first = {_pair(t) for t in best.values()}
    in_turn = sorted(forward, key=lambda t: (_pair(t) not in first, _strength(t)))
    return tuple(sorted(in_turn[:most], key=_strength))


def _returns(counted: list[TransitionOnMap]) -> dict[str, int]:
    returns: dict[str, int] = defaultdict(int)
    for transition in counted:
        returns[transition["to"]] += transition["count"]
    return dict(returns)


def _replayed(
    journey_map: JourneyMap, drawn: set[str], pairs: set[Pair]
) -> tuple[float | None, bool]:
    """Share of journeys whose every step is drawn, and whether it is a lower limit."""
    journeys = journey_map["totals"]["journeys"]
    if journeys == 0 or not journey_map["variants"]:
        return None, False
    listed = sum(v["journeys"] for v in journey_map["variants"])
    replayed = sum(
        v["journeys"] for v in journey_map["variants"] if _replays(v["path"], drawn, pairs)
    )
    return replayed / journeys, listed < journeys


def _replays(path: list[str], drawn: set[str], pairs: set[Pair]) -> bool:
    steps = pairwise(path)
    return all(key in drawn for key in path) and all(step in pairs for step in steps)
