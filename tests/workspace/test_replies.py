"""Reviews are answered: drafted, approved, sent; what sends back, and what is measured."""

import sqlite3

import pytest

from percorso.domain.replies import (
    LONGEST_REPLY,
    ReplyOutOfTurn,
    ReplyOvertaken,
    ReplyRefused,
    ReviewUnknown,
    TemplateUnknown,
)
from percorso.settings import Settings
from percorso.workspace import Workspace
from percorso.workspace.reviews.whole import match_of, safe_link
from tests.flows.door import percorso
from tests.flows.members import OWN, PASSWORD, member
from tests.flows.test_api import Program
from tests.flows.test_pages import Browser, shown
from tests.workspace.test_reviews import _FIRST, _HEAD, bring

_SHOP = "email,order_id,at,touchpoint,first_name\nada@example.com,O-1,2026-02-20,Order,Ada\n"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Three reviews on Trustpilot, one of a customer whose first name and order are known."""
    home = tmp_path_factory.mktemp("replies") / "workspace"
    found = Workspace(home, Settings(workspace=home, time_zone="UTC"), create=True)
    bring(found, "shop", _SHOP)
    bring(found, "trustpilot", _HEAD + _FIRST)
    return found


def id_of(workspace: Workspace, text: str) -> str:
    return next(one.id for one in workspace.reviews.page() if one.text == text)


def test_a_reply_is_drafted_approved_and_sent_and_its_time_measured_once(
    workspace: Workspace,
) -> None:
    id_, desk = id_of(workspace, "Mai arrivato"), workspace.replies
    with pytest.raises(ReplyOutOfTurn, match="not begun"):
        desk.approve(id_)
    desk.draft(id_, "Ci spiace.\r\nScrivici.", by="bea")
    with pytest.raises(ReplyOutOfTurn):
        desk.mark_sent(id_)
    assert [one.id for one in workspace.reviews.page(which="drafted")] == [id_]
    desk.approve(id_, read=1, by="carla")
    assert [one.id for one in workspace.reviews.page(which="approved")] == [id_]
    # What is written anew is not what was approved.
    assert desk.draft(id_, "Ci spiace molto.", read=2, by="bea").state == "drafted"
    with pytest.raises(ReplyOvertaken):
        desk.approve(id_, read=2)
    desk.approve(id_, by="carla")
    reply = desk.mark_sent(id_, by="bea")
    assert [(one.step, one.by) for one in reply.steps[-2:]] == [
        ("approved", "carla"), ("sent", "bea"),
    ]  # fmt: skip
    (platform,) = workspace.reviews.report().platforms
    assert platform.replies is not None
    assert (platform.replies.answered["value"], platform.replies.answered["n"]) == (
        pytest.approx(1 / 3), 3,
    )  # fmt: skip
    (whole,) = [workspace.reviews.of(id_)]
    assert (whole.review.reply, whole.review.is_confirmed) == ("Ci spiace molto.", False)
    # The platform tells of the same reply: one reply, by its own time.
    told = _FIRST.replace("arrivato,,,,", "arrivato,,,Ci spiace!,2026-03-06 11:00:00")
    bring(workspace, "trustpilot", _HEAD + told)
    (platform,) = workspace.reviews.report().platforms
    assert platform.replies is not None
    assert platform.replies.answered["value"] == pytest.approx(1 / 3)
    assert platform.replies.median_hours == 24
    whole = workspace.reviews.of(id_)
    assert (whole.review.reply, whole.review.is_confirmed) == ("Ci spiace!", True)


def test_what_cannot_be_kept_is_said(workspace: Workspace) -> None:
    id_ = id_of(workspace, "Bene")
    with pytest.raises(ReplyRefused, match="nothing"):
        workspace.replies.draft(id_, " \n")
    with pytest.raises(ReplyRefused, match="4,001"):
        workspace.replies.draft(id_, "a" * (LONGEST_REPLY + 1))
    with pytest.raises(ReviewUnknown):
        workspace.replies.draft("nobody", "Grazie")
    with pytest.raises(ReplyOutOfTurn):
        workspace.replies.withdraw(id_)


def test_a_template_names_only_whom_the_card_knows(workspace: Workspace) -> None:
    known = workspace.reviews.with_customer(id_of(workspace, "Perfetto"))
    assert known[0].match.sureness == "confirmed"
    assert workspace.replies.suggested(*known, clear=True).startswith("Ciao Ada,\ngrazie")
    assert workspace.replies.suggested(*known, clear=False).startswith("Buongiorno,\ngrazie")
    unknown = workspace.reviews.with_customer(id_of(workspace, "Mai arrivato"))
    assert unknown[0].match.sureness == "none"
    assert "ci dispiace" in workspace.replies.suggested(*unknown, clear=True)
    workspace.replies.write_templates({"it": {"high": "{hello} evviva! {company}"}})
    assert "evviva" in workspace.replies.suggested(*known, clear=True)
    workspace.replies.write_templates({"it": {"high": ""}})
    assert "evviva" not in workspace.replies.templates()["it"]["high"]
    with pytest.raises(TemplateUnknown, match="low, middle"):
        workspace.replies.write_templates({"fr": {"high": "Merci"}})


def test_whose_a_review_is_needs_more_than_one_sign_to_be_certain() -> None:
    assert match_of(None, ("email",), {7}, has_order=True).sureness == "none"
    assert match_of(7, ("email",), set(), has_order=True).by == ("email",)
    assert match_of(7, (), {7}, has_order=True).by == ("order",)


@pytest.mark.parametrize(
    "told",
    ["http://www.trustpilot.com/r", "https://a:b@trust.example/r", "https://localhost/r",
     "https://trust.example:8443/r", "https://trust.example/a b", "//trust.example", "", None,
     "https://[", "data:text/html,x"],
)  # fmt: skip
def test_no_link_leads_anywhere_else(told: str | None) -> None:
    assert safe_link(told) is None


def test_the_commands_do_the_same(workspace: Workspace) -> None:
    id_, home = id_of(workspace, "Bene"), workspace.folder
    assert id_ in percorso("replies", "list", "-w", home).out
    assert "may begin with" in percorso("replies", "show", id_, "-w", home).out
    assert "reply: drafted" in percorso("replies", "draft", id_, "Grazie", "-w", home).out
    assert "reply: approved" in percorso("replies", "approve", id_, "-w", home).out
    assert percorso("replies", "sent", id_, "-w", home).code == 0
    assert percorso("replies", "approve", id_, "-w", home).code == 4
    told = percorso("replies", "show", id_, "-w", home, "--json").data
    assert (told["reply"]["state"], told["review"]["reply"]) == ("sent", "Grazie")
    assert "reply: none" in percorso("replies", "withdraw", id_, "-w", home).out


def browser_of(workspace: Workspace, role: str) -> Browser:
    browser = Browser(workspace)
    sent = {"email": f"{role}@lume.example", "password": PASSWORD}
    assert browser.post("/log-in", headers=OWN, data=sent).status_code == 303
    return browser


def test_who_writes_a_reply_on_the_pages_does_not_let_it_out(workspace: Workspace) -> None:
    member(workspace, "agent", sees_personal=True)
    member(workspace, "marketer")
    page = f"/reviews/{id_of(workspace, 'Perfetto')}"
    agent, blind = browser_of(workspace, "agent"), browser_of(workspace, "marketer")
    begun = agent.get(f"{page}?lang=it")
    assert "Ciao Ada," in begun.text
    assert "sicuro: l’email e il numero d’ordine" in shown(begun)
    sent = {"text": "Ciao Ada, grazie.", "read": "0"}
    assert agent.post(f"{page}/reply", headers=OWN, data=sent).status_code == 303
    assert agent.post(f"{page}/reply", headers=OWN, data=sent).status_code == 409
    assert agent.post(f"{page}/approve", headers=OWN).status_code == 403
    # Who cannot read what was written lets nothing out.
    assert blind.post(f"{page}/approve", headers=OWN).status_code == 403
    hidden = blind.get(page)
    assert (hidden.status_code, "Perfetto" in hidden.text) == (200, False)
    assert "Ada" not in shown(hidden)
    owner = browser_of(workspace, "owner")
    assert owner.get("/reviews/templates").status_code == 200
    assert "da approvare" in shown(agent.get("/reviews?which=drafted&lang=it"))
    noted = [(one.act, one.actor) for one in workspace.audit.entries()]
    assert ("reply_drafted", "agent@lume.example") in noted


def test_a_program_answers_through_the_api(workspace: Workspace) -> None:
    token = workspace.tokens.add("desk", "write", days=1, sees_personal=True)
    asks = Program(workspace, token.clear)
    id_ = id_of(workspace, "Bene")
    put = asks.ask("PUT", f"/reviews/rows/{id_}/reply", json={"text": "Grazie"})
    assert put.status_code == 200, put.text
    assert put.json()["state"] == "drafted"
    # A program writes; a person lets it out.
    approve = asks.ask("POST", f"/reviews/rows/{id_}/reply/approve", json={})
    assert approve.status_code == 403
    told = asks.get(f"/reviews/rows/{id_}")
    assert (told["match"]["sureness"], told["reply"]["text"]) == ("none", "Grazie")


def test_a_reply_goes_with_the_person_also_where_nobody_knew_whose_it_was(
    workspace: Workspace,
) -> None:
    [mine] = [one for one in workspace.reviews.page() if one.customer]
    assert mine.customer
    with sqlite3.connect(workspace.folder / "records.sqlite") as records:
        records.execute(
            "insert into reply_step (review_id, step, text, made_by, made_at) "
            "select id, 'drafted', 'reply to ' || id, 'bea', '2026-03-07 10:00:00' "
            "from (select ? as id union all select 'another')",
            [mine.id],
        )
        records.execute("update reply_step set customer_no = null")
    exported = workspace.cards.export(mine.customer)["replies.csv"]
    assert f"reply to {mine.id}" in exported
    assert "another" not in exported
    workspace.erasure.erase(mine.customer, actor="anna", reason="asked")
    with sqlite3.connect(workspace.folder / "records.sqlite") as records:
        kept = {id_ for (id_,) in records.execute("select review_id from reply_step")}
    assert mine.id not in kept
    assert "another" in kept
