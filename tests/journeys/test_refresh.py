"""Counts brought up to a later state: always those that counting anew gives."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from percorso.identity import changes_sql
from percorso.journeys import counted as counted_module
from percorso.journeys import refreshing
from percorso.journeys.counted import Counted
from percorso.journeys.counted_files import WHOLE, keep_counted, kept_counted
from percorso.journeys.refreshing import COUNTED, up_to_now
from percorso.journeys.scope import Code, Scope
from percorso.journeys.sharing import Sharing
from percorso.journeys.waits import finished_waits
from percorso.stats.quantiles import KEPT_VALUES
from percorso.store.warehouse import Warehouse, passing_warehouse
from tests.journeys.logs import PLACES, Contact, Rules, fill, scope_of
from tests.journeys.test_against_naive import CONTACTS, contacts, selective
from tests.journeys.test_shares import assert_tables_equal

often = settings(
    deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
# A state of the workspace: who did what, and which touchpoint each observed name leads to.
logs = some.lists(contacts, min_size=1, max_size=25)
names = some.lists(some.sampled_from([place.key for place in PLACES]),
                   min_size=len(PLACES), max_size=len(PLACES))  # fmt: skip


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    with passing_warehouse(
        memory_limit_mb=640, temporary_limit_mb=1000, scratch=tmp_path
    ) as opened:
        opened.do("set threads = 1")
        yield opened


def resolve(warehouse: Warehouse, log: list[Contact]) -> None:
    """Lay a log out as the next generation; an interaction keeps its number whosever it is."""
    fill(warehouse, log)
    warehouse.do("""
