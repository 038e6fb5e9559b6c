"""What is older than its rule goes, wherever it lies; what is younger or has to stay is kept."""

import os
import re
from datetime import UTC, datetime, timedelta

import pytest

from percorso.domain.access import Actor
from percorso.domain.retention import AlwaysOn, DataClassUnknown, PeriodUnreadable, RuleUnsigned
from percorso.store.records.database import Records
from percorso.store.records.opening import open_records
from percorso.store.records.user_tables import audit_entry
from percorso.store.scanning import scan_folder
from percorso.workspace.people.consent_desk import Paper
from percorso.workspace.rights.daily import follow_rules_daily
from percorso.workspace.rights.retention_desk import NoRuleOn
from percorso.workspace.server.loader import Loader
from percorso.workspace.users.audit_desk import Chain
from tests.workspace.inbox import Inbox, event
from tests.workspace.needles import Needle, is_known

NOW = datetime.now(UTC)
SIGNED = {"actor": "Paola", "reason": "assessment"}
OLD, YOUNG = [Needle(number) for number in (1, 2, 3)], [Needle(number) for number in (21, 22)]
# One asked to have the data kept; one said yes to mail; one bought; one is known by two names.
RESTRICTED, WILLING, BUYER, JOINED = (Needle(number) for number in (31, 32, 33, 34))
HEAD = "customer_id,email,surname,at,touchpoint,channel,order_id,review\n"


def ago(months: float) -> str:
    return f"{NOW - timedelta(days=30.5 * months):%Y-%m-%dT%H:%M:%SZ}"


def row(one: Needle, months: float, touchpoint: str = "Home", channel: str = "web", **also: str):
    told = {"user": one.user_id, "email": one.email, "order": "", "words": one.words, **also}
    return (
        f"{told['user']},{told['email']},{one.surname},{ago(months)},{touchpoint},{channel},"
        f"{told['order']},{told['words']}\n"
    )


def rows() -> str:
    told = [row(one, 30) for one in (*OLD, RESTRICTED, WILLING)]
    told += [row(one, 29, "Newsletter", "email") for one in OLD]
    told += [row(one, 6) + row(one, 5, "Newsletter", "email") for one in YOUNG]
    told.append(row(BUYER, 30, words="alterblick was seen"))
    told.append(row(BUYER, 29.9, "Order Completed", order=BUYER.order))
    # Only the first row, which goes, says that both names are one person's.
    told.append(row(JOINED, 20, words="alterlogin was here"))
    told.append(row(JOINED, 4, email="", words="") + row(JOINED, 3, user="", words=""))
    return HEAD + "".join(told)


def told_by_messages() -> list[object]:
    return [
        event(f"m-{one.number}", one.user_id, timestamp=ago(months), properties={"note": one.words})
        for one, months in [*((one, 28) for one in OLD), *((one, 2) for one in YOUNG)]
    ]


@pytest.fixture(scope="module")
def followed(tmp_path_factory):
    """A workspace whose rules were followed once: what was found before, reported, and after."""
    folder = tmp_path_factory.mktemp("retention")
    inbox = Inbox(folder / "company")
    workspace = inbox.workspace
    file = folder / "shop.csv"
    file.write_text(rows())
    workspace.load(file, source="shop")
    inbox.brings(*told_by_messages(), source="site", at=NOW.replace(tzinfo=None))
    inbox.load(seal=True)
    workspace.consent.restrict(RESTRICTED.email, paper=Paper(document="letter"))
    workspace.consent.record(WILLING.email, "marketing", "given", "email")
    workspace.consent.record(OLD[0].email, "marketing", "objected", "email")
    workspace.lake.export(text="a test", keep=timedelta(hours=1), buckets=2)
    workspace.map()
    for key in ("anonymous", "behaviour", "contacts", "people"):
        workspace.retention.set(key, is_on=True, **SIGNED)
    needles = [BUYER.order, "alterblick", "alterlogin"]
    for one in (*OLD, *YOUNG, RESTRICTED, WILLING, BUYER, JOINED):
        needles += [one.user_id, one.email, one.surname]
        needles += [] if one is JOINED else [one.words]
    before = found_in(workspace, needles)
    report = workspace.retention.report()
    done = workspace.retention.apply(**SIGNED)
    return inbox, needles, before, report, done, found_in(workspace, needles)


