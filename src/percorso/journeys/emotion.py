"""The felt level of touchpoints and stages, from what customers said, or else from their effort."""

from dataclasses import dataclass
from math import inf

import numpy as np
import numpy.typing as npt

from percorso.domain.journey_map import Emotion, Estimate
from percorso.journeys.estimates import Floats, level_grade, number
from percorso.journeys.partials.table import Sums
from percorso.stats.resampling import jackknife_interval
from percorso.stats.shrinkage import pooled_variance, shrinkage_weight, shrunk_means
from percorso.store.warehouse import Columns

NO_EMOTION: Emotion = {
    "value": None, "low": None, "high": None, "n": 0, "evidence": "hypothesis",
    "raw": None, "inferred_n": 0,
}  # fmt: skip

# What a visit with signals of effort and without a voice weighs, where a voice weighs 1.
INFERRED_WEIGHT = 0.25

Booleans = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Feelings:
    """Emotion by code and by stage position; voices and bad voices (felt -0.5 or less) by code."""

    of_code: dict[int, Emotion]
    of_stage: dict[int, Emotion]
    voices: dict[int, int]
    bad: dict[int, int]
    felt: dict[int, float]


@dataclass(frozen=True, slots=True)
class _Said:
    """What stands for the feeling at each code: its voices, or the effort where nobody spoke.

    Attributes:
        voices: Shape (codes,); 0 where the level is inferred.
        inferred: Visits whose effort stands for a voice, shape (codes,); 0 where somebody spoke.
        weights, sums: Weight and weighted sum of felt levels, shape (codes,).
        weights_left, sums_left: The same without each customer group, shape (groups, codes).
    """

    codes: list[int]
    stages: Floats
    voices: Floats
    inferred: Floats
    weights: Floats
    sums: Floats
    weights_left: Floats
    sums_left: Floats

    @property
    def leads(self) -> Booleans:
        """Codes that make the level of their stage: those with voices, where there are any."""
        spoken = np.isin(self.stages, self.stages[self.voices > 0])
        return (self.voices > 0) | ~spoken


def feelings(sums: Sums, stage_of_code: dict[int, int]) -> Feelings:
    """Emotion(a) = (m E_stage + sum of w f) / (m + sum of w), m estimated (METHODS 0.10 and 5).

    Args:
        sums: Voices of the scope, and visits whose effort stands for one.
        stage_of_code: Stage position of each code.
    """
    spread = _spread(sums.columns("voices"))
    voices = {row[0]: int(row[1]) for row in spread}
    said = _said(sums, voices, stage_of_code)
    if not said.codes:
        return Feelings({}, {}, {}, {}, {})
    weight = _shrinkage(*(np.array([row[at] for row in spread], dtype=float) for at in (1, 2, 3)))
    levels = _levels(said, said.weights[None], said.sums[None], weight)[0]
    without = _levels(said, said.weights_left, said.sums_left, weight)
    interval = jackknife_interval(levels, np.where(np.isnan(without), levels, without), (-1.0, 1.0))
    raw = np.divide(said.sums, said.voices, out=np.full(levels.shape, np.nan),
                    where=said.voices > 0)  # fmt: skip
    return Feelings(
        of_code=dict(
            zip(
                said.codes,
                _emotions(levels, interval, raw, said.voices, said.inferred),
                strict=True,
            )
        ),
        of_stage=_of_stages(said),
        voices=voices,
        bad={row[0]: int(row[4]) for row in spread},
        felt={row[0]: float(row[2]) for row in spread},
    )


def _shrinkage(counts: Floats, sums: Floats, squares: Floats) -> float:
    """The cases m a stage counts for, from the voices: what is inferred tells no spread."""
    means = np.divide(sums, counts, out=np.zeros(counts.shape), where=counts > 0)
    return shrinkage_weight(means, counts, pooled_variance(counts, sums, squares))


def _spread(table: Columns) -> list[tuple[int, float, float, float, float]]:
    """Code, voices, their felt levels, squares of them, and bad ones: sums over all groups."""
    codes, place = np.unique(table["code"], return_inverse=True)
    sums = (
        np.bincount(place, table[name], codes.size) for name in ("voices", "felt", "squares", "bad")
    )
    return list(zip(codes.tolist(), *(of.tolist() for of in sums), strict=True))


