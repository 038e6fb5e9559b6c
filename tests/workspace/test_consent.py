"""Consents come in by every door, are kept once with their proof, and answer may_contact."""

from datetime import UTC, datetime, timedelta

import pytest

import percorso
from percorso.settings import Settings
from percorso.workspace import Workspace
from percorso.workspace.people.consent_desk import Paper
from tests.workspace.inbox import Inbox, event

ORDERS = (
    "customer_id,email,phone,at,touchpoint\n"
    "17,ada@shop.it,,2025-03-01T10:00:00Z,Home\n"
    "18,bob@shop.it,+39 333 1234567,2025-03-02T09:00:00Z,Home\n"
)
MAIL = ("marketing", "email")
NOON = datetime(2025, 6, 1, 12, tzinfo=UTC)


class Shop:
    """A workspace with two customers."""

    def __init__(self, folder, records_url=""):
        self.folder = folder
        settings = Settings(workspace=folder / "w", lock_wait_seconds=0.0, records_url=records_url)
        self.workspace = Workspace(folder / "w", settings, create=True)
        self.consent = self.workspace.consent
        self.load(ORDERS)

    def load(self, content, source="shop"):
        path = self.folder / "orders.csv"
        path.write_text(content)
        self.workspace.load(path, source=source)

    def consents(self, content, **defaults):
        path = self.folder / "consents.csv"
        path.write_text(content)
        return self.consent.load(path, source="newsletter", defaults=defaults)

    def may(self, who, purpose="marketing", channel="email"):
        return self.consent.may_contact(who, purpose, channel)


@pytest.fixture
def shop(tmp_path, records_url):
    return Shop(tmp_path, records_url)


@pytest.fixture
def small_shop(tmp_path):
    return Shop(tmp_path)


def test_a_file_of_consents_is_recorded_once_with_its_proof(shop):
    content = "email,data consenso,newsletter,versione\nADA@shop.it,01/03/2025 11:00,sì,v3\n"
    assert shop.consents(content).recorded == 1
    assert shop.consents(content).recorded == 0
    found = shop.may("17")
    assert (found.is_allowed, found.reason) == (True, "given")
    assert found.choice.at == datetime(2025, 3, 1, 10, tzinfo=UTC)
    assert (found.choice.proof.source, found.choice.proof.text_version) == ("newsletter", "v3")
    assert not shop.may("17", channel="sms").is_allowed
    assert not shop.may("18").is_allowed


def test_rows_that_say_no_choice_are_told_with_their_line(small_shop):
    report = small_shop.consents(
        "email,date,newsletter\n,2025-03-01,yes\nada@shop.it,soon,yes\n"
        "ada@shop.it,2025-03-01,perhaps\nada@shop.it,2099-01-01,yes\nnull,2025-03-01,yes\n"
    )
    assert [one.line for one in report.refused] == [2, 3, 4, 5, 6]
    assert report.recorded == 0


def test_a_file_without_who_when_or_what_for_is_refused(small_shop):
    for content in ("date,newsletter\n2025-03-01,yes\n", "email,newsletter\na@b.it,yes\n",
                    "email,date\na@b.it,2025-03-01\n"):  # fmt: skip
        with pytest.raises(percorso.InputError, match="has no column that says"):
            small_shop.consents(content)
    assert small_shop.consents("email,date\na@b.it,2025-03-01\n", purpose="survey").recorded == 1


def test_who_left_an_address_and_did_nothing_yet_may_be_asked_about(small_shop):
    small_shop.consents("email,date,newsletter\nnew@shop.it,2025-03-01,yes\n")
    assert small_shop.may("new@shop.it").is_allowed
    small_shop.load("email,at,touchpoint\nnew@shop.it,2025-03-05,Home\n")
    assert small_shop.may(small_shop.workspace.customer("new@shop.it").id).is_allowed
    with pytest.raises(percorso.NotFoundError):
        small_shop.may("nobody@shop.it")


def test_a_word_recorded_by_hand_is_kept_with_who_took_it_down(small_shop):
    paper = Paper(text="Posso scriverLe?", version="v1", actor="Paola", document="M-12")
    small_shop.consent.record("17", "marketing", "given", "email", paper=paper, at=NOON)
    found = small_shop.may("ada@shop.it").choice
    assert (found.proof.actor, found.proof.document, found.basis) == ("Paola", "M-12", "consent")
    assert len(found.proof.text_sha256) == 64
    small_shop.consent.record("17", "marketing", "objected", at=NOON + timedelta(days=1))
    assert small_shop.may("17").reason == "objected"
    assert [one.state for one in small_shop.consent.history("17")] == ["given", "objected"]


