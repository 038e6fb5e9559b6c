"""The action plan of a workspace: actions made, changed, closed and looked at."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import UTC, date
from typing import Any, Literal
from zoneinfo import ZoneInfo

from percorso.domain.action import (
    OPEN,
    About,
    Action,
    ActionChange,
    ActionNowhere,
    ActionOvertaken,
    ActionUnknown,
    Plan,
    Status,
    plan_changes,
)
from percorso.domain.action_state import effect_of, finding_on, state_on
from percorso.domain.journey_map import JourneyMap
from percorso.store.records import actions as records
from percorso.store.records import catalogue as catalogue_records
from percorso.store.records import users as user_records
from percorso.store.records.database import RecordsConnection
from percorso.workspace.account import account
from percorso.workspace.plan.on_map import with_actions
from percorso.workspace.plan.owners import owned
from percorso.workspace.stores import Stores, now_utc

ActionOrder = Literal["due", "title", "owner", "status", "made"]
NOBODY = "-"


@dataclass(frozen=True, slots=True)
class ActionFilter:
    """Which actions, and in which order.

    Attributes:
        statuses: Of these alone; empty is of all.
        owner: Of this owner alone, by name or e-mail, whatever the case; `-` is of nobody; None is
            of all.
        overdue: Only those that should be done by now and are not.
        touchpoint: Key of the touchpoint they are about; None is of all.
        finding: Id of the finding they came of; None is of all.
        order: What they are sorted by; `due` has those without a day last, whichever way.
        falling: Whether the last comes first.
    """

    statuses: Collection[Status] = ()
    owner: str | None = None
    overdue: bool = False
    touchpoint: str | None = None
    finding: str | None = None
    order: ActionOrder = "due"
    falling: bool = False


_ALL = ActionFilter()


class ActionsDesk:
    """The actions of one workspace."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    def today(self) -> date:
        """The day in the workspace's zone."""
        now = now_utc().replace(tzinfo=UTC)
        return now.astimezone(ZoneInfo(self._stores.company().time_zone)).date()

    def all(self, asked: ActionFilter = _ALL) -> list[Action]:
        """Actions, those due first at the head.

        Args:
            asked: Which, and in which order.
        """
        today = self.today()
        with self._stores.records.read() as connection:
            known = records.actions(connection)
        return _sorted([one for one in known if _is_asked(one, asked, today)], asked)

    def of(self, no: int) -> Action:
        """The action of a number.

        Raises:
            ActionUnknown: there is none.
        """
        with self._stores.records.read() as connection:
            return _known(connection, no)

    def history(self, no: int) -> list[ActionChange]:
        """What was changed of an action, the oldest first.

        Raises:
            ActionUnknown: there is none.
        """
        with self._stores.records.read() as connection:
            _known(connection, no)
            return records.changes_of(connection, no)

    def owners(self) -> list[str]:
        """Who owns an action, each once, whatever the case."""
        with self._stores.records.read() as connection:
            known = [one.plan.owner for one in records.actions(connection) if one.plan.owner]
        found = {owner.casefold(): owner for owner in reversed(known)}
        return [found[key] for key in sorted(found)]

    def people(self) -> list[str]:
        """Who could own an action: the users who may log in, and whoever owns one."""
        with self._stores.records.read() as connection:
            users = [one.name for one in user_records.users(connection) if not one.disabled_at]
        found = {name.casefold(): name for name in (*self.owners(), *users)}
        return [found[key] for key in sorted(found)]

    def add(
        self, plan: Plan, at: str, *, seen: JourneyMap | None = None, finding: str | None = None,
        by: str | None = None,
    ) -> Action:  # fmt: skip
        """Make an action at a touchpoint or stage; what a map says of it now is kept with it.

        Args:
            plan: What is to be done, by whom, by when.
            at: Key or name of a touchpoint, or of a stage.
            seen: The map it was decided on; None keeps no measured state.
            finding: Id of the finding of that map it comes of.
            by: Who makes it; None is the account of this computer.

        Raises:
            ActionRefused: the plan cannot be kept.
            ActionNowhere: no touchpoint and no stage is called so.
            FindingNotOnMap: the map does not have the finding.
        """
        plan = _tidy(plan)
        plan.check()
        made_by = account() if by is None else by
        with self._stores.records.write() as connection:
            about = _about(_place(connection, at), seen, finding)
            plan, owner = owned(connection, plan)
            no = records.add_action(connection, plan, about, now_utc(), made_by, owner)
            return _known(connection, no)

    def change(
        self, no: int, plan: Plan, *, read_at: int | None = None, by: str | None = None
    ) -> Action:
        """Change what an action is; nothing is written where it is the same.

        Args:
            no: Its number.
            plan: What it is from now on.
            read_at: `Action.changes` as whoever changes it read it; None does not look.
            by: Who changes it; None is the account of this computer.

        Raises:
            ActionUnknown: there is none.
            ActionRefused: the plan cannot be kept.
            ActionOvertaken: it was changed since it was read.
        """
        plan = _tidy(plan)
        plan.check()
        made_by = account() if by is None else by
        with self._stores.records.write() as connection:
            known = _known(connection, no)
            if read_at is not None and read_at != known.changes:
                raise ActionOvertaken(no)
            plan, owner = owned(connection, plan, known)
            fields = plan_changes(known.plan, plan)
            if fields or owner != known.owner_email:
                change = ActionChange(now_utc(), made_by, fields)
                records.change_action(connection, known, plan, change, owner)
            return _known(connection, no)

    def set_status(self, no: int, status: Status, *, by: str | None = None) -> Action:
        """Close an action, reopen it, or say how far it is.

        Raises:
            ActionUnknown: there is none.
        """
        return self.change(no, replace(self.of(no).plan, status=status), by=by)

    def remove(self, no: int) -> None:
        """Forget an action and its history.

        Raises:
            ActionUnknown: there is none.
        """
        with self._stores.records.write() as connection:
            _known(connection, no)
            records.remove_action(connection, no)

    def on(self, journey_map: JourneyMap) -> JourneyMap:
        """A map with the actions there are now."""
        return with_actions(self._stores, journey_map, self.today())


