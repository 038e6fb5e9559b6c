"""The outbox of surveys: who is asked, once, when they may be; and what a robot does with it."""

import os
import re
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx
import pytest

from percorso.collect.http.app import collector_app
from percorso.collect.http.collector import Collector
from percorso.collect.http.limits import Limits
from percorso.domain.survey.sending import Sending, SendingUnfit, checked_sending, is_sampled
from percorso.domain.survey.templates import beginning
from percorso.store.records.invitations import counts_of
from percorso.workspace import Workspace
from percorso.workspace.stores import now_utc, open_stores
from percorso.workspace.surveys.outbox import NoPublicAddress, Outbox
from tests.workspace.inbox import event
from tests.workspace.mail.sink import MailSink

HOME = "http://c.test"


@pytest.fixture
def sink():
    made = MailSink()
    yield made
    made.close()


class Shop:
    """A shop that asks after each order, with customers who have an address each."""

    def __init__(self, home, sink, *people: str, records_url: str = "", **rule: object) -> None:
        settings = sink.settings(
            workspace=home, public_url=HOME, time_zone="UTC", records_url=records_url
        )
        self.workspace = Workspace(home, settings, create=True)
        self.stores = open_stores(home, settings, create=False)
        self.workspace.sources.add("shop", kind="server")
        self.workspace.surveys.make(beginning("nps", "dopo", "Dopo l’ordine", "Casa Lume"))
        self.workspace.surveys.send_after(
            "dopo", Sending("order", 1, opens=0, closes=24, **rule),
            since=now_utc() - timedelta(days=30),
        )  # fmt: skip
        self.workspace.consent.choose_basis("survey", "legitimate_interest", reason="notice 4")
        self.ordered(*people)

    def ordered(self, *people: str, hours: float = 3, order: str = "O") -> None:
        from tests.workspace.inbox import Inbox

        inbox = Inbox.__new__(Inbox)
        inbox.workspace, inbox.stores = self.workspace, self.stores
        at = now_utc() - timedelta(hours=hours)
        inbox.brings(
            *(event(f"{order}-{one}", one, "Order Completed", timestamp=f"{at.isoformat()}Z",
                    properties={"order_id": f"{order}-{one}"},
                    context={"traits": {"email": f"{one}@shop.example"}}) for one in people),
            at=now_utc(),
        )  # fmt: skip
        self.workspace.load_inbox()

    def send(self):
        self.workspace.surveys.plan()
        return self.workspace.surveys.send_due()

    def states(self) -> dict[str, int]:
        with self.stores.records.read() as connection:
            found: dict[str, int] = {}
            for state, _, count in counts_of(connection, 1):
                found[state] = found.get(state, 0) + count
            return found

    def request(self, method: str, url: str, **given):
        import asyncio

        collector = Collector.over(
            self.stores.records, self.workspace.folder, Limits(least_free=0, least_free_share=0.0)
        )

        async def asked():
            transport = httpx.ASGITransport(collector_app(collector, None))
            async with httpx.AsyncClient(transport=transport, base_url=HOME) as client:
                return await client.request(method, url, **given)

        return asyncio.run(asked())


def links_in(letter) -> list[str]:
    """Every address a robot would open: of texts, links, forms and headers."""
    html = letter.get_body(("html",)).get_content()
    text = letter.get_body(("plain",)).get_content()
    told = html + text + letter["List-Unsubscribe"].replace("<", " ").replace(">", " ")
    return sorted({one.replace("&amp;", "&") for one in re.findall(r"http://[^\s\"<>]+", told)})


