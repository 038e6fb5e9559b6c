"""The felt level of touchpoints and stages: what was rated and written, or else effort."""

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
    "raw": None, "text_n": 0, "inferred_n": 0,
}  # fmt: skip

# What a visit with signals of effort and without a voice weighs, where a voice weighs 1.
INFERRED_WEIGHT = 0.25

Booleans = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Feelings:
    """Emotion by code and by stage position, and what it rests on by code.

    Attributes:
        voices, bad, felt: Voices, of them bad ones (-0.5 or less), and their levels added up.
        texts, bad_texts: Texts that tell a feeling and have no rating, of them those below -0.3.
    """

    of_code: dict[int, Emotion]
    of_stage: dict[int, Emotion]
    voices: dict[int, int]
    bad: dict[int, int]
    felt: dict[int, float]
    texts: dict[int, int]
    bad_texts: dict[int, int]


@dataclass(frozen=True, slots=True)
class _Said:
    """What stands for the feeling at each code: voices and texts, or effort where there is neither.

    Attributes:
        voices: Shape (codes,).
        asked: Felt levels of the voices added up, shape (codes,).
        texts: Texts without a rating, shape (codes,).
        inferred: Visits whose effort stands for a voice, shape (codes,); 0 where somebody rated or
            wrote.
        weights, sums: Weight and weighted sum of felt levels, shape (codes,).
        weights_left, sums_left: The same without each customer group, shape (groups, codes).
    """

    codes: list[int]
    stages: Floats
    voices: Floats
    asked: Floats
    texts: Floats
    inferred: Floats
    weights: Floats
    sums: Floats
    weights_left: Floats
    sums_left: Floats

    @property
    def leads(self) -> Booleans:
        """Codes that make the level of their stage: who rated or wrote, where anybody did."""
        speaks = self.voices + self.texts > 0
        return speaks | ~np.isin(self.stages, self.stages[speaks])


def feelings(sums: Sums, stage_of_code: dict[int, int]) -> Feelings:
    """Emotion(a) = (m E_stage + sum of w f) / (m + sum of w), m estimated (METHODS 0.10 and 5).

    Args:
        sums: Voices of the scope, texts beside them, visits whose effort stands for one.
        stage_of_code: Stage position of each code.
    """
    spread = _spread(sums.columns("voices"))
    voices = {row[0]: int(row[1]) for row in spread}
    texts = _texts(sums.columns("texts"))
    said = _said(sums, spread, texts, stage_of_code)
    if not said.codes:
        return Feelings({}, {}, {}, {}, {}, {}, {})
    weight = _shrinkage(*(np.array([row[at] for row in spread], dtype=float) for at in (1, 2, 3)))
    levels = _levels(said, said.weights[None], said.sums[None], weight)[0]
    without = _levels(said, said.weights_left, said.sums_left, weight)
    interval = jackknife_interval(levels, np.where(np.isnan(without), levels, without), (-1.0, 1.0))
    return Feelings(
        of_code=dict(
            zip(
                said.codes,
                _emotions(levels, interval, said, np.eye(len(said.codes), dtype=np.bool_)),
                strict=True,
            )
        ),
        of_stage=_of_stages(said),
        voices=voices,
        bad={row[0]: int(row[4]) for row in spread},
        felt={row[0]: float(row[2]) for row in spread},
        texts={code: count for code, (count, _) in texts.items()},
        bad_texts={code: bad for code, (_, bad) in texts.items()},
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


def _texts(table: Columns) -> dict[int, tuple[int, int]]:
    """Code -> texts, and bad ones."""
    codes, place = np.unique(table["code"], return_inverse=True)
    counts = (np.bincount(place, table[name], codes.size) for name in ("texts", "bad"))
    return {
        int(code): (round(texts), round(bad))
        for code, texts, bad in zip(codes, *counts, strict=True)
    }


def _said(
    sums: Sums, spread: list[tuple[int, float, float, float, float]],
    texts: dict[int, tuple[int, int]], stage_of_code: dict[int, int],
) -> _Said:  # fmt: skip
    asked, effort, written = (sums.columns(name) for name in ("voices", "inferred", "texts"))
    voices = {row[0]: row for row in spread}
    silent = ~np.isin(effort["code"], [*voices, *texts])
    effort = {name: values[silent] for name, values in effort.items()}
    codes = sorted({*voices, *texts, *effort["code"].tolist()})
    inferred = np.bincount(np.searchsorted(codes, effort["code"]), effort["visits"], len(codes))
    weights, levels, weights_left, levels_left = _left_out(codes, [
        (asked, asked["voices"], asked["felt"]),
        (written, written["weight"], written["felt"]),
        (effort, INFERRED_WEIGHT * effort["visits"], INFERRED_WEIGHT * effort["felt"]),
    ])  # fmt: skip
    return _Said(
        codes=codes,
        stages=np.array([stage_of_code[code] for code in codes], dtype=float),
        voices=np.array([int(voices[code][1]) if code in voices else 0 for code in codes], float),
        asked=np.array([voices[code][2] if code in voices else 0.0 for code in codes], float),
        texts=np.array([texts.get(code, (0, 0))[0] for code in codes], dtype=float),
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
    made = _emotions(levels, interval, said, member)
    return dict(zip((int(position) for position in positions), made, strict=True))


def _emotions(
    levels: Floats, interval: tuple[Floats, Floats], said: _Said, member: Booleans
) -> list[Emotion]:
    """One a row of `member`, which says the codes it is made of, shape (rows, codes)."""
    voices, texts, inferred = (
        member @ counts for counts in (said.voices, said.texts, said.inferred)
    )
    raw = np.divide(member @ said.asked, voices, out=np.full(levels.shape, np.nan),
                    where=voices > 0)  # fmt: skip
    low, high = interval
    return [
        _emotion(
            {"value": number(levels[at]), "low": number(low[at]), "high": number(high[at]),
             "n": int(voices[at])},
            raw[at], int(texts[at]), int(inferred[at]),
        )
        for at in range(levels.size)
    ]  # fmt: skip


def _emotion(level: Estimate, raw: float, texts: int, inferred: int) -> Emotion:
    evidence = level_grade(level)
    # What was written is something, but not what was asked.
    if texts and evidence == "hypothesis":
        evidence = "weak"
    return {
        **level, "evidence": evidence, "raw": number(raw), "text_n": texts, "inferred_n": inferred
    }  # fmt: skip
