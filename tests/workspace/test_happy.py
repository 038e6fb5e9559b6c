"""The Happy Index of a small shop: from its exports, brought up, taken back, and refused."""

import json
import shutil
from dataclasses import replace
from datetime import datetime, timedelta

import duckdb
import numpy as np
import pytest

from percorso.customers.standing import standing_of
from percorso.domain.segment import Fact, Segment
from percorso.workspace import ListRequest
from percorso.workspace.people import happy_asked, happy_held, happy_kept, happy_night
from percorso.workspace.restoring import ask_warehouse
from tests.workspace.company import Company

HEAD = "data ora,evento,canale,email,numero ordine,nps,stelle\r\n"
NAMES = [f"c{number:02d}@shop.it" for number in range(14)]


def row(day, event, who, order="", nps="", stars="", channel="web"):
    return f"2026-03-{day:02d} 10:00:00,{event},{channel},{who},{order},{nps},{stars}\r\n"


def bought(number, who, day=1):
    order = f"ORD-{1000 + number}"
    delivered = row(day + 2, "Consegnata", who, order, channel="delivery")
    return row(day, "Order Completed", who, order) + delivered


@pytest.fixture
def shop(tmp_path):
    made = Company(tmp_path)
    rows = "".join(bought(number, who) for number, who in enumerate(NAMES))
    rows += row(10, "Sondaggio NPS", NAMES[0], nps=2, channel="survey")
    rows += row(10, "Sondaggio NPS", NAMES[1], nps=10, channel="survey")
    rows += row(11, "Recensione", NAMES[2], "ORD-1002", stars=1, channel="review_site")
    rows += "".join(row(20, "Sondaggio NPS", who, nps=8, channel="survey") for who in NAMES[3:9])
    # Three have bought again and were asked more than once: enough to be ranked.
    for number, who in enumerate(NAMES[:3]):
        rows += bought(number + 50, who, day=15)
        for day in (5, 18, 20):
            rows += row(day, "Sondaggio NPS", who, nps=3 + 3 * number, channel="survey")
    made.load(HEAD + rows)
    return made


def now(company):
    stores = company.workspace.cards._stores
    return ask_warehouse(stores, lambda warehouse: happy_kept.happy_now(stores, warehouse))


def index_by_id(company, basis=None):
    """Index of everybody who may be profiled, by number, under a basis."""
    found = now(company)
    standing = found.standing() if basis is None else replace(found, basis=basis).standing()
    return dict(zip(standing.customer_no.tolist(), standing.index.tolist(), strict=True))


def assert_as_anew(company, monkeypatch):
    """Followed in memory, brought up from the file, or read anew: one index.

    Only the last reads anybody but those who were touched.
    """
    with monkeypatch.context() as patched:
        patched.setattr(happy_kept, "question_of", None)
        followed = index_by_id(company)
    with monkeypatch.context() as patched:
        patched.setattr(happy_kept, "_anew", None)
        happy_held._PLACES.clear()
        from_file, basis = index_by_id(company), now(company).basis
    shutil.rmtree(company.home / "counts")
    anew = index_by_id(company, basis)
    assert followed.keys() == from_file.keys() == anew.keys()
    assert list(followed.values()) == pytest.approx(list(anew.values()), abs=1e-9)
    assert list(from_file.values()) == pytest.approx(list(anew.values()), abs=1e-9)


def card(company, who):
    return company.workspace.cards.of(who, language="en", entries=0)["happy"]


def test_the_lines_of_a_card_make_its_index_in_both_forms(shop):
    for who in NAMES[:4]:
        told = card(shop, who)
        cap, lines = told["cap"], told["lines"]
        assumed = sum(one["points"] for one in told["assumed"])
        points = sum(line["points"] for line in lines)
        assert 50 + points + assumed + cap == pytest.approx(told["index"], abs=1e-9)
        bars = sum(line["bar"] for line in lines)
        assert told["start"] + bars + cap == pytest.approx(told["index"], abs=1e-9)
    unhappy, happy = card(shop, NAMES[0]), card(shop, NAMES[1])
    assert unhappy["index"] < unhappy["start"] < happy["index"]
    kinds = {line["kind"]: line["interaction"] for line in unhappy["lines"]}
    assert kinds.keys() == {"nps", "promise_kept", "visited", "silence"}
    assert [kind for kind, interaction in kinds.items() if interaction is None] == ["silence"]


