"""Is every planted truth in the files, and as large as it says?"""

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from pathlib import Path
from statistics import mean, median

import pytest

from percorso.sample_shop import UNTIL
from percorso.sample_shop.plan import PLAN

PAGE = Path(__file__).parents[2] / "docs" / "understand" / "sample-shop.md"
RATINGS = ("stelle", "nps", "csat", "ces")
# What happened in the last days has had no time to go on.
RIPE = timedelta(days=10)


def left_after(books, touchpoint):
    """For each visit before the first order: whether nothing but newsletters followed it."""
    left = []
    for journey in books.journeys:
        own = [line for line in journey if line.touchpoint != "Newsletter"]
        for position, line in enumerate(own):
            if line.touchpoint == "Order Completed":
                break
            follower = own[position + 1].touchpoint if position + 1 < len(own) else None
            if line.touchpoint == touchpoint != follower and UNTIL - line.at > RIPE:
                left.append(follower is None)
    return left


def ordered_after(books, touchpoint):
    """For each ripe journey that met a touchpoint before ordering: whether it ordered."""
    ordered = []
    for journey in books.journeys:
        names = [line.touchpoint for line in journey]
        if touchpoint in names and UNTIL - journey[names.index(touchpoint)].at > RIPE:
            until = names.index("Order Completed") if "Order Completed" in names else len(names)
            if names.index(touchpoint) < until:
                ordered.append(until < len(names))
    return ordered


def rated_badly(books, touchpoint, column, at_most):
    ratings = [int(line.cells[column]) for line in books.named(touchpoint) if line.cells[column]]
    return [rating <= at_most for rating in ratings]


def kept_by_city(books, city, hours):
    """For each home delivery: whether it came in time, in the city and elsewhere."""
    orders, kept = books.by_order("Order Completed"), defaultdict(list)
    for number, line in books.by_order("Consegnata").items():
        in_time = line.at - orders[number].at <= timedelta(hours=hours)
        kept[line.cells["city"] == city].append(in_time)
    return kept[True], kept[False]


def first_deliveries(books):
    """First home delivery of each customer: whether late, and what came after it."""
    orders = books.by_order("Order Completed")
    for journey in books.journeys:
        names = [line.touchpoint for line in journey]
        if "Consegnata" in names:
            position = names.index("Consegnata")
            line = journey[position]
            late = line.at - orders[line.order].at > timedelta(hours=48)
            yield late, line, names[position + 1 :]


def reply_hours(books):
    """(asked at, hours to the answer) of each support e-mail that was answered."""
    letters = sorted(
        books.named("Email assistenza", "Risposta assistenza"), key=lambda line: line.at
    )
    asked = {}
    for line in letters:
        if line.touchpoint == "Email assistenza":
            asked[line.cells["ticket"]] = line.at
        else:
            at = asked[line.cells["ticket"]]
            yield at, (line.at - at).total_seconds() / 3600


def test_most_leave_after_the_faq(books, planted):
    left = left_after(books, "FAQ")
    assert len(left) > 200
    assert mean(left) == pytest.approx(planted["faq_dead_end"]["leave_share"], abs=0.06)
    assert mean(left) > mean(left_after(books, "Product Viewed")) + 0.3


def test_few_order_after_the_faq(books):
    assert mean(ordered_after(books, "FAQ")) < mean(ordered_after(books, "Product Viewed")) - 0.15


def test_the_chat_is_rated_badly_but_nobody_leaves_for_it(books, planted):
    bad = rated_badly(books, "Chat prevendita", "csat", 2)
    assert len(bad) > 150
    assert mean(bad) == pytest.approx(planted["loud_chat"]["bad_share"], abs=0.07)
    assert mean(left_after(books, "Chat prevendita")) < mean(left_after(books, "Product Viewed"))


def test_the_chat_is_the_loudest_pain(books):
    bad = Counter()
    for line in books.lines:
        if any(line.cells.get(column) in {"1", "2"} for column in ("stelle", "csat")):
            bad[line.touchpoint] += 1
    assert bad.most_common(1)[0][0] == "Chat prevendita"


def test_a_quote_loses_many_in_silence(books, planted):
    left = left_after(books, "Richiesta preventivo")
    voices = [
        line
        for line in books.named("Richiesta preventivo")
        if any(line.cells.get(column) for column in (*RATINGS, "testo"))
    ]
    assert len(left) > 250
    assert mean(left) == pytest.approx(planted["quiet_quote"]["leave_share"], abs=0.06)
    assert len(voices) == planted["quiet_quote"]["voices"]


def test_the_quiet_pain_costs_more_orders_than_the_loud_one(books):
    usual = mean(left_after(books, "Product Viewed"))
    quote = left_after(books, "Richiesta preventivo")
    chat = left_after(books, "Chat prevendita")
    lost_by_quote = len(quote) * (mean(quote) - usual)
    lost_by_chat = len(chat) * max(0.0, mean(chat) - usual)
    assert lost_by_quote > 50 > lost_by_chat


