"""Opens a follow-up for each bad answer or review that came in, for who owns its touchpoint."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from percorso.domain.action import OPEN
from percorso.domain.follow_up import FollowUp, Handling, Opening
from percorso.store.records import catalogue as catalogue_records
from percorso.store.records import follow_ups as records
from percorso.store.records import preferences
from percorso.store.records.database import RecordsConnection
from percorso.store.warehouse import Warehouse
from percorso.workspace.arrivals.bad_ratings_sql import bad_ratings
from percorso.workspace.left_out import restricted_customers
from percorso.workspace.plan.owners import user_meant
from percorso.workspace.stores import Stores, now_utc

OPENING = "follow_ups"
_EPOCH = datetime(1970, 1, 1)
_US = timedelta(microseconds=1)


def opening_of(connection: RecordsConnection) -> Opening:
    """When follow-ups are opened, as it was chosen."""
    kept = preferences.preference_of(connection, OPENING)
    return Opening(**json.loads(kept)) if kept else Opening()


def open_follow_ups(stores: Stores, warehouse: Warehouse) -> int:
    """Open one for each bad rating of late; a customer has one a touchpoint at a time.

    Args:
        stores: The workspace.
        warehouse: Resolved.

    Returns:
        How many were opened.
    """
    now = now_utc()
    with stores.records.read() as connection:
        opening = opening_of(connection)
        if not opening.is_on:
            return 0
        restricted = restricted_customers(connection)
    since_us = (now - timedelta(days=opening.window_days) - _EPOCH) // _US
    found = warehouse.rows(bad_ratings(since_us, restricted))
    with stores.records.read() as connection:
        known = records.known_causes(connection, [row[0] for row in found])
    new = [row for row in found if row[0] not in known]
    return _opened(stores, new, opening, now) if new else 0


def _opened(stores: Stores, rows: Sequence[Sequence[Any]], opening: Opening, now: datetime) -> int:
    today = now.replace(tzinfo=UTC).astimezone(ZoneInfo(stores.company().time_zone)).date()
    count = 0
    with stores.records.write() as connection:
        places = {one.no: one for one in catalogue_records.observed_names(connection)}
        owners = _owners(connection)
        has_one = records.customers_with_open(connection, OPEN)
        # Another process may have opened them since they were looked for.
        known = records.known_causes(connection, [row[0] for row in rows])
        for id_, customer, name_no, at_us, rating, most, is_yes_no, is_review in rows:
            touchpoint = places[name_no].touchpoint_key
            if id_ in known or (customer, touchpoint) in has_one:
                continue
            owner, email = owners.get(touchpoint, ("", None))
            handling = Handling(owner=owner, due_on=today + timedelta(days=opening.days))
            made = FollowUp(
                0, id_, "review" if is_review else "answer", touchpoint,
                None if is_yes_no else rating, None if is_yes_no else most,
                _EPOCH + at_us * _US, now, handling, email,
            )  # fmt: skip
            records.add_follow_up(connection, made, customer)
            if customer is not None:
                has_one.add((customer, touchpoint))
            count += 1
    return count


def _owners(connection: RecordsConnection) -> Mapping[str, tuple[str, str | None]]:
    """Who owns each touchpoint, or else its stage, and the e-mail of the user they are."""
    stages = {one.key: one.owner for one in catalogue_records.stages(connection)}
    found = {}
    for place in catalogue_records.touchpoints(connection):
        if owner := place.owner or stages.get(place.stage):
            found[place.key] = user_meant(connection, owner)
    return found