def test_the_card_and_the_list_tell_one_number(shop):
    listed = shop.workspace.customers(ListRequest(order="happy", rising=True))
    by_id = {one.id: one.happy for one in listed.rows}
    assert list(by_id.values()) == sorted(by_id.values())
    told = {who: shop.workspace.cards.of(who, entries=0) for who in NAMES}
    solid = {one["id"]: one["happy"] for one in told.values() if one["happy"]["tier"] == "solid"}
    assert by_id.keys() == solid.keys() != set()
    for id_, index in by_id.items():
        assert index == pytest.approx(solid[id_]["index"], abs=1e-9)


def test_an_interaction_changes_its_customer_alone_and_as_reading_anew_does(shop, monkeypatch):
    before = index_by_id(shop)
    shop.load(HEAD + row(20, "Sondaggio NPS", NAMES[4], nps=0, channel="survey"), name="more.csv")
    assert_as_anew(shop, monkeypatch)
    after = index_by_id(shop, None)
    assert sum(abs(after[no] - before[no]) > 0.01 for no in before) >= 1


def test_joining_and_parting_customers_follows_and_comes_back(shop, monkeypatch):
    before, basis = index_by_id(shop), now(shop).basis
    shop.workspace.identity.join(NAMES[0], NAMES[1], actor="Paola")
    assert_as_anew(shop, monkeypatch)
    assert len(index_by_id(shop)) == len(before) - 1
    shop.workspace.identity.part(NAMES[0], NAMES[1], actor="Paola")
    after = index_by_id(shop, basis)
    assert sorted(after.values()) == pytest.approx(sorted(before.values()), abs=1e-9)


def test_an_erased_customer_leaves_the_index_of_the_others(shop):
    before, basis = index_by_id(shop), now(shop).basis
    gone = card(shop, NAMES[0])["index"]
    shop.workspace.erasure.erase(NAMES[0], reason="asked")
    after = index_by_id(shop, basis)
    left = sorted(before.values())
    left.remove(min(left, key=lambda index: abs(index - gone)))
    assert sorted(after.values()) == pytest.approx(left, abs=1e-9)


def test_who_refuses_profiling_has_no_index_anywhere(shop):
    before = shop.workspace.happy.of()
    id_ = shop.workspace.customer(NAMES[0]).id
    shop.workspace.consent.record(NAMES[0], "profiling", "objected")
    told = card(shop, NAMES[0])
    assert (told["index"], told["reason"]) == (None, "objected")
    assert told["lines"] == told["history"] == told["moves"] == []
    assert shop.workspace.happy.of().group.n == before.group.n - 1
    for order in ("happy", "drop"):
        assert id_ not in {
            one.id for one in shop.workspace.customers(ListRequest(order=order)).rows
        }
    # Nor do they teach what is assumed of the others.
    known = now(shop)
    refuser = set(known.state.customer_no.tolist()) - set(known.standing().customer_no.tolist())
    assert len(refuser) == 1
    free = known.state.kept(~np.isin(known.state.customer_no, list(refuser)))
    assert happy_kept.basis_of(free, known.at_us, known.basis).prior == pytest.approx(
        known.basis.prior, abs=1e-9
    )