def found_in(workspace, needles) -> set[str]:
    return {one.text for one in scan_folder(workspace.folder, needles).sightings}


def test_nothing_older_than_its_rule_is_left_in_any_file_and_all_else_is(followed):
    _, needles, before, _, _, after = followed
    assert before == set(needles)
    gone = {text for one in OLD for text in (one.user_id, one.email, one.surname, one.words)}
    gone |= {WILLING.words, "alterblick", "alterlogin"}
    assert after == set(needles) - gone


def test_the_report_says_what_goes_why_and_what_stays(followed):
    _, _, _, report, done, _ = followed
    assert report.overdue == done.overdue
    told = {one.rule.data_class.key: one for one in report.overdue}
    assert {key: one.count for key, one in told.items() if one.count} == {
        "behaviour": 9, "contacts": 3, "people": 3,
    }  # fmt: skip
    assert told["behaviour"].oldest < told["behaviour"].before
    assert (told["behaviour"].restricted, told["people"].needed) == (1, 1)
    assert (done.messages, done.segments) == (12, 2)


def test_who_is_who_map_and_rebuild_follow(followed):
    inbox, *_ = followed
    workspace = inbox.workspace
    assert workspace.map().data["totals"]["customers"] == len(YOUNG) + 2
    assert not is_known(workspace, OLD[1].user_id)
    assert is_known(workspace, WILLING.email)
    assert workspace.cards.of(JOINED.email)["id"] == workspace.cards.of(JOINED.user_id)["id"]
    assert workspace.rebuild().is_equal
    assert inbox.ledger("site") == {"received": 5, "stored": 2, "dropped": 3}
    # A no outlives the name it was said with.
    assert not workspace.consent.may_contact(OLD[0].email, "marketing", "email").is_allowed


def test_a_run_is_noted_and_the_next_one_finds_nothing(followed):
    workspace = followed[0].workspace
    [first] = workspace.retention.log()
    assert (first.actor, first.told["behaviour"], first.told["people"]) == ("Paola", 9, 3)
    assert first.done_at is not None
    assert workspace.erasure.log() == []
    workspace.retention.apply(**SIGNED)
    assert set(workspace.retention.log()[1].told.values()) == {0}


def test_what_becomes_one_customer_later_is_still_told_apart_from_others(followed):
    inbox, *_ = followed
    inbox.brings(event("late", JOINED.user_id, timestamp=ago(1)), source="site")
    inbox.load()
    assert inbox.workspace.cards.of(JOINED.email)["timeline"]["total"] == 3
    assert inbox.workspace.rebuild().is_equal


def test_nothing_goes_that_nobody_has_switched_on(company):
    company.load(HEAD + row(OLD[0], 40))
    workspace = company.workspace
    assert [one.count for one in workspace.retention.report().overdue][1] == 1
    with pytest.raises(NoRuleOn):
        workspace.retention.apply()
    now = datetime.now(UTC).replace(tzinfo=None)
    inbox = Inbox(company.home)
    assert not follow_rules_daily(inbox.stores, now)
    assert workspace.retention.log() == []
    workspace.retention.set("behaviour", is_on=True, **SIGNED)
    assert follow_rules_daily(inbox.stores, now)
    assert not follow_rules_daily(inbox.stores, now)
    assert inbox.stored == 0
    assert follow_rules_daily(inbox.stores, now + timedelta(days=1))


