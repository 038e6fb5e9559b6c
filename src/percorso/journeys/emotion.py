"""The felt level of touchpoints and stages, from what customers rated."""

from dataclasses import dataclass
from math import inf

import numpy as np

from percorso.domain.journey_map import Emotion, Estimate
from percorso.journeys.estimates import Floats, level_grade, number
from percorso.journeys.measures_sql import VOICE_SPREAD, VOICES
from percorso.stats.resampling import jackknife_interval
from percorso.stats.shrinkage import pooled_variance, shrinkage_weight, shrunk_means
from percorso.store.warehouse import Warehouse

NO_EMOTION: Emotion = {
    "value": None, "low": None, "high": None, "n": 0, "evidence": "hypothesis",
    "raw": None,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Feelings:
    """Emotion by code and by stage position; voices and bad voices (felt -0.5 or less) by code."""

    of_code: dict[int, Emotion]
    of_stage: dict[int, Emotion]
    voices: dict[int, int]
    bad: dict[int, int]
    felt: dict[int, float]


def feelings(warehouse: Warehouse, stage_of_code: dict[int, int]) -> Feelings:
    """Emotion(a) = (m E_stage + sum of felt) / (m + n), m estimated (METHODS 0.10 and 5).

    Args:
        warehouse: Holds the visits of the scope.
        stage_of_code: Stage position of each code.
    """
    spread = warehouse.rows(VOICE_SPREAD)
    if not spread:
        return Feelings({}, {}, {}, {}, {})
    codes = [row[0] for row in spread]
    counts, sums, squares = (
        np.array([row[column] for row in spread], dtype=float) for column in (1, 2, 3)
    )
    weight = shrinkage_weight(sums / counts, counts, pooled_variance(counts, sums, squares))
    stages = np.array([stage_of_code[code] for code in codes])
    voices_left, felt_left = _left_out(warehouse, codes, counts, sums)
    levels = _levels(counts[None], sums[None], stages, weight)[0]
    without = _levels(voices_left, felt_left, stages, weight)
    interval = jackknife_interval(levels, np.where(np.isnan(without), levels, without), (-1.0, 1.0))
    numbers = [int(count) for count in counts]
    return Feelings(
        of_code=dict(zip(codes, _emotions(levels, interval, sums / counts, numbers), strict=True)),
        of_stage=_of_stages(stages, counts, sums, voices_left, felt_left),
        voices=dict(zip(codes, numbers, strict=True)),
        bad={row[0]: int(row[4]) for row in spread},
        felt=dict(zip(codes, sums.tolist(), strict=True)),
    )


def _left_out(
    warehouse: Warehouse, codes: list[int], counts: Floats, sums: Floats
) -> tuple[Floats, Floats]:
    """Voices and felt sums without each customer group, shape (groups, codes)."""
    columns = warehouse.columns(VOICES)
    labels, group = np.unique(columns["jackknife_group"], return_inverse=True)
    place = np.searchsorted(codes, columns["code"])
    voices, felt = np.zeros((2, labels.size, len(codes)))
    np.add.at(voices, (group, place), columns["voices"])
    np.add.at(felt, (group, place), columns["felt"])
    return np.maximum(counts - voices, 0), sums - felt


def _levels(counts: Floats, sums: Floats, stages: Floats, weight: float) -> Floats:
    """Shrunk level per (group, code), drawn to the mean of the code's stage."""
    centres = np.full(counts.shape, np.nan)
    for stage in np.unique(stages):
        inside = stages == stage
        total = counts[:, inside].sum(axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            centres[:, inside] = (sums[:, inside].sum(axis=1) / total)[:, None]
    if weight == inf:
        return centres
    with np.errstate(invalid="ignore", divide="ignore"):
        means = np.where(counts > 0, sums / counts, 0.0)
    return np.stack([
        shrunk_means(row, count, weight, centre)
        for row, count, centre in zip(means, counts, centres, strict=True)
    ])  # fmt: skip


def _of_stages(
    stages: Floats, counts: Floats, sums: Floats, voices_left: Floats, felt_left: Floats
) -> dict[int, Emotion]:
    positions = np.unique(stages)
    member = stages[None, :] == positions[:, None]
    total = member @ counts
    with np.errstate(invalid="ignore", divide="ignore"):
        levels = (member @ sums) / total
        without = (felt_left @ member.T) / (voices_left @ member.T)
    without = np.where(np.isfinite(without), without, levels)
    interval = jackknife_interval(levels, without, (-1.0, 1.0))
    made = _emotions(levels, interval, levels, [int(count) for count in total])
    return dict(zip((int(position) for position in positions), made, strict=True))


def _emotions(
    levels: Floats, interval: tuple[Floats, Floats], raw: Floats, counts: list[int]
) -> list[Emotion]:
    return [
        _emotion({"value": number(level), "low": number(low), "high": number(high), "n": n}, mean)
        for level, low, high, mean, n in zip(levels, *interval, raw.tolist(), counts, strict=True)
    ]


def _emotion(level: Estimate, raw: float) -> Emotion:
    return {**level, "evidence": level_grade(level), "raw": number(raw)}
