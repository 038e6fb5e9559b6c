"""What people type on the map, edited in the browser: kept, told, taken back, escaped."""

import re

import httpx
import pytest

from percorso.workspace import Workspace
from tests.flows.test_pages import Browser, shown

pytestmark = pytest.mark.xdist_group("small shop")
OWN = {"sec-fetch-site": "same-origin"}


@pytest.fixture
def browser(own_small_shop: Workspace) -> Browser:
    return Browser(own_small_shop)


def sent(browser: Browser, path: str, **said: str) -> httpx.Response:
    """What a form answers, filled in over what it showed."""
    seen = re.findall(r'name="seen" value="(\d+)"', browser.get(path).text)[0]
    return browser.post(path, headers=OWN, data={"seen": seen, **said})


def test_a_row_is_typed_and_stands_on_the_map_with_its_grade(browser: Browser) -> None:
    done = sent(
        browser, "/typed/rows", label="Cosa pensa", text_service="<b>Uffa</b>", n_service="12",
        source_service="interviste", query="period=30",
    )  # fmt: skip
    assert (done.status_code, done.headers["location"]) == (303, "/map?period=30")
    page = browser.map()
    assert "riga “Cosa pensa” (1 fasi)" in shown(page)
    assert "<b>Uffa" not in page.text
    [row] = browser.get("/map.json").json()["typed_rows"]
    assert row["label"] == "Cosa pensa"
    assert (row["cells"][0]["stage"], row["cells"][0]["evidence"]) == ("service", "weak")
    assert 'href="/typed/rows/thinks?query=' in page.text
    form = browser.get("/typed/rows/thinks?at=service").text
    assert 'value="12"' in form
    assert "n 12" in shown(browser.get("/typed"))


def test_the_map_offers_to_take_it_back_once(browser: Browser) -> None:
    sent(browser, "/typed/stages/service", owner="Paolo Greco", feeling="-0,4")
    page = browser.map()
    assert "responsabile – → Paolo Greco" in shown(page)
    no = re.findall(r'action="/typed/undo".*?name="no" value="(\d+)"', page.text)[0]
    done = browser.post("/typed/undo", headers=OWN, data={"no": no, "query": "channel=web"})
    assert done.headers["location"] == "/map?channel=web"
    stages = {one["key"]: one for one in browser.get("/map.json").json()["stages"]}
    assert stages["service"]["owner"] is None
    assert browser.post("/typed/undo", headers=OWN, data={"no": no}).status_code == 404


def test_what_cannot_be_kept_comes_back_with_all_that_was_typed(browser: Browser) -> None:
    back = sent(browser, "/typed/rows", label="Riga", text_service="parole mie", n_service="tante")
    assert (back.status_code, 'role="alert"' in back.text) == (422, True)
    assert "parole mie" in back.text
    first = sent(browser, "/typed/persona", name="Giulia")
    assert first.status_code == 303
    again = browser.post("/typed/persona", headers=OWN, data={"seen": "0", "name": "Marta"})
    assert (again.status_code, "Marta" in again.text) == (409, True)
    assert browser.get("/typed/rows/nowhere").status_code == 404


def test_a_row_is_removed(browser: Browser) -> None:
    sent(browser, "/typed/rows", label="Via", text_service="x")
    seen = re.findall(r'name="seen" value="(\d+)"', browser.get("/typed/rows/via").text)[0]
    removed = browser.post(
        "/typed/rows/via/remove", headers=OWN, data={"seen": seen, "to": "typed"}
    )
    assert removed.headers["location"] == "/typed"
    assert browser.get("/map.json").json()["typed_rows"] == []


def test_rows_are_put_in_another_order_and_back(
    browser: Browser, own_small_shop: Workspace
) -> None:
    for label in ("Prima", "Seconda"):
        sent(browser, "/typed/rows", label=label, text_service="x")
    now = own_small_shop.typed.now()
    first, second = (row.key for row in now.hypotheses.rows)
    page = browser.get("/typed").text
    assert f'action="/typed/rows/{second}/move"' in page
    said = {"seen": str(now.version), "up": "yes"}
    moved = browser.post(f"/typed/rows/{second}/move", headers=OWN, data=said)
    assert moved.headers["location"] == f"/typed#row-{second}"
    order = [row["key"] for row in browser.get("/map.json").json()["typed_rows"]]
    assert order == [second, first]
    assert "righe in un altro ordine" in shown(browser.get("/typed"))
    late = browser.post(f"/typed/rows/{first}/move", headers=OWN, data=said)
    assert "Qualcun altro" in shown(late)
    own_small_shop.typed.move_row(second, now.version + 1, up=False)
    assert [row.key for row in own_small_shop.typed.now().hypotheses.rows] == [first, second]
