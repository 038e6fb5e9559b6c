"""No page has a fault that axe-core finds: by day and by night, on a screen and on a phone."""

from collections.abc import Iterator
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from percorso.domain.action import Plan
from percorso.domain.hypotheses import TypedCell
from percorso.domain.segment import Fact, Segment
from percorso.domain.survey.templates import beginning
from percorso.workspace.maps.placing import Placing
from tests.flows.server import Server
from tests.flows.small_shop import small_shop

_AXE = Axe()
# Nothing is told of what is right, and no style sheet is fetched a second time. A theme changes
# colours and nothing else.
_OPTIONS = {
    "light": '{resultTypes: ["violations"], preload: false}',
    "dark": '{resultTypes: ["violations"], preload: false, runOnly: ["color-contrast"]}',
}
pytestmark = pytest.mark.xdist_group("small shop")
# In each of them is what can be read and what can be reached.
PAGES = (
    "/map?period=30&compare=before#sel=order", "/map#view=table", "/customers",
    "/customers?q=nobody", "/customers/{customer}", "/customers/{customer}/why",
    "/customers/{customer}/care", "/happy-index",
    "/customers?order=drop", "/sources",
    "/load", "/nowhere",
    "/follow-ups",
    "/touchpoints/order", "/changes", "/sources/rejected?source=odd&code=bad_time", "/segments",
    "/segment?f0.kind=orders&f0.least=1&f1.kind=trait&add=channel", "/settings",
    "/actions?status=all", "/actions/1", "/actions/new",
    "/changed", "/reconciliation", "/reviews", "/reviews/templates",
    "/voice", "/voice/texts", "/voice/listening", "/voice/lists",
    "/begin", "/begin?step=bases", "/typed", "/typed/rows/thinks",
    "/surveys", "/surveys/prova", "/surveys/edit?key=prova",
    "/settings/stages", "/settings/journeys", "/settings/journeys/edit?key=purchase",
    "/settings/journeys/edit?key=purchase&yaml=1",
    "/settings/bases", "/settings/retention", "/settings/keys",
)  # fmt: skip


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Where the pages of the small shop are, and the id of one of its customers."""
    folder = tmp_path_factory.mktemp("small")
    workspace = small_shop(folder)
    odd = folder / "odd.csv"
    odd.write_text("at;email;touchpoint\n2026-01-05;a@b.example;Order\n;c@d.example;Order\n")
    workspace.load(odd, source="odd")
    phone = folder / "phone.csv"
    phone.write_text("at;email;phone;touchpoint\n2026-03-12;ugo@example.com;3331234567;Order\n")
    workspace.load(phone, source="till")
    workspace.catalogue.place("order", Placing(owner="Anna"))
    late = Plan("Call back", owner="Anna", due_on=date(2020, 1, 31), status="in_progress")
    workspace.actions.add(late, "order", seen=workspace.map().data)
    workspace.actions.add(Plan("Say thanks", status="done"), "order")
    workspace.typed.save_row(None, "Cosa pensa", {"service": TypedCell("Uffa", 12)}, 0)
    workspace.surveys.make(beginning("csat", "prova", "Prova", "Casa Lume"))
    workspace.segments.save(Segment("Buyers", (Fact("orders", least=1),)))
    with Server(workspace.folder) as server:
        yield server.address, workspace.customers().rows[0].id


@pytest.fixture
def reader(chromium: Browser, shop: tuple[str, str]) -> Iterator[Page]:
    # What still moves lies over something else.
    context = chromium.new_context(locale="it-IT", base_url=shop[0], reduced_motion="reduce")
    yield context.new_page()
    context.close()


def faults(page: Page) -> list[str]:
    """What axe-core finds on a page, however it is looked at: its rule, and where."""
    page.evaluate(_AXE.axe_script)
    wrong = []
    for wide, theme in product((1440, 390), ("light", "dark")):
        page.set_viewport_size({"width": wide, "height": 900})
        page.emulate_media(color_scheme=theme)
        for one in page.evaluate(f"axe.run({_OPTIONS[theme]})")["violations"]:
            wrong += [f"{theme} {wide} {one['id']}: {node['html'][:200]}" for node in one["nodes"]]
    return wrong


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_no_fault(reader: Page, shop: tuple[str, str], path: str) -> None:
    reader.goto(path.format(customer=shop[1]))
    if path.startswith("/map"):
        expect(reader.locator("#map")).to_be_attached()
    if path == "/changed":
        expect(reader.locator("#totals")).to_be_attached()
    assert faults(reader) == []


def test_the_pages_of_a_file_have_none(reader: Page, tmp_path: Path) -> None:
    file = tmp_path / "more.csv"
    file.write_text("at;email;touchpoint\n2026-01-05 10:00;a@b.example;Zorp\n", encoding="utf-8")
    reader.goto("/load")
    reader.get_by_label("File").set_input_files(file)
    reader.get_by_label("Da dove viene").fill("more")
    reader.get_by_role("button", name="Guarda come si legge").click()
    expect(reader.get_by_role("heading", name="Così si legge")).to_be_visible()
    assert faults(reader) == []


def test_the_page_of_several_files_has_none(reader: Page, tmp_path: Path) -> None:
    files = [tmp_path / "ordini.csv", tmp_path / "chat.csv"]
    for file in files:
        file.write_text("at;email;touchpoint\n2026-01-05 10:00;a@b.example;Zorp\n", "utf-8")
    reader.goto("/load")
    reader.get_by_label("File").set_input_files(files)
    reader.get_by_role("button", name="Guarda come si legge").click()
    expect(reader.get_by_role("heading", name="chat.csv")).to_be_visible()
    assert faults(reader) == []


def test_the_form_in_the_panel_has_none(reader: Page) -> None:
    reader.goto("/map#sel=order")
    reader.get_by_role("link", name="Modifica").click()
    expect(reader.get_by_label("Nome in italiano")).to_be_focused()
    assert faults(reader) == []
