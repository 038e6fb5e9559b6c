"""Times of a transition are the same, whenever the shares make it one of many times."""

import numpy as np
import pytest

from percorso.journeys.partials.waits import LargeWaits
from percorso.stats.quantiles import Times, bin_of_microseconds, settled_times

CODES = 4


def share(times_of_pairs, *, binned=()):
    """A table of `waits_between`: microseconds by pair of codes, those of some pairs in bins."""
    code, after, us = np.array(
        [(*pair, us) for pair, times in times_of_pairs.items() for us in times], dtype=np.int64
    ).T
    is_large = np.array([pair in binned for pair in zip(code, after, strict=True)], dtype=np.int64)
    place = np.where(is_large == 1, bin_of_microseconds(us), us)
    ones = np.ones_like(code)
    return {"waits_between": {"code": code, "code_after": after, "from_the_start": ones,
                              "is_large": is_large, "place": place, "times": ones}}  # fmt: skip


def settled(tables):
    table = {name: np.concatenate([one["waits_between"][name] for one in tables])
             for name in tables[0]["waits_between"]}  # fmt: skip
    pair = table["code"] * CODES + table["code_after"]
    times = Times(pair, table["is_large"].astype(bool), table["place"], table["times"])
    return [column.tolist() for column in settled_times(times)]


@pytest.mark.parametrize("binned", [(), ((1, 2),)])
def test_times_are_the_same_whichever_share_makes_them_many(binned):
    pauses = np.random.default_rng(7).integers(0, 10**9, (3, 2500)).tolist()
    plain = [{(1, 2): times[:size], (2, 3): times[size : size + 10]}
             for times, size in zip(pauses, (700, 900, 2100), strict=True)]  # fmt: skip
    large = LargeWaits(CODES)
    noted = [large.note(share(one, binned=binned if place == 2 else ()))
             for place, one in enumerate(plain)]  # fmt: skip
    parts = [large.settled(one) for one in noted]
    left = [one["waits_between"]["code"].tolist() for one in parts]
    assert left == [[2] * 10] * 3
    assert settled([large.with_binned(parts[0]), *parts[1:]]) == settled(
        [share(one) for one in plain]
    )
