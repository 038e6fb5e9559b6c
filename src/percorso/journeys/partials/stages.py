"""Counts of journeys by the stages they entered, and whether they went on to a later one."""

from dataclasses import dataclass

import numpy as np

from percorso.journeys.partials.sample import Sample
from percorso.journeys.partials.tally import distinct
from percorso.journeys.path.cutting import Places
from percorso.journeys.path.rows import Array
from percorso.journeys.path.rules import Flags
from percorso.journeys.path.visits import FAILURE, OPEN, SUCCESS
from percorso.store.warehouse import Columns


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
    visits, unplaced = sample.visits, sample.rules.unplaced_stage
    stage = sample.rules.stage[visits.code]
    first = _first_visits(sample, stage)
    made = []
    for position in range(first.shape[1]):
        journey = np.flatnonzero(first[:, position] >= 0)
        if not journey.size:
            continue
        visit = first[journey, position]
        is_later = stage != unplaced
        if position != unplaced:
            is_later &= stage > position
        at = np.full(journey.size, position, dtype=np.int64)
        made.append((journey, at, visit, _next_in_journey(sample, is_later, journey, visit)))
    if not made:
        nothing = np.zeros(0, dtype=np.int64)
        return Entries(nothing, nothing, nothing, nothing)
    return Entries(*(np.concatenate(columns) for columns in zip(*made, strict=True)))


def _first_visits(sample: Sample, stage: Array) -> Places:
    """The first visit of each journey in each stage, -1 for none, shape (journeys, stages)."""
    stages_ = int(sample.rules.stage.max(initial=0)) + 1
    first = np.full(sample.journeys.number.size * stages_, -1, dtype=np.int64)
    key = sample.visits.journey * stages_ + stage
    # The earliest is written last.
    first[key[::-1]] = np.arange(stage.size - 1, -1, -1)
    return first.reshape(-1, stages_)


def _next_in_journey(sample: Sample, chosen: Flags, journey: Places, visit: Places) -> Places:
    """The first chosen visit after an unchosen one, in its journey; -1 where there is none."""
    at = np.append(np.flatnonzero(chosen), chosen.size)
    found = at[np.searchsorted(at, visit)]
    end = sample.journeys.first_visit[journey] + sample.journeys.length[journey]
    return np.where(found < end, found, -1)


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