def test_the_loader_of_a_server_follows_the_rules(company):
    company.load(HEAD + row(OLD[0], 40))
    company.workspace.retention.set("behaviour", is_on=True, **SIGNED)
    loader = Loader(Inbox(company.home).stores)
    loader.run(lambda _: loader.end())
    [run] = company.workspace.retention.log()
    assert (run.actor, run.told["behaviour"]) == ("percorso", 1)


def test_what_says_whose_a_number_is_stays_as_long_as_it_is_asked(company):
    """A ticket's later rows name nobody: they are the customer's who opened it."""
    head = "email,case_id,at,touchpoint,channel\n"
    company.load(
        head
        + f"ada@shop.it,C-1001,{ago(30)},Ticket,email\n"
        # Later than the other: which of two of one instant is customer 1, the secret says.
        + f"bob@shop.it,C-1002,{ago(29)},Ticket,email\n"
        + f",C-1001,{ago(2)},Ticket,email\n",
        columns="email=email,case_id=case_id",
    )
    retention = company.workspace.retention
    retention.set("contacts", is_on=True, **SIGNED)
    told = {one.rule.data_class.key: one for one in retention.apply().overdue}
    assert (told["contacts"].count, told["contacts"].needed) == (1, 1)
    assert [customer for _, customer in company.owners()] == [1, 1]


def test_rows_that_became_no_contact_go_by_the_day_they_came(company, monkeypatch):
    past = datetime.now(UTC).replace(tzinfo=None) - timedelta(days=900)
    with monkeypatch.context() as then:
        then.setattr("percorso.workspace.loading.loading.now_utc", lambda: past)
        company.load("customer,at,touchpoint,step\nada,2024-01-01T10:00:00Z,x,Home\n"
                     "bob,2024-01-01T10:00:00Z,y,\n")  # fmt: skip
    company.workspace.reread("shop", columns="touchpoint=step")
    company.workspace.retention.set("unread", is_on=True, **SIGNED)
    told = {one.rule.data_class.key: one.count for one in company.workspace.retention.apply().going}
    assert told == {"unread": 1}
    assert found_in(company.workspace, ["bob,2024", '"bob"']) == set()
    assert len(company.content()) == 1
    assert company.workspace.rebuild().is_equal


def test_an_address_of_many_stays_nobodys_when_some_of_them_go(company, records_url):
    lines = [
        f"c-{number:03d},info@lume.it,{ago(30 if number < 12 else 2)},Visit,store\n"
        for number in range(23)
    ]
    company.load("customer_id,email,at,touchpoint,channel\n" + "".join(lines))
    customers = {customer for _, customer in company.owners()}
    assert len(customers) == 23
    for key in ("contacts", "people"):
        company.workspace.retention.set(key, is_on=True, **SIGNED)
    company.workspace.retention.apply()
    assert len({customer for _, customer in company.owners()}) == 11
    assert [one.value for one in company.workspace.identity.blocked()] == ["info@lume.it"]


def test_proofs_and_rejected_rows_go_by_rules_of_their_own(company, monkeypatch):
    company.load(HEAD + row(OLD[0], 1) + row(OLD[1], 1).replace(ago(1), "some day"))
    workspace = company.workspace
    workspace.consent.record(OLD[0].email, "marketing", "given", "email")
    past = datetime.now(UTC).replace(tzinfo=None) - timedelta(days=40)
    with monkeypatch.context() as then:
        then.setattr("percorso.workspace.rights.erasing.now_utc", lambda: past)
        workspace.erasure.erase(OLD[0].email)
    assert company.records("select count(*) from consent_proof") == [(1,)]
    workspace.retention.set("proofs", keep="30 giorni", is_on=True, **SIGNED)
    assert [one.rule.data_class.key for one in workspace.retention.apply().going] == ["proofs"]
    assert company.records("select count(*) from consent_proof") == [(0,)]
    assert company.records("select count(*) from rejected") == [(1,)]
    workspace.retention.set("rejected", keep="7days", **SIGNED)
    soon = datetime.now(UTC).replace(tzinfo=None) + timedelta(days=8)
    later = Records(company.home / "records.sqlite", lambda: soon)
    with later.write():
        pass
    assert company.records("select count(*) from rejected") == [(0,)]