def test_each_customer_is_asked_once_and_one_press_answers(tmp_path, sink, monkeypatch):
    shop = Shop(tmp_path / "w", sink, "ada", "bob")
    assert shop.send().states["sent"] == 2
    assert shop.send().states["sent"] == 0
    assert {one["To"] for one in sink.letters} == {"ada@shop.example", "bob@shop.example"}
    letter = next(one for one in sink.letters if one["To"].startswith("ada"))
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "<img" not in letter.get_body(("html",)).get_content()
    # A robot opens every link, whatever is in it, and leaves nothing.
    answers, stops = sorted(links_in(letter), key=lambda one: one.endswith("/stop"))
    assert stops.endswith("/stop")
    for one in (answers, stops, f"{answers}&score=9", f"{answers}&a.score=9"):
        assert shop.request("GET", one).status_code == 200
        assert shop.request("HEAD", one).status_code in (200, 405)
    shop.workspace.load_inbox()
    found = shop.workspace.surveys.results("dopo")
    assert (found.asked.asked, found.asked.responses) == (2, 0)
    assert shop.workspace.consent.may_contact("ada", "survey").is_allowed
    # What she was asked is told to who asks what is held of her.
    assert "dopo,sent," in shop.workspace.cards.export("ada")["asked.csv"]
    # One press inside the letter is an answer of hers, to her order.
    action = re.search(r'action="([^"]+)"', letter.get_body(("html",)).get_content())[1]
    pressed = shop.request("POST", action, data={"a.score": "9"}, headers={"Origin": "null"})
    assert pressed.status_code == 200
    shop.workspace.load_inbox()
    found = shop.workspace.surveys.results("dopo")
    assert (found.asked.answered, found.headline.counts[9]) == (1, 1)
    assert found.weighted is None
    monkeypatch.setattr("percorso.workspace.surveys.weighting.FEWEST", 1)
    weighted = shop.workspace.surveys.results("dopo").weighted
    assert (weighted.value, weighted.n, weighted.effective) == (100, 1, 1)


def test_one_click_ends_it_at_once_and_the_next_claim_sees_it(tmp_path, sink):
    shop = Shop(tmp_path / "w", sink, "ada", quiet_days=0)
    shop.send()
    [letter] = sink.letters
    stop = letter["List-Unsubscribe"].strip("<>")
    assert shop.request("GET", stop).status_code == 200
    assert shop.workspace.consent.may_contact("ada", "survey").is_allowed
    # A link that answers stops nothing, and the other way round.
    assert (
        shop.request("POST", stop.removesuffix("/stop"), data={"a.score": "9"}).status_code == 404
    )
    done = shop.request("POST", stop, data={"List-Unsubscribe": "One-Click"})
    assert done.status_code == 200
    assert shop.workspace.consent.may_contact("ada", "survey").reason == "objected"
    shop.ordered("ada", hours=2, order="P")
    assert shop.send().reasons == {"objected": 1}
    assert len(sink.letters) == 1


def test_who_may_not_be_asked_is_not_and_the_reason_is_kept(tmp_path, sink):
    shop = Shop(tmp_path / "w", sink, "ada", "bob", "eve", quiet_days=0)
    shop.workspace.consent.record("bob", "survey", "objected")
    sink.answers = {"eve@shop.example": "550 nobody"}
    sent = shop.send()
    assert (sent.states["sent"], sent.states["refused"]) == (1, 1)
    assert sent.reasons == {"objected": 1, "smtp_550": 1}
    for order in ("P", "Q"):
        shop.ordered("ada", "eve", hours=2, order=order)
        last = shop.send()
    # Two in seven days are enough, and an address that refused is not tried again.
    assert last.reasons == {"too_many_contacts": 1, "address_refused": 1}
    assert [one["To"] for one in sink.letters] == ["ada@shop.example"] * 2


def test_a_letter_that_was_put_off_is_sent_later_and_one_in_doubt_never(tmp_path, sink):
    shop = Shop(tmp_path / "w", sink, "ada", "bob")
    sink.answers = {"ada@shop.example": "451 later"}
    sink.after_data = None
    sent = shop.send()
    assert (sent.states["due"], sent.states["parked"]) == (1, 1)
    sink.after_data, sink.answers = "250 taken", {}
    assert not shop.send().states["sent"]
    shop.make_due()
    assert shop.send().states["sent"] == 1
    assert shop.states() == {"sent": 1, "parked": 1}
    assert [one["To"] for one in sink.letters] == ["ada@shop.example"]
    # A person may say that it is to leave once more.
    assert shop.workspace.surveys.send_again("dopo") == 1
    assert shop.send().states["sent"] == 1
    assert [one["To"] for one in sink.letters] == ["ada@shop.example", "bob@shop.example"]


