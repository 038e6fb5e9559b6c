"""A touchpoint edited in the browser is what the command would have made of it."""

import html
import re
from typing import Any

import httpx
import pytest

from percorso.workspace import Workspace
from tests.flows.test_pages import Browser, shown

pytestmark = pytest.mark.xdist_group("small shop")
OWN = {"sec-fetch-site": "same-origin"}
AS_IT_IS = {
    "name_it": "Chiamata ricevuta", "name_en": "Call received", "stage": "service",
    "channel": "phone", "owner": "", "promise": "",
}  # fmt: skip


@pytest.fixture
def browser(own_small_shop: Workspace) -> Browser:
    return Browser(own_small_shop)


def saved(browser: Browser, **said: str) -> httpx.Response:
    """What the form of the calls answers."""
    return browser.post("/touchpoints/call_received", headers=OWN, data=AS_IT_IS | said)


def on_map(browser: Browser, key: str = "call_received") -> dict[str, Any]:
    return next(one for one in browser.get("/map.json").json()["touchpoints"] if one["key"] == key)


def test_what_is_saved_is_on_the_map_at_once(browser: Browser, own_small_shop: Workspace) -> None:
    assert on_map(browser)["stage"] == "service"
    done = saved(
        browser, name_it="Telefono", stage="loyalty", owner="Anna", promise="1,5",
        query="period=30&evil=1",
    )  # fmt: skip
    assert (done.status_code, done.headers["location"]) == (303, "/map?period=30")
    found = on_map(browser)
    assert (found["name"], found["stage"], found["owner"]) == ("Telefono", "loyalty", "Anna")
    [place] = [one for one in own_small_shop.catalogue.places() if one.key == "call_received"]
    assert (place.name_en, place.promise_seconds) == ("Call received", 5400)
    again = shown(browser.get("/touchpoints/call_received"))
    assert "Modifica il touchpoint" in again
    assert 'value="1.5"' in browser.get("/touchpoints/call_received").text


def test_the_map_says_once_what_was_done_and_undoes_it(
    browser: Browser, own_small_shop: Workspace
) -> None:
    saved(browser, name_it="Telefono", promise="24")
    page = browser.map()
    said = "Telefono: Nome in italiano Chiamata ricevuta → Telefono"
    assert f"{said}; Promessa in ore – → 24 ore" in shown(page)
    assert said not in shown(browser.map())
    [no] = re.findall(r'name="no" value="(\d+)"', page.text)
    done = browser.post("/changes/undo", headers=OWN, data={"no": no, "query": "channel=web"})
    assert done.headers["location"] == "/map?channel=web"
    assert on_map(browser)["name"] == "Chiamata ricevuta"
    twice = browser.post("/changes/undo", headers=OWN, data={"no": no})
    assert twice.status_code == 404
    assert own_small_shop.catalogue.edits()[0].undone_at is not None


def test_saving_what_it_is_already_is_no_edit(browser: Browser, own_small_shop: Workspace) -> None:
    assert saved(browser).status_code == 303
    assert own_small_shop.catalogue.edits() == []
    assert "Nessuna modifica" in shown(browser.get("/changes"))


def test_names_are_made_one(browser: Browser, own_small_shop: Workspace) -> None:
    page = browser.get("/touchpoints/zorp")
    assert "Zorp" in shown(page)
    done = browser.post("/touchpoints/zorp/merge", headers=OWN, data={"into": "order"})
    assert done.headers["location"] == "/map#sel=order"
    assert on_map(browser, "order")["customers"] == 3
    assert "il nome “Zorp” porta a Ordine (prima: Zorp)" in shown(browser.get("/changes"))
    # Nothing is made of a name nobody has.
    assert browser.post(
        "/touchpoints/order/merge", headers=OWN, data={"into": "new"}
    ).status_code in (404, 422)
    assert "new" not in {one.key for one in own_small_shop.catalogue.places()}


def test_edits_are_taken_back_from_the_last_on(browser: Browser) -> None:
    saved(browser, owner="Anna")
    saved(browser, owner="Ugo")
    page = browser.get("/changes")
    assert re.findall(r'name="no" value="(\d+)"', page.text) == ["2"]
    early = browser.post("/changes/undo", headers=OWN, data={"no": "1", "to": "changes"})
    assert early.status_code == 409
    for no in ("2", "1"):
        done = browser.post("/changes/undo", headers=OWN, data={"no": no, "to": "changes"})
        assert done.headers["location"] == "/changes"
    assert on_map(browser)["owner"] is None


@pytest.mark.parametrize(
    "wrong",
    [{"name_it": " "}, {"promise": "soon"}, {"promise": "-1"}, {"stage": "nowhere"},
     {"channel": "smoke"}, {"owner": "x" * 81}],
)  # fmt: skip
def test_what_cannot_be_kept_is_said_and_nothing_is_lost(
    browser: Browser, own_small_shop: Workspace, wrong: dict[str, str]
) -> None:
    page = saved(browser, **({"name_en": "Phone"} | wrong))
    assert page.status_code == 422
    assert 'role="alert"' in page.text
    assert 'value="Phone"' in page.text
    assert own_small_shop.catalogue.edits() == []


def test_nobody_else_edits(browser: Browser, own_small_shop: Workspace) -> None:
    for path in ("/touchpoints/call_received", "/touchpoints/zorp/merge", "/changes/undo"):
        for headers in ({}, {"sec-fetch-site": "cross-site"}, {"origin": "http://evil.example"}):
            sent = AS_IT_IS | {"owner": "Eve", "into": "order", "no": "1"}
            assert browser.post(path, headers=headers, data=sent).status_code == 403
    assert own_small_shop.catalogue.edits() == []


def test_what_is_typed_is_shown_inert(browser: Browser) -> None:
    evil = "<img src=x onerror=alert(1)>"
    saved(browser, name_it=evil, owner='"><script>alert(1)</script>')
    for path in ("/touchpoints/call_received", "/changes", "/map"):
        text = browser.map().text if path == "/map" else browser.get(path).text
        assert "<img" not in text
        assert "<script>alert" not in text
        assert html.escape(evil) in text


def test_a_touchpoint_nobody_knows_is_said(browser: Browser) -> None:
    assert browser.get("/touchpoints/nowhere").status_code == 404
    assert browser.post("/touchpoints/nowhere", headers=OWN, data=AS_IT_IS).status_code == 404
