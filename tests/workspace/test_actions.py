"""The action plan: made on a map, changed with its history, closed, reopened, and looked for."""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from percorso.domain.access import Actor, User
from percorso.domain.action import (
    Action,
    ActionNowhere,
    ActionOvertaken,
    ActionRefused,
    ActionUnknown,
    Plan,
)
from percorso.domain.action_state import FindingNotOnMap, effect_of
from percorso.settings import Settings
from percorso.workspace import Workspace
from percorso.workspace.plan.actions_desk import ActionFilter
from tests.drawing import maps
from tests.flows.small_shop import small_shop

CALLS = Plan("Call back within a day", owner="Anna", due_on=date(2026, 11, 30))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a shop that is loaded once."""
    return small_shop(tmp_path_factory.mktemp("plan")).folder


@pytest.fixture
def shop(made: Path, tmp_path: Path) -> Workspace:
    return Workspace(shutil.copytree(made, tmp_path / "workspace"))


def test_an_action_is_at_a_touchpoint_or_stage_by_key_or_name(shop: Workspace) -> None:
    places = [shop.actions.add(CALLS, at).about for at in ("order", "ORDINE", "service")]
    assert [(one.touchpoint, one.stage) for one in places] == [
        ("order", None), ("order", None), (None, "service"),
    ]  # fmt: skip
    with pytest.raises(ActionNowhere, match="'moon'"):
        shop.actions.add(CALLS, "moon")


def test_what_the_map_said_is_kept_with_an_action(shop: Workspace) -> None:
    seen = shop.map("lifecycle").data
    card = max(seen["touchpoints"], key=lambda one: one["emotion"]["n"])
    state = shop.actions.add(CALLS, card["key"], seen=seen).about.state
    assert state is not None
    assert (state.journey, state.data_until) == ("lifecycle", seen["data_until"])
    emotion = next(one for one in state.measures if one.name == "emotion")
    assert (emotion.value, emotion.n) == (card["emotion"]["value"], 2)
    # It is read back as it was kept.
    assert shop.actions.of(1).about.state == state


def test_an_action_takes_what_could_be_won_from_its_finding(shop: Workspace) -> None:
    pain = maps.finding("pain_point", "order", "Half of them bad", 0.5, 40, test="felt", others=0.2)
    seen = {**shop.map().data, "findings": [pain]}
    about = shop.actions.add(CALLS, "order", seen=seen, finding=pain["id"]).about
    assert about.effect is not None
    assert (about.effect.unit, about.effect.value, about.effect.n) == ("share", 0.3, 40)
    assert (about.effect.low, about.effect.high) == (0.28, 0.32)
    assert about.state is not None
    assert (about.state.test, about.state.finding) == ("pain_point/felt", "Half of them bad")
    assert about.state.measures[0].value == 0.5
    with pytest.raises(FindingNotOnMap):
        shop.actions.add(CALLS, "order", seen=seen, finding="gone")


def test_of_a_leak_successes_could_be_won_and_of_a_moment_of_truth_nothing() -> None:
    lost = {"value": 12.0, "low": 4.0, "high": 20.0, "n": 300}
    leak = maps.finding("pain_point", "cart", "Leak", 0.1, 300, test="leak", lost_successes=lost)
    found = effect_of(leak)
    assert found is not None
    assert (found.unit, found.value, found.low, found.n) == ("successes", 12.0, 4.0, 300)
    assert effect_of(maps.finding("moment_of_truth", "cart", "Truth", 0.4, 300)) is None


def test_every_change_is_in_the_history_and_none_where_nothing_changed(shop: Workspace) -> None:
    no = shop.actions.add(CALLS, "order", by="anna").no
    shop.actions.set_status(no, "done", by="ugo")
    shop.actions.set_status(no, "done", by="ugo")
    shop.actions.change(no, Plan(" Call  back ", status="to_do"), by="eva")
    told = [
        (one.made_by, {field.field: (field.before, field.after) for field in one.fields})
        for one in shop.actions.history(no)
    ]
    assert told == [
        ("ugo", {"status": ("to_do", "done")}),
        ("eva", {"title": ("Call back within a day", "Call back"), "owner": ("Anna", None),
                 "due_on": ("2026-11-30", None), "status": ("done", "to_do")}),
    ]  # fmt: skip


def test_who_read_an_action_before_it_was_changed_changes_nothing(shop: Workspace) -> None:
    no = shop.actions.add(CALLS, "order").no
    shop.actions.set_status(no, "in_progress")
    with pytest.raises(ActionOvertaken):
        shop.actions.change(no, Plan("Other"), read_at=0)
    assert shop.actions.change(no, Plan("Other"), read_at=1).plan.title == "Other"


@pytest.mark.parametrize("plan", [Plan(" "), Plan("x" * 201), Plan("a", note="x" * 4_001)])
def test_what_cannot_be_kept_is_refused(shop: Workspace, plan: Plan) -> None:
    with pytest.raises(ActionRefused):
        shop.actions.add(plan, "order")
    assert shop.actions.all() == []


def test_actions_are_asked_for_by_owner_status_and_what_is_late(shop: Workspace) -> None:
    late = Plan("Late", owner="anna", due_on=date(2020, 1, 1))
    for plan in (CALLS, late, Plan("Nobody's"), Plan("Done", status="done", due_on=late.due_on)):
        shop.actions.add(plan, "order")

    def titles(**asked: object) -> list[str]:
        return [one.plan.title for one in shop.actions.all(ActionFilter(**asked))]  # type: ignore[arg-type]

    assert titles() == ["Late", CALLS.title, "Nobody's", "Done"]
    assert titles(owner="ANNA") == ["Late", CALLS.title]
    assert titles(owner="-") == ["Nobody's", "Done"]
    assert titles(overdue=True) == ["Late"]
    assert titles(statuses=("done",)) == ["Done"]
    assert titles(order="title", falling=True) == ["Nobody's", "Late", "Done", CALLS.title]
    assert titles(touchpoint="cart") == []
    assert shop.actions.owners() == ["Anna"]


def test_a_removed_action_is_gone_and_its_number_not_used_again(shop: Workspace) -> None:
    no = shop.actions.add(CALLS, "order").no
    shop.actions.set_status(no, "done")
    shop.actions.remove(no)
    with pytest.raises(ActionUnknown):
        shop.actions.of(no)
    assert shop.actions.add(CALLS, "order").no == no + 1


def test_the_map_has_the_actions_and_not_those_dropped(shop: Workspace) -> None:
    for status in ("done", "to_do", "dropped"):
        shop.actions.add(Plan(status, status=status, due_on=date(2020, 1, 1)), "order")
    shop.actions.add(Plan("Whole stage"), "service")
    told = [
        (one["title"], one["stage"], one["touchpoint"], one["is_overdue"])
        for one in shop.map().data["actions"]
    ]
    assert told == [
        ("to_do", "purchase", "order", True), ("Whole stage", "service", None, False),
        ("done", "purchase", "order", False),
    ]  # fmt: skip


def test_a_plan_lives_in_a_database_too(records_url: str, tmp_path: Path) -> None:
    settings = Settings(workspace=tmp_path / "w", records_url=records_url)
    shop = Workspace(settings.workspace, settings, create=True)
    no = shop.actions.add(CALLS, "service").no
    shop.actions.set_status(no, "done")
    kept: Action = shop.actions.of(no)
    assert (kept.plan.status, kept.plan.due_on, kept.changes) == ("done", CALLS.due_on, 1)


def test_an_owner_who_is_a_user_stays_the_same_under_another_name(shop: Workspace) -> None:
    by = Actor("root")
    shop.users.invite(User(0, "boss@lume.example", "Boss", "owner"), by)
    ada = shop.users.invite(User(0, "ada@lume.example", "Ada Verdi", "agent"), by).user
    named = shop.actions.add(Plan("By name", owner="ada verdi"), "order")
    mailed = shop.actions.add(Plan("By e-mail", owner="Ada@lume.example"), "order")
    outside = shop.actions.add(Plan("Outside", owner="Courier"), "order")
    assert [one.owner_email for one in (named, mailed, outside)] == [ada.email, ada.email, None]
    assert mailed.plan.owner == "Ada Verdi"
    shop.users.change(replace(ada, name="Ada Neri"), by)
    mine = shop.actions.all(ActionFilter(owner="ADA@lume.example"))
    assert {(one.no, one.plan.owner) for one in mine} == {
        (named.no, "Ada Neri"), (mailed.no, "Ada Neri"),
    }  # fmt: skip
    assert "Ada Neri" in str(shop.map().data["actions"])
    # The same name of two is nobody's in particular, but who had it keeps it.
    shop.users.invite(User(0, "other@lume.example", "Ada Neri", "agent"), by)
    kept = shop.actions.change(named.no, replace(named.plan, owner="Ada Neri", note="x"))
    assert kept.owner_email == ada.email
    assert shop.actions.add(Plan("Whose?", owner="Ada Neri"), "order").owner_email is None
    given = shop.actions.change(named.no, replace(kept.plan, owner="Courier"))
    assert (given.owner_email, given.plan.owner) == (None, "Courier")
    assert {"Ada Neri", "Boss", "Courier"} <= set(shop.actions.people())
