"""Colleagues in a real browser: in by a link, wrong once, what their role shows, and out."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from percorso.domain.access import Actor
from tests.flows.members import PASSWORD, member
from tests.flows.server import Server
from tests.flows.small_shop import small_shop
from tests.flows.test_accessible_pages import faults

pytestmark = pytest.mark.xdist_group("small shop")
# Pages that need a log-in, or to be without one.
PAGES = ("/settings", "/settings/second-factor", "/users", "/users/2", "/audit?check=1")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Where the pages are, and the link by which a viewer chooses a password."""
    workspace = small_shop(tmp_path_factory.mktemp("members"))
    member(workspace, name="ada")
    viewer = member(workspace, "viewer", name="eva")
    link = workspace.users.reset(viewer, Actor("root"))
    with Server(workspace.folder) as server:
        yield server.address, f"/welcome/{link}"


def opened(chromium: Browser, address: str) -> Page:
    """A page of somebody nobody has seen before."""
    return chromium.new_context(locale="it-IT", base_url=address).new_page()


def log_in(page: Page, who: str, password: str = PASSWORD) -> None:
    page.get_by_label("Email").fill(f"{who}@lume.example")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Accedi").click()


def test_a_colleague_chooses_a_password_logs_in_sees_the_role_and_leaves(
    chromium: Browser, shop: tuple[str, str]
) -> None:
    page = opened(chromium, shop[0])
    page.goto(shop[1])
    assert faults(page) == []
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_label("Password nuova", exact=False).first.fill("treno azzurro fra i pini")
    page.get_by_label("Ancora la password nuova").fill("treno azzurro fra i pini")
    page.get_by_role("button", name="Salva e accedi").click()
    expect(page.locator("#map")).to_be_attached()
    expect(page.get_by_text("Esporta", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Esci").click()
    expect(page).to_have_url(f"{shop[0]}/log-in")
    page.goto("/customers?order=first")
    log_in(page, "eva")
    expect(page.get_by_role("alert")).to_have_text("Email o password non sono giuste.")
    assert faults(page) == []
    log_in(page, "eva", "treno azzurro fra i pini")
    expect(page).to_have_url(f"{shop[0]}/customers?order=first")
    page.context.close()


def test_the_pages_of_users_have_no_fault(chromium: Browser, shop: tuple[str, str]) -> None:
    page = opened(chromium, shop[0])
    page.goto("/log-in")
    log_in(page, "ada")
    found = {}
    for path in PAGES:
        page.goto(path)
        found[path] = faults(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
    assert found == {path: [] for path in PAGES}
    page.context.close()
