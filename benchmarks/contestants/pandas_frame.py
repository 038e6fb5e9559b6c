"""Pandas written well: numbers for names, one lexsort, shifts; paths as slices of bytes."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from harness.answers import ARROW, GAP_US, Journeys, Work


def journeys(work: Work) -> Journeys:
    """Sort once, compare neighbours, group pairs; a journey is a slice of one byte string."""
    frame = pd.read_parquet(work.data)
    customer = pd.factorize(frame["customer"])[0]
    instant = frame["at"].to_numpy().astype("datetime64[us]").astype(np.int64)
    place, names = pd.factorize(frame["touchpoint"], sort=True)
    order = np.lexsort((instant, customer))
    customer, instant, place = customer[order], instant[order], place[order]
    us = np.diff(instant, prepend=instant[0])
    opens = (np.diff(customer, prepend=-1) != 0) | (us > GAP_US)
    step = pd.DataFrame({"source": np.roll(place, 1), "target": place, "us": us})
    pairs = step[~opens].groupby(["source", "target"])["us"].agg(["size", "median"]).reset_index()
    walked = (place + 1).astype(np.uint8).tobytes()
    begins = np.flatnonzero(opens).tolist()
    paths = pd.Series(
        [walked[i:j] for i, j in zip(begins, [*begins[1:], len(walked)], strict=True)]
    )
    variants = paths.value_counts(sort=False)
    transitions = [
        (str(names[row.source]), str(names[row.target]), int(row.size_), row.median_ / 1e6)
        for row in pairs.set_axis(["source", "target", "size_", "median_"], axis=1).itertuples()
    ]
    return Journeys(transitions, _named(variants, [str(name) for name in names]))


def _named(variants: "pd.Series[int]", names: list[str]) -> Iterator[tuple[str, int]]:
    for path, journeys in zip(variants.index, variants.to_numpy(), strict=True):
        yield ARROW.join(names[byte - 1] for byte in path), int(journeys)
