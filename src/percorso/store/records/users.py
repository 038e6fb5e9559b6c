"""The users as kept: who may log in, as what, and what proves that it is them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, insert, select, update

from percorso.domain.access import User
from percorso.store.records.user_tables import user_account as table


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a user proves itself with.

    Attributes:
        user: Whose.
        password: The hash; None where none is chosen yet.
        second_factor: The sealed secret of a device; None where none is asked.
        factor_step: The time step of the last code that was taken, so that none counts twice.
    """

    user: User
    password: str | None
    second_factor: str | None
    factor_step: int | None


def has_users(connection: Connection) -> bool:
    """Whether there is any user, a disabled one too."""
    return connection.execute(select(table.c.no).limit(1)).first() is not None


def users(connection: Connection) -> list[User]:
    """Every user by name."""
    asked = select(table).order_by(table.c.name, table.c.no)
    return [user_in(row) for row in connection.execute(asked)]


def credentials_of_email(connection: Connection, email: str) -> Credentials | None:
    """The user of an address, with what it proves itself with."""
    row = connection.execute(select(table).where(table.c.email == email)).first()
    return None if row is None else _credentials(row)


def credentials_of(connection: Connection, no: int) -> Credentials:
    """The same of a user's number."""
    return _credentials(connection.execute(select(table).where(table.c.no == no)).one())


def add_user(connection: Connection, user: User, at: datetime) -> int:
    """Write a new user without a password; returns its number."""
    done = connection.execute(
        insert(table).values(
            email=user.email, name=user.name, role=user.role, sees_personal=user.sees_personal,
            may_export=user.may_export, language=user.language, created_at=at,
        )
    )  # fmt: skip
    return int(done.inserted_primary_key[0])  # type: ignore[index]


def save_user(connection: Connection, user: User) -> None:
    """Write what a user is from now on; what it proves itself with stays."""
    connection.execute(
        update(table)
        .where(table.c.no == user.no)
        .values(
            name=user.name, role=user.role, sees_personal=user.sees_personal,
            may_export=user.may_export, disabled_at=user.disabled_at,
        )
    )  # fmt: skip


def set_language(connection: Connection, no: int, language: str) -> None:
    """Write the language a user sees the pages in."""
    connection.execute(update(table).where(table.c.no == no).values(language=language))


def set_password(connection: Connection, no: int, hashed: str) -> None:
    """Write the hash of a user's password."""
    connection.execute(update(table).where(table.c.no == no).values(password=hashed))


def set_second_factor(connection: Connection, no: int, sealed: str | None, step: int) -> None:
    """Write a sealed second factor and the step of its first code, or take it away with None."""
    connection.execute(
        update(table).where(table.c.no == no).values(second_factor=sealed, factor_step=step)
    )


def use_step(connection: Connection, no: int, step: int) -> bool:
    """Note that the code of a time step was used; false where it or a later one was already."""
    is_new = (table.c.factor_step.is_(None)) | (table.c.factor_step < step)
    done = connection.execute(
        update(table).where(table.c.no == no, is_new).values(factor_step=step)
    )
    return bool(done.rowcount)


def user_in(row: Row[tuple[object, ...]]) -> User:
    """The user of a row that holds all its columns."""
    return User(
        no=row.no, email=row.email, name=row.name, role=row.role,
        sees_personal=row.sees_personal, may_export=row.may_export,
        has_password=row.password is not None,
        has_second_factor=row.second_factor is not None,
        language=row.language, disabled_at=row.disabled_at,
    )  # fmt: skip


def _credentials(row: Row[tuple[object, ...]]) -> Credentials:
    return Credentials(user_in(row), row.password, row.second_factor, row.factor_step)
