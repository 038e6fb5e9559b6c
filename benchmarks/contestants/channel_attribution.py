"""ChannelAttribution's Markov model of order 1, with the paths that did not convert."""

import contextlib
import io

import pandas as pd

with contextlib.redirect_stdout(io.StringIO()):  # it prints an advertisement when imported
    from ChannelAttribution import markov_model
from harness.answers import Effects, Work

_frames: list[pd.DataFrame] = []


def warm_up(work: Work) -> None:
    """Before the clock starts both have the table in memory, and have run once."""
    _frames.append(pd.read_csv(work.data))
    effects(work)


def effects(work: Work) -> Effects:
    """Removal effects by simulation, with the settings the package comes with."""
    found = markov_model(
        _frames[0], "path", "total_conversions", var_null="total_null", order=1,
        out_more=True, verbose=False, flg_pro=False,
    )  # fmt: skip
    table = found["removal_effects"]
    return Effects(dict(zip(table["channel_name"], table.iloc[:, 1].map(float), strict=True)))
