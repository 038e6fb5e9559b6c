"""How much work customers had: visits by the signals of effort they show (METHODS 5)."""

import numpy as np

from percorso.journeys.partials.sample import Sample
from percorso.journeys.partials.signals import signals_of
from percorso.journeys.partials.tally import places_of
from percorso.store.warehouse import Columns

SIGNALS = ("returned", "switched", "repeated", "waited", "redone")


def effort(sample: Sample) -> Columns:
    """Signals by code, visits with two or more, and visits with each."""
    shown = sample.once(signals_of)
    code, size = sample.visits.code, sample.rules.codes
    total = np.sum(list(shown.values()), axis=0)
    counts = {
        "signals": np.bincount(code, total, size).astype(np.int64),
        "high": np.bincount(code[total >= 2], minlength=size),
        **{name: np.bincount(code[flags], minlength=size) for name, flags in shown.items()},
    }
    met = np.flatnonzero(counts["signals"])
    return {"code": met, **{name: of[met] for name, of in counts.items()}}


def inferred(sample: Sample) -> Columns:
    """By group and code: visits with signals and no voice, and the felt level they suggest."""
    total = np.sum(list(sample.once(signals_of).values()), axis=0)
    total[sample.path.voices.visit] = 0
    shown = np.flatnonzero(total)
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
