"""The edits of the catalogue as kept: what each changed, by whom, and whether it still holds."""

import json
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, Row, insert, select, update

from percorso.domain.catalogue import Touchpoint
from percorso.domain.catalogue.edits import CatalogueEdit, NameMove, TouchpointChange
from percorso.store.records.tables import catalogue_edit as table
from percorso.store.records.tables import observed_name


def add_edit(connection: Connection, edit: CatalogueEdit) -> None:
    """Write an edit; its number is the next."""
    body = {
        "changes": [asdict(change) for change in edit.changes],
        "moves": [asdict(move) for move in edit.moves],
    }
    connection.execute(
        insert(table).values(
            made_at=edit.made_at, made_by=edit.made_by, body=json.dumps(body, ensure_ascii=False)
        )
    )


def edits(connection: Connection, most: int) -> list[CatalogueEdit]:
    """The last edits, the newest first."""
    return [
        _edit_of(row)
        for row in connection.execute(select(table).order_by(table.c.no.desc()).limit(most))
    ]


def standing_edit(connection: Connection) -> CatalogueEdit | None:
    """The last edit that was not taken back."""
    standing = select(table).where(table.c.undone_at.is_(None)).order_by(table.c.no.desc())
    row = connection.execute(standing.limit(1)).first()
    return None if row is None else _edit_of(row)


def mark_undone(connection: Connection, no: int, at: datetime, by: str) -> None:
    """Note that an edit was taken back."""
    connection.execute(update(table).where(table.c.no == no).values(undone_at=at, undone_by=by))


def lead_back(connection: Connection, no: int, touchpoint_key: str, rule: str) -> None:
    """Let one observed name lead where it led before."""
    connection.execute(
        update(observed_name)
        .where(observed_name.c.no == no)
        .values(touchpoint_key=touchpoint_key, rule=rule)
    )


def _edit_of(row: Row[tuple[object, ...]]) -> CatalogueEdit:
    body = json.loads(row.body)
    return CatalogueEdit(
        no=row.no,
        made_at=row.made_at,
        made_by=row.made_by,
        changes=tuple(
            TouchpointChange(
                None if one["before"] is None else Touchpoint(**one["before"]),
                Touchpoint(**one["after"]),
            )
            for one in body["changes"]
        ),
        moves=tuple(NameMove(**one) for one in body["moves"]),
        undone_at=row.undone_at,
        undone_by=row.undone_by,
    )
