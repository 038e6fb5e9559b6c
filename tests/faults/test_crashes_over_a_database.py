"""Killed on each side of a database's commit and started again: the same holds as over a file."""

from tests.faults.crash_points import POINTS
from tests.faults.test_crash_points import (
    test_killed_there_it_comes_back_with_all_it_acknowledged_once as comes_back_from,
)

PLACES = (
    "writer: all written, not committed", "writer: committed, nobody told",
    "loader: place moved, not committed", "loader: committed, not stored",
    "linking: links written, not committed", "sealing: sealed, not registered",
    "sealing: batches gone, not committed", "sealing: committed, warehouse not told",
)  # fmt: skip


def test_killed_over_a_database_it_comes_back_with_all_it_acknowledged_once(
    tmp_path, postgresql, monkeypatch
):
    chain = [one for one in POINTS if one.name in PLACES]
    assert len(chain) == len(PLACES)
    with postgresql.database() as address:
        monkeypatch.setenv("PERCORSO_RECORDS_URL", address)
        comes_back_from(tmp_path, chain)
