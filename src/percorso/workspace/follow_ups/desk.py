"""The follow-ups of a workspace: listed, handled, closed, and what came after them."""

import json
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date
from zoneinfo import ZoneInfo

from percorso.domain.action import OPEN, Status
from percorso.domain.follow_up import (
    FollowUp,
    FollowUpChange,
    FollowUpOvertaken,
    FollowUpUnknown,
    Handling,
    Opening,
    Recovery,
    handling_changes,
)
from percorso.store.records import catalogue as catalogue_records
from percorso.store.records import customers as customer_records
from percorso.store.records import follow_ups as records
from percorso.store.records import preferences
from percorso.store.records.database import RecordsConnection
from percorso.workspace.account import account
from percorso.workspace.arrivals.opening import OPENING, open_follow_ups, opening_of
from percorso.workspace.follow_ups.after_sql import after_each, customers_of
from percorso.workspace.follow_ups.recovery import recovery_of
from percorso.workspace.follow_ups.telling import tell_owners
from percorso.workspace.plan.owners import user_meant
from percorso.workspace.restoring import ask_warehouse
from percorso.workspace.stores import Stores, now_utc

NOBODY = "-"


@dataclass(frozen=True, slots=True)
class FollowUpFilter:
    """Which follow-ups.

    Attributes:
        statuses: Of these alone; empty is of all.
        owner: Of this owner alone, by name or e-mail, whatever the case; `-` is of nobody; None is
            of all.
        overdue: Only those that should be done by now and are not.
        touchpoint: Key of the touchpoint; None is of all.
        customer: Id of the customer; None is of all.
    """

    statuses: Collection[Status] = ()
    owner: str | None = None
    overdue: bool = False
    touchpoint: str | None = None
    customer: str | None = None


@dataclass(frozen=True, slots=True)
class Followed:
    """A follow-up, and whom it concerns as is known now; None is nobody known."""

    follow_up: FollowUp
    customer: str | None


_ALL = FollowUpFilter()


class FollowUpsDesk:
    """The follow-ups of one workspace."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    def today(self) -> date:
        """The day in the workspace's zone."""
        now = now_utc().replace(tzinfo=UTC)
        return now.astimezone(ZoneInfo(self._stores.company().time_zone)).date()

    def all(self, asked: FollowUpFilter = _ALL) -> list[Followed]:
        """Follow-ups: those to be done first, by day; the others newest first."""
        today = self.today()
        with self._stores.records.read() as connection:
            known = records.follow_ups(connection)
        found = [one for one in known if _is_asked(one, asked, today)]
        followed = self._followed(sorted(found, key=_urgency))
        if asked.customer is None:
            return followed
        return [one for one in followed if one.customer == asked.customer]

    def of(self, no: int) -> Followed:
        """The follow-up of a number.

        Raises:
            FollowUpUnknown: there is none.
        """
        with self._stores.records.read() as connection:
            found = _known(connection, no)
        return self._followed([found])[0]

    def change(
        self, no: int, handling: Handling, *, read_at: int | None = None, by: str | None = None
    ) -> Followed:
        """Say what a follow-up is from now on; nothing is written where it is the same.

        Args:
            no: Its number.
            handling: Owner, day, status, outcome and note.
            read_at: How often it had been changed when it was read; None does not look.
            by: Who changes it; None is the account of this computer.

        Raises:
            FollowUpUnknown: there is none.
            FollowUpRefused: it cannot be kept.
            FollowUpOvertaken: it was changed since it was read.
        """
        told = replace(handling, owner=" ".join(handling.owner.split()), note=handling.note.strip())
        told.check()
        made_by = account() if by is None else by
        with self._stores.records.write() as connection:
            known = _known(connection, no)
            if read_at is not None and read_at != len(known.history):
                raise FollowUpOvertaken(no)
            email = known.owner_email
            if told.owner.casefold() != known.handling.owner.casefold():
                owner, email = user_meant(connection, told.owner)
                told = replace(told, owner=owner)
            fields = handling_changes(known.handling, told)
            if fields:
                change = FollowUpChange(now_utc(), made_by, fields)
                records.change_follow_up(connection, known, told, email, change)
        return self.of(no)

    def owners(self) -> list[str]:
        """Who owns one, each once, whatever the case."""
        with self._stores.records.read() as connection:
            known = [one.handling.owner for one in records.follow_ups(connection)]
        found = {owner.casefold(): owner for owner in known if owner}
        return [found[key] for key in sorted(found)]

    def recovery(self) -> Recovery:
        """What came after all of them that concern a known customer."""
        with self._stores.records.read() as connection:
            ids = [one.interaction for one in records.follow_ups(connection)]
            goals = {one.key for one in catalogue_records.touchpoints(connection) if one.is_goal}
            names = [
                one.no for one in catalogue_records.observed_names(connection)
                if one.touchpoint_key in goals
            ]  # fmt: skip
        rows = ask_warehouse(self._stores, lambda one: one.rows(after_each(ids, names)))
        return recovery_of(rows)

    def tell_owners(self) -> int:
        """Send each owner a letter on what was opened for them; how many were taken."""
        return tell_owners(self._stores)

    def opening(self) -> Opening:
        """When they are opened by themselves."""
        with self._stores.records.read() as connection:
            return opening_of(connection)

    def set_opening(self, opening: Opening, *, by: str | None = None) -> Opening:
        """Say when they are opened by themselves, from now on; what is of late is looked at anew.

        Raises:
            FollowUpRefused: it cannot be kept.
        """
        opening.check()
        with self._stores.records.write() as connection:
            kept = json.dumps(asdict(opening))
            preferences.set_preference(connection, OPENING, kept, now_utc(), by or account())
        ask_warehouse(self._stores, lambda warehouse: open_follow_ups(self._stores, warehouse))
        return opening

    def _followed(self, found: Iterable[FollowUp]) -> list[Followed]:
        listed = list(found)
        if not listed:
            return []
        query = customers_of([one.interaction for one in listed])
        rows = ask_warehouse(self._stores, lambda warehouse: warehouse.rows(query))
        with self._stores.records.read() as connection:
            ids = {id_: customer_records.customer_id_of(connection, no) for id_, no in rows}
        return [Followed(one, ids.get(one.interaction)) for one in listed]


def _known(connection: RecordsConnection, no: int) -> FollowUp:
    """The follow-up of a number.

    Raises:
        FollowUpUnknown: there is none.
    """
    found = records.follow_up_of(connection, no)
    if found is None:
        raise FollowUpUnknown(no)
    return found


def _is_asked(one: FollowUp, asked: FollowUpFilter, today: date) -> bool:
    handling = one.handling
    owner = None if asked.owner is None else asked.owner.strip().casefold()
    is_owners = (
        owner is None
        or (owner == NOBODY and not handling.owner)
        or owner in (handling.owner.casefold() or None, one.owner_email)
    )
    return (
        (not asked.statuses or handling.status in asked.statuses)
        and is_owners
        and (not asked.overdue or handling.is_overdue(today))
        and asked.touchpoint in (None, one.touchpoint)
    )


def _urgency(one: FollowUp) -> tuple[bool, date, int]:
    is_open = one.handling.status in OPEN
    return not is_open, (one.handling.due_on or date.max) if is_open else date.max, -one.no
