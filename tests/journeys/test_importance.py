"""Importance of ratings: who is counted, held against plain Python, and what the map says."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from percorso.journeys.importance import importance_of_ratings
from percorso.journeys.importance_sql import (
    TIME_TO_BUY_AGAIN,
    bought_again,
    nps_after,
    purchases,
)
from percorso.journeys.partials.table import Sums
from percorso.journeys.scope import Scope
from percorso.store.warehouse import Warehouse
from tests.journeys import naive
from tests.journeys.contract import breaches
from tests.journeys.logs import KEY, NUMBER, SECOND, Contact, Cut, Rules, cut, in_memory
from tests.journeys.test_against_naive import logs, rules
from tests.journeys.world import DAY, HOUR, MONDAY, World, touchpoint

often = settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@some.composite
def talkative(draw) -> list[Contact]:
    """A log in which much is rated, answered and ordered."""
    return [
        replace(
            row,
            place=draw(some.just(row.place) | some.just("order")),
            order=draw(some.none() | some.sampled_from(["#17", "17 ", "18"])),
            felt=draw(some.none() | some.sampled_from([-1.0, 0.0, 0.5])),
            nps=draw(some.none() | some.none() | some.sampled_from([0.0, 7.0, 10.0])),
        )
        for row in draw(logs)
    ]


@pytest.fixture(scope="module")
def warehouse() -> Iterator[Warehouse]:
    with in_memory() as opened:
        yield opened


def rated(log: list[Contact], rules: Rules) -> dict[int, list[Contact]]:
    """The ratings of each customer's journeys that are no NPS answer."""
    found: dict[int, list[Contact]] = {}
    for journey in naive.journeys(log, rules):
        mine = found.setdefault(journey.customer, [])
        mine += [row for row in journey.interactions if row.felt is not None and row.nps is None]
    return found


def levels(rows: list[Contact]) -> dict[str, float]:
    """Mean felt level by place."""
    places = {row.place for row in rows}
    return {
        place: round(float(np.mean([row.felt for row in rows if row.place == place])), 6)
        for place in places
    }  # fmt: skip


def naive_nps(log: list[Contact], rules: Rules) -> dict[tuple[int, str], tuple[float, float]]:
    told = {}
    for customer, ratings in rated(log, rules).items():
        answers = [row for row in log if row.customer == customer and row.nps is not None]
        if answers:
            last = sorted(answers, key=lambda row: row.second)[-1]
            before = [row for row in ratings if row.second < last.second]
            told |= {
                (customer, place): (level, last.nps) for place, level in levels(before).items()
            }
    return told


def bought(log: list[Contact], customer: int) -> list[int]:
    """The seconds of a customer's purchases; an order number counts once, when it is first met."""
    first: dict[str, int] = {}
    for row in log:
        if row.customer == customer and row.place == "order":
            name = (row.order or "").strip().lstrip("#") or f"at {row.second}"
            first[name] = min(first.get(name, row.second), row.second)
    return sorted(set(first.values()))


def naive_again(log: list[Contact], rules: Rules, within: int, window: int):
    told = {}
    end = max(row.second for row in log)
    for customer, ratings in rated(log, rules).items():
        buys = bought(log, customer)
        if not buys:
            continue
        second = buys[1] if len(buys) > 1 else None
        counted = [
            row for row in ratings
            if row.second <= buys[0] + window and (second is None or row.second < second)
        ]  # fmt: skip
        if not counted:
            continue
        since = max(buys[0], *(row.second for row in counted))
        if since + within <= end:
            again = second is not None and second <= since + within
            told |= {(customer, place): (level, float(again))
                     for place, level in levels(counted).items()}  # fmt: skip
    return told


def lay_out(warehouse: Warehouse, made: Cut) -> Scope:
    """Tell the warehouse what the questions read, as a map does."""
    warehouse.fill("rated", made.sums.columns("ratings"))
    warehouse.fill("journey_customer", made.sums.columns("customers"))
    return made.scope


def table(warehouse: Warehouse, question) -> dict[tuple[int, str], tuple[float, float]]:
    rows = warehouse.rows(question)
    return {(customer, KEY[code]): (level, float(outcome))
            for customer, _, code, level, outcome in rows}  # fmt: skip


@often
@given(log=talkative(), rules=rules)
def test_ratings_count_only_before_the_answer_they_are_held_against(warehouse, log, rules):
    rules = replace(rules, since=None, until=None)
    scope = lay_out(warehouse, cut(warehouse, log, rules))
    assert table(warehouse, nps_after(scope.data_until_us)) == naive_nps(log, rules)


