"""A bad answer opens a follow-up: once, for its owner; it is handled, told and measured."""

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from percorso.domain.action import OPEN
from percorso.domain.follow_up import FollowUpOvertaken, FollowUpRefused, Handling, Opening
from percorso.settings import Settings
from percorso.workspace import Workspace
from percorso.workspace.follow_ups.desk import FollowUpFilter
from percorso.workspace.follow_ups.recovery import recovery_of
from percorso.workspace.maps.placing import Placing
from tests.flows.door import percorso
from tests.flows.members import OWN, member
from tests.flows.test_pages import Browser, shown
from tests.workspace.mail.sink import MailSink
from tests.workspace.test_reviews import bring

_DAY_US = 86_400_000_000
_HEAD = "at,email,touchpoint,channel,rating,rating_kind\n"


def ago(days: float) -> str:
    return (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="seconds")


def answers(*rows: tuple[float, str, int]) -> str:
    """(days ago, customer, NPS) as a file of answers."""
    return _HEAD + "".join(f"{ago(days)},{who}@example.com,Survey,survey,{nps},nps\n"
                           for days, who, nps in rows)  # fmt: skip


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Ada and Bea said that it went badly, Caio that it went well; years ago Dino was unhappy."""
    home = tmp_path_factory.mktemp("follow") / "workspace"
    found = Workspace(home, Settings(workspace=home, time_zone="UTC"), create=True)
    bring(found, "first", _HEAD + f"{ago(30)},eva@example.com,Survey,survey,9,nps\n")
    member(found, "owner", sees_personal=True)
    member(found, "agent", name="anna")
    place = next(one.key for one in found.catalogue.met())
    found.catalogue.place(place, Placing(owner="anna"))
    bring(found, "answers", answers((3, "ada", 2), (2, "bea", 6), (1, "caio", 9), (900, "dino", 0)))
    return found


def test_a_bad_answer_of_late_opens_one_for_the_owner_of_its_touchpoint(
    workspace: Workspace,
) -> None:
    found = workspace.follow_ups.all()
    assert sorted(one.follow_up.rating or 0 for one in found) == [2, 6]
    handlings = {one.follow_up.handling for one in found}
    due = workspace.follow_ups.today() + timedelta(days=2)
    assert handlings == {Handling(owner="anna", due_on=due)}
    assert {one.follow_up.owner_email for one in found} == {"anna@lume.example"}
    assert len({one.customer for one in found} - {None}) == 2
    assert [one.follow_up.cause for one in found] == ["answer", "answer"]


def test_one_is_opened_once_and_a_customer_has_one_a_touchpoint(workspace: Workspace) -> None:
    before = len(workspace.follow_ups.all())
    bring(workspace, "answers", answers((0.5, "ada", 1)), "again.csv")
    workspace.rebuild()
    assert len(workspace.follow_ups.all()) == before


def test_it_is_handled_and_who_read_an_older_state_is_told(workspace: Workspace) -> None:
    desk = workspace.follow_ups
    one = desk.all()[0].follow_up
    done = replace(one.handling, status="done", outcome="solved", note=" Chiamata. ")
    after = desk.change(one.no, done, read_at=0, by="anna").follow_up
    assert (after.handling.outcome, after.handling.note) == ("solved", "Chiamata.")
    assert [field.field for field in after.history[0].fields] == ["status", "outcome", "note"]
    with pytest.raises(FollowUpOvertaken):
        desk.change(one.no, done, read_at=0)
    with pytest.raises(FollowUpRefused, match="at most 80"):
        desk.change(one.no, replace(done, owner="a" * 81))
    assert one.no not in [each.follow_up.no for each in desk.all(FollowUpFilter(("to_do",)))]
    desk.change(one.no, one.handling)


def test_what_came_after_is_measured_and_who_has_not_rated_since_is_censored(
    workspace: Workspace,
) -> None:
    before = workspace.follow_ups.recovery()
    assert (before.followed, before.rate["n"], before.median_days) == (2, 1, None)
    bring(workspace, "answers", answers((0.1, "bea", 10)), "later.csv")
    found = workspace.follow_ups.recovery()
    # Ada's next one was bad again, Bea's is good; nobody was watched for 90 days.
    assert (found.rate["value"], found.rate["n"], found.waiting) == (0.5, 2, 0)
    assert (found.bought["n"], found.too_young) == (0, 2)


def test_half_are_back_by_kaplan_and_meier() -> None:
    # Watched for 100 days each: good after 10, after 20, never; one more was watched for 5 days.
    rows = [(100, True, 10, 40), (100, False, 20, None), (100, None, None, 95), (5, None, None, 2)]
    found = recovery_of([
        (row[0] * _DAY_US, row[1], *(None if day is None else day * _DAY_US for day in row[2:]))
        for row in rows
    ])  # type: ignore[misc] # fmt: skip
    assert found.median_days == pytest.approx(20)
    assert (found.bought["value"], found.bought["n"]) == (pytest.approx(1 / 3), 3)
    assert recovery_of([]).median_days is None


def test_what_cannot_be_set_is_said_and_off_opens_none(workspace: Workspace) -> None:
    with pytest.raises(FollowUpRefused, match="0 to 365"):
        workspace.follow_ups.set_opening(Opening(days=366))
    count = len(workspace.follow_ups.all())
    workspace.follow_ups.set_opening(Opening(is_on=False))
    bring(workspace, "answers", answers((0.2, "gaia", 0)), "off.csv")
    assert len(workspace.follow_ups.all()) == count
    # What is of late is looked at when it is on again.
    workspace.follow_ups.set_opening(Opening(days=5))
    assert len(workspace.follow_ups.all()) == count + 1
    workspace.follow_ups.set_opening(Opening())


def test_the_commands_and_the_pages_do_the_same(workspace: Workspace) -> None:
    home, no = workspace.folder, workspace.follow_ups.all()[0].follow_up.no
    assert "anna" in percorso("follow-ups", "list", "-w", home).out
    told = percorso(
        "follow-ups", "set", no, "--outcome", "explained", "--due", "2020-01-31", "-w", home,
        "--json",
    ).data  # fmt: skip
    assert (told["outcome"], told["is_overdue"], told["changes"] > 0) == ("explained", True, True)
    assert "OVERDUE" in percorso("follow-ups", "list", "--overdue", "-w", home).out
    assert "n 2" in percorso("follow-ups", "recovery", "-w", home).out
    assert percorso("follow-ups", "set", no, "--outcome", "gone", "-w", home).code == 2
    assert "letters sent: 0" in percorso("follow-ups", "tell", "-w", home).out
    browser = Browser(workspace)
    sent = {"email": "owner@lume.example", "password": "lampada verde sul tetto"}
    assert browser.post("/log-in", headers=OWN, data=sent).status_code == 303
    page = shown(browser.get("/follow-ups?lang=it"))
    assert "2 su 10 (risposta)" in page
    assert "Il voto dopo è buono" in page
    form = {"owner": "Anna", "status": "done", "outcome": "solved", "due_on": "", "note": ""}
    assert browser.post(f"/follow-ups/{no}", headers=OWN, data=form).status_code == 303
    assert "rimediato" in shown(browser.get(f"/follow-ups/{no}?lang=it"))
    assert (
        browser.post(f"/follow-ups/{no}", headers=OWN, data=form | {"due_on": "x"}).status_code
        == 422
    )


def test_an_erasure_takes_the_follow_up_along(workspace: Workspace) -> None:
    before = len(workspace.follow_ups.all())
    exported = workspace.cards.export("gaia@example.com")["follow_ups.csv"]
    assert len(exported.splitlines()) == 2
    # One that was opened before anybody knew whose it was hangs on its contact alone.
    with sqlite3.connect(workspace.folder / "records.sqlite") as records:
        [contact] = [row.split(",")[0] for row in exported.splitlines()[1:]]
        records.execute(
            "update follow_up set customer_no = null where interaction_id = ?", [contact]
        )
    workspace.erasure.erase("gaia@example.com", actor="anna", reason="asked")
    assert len(workspace.follow_ups.all()) == before - 1


def test_an_owner_gets_one_letter_that_names_nobody(workspace: Workspace) -> None:
    sink, stores = MailSink(), workspace._stores
    try:
        stores.settings = sink.settings(
            workspace=workspace.folder, public_url="https://lume.example"
        )
        count = len(workspace.follow_ups.all(FollowUpFilter(OPEN)))
        sink.after_data = "451 later"
        assert workspace.follow_ups.tell_owners() == 0
        sink.after_data = "250 taken"
        assert (workspace.follow_ups.tell_owners(), workspace.follow_ups.tell_owners()) == (1, 0)
        [letter] = sink.letters
        text = letter.get_body(("plain",)).get_content()
        assert letter["To"] == "anna@lume.example"
        assert (text.count("- n"), "example.com" in text) == (count, False)
        assert "https://lume.example/follow-ups" in text
        # Whether the next one came, nobody knows: it is not sent again.
        bring(workspace, "answers", answers((0.05, "ivo", 1)), "doubt.csv")
        sink.after_data = None
        assert (workspace.follow_ups.tell_owners(), workspace.follow_ups.tell_owners()) == (0, 0)
        told = {one.follow_up.told for one in workspace.follow_ups.all()}
        assert told >= {"told", "in_doubt"}
    finally:
        sink.close()
