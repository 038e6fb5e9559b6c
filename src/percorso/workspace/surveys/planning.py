"""Plans who is asked by mail: whoever met a touchpoint, once for each customer and order."""

import json
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from percorso.collect.survey.place import SurveyPlace
from percorso.domain.survey.sending import GRACE, Sending, is_sampled
from percorso.store.records import catalogue as catalogue_records
from percorso.store.records import customers as customer_records
from percorso.store.records import doors as door_records
from percorso.store.records import surveys as survey_records
from percorso.store.records.database import RecordsConnection
from percorso.store.records.invitations import NewInvitation, State, add_invitation
from percorso.store.records.surveys import KeptSurvey
from percorso.workspace.restoring import ask_warehouse
from percorso.workspace.stores import Stores
from percorso.workspace.surveys.planning_sql import met_since

LINK_LIVES = timedelta(days=60)
_EPOCH = datetime(1970, 1, 1)
_A_MICROSECOND = timedelta(microseconds=1)
_ID_BYTES = 16


def sending_of(kept: KeptSurvey) -> Sending | None:
    """When a survey is sent by itself; None is never."""
    return None if kept.sending is None else Sending(**json.loads(kept.sending))


def plan_invitations(stores: Stores, now: datetime) -> int:
    """Write an invitation for each customer who met what an open survey follows, once each.

    Args:
        stores: The workspace.
        now: Naive UTC.

    Returns:
        How many are new.
    """
    with stores.records.read() as connection:
        found = [
            (kept, rule) for kept in survey_records.surveys(connection)
            if (rule := sending_of(kept)) is not None
        ]  # fmt: skip
        closed = {
            door.source_no for door in door_records.doors(connection)
            if door.disabled_at is not None
        }  # fmt: skip
        names = catalogue_records.observed_names(connection) if found else []
    planned = 0
    for kept, rule in found:
        if kept.source_no in closed:
            continue
        numbers = [one.no for one in names if one.touchpoint_key == rule.after]
        rows = _met(stores, rule, numbers, now) if numbers else []
        if rows:
            planned += _plan(stores, kept, rule, rows, now)
    return planned


def _met(stores: Stores, rule: Sending, names: list[int], now: datetime) -> list[tuple[Any, ...]]:
    """Who met the touchpoint so that its letter is due by now, and not too late."""
    since = max(rule.since_at, now - rule.delay - GRACE)
    until = now - rule.delay
    query = met_since(names, (since - _EPOCH) // _A_MICROSECOND, (until - _EPOCH) // _A_MICROSECOND)
    return ask_warehouse(stores, lambda warehouse: warehouse.rows(query))


def _plan(
    stores: Stores, kept: KeptSurvey, rule: Sending, rows: Iterable[tuple[Any, ...]], now: datetime
) -> int:
    planned = 0
    with stores.records.write() as connection:
        door = next(
            one for one in door_records.doors(connection) if one.source_no == kept.source_no
        )
        secret = SurveyPlace.from_text(door.place or "").secret
        for customer_no, step, order, at_us in rows:
            due_at = _EPOCH + timedelta(microseconds=at_us) + rule.delay
            new = _invitation(connection, kept, rule, secret, (customer_no, step, order), due_at)
            planned += new is not None and add_invitation(connection, new)
    return planned


def _invitation(
    connection: RecordsConnection, kept: KeptSurvey, rule: Sending, secret: str,
    met: tuple[int, str, str | None], due_at: datetime,
) -> NewInvitation | None:  # fmt: skip
    """The invitation of one customer; None of who left no address."""
    customer_no, step, order = met
    key = newest_address(connection, customer_no)
    if key is None:
        return None
    customer = customer_records.customer_id_of(connection, customer_no)
    is_in = is_sampled(secret, customer, rule.share)
    state: State = "due" if is_in else "suppressed"
    return NewInvitation(
        secrets.token_hex(_ID_BYTES), kept.no, customer_no, step[:80], key, order, state, due_at,
        due_at + LINK_LIVES, "" if is_in else "not_sampled",
    )  # fmt: skip


def newest_address(connection: RecordsConnection, customer_no: int) -> str | None:
    """The key of the e-mail address a customer was last seen with; None where there is none."""
    known = [
        one for one in customer_records.identifiers_of(connection, customer_no)
        if one.type == "email" and one.clear_value
    ]  # fmt: skip
    return max(known, key=lambda one: (one.last_seen_at, one.key)).key if known else None