@often
@given(
    log=talkative(), rules=rules, within=some.sampled_from([5, 30, 200]),
    window=some.sampled_from([0, 20, 400]),
)  # fmt: skip
def test_buying_again_counts_from_the_last_rating_and_only_where_time_was_left(
    warehouse, log, rules, within, window
):
    rules = replace(rules, since=None, until=None, segment=None)
    scope = lay_out(warehouse, cut(warehouse, log, rules))
    warehouse.do(purchases([NUMBER["order"]], scope.data_until_us))
    asked = bought_again(within * SECOND, window * SECOND, scope.data_until_us)
    assert table(warehouse, asked) == naive_again(log, rules, within, window)


def test_one_order_told_twice_is_one_purchase_and_the_time_runs_from_it(warehouse):
    log = [
        # Rated before the purchase: the thirty seconds to buy again run from the purchase.
        Contact(1, 0, "help", felt=0.5), Contact(1, 10, "order"), Contact(1, 40, "order"),
        Contact(2, 0, "help", felt=0.5), Contact(2, 10, "order", order="#17"),
        Contact(2, 12, "order", order=" 17"),
        # Thirty seconds are not over at the end, though they bought again: left out.
        Contact(3, 0, "help", felt=0.5), Contact(3, 20, "order"), Contact(3, 25, "order"),
        # Rated after the second purchase: about that one.
        Contact(4, 5, "order"), Contact(4, 8, "order"), Contact(4, 9, "help", felt=0.5),
        Contact(5, 41, "page"),
    ]  # fmt: skip
    scope = lay_out(warehouse, cut(warehouse, log, Rules(is_cut=False)))
    warehouse.do(purchases([NUMBER["order"]], scope.data_until_us))
    asked = bought_again(30 * SECOND, 100 * SECOND, scope.data_until_us)
    assert table(warehouse, asked) == {(1, "help"): (0.5, 1.0), (2, "help"): (0.5, 0.0)}


def test_the_usual_time_to_buy_again_is_that_of_three_in_four(warehouse):
    log = [Contact(customer, at * wait, "order") for customer, wait in enumerate((1, 2, 3, 90), 1)
           for at in (0, 1)]  # fmt: skip
    lay_out(warehouse, cut(warehouse, [*log, Contact(9, 5, "order")], Rules(is_cut=False)))
    warehouse.do(purchases([NUMBER["order"]], 100 * SECOND))
    assert warehouse.rows(TIME_TO_BUY_AGAIN) == [(4, 3 * SECOND)]


class NobodyAsks(Warehouse):
    """A warehouse that must not be asked anything."""

    def __init__(self) -> None:
        pass

    def rows(self, query):
        raise AssertionError(query)

    columns = rows


@pytest.mark.parametrize(("ratings", "reason"), [({}, "no_ratings"), ({1: 0}, "no_ratings"),
                                                 ({1: 29, 2: 3}, "too_few")])  # fmt: skip
def test_with_too_few_ratings_nothing_is_asked_and_nothing_is_told(ratings, reason):
    codes = np.array([code for code, times in ratings.items() for _ in range(times)], dtype=int)
    sums = Sums({"ratings": {"code": codes}})
    found = importance_of_ratings(NobodyAsks(), None, sums)  # type: ignore[arg-type]
    assert [(one.model["null_reason"], one.of_code) for one in found] == [(reason, {})] * 2


def rating(number: int, salt: int) -> int:
    """A rating of 1 to 5 that looks random and goes with no other salt's."""
    return int(np.random.default_rng([number, salt]).integers(1, 6))


@pytest.fixture(scope="module")
def club(tmp_path_factory):
    """Eighty buy, rate parcel and chat, and answer NPS; the parcel's stars decide what follows."""
    made = World(tmp_path_factory.mktemp("club"))
    for number in range(80):
        who, start = f"c{number}", MONDAY + number * HOUR
        parcel, chat = rating(number, 1), rating(number, 2)
        made.walked(who, "chat", start=start, stars=chat)
        made.walked(who, "order", start=start + DAY)
        made.walked(who, "parcel", start=start + 3 * DAY, stars=parcel)
        made.walked(who, "survey", start=start + 5 * DAY, nps=min(10, 2 * parcel))
        if parcel >= 4:
            made.walked(who, "order", start=start + 9 * DAY)
    made.walked("last", "fair", start=MONDAY + 60 * DAY)
    made.load()
    return made


@pytest.fixture(scope="module")
def data(club):
    return club.map()


def model(data, outcome):
    (found,) = [row for row in data["importance"] if row["outcome"] == outcome]
    return found


@pytest.mark.parametrize("outcome", ["nps", "repurchase"])
def test_the_rating_that_decides_what_follows_is_important_and_the_other_is_not(data, outcome):
    parcel, chat = (touchpoint(data, key)["importance"][outcome] for key in ("parcel", "chat"))
    assert parcel["low"] > parcel["random_high"]
    assert chat["low"] <= chat["random_high"]
    assert parcel["n"] == chat["n"] == 80
    assert parcel["correlation"] > 0.8
    assert parcel["share_of_r2"] + chat["share_of_r2"] == pytest.approx(1)
    assert model(data, outcome)["r_squared"]["value"] == pytest.approx(
        parcel["value"] + chat["value"]
    )
    assert model(data, outcome)["method"] == "lmg"


