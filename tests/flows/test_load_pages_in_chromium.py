"""A file taken in through a real browser: chosen, looked at, mended, loaded, on the map."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.flows.server import Server

ORDERS = """Data;Cliente;Evento;Totale
03/04/2026 10:00;ada@example.com;Ordine completato;42,50
04/04/2026 11:30;ada@example.com;Consegna a domicilio;
15/04/2026 09:00;ugo@example.com;Ordine completato;18,00
pippo;ugo@example.com;Ordine completato;18,00
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with Server(tmp_path / "shop") as running:
        yield running


@pytest.fixture
def owner(chromium: Browser, server: Server) -> Iterator[Page]:
    """Somebody with a new workspace; in the end no script failed."""
    context = chromium.new_context(locale="it-IT", base_url=server.address)
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    context.close()
    assert wrong == []


def given(page: Page, file: Path) -> None:
    """Choose a file and its source."""
    page.goto("/map")
    page.get_by_role("link", name="Carica un file").click()
    page.get_by_label("File").set_input_files(file)
    page.get_by_label("Da dove viene").fill("shop")
    page.get_by_role("button", name="Guarda come si legge").click()
    expect(page.get_by_role("heading", name="Così si legge")).to_be_visible()


def test_from_a_file_to_the_map(owner: Page, tmp_path: Path) -> None:
    file = tmp_path / "ordini.csv"
    file.write_text(ORDERS, encoding="utf-8")
    given(owner, file)
    expect(owner.get_by_label("quando")).to_have_value("Data")
    expect(owner.locator("tbody tr").first).to_contain_text("2026-04-03 08:00")
    expect(owner.locator("tbody tr").first).to_contain_text("42,50")
    expect(owner.get_by_text("Righe che non si leggono")).to_be_visible()
    owner.get_by_role("button", name="Carica", exact=True).click()
    expect(owner.get_by_role("heading", name="Caricato")).to_be_visible()
    expect(owner.get_by_text("Contatti aggiunti").locator("xpath=..")).to_contain_text("3")
    owner.get_by_role("link", name="Guarda la mappa").click()
    expect(owner.locator(".ctx")).to_contain_text("2 clienti")


def test_a_column_nobody_recognises_is_chosen(owner: Page, tmp_path: Path) -> None:
    file = tmp_path / "strano.csv"
    file.write_text("xq;zw;kk\n2026-04-03 10:00;ada@example.com;Checkout\n", encoding="utf-8")
    given(owner, file)
    expect(owner.get_by_role("alert")).to_contain_text("che cosa è successo")
    expect(owner.get_by_role("button", name="Carica", exact=True)).to_have_count(0)
    owner.get_by_label("che cosa").select_option("kk")
    owner.get_by_role("button", name="Guarda di nuovo").click()
    expect(owner.locator("tbody tr").first).to_contain_text("Checkout")
    owner.get_by_role("button", name="Carica", exact=True).click()
    expect(owner.get_by_role("heading", name="Caricato")).to_be_visible()


def test_dates_that_can_be_read_two_ways_are_asked_for(owner: Page, tmp_path: Path) -> None:
    file = tmp_path / "date.csv"
    file.write_text("Data;Email;Evento\n03/04/2026;a@example.com;Checkout\n", encoding="utf-8")
    given(owner, file)
    owner.get_by_role("button", name="Carica", exact=True).click()
    expect(owner.get_by_role("alert")).to_contain_text("primo febbraio o il 2 gennaio")
    owner.get_by_label("Ordine nelle date").select_option("mdy")
    owner.get_by_role("button", name="Guarda di nuovo").click()
    expect(owner.locator("tbody tr").first).to_contain_text("2026-03-")
    owner.get_by_role("button", name="Carica", exact=True).click()
    expect(owner.get_by_role("heading", name="Caricato")).to_be_visible()
