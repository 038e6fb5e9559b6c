"""What became of the rows of a load, in rows and in interactions."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class RejectedGroup:
    """Rows refused for one reason: how many, and the first of them.

    Attributes:
        code: The reason, in a word.
        rows: How many.
        first_file: The file of the first.
        first_line: Its line; None where it is an event of a log.
        reason: The reason of the first.
        first_place: Where it stands, in words.
    """

    code: str
    rows: int
    first_file: str | None
    first_line: int | None
    reason: str
    first_place: str = ""


@dataclass(frozen=True, slots=True)
class ReferenceConflict:
    """A number that several customers lay claim to: nobody is joined by it.

    Attributes:
        kind: `order_id`, `tracking_number`, `invoice_id` or `case_id`.
        value: The number, as it is compared.
        reason: `several_claims` (it stays with who created it), `too_many_claims`, or
            `several_owners` (it stands beside numbers of several customers).
        customers: How many.
        rows: Interactions of this load without an identifier of their own that carry it: whose
            they are, if anybody's, the conflict decides.
    """

    kind: str
    value: str
    reason: str
    customers: int
    rows: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What `percorso load` says at its end; read = loaded + duplicate + rejected + skipped.

    Attributes:
        read: Rows read.
        loaded: Rows that became interactions.
        duplicate: Rows that were there already.
        rejected: Rows kept aside with a reason.
        interactions: Interactions stored by this load.
        anonymous: Interactions of this load that belong to no known customer.
        unplaced: Names of this load to which the catalogue gives no stage yet.
        other_currencies: Interactions of this load in another currency, by currency.
        since, until: First and last instant of this load, UTC.
        said: What was found out about the files and settled for them, in sentences.
        rejected_groups: The rejected rows by reason.
        skipped: Rows a rule of the profile leaves out, since they tell of no contact.
        conflicts: Numbers that several customers lay claim to since this load, and those known
            before that decide rows of it; at most 1,000.
    """

    read: int
    loaded: int
    duplicate: int
    rejected: int
    interactions: int
    anonymous: int
    unplaced: tuple[str, ...]
    other_currencies: dict[str, int]
    since: datetime | None
    until: datetime | None
    said: tuple[str, ...] = ()
    rejected_groups: tuple[RejectedGroup, ...] = field(default_factory=tuple)
    conflicts: tuple[ReferenceConflict, ...] = ()
    skipped: int = 0

    def as_json(self) -> dict[str, Any]:
        """The report as `--json` prints it."""
        return {
            "read": self.read,
            "loaded": self.loaded,
            "duplicate": self.duplicate,
            "rejected": self.rejected,
            "skipped": self.skipped,
            "interactions": self.interactions,
            "anonymous": self.anonymous,
            "unplaced": list(self.unplaced),
            "other_currencies": dict(self.other_currencies),
            "from": _iso(self.since),
            "to": _iso(self.until),
            "said": list(self.said),
            "rejected_groups": [
                {
                    "code": group.code,
                    "rows": group.rows,
                    "file": group.first_file,
                    "line": group.first_line,
                    "place": group.first_place,
                    "reason": group.reason,
                }
                for group in self.rejected_groups
            ],
            "conflicts": [asdict(conflict) for conflict in self.conflicts],
        }


def _iso(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat() + "Z"
