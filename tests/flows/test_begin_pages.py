"""A workspace that is new is begun in the browser, step by step; one with data is left alone."""

import time
from pathlib import Path

import pytest

from percorso.workspace import Workspace
from percorso.workspace.loading.sample import WorkspaceHoldsData
from tests.flows.members import OWN, PASSWORD
from tests.flows.test_pages import HERE, Browser, shown

pytestmark = pytest.mark.xdist_group("small shop")


@pytest.fixture
def new(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "shop", create=True)


def led(browser: Browser, path: str, **data: str) -> str:
    """Where a form of the beginning leads."""
    sent = browser.post(path, headers=OWN | {"origin": HERE}, data=data)
    assert sent.status_code == 303, shown(sent)
    return sent.headers["location"]


def test_each_step_leads_to_the_next_and_the_last_to_the_map(new: Workspace) -> None:
    browser = Browser(new)
    assert browser.get("/").headers["location"] == "/begin"
    assert 'name="name"' in browser.get("/begin").text
    nameless = browser.post("/begin/company", headers=OWN, data={"name": " "})
    assert (nameless.status_code, "da 1 a 200" in shown(nameless)) == (422, True)
    assert led(browser, "/begin/company", name="Lampade  Rossi", language="en") == "/begin"
    assert new.name == "Lampade Rossi"
    page = browser.get("/begin")
    assert "The first user" in shown(page)
    link = led(browser, "/settings/first")
    welcome = {"email": "ada@lume.example", "password": PASSWORD, "again": PASSWORD}
    assert led(browser, link, **welcome) == "/begin"
    bases = browser.get("/begin")
    assert "Legal bases" in shown(bases)
    unsaid = browser.post("/begin/bases", headers=OWN, data={"profiling": "consent"})
    assert (unsaid.status_code, "Write why" in shown(unsaid)) == (422, True)
    chosen = {"profiling": "legitimate_interest", "survey": "", "reason": "assessment of May"}
    assert led(browser, "/begin/bases", **chosen) == "/begin"
    assert new.consent.bases() == {"profiling": "legitimate_interest"}
    assert 'href="/load"' in browser.get("/begin").text
    assert led(browser, "/begin/skip", step="data") == "/map"
    assert browser.get("/").headers["location"] == "/map"
    acts = [(one.act, one.subject) for one in new.audit.entries()]
    assert acts[:2] == [("basis_chosen", "profiling"), ("logged_in", "ada@lume.example")]
    # Whoever comes back finds the steps where they were left.
    assert "Back to the first steps" in shown(browser.map())
    assert "Lampade Rossi" in browser.get("/begin?step=company").text


def test_every_step_can_be_left_out_and_taken_up_again(new: Workspace) -> None:
    browser = Browser(new)
    for step in ("company", "owner", "bases"):
        assert led(browser, "/begin/skip", step=step) == "/begin"
        # Another server finds what was left out.
        assert Browser(new).get("/").headers["location"] == "/begin"
    assert led(browser, "/begin/skip", step="data") == "/map"
    assert browser.post("/begin/skip", headers=OWN, data={"step": "x"}).status_code == 404
    assert led(browser, "/begin/company", name="Rossi") == "/map"
    assert new.consent.bases() == {}
    assert not new.users.there_are()


def test_a_workspace_with_data_is_not_disturbed(own_small_shop: Workspace) -> None:
    browser = Browser(own_small_shop)
    assert browser.get("/").headers["location"] == "/map"
    assert "negozio di prova" not in shown(browser.get("/begin?step=data"))
    with pytest.raises(WorkspaceHoldsData):
        own_small_shop.load_sample()
    assert led(browser, "/begin/sample") == "/begin/sample"
    while not browser.get("/begin/sample/progress").json()["done"]:
        pass
    assert "Qui ci sono già dati" in shown(browser.get("/begin/sample"))
    assert len(own_small_shop.sources.ledger()) == 1


def test_the_sample_shop_is_loaded_in_the_browser(new: Workspace) -> None:
    browser = Browser(new)
    assert browser.get("/begin/sample").headers["location"] == "/begin?step=data"
    assert led(browser, "/begin/sample") == "/begin/sample"
    assert 'data-ask="/begin/sample/progress"' in browser.get("/begin/sample").text
    while not browser.get("/begin/sample/progress").json()["done"]:
        time.sleep(0.2)  # Asking costs the load its time.
    assert browser.get("/begin/sample").headers["location"] == "/map"
    assert {one.source for one in new.sources.ledger()} >= {"shop", "site", "courier"}
