"""The pages in a real Chromium, over a real server: as somebody who never types a command."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.flows.server import Server
from tests.flows.shop_world import ShopWorld

pytestmark = pytest.mark.xdist_group("shop")


@pytest.fixture(scope="module")
def address(lamp_shop: ShopWorld) -> Iterator[str]:
    """Where the shop's pages are."""
    with Server(lamp_shop.workspace.folder) as server:
        yield server.address


@pytest.fixture(params=[(1440, 900), (390, 844)], ids=["desktop", "phone"])
def reader(chromium: Browser, request: pytest.FixtureRequest, address: str) -> Iterator[Page]:
    """A page of somebody; in the end nothing went wrong, and nobody else was asked anything."""
    wide, high = request.param
    context = chromium.new_context(
        viewport={"width": wide, "height": high}, locale="it-IT", base_url=address,
        permissions=["clipboard-read", "clipboard-write"],
    )  # fmt: skip
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on(
        "request",
        lambda asked: None if asked.url.startswith((address, "data:")) else wrong.append(asked.url),
    )
    yield page
    context.close()
    assert wrong == []


def is_phone(page: Page) -> bool:
    size = page.viewport_size
    return size is not None and size["width"] < 760


def opened(page: Page) -> None:
    """Open the first touchpoint of the map there is on this screen."""
    where = ".phone .tp[data-i]" if is_phone(page) else ".map .card"
    page.locator(where).first.click()


def test_from_the_map_to_a_touchpoint_and_back(reader: Page) -> None:
    reader.goto("/")
    expect(reader).to_have_url(re.compile("/map$"))
    opened(reader)
    expect(reader.locator("#panel h2")).to_be_focused()
    expect(reader).to_have_url(re.compile("#sel=.+"))
    reader.keyboard.press("Escape")
    expect(reader.locator("#panel")).to_be_hidden()


def test_a_pain_point_opens_the_touchpoint_it_is_of(reader: Page) -> None:
    reader.goto("/map")
    where = ".phone [data-of]" if is_phone(reader) else ".map:not([hidden]) [data-of]"
    pain = reader.locator(where).first
    key = pain.get_attribute("data-of")
    pain.focus()
    reader.keyboard.press("Enter") if not is_phone(reader) else pain.click()
    expect(reader.locator("#panel article")).to_be_visible()
    assert f"sel={key}" in reader.url


def test_from_a_touchpoint_to_the_customers_behind_it(reader: Page) -> None:
    reader.goto("/map?period=90")
    expect(reader.locator("#map")).to_be_visible()
    opened(reader)
    reader.get_by_role("link", name="Vedi i clienti").click()
    expect(reader).to_have_url(re.compile(r"/customers\?period=90&touchpoint=\w+"))
    expect(reader.get_by_role("heading", name="Clienti con un contatto")).to_be_visible()


def test_a_filter_changes_the_map_and_keeps_what_is_open(reader: Page) -> None:
    reader.goto("/map#view=table")
    expect(reader.locator("#map")).to_be_visible()
    reader.get_by_label("Periodo").select_option("30")
    expect(reader).to_have_url(re.compile(r"/map\?period=30#view=table$"))
    expect(reader.locator("#table-touchpoints")).to_be_visible()
    reader.get_by_label("Confronta").select_option("before")
    expect(reader).to_have_url(re.compile(r"period=30&compare=before"))
    expect(reader.get_by_text("Che cosa è cambiato")).to_be_visible()
    reader.get_by_role("link", name="Togli i filtri").click()
    expect(reader).to_have_url(re.compile("/map$"))


def test_own_dates_wait_until_they_are_applied(reader: Page) -> None:
    reader.goto("/map")
    expect(reader.locator("#map")).to_be_visible()
    expect(reader.get_by_label("Dal")).to_be_hidden()
    reader.get_by_label("Periodo").select_option("own")
    reader.get_by_label("Dal").fill("2026-09-01")
    reader.get_by_label("Al", exact=True).fill("2026-09-30")
    reader.get_by_role("button", name="Applica").click()
    expect(reader).to_have_url(re.compile("period=own&since=2026-09-01&last=2026-09-30"))
    expect(reader.locator(".ctx")).to_contain_text("1 set – 30 set")


def test_theme_and_language_go_along(reader: Page) -> None:
    reader.goto("/map")
    expect(reader.locator("#map")).to_be_visible()
    reader.locator("#theme").click()
    reader.get_by_role("link", name="Clienti", exact=True).click()
    expect(reader.locator("html")).to_have_attribute("data-theme", "dark")
    reader.get_by_role("link", name="English").click()
    expect(reader.get_by_role("heading", name="Customers")).to_be_visible()
    reader.get_by_role("link", name="Sources").click()
    expect(reader.get_by_role("heading", name="Sources and data quality")).to_be_visible()
    reader.locator("#theme").click()
    expect(reader.locator("html")).to_have_attribute("data-theme", "light")


def test_a_view_is_shared_by_its_address(reader: Page) -> None:
    reader.goto("/map?channel=phone")
    expect(reader.locator("#map")).to_be_visible()
    reader.get_by_role("button", name="Condividi vista").click()
    expect(reader.get_by_role("button", name="Indirizzo copiato")).to_be_visible()
    assert reader.evaluate("navigator.clipboard.readText()") == reader.url


def test_a_drawing_is_taken_away(reader: Page) -> None:
    reader.goto("/map")
    expect(reader.locator("#map")).to_be_visible()
    reader.get_by_text("Esporta").click()
    with reader.expect_download() as taken:
        reader.get_by_role("link", name="Disegno (SVG)").click()
    assert taken.value.suggested_filename == "percorso-map.svg"


def test_from_the_list_to_a_customer_by_keyboard(reader: Page) -> None:
    reader.goto("/customers?order=interactions")
    reader.keyboard.press("/")
    expect(reader.get_by_label("Cerca")).to_be_focused()
    reader.locator("tbody a").first.click()
    expect(reader.get_by_role("heading", name="Cronologia")).to_be_visible()
    reader.get_by_role("link", name="Assistenza e post-vendita").click()
    expect(reader).to_have_url(re.compile("stage=service"))


@pytest.mark.parametrize("path", ["/map", "/customers", "/sources"])
def test_no_page_is_wider_than_the_screen(reader: Page, path: str) -> None:
    reader.goto(path)
    wide = reader.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0
