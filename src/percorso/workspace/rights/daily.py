"""Follows the rules of retention once a day, as long as a server runs and one of them is on."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from percorso.store.records.retention import last_run_at, rules
from percorso.workspace.progress import silent
from percorso.workspace.rights.retiring import follow_rules
from percorso.workspace.stores import Stores

_ACTOR, _REASON = "percorso", "daily"


def follow_rules_daily(stores: Stores, now: datetime) -> bool:
    """Follow the rules where they were not today, in the workspace's zone.

    A class whose rule is off is left alone: nothing goes that nobody has switched on.

    Args:
        stores: The workspace.
        now: The present instant, naive UTC.

    Returns:
        Whether they were followed.
    """
    with stores.records.read() as connection:
        is_any_on = any(
            one.is_on and not one.data_class.is_always_on for one in rules(connection).values()
        )
        last_at = last_run_at(connection) if is_any_on else None
    if not is_any_on:
        return False
    zone = ZoneInfo(stores.company().time_zone)
    if last_at is not None and _day(last_at, zone) >= _day(now, zone):
        return False
    follow_rules(stores, _ACTOR, _REASON, silent)
    return True


def _day(instant: datetime, zone: ZoneInfo) -> str:
    return instant.replace(tzinfo=UTC).astimezone(zone).date().isoformat()
