"""Puts the actions and open follow-ups there are on a map that was computed before them."""

from collections.abc import Iterable
from datetime import date

from percorso.domain.action import OPEN, Action
from percorso.domain.follow_up import FollowUp
from percorso.domain.journey_map import ActionOnMap, FollowUpsOnMap, JourneyMap
from percorso.store.records import actions as records
from percorso.store.records import catalogue as catalogue_records
from percorso.store.records import follow_ups as follow_up_records
from percorso.workspace.stores import Stores

# Someone looking at a map wants to know what is done for it; what was dropped is not.
_SHOWN = (*OPEN, "done")


def with_actions(stores: Stores, journey_map: JourneyMap, today: date) -> JourneyMap:
    """A map with the actions at its touchpoints and stages: those to be done first, by day.

    The follow-ups that are open are counted at their touchpoints.

    Args:
        stores: The workspace.
        journey_map: A map of it.
        today: The day in its zone, for what is overdue.
    """
    with stores.records.read() as connection:
        actions = records.actions(connection)
        followed = follow_up_records.follow_ups(connection)
        stage_of = {one.key: one.stage for one in catalogue_records.touchpoints(connection)}
    stages = {one["key"] for one in journey_map["stages"]}
    told = [
        _told(one, stage_of, today)
        for one in sorted(actions, key=_urgency)
        if one.plan.status in _SHOWN
    ]
    met = {one["key"] for one in journey_map["touchpoints"]}
    return {
        **journey_map,
        "actions": [one for one in told if one["stage"] in stages],
        "follow_ups": [one for one in _counted(followed, today) if one["touchpoint"] in met],
    }


def _counted(followed: Iterable[FollowUp], today: date) -> list[FollowUpsOnMap]:
    """The open follow-ups of each touchpoint."""
    found: dict[str, FollowUpsOnMap] = {}
    for one in followed:
        if one.handling.is_open:
            place = found.setdefault(
                one.touchpoint, {"touchpoint": one.touchpoint, "open": 0, "overdue": 0}
            )
            place["open"] += 1
            place["overdue"] += one.handling.is_overdue(today)
    return [found[key] for key in sorted(found)]


def _urgency(action: Action) -> tuple[bool, date, int]:
    plan = action.plan
    return plan.status not in OPEN, plan.due_on or date.max, action.no


def _told(action: Action, stage_of: dict[str, str], today: date) -> ActionOnMap:
    plan, about = action.plan, action.about
    return {
        "no": action.no,
        "title": plan.title,
        "touchpoint": about.touchpoint,
        "stage": stage_of.get(about.touchpoint or "", about.stage or ""),
        "finding": about.finding,
        "status": plan.status,
        "owner": plan.owner or None,
        "due_on": plan.due_on.isoformat() if plan.due_on else None,
        "is_overdue": plan.is_overdue(today),
    }
