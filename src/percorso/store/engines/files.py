"""What an engine does: it counts every file, and adds what it found in the order of the files."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

Result = TypeVar("Result")
OnShare = Callable[[float], None]

# Results of so many files are added first, then these sums: the same on every engine, so that sums
# of fractions are equal to the last bit whatever ends first.
ADDED_TOGETHER = 8


class FileEngine(Protocol):
    """This machine, or a cluster."""

    def sum_over_files(
        self,
        files: Sequence[Path],
        count: Callable[[Path], Result],
        add: Callable[[Sequence[Result]], Result],
        on_share: OnShare = lambda share: None,
    ) -> Result:
        """Count every file and add the results.

        Args:
            files: One or more.
            count: Counts one file.
            add: Adds results in order.
            on_share: Told how many of the files are counted, 0..1.
        """
        ...
