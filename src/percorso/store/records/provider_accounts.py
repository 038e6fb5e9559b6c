"""Which user somebody is who comes from an OpenID provider."""

from datetime import datetime

from sqlalchemy import Connection, insert, select

from percorso.store.records.user_tables import provider_account as table


def user_of_account(connection: Connection, issuer: str, subject: str) -> int | None:
    """The number of the user; None where nobody is linked to the account."""
    asked = select(table.c.user_no).where(table.c.issuer == issuer, table.c.subject == subject)
    return connection.execute(asked).scalar()


def has_account(connection: Connection, user_no: int) -> bool:
    """Whether a user is linked to an account."""
    asked = select(table.c.user_no).where(table.c.user_no == user_no).limit(1)
    return connection.execute(asked).first() is not None


def link_account(
    connection: Connection, issuer: str, subject: str, user_no: int, at: datetime
) -> None:
    """Write which user an account is."""
    connection.execute(
        insert(table).values(issuer=issuer, subject=subject, user_no=user_no, linked_at=at)
    )