def test_a_yes_ends_at_its_end(small_shop):
    end = NOON + timedelta(days=365)
    small_shop.consent.record("17", "profiling", "given", at=NOON, expires_at=end)
    ask = small_shop.consent.may_contact
    assert ask("17", "profiling", at=end - timedelta(seconds=1)).is_allowed
    assert ask("17", "profiling", at=end).reason == "expired"
    with pytest.raises(percorso.InputError, match="after the moment"):
        small_shop.consent.record("17", "profiling", "given", at=NOON, expires_at=NOON)


def test_a_request_counts_once_confirmed_and_only_with_its_own_token(small_shop):
    asked = small_shop.consent.request("17", *MAIL, at=NOON)
    other = small_shop.consent.request("18", *MAIL, at=NOON)
    assert small_shop.consent.may_contact("17", *MAIL, at=NOON).reason == "unconfirmed"
    mixed = f"{asked.token.partition('.')[0]}.{other.token.partition('.')[2]}"
    for token in (mixed, "x", "", asked.token[:-1] + "à"):
        with pytest.raises(percorso.NotFoundError):
            small_shop.consent.confirm(token)
    first = small_shop.consent.confirm(asked.token, at=NOON + timedelta(hours=1))
    assert first.confirmed_at == NOON + timedelta(hours=1)
    assert small_shop.consent.confirm(asked.token, at=NOON + timedelta(days=30)) == first
    assert small_shop.may("17").choice == first
    with pytest.raises(percorso.ConflictError, match="7 days"):
        small_shop.consent.confirm(other.token, at=NOON + timedelta(days=7))
    assert not small_shop.may("18").is_allowed


def test_a_workspace_chooses_on_what_surveys_rest(small_shop):
    assert not small_shop.may("17", "survey", "").is_allowed
    small_shop.consent.choose_basis("survey", "legitimate_interest", reason="assessment")
    assert small_shop.may("17", "survey", "").reason == "chosen_basis"
    small_shop.consent.record("17", "survey", "objected")
    assert small_shop.may("17", "survey", "").reason == "objected"
    assert small_shop.may("18", "survey", "").is_allowed
    with pytest.raises(percorso.InputError):
        small_shop.consent.choose_basis("marketing", "legitimate_interest", reason="we want to")


def test_restricted_data_are_used_for_nothing_until_it_is_lifted(small_shop):
    small_shop.consent.restrict("17", paper=Paper(actor="Paola"))
    assert small_shop.may("17", "service", "").reason == "restricted"
    small_shop.consent.restrict("17", paper=Paper(actor="Paola"), lift=True)
    assert small_shop.may("17", "service", "").is_allowed


def test_merged_customers_take_the_stricter_until_they_speak_again(shop):
    shop.load("phone,at,touchpoint\n3330000001,2025-03-03,Call\n", "desk")
    shop.consents(
        "phone,email,date,newsletter\n3330000001,,2025-03-04,no\n,ada@shop.it,2025-03-05,yes\n"
    )
    assert shop.may("17").is_allowed
    shop.load("email,phone,at,touchpoint\nada@shop.it,3330000001,2025-03-06,Call\n", "desk")
    assert shop.may("17").reason == "withdrawn"
    shop.consent.record("17", "marketing", "given", "email")
    assert shop.may("17").is_allowed


def consent_event(message_id, at, purposes, **more):
    told = {"purposes": purposes, "text": "Vuoi?", "version": "2026-11", "language": "it"}
    return event(
        message_id, name="Consent Changed", timestamp=at, properties=told,
        context={"page": {"url": "https://shop.example/"}}, **more,
    )  # fmt: skip


def test_choices_of_a_page_come_in_by_the_collector_and_again_by_a_rebuild(tmp_path):
    inbox = Inbox(tmp_path / "w")
    inbox.brings(
        consent_event("m2", "2026-11-23T11:00:00Z", {"analytics": True, "newsletter": True}),
        consent_event("m3", "2026-11-23T11:30:00Z", {"newsletter": False}),
        event("m1", context={"consent": {"categoryPreferences": {"marketing": True}}}),
    )
    inbox.load(seal=True)
    consent = inbox.workspace.consent
    told = {(one.scope.purpose, one.scope.channel): one for one in consent.state("ada")}
    assert told["web_tracking", "analytics"].is_allowed
    assert told[MAIL].reason == "withdrawn"
    # What a device believes beside another event is no choice.
    assert ("web_tracking", "marketing") not in told
    proof = told[MAIL].choice.proof
    assert (proof.form, proof.source, proof.message_id) == ("web", "shop", "m3")
    assert (proof.text_version, proof.document) == ("2026-11", "https://shop.example/")
    words = consent.history("ada")
    inbox.workspace.rebuild()
    assert consent.history("ada") == words
    assert len(words) == 3
