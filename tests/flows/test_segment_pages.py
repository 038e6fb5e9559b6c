"""Segments put together in the browser: counted, kept, and asked of map and list."""

import html
import re
from urllib.parse import urlencode

import pytest

from percorso.workspace import Workspace
from tests.flows.test_pages import Browser, shown

pytestmark = pytest.mark.xdist_group("small shop")
OWN = {"sec-fetch-site": "same-origin"}
CALLERS = {"f0.kind": "channel", "f0.has": "yes", "f0.value": "phone"}


@pytest.fixture
def browser(own_small_shop: Workspace) -> Browser:
    return Browser(own_small_shop)


def test_a_fact_is_added_filled_and_counted(browser: Browser) -> None:
    assert "Aggiungi un fatto per cominciare" in shown(browser.get("/segment"))
    added = browser.get("/segment?add=channel")
    assert 'name="f0.value"' in added.text
    assert "1 da completare" in shown(added)
    assert "2 clienti" in shown(browser.get(f"/segment?{urlencode(CALLERS)}"))
    not_so = browser.get(f"/segment?{urlencode(CALLERS | {'f0.has': 'no'})}")
    assert "1 clienti" in shown(not_so)
    both = CALLERS | {"f1.kind": "orders", "f1.least": "1"}
    assert "1 clienti" in shown(browser.get(f"/segment?{urlencode(both)}"))
    either = browser.get(f"/segment?{urlencode(both | {'joined': 'any'})}")
    assert "3 clienti" in shown(either)
    # Enter in a field presses the first button of the form.
    first = re.findall(r'<button class="btn" type="submit"[^>]*>', either.text)[0]
    assert "drop" not in first
    dropped = browser.get(f"/segment?{urlencode(both | {'drop': '0'})}")
    assert re.findall(r'name="f\d+\.kind" value="(\w+)"', dropped.text) == ["orders"]


def test_what_is_kept_filters_the_map_and_the_list(
    browser: Browser, own_small_shop: Workspace
) -> None:
    done = browser.post("/segments", headers=OWN, data=CALLERS | {"name": "Chi chiama"})
    assert (done.status_code, done.headers["location"]) == (303, "/map?segment=chi_chiama")
    assert browser.get("/map.json?segment=chi_chiama").json()["totals"]["customers"] == 2
    page = browser.map("?segment=chi_chiama")
    assert "Chi chiama · 2 clienti" in shown(page)
    listed = browser.get("/customers?segment=chi_chiama")
    assert "Clienti del segmento Chi chiama" in shown(listed)
    assert len(set(re.findall(r'href="/customers/(c_[^"]+)"', listed.text))) == 2
    sorted_by = re.findall(r'href="(\?[^"]*order=first[^"]*)"', listed.text)
    assert [html.unescape(one) for one in sorted_by] == ["?segment=chi_chiama&order=first"]
    met = browser.get("/customers?segment=chi_chiama&touchpoint=order")
    assert len(set(re.findall(r'href="/customers/(c_[^"]+)"', met.text))) == 1
    line = shown(browser.get("/segments"))
    assert re.search("Chi chiama 2 Canale usato: Telefono", line)


def test_segments_are_compared(browser: Browser) -> None:
    browser.post("/segments", headers=OWN, data=CALLERS | {"name": "Chi chiama"})
    found = browser.get("/map.json?segment=chi_chiama&compare=everybody").json()
    assert found["comparison"]["totals"]["customers_other"] == 3
    beside = browser.get("/map.json?compare=in:chi_chiama").json()["comparison"]
    assert beside["totals"]["customers_other"] == 2
    assert "in:chi_chiama" in browser.map().text


def test_a_kept_one_is_changed_and_removed(browser: Browser, own_small_shop: Workspace) -> None:
    browser.post("/segments", headers=OWN, data=CALLERS | {"name": "Chi chiama"})
    led = browser.get("/segment?key=chi_chiama")
    assert led.status_code == 303
    page = browser.get(led.headers["location"])
    assert 'value="Chi chiama"' in page.text
    assert "2 clienti" in shown(page)
    changed = {"key": "chi_chiama", "name": "Altri", "f0.kind": "orders", "f0.least": "1"}
    browser.post("/segments", headers=OWN, data=changed)
    assert [(one.key, one.name) for one in own_small_shop.segments.all()] == [
        ("chi_chiama", "Altri")
    ]
    assert browser.post("/segments/remove", headers=OWN, data={"key": "chi_chiama"}).is_redirect
    assert own_small_shop.segments.all() == []
    gone = browser.map("?segment=chi_chiama")
    assert (gone.status_code, "chi_chiama" in gone.text) == (503, True)
    assert browser.get("/customers?segment=chi_chiama").status_code == 404


@pytest.mark.parametrize(
    "said", [{"name": ""}, {"f0.value": ""}, {"f0.kind": "orders"}, {"key": "nowhere"}]
)
def test_what_cannot_be_kept_is_said(
    browser: Browser, own_small_shop: Workspace, said: dict[str, str]
) -> None:
    page = browser.post("/segments", headers=OWN, data=CALLERS | {"name": "Chi"} | said)
    assert page.status_code == 422
    assert 'role="alert"' in page.text
    assert own_small_shop.segments.all() == []


def test_nobody_else_changes_segments(browser: Browser, own_small_shop: Workspace) -> None:
    browser.post("/segments", headers=OWN, data=CALLERS | {"name": "Chi chiama"})
    for headers in ({}, {"sec-fetch-site": "cross-site"}, {"origin": "http://evil.example"}):
        sent = CALLERS | {"name": "Eve", "key": "chi_chiama"}
        assert browser.post("/segments", headers=headers, data=sent).status_code == 403
        assert browser.post("/segments/remove", headers=headers, data=sent).status_code == 403
    assert [one.name for one in own_small_shop.segments.all()] == ["Chi chiama"]


def test_what_is_typed_is_shown_inert(browser: Browser) -> None:
    evil = '"><script>alert(1)</script>'
    browser.post("/segments", headers=OWN, data=CALLERS | {"name": evil})
    for page in (
        browser.get("/segments"),
        browser.map(),
        browser.get("/segment?key=script_alert_1"),
    ):
        assert "<script>alert" not in page.text
