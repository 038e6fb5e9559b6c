"""Who is erased stands nowhere any more, and everybody else as before."""

from datetime import UTC, datetime, timedelta

import pytest

from percorso.store.scanning import scan_folder
from percorso.workspace.people.finding import CustomerUnknown
from tests.workspace.inbox import event
from tests.workspace.needles import Needle, is_known, sent_through_every_door

GONE = [Needle(number) for number in range(1, 21)]
OTHERS = 6
TEXTS = [text for one in GONE for text in one.texts]


@pytest.fixture(scope="module")
def before_and_after(tmp_path_factory):
    """A workspace whose needles were looked for, erased and looked for again."""
    folder = tmp_path_factory.mktemp("erasure")
    inbox = sent_through_every_door(folder, GONE, OTHERS)
    before = scan_folder(inbox.workspace.folder, TEXTS)
    plan = inbox.workspace.erasure.plan(*(one.email for one in GONE))
    report = inbox.workspace.erasure.erase(
        *(one.email for one in GONE), actor="Paola", reason="letters"
    )
    after = scan_folder(inbox.workspace.folder, TEXTS)
    return inbox, before, plan, report, after


@pytest.fixture
def inbox(before_and_after):
    return before_and_after[0]


def test_every_needle_is_found_before_and_none_after(before_and_after):
    _, before, _, _, after = before_and_after
    found = {(one.file.split("/")[0], one.text) for one in before.sightings}
    for one in GONE:
        assert {text for _, text in found} >= set(one.texts) - {one.phone, one.texts[3]}
    assert {"archive", "records.sqlite", "warehouse.duckdb", "lake"} <= {file for file, _ in found}
    tables = {one.place for one in before.sightings}
    assert {"table trait", "table identifier", "table rejected", "table inbox"} <= tables
    assert after.sightings == []
    assert after.files >= 10


def test_a_plan_says_what_goes(before_and_after):
    _, _, plan, report, _ = before_and_after
    assert plan.counts == report.counts
    assert report.persons == len(GONE)
    assert report.proofs == len(GONE)
    assert report.messages == len(GONE) * 10
    assert report.interactions == len(GONE) * 9
    assert report.rejected == len(GONE) * 2


def test_others_stand_as_before_and_a_rebuild_says_the_same(inbox):
    assert inbox.workspace.map().data["totals"]["customers"] == OTHERS
    assert is_known(inbox.workspace, Needle(5000).email)
    assert inbox.workspace.rebuild().is_equal
    assert {inbox.ledger(source)["received"] for source in ("shop", "till", "courier")} == {52, 26}
    assert inbox.ledger("courier") == {"received": 26, "stored": 6, "dropped": 20}


def test_what_comes_later_is_dropped_and_counted(inbox):
    one = GONE[0]
    known = inbox.stored
    inbox.brings(event("late-1", one.user_id), event("late-2", Needle(5000).user_id), source="late")
    inbox.load()
    assert inbox.ledger("late") == {"received": 2, "stored": 1, "dropped": 1}
    again = inbox.workspace.load(inbox.workspace.folder.parent / "parcels.csv", source="courier")
    assert (again.skipped, again.duplicate) == (len(GONE), OTHERS)
    assert inbox.stored == known + 1
    assert not is_known(inbox.workspace, one.email)
    inbox.load(seal=True)
    assert scan_folder(inbox.workspace.folder, one.texts).sightings == []


def test_who_comes_back_is_let_in_and_their_past_is_not(inbox):
    one = GONE[1]
    assert inbox.workspace.erasure.lift(one.user_id, one.email, reason="asked for it") == 2
    soon = datetime.now(UTC).replace(tzinfo=None) + timedelta(minutes=1)
    past = event("back-1", one.user_id)
    now = event("back-2", one.user_id, timestamp=f"{soon.isoformat()}Z")
    inbox.brings(past, now, source="back", at=soon)
    inbox.load()
    assert inbox.ledger("back") == {"received": 2, "stored": 1, "dropped": 1}
    assert is_known(inbox.workspace, one.user_id)
    assert [entry.kind for entry in inbox.workspace.erasure.log()] == ["erasure", "lift"]


def test_nobody_is_erased_twice(inbox):
    with pytest.raises(CustomerUnknown):
        inbox.workspace.erasure.plan("c_nobody")
    assert inbox.workspace.erasure.plan(GONE[5].email).interactions == 0


def test_an_address_of_many_stays_nobodys_when_some_of_them_are_erased(company):
    lines = [f"c-{one:03d},info@lume.it,2026-01-02T10:00:00Z,Visit\n" for one in range(22)]
    company.load("card,email,at,touchpoint\n" + "".join(lines), columns="loyalty_card=card")
    before = {customer for _, customer in company.owners()}
    assert len(before) == 22
    company.workspace.erasure.erase("c-003", "c-004")
    # Twenty share it now: learnt anew it would be somebody's, and make one customer of five cards.
    assert {customer for _, customer in company.owners()} < before
    assert len({customer for _, customer in company.owners()}) == 20
    assert [one.value for one in company.workspace.identity.blocked()] == ["info@lume.it"]
    assert company.workspace.rebuild().is_equal
