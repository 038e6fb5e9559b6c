"""Counters and stands in a real Chromium: what people enter is on the map and with its customer."""

import pytest

from percorso.cli.options import settings_of
from percorso.workspace import Workspace
from tests.flows.browser import PERSON
from tests.flows.door import percorso
from tests.flows.server import Server

pytestmark = pytest.mark.xdist_group("entry pages")

KEPT = "[document.cookie, {...localStorage}, {...sessionStorage}]"
# Forms that come sooner are taken for a program's.
HUMAN_MS = 1_050
LIST = (
    "Data;Ora;Cosa;Email;Nota\n20/11/2026;09:30;Visita in negozio;ada@shop.example;vuole Alba\n"
    "20/11/2026;;pranzo;bob@shop.example;\n"
)


@pytest.fixture(scope="module")
def shop(tmp_path_factory, records_url_of_module):
    home = tmp_path_factory.mktemp("shop") / "home"
    made = [
        percorso("source", "add", "banco", "--kind", "counter", "--title", "Negozio di Bari",
                 "-w", home, "--json"),
        percorso("source", "add", "fiera", "--kind", "stand", "--channel", "event",
                 "--firm", "Casa Lume", "--privacy-url", "https://lume.example/privacy",
                 "-w", home, "--json"),
    ]  # fmt: skip
    with Server(home) as server:
        usual = "http://127.0.0.1:8400"
        yield server, [one.data["address"].replace(usual, server.address) for one in made]


def press(page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def sent(page) -> None:
    page.wait_for_timeout(HUMAN_MS)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_what_is_entered_is_on_the_map_and_with_its_customer(shop, chromium):
    server, (counter, stand) = shop
    context = chromium.new_context(
        user_agent=PERSON, locale="it-IT", viewport={"width": 390, "height": 844}
    )
    page = context.new_page()
    page.goto(counter)
    # The keyboard alone: past the language, the first kind, then the email and the name.
    press(page, "Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    press(page, "Enter", "Tab", "Space", "ArrowRight", "Tab")
    page.keyboard.type("ada@shop.example")
    sent(page)
    assert page.inner_text("[role=status]") == "Registrato. Puoi inserire il prossimo."
    page.set_input_files(
        "#file", {"name": "l.csv", "mimeType": "text/csv", "buffer": LIST.encode()}
    )
    page.wait_for_timeout(HUMAN_MS)
    page.click("section.list button")
    assert "pranzo" in page.inner_text("table")
    page.wait_for_timeout(HUMAN_MS)
    page.click("button.primary")
    assert "scarti" in page.inner_text("[role=status]")
    page.goto(stand)
    assert page.title() == "Restiamo in contatto · Casa Lume"
    page.check("[name=marketing_email]")
    page.fill("#email", "ada@shop.example")
    sent(page)
    assert page.inner_text("h1") == "Grazie"
    assert (page.evaluate(KEPT), context.cookies()) == (["", {}, {}], [])
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    context.close()

    server.drained()
    lines = percorso("ledger", "-w", server.home, "--json").data
    told = {line["source"]: (line["stored"], line["rejected"]) for line in lines}
    assert told == {"banco": (2, 1), "fiera": (1, 0)}
    [refused] = percorso("rejected", "list", "-w", server.home, "--json").data
    assert refused["code"] == "bad_entry"
    ada = Workspace(server.home, settings_of(server.home)).customer("ada@shop.example")
    seen = [(row["touchpoint"], row["channel"], row["source"]) for row in ada.interactions]
    assert seen == [
        ("store_visit", "store", "banco"), ("call_received", "phone", "banco"),
        ("fair_visit", "event", "fiera"),
    ]  # fmt: skip
    replayed = percorso("rejected", "replay", "-w", server.home, "--json").data
    assert (replayed["tried"], replayed["rejected"]) == (1, 1)


@pytest.mark.parametrize(("locale", "heading"), [("it-IT", "Qualcosa"), ("en-GB", "Something")])
def test_what_is_wrong_is_said_where_the_reader_stands(shop, chromium, locale, heading):
    _, (counter, _) = shop
    context = chromium.new_context(user_agent=PERSON, locale=locale, color_scheme="dark")
    page = context.new_page()
    page.goto(counter)
    page.fill("#email", "ada@")
    sent(page)
    assert page.evaluate("document.activeElement.id") == "summary"
    assert page.inner_text("#summary h2").startswith(heading)
    assert page.input_value("#email") == "ada@"
    assert page.get_attribute("#email", "aria-describedby") == "email-problem"
    context.close()
