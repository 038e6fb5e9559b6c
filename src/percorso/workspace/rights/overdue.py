"""What lies longer than the rules allow, by class, and what of it has to stay."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from percorso.domain.retention import CONTACT_CLASSES, Overdue, Rule
from percorso.store.copies import Copies, copies_before
from percorso.store.records import audit
from percorso.store.records import catalogue as catalogue_records
from percorso.store.records import retention as retention_records
from percorso.store.records import sources as source_records
from percorso.store.records.database import RecordsConnection
from percorso.store.records.retention import Silent
from percorso.store.warehouse import Warehouse
from percorso.workspace.left_out import restricted_customers
from percorso.workspace.rights import overdue_sql as ask
from percorso.workspace.rights.keeping_people import those_to_keep
from percorso.workspace.rights.traces import grouped_segments, hold_segments
from percorso.workspace.stores import Stores

_EPOCH = datetime(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Limits:
    """What is too old today.

    Attributes:
        rules: Of every class.
        days: What is before this day of the workspace is too old, by class.
        instants: The same as naive UTC.
        zone: Of the workspace's days.
    """

    rules: Mapping[str, Rule]
    days: Mapping[str, date]
    instants: Mapping[str, datetime]
    zone: ZoneInfo

    @property
    def on(self) -> list[str]:
        """The classes of contacts that go when the rules are applied."""
        return [key for key in CONTACT_CLASSES if self.rules[key].is_on]

    def overdue(
        self, key: str, count: int, oldest: datetime | None, *, restricted: int = 0, needed: int = 0
    ) -> Overdue:
        """What is too old of a class; the oldest as naive UTC."""
        day = None if oldest is None else oldest.replace(tzinfo=UTC).astimezone(self.zone).date()
        return Overdue(self.rules[key], self.days[key], count, day, restricted, needed)


@dataclass(frozen=True, slots=True)
class Found:
    """What is too old; the tables of `overdue_sql` hold the contacts and rows in detail.

    Attributes:
        limits: The rules, by the calendar of today.
        overdue: What goes, or would, by class.
        people: The customers who go.
        copies: What exports left, and is too old.
    """

    limits: Limits
    overdue: tuple[Overdue, ...]
    people: tuple[Silent, ...]
    copies: Copies

    def goes(self, *keys: str) -> bool:
        """Whether anything of these classes goes when the rules are applied."""
        return any(
            one.count and one.rule.is_on and one.rule.data_class.key in keys for one in self.overdue
        )


def limits_of(stores: Stores, now: datetime) -> Limits:
    """What is too old at an instant, naive UTC."""
    zone = ZoneInfo(stores.company().time_zone)
    with stores.records.read() as connection:
        rules = retention_records.rules(connection)
    today = now.replace(tzinfo=UTC).astimezone(zone).date()
    days = {key: rule.keep.back_from(today) for key, rule in rules.items()}
    instants = {
        key: datetime.combine(day, time(), zone).astimezone(UTC).replace(tzinfo=None)
        for key, day in days.items()
    }
    return Limits(rules, days, instants, zone)


def find_overdue(stores: Stores, warehouse: Warehouse, now: datetime) -> Found:
    """Find all that is too old.

    `gone_message` holds the messages that go by the rules that are on, and `unread_row` the rows.

    Args:
        stores: The workspace.
        warehouse: Up to date.
        now: The present instant, naive UTC.
    """
    limits = limits_of(stores, now)
    with stores.records.read() as connection:
        restricted = restricted_customers(connection)
    contacts = _contacts(stores, warehouse, limits, restricted)
    unread = _unread(stores, warehouse, limits)
    people, told = _people(stores, warehouse, limits, restricted)
    warehouse.do(ask.gone_messages(limits.on))
    with stores.records.read() as connection:
        of_records = _of_records(connection, limits)
    copies = copies_before(stores.folder, limits.instants["exports"])
    exported = limits.overdue("exports", copies.count, copies.oldest)
    of_records.insert(-2, exported)
    return Found(limits, (*contacts, unread, told, *of_records), people, copies)


def _contacts(
    stores: Stores, warehouse: Warehouse, limits: Limits, restricted: Sequence[int]
) -> list[Overdue]:
    _fill(stores, warehouse, limits, restricted)
    for statement in (ask.JUDGED, *ask.NEEDED):
        warehouse.do(statement)
    as_ruled = {row[0]: row[1:] for row in warehouse.rows(ask.due_by_class(limits.on))}
    if_all = {row[0]: row[1:] for row in warehouse.rows(ask.due_by_class(CONTACT_CLASSES))}
    found = []
    for key in CONTACT_CLASSES:
        told = (as_ruled if limits.rules[key].is_on else if_all).get(key, (0, None, 0, 0))
        count, oldest_us, held, needed = told
        found.append(
            limits.overdue(key, count, _instant(oldest_us), restricted=held, needed=needed)
        )
    return found


def _fill(stores: Stores, warehouse: Warehouse, limits: Limits, restricted: Sequence[int]) -> None:
    with stores.records.read() as connection:
        names = catalogue_records.observed_names(connection)
        channel_of = {one.key: one.channel for one in catalogue_records.touchpoints(connection)}
    instants = [limits.instants[key] for key in CONTACT_CLASSES]
    warehouse.fill(
        "limit_of_class",
        {
            "data_class": np.array(CONTACT_CLASSES, dtype=object),
            "before_at": np.array(instants, dtype="datetime64[us]"),
            "is_on": np.array([limits.rules[key].is_on for key in CONTACT_CLASSES]),
        },
    )
    # One row more than there are: an array without any has no type.
    warehouse.fill(
        "channel_of_name",
        {
            "no": np.array([*(one.no for one in names), -1], dtype=np.int32),
            "channel": np.array([*(channel_of[one.touchpoint_key] for one in names), ""],
                                dtype=object),
        },
    )  # fmt: skip
    numbers = np.array(restricted, dtype=np.int32)
    warehouse.fill("restricted_customer", {"customer_no": numbers})


def _unread(stores: Stores, warehouse: Warehouse, limits: Limits) -> Overdue:
    """Rows that became no contact, of segments in which a row is a message."""
    before = limits.instants["unread"]
    with stores.records.read() as connection:
        old = [one for one in source_records.segments(connection) if one.received_at < before]
    of_many = {name for _, names in grouped_segments(stores, old).values() for name in names}
    whole = hold_segments(stores, warehouse, [one for one in old if one.name not in of_many])
    warehouse.do(ask.NO_UNREAD)
    if whole:
        paths = [stores.archive.path(name) for name in whole]
        warehouse.do(ask.unread_rows(paths, before))
    count, oldest_us = warehouse.rows(ask.UNREAD)[0]
    return limits.overdue("unread", count, _instant(oldest_us))


def _people(
    stores: Stores, warehouse: Warehouse, limits: Limits, restricted: Sequence[int]
) -> tuple[tuple[Silent, ...], Overdue]:
    """The customers of whom nothing is left once what is too old is gone, and no yes holds."""
    is_on = limits.rules["people"].is_on
    warehouse.do(ask.gone_messages(limits.on if is_on else CONTACT_CLASSES))
    with stores.records.read() as connection:
        silent = retention_records.customers_silent_since(connection, limits.instants["people"])
    gone = _without_contacts(warehouse, silent)
    held = {one.customer_no for one in gone} & set(restricted)
    gone = [one for one in gone if one.customer_no not in held]
    with stores.records.read() as connection:
        needed = those_to_keep(connection, gone)
    going = tuple(one for one in gone if one.customer_no not in needed)
    oldest = min((one.last_at for one in going), default=None)
    told = limits.overdue("people", len(going), oldest, restricted=len(held), needed=len(needed))
    return (going if is_on else ()), told


def _without_contacts(warehouse: Warehouse, silent: Sequence[Silent]) -> list[Silent]:
    if not silent:
        return []
    pairs = [(one.customer_no, key) for one in silent for key in one.keys]
    warehouse.fill(
        "silent",
        {
            "customer_no": np.array([no for no, _ in pairs], dtype=np.int32),
            "key": np.array([key for _, key in pairs], dtype=object),
        },
    )
    there = {no for (no,) in warehouse.rows(ask.STILL_THERE)}
    return [one for one in silent if one.customer_no not in there]


def _of_records(connection: RecordsConnection, limits: Limits) -> list[Overdue]:
    found = []
    for key, count_of in (
        ("proofs", retention_records.proofs_before),
        ("logs", _log_before),
        ("rejected", retention_records.rejected_before),
    ):
        count, oldest = count_of(connection, limits.instants[key])
        found.append(limits.overdue(key, count, oldest))
    return found


def _log_before(connection: RecordsConnection, at: datetime) -> tuple[int, datetime | None]:
    old = audit.entries_before(connection, at)
    return old.count, old.oldest


def _instant(us: int | None) -> datetime | None:
    return None if us is None else _EPOCH + timedelta(microseconds=us)
