"""Every contestant that can run here gives the answer one can count on one's fingers."""

import importlib
from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from harness.answers import Work

MONDAY = datetime(2025, 3, 3, 10)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Ada walks twice, with 31 days of silence between; Bob does what Ada did first.
ROWS = [
    ("ada", MONDAY + 2 * HOUR, "Ticket"),
    ("bob", MONDAY + 4 * HOUR, "Ticket"),
    ("ada", MONDAY, "Call"),
    ("ada", MONDAY + 31 * DAY + 3 * HOUR, "Call"),
    ("bob", MONDAY, "Call"),
]


@pytest.fixture
def work(tmp_path):
    customers, instants, touchpoints = zip(*ROWS, strict=True)
    columns = {"customer": customers, "at": pa.array(instants, pa.timestamp("us"))}
    pq.write_table(pa.table({**columns, "touchpoint": touchpoints}), tmp_path / "rows.parquet")
    return Work(tmp_path / "rows.parquet", tmp_path, tmp_path)


@pytest.mark.parametrize("tool", ["percorso_map", "duckdb_sql", "polars_lazy", "pandas_frame"])
def test_a_silence_longer_than_the_gap_cuts_and_the_rest_is_counted(tool, work):
    answer = importlib.import_module(f"contestants.{tool}").journeys(work)
    assert list(answer.transitions) == [("Call", "Ticket", 2, 3 * 3600.0)]
    assert sorted(answer.variants) == [("Call", 1), ("Call > Ticket", 2)]


def test_removal_effects_are_those_of_deleting_a_channel(tmp_path, monkeypatch):
    chain = importlib.import_module("contestants.percorso_chain")
    # Two of four journeys succeed: one through both channels, one through mail alone.
    paths = chain.Paths(
        pa.array(["ad > mail", "mail", "ad"]), np.array([1, 1, 0]), np.array([0, 0, 2])
    )
    monkeypatch.setattr(chain, "_paths", [paths])
    answer = chain.effects(Work(tmp_path, tmp_path, tmp_path))
    assert answer.effects == pytest.approx({"ad": 0.5, "mail": 1.0})
    assert answer.largest_error() == pytest.approx(0, abs=1e-12)