def _said(sums: Sums, voices: dict[int, int], stage_of_code: dict[int, int]) -> _Said:
    asked, effort = sums.columns("voices"), sums.columns("inferred")
    silent = ~np.isin(effort["code"], list(voices))
    effort = {name: values[silent] for name, values in effort.items()}
    codes = sorted({*voices, *effort["code"].tolist()})
    inferred = np.bincount(np.searchsorted(codes, effort["code"]), effort["visits"], len(codes))
    weights, levels, weights_left, levels_left = _left_out(codes, [
        (asked, asked["voices"], asked["felt"]),
        (effort, INFERRED_WEIGHT * effort["visits"], INFERRED_WEIGHT * effort["felt"]),
    ])  # fmt: skip
    return _Said(
        codes=codes,
        stages=np.array([stage_of_code[code] for code in codes], dtype=float),
        voices=np.array([voices.get(code, 0) for code in codes], dtype=float),
        inferred=inferred.astype(float),
        weights=weights,
        sums=levels,
        weights_left=weights_left,
        sums_left=levels_left,
    )


def _left_out(
    codes: list[int], parts: list[tuple[Columns, Floats, Floats]]
) -> tuple[Floats, Floats, Floats, Floats]:
    """Weights and felt sums by code, and the same without each customer group."""
    group = np.concatenate([columns["jackknife_group"] for columns, _, _ in parts])
    place = np.searchsorted(codes, np.concatenate([columns["code"] for columns, _, _ in parts]))
    labels, number_of = np.unique(group, return_inverse=True)
    weights, sums = np.zeros((2, labels.size, len(codes)))
    np.add.at(weights, (number_of, place), np.concatenate([weight for _, weight, _ in parts]))
    np.add.at(sums, (number_of, place), np.concatenate([felt for _, _, felt in parts]))
    total, felt = weights.sum(axis=0), sums.sum(axis=0)
    return total, felt, np.maximum(total - weights, 0), felt - sums


def _levels(said: _Said, weights: Floats, sums: Floats, shrinkage: float) -> Floats:
    """Shrunk level per (group, code), drawn to the level of the code's stage."""
    centres = np.full(weights.shape, np.nan)
    for stage in np.unique(said.stages):
        inside = said.stages == stage
        leads = inside & said.leads
        total = weights[:, leads].sum(axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            centres[:, inside] = (sums[:, leads].sum(axis=1) / total)[:, None]
    if shrinkage == inf:
        return centres
    with np.errstate(invalid="ignore", divide="ignore"):
        means = np.where(weights > 0, sums / weights, 0.0)
    return shrunk_means(means, weights, shrinkage, centres)


def _of_stages(said: _Said) -> dict[int, Emotion]:
    positions = np.unique(said.stages)
    member = (said.stages[None, :] == positions[:, None]) & said.leads[None, :]
    with np.errstate(invalid="ignore", divide="ignore"):
        levels = (member @ said.sums) / (member @ said.weights)
        without = (said.sums_left @ member.T) / (said.weights_left @ member.T)
    without = np.where(np.isfinite(without), without, levels)
    interval = jackknife_interval(levels, without, (-1.0, 1.0))
    voices, inferred = member @ said.voices, member @ said.inferred
    raw = np.where(voices > 0, levels, np.nan)
    made = _emotions(levels, interval, raw, voices, inferred)
    return dict(zip((int(position) for position in positions), made, strict=True))


def _emotions(
    levels: Floats, interval: tuple[Floats, Floats], raw: Floats, voices: Floats, inferred: Floats
) -> list[Emotion]:
    return [
        _emotion(
            {"value": number(level), "low": number(low), "high": number(high), "n": int(n)},
            mean,
            int(visits),
        )
        for level, low, high, mean, n, visits in zip(
            levels, *interval, raw, voices, inferred, strict=True
        )
    ]


def _emotion(level: Estimate, raw: float, inferred: int) -> Emotion:
    return {**level, "evidence": level_grade(level), "raw": number(raw), "inferred_n": inferred}
