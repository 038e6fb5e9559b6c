"""Durations as people write them, there and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from percorso.domain.durations import read_duration, written_duration


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("30min", 1800), ("21d", 1814400), ("21 giorni", 1814400), ("1,5h", 5400), ("2 ore", 7200),
     ("1w", 604800), ("45 s", 45), ("0", 0), ("0 d", 0), (" 3 GG ", 259200)],
)  # fmt: skip
def test_a_duration_is_read(text, seconds):
    assert read_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "soon", "30", "-3d", "3 months", "11y", "4000d", "1e9d", "d"])
def test_what_is_none_is_refused(text):
    assert read_duration(text) is None


@given(some.integers(0, 10**8))
def test_what_is_written_reads_as_it_was(seconds):
    assert read_duration(written_duration(seconds)) == seconds
