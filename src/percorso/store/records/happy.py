"""What the Happy Index was of each night, and which falls were told of."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select

from percorso.store.records.customers import in_parts
from percorso.store.records.happy_tables import happy_alert, happy_night


@dataclass(frozen=True, slots=True)
class Night:
    """The index of the company or of a segment as it was told on a day.

    Attributes:
        day: In the company's zone, ISO 8601.
        segment: Key of a segment; empty is the company.
        until_at: The instant of the data it is told at, naive UTC.
        mean: 0..100; None where fewer than five have a number.
        low, high: Ends of its 95 % interval.
        n: Customers with a number of their own.
        solid, few, estimates: Customers of each tier.
    """

    day: str
    segment: str
    until_at: datetime
    mean: float | None
    low: float | None
    high: float | None
    n: int
    solid: int
    few: int
    estimates: int


@dataclass(frozen=True, slots=True)
class Noted:
    """A fall that was told of: whose, and at which instant of the data, naive UTC."""

    customer_no: int
    fallen_at: datetime


def last_night(connection: Connection) -> str | None:
    """The day of the last night; None before the first."""
    return connection.execute(select(func.max(happy_night.c.day))).scalar()


def keep_nights(connection: Connection, nights: Sequence[Night], at: datetime) -> None:
    """Write the nights of a day, in the place of what was told of it before."""
    for day in {one.day for one in nights}:
        connection.execute(delete(happy_night).where(happy_night.c.day == day))
    connection.execute(insert(happy_night), [{**asdict(one), "told_at": at} for one in nights])


def nights_of(connection: Connection, segment: str, most: int) -> list[Night]:
    """The last nights of the company or of a segment, the earliest first."""
    columns = [happy_night.c[name] for name in Night.__match_args__]
    asked = select(*columns).where(happy_night.c.segment == segment)
    rows = connection.execute(asked.order_by(happy_night.c.day.desc()).limit(most))
    return [Night(*row) for row in rows][::-1]


def note_falls(connection: Connection, noted: Sequence[Noted], at: datetime) -> None:
    """Note falls that are told of for the first time."""
    if noted:
        connection.execute(insert(happy_alert), [{**asdict(one), "noted_at": at} for one in noted])


def falls_since(connection: Connection, at: datetime) -> list[Noted]:
    """Falls at an instant of the data or later, the newest first."""
    asked = select(happy_alert.c.customer_no, happy_alert.c.fallen_at)
    newest = happy_alert.c.fallen_at.desc(), happy_alert.c.no
    return [
        Noted(*row)
        for row in connection.execute(asked.where(happy_alert.c.fallen_at >= at).order_by(*newest))
    ]


def forget_falls(connection: Connection, customers: Collection[int], before: datetime) -> None:
    """Take away the falls of some customers, and what was noted before an instant."""
    connection.execute(delete(happy_alert).where(happy_alert.c.noted_at < before))
    for part in in_parts([str(no) for no in customers]):
        numbers = [int(no) for no in part]
        connection.execute(delete(happy_alert).where(happy_alert.c.customer_no.in_(numbers)))
