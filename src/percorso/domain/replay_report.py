"""What became of kept rows that were tried again or read anew."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class ReplayReport:
    """Counts of rows; tried = replayed + duplicate + skipped + rejected.

    Attributes:
        tried: Rejected rows that were tried again.
        replayed: Of them, rows that came in.
        duplicate: Of them, rows that were in already.
        skipped: Of them, rows that are no interaction, as a rule of the mapping says.
        rejected: Of them, rows that wait on, with a further try.
        unreadable: Rejected rows that were not tried, by code: their file's reader refused them,
            and nothing that was said makes them rows.
        reread: Rows of the archive that are read otherwise from now on.
        refused: Of them, rows that cannot be read so: kept, rejected, and on no map.
        said: What changed in the mappings, and what could not be tried.
    """

    tried: int = 0
    replayed: int = 0
    duplicate: int = 0
    skipped: int = 0
    rejected: int = 0
    unreadable: Counter[str] = field(default_factory=Counter)
    reread: int = 0
    refused: int = 0
    said: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The report as `--json` prints it."""
        return {
            "tried": self.tried,
            "replayed": self.replayed,
            "duplicate": self.duplicate,
            "skipped": self.skipped,
            "rejected": self.rejected,
            "unreadable": self.unreadable.total(),
            "unreadable_by_code": dict(self.unreadable),
            "reread": self.reread,
            "refused": self.refused,
            "said": list(self.said),
        }
