"""How much work customers had: visits by the signals of effort they show (METHODS 5)."""

import numpy as np

from percorso.journeys.partials.sample import Sample
from percorso.journeys.partials.signals import signals_of, signals_shown
from percorso.journeys.partials.tally import places_of
from percorso.journeys.path.rows import Array
from percorso.journeys.path.rules import Flags, Integers
from percorso.store.warehouse import Columns

SIGNALS = ("returned", "switched", "repeated", "waited", "redone")


def effort(sample: Sample) -> Columns:
    """Signals by code, visits with two or more, and visits with each."""
    shown = sample.once(signals_of)
    code, size = sample.visits.code, sample.rules.codes
    total = sample.once(signals_shown)
    counts = {
        "signals": np.bincount(code, total, size).astype(np.int64),
        "high": _counted(code, total >= 2, size),
        **{name: _counted(code, flags, size) for name, flags in shown.items()},
    }
    met = np.flatnonzero(counts["signals"])
    return {"code": met, **{name: of[met] for name, of in counts.items()}}


def _counted(code: Array, flags: Flags, size: int) -> Integers:
    """Visits by code; few are flagged, so these are found first."""
    return np.bincount(code[np.flatnonzero(flags)], minlength=size)


def inferred(sample: Sample) -> Columns:
    """By group and code: visits with signals and no voice, and the felt level they suggest."""
    total = sample.once(signals_shown)
    is_silent = np.ones(total.size, dtype=np.bool_)
    is_silent[sample.path.voices.visit] = False
    shown = np.flatnonzero((total > 0) & is_silent)
    codes = np.int64(sample.rules.codes)
    key = sample.group[sample.visits.journey[shown]] * codes + sample.visits.code[shown]
    found, place = places_of(key)
    group, code = np.divmod(found, codes)
    return {
        "jackknife_group": group,
        "code": code,
        "visits": np.bincount(place, minlength=found.size),
        "felt": -np.bincount(place, np.minimum(1, total[shown] / 4), found.size),
    }