def _known(connection: RecordsConnection, no: int) -> Action:
    found = records.action_of(connection, no)
    if found is None:
        raise ActionUnknown(no)
    return found


def _tidy(plan: Plan) -> Plan:
    return replace(
        plan,
        title=" ".join(plan.title.split()),
        owner=" ".join(plan.owner.split()),
        expected=plan.expected.strip(),
        note=plan.note.strip(),
    )


def _place(connection: RecordsConnection, name: str) -> About:
    """The touchpoint or stage of a key or name.

    Raises:
        ActionNowhere: there is none.
    """
    wanted = name.strip().casefold()
    for touchpoint in catalogue_records.touchpoints(connection):
        names = (touchpoint.key, touchpoint.name_it, touchpoint.name_en)
        if wanted in map(str.casefold, names):
            return About(touchpoint=touchpoint.key)
    for stage in catalogue_records.stages(connection):
        if wanted in map(str.casefold, (stage.key, stage.name_it, stage.name_en)):
            return About(stage=stage.key)
    raise ActionNowhere(name)


def _about(place: About, seen: JourneyMap | None, finding: str | None) -> About:
    if seen is None:
        return place
    found = finding_on(seen, finding) if finding else None
    return replace(
        place,
        finding=finding,
        effect=effect_of(found) if found else None,
        state=state_on(seen, place.touchpoint, found),
    )


def _is_asked(action: Action, asked: ActionFilter, today: date) -> bool:
    plan, about = action.plan, action.about
    owner = None if asked.owner is None else asked.owner.strip().casefold()
    return (
        (not asked.statuses or plan.status in asked.statuses)
        and (owner is None or _is_of(action, owner))
        and (not asked.overdue or plan.is_overdue(today))
        and asked.touchpoint in (None, about.touchpoint)
        and asked.finding in (None, about.finding)
    )


def _is_of(action: Action, owner: str) -> bool:
    """Whether an action is of an owner in small letters."""
    if owner == NOBODY:
        return not action.plan.owner
    return owner in (action.plan.owner.casefold(), action.owner_email)


def _sorted(actions: list[Action], asked: ActionFilter) -> list[Action]:
    """In the order asked for, those to be done before those that are done where days are equal."""
    order, falling = asked.order, asked.falling
    if order == "due":
        dated = [one for one in actions if one.plan.due_on is not None]
        dated.sort(key=lambda one: (one.plan.due_on or date.max, one.no), reverse=falling)
        dated += [one for one in actions if one.plan.due_on is None]
        return sorted(dated, key=lambda one: one.plan.status not in OPEN)
    words: dict[str, Callable[[Action], Any]] = {
        "title": lambda one: (one.plan.title.casefold(), one.no),
        "owner": lambda one: (not one.plan.owner, one.plan.owner.casefold(), one.no),
        "status": lambda one: (_STEP[one.plan.status], one.no),
        "made": lambda one: (one.made_at, one.no),
    }  # fmt: skip
    return sorted(actions, key=words[order], reverse=falling)


_STEP: dict[Status, int] = {"in_progress": 0, "to_do": 1, "done": 2, "dropped": 3}
