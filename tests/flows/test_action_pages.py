"""Actions made on the map, listed, changed, closed and removed in the browser."""

import html
import re
from urllib.parse import urlencode

import httpx
import pytest

from percorso.domain.action import Plan
from percorso.drawing.language import Language
from percorso.workspace import Workspace
from tests.flows.shop_world import ShopWorld
from tests.flows.test_pages import Browser, shown

pytestmark = pytest.mark.xdist_group("shop")
OWN = {"sec-fetch-site": "same-origin"}
CALL = {"at": "order", "title": "Richiamare", "owner": "Anna", "due_on": "2020-01-31",
        "status": "to_do", "query": "channel=web", "to": "map"}  # fmt: skip


@pytest.fixture
def browser(own_small_shop: Workspace) -> Browser:
    return Browser(own_small_shop)


def make(browser: Browser, **more: str) -> httpx.Response:
    return browser.post("/actions", headers=OWN, data=CALL | more)


def test_an_action_of_a_touchpoint_is_made_and_stands_on_the_map(
    browser: Browser, own_small_shop: Workspace
) -> None:
    browser.map()
    form = browser.get("/actions/new?at=order&channel=web")
    assert "Ordine" in shown(form)
    anywhere = browser.get("/actions/new")
    assert '<option value="order">Ordine</option>' in anywhere.text
    assert '<option value="service">' in anywhere.text
    assert 'name="query" value="channel=web"' in form.text
    made = make(browser)
    assert (made.status_code, made.headers["location"]) == (303, "/map?channel=web")
    kept = own_small_shop.actions.of(1)
    assert (kept.plan.title, kept.about.touchpoint) == ("Richiamare", "order")
    # What was measured is what the map said that was looked at.
    assert kept.about.state is not None
    assert kept.about.state.segment == "channel = web"
    # The map was computed before: its actions are those of now.
    page = browser.map()
    assert "Richiamare" in shown(page)
    assert "in ritardo: era da fare entro il 31 gen 2020" in page.text
    assert browser.get("/map.json").json()["actions"][0]["owner"] == "Anna"


def test_the_form_of_a_finding_says_what_could_be_won(lamp_shop: ShopWorld) -> None:
    browser = Browser(lamp_shop.workspace)
    pain = next(
        one for one in lamp_shop.map()["findings"]
        if one["kind"] == "pain_point" and one["detail"]["test"] == "felt"
    )  # fmt: skip
    browser.map()
    asked = urlencode({"at": pain["touchpoint"], "finding": pain["id"], "lang": "en"})
    page = shown(browser.get(f"/actions/new?{asked}"))
    assert pain["title"] in html.unescape(page)
    excess = (pain["measure"]["value"] or 0) - pain["detail"]["others"]
    assert f"at most {Language('en').number(100 * excess, 1)} points less" in page
    assert f"n {Language('en').number(pain['measure']['n'])}" in page
    # A finding leads there from its panel.
    assert f'data-finding="{pain["id"]}"' in browser.map().text
    assert browser.get("/actions/new?at=order&finding=f_0").status_code == 404


def test_the_list_says_what_is_late_and_is_filtered_and_sorted(
    browser: Browser, own_small_shop: Workspace
) -> None:
    make(browser)
    make(browser, title="Altro", owner="", due_on="", status="in_progress")
    make(browser, title="Finita", owner="Ugo", status="done")
    page = browser.get("/actions")
    assert "2 azioni, 1 in ritardo" in shown(page)
    assert "Finita" not in shown(page)

    def titles(query: str) -> list[str]:
        return re.findall(r'href="/actions/\d+"><b>([^<]+)', browser.get(f"/actions{query}").text)

    assert titles("") == ["Richiamare", "Altro"]
    assert titles("?status=all&order=title") == ["Altro", "Finita", "Richiamare"]
    assert titles("?status=all&order=title&way=down") == ["Richiamare", "Finita", "Altro"]
    assert titles("?owner=-") == ["Altro"]
    assert titles("?status=overdue") == ["Richiamare"]
    assert titles("?status=done&owner=Ugo") == ["Finita"]
    assert "Nessuna azione con questi filtri" in shown(browser.get("/actions?status=dropped"))


def test_an_action_is_changed_closed_reopened_and_removed(
    browser: Browser, own_small_shop: Workspace
) -> None:
    make(browser)
    page = browser.get("/actions/1")
    assert "Misurato allora" in shown(page)
    changed = {**CALL, "title": "Scrivere", "note": "a\r\nb", "read_at": "0"}
    assert browser.post("/actions/1", headers=OWN, data=changed).status_code == 303
    assert own_small_shop.actions.of(1).plan.note == "a\nb"
    late = browser.post("/actions/1", headers=OWN, data=changed | {"title": "Altro"})
    assert (late.status_code, "Qualcun altro ha cambiato" in late.text) == (422, True)
    for status in ("done", "to_do"):
        browser.post("/actions/1/status", headers=OWN, data={"status": status})
        assert own_small_shop.actions.of(1).plan.status == status
    assert "stato: da fare → fatta" in shown(browser.get("/actions/1"))
    assert browser.post("/actions/1/remove", headers=OWN).headers["location"] == "/actions"
    assert browser.get("/actions/1").status_code == 404


@pytest.mark.parametrize(
    ("said", "status"),
    [({"title": " "}, 422), ({"due_on": "soon"}, 422), ({"status": "lost"}, 422),
     ({"at": "moon"}, 404), ({"finding": "f_0"}, 404)],
)  # fmt: skip
def test_what_cannot_be_kept_is_said(
    browser: Browser, own_small_shop: Workspace, said: dict[str, str], status: int
) -> None:
    page = make(browser, **said)
    assert page.status_code == status
    assert status == 404 or 'role="alert"' in page.text
    assert own_small_shop.actions.all() == []


def test_nobody_else_changes_the_plan(browser: Browser, own_small_shop: Workspace) -> None:
    own_small_shop.actions.add(Plan("Mine"), "order")
    for headers in ({}, {"sec-fetch-site": "cross-site"}):
        for path in ("/actions", "/actions/1", "/actions/1/status", "/actions/1/remove"):
            assert browser.post(path, headers=headers, data=CALL).status_code == 403
    assert [one.plan.title for one in own_small_shop.actions.all()] == ["Mine"]


def test_what_is_typed_is_shown_inert(browser: Browser) -> None:
    evil = '"><script>alert(1)</script>'
    make(browser, title=evil, owner=evil, note=evil)
    for page in (browser.get("/actions"), browser.get("/actions/1"), browser.map()):
        assert "<script>alert" not in page.text
