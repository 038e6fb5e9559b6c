"""Somebody who never opens a terminal begins: an empty workspace to a map of their own file."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from percorso.workspace import Workspace
from tests.flows.members import PASSWORD
from tests.flows.server import Server

pytestmark = pytest.mark.xdist_group("small shop")
FILE = b"at;email;touchpoint\n2026-03-01 10:00;ada@lume.example;Order Completed\n"


def test_from_nothing_to_a_map_of_ones_own_file(chromium: Browser, tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    Workspace(folder, create=True)
    file = tmp_path / "ordini.csv"
    file.write_bytes(FILE)
    with Server(folder) as server:
        page = chromium.new_context(locale="it-IT", base_url=server.address).new_page()
        page.goto("/")
        expect(page).to_have_url(f"{server.address}/begin")
        page.get_by_label("Nome dell’azienda").fill("Lampade Rossi")
        page.get_by_role("button", name="Avanti").click()
        page.get_by_role("button", name="Crea il primo utente").click()
        page.get_by_label("Email").fill("ada@lume.example")
        page.get_by_label("Password nuova", exact=False).first.fill(PASSWORD)
        page.get_by_label("Ancora la password nuova").fill(PASSWORD)
        page.get_by_role("button", name="Salva e accedi").click()
        # Who has just made themselves the first user goes on where they were.
        expect(page.get_by_role("heading", name="Basi giuridiche")).to_be_visible()
        page.get_by_role("button", name="Salta per ora").click()
        expect(page.get_by_role("button", name="Carica il negozio di prova")).to_be_visible()
        page.get_by_role("link", name="Carica un file").click()
        page.get_by_label("File").set_input_files(file)
        page.get_by_label("Da dove viene").fill("shop")
        page.get_by_role("button", name="Guarda come si legge").click()
        page.get_by_role("button", name="Carica", exact=True).click()
        page.get_by_role("link", name="Guarda la mappa").click()
        expect(page.locator("#map")).to_be_attached()
        expect(page.get_by_text("Lampade Rossi").first).to_be_visible()
        page.goto("/")
        expect(page).to_have_url(f"{server.address}/map")
