"""How much is counted at a time, so that it stays within the memory there is."""

import os
from dataclasses import dataclass

# What an interaction takes at most while it is read, cut and counted: 210 to 275 bytes are
# measured on shares of the sample shop, by journey definition.
_BYTES_A_ROW = 400
# What more of them need no longer stays near the processor; with fewer, starting costs too much.
_MOST_ROWS = 250_000
_FEWEST_ROWS = 50_000
_BYTES_A_MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Sharing:
    """How customers are shared out.

    Attributes:
        rows: About so many interactions are in a share.
        at_once: So many shares are held at once, 1 or more: one is read, the others counted.
    """

    rows: int
    at_once: int

    @classmethod
    def within(cls, memory_mb: int, cores: int | None = None) -> "Sharing":
        """Shares that together take no more than so much memory.

        Args:
            memory_mb: In MB.
            cores: Of the machine; None asks it.

        >>> Sharing.within(640, cores=2), Sharing.within(8, cores=2)
        (Sharing(rows=250000, at_once=3), Sharing(rows=20000, at_once=1))
        """
        rows = memory_mb * _BYTES_A_MB // _BYTES_A_ROW
        at_once = max(1, min((cores or os.cpu_count() or 1) + 1, rows // _FEWEST_ROWS))
        return cls(min(_MOST_ROWS, rows // at_once), at_once)


USUAL = Sharing.within(640)
