"""Somebody who never opens a terminal begins: an empty workspace to a map of their own file."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from percorso.workspace import Workspace
from tests.flows.members import PASSWORD
from tests.flows.server import Server

pytestmark = pytest.mark.xdist_group("small shop")
# Forty bought; of those whose parcel came late, all say so.
FILE = "at;email;touchpoint;rating;text\n" + "".join(
    f"2026-03-0{1 + place % 9} 10:00;c{place}@lume.example;Product Viewed;;\n"
    f"2026-03-0{1 + place % 9} 11:00;c{place}@lume.example;Order Completed;;\n"
    f"2026-03-2{place % 9} 09:00;c{place}@lume.example;Home delivery;1;Arrivata tardi e rotta\n"
    for place in range(40)
)


def test_from_nothing_to_a_map_of_ones_own_file(chromium: Browser, tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    Workspace(folder, create=True)
    file = tmp_path / "ordini.csv"
    file.write_text(FILE, "utf-8")
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
        # The worst point, what customers say there, and an action with an owner.
        page.locator("#map text", has_text="Home delivery").first.click()
        panel = page.locator("#panel")
        expect(panel.locator("[data-finding]").first).to_be_visible()
        expect(panel.get_by_text("Arrivata tardi e rotta").first).to_be_visible()
        panel.locator("[data-finding]").get_by_role("link", name="Crea azione").first.click()
        page.get_by_label("Che cosa fare").fill("Cambiare corriere")
        page.get_by_label("Chi la fa").fill("ada@lume.example")
        page.get_by_role("button", name="Crea azione").click()
        expect(page).to_have_url(re.compile(r"/map"))
        page.goto("/actions")
        expect(page.get_by_role("link", name="Cambiare corriere")).to_be_visible()
        page.goto("/")
        expect(page).to_have_url(f"{server.address}/map")
    [made] = Workspace(folder).actions.all()
    assert (made.plan.title, made.plan.owner) == ("Cambiare corriere", "ada")
