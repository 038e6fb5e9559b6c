"""What the page of the sources and its twin for programs tell of sources and rejected rows."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from percorso.workspace import Workspace

COUNTS = (
    "received", "stored", "duplicate", "rejected", "dropped", "pending", "machine", "difference",
)  # fmt: skip
_NOTHING = (0,) * len(COUNTS)


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A source with what became of what it sent.

    Attributes:
        source: Its key.
        kind: Of what sends; `file` where its rows came in files alone.
        is_off: Whether it may send no more.
    """

    source: str
    kind: str
    is_off: bool
    received: int
    stored: int
    duplicate: int
    rejected: int
    dropped: int
    pending: int
    machine: int
    difference: int

    @property
    def counts(self) -> tuple[int, ...]:
        """In the order of `COUNTS`."""
        return tuple(getattr(self, name) for name in COUNTS)


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """Rejected rows of one source and code, with the reason of one of them."""

    source: str
    code: str
    rows: int
    example: str


def ledger_rows(workspace: Workspace) -> Iterator[LedgerRow]:
    """Every source; those that have sent nothing yet come last."""
    senders = {one.door.key: one.door for one in workspace.sources.all()}
    for line in workspace.sources.ledger():
        door = senders.pop(line.source, None)
        yield LedgerRow(
            line.source, door.kind if door else "file", bool(door and door.disabled_at),
            *(getattr(line, name) for name in COUNTS),
        )  # fmt: skip
    for key, door in senders.items():
        yield LedgerRow(key, door.kind, door.disabled_at is not None, *_NOTHING)


def rejected_rows(workspace: Workspace) -> list[RejectedRow]:
    """What waits, by source and code; the most frequent first."""
    rows: Counter[tuple[str, str]] = Counter()
    examples: dict[tuple[str, str], str] = {}
    for group in workspace.rejected.groups():
        which = group.source_key, group.code
        rows[which] += group.rows
        examples.setdefault(which, group.example)
    return [
        RejectedRow(source, code, count, examples[source, code])
        for (source, code), count in rows.most_common()
    ]