def test_a_consent_is_evidence_and_taken_back_it_is_a_failure(shop, monkeypatch):
    index_by_id(shop)
    noon = now(shop).at_us
    at = happy_asked.EPOCH + happy_asked.timedelta(microseconds=noon - 3_600_000_000)
    shop.workspace.consent.record(NAMES[5], "marketing", "given", "email", at=at)
    told = {line["kind"]: line["points"] for line in card(shop, NAMES[5])["lines"]}
    assert told["consent_given"] > 0
    assert_as_anew(shop, monkeypatch)
    shop.workspace.consent.record(NAMES[5], "marketing", "withdrawn", "email", at=at)
    told = {line["kind"]: line["points"] for line in card(shop, NAMES[5])["lines"]}
    assert told["consent_withdrawn"] < 0


def test_of_whom_too_little_is_known_the_mean_is_told_and_no_number(shop):
    shop.load(HEAD + row(20, "Product Viewed", "new@shop.it"), name="more.csv")
    told = card(shop, "new@shop.it")
    assert (told["index"], told["tier"], told["reason"]) == (None, "segment", "segment_estimate")
    group = shop.workspace.happy.of().group
    assert told["estimate"] == pytest.approx(group.index)
    assert told["estimate_n"] == group.n == len(NAMES)
    assert group.estimates == 1


def test_without_any_number_nothing_is_told_and_never_fifty(tmp_path):
    company = Company(tmp_path)
    company.load(HEAD + row(1, "Product Viewed", NAMES[0]))
    told = card(company, NAMES[0])
    assert (told["index"], told["estimate"], told["reason"]) == (None, None, "no_data")
    assert company.workspace.happy.of().group.index is None
    assert company.workspace.happy.validation().validation.verdict == "not_enough"


def test_what_a_customer_writes_is_one_more_signal(shop):
    before = card(shop, NAMES[4])
    wrote = "data ora,evento,canale,email,testo\r\n2026-03-20 09:00:00,Reclamo,email,"
    shop.load(wrote + f"{NAMES[4]},Pessima assistenza: sono furioso\r\n", source="mail")
    after = card(shop, NAMES[4])
    assert "text" not in {line["kind"] for line in before["lines"]}
    assert "text" in {line["kind"] for line in after["lines"]}
    assert after["index"] < before["index"]


def test_a_segment_is_drawn_to_the_company_and_hidden_below_five(shop):
    loyal = shop.workspace.segments.save(Segment("Loyal", (Fact("orders", least=2),)))
    buyers = shop.workspace.segments.save(Segment("Raters", (Fact("rating", least=1),)))
    few = shop.workspace.happy.of(loyal.key).group
    assert (few.n, few.index) == (3, None)
    company, inside = shop.workspace.happy.of().group, shop.workspace.happy.of(buyers.key).group
    listed = shop.workspace.customers(ListRequest(segment=buyers.key))
    cards = [shop.workspace.cards.of(one.id, entries=0)["happy"]["index"] for one in listed.rows]
    mean = sum(cards) / len(cards)
    drawn = (len(cards) * mean + 10 * company.index) / (len(cards) + 10)
    assert inside.index == pytest.approx(drawn, abs=1e-9)


def test_a_solid_customer_who_falls_is_told_of_and_the_others_are_not(shop):
    rows = "".join(
        row(day, "Reclamo", who, channel="desk") + row(day, "Sondaggio NPS", who, nps=0)
        for who in (NAMES[1], NAMES[10])
        for day in range(22, 32)
    )
    before = card(shop, NAMES[1])["index"]
    shop.load(HEAD + rows, name="more.csv")
    falls = {fall.id: fall for fall in shop.workspace.happy.of().falls}
    id_ = shop.workspace.customer(NAMES[1]).id
    assert falls[id_].change <= -15
    assert falls[id_].index == pytest.approx(card(shop, NAMES[1])["index"], abs=1e-9)
    assert falls[id_].index < before
    solid = {shop.workspace.customer(who).id for who in NAMES if card(shop, who)["tier"] == "solid"}
    assert falls.keys() <= solid


def test_the_state_tells_any_later_instant(shop):
    found = now(shop)
    later = found.at_us + 30 * 86_400_000_000
    aged = standing_of(found.state, later, found.then_us, found.basis)
    assert (aged.coverage <= found.standing().coverage + 1e-12).all()


