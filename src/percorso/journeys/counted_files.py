"""Keeps counts as two files: what was counted together, and what changed since."""

import secrets
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from percorso.journeys.counted import Counted
from percorso.journeys.counted_form import changes_as_arrays, from_arrays, whole_as_arrays
from percorso.journeys.refreshing import COUNTED
from percorso.store.counts_file import read_counts, write_counts

WHOLE = ".counts"
_CHANGES = ".changes"


def keep_counted(path: Path, counted: Counted) -> None:
    """Write counts; only what changed where the rest is kept already.

    Args:
        path: The file of the whole, which ends in `WHOLE`; what changed goes beside it.
        counted: What to keep.

    Raises:
        OSError: the disk is full or cannot be written.
    """
    if counted.changes:
        write_counts(path.with_suffix(_CHANGES), *changes_as_arrays(counted))
    else:
        named = replace(counted, kept_as=secrets.token_hex(8))
        write_counts(path, *whole_as_arrays(named))
        path.with_suffix(_CHANGES).unlink(missing_ok=True)


def kept_counted(path: Path) -> Counted | None:
    """What was kept last; None where there is none, or one of another release."""
    whole = read_counts(path)
    if whole is None:
        return None
    changes = read_counts(path.with_suffix(_CHANGES))
    with suppress(KeyError, TypeError, ValueError):
        # Changes of a whole that has been replaced since tell nothing.
        if changes is not None and changes[1]["kept_as"] != whole[1]["kept_as"]:
            changes = None
        return from_arrays(COUNTED, whole, changes)
    return None


def forget_counted(path: Path) -> None:
    """Take counts away that nobody asks for any more."""
    path.unlink(missing_ok=True)
    if path.suffix == WHOLE:
        path.with_suffix(_CHANGES).unlink(missing_ok=True)
