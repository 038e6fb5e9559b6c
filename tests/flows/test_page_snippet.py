"""percorso.js in a real Chromium: what was done on the pages is what is in the warehouse."""

import gzip
import itertools
import json
import urllib.request
from datetime import datetime, timedelta

import pytest

from percorso.collect.page_snippet import snippet
from tests.flows.browser import PERSON
from tests.flows.page_shop import PageShop, page_shop
from tests.flows.server import Server

pytestmark = pytest.mark.xdist_group("page snippet")

KEPT = """async () => [document.cookie, {...localStorage}, {...sessionStorage},
  (await indexedDB.databases()).length]"""
NOTHING = ["", {}, {}, 0]
COLLECTOR = "**/v1/b"
_NUMBERS = itertools.count()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with Server(tmp_path_factory.mktemp("home") / "home") as running:
        yield running


@pytest.fixture
def shop(server, tmp_path):
    with page_shop(server, tmp_path / "pages", f"site-{next(_NUMBERS)}") as opened:
        yield opened


def names(told):
    return [one.name for one in told]


def accept(shop: PageShop, page) -> None:
    page.click("#accept")
    shop.came(2)


def test_a_visit_with_consent_is_in_the_warehouse_as_it_was_done(shop, visitor):
    shop.open(visitor, "product.html?utm_source=posta&utm_campaign=natale&gclid=g-1")
    visitor.click("#add")
    visitor.click("#details")
    visitor.click("#accept")
    shop.open(visitor, "cart.html")
    visitor.click("#go")
    visitor.wait_for_url("**/checkout.html")
    shop.ready(visitor)
    visitor.fill("[name=email]", "ada@shop.example")
    for name in ("address", "card", "password"):
        visitor.fill(f"[name={name}]", "secret")
    visitor.check("[name=gift]")
    visitor.click("#pay")
    visitor.wait_for_url("**/thanks.html")
    shop.ready(visitor)
    visitor.evaluate("percorso('identify', 'ada', {email: 'ada@shop.example'})")
    visitor.evaluate(
        "percorso('track', 'Order Completed', {order_id: 'O-1', total: 42.5, currency: 'EUR'})"
    )
    told = shop.told(10)
    assert names(told) == [
        "/product.html", "Product Added", "Consent Changed", "/cart.html", "Checkout Started",
        "/checkout.html", "Checkout Step Completed", "/thanks.html", "customer.identified",
        "Order Completed",
    ]  # fmt: skip
    view, added, consent, _, started, _, step, *_, order = told
    assert view.properties["campaign"] == {"source": "posta", "name": "natale", "gclid": "g-1"}
    assert view.properties["title"] == "Lampada Alba"
    assert added.properties.items() >= {"sku": "ALBA-1", "price": "42.50"}.items()
    assert consent.properties["purposes"] == {"analytics": True, "marketing": True}
    assert consent.properties["text"] == "Usiamo strumenti di analisi solo se lo vuoi."
    assert started.properties["cart_id"] == "C-9"
    assert started.properties["url"] == f"{shop.origin}/cart.html"
    assert step.properties["gift"] == "si"
    assert "secret" not in json.dumps(step.properties)
    assert not {"card", "password", "pickup"} & set(step.properties)
    assert order.properties["consent"] == {"categoryPreferences": consent.properties["purposes"]}
    # One visitor and one visit, from the first page on: nothing had been sent before the yes.
    assert len({one.properties["visit_id"] for one in told}) == 1
    assert len(set.intersection(*(set(one.who) for one in told))) == 1
    assert len(order.who) == 2
    assert visitor.evaluate("violations") == []


def test_nothing_is_kept_and_nobody_is_named_before_consent(shop, visitor):
    shop.open(visitor, "product.html?utm_source=posta&fbclid=f-1&email=ada@shop.example")
    visitor.evaluate("percorso('identify', 'ada')")
    visitor.evaluate("percorso('track', 'Newsletter', {email: 'ada@shop.example', list: 'a'})")
    visitor.click("#add")
    assert visitor.evaluate(KEPT) == NOTHING
    shop.open(visitor, "cart.html")
    assert visitor.evaluate(KEPT) == NOTHING
    visitor.goto("about:blank")
    told = shop.told(4)
    assert names(told) == ["/product.html", "Newsletter", "Product Added", "/cart.html"]
    assert {one.who for one in told} == {()}
    said = json.dumps([one.properties for one in told])
    assert "ada@" not in said
    assert "f-1" not in said
    assert told[0].properties["campaign"] == {"source": "posta"}
    # A visit is a page's life: nothing leads from one page to the next.
    assert [len({one.properties["visit_id"] for one in told[at:]}) for at in (0, 3)] == [2, 1]


def test_who_refuses_stays_unknown_and_the_refusal_is_recorded(shop, visitor):
    shop.open(visitor)
    visitor.click("#refuse")
    told = shop.told(2)
    assert names(told) == ["/product.html", "Consent Changed"]
    assert told[1].properties["purposes"] == {"analytics": False, "marketing": False}
    assert {one.who for one in told} == {()}
    assert visitor.evaluate(KEPT) == NOTHING


def test_who_takes_consent_back_leaves_no_id_behind(shop, visitor):
    shop.open(visitor)
    accept(shop, visitor)
    assert list(visitor.evaluate("JSON.parse(localStorage.percorso)")) != []
    visitor.evaluate("percorso('consent', {analytics: false})")
    visitor.evaluate("percorso('track', 'Later')")
    assert visitor.evaluate(KEPT) == NOTHING
    told = shop.told(4)
    # That it was taken back is known of the one who did it; what comes later of nobody.
    assert [len(one.who) for one in told] == [1, 1, 1, 0]


