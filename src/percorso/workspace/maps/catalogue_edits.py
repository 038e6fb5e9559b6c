"""Keeps what an edit of the catalogue changes, and takes the last one back."""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from percorso.domain.catalogue import Touchpoint
from percorso.domain.catalogue.edits import CatalogueEdit, NameMove, TouchpointChange
from percorso.domain.errors import ConflictError, NotFoundError
from percorso.store.records import catalogue as records
from percorso.store.records import catalogue_edits as kept
from percorso.store.records.catalogue import ObservedName
from percorso.store.records.database import RecordsConnection
from percorso.store.records.workspaces import catalogue_changed
from percorso.workspace.account import account
from percorso.workspace.stores import Stores, now_utc

_LONGEST_AUTHOR = 80
_USER = "user"


class NothingToUndo(NotFoundError):
    """No edit of the catalogue holds that could be taken back."""

    def __init__(self) -> None:
        super().__init__(
            "There is no edit of the catalogue to take back. "
            "`percorso catalogue changes` lists what was edited."
        )


class EditNotLast(ConflictError):
    """An edit is to be taken back after which there are others."""

    def __init__(self, no: int, last: int) -> None:
        self.no = no
        self.last = last
        super().__init__(
            f"Edit {no} is not the last one that holds, edit {last} is. Edits are taken back from "
            "the last on: look at the list again."
        )


class EditOvertaken(ConflictError):
    """What an edit changed was changed again in another way."""

    def __init__(self, no: int, name: str) -> None:
        self.no = no
        self.name = name
        super().__init__(
            f"Edit {no} cannot be taken back: {name!r} is no longer as that edit left it, since "
            "hypotheses or a file changed it. Nothing was changed; set it by hand."
        )


@dataclass(frozen=True, slots=True)
class _Catalogue:
    """The touchpoints by key and the observed names by number, at one moment."""

    places: Mapping[str, Touchpoint]
    names: Mapping[int, ObservedName]

    @classmethod
    def now(cls, connection: RecordsConnection) -> "_Catalogue":
        return cls(
            {place.key: place for place in records.touchpoints(connection)},
            {name.no: name for name in records.observed_names(connection)},
        )

    def edit_to(self, later: "_Catalogue", by: str) -> CatalogueEdit:
        changes = (
            TouchpointChange(self.places.get(key), place)
            for key, place in later.places.items()
            if self.places.get(key) != place
        )
        moves = (
            NameMove(no, name.name, before.touchpoint_key, name.touchpoint_key, before.rule)
            for no, name in later.names.items()
            if (before := self.names[no]).touchpoint_key != name.touchpoint_key
        )
        return CatalogueEdit(0, now_utc(), by, tuple(changes), tuple(moves))


@contextlib.contextmanager
def kept_edit(stores: Stores, by: str | None = None) -> Iterator[RecordsConnection]:
    """A transaction in which the catalogue is edited; what it changed is kept with it.

    Args:
        stores: Of the workspace.
        by: Who edits; None is the account this runs under.
    """
    with stores.records.write() as connection:
        before = _Catalogue.now(connection)
        yield connection
        edit = before.edit_to(_Catalogue.now(connection), _author(by))
        if edit.changes or edit.moves:
            kept.add_edit(connection, edit)


def _author(by: str | None) -> str:
    return account() if by is None else by[:_LONGEST_AUTHOR]


def last_edits(stores: Stores, most: int) -> list[CatalogueEdit]:
    """The last edits, the newest first, those taken back among them."""
    with stores.records.read() as connection:
        return kept.edits(connection, most)


def standing_edit(stores: Stores) -> CatalogueEdit | None:
    """The edit that would be taken back next."""
    with stores.records.read() as connection:
        return kept.standing_edit(connection)


def undo(stores: Stores, no: int | None = None, by: str | None = None) -> CatalogueEdit:
    """Take the last edit back; a touchpoint it made stays, with nothing that leads to it.

    Args:
        stores: Of the workspace.
        no: The edit meant; None is the last.
        by: Who does it; None is the account this runs under.

    Raises:
        NothingToUndo: no edit holds.
        EditNotLast: another one was made since.
        EditOvertaken: what it changed was changed in another way.
    """
    with stores.records.write() as connection:
        edit = kept.standing_edit(connection)
        if edit is None:
            raise NothingToUndo
        if no is not None and no != edit.no:
            raise EditNotLast(no, edit.no)
        now = _Catalogue.now(connection)
        _check_untouched(edit, now)
        for change in edit.changes:
            if change.before is not None:
                records.save_touchpoint(connection, change.before)
        for move in edit.moves:
            _lead_back(connection, move, now)
        kept.mark_undone(connection, edit.no, now_utc(), _author(by))
        catalogue_changed(connection)
        return edit


def _check_untouched(edit: CatalogueEdit, now: _Catalogue) -> None:
    for change in edit.changes:
        if now.places.get(change.after.key) != change.after:
            raise EditOvertaken(edit.no, change.after.name_it)
    for move in edit.moves:
        if now.names[move.no].touchpoint_key != move.after:
            raise EditOvertaken(edit.no, move.name)


def _lead_back(connection: RecordsConnection, move: NameMove, now: _Catalogue) -> None:
    """Lead a name back, and the same name of sources that came after and followed it."""
    kept.lead_back(connection, move.no, move.before, move.rule)
    for name in now.names.values():
        follows = name.rule == _USER and name.touchpoint_key == move.after
        if follows and name.name == move.name and name.no > move.no:
            kept.lead_back(connection, name.no, move.before, move.rule)
