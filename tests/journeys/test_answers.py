"""Contacts and their answers: counted one by one, and the dead end they can be."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from percorso.store.warehouse import Warehouse
from tests.journeys import naive
from tests.journeys.logs import KEY, Contact, Rules, cut, in_memory
from tests.journeys.test_against_naive import rules
from tests.journeys.test_effort import laborious
from tests.journeys.world import DAY, HOUR, MONDAY, World

A_DAY = 86_400
FATES = ("answered", "unanswered", "pending")
often = settings(
    deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="module")
def warehouse() -> Iterator[Warehouse]:
    with in_memory() as opened:
        yield opened


def fates(warehouse: Warehouse, log: list[Contact], rules: Rules) -> dict[str, dict[str, int]]:
    rows = cut(warehouse, log, rules).sums.rows("answers")
    return {KEY[row["code"]]: {fate: row[fate] for fate in FATES} for row in rows}


@often
@given(log=laborious(), rules=rules)
def test_answers_are_those_counted_contact_by_contact(warehouse, log, rules):
    rules = replace(rules, gap=rules.gap * A_DAY, tail=rules.tail * A_DAY, since=None, until=None)
    expected = naive.answers(log, rules)
    assert fates(warehouse, log, rules) == {
        place: {fate: counts[fate] for fate in FATES} for place, counts in expected.items()
    }


def test_a_clock_that_still_runs_is_pending_and_a_late_answer_is_none(warehouse):
    log = [
        Contact(1, 0, "help"),
        Contact(1, 3 * A_DAY, "answer"),
        Contact(2, 0, "help"),
        Contact(2, 5 * A_DAY, "answer"),
        Contact(3, 0, "help"),
        Contact(4, 6 * A_DAY, "help"),
        Contact(5, 9 * A_DAY, "page"),
    ]
    found = fates(warehouse, log, Rules(is_cut=False, success=("order",), gap=90 * A_DAY))
    assert found == {"help": {"answered": 1, "unanswered": 2, "pending": 1}}


@often
@given(log=laborious(), rules=rules)
def test_hand_offs_are_those_counted_change_by_change(warehouse, log, rules):
    rules = replace(rules, gap=rules.gap * A_DAY, tail=rules.tail * A_DAY, since=None, until=None)
    rows = cut(warehouse, log, rules).sums.rows("hand_offs")
    found = {
        (KEY[row["code_before"]], KEY[row["code"]]): (row["switches"], row["broken"])
        for row in rows
    }
    assert found == {
        pair: (len(changes), sum(changes)) for pair, changes in naive.hand_offs(log, rules).items()
    }


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """Forty write to support; a third is answered within the day, the others never are."""
    made = World(tmp_path_factory.mktemp("desk"))
    for number in range(40):
        start = MONDAY + number * HOUR
        answered = ("Risposta assistenza",) if number % 3 == 0 else ()
        made.walked(f"c{number}", "Email assistenza", *answered, start=start, every=5 * HOUR)
    made.walked("last", "fair", start=MONDAY + 20 * DAY)
    made.load()
    rows = made.workspace.catalogue.export_rows()
    (mail,) = [row for row in rows if row["key"] == "email_assistenza"]
    made.workspace.catalogue.import_rows([{**mail, "promise_seconds": "86400"}])
    return made


def test_contacts_without_an_answer_in_time_are_a_dead_end(desk):
    (found,) = [
        finding for finding in desk.map()["findings"] if finding["detail"]["test"] == "unanswered"
    ]
    assert (found["kind"], found["touchpoint"]) == ("dead_end", "email_assistenza")
    assert found["measure"]["value"] == pytest.approx(26 / 40)
    assert (found["detail"]["answered"], found["detail"]["unanswered"]) == (14, 26)
    assert found["detail"]["promise_seconds"] == 86_400


def test_without_a_promise_nothing_is_unanswered(tmp_path):
    made = World(tmp_path)
    for number in range(40):
        made.walked(f"c{number}", "Email assistenza", start=MONDAY + number * HOUR)
    assert [f for f in made.map()["findings"] if f["detail"]["test"] == "unanswered"] == []


def test_a_change_of_channel_that_begins_all_over_again_is_a_broken_hand_off(world):
    for number in range(40):
        start = MONDAY + number * HOUR
        again = ("Informazione richiesta di nuovo",) if number % 4 else ()
        world.walked(f"c{number}", "Chat", "Telefonata", *again, start=start)
    world.walked("last", "fair", start=MONDAY + 200 * DAY)
    (found,) = [
        finding
        for finding in world.map()["findings"]
        if finding["detail"]["test"] == "broken_hand_off"
    ]
    assert (found["touchpoint"], found["detail"]["from"]) == ("telefonata", "chat")
    assert (found["measure"]["value"], found["measure"]["n"]) == (30 / 40, 40)
