"""The scores customers gave where they were asked: NPS, CSAT and CES with their answers."""

from collections.abc import Iterable

from percorso.domain.journey_map import Estimate, Voices
from percorso.stats.nps import nps_estimate
from percorso.stats.proportion import normal_quantile, share_estimate

NO_VOICES: Voices = {"nps": None, "csat": None, "ces": None}

_SUMS = ("answers", "promoters", "passives", "top_two", "total", "squares")
_LOWEST_CES, _HIGHEST_CES = 1.0, 7.0

# One row a touchpoint and kind of score, as the question for them writes it.
Row = dict[str, float]


def voices_of(rows: Iterable[tuple[int, str, Row]]) -> dict[int, Voices]:
    """The scores by key, the answers of equal keys together.

    Args:
        rows: Key (of a touchpoint or a stage), kind of score, and its sums.
    """
    sums: dict[int, dict[str, Row]] = {}
    for key, kind, row in rows:
        so_far = sums.setdefault(key, {}).setdefault(kind, dict.fromkeys(_SUMS, 0))
        for name in _SUMS:
            so_far[name] += row[name]
    return {
        key: {
            "nps": _nps(kinds.get("nps")),
            "csat": _csat(kinds.get("csat")),
            "ces": _ces(kinds.get("ces")),
        }
        for key, kinds in sums.items()
    }


def _nps(row: Row | None) -> Estimate | None:
    """Below ten answers they are counted, and give no score."""
    if row is None:
        return None
    answers, promoters, passives = (int(row[name]) for name in _SUMS[:3])
    few: Estimate = {"value": None, "low": None, "high": None, "n": answers}
    return nps_estimate(promoters, passives, answers - promoters - passives) or few


def _csat(row: Row | None) -> Estimate | None:
    return None if row is None else share_estimate(int(row["top_two"]), int(row["answers"]))


def _ces(row: Row | None) -> Estimate | None:
    """Mean of 1..7 with the usual interval of a mean."""
    if row is None:
        return None
    n = int(row["answers"])
    mean = row["total"] / n
    spread = max(0.0, row["squares"] / n - mean**2) * n / (n - 1) if n > 1 else None
    half = None if spread is None else normal_quantile(0.95) * (spread / n) ** 0.5
    return {
        "value": mean,
        "low": None if half is None else max(_LOWEST_CES, mean - half),
        "high": None if half is None else min(_HIGHEST_CES, mean + half),
        "n": n,
    }
