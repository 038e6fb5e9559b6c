"""Media rows as kept: what was bought, from which file; a row said twice is kept once."""

import json
from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import Connection, delete, insert, select

from percorso.domain.catalogue.words import plain_words
from percorso.domain.media import KeptMediaRow, MediaRow
from percorso.store.records.tables import media_row


def media_rows(connection: Connection) -> list[KeptMediaRow]:
    """All rows, by medium and day."""
    found = connection.execute(
        select(media_row).order_by(media_row.c.key, media_row.c.first_day, media_row.c.no)
    )
    return [
        KeptMediaRow(
            no=kept.no,
            key=kept.key,
            row=MediaRow(
                touchpoint=kept.touchpoint,
                kind=kept.kind,
                first_day=date.fromisoformat(kept.first_day),
                last_day=date.fromisoformat(kept.last_day),
                place=kept.place,
                reach=kept.reach,
                spend_minor=kept.spend_minor,
                currency=kept.currency,
                codes=tuple(json.loads(kept.codes)),
                contacts=tuple(json.loads(kept.contacts)),
            ),
            file=kept.file,
            line=kept.line,
        )
        for kept in found
    ]


def add_media_rows(
    connection: Connection,
    rows: Iterable[tuple[str, str, int, MediaRow]],
    at: datetime,
) -> None:
    """Write rows as (fingerprint, file, line, row); the caller knows that none is there yet."""
    listed = [
        {
            "key": media_key(row),
            "touchpoint": row.touchpoint,
            "kind": row.kind,
            "first_day": row.first_day.isoformat(),
            "last_day": row.last_day.isoformat(),
            "place": row.place,
            "reach": row.reach,
            "spend_minor": row.spend_minor,
            "currency": row.currency,
            "codes": json.dumps(row.codes, ensure_ascii=False),
            "contacts": json.dumps(row.contacts, ensure_ascii=False),
            "fingerprint": fingerprint,
            "file": file,
            "line": line,
            "loaded_at": at,
        }
        for fingerprint, file, line, row in rows
    ]
    if listed:
        connection.execute(insert(media_row), listed)


def media_fingerprints(connection: Connection) -> set[str]:
    """The fingerprints of all rows."""
    return set(connection.execute(select(media_row.c.fingerprint)).scalars())


def remove_medium(connection: Connection, key: str) -> int:
    """Forget all rows of a medium; returns how many there were."""
    return int(connection.execute(delete(media_row).where(media_row.c.key == key)).rowcount)


def media_key(row: MediaRow) -> str:
    """The key of a row's medium: its name in a-z, 0-9 and `_`."""
    return plain_words(row.touchpoint).replace(" ", "_")[:100] or "medium"