def test_the_same_choice_told_again_is_recorded_once(shop, visitor):
    shop.open(visitor)
    accept(shop, visitor)
    shop.open(visitor)
    visitor.click("#accept")
    visitor.evaluate("percorso('track', 'Later')")
    told = shop.told(4)
    assert names(told) == ["/product.html", "Consent Changed", "/product.html", "Later"]


@pytest.mark.parametrize(
    ("setting", "arrives"), [("refuse", 2), ("silent", 0), ("ignore", 2)]
)  # fmt: skip
def test_a_browser_that_says_do_not_track_is_heard(shop, chromium, setting, arrives):
    shop.build(dnt=setting)
    context = chromium.new_context(user_agent=PERSON)
    context.add_init_script(
        "Object.defineProperty(navigator, 'globalPrivacyControl', {value: true})"
    )
    page = context.new_page()
    shop.open(page)
    page.click("#accept")
    told = shop.told(arrives) if arrives else []
    assert [len(one.who) for one in told] == [setting == "ignore"] * arrives
    assert (page.evaluate(KEPT) == NOTHING) == (setting != "ignore")
    context.close()
    assert shop.ledger()["received"] == arrives


def test_views_inside_one_page_are_views(shop, visitor):
    shop.open(visitor)
    accept(shop, visitor)
    visitor.evaluate("history.pushState({}, '', '/lampade?pagina=2')")
    visitor.evaluate("history.replaceState({}, '', '/lampade?pagina=2&ordine=prezzo')")
    shop.came(3)
    visitor.go_back()
    told = shop.told(4)
    assert names(told) == ["/product.html", "Consent Changed", "/lampade", "/product.html"]
    assert told[2].properties["referrer"] == f"{shop.origin}/product.html"


def test_what_happens_while_one_leaves_arrives_by_beacon(shop, visitor):
    shop.build(before_consent="anonymous")
    shop.open(visitor)
    visitor.evaluate("void (window.fetch = () => Promise.reject())")
    visitor.evaluate("addEventListener('pagehide', () => percorso('track', 'Left'), true)")
    visitor.goto("about:blank")
    assert names(shop.told(2)) == ["/product.html", "Left"]


def test_without_network_events_wait_and_come_once(shop, visitor):
    shop.open(visitor)
    accept(shop, visitor)
    visitor.context.set_offline(True)
    for number in range(3):
        visitor.evaluate(f"percorso('track', 'Offline', {{number: {number}}})")
    waiting = "Object.keys(localStorage).filter((key) => key !== 'percorso').length"
    assert visitor.evaluate(waiting) == 1
    visitor.close()
    visitor.context.set_offline(False)
    page = visitor.context.new_page()
    shop.open(page)
    told = shop.told(6)
    assert names(told) == ["/product.html", "Consent Changed", *["Offline"] * 3, "/product.html"]
    assert [one.properties.get("number") for one in told[2:5]] == [0, 1, 2]
    page.wait_for_function(f"{waiting} === 0")
    # What the page sent while it was closed may arrive, too: it is counted, and stored once.
    assert shop.ledger()["stored"] == 6


def test_before_consent_events_wait_for_the_network_in_memory(shop, visitor):
    shop.build(before_consent="anonymous")
    shop.open(visitor)
    shop.came(1)
    visitor.context.set_offline(True)
    visitor.click("#add")
    assert visitor.evaluate(KEPT) == NOTHING
    visitor.context.set_offline(False)
    assert names(shop.told(2)) == ["/product.html", "Product Added"]


def test_a_collector_that_asks_for_patience_gets_it(shop, visitor):
    asked = []

    def answer(route):
        asked.append(json.loads(route.request.post_data)["sentAt"])
        if len(asked) > 1:
            return route.continue_()
        headers = {
            "Retry-After": "2", "Access-Control-Allow-Origin": shop.origin,
            "Access-Control-Expose-Headers": "Retry-After",
        }  # fmt: skip
        return route.fulfill(status=503, headers=headers, body="{}")

    shop.build(before_consent="anonymous")
    visitor.route(COLLECTOR, answer)
    shop.open(visitor)
    visitor.click("#add")
    visitor.wait_for_event("response", lambda answer: answer.status == 200)
    assert names(shop.told(2)) == ["/product.html", "Product Added"]
    first, second = map(datetime.fromisoformat, asked)
    # By the page's own clock; left to itself it would have come again within a second.
    assert second - first >= timedelta(seconds=2)
    assert shop.ledger()["duplicate"] == 0


def test_nothing_is_sent_without_a_yes_where_the_shop_says_so(shop, visitor):
    shop.build(before_consent="nothing")
    shop.open(visitor)
    visitor.click("#add")
    shop.open(visitor)
    visitor.click("#refuse")
    told = shop.told(1)
    assert names(told) == ["Consent Changed"]
    assert shop.ledger()["received"] == 1


def test_the_script_is_small_and_browsers_keep_it(server):
    assert len(gzip.compress(snippet().plain, 9)) <= 4096
    request = urllib.request.Request(  # noqa: S310 - our own server
        f"{server.address}/percorso.js", headers={"Accept-Encoding": "gzip"}
    )
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        packed, headers = answer.read(), answer.headers
    assert gzip.decompress(packed) == snippet().plain
    assert len(packed) <= 4096
    assert headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert "max-age" in headers["Cache-Control"]
    request.add_header("If-None-Match", headers["ETag"])
    with pytest.raises(urllib.error.HTTPError) as unchanged:
        urllib.request.urlopen(request)  # noqa: S310
    assert unchanged.value.code == 304
