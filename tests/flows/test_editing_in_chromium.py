"""A touchpoint edited where it stands on the map, in a real Chromium."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.flows.server import Server
from tests.flows.small_shop import small_shop

pytestmark = pytest.mark.xdist_group("small shop")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the pages of a small shop are."""
    with Server(small_shop(tmp_path_factory.mktemp("small")).folder) as server:
        yield server.address


@pytest.fixture(params=[1440, 390], ids=["desktop", "phone"])
def owner(chromium: Browser, request: pytest.FixtureRequest, address: str) -> Iterator[Page]:
    """A page of somebody; in the end no script failed."""
    context = chromium.new_context(
        viewport={"width": request.param, "height": 844}, locale="it-IT", base_url=address
    )
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    yield page
    context.close()
    assert wrong == []


def test_a_touchpoint_is_edited_on_the_map_and_that_undone(owner: Page) -> None:
    # Who comes by an address finds the same ways on.
    owner.goto("/map?channel=web#sel=order&shut=emotion")
    owner.get_by_role("link", name="Modifica").click()
    field = owner.get_by_label("Nome in italiano")
    expect(field).to_be_focused()
    owner.get_by_role("link", name="Annulla").click()
    expect(owner.get_by_role("link", name="Modifica")).to_be_focused()
    owner.get_by_role("link", name="Modifica").click()
    field.fill("Acquisto fatto")
    owner.get_by_label("Responsabile").fill("Anna")
    owner.get_by_role("button", name="Salva").click()
    expect(owner.get_by_role("status")).to_contain_text("Ordine → Acquisto fatto")
    expect(owner).to_have_url("/map?channel=web#sel=order&shut=emotion")
    expect(owner.locator("#panel")).to_contain_text("responsabile: Anna")
    owner.get_by_role("button", name="Annulla questa modifica").click()
    expect(owner.locator("#panel h2")).to_have_text("Ordine")
    expect(owner).to_have_url("/map?channel=web#sel=order&shut=emotion")


def test_a_name_is_made_one_with_a_touchpoint(owner: Page) -> None:
    owner.goto("/map#sel=zorp")
    owner.get_by_role("link", name="Modifica").click()
    owner.get_by_label("Unisci a").select_option("order")
    owner.get_by_role("button", name="Unisci", exact=True).click()
    expect(owner.locator("#panel h2")).to_have_text("Ordine")
    owner.get_by_role("link", name="Tutte le modifiche").click()
    expect(owner.locator("tbody tr").first).to_contain_text("Zorp")
    owner.get_by_role("button", name="Annulla questa modifica").click()
    expect(owner.locator("tbody tr").first).to_contain_text("annullata il")