def test_checkouts_with_late_shipping_are_completed_less(books, planted):
    started, paid = Counter(), Counter()
    for line in books.named("Checkout Started"):
        started[line.cells["shipping_shown"]] += 1
    for line in books.named("Payment Info Entered"):
        paid[line.cells["shipping_shown"]] += 1
    for shown in ("late", "early"):
        expected = planted["shipping_surprise"][f"leave_share_{shown}"]
        assert 1 - paid[shown] / started[shown] == pytest.approx(expected, abs=0.04)


def test_late_deliveries_are_remembered_badly(books):
    stars = defaultdict(list)
    for late, line, _ in first_deliveries(books):
        if line.cells["stelle"]:
            stars[late].append(int(line.cells["stelle"]))
    assert mean(stars[False]) > 4.2
    assert mean(stars[True]) < 2.5


def test_a_late_delivery_ends_the_reordering(books):
    again = defaultdict(list)
    for late, _, after in first_deliveries(books):
        again[late].append("Riordino rapido" in after)
    assert len(again[True]) > 50
    assert mean(again[False]) > 0.4
    assert mean(again[True]) < 0.2


def test_the_promise_is_kept_badly_in_one_city(books, planted):
    promise = planted["late_city"]
    city, elsewhere = kept_by_city(books, promise["city"], promise["promise_hours"])
    assert len(city) > 80
    assert mean(city) == pytest.approx(promise["kept_share_in_city"], abs=0.12)
    assert mean(elsewhere) == pytest.approx(promise["kept_share_elsewhere"], abs=0.03)


def test_e_mail_answers_slow_down_on_the_planted_day(books, planted):
    drift = planted["slower_replies"]
    since = datetime.fromisoformat(drift["since"])
    before = [hours for at, hours in reply_hours(books) if at < since]
    after = [hours for at, hours in reply_hours(books) if at >= since]
    assert UNTIL - timedelta(days=32) < since < UNTIL - timedelta(days=29)
    assert median(before) == pytest.approx(drift["median_hours_before"], rel=0.15)
    assert median(after) == pytest.approx(drift["median_hours_after"], rel=0.25)


def test_support_mails_bounce_back_and_forth(books, planted):
    letters = Counter(line.cells["ticket"] for line in books.named("Email assistenza"))
    several = mean(count >= 2 for count in letters.values())
    assert several == pytest.approx(planted["mail_ping_pong"]["write_again_share"], abs=0.08)
    assert max(letters.values()) >= 5


def test_most_cases_are_solved_after_their_last_answer_and_some_are_reopened(books):
    cases = defaultdict(list)
    for line in books.named("Email assistenza", "Telefono", "Ticket risolto", "Ticket riaperto"):
        if line.cells["ticket"]:
            cases[line.cells["ticket"]].append((line.at, line.touchpoint))
    ripe = [sorted(marks) for marks in cases.values() if UNTIL - max(marks)[0] > RIPE]
    assert len(ripe) > 200
    solved = mean(marks[-1][1] == "Ticket risolto" for marks in ripe)
    assert solved == pytest.approx(PLAN.solved, abs=0.06)
    reopened = [marks for marks in ripe if "Ticket riaperto" in dict(map(reversed, marks))]
    assert 0.1 < len(reopened) / len(ripe) < 0.3
    for marks in reopened:
        names = [name for _, name in marks]
        assert names.index("Ticket risolto") < names.index("Ticket riaperto")


def test_some_customers_send_back_several_orders(books):
    returns = [sum(line.touchpoint == "Reso" for line in journey) for journey in books.journeys]
    assert sum(count >= 2 for count in returns) >= 4
    refunded = books.by_order("Order Refunded")
    assert set(refunded) <= set(books.by_order("Order Completed"))


def test_journeys_are_open_at_the_end(books, planted):
    share = mean(UNTIL - journey[0].at < timedelta(days=7) for journey in books.journeys)
    assert share >= planted["open_at_the_end"]["arriving_in_last_week_share_at_least"]
    under_way = {
        line.order
        for line in books.named("Order Completed")
        if line.cells["consegna"] == "domicilio"
    } - set(books.by_order("Consegnata"))
    assert under_way


def test_some_customers_are_met_in_the_shops_alone(books, planted):
    in_shops = [
        all(line.cells.get("canale") == "store" for line in journey) for journey in books.journeys
    ]
    assert 0.10 <= mean(in_shops) <= 0.15
    assert mean(in_shops) == pytest.approx(planted["shop_only"]["customer_share"], abs=0.025)


def test_some_customers_get_nothing_but_newsletters(books, planted):
    letters_only = [
        all(line.touchpoint == "Newsletter" for line in journey) for journey in books.journeys
    ]
    assert mean(letters_only) == pytest.approx(planted["letters_only"]["customer_share"], abs=0.015)


def test_every_truth_names_touchpoints_that_are_in_the_files(shop, books):
    names = {line.touchpoint for line in books.lines}
    assert len({truth.key for truth in shop.truths}) == len(shop.truths)
    for truth in shop.truths:
        assert set(truth.touchpoints) <= names


def test_every_truth_has_its_heading_on_the_docs_page(shop):
    headings = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("### ")]
    told = {line.split("`")[1] for line in headings}
    assert told == {truth.key for truth in shop.truths}