def test_the_moment_of_truth_says_that_it_is_important_and_for_what(data):
    (found,) = [
        row for row in data["findings"]
        if row["kind"] == "moment_of_truth" and "important" in row["detail"]["tests"]
    ]  # fmt: skip
    assert found["touchpoint"] == "parcel"
    assert found["causal_badge"] == "association"
    assert found["detail"]["outcome"] == "nps"
    nps = touchpoint(data, "parcel")["importance"]["nps"]
    assert found["detail"]["importance"] == {key: nps[key] for key in ("value", "low", "high", "n")}


def test_what_was_asked_at_the_survey_is_the_outcome_and_no_rating(data):
    assert touchpoint(data, "survey")["importance"] == {"repurchase": None, "nps": None}
    assert model(data, "nps")["touchpoints"] == 2


def test_the_map_with_importances_keeps_the_contract(data):
    assert breaches(data) == []


def test_where_it_is_all_that_fires_the_title_says_it_in_both_languages(tmp_path):
    made = World(tmp_path)
    for number in range(60):
        who, start = f"c{number}", MONDAY + number * HOUR
        desk = 2 + rating(number, 1) % 3
        # The strongest and the last voices are the till's: nobody remembers the desk.
        made.walked(who, "desk", start=start, stars=desk)
        made.walked(who, "till", start=start + DAY, stars=5 - number % 2)
        made.walked(who, "survey", start=start + 2 * DAY, nps=2 * desk)
    titles = {
        language: [row["title"] for row in made.map(language=language)["findings"]
                   if row["detail"]["test"] == "important"]
        for language in ("it", "en")
    }  # fmt: skip
    assert titles == {
        "it": ["desk: il voto va di pari passo con il 98 % delle differenze di NPS"],
        "en": ["desk: its rating goes with 98% of the differences in NPS"],
    }


def test_few_ratings_are_counted_and_give_no_number(tmp_path):
    made = World(tmp_path)
    for number in range(34):
        who, start = f"c{number}", MONDAY + number * HOUR
        made.walked(who, "chat", start=start, stars=rating(number, 1))
        if number < 20:
            made.walked(who, "parcel", start=start + HOUR, stars=rating(number, 2))
        made.walked(who, "survey", start=start + DAY, nps=number % 11)
    data = made.map()
    assert touchpoint(data, "chat")["importance"]["nps"]["value"] is not None
    parcel = touchpoint(data, "parcel")["importance"]["nps"]
    assert parcel["n"] == 20
    assert {key for key, value in parcel.items() if value is not None} == {"n"}
    assert model(data, "repurchase")["null_reason"] == "no_outcome"


def test_an_answer_that_is_always_the_same_is_no_outcome(tmp_path):
    made = World(tmp_path)
    for number in range(40):
        made.walked(f"c{number}", "chat", start=MONDAY, stars=rating(number, 1))
        made.walked(f"c{number}", "survey", start=MONDAY + DAY, nps=9)
    data = made.map()
    assert model(data, "nps")["null_reason"] == "too_few"
    assert model(data, "nps")["customers"] == 40
    assert touchpoint(data, "chat")["importance"]["nps"]["n"] == 40


def test_a_rating_given_with_or_after_the_answer_does_not_explain_it(tmp_path):
    made = World(tmp_path)
    for number in range(40):
        who, score = f"c{number}", number % 11
        made.walked(who, "survey", start=MONDAY + number * HOUR, nps=score)
        made.walked(who, "desk", start=MONDAY + number * HOUR, stars=1 + score // 3)
        made.walked(who, "chat", start=MONDAY + number * HOUR + DAY, stars=1 + score // 3)
    data = made.map()
    assert model(data, "nps")["null_reason"] == "no_outcome"
    assert touchpoint(data, "chat")["importance"]["nps"] is None


def test_the_order_of_loading_does_not_show(club, tmp_path, data):
    back = World(tmp_path)
    for number in reversed(range(80)):
        who, start = f"c{number}", MONDAY + number * HOUR
        parcel, chat = rating(number, 1), rating(number, 2)
        if parcel >= 4:
            back.walked(who, "order", start=start + 9 * DAY)
        back.walked(who, "survey", start=start + 5 * DAY, nps=min(10, 2 * parcel))
        back.walked(who, "parcel", start=start + 3 * DAY, stars=parcel)
        back.walked(who, "order", start=start + DAY)
        back.walked(who, "chat", start=start, stars=chat)
        if number % 20 == 0:
            back.load()
    back.walked("last", "fair", start=MONDAY + 60 * DAY)
    for key in ("parcel", "chat"):
        for outcome in ("nps", "repurchase"):
            here, there = (
                touchpoint(one, key)["importance"][outcome] for one in (back.map(), data)
            )
            assert here == pytest.approx(there, abs=1e-9)
