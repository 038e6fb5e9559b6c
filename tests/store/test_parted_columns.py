"""Rows in parts come back whole, in the order they were added."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from percorso.store.parted_columns import parted_columns

PARTS = 5


@given(pieces=st.lists(st.lists(st.integers(0, PARTS - 1), max_size=30), max_size=4))
def test_each_part_holds_its_rows_in_order(pieces, tmp_path_factory):
    with parted_columns(tmp_path_factory.mktemp("parts"), PARTS) as parted:
        row = 0
        wanted: list[list[int]] = [[] for _ in range(PARTS)]
        for piece in pieces:
            numbers = np.arange(row, row + len(piece))
            parted.add(np.array(piece, dtype=np.int64), {"row": numbers, "half": numbers / 2})
            for part in piece:
                wanted[part].append(row)
                row += 1
        for part, rows in enumerate(wanted):
            found = parted.part(part)
            assert found.get("row", np.array([])).tolist() == rows
            assert found.get("half", np.array([])).tolist() == [row / 2 for row in rows]


def test_nothing_is_left_behind(tmp_path):
    with parted_columns(tmp_path, PARTS) as parted:
        parted.add(np.array([1]), {"row": np.array([7])})
        assert list(tmp_path.iterdir())
    assert not list(tmp_path.iterdir())
