"""What changed and the reconciliation, asked as a browser asks, and by command."""

import re
from pathlib import Path

import pytest

from percorso.workspace import Workspace
from tests.flows.door import percorso
from tests.flows.test_pages import Browser, shown
from tests.workspace.changed_shop import changed_shop

OWN = {"sec-fetch-site": "same-origin"}
pytestmark = pytest.mark.xdist_group("changed shop")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return changed_shop(tmp_path_factory.mktemp("changed"))


@pytest.fixture
def browser(shop: Workspace) -> Browser:
    return Browser(shop)


def settled(browser: Browser, query: str = "") -> str:
    """The page, once it is computed."""
    while not browser.get(f"/changed/progress{query}").json()["done"]:
        pass
    return browser.get(f"/changed{query}").text


def test_the_page_says_what_the_library_says(browser: Browser, shop: Workspace) -> None:
    query = "?since=week&journey=purchase"
    page = settled(browser, query)
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert "Percorsi cominciati +105, da 140 a 245" in words
    assert "mail tace da 7 giorni" in words
    assert (
        browser.get(f"/changed.json{query}").json()["numbers"]
        == (shop.changed("week", "purchase", language="it").data.as_json()["numbers"])
    )


def test_a_line_leads_to_the_map_with_the_same_numbers(browser: Browser) -> None:
    page = settled(browser, "?since=week&journey=purchase")
    (address,) = set(re.findall(r'href="(/map\?[^"#]+)#sel=order"', page))
    found = browser.get(address.replace("&amp;", "&").replace("/map?", "/map.json?")).json()
    (order,) = [one for one in found["comparison"]["touchpoints"] if one["key"] == "order"]
    assert order["reach"]["n"] == 245
    assert 'href="/customers?touchpoint=order&amp;' in page


def test_the_main_numbers_get_their_change_later(browser: Browser) -> None:
    page = browser.map("?period=7&journey=purchase")
    assert 'data-ask="/map/strip?journey=purchase&amp;period=7"' in page.text
    notes = browser.get("/map/strip?journey=purchase&period=7").json()
    assert notes["journeys"]["verdict"] == "more"
    assert notes["journeys"]["text"].startswith("+75")
    assert "da 140 a 245" in notes["journeys"]["said"]
    # All data have nothing before them.
    assert "data-ask" not in re.findall(r'<div id="strip"[^>]*>', browser.map().text)[0]
    assert browser.get("/map/strip").json() == {}


def test_what_cannot_be_told_is_said(browser: Browser) -> None:
    assert "nowhere" in settled(browser, "?journey=nowhere")
    assert browser.get("/changed.exe").status_code == 404


def test_commands_say_the_same(shop: Workspace, tmp_path: Path) -> None:
    asked = ("--workspace", shop.folder, "--journey", "purchase", "--lang", "en")
    told = percorso("changed", *asked)
    assert (told.code, "Journeys begun +105, from 140 to 245" in told.out) == (0, True)
    pdf = tmp_path / "changed.pdf"
    assert percorso("changed", *asked, "--format", "pdf", "--out", pdf).code == 0
    assert pdf.read_bytes().startswith(b"%PDF")
    assert percorso("changed", *asked, "--since", "never").code == 2


def test_totals_are_given_seen_and_withdrawn(browser: Browser, shop: Workspace) -> None:
    assert "Nessuna fonte ha ancora detto" in shown(browser.get("/reconciliation"))
    content = b"source;day;measure;value\nshop;2026-03-02;orders;5\nshop;soon;orders;1\n"
    page = browser.post(
        "/reconciliation/file", headers=OWN, files={"file": ("totals.csv", content, "text/csv")}
    )
    assert "1 totali tenuti" in shown(page)
    assert "3: " in shown(page)
    sent = {"source": "shop", "day": "2026-03-03", "measure": "orders", "value": "4"}
    assert browser.post("/reconciliation", headers=OWN, data=sent).status_code == 303
    page = browser.get("/reconciliation")
    assert "1 numeri su 2 sono uguali" in shown(page)
    assert shown(browser.get("/reconciliation?only=differing")).count("uguale") == 0
    told = browser.get("/reconciliation.json").json()
    assert (told["compared"], told["equal"]) == (2, 1)
    assert "shop,2026-03-02,orders,5,4,-1," in browser.get("/reconciliation.csv").text
    days = {"source": "shop", "first": "2026-03-02", "last": "2026-03-03"}
    assert browser.post("/reconciliation/withdraw", headers=OWN, data=days).status_code == 303
    assert browser.get("/reconciliation.json").json()["compared"] == 0


def test_a_total_that_is_none_is_said(browser: Browser) -> None:
    sent = {"source": "shop", "day": "", "measure": "orders", "value": "4"}
    page = browser.post("/reconciliation", headers=OWN, data=sent)
    assert (page.status_code, 'role="alert"' in page.text) == (422, True)
    assert browser.post("/reconciliation", headers={}, data=sent).status_code == 403


def test_totals_are_given_by_command(shop: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "totals.csv"
    file.write_text("source;day;measure;value\nshop;2026-03-05;orders;4\n", encoding="utf-8")
    where = ("--workspace", shop.folder)
    assert "1 totals kept" in percorso("reconciliation", "totals", file, *where).out
    told = percorso("reconciliation", "show", "--source", "shop", *where)
    assert "1 of 1 numbers are equal" in told.out
    assert percorso("reconciliation", "show", "--format", "json", *where).data["compared"] == 1
    assert "withdrawn: 1 " in percorso("reconciliation", "withdraw", "shop", *where).out
    gone = percorso("reconciliation", "totals", tmp_path / "gone.csv", *where)
    assert gone.code == 3
