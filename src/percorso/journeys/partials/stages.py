"""Counts of journeys by the stages they entered, and whether they went on to a later one."""

from dataclasses import dataclass

import numpy as np

from percorso.journeys.partials.sample import Sample
from percorso.journeys.partials.tally import distinct
from percorso.journeys.path.cutting import Places
from percorso.journeys.path.rows import Array
from percorso.journeys.path.visits import FAILURE, OPEN, SUCCESS
from percorso.store.warehouse import Columns

_NOWHERE = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True, eq=False)
class Entries:
    """One entry a journey and stage it entered.

    Attributes:
        journey: Place among the journeys.
        stage: Position of the stage.
        visit: Its first visit there.
        next_visit: The first visit since to a later stage; -1 where there is none.
    """

    journey: Places
    stage: Array
    visit: Places
    next_visit: Places


def entries_of(sample: Sample) -> Entries:
    """The stages that journeys entered.

    What is not placed has no place in the order either: nobody moves on into it, and from it any
    visit to a placed stage is a step on.
    """
    visits, rules = sample.visits, sample.rules
    stage = rules.stage[visits.code]
    begins = sample.journeys.first_visit
    made = [_entered(sample, stage, position, begins) for position in distinct(stage).tolist()]
    if not made:
        nothing = np.zeros(0, dtype=np.int64)
        return Entries(nothing, nothing, nothing, nothing)
    return Entries(*(np.concatenate(columns) for columns in zip(*made, strict=True)))


def _entered(
    sample: Sample, stage: Array, position: int, begins: Places
) -> tuple[Places, Array, Places, Places]:
    unplaced = sample.rules.unplaced_stage
    entry = _first(stage == position, begins)
    journey = np.flatnonzero(entry != _NOWHERE)
    later = stage != unplaced
    if position != unplaced:
        later &= stage > position
    at = np.flatnonzero(later)
    at = at[at > entry[sample.visits.journey[at]]]
    following = np.full(begins.size, _NOWHERE, dtype=np.int64)
    # The earliest is written last.
    following[sample.visits.journey[at[::-1]]] = at[::-1]
    found = following[journey]
    return (
        journey,
        np.full(journey.size, position, dtype=np.int64),
        entry[journey],
        np.where(found == _NOWHERE, -1, found),
    )


def _first(found: Array, begins: Places) -> Places:
    """The first visit of each journey that is found."""
    if not begins.size:
        return np.zeros(0, dtype=np.int64)
    least: Places = np.minimum.reduceat(np.where(found, np.arange(found.size), _NOWHERE), begins)
    return least


def stages(sample: Sample) -> Columns:
    """Journeys and customers by the stage they entered, and where it led."""
    entries = sample.once(entries_of)
    status = sample.journeys.status[entries.journey]
    went_on = entries.next_visit >= 0
    size = int(entries.stage.max(initial=0)) + 1
    customers = distinct(entries.stage * (sample.journeys.number.size + 1)
                          + sample.customer[entries.journey])  # fmt: skip
    counts = {
        "journeys": np.bincount(entries.stage, minlength=size),
        "customers": np.bincount(customers // (sample.journeys.number.size + 1), minlength=size),
        "moves_on": np.bincount(entries.stage[went_on], minlength=size),
    }
    for name, ending in (("lost", FAILURE), ("done", SUCCESS), ("still_open", OPEN)):
        chosen = entries.stage[~went_on & (status == ending)]
        counts[name] = np.bincount(chosen, minlength=size)
    met = np.flatnonzero(counts["journeys"])
    return {"stage": met, **{name: of[met] for name, of in counts.items()}}
