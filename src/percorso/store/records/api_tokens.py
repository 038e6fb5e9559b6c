"""The tokens of the API as kept: found by their hash, made, used and revoked."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from percorso.domain.api_token import ApiToken
from percorso.store.records.token_tables import api_token as table


def tokens(connection: Connection) -> list[ApiToken]:
    """All of them by number."""
    return [_token(row) for row in connection.execute(select(table).order_by(table.c.no))]


def token_hashed(connection: Connection, sha256: str) -> ApiToken | None:
    """The token of a hash, whether it holds or not; None where there is none."""
    row = connection.execute(select(table).where(table.c.sha256 == sha256)).first()
    return _token(row) if row is not None else None


def add_token(connection: Connection, token: ApiToken, sha256: str) -> int:
    """Write a new token; its number."""
    written = connection.execute(
        insert(table).values(
            name=token.name,
            sha256=sha256,
            scope=token.scope,
            made_at=token.made_at,
            made_by=token.made_by,
            until_at=token.until_at,
            sees_personal=token.sees_personal,
        )
    )
    assert written.inserted_primary_key is not None  # noqa: S101 (for the type checker)
    return int(written.inserted_primary_key[0])


def revoke_token(connection: Connection, no: int, at: datetime) -> bool:
    """Let a token hold no more; whether there is one."""
    known = connection.execute(
        update(table).where(table.c.no == no, table.c.revoked_at.is_(None)).values(revoked_at=at)
    )
    is_there = connection.execute(select(table.c.no).where(table.c.no == no)).first() is not None
    return bool(known.rowcount) or is_there


def note_use(connection: Connection, no: int, at: datetime) -> None:
    """Write when a token was used."""
    connection.execute(update(table).where(table.c.no == no).values(used_at=at))


def _token(row: Row[Any]) -> ApiToken:
    known = dict(row._mapping)
    known.pop("sha256")
    return ApiToken(**known)