def falling(company, who):
    rows = "".join(
        row(day, "Reclamo", who, channel="desk") + row(day, "Sondaggio NPS", who, nps=0)
        for day in range(22, 32)
    )
    company.load(HEAD + rows, name=f"{who}.csv")


def test_a_night_keeps_the_index_and_tells_of_a_fall_once(shop):
    raters = shop.workspace.segments.save(Segment("Raters", (Fact("rating", least=1),)))
    desk, stores = shop.workspace.happy, shop.workspace.cards._stores
    evening = datetime(2026, 4, 1, 20)
    assert happy_night.tell_nightly(stores, evening)
    assert not happy_night.tell_nightly(stores, evening)
    before = desk.of()
    assert before.alerts == ()
    falling(shop, NAMES[1])
    assert happy_night.tell_nightly(stores, evening + timedelta(days=1))
    assert happy_night.tell_nightly(stores, evening + timedelta(days=2))
    report, inside = desk.of(), desk.of(raters.key)
    assert [one.day for one in report.history] == ["2026-04-01", "2026-04-02", "2026-04-03"]
    assert report.history[0].index == pytest.approx(before.group.index, abs=1e-9)
    assert report.history[2].index == pytest.approx(report.group.index, abs=1e-9)
    assert inside.history[2].index == pytest.approx(inside.group.index, abs=1e-9)
    # Told of once in 14 days, with the numbers of the card.
    [alert], [fall] = report.alerts, report.falls
    assert inside.alerts == report.alerts
    assert (alert.id, alert.change) == (fall.id, pytest.approx(fall.change, abs=1e-9))
    assert alert.index == alert.index_now == pytest.approx(fall.index, abs=1e-9)
    assert alert.index == pytest.approx(card(shop, NAMES[1])["index"], abs=1e-9)


def test_where_nobody_is_there_is_no_night(tmp_path):
    company = Company(tmp_path)
    assert not happy_night.tell_nightly(company.workspace.cards._stores, datetime(2026, 4, 1))
    company.load(HEAD + row(1, "Product Viewed", NAMES[0]))
    assert company.workspace.happy.tell_night()
    assert [(one.index, one.n) for one in company.workspace.happy.of().history] == [(None, 0)]


def test_an_objection_takes_the_score_away_wherever_there_is_one(shop, tmp_path):
    falling(shop, NAMES[1])
    shop.workspace.happy.tell_night()
    id_ = shop.workspace.customer(NAMES[1]).id
    told = card(shop, NAMES[1])
    report = shop.workspace.happy.of()
    assert [one.id for one in (*report.alerts, *report.falls)] == [id_, id_]
    shop.workspace.consent.record(NAMES[1], "profiling", "objected")
    # Card, list, ranks, groups, alerts, validation: each place that tells a number.
    refused = card(shop, NAMES[1])
    assert {name for name, value in refused.items() if value not in (None, [])} == {"reason"}
    after = shop.workspace.happy.of()
    assert (after.alerts, after.falls) == ((), ())
    assert after.group.n == report.group.n - 1
    for order in ("happy", "drop", "last"):
        rows = shop.workspace.customers(ListRequest(order=order)).rows
        assert [one for one in rows if one.id == id_ and one.happy is not None] == []
    # Nor does the next night, the records, or anything written out, hold one.
    shop.workspace.happy.tell_night()
    assert shop.records("select count(*) from happy_alert") == [(0,)]
    shop.workspace.lake.export(tmp_path / "lake")
    written = [*(tmp_path / "lake").rglob("*.parquet")]
    columns = {
        name
        for path in written
        for (name, *_) in duckdb.sql(f"describe from read_parquet('{path}')").fetchall()
    }
    assert written
    assert not {name for name in columns if "happy" in name or "score" in name}
    said = json.dumps(shop.workspace.cards.of(NAMES[1]), default=str)
    assert str(told["index"]) not in said