create or replace table resolved_next as
select * replace (hash(occurred_us, observed_name_no, source_no, felt, topics) >> 2
  as interaction_no) from temp.resolved""")
    warehouse.do("drop table temp.resolved")
    for statement in changes_sql.swap_in_next():
        warehouse.do(statement)


def scope_at(log: list[Contact], rules: Rules, leads: list[str] | None = None) -> Scope:
    """The scope of a state: only touchpoints that some name leads to have a code."""
    scope = scope_of(log, rules)
    if leads is None:
        return scope
    place = {one.key: one for one in PLACES}
    keys = sorted(set(leads))
    codes = tuple(Code(number, place[key]) for number, key in enumerate(keys, start=1))
    number = {code.touchpoint.key: code.number for code in codes}
    return replace(scope, codes=codes, code_of_name=(0, *(number[key] for key in leads)))


@pytest.fixture(autouse=True)
def never_anew(monkeypatch):
    """However much has changed, counts are brought up: else small logs were always counted anew."""
    monkeypatch.setattr(refreshing, "_MOST_TOUCHED", 2.0)
    monkeypatch.setattr(changes_sql, "_MOST_CHANGED", 100.0)


@often
@given(states=some.lists(some.tuples(logs, names), min_size=2, max_size=4), rules=selective)
def test_a_refresh_equals_counting_anew(warehouse, tmp_path, states, rules):
    rules = replace(rules, segment=None)
    path = tmp_path / f"{uuid4()}{WHOLE}"
    kept: Counted | None = None
    for log, leads in states:
        resolve(warehouse, log)
        scope = scope_at(log, rules, leads)
        kept = up_to_now(warehouse, scope, kept)
        anew = up_to_now(warehouse, scope, None)
        assert_tables_equal(COUNTED, kept.sums, anew.sums)
        keep_counted(path, kept)
        kept = kept_counted(path)


@often
@given(log=logs, more=logs, rules=selective, places=some.lists(some.sampled_from(CONTACTS)))
def test_what_few_customers_add_touches_them_alone(warehouse, log, more, rules, places):
    rules = replace(rules, segment=None)
    others = [Contact(customer, 10 * customer, "page") for customer in range(10, 40)]
    others += [Contact(50, 10 * no, place) for no, place in enumerate(places)]
    before, after = [*log, *others], [*log, *others, *more]
    resolve(warehouse, before)
    kept = up_to_now(warehouse, scope_at(before, rules), None)
    resolve(warehouse, after)
    scope = scope_at(after, rules)
    found = up_to_now(warehouse, scope, kept)
    assert_tables_equal(COUNTED, found.sums, up_to_now(warehouse, scope, None).sums)


@settings(often, max_examples=8)
@given(steps=some.lists(logs, min_size=2, max_size=4), rules=selective, rows=some.integers(5, 30))
def test_changes_are_kept_beside_what_was_counted_together(
    warehouse, tmp_path, monkeypatch, steps, rules, rows
):
    monkeypatch.setattr(counted_module, "_MOST_CHANGED", 100.0)
    rules = replace(rules, segment=None)
    path = tmp_path / f"{uuid4()}{WHOLE}"
    log: list[Contact] = [Contact(99, 0, place.key) for place in PLACES]
    for more in [[], *steps]:
        log = [*log, *more]
        resolve(warehouse, log)
        scope = scope_at(log, rules)
        found = up_to_now(warehouse, scope, kept_counted(path), sharing=Sharing(rows, 2))
        keep_counted(path, found)
    if found.basis.rules.data_until_us and path.with_suffix(".changes").exists():
        assert kept_counted(path).changes
    assert_tables_equal(COUNTED, kept_counted(path).sums, up_to_now(warehouse, scope, None).sums)


def test_customers_replaced_at_different_states_keep_what_each_said(warehouse):
    rules = Rules(is_cut=False)
    log = [Contact(2, 0, "help", nps=9), Contact(3, 5, "page", nps=1)]
    log += [Contact(number, 0, "shop") for number in range(10, 20)]
    resolve(warehouse, log)
    kept = up_to_now(warehouse, scope_at(log, rules), None)
    # The first of these moves all others on by one place in the order of the table.
    log += [Contact(1, 0, "shop"), Contact(3, 9, "shop")]
    resolve(warehouse, log)
    log += [Contact(2, 9, "shop")]
    resolve(warehouse, log)
    scope = scope_at(log, rules)
    found = up_to_now(warehouse, scope, kept)
    assert_tables_equal(COUNTED, found.sums, up_to_now(warehouse, scope, None).sums)


def test_changes_of_a_whole_that_was_replaced_tell_nothing(warehouse, tmp_path):
    rules, path = Rules(is_cut=False), tmp_path / f"kept{WHOLE}"
    log = [Contact(number, 0, "page") for number in range(20)]
    resolve(warehouse, log)
    first = up_to_now(warehouse, scope_at(log, rules), None)
    keep_counted(path, first)
    log += [Contact(1, 5, "page")]
    resolve(warehouse, log)
    keep_counted(path, up_to_now(warehouse, scope_at(log, rules), kept_counted(path)))
    changes = path.with_suffix(".changes").read_bytes()
    assert kept_counted(path).generation == first.generation + 1
    keep_counted(path, first)
    path.with_suffix(".changes").write_bytes(changes)
    assert kept_counted(path).generation == first.generation


def test_time_alone_makes_an_open_journey_fail(warehouse):
    rules = Rules(is_cut=False, success=("order",), gap=50)
    log = [Contact(1, 0, "page"), Contact(2, 90, "page")]
    log += [Contact(number, 0, "order") for number in range(10, 20)]
    resolve(warehouse, log)
    kept = up_to_now(warehouse, scope_at(log, rules), None)
    assert kept.sums.rows("totals")[0]["open"] == 1
    later = [*log, Contact(None, 200, "page")]
    resolve(warehouse, later)
    found = up_to_now(warehouse, scope_at(later, rules), kept)
    assert (found.sums.rows("totals")[0]["open"], found.sums.rows("totals")[0]["failure"]) == (0, 2)


def test_a_refresh_is_no_counting_anew(warehouse, monkeypatch):
    log = [Contact(1, 0, "page"), Contact(2, 90, "page")]
    resolve(warehouse, log)
    kept = up_to_now(warehouse, scope_at(log, Rules(is_cut=False)), None)
    log += [Contact(2, 95, "shop")]
    resolve(warehouse, log)
    monkeypatch.setattr(refreshing, "count_all", None)
    found = up_to_now(warehouse, scope_at(log, Rules(is_cut=False)), kept)
    assert found.sums.rows("totals")[0]["journeys"] == 2
    assert found.generation == kept.generation + 1


def test_where_nothing_changed_nothing_is_counted(warehouse):
    log = [Contact(1, 0, "page"), Contact(2, 90, "page")]
    resolve(warehouse, log)
    scope = scope_at(log, Rules(is_cut=False))
    kept = up_to_now(warehouse, scope, None)
    assert up_to_now(warehouse, scope, kept) is kept


def test_many_waits_become_few_again_and_are_exact(warehouse):
    customers = range(1, KEPT_VALUES + 20)
    log = [Contact(no, second, "page") for no in customers for second in (0, 1000 + 17 * no)]
    rules = Rules(is_cut=False, collapse=0)
    resolve(warehouse, log)
    kept = up_to_now(warehouse, scope_at(log, rules), None)
    fewer = [row for row in log if row.customer != 1 and row.customer < KEPT_VALUES]
    resolve(warehouse, fewer)
    scope = scope_at(fewer, rules)
    scope = replace(scope, data_until_us=kept.basis.rules.data_until_us)
    found = up_to_now(warehouse, scope, kept)
    anew = up_to_now(warehouse, scope, None)
    assert finished_waits(found.sums) == finished_waits(anew.sums)


def test_what_is_kept_comes_back(warehouse, tmp_path):
    log = [Contact(1, 0, "page", felt=0.5), Contact(1, 90, "shop"), Contact(2, 5, "help")]
    resolve(warehouse, log)
    kept = up_to_now(warehouse, scope_at(log, Rules(is_cut=False, success=("order",))), None)
    path = tmp_path / f"kept{WHOLE}"
    keep_counted(path, kept)
    back = kept_counted(path)
    assert_tables_equal(COUNTED, back.sums, kept.sums)
    assert (back.generation, back.basis.keys) == (kept.generation, kept.basis.keys)
    for unreadable in (b"", b"no counts", path.read_bytes()[:200]):
        path.write_bytes(unreadable)
        assert kept_counted(path) is None
    assert kept_counted(tmp_path / "absent") is None
