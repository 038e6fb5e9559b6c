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


def test_the_word_of_an_emotion_stands_on_one_line(owner: Page) -> None:
    owner.goto("/map#sel=review_submitted")
    word = owner.locator("#panel p.felt span")
    expect(word).to_have_text("neutra")
    box = word.bounding_box()
    assert box is not None
    assert box["width"] > box["height"]


def test_an_action_is_made_where_its_touchpoint_is_shown(owner: Page) -> None:
    owner.goto("/map#sel=order&shut=emotion")
    owner.get_by_role("link", name="Crea azione").click()
    field = owner.get_by_label("Che cosa fare")
    expect(field).to_be_focused()
    owner.locator("#panel").get_by_role("link", name="Annulla").click()
    expect(owner.get_by_role("link", name="Crea azione")).to_be_focused()
    owner.get_by_role("link", name="Crea azione").click()
    field.fill("Chiamare")
    owner.get_by_label("Chi la fa").fill("Anna Verdi")
    owner.get_by_role("button", name="Crea azione").click()
    expect(owner).to_have_url("/map#sel=order&shut=emotion")
    planned = owner.locator("#panel").get_by_role("link", name="Chiamare").first
    expect(planned).to_be_visible()
    # It stands on the map itself, too, on a screen and on a phone.
    expect(owner.locator("#map a[href='/actions/1']:visible").first).to_be_visible()
    planned.click()
    owner.get_by_role("button", name="Segna come fatta").click()
    expect(owner.get_by_role("status")).to_have_text("Salvato.")


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