def make_due(self) -> None:
    from sqlalchemy import update

    from percorso.store.records.survey_tables import survey_invitation

    with self.stores.records.write() as connection:
        connection.execute(
            update(survey_invitation)
            .where(survey_invitation.c.state == "due")
            .values(due_at=now_utc())
        )


Shop.make_due = make_due


def test_a_sender_killed_with_a_letter_in_its_hands_sends_it_no_second_time(tmp_path, sink):
    shop = Shop(tmp_path / "w", sink, "ada")
    shop.workspace.surveys.plan()
    child: list[subprocess.Popen[bytes]] = []

    def kill(_: object) -> None:
        os.kill(child[0].pid, signal.SIGKILL)

    sink.on_data = kill
    told = {
        "PERCORSO_SMTP_HOST": "127.0.0.1", "PERCORSO_SMTP_PORT": str(sink.port),
        "PERCORSO_SMTP_SECURITY": "none", "PERCORSO_MAIL_FROM": "a@lume.example",
        "PERCORSO_PUBLIC_URL": HOME,
    }  # fmt: skip
    child.append(
        subprocess.Popen(
            [sys.executable, "-m", "percorso", "survey", "send", "-w", shop.workspace.folder],
            env={**os.environ, **told},
        )
    )
    assert child[0].wait(30) == -signal.SIGKILL
    assert shop.states() == {"sending": 1}
    sink.on_data = lambda _: None
    assert not shop.send().states["sent"]
    with pytest.MonkeyPatch.context() as clock:
        clock.setattr(
            "percorso.workspace.surveys.outbox.now_utc", lambda: now_utc() + timedelta(hours=1)
        )
        assert Outbox(shop.stores).send_due().states["parked"] == 1
        assert Outbox(shop.stores).send_due().states["parked"] == 0
    assert shop.states() == {"parked": 1}
    assert len(sink.letters) <= 1


def test_senders_side_by_side_hand_each_letter_over_once(tmp_path, sink, records_url):
    people = [f"p{number}" for number in range(8)]
    shop = Shop(tmp_path / "w", sink, *people, records_url=records_url)
    shop.workspace.surveys.plan()
    with ThreadPoolExecutor(3) as senders:
        sent = list(senders.map(lambda _: Outbox(shop.stores).send_due().states["sent"], range(3)))
    assert sum(sent) == len(sink.letters) == 8
    assert {one["To"] for one in sink.letters} == {f"{one}@shop.example" for one in people}


def test_a_sample_is_the_same_for_good_and_of_its_size():
    drawn = [f"c{number}" for number in range(2_000) if is_sampled("s", f"c{number}", 0.3)]
    assert drawn == [f"c{number}" for number in range(2_000) if is_sampled("s", f"c{number}", 0.3)]
    assert 0.26 < len(drawn) / 2_000 < 0.34
    assert set(drawn) <= {f"c{n}" for n in range(2_000) if is_sampled("s", f"c{n}", 0.5)}


def test_without_an_address_of_its_own_nothing_is_sent(tmp_path, sink):
    home = tmp_path / "w"
    workspace = Workspace(home, sink.settings(workspace=home), create=True)
    with pytest.raises(NoPublicAddress):
        workspace.surveys.send_due()


@pytest.mark.parametrize(
    "rule",
    [Sending("", 1), Sending("order", -1), Sending("order", 1, share=0),
     Sending("order", 1, opens=9, closes=9), Sending("order", float("nan"))],
)  # fmt: skip
def test_a_rule_that_cannot_be_is_refused(rule):
    with pytest.raises(SendingUnfit):
        checked_sending(rule)
