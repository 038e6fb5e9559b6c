"""What one edit of the catalogue changed, so that it can be told and taken back."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime

from percorso.domain.catalogue.nouns import Touchpoint


@dataclass(frozen=True, slots=True)
class TouchpointChange:
    """A touchpoint as it was and as it became; `before` is None for one that was made."""

    before: Touchpoint | None
    after: Touchpoint


@dataclass(frozen=True, slots=True)
class NameMove:
    """An observed name that leads elsewhere since.

    Attributes:
        no: Its number in the records.
        name: As a source writes it.
        before, after: Keys of touchpoints.
        rule: Which led it before.
    """

    no: int
    name: str
    before: str
    after: str
    rule: str


@dataclass(frozen=True, slots=True)
class CatalogueEdit:
    """One edit, all of which was made at once.

    Attributes:
        no: Its number, from 1; 0 before it is kept.
        made_at: UTC, without zone.
        made_by: The account of the computer it was made under.
        changes: The touchpoints that are other ones since.
        moves: The observed names that lead elsewhere since.
        undone_at, undone_by: When and by whom it was taken back; None where it holds.
    """

    no: int
    made_at: datetime
    made_by: str
    changes: tuple[TouchpointChange, ...]
    moves: tuple[NameMove, ...]
    undone_at: datetime | None = None
    undone_by: str | None = None


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a touchpoint before and after."""

    field: str
    before: object
    after: object


def field_changes(change: TouchpointChange) -> Iterator[FieldChange]:
    """The fields in which a touchpoint differs, in the order it has them; none of a new one."""
    for field in fields(Touchpoint):
        before = getattr(change.before, field.name, None)
        after = getattr(change.after, field.name)
        if change.before is not None and before != after:
            yield FieldChange(field.name, before, after)
