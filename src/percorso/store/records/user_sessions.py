"""The log-ins that last and the links that lead to one: kept as hashes of their tokens."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, or_, select, update

from percorso.domain.access import User
from percorso.store.records.user_tables import user_account, user_link, user_session
from percorso.store.records.users import user_in


@dataclass(frozen=True, slots=True)
class Session:
    """A log-in that lasts; instants are naive UTC.

    Attributes:
        sha256: The hash of its token.
        begun_at, seen_at: When it began, and when a page was asked for last, to a minute.
        address: From where it began.
        agent: What the browser called itself.
        by_provider: Whether an OpenID provider said who it is.
    """

    sha256: str
    begun_at: datetime
    seen_at: datetime
    address: str
    agent: str
    by_provider: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A link that lets somebody choose a password, once.

    Attributes:
        kind: `first` makes the first user, `invite` and `reset` are of one there is.
        user_no: Whose; None makes the first.
        until_at: When it ends, naive UTC.
    """

    kind: str
    user_no: int | None
    until_at: datetime


def hash_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def add_session(connection: Connection, user_no: int, session: Session) -> None:
    """Write a log-in."""
    connection.execute(
        insert(user_session).values(
            sha256=session.sha256, user_no=user_no, begun_at=session.begun_at,
            seen_at=session.seen_at, address=session.address, agent=session.agent,
            by_provider=session.by_provider,
        )
    )  # fmt: skip


def session_of(connection: Connection, token: str) -> tuple[User, Session] | None:
    """The log-in of a token and whose it is, however old; None where there is none."""
    asked = select(user_account, user_session).join(
        user_session, user_session.c.user_no == user_account.c.no
    )
    row = connection.execute(asked.where(user_session.c.sha256 == hash_of(token))).first()
    if row is None:
        return None
    return user_in(row), Session(
        row.sha256, row.begun_at, row.seen_at, row.address, row.agent, row.by_provider
    )


def sessions_of(connection: Connection, user_no: int) -> list[Session]:
    """The log-ins of a user, the last seen first."""
    columns = [user_session.c[name] for name in Session.__match_args__]
    asked = select(*columns).where(user_session.c.user_no == user_no)
    return [
        Session(*row) for row in connection.execute(asked.order_by(user_session.c.seen_at.desc()))
    ]


def touch_session(connection: Connection, sha256: str, at: datetime) -> None:
    """Note that a page was asked for."""
    connection.execute(
        update(user_session).where(user_session.c.sha256 == sha256).values(seen_at=at)
    )


def end_session(connection: Connection, token: str) -> None:
    """End one log-in."""
    connection.execute(delete(user_session).where(user_session.c.sha256 == hash_of(token)))


def end_sessions(connection: Connection, user_no: int, *, but: str = "") -> None:
    """End all log-ins of a user but the one of this hash."""
    mine = user_session.c.user_no == user_no
    connection.execute(delete(user_session).where(mine, user_session.c.sha256 != but))


def forget_sessions(connection: Connection, begun_before: datetime, seen_before: datetime) -> None:
    """Remove log-ins that are too old, or were not used for too long."""
    old = or_(user_session.c.begun_at < begun_before, user_session.c.seen_at < seen_before)
    connection.execute(delete(user_session).where(old))


def add_link(connection: Connection, token: str, link: Link) -> None:
    """Write a link; those of its kind and user that were made before lead nowhere from now on."""
    connection.execute(
        delete(user_link).where(
            user_link.c.user_no.is_(None)
            if link.user_no is None
            else user_link.c.user_no == link.user_no
        )
    )
    connection.execute(
        insert(user_link).values(
            sha256=hash_of(token), kind=link.kind, user_no=link.user_no, until_at=link.until_at
        )
    )


def link_of(connection: Connection, token: str) -> Link | None:
    """The link of a token; None where there is none, or it was used."""
    row = connection.execute(select(user_link).where(user_link.c.sha256 == hash_of(token))).first()
    return None if row is None else Link(row.kind, row.user_no, row.until_at)


def use_link(connection: Connection, token: str) -> bool:
    """Remove a link; false where somebody has used it already."""
    done = connection.execute(delete(user_link).where(user_link.c.sha256 == hash_of(token)))
    return bool(done.rowcount)


def forget_links(connection: Connection, user_no: int | None) -> None:
    """Remove the links of a user, or those that make the first one."""
    whose = user_link.c.user_no.is_(None) if user_no is None else user_link.c.user_no == user_no
    connection.execute(delete(user_link).where(whose))