def test_copies_that_exports_left_go_by_a_rule_of_their_own(company):
    company.load(HEAD + row(OLD[0], 1))
    workspace = company.workspace
    workspace.lake.export(buckets=1)
    home = workspace.folder / "exports"
    (home / "of-march").mkdir(parents=True)
    for name, days in (("of-march/old.csv", 100), ("young.csv", 10)):
        (home / name).write_text("customer\n")
        then = (NOW - timedelta(days=days)).timestamp()
        os.utime(home / name, (then, then))
    workspace.retention.set("exports", is_on=True, **SIGNED)
    [told] = workspace.retention.apply().going
    assert (told.rule.data_class.key, told.count) == ("exports", 1)
    assert [one.name for one in home.rglob("*.csv")] == ["young.csv"]
    assert workspace.lake.show().manifest.interactions == 1
    manifest = workspace.folder / "lake" / "manifest.json"
    manifest.write_text(re.sub('"written_at": "[0-9-]*', '"written_at": "2020-01-01',
                               manifest.read_text()))  # fmt: skip
    assert [one.count for one in workspace.retention.apply().going] == [1]
    assert list(manifest.parent.glob("*.parquet")) == []


def test_who_is_erased_is_in_no_copy_that_an_export_left(company):
    company.load(HEAD + row(OLD[0], 1) + row(YOUNG[0], 1))
    home = company.workspace.folder / "exports"
    home.mkdir()
    (home / "people.csv").write_text(OLD[0].email)
    company.workspace.erasure.erase(OLD[0].email)
    assert found_in(company.workspace, [OLD[0].email]) == set()


def test_the_log_loses_its_beginning_and_is_whole_still(company, monkeypatch):
    company.load(HEAD + row(OLD[0], 1))
    workspace, past = company.workspace, NOW.replace(tzinfo=None) - timedelta(days=400)
    paola = Actor("paola@shop.example", "::1")
    with monkeypatch.context() as then:
        then.setattr("percorso.workspace.users.audit_desk.now_utc", lambda: past)
        workspace.audit.note(paola, "map_exported", "alterklick")
        workspace.audit.note(paola, "file_loaded")
    workspace.audit.note(paola, "file_loaded", "new.csv")
    assert workspace.audit.chain() == Chain(None, 0)
    workspace.retention.set("logs", is_on=True, **SIGNED)
    assert [one.count for one in workspace.retention.apply(actor="Paola").going] == [2]
    told = [(one.actor, one.act, one.no) for one in workspace.audit.entries()]
    assert told == [("Paola", "log_shortened", 4), ("paola@shop.example", "file_loaded", 3)]
    assert workspace.audit.chain() == Chain(None, 0)
    assert found_in(company.workspace, ["alterklick"]) == set()
    records = open_records(company.home, company.settings.records_url)
    with records.write() as connection:
        connection.execute(audit_entry.delete().where(audit_entry.c.no == 3))
    records.close()
    assert workspace.audit.chain().broken == 4


@pytest.mark.parametrize(
    ("key", "how", "error"),
    [
        ("moods", {"is_on": True}, DataClassUnknown),
        ("orders", {"keep": "long"}, PeriodUnreadable),
        ("orders", {"keep": "101years"}, PeriodUnreadable),
        ("rejected", {"is_on": False}, AlwaysOn),
        ("orders", {"is_on": True, "reason": " "}, RuleUnsigned),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_hold_is_refused_and_changes_nothing(company, key, how, error):
    with pytest.raises(error):
        company.workspace.retention.set(key, **{**SIGNED, **how})
    assert all(one.set_at is None for one in company.workspace.retention.rules())
