"""Who is asked what: the outbox of surveys, and the links that are a customer's own."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, func, select, update

from percorso.store.records.bulk import insert_or
from percorso.store.records.customers import KnownIdentifier, known_identifier
from percorso.store.records.survey_tables import survey
from percorso.store.records.survey_tables import survey_invitation as table

# link: handed out by hand or by a program. due: waits for its time. sending: given to the mail
# server. sent: taken by it. parked: nobody knows whether it was. suppressed: the customer may not
# be asked now, or was left out of the sample. refused: the server will never take it.
State = Literal["link", "due", "sending", "sent", "parked", "suppressed", "refused"]
STATES: tuple[State, ...] = ("link", "due", "sending", "sent", "parked", "suppressed", "refused")


@dataclass(frozen=True, slots=True)
class Invitation:
    """A customer who is asked.

    Attributes:
        no: Its number.
        id: What its link is made of.
        survey_no, customer_no, step: What is asked, whom, and after what: once each.
        identifier_key: Of the address it goes to, or of the identifier answers come under.
        order_id: The order it is about; None is none.
        state: How far it is.
        reason: Why it is no further; empty where there is nothing to say.
        due_at: When it is to be sent, naive UTC.
        claimed_at, settled_at: When it was taken up, and done with.
        message_id: Of its letter.
        tries: How often it was handed over.
        expires_at: Until when its link takes answers.
    """

    no: int
    id: str
    survey_no: int
    customer_no: int
    step: str
    identifier_key: str
    order_id: str | None
    state: State
    reason: str
    due_at: datetime
    claimed_at: datetime | None
    settled_at: datetime | None
    message_id: str
    tries: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """One to be written; an equal (survey, customer, step) that is there stays as it is."""

    id: str
    survey_no: int
    customer_no: int
    step: str
    identifier_key: str
    order_id: str | None
    state: State
    due_at: datetime
    expires_at: datetime
    reason: str = ""


def add_invitation(connection: Connection, new: NewInvitation) -> bool:
    """Write an invitation; whether it is new."""
    values = {name: getattr(new, name) for name in NewInvitation.__match_args__}
    done = connection.execute(
        insert_or(connection.dialect.name, table)
        .values(**values, message_id="", tries=0)
        .on_conflict_do_nothing()
        .returning(table.c.no)
    )
    return done.first() is not None


def invitation_of(connection: Connection, id_: str) -> Invitation | None:
    """The invitation of an id; None where there is none."""
    row = connection.execute(select(table).where(table.c.id == id_)).first()
    return None if row is None else _read(row)


def invitations_of_keys(connection: Connection, keys: Collection[str]) -> list[dict[str, Any]]:
    """What a person was asked, and what became of it, the oldest first."""
    names = ("state", "reason", "order_id", "due_at", "settled_at", "message_id")
    rows = connection.execute(
        select(survey.c.key.label("survey"), *(table.c[name] for name in names))
        .join(survey, survey.c.no == table.c.survey_no)
        .where(table.c.identifier_key.in_(sorted(keys)))
        .order_by(table.c.no)
    )
    return [dict(row._mapping) for row in rows]


# Those that reached somebody, or may have.
_REACHED = ("link", "sending", "sent", "parked")


def asked_of(connection: Connection, survey_no: int) -> frozenset[str]:
    """Ids of the invitations that reached somebody, or may have."""
    rows = connection.execute(
        select(table.c.id).where(table.c.survey_no == survey_no, table.c.state.in_(_REACHED))
    )
    return frozenset(str(id_) for id_ in rows.scalars())


@dataclass(frozen=True, slots=True)
class AskedCustomer:
    """Whom an invitation reached, and when it was due, naive UTC."""

    id: str
    customer_no: int
    identifier_key: str
    due_at: datetime


def customers_asked(connection: Connection, survey_no: int) -> list[AskedCustomer]:
    """Whom a survey's invitations reached, or may have."""
    columns = [table.c[name] for name in AskedCustomer.__match_args__]
    rows = connection.execute(
        select(*columns)
        .where(table.c.survey_no == survey_no, table.c.state.in_(_REACHED))
        .order_by(table.c.no)
    )
    return [AskedCustomer(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Invited:
    """Who opens a link of their own.

    Attributes:
        invitation: What it was made for.
        source_no: The source of its survey.
        known: The identifier it went to, in clear.
    """

    invitation: Invitation
    source_no: int
    known: KnownIdentifier


def invited(connection: Connection, id_: str) -> Invited | None:
    """Who was asked by an invitation; None where it or its customer is gone."""
    row = connection.execute(
        select(table, survey.c.source_no)
        .join(survey, survey.c.no == table.c.survey_no)
        .where(table.c.id == id_)
    ).first()
    if row is None:
        return None
    told = dict(row._mapping)
    source_no = told.pop("source_no")
    found = Invitation(**told)
    known = known_identifier(connection, found.identifier_key)
    return None if known is None else Invited(found, source_no, known)


def due_numbers(connection: Connection, now: datetime, most: int) -> list[int]:
    """Numbers of what is due, the oldest first."""
    rows = connection.execute(
        select(table.c.no)
        .where(table.c.state == "due", table.c.due_at <= now)
        .order_by(table.c.due_at, table.c.no)
        .limit(most)
    )
    return [int(no) for no in rows.scalars()]


def claimable(connection: Connection, no: int, now: datetime) -> Invitation | None:
    """An invitation that is due still, held until the transaction ends; None where it is not."""
    row = connection.execute(
        select(table)
        .where(table.c.no == no, table.c.state == "due", table.c.due_at <= now)
        .with_for_update(skip_locked=True)
    ).first()
    return None if row is None else _read(row)


def claim(connection: Connection, no: int, now: datetime, message_id: str) -> None:
    """Write that its letter is about to leave."""
    connection.execute(
        update(table)
        .where(table.c.no == no)
        .values(state="sending", claimed_at=now, message_id=message_id, tries=table.c.tries + 1)
    )


def settle(
    connection: Connection, no: int, state: State, now: datetime, *, reason: str = ""
) -> None:
    """Write what became of it."""
    connection.execute(
        update(table).where(table.c.no == no).values(state=state, settled_at=now, reason=reason)
    )


def replan(connection: Connection, no: int, due_at: datetime) -> None:
    """Let it wait until later."""
    connection.execute(update(table).where(table.c.no == no).values(due_at=due_at))


def put_off(connection: Connection, no: int, due_at: datetime) -> None:
    """Let its letter, which was not taken, be handed over again."""
    connection.execute(
        update(table)
        .where(table.c.no == no)
        .values(state="due", due_at=due_at, claimed_at=None, reason="put_off")
    )


def park_stale(connection: Connection, before: datetime, now: datetime) -> list[Invitation]:
    """Park what was about to leave so long ago that who sent it is gone."""
    where = (table.c.state == "sending", table.c.claimed_at < before)
    found = [_read(row) for row in connection.execute(select(table).where(*where))]
    for one in found:
        settle(connection, one.no, "parked", now, reason="cut_short")
    return found


def parked_of(connection: Connection, survey_no: int) -> list[Invitation]:
    """A survey's invitations of which nobody knows whether their letter left."""
    rows = connection.execute(
        select(table)
        .where(table.c.survey_no == survey_no, table.c.state == "parked")
        .order_by(table.c.no)
    )
    return [_read(row) for row in rows]


def was_refused(connection: Connection, key: str) -> bool:
    """Whether a server refused an address for good."""
    asked = select(table.c.no).where(
        table.c.identifier_key == key, table.c.state == "refused", table.c.reason != "put_off"
    )
    return connection.execute(asked.limit(1)).first() is not None


def counts_of(connection: Connection, survey_no: int) -> list[tuple[str, str, int]]:
    """(state, reason, how many) of a survey's invitations."""
    rows = connection.execute(
        select(table.c.state, table.c.reason, func.count())
        .where(table.c.survey_no == survey_no)
        .group_by(table.c.state, table.c.reason)
        .order_by(table.c.state, table.c.reason)
    )
    return [(str(state), str(reason), int(count)) for state, reason, count in rows]


def _read(row: Row[Any]) -> Invitation:
    return Invitation(**dict(row._mapping))
