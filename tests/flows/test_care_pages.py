"""A customer's data looked after in the browser: joined, split, handed out, forgotten."""

import io
import json
import zipfile

import httpx
import pytest

from percorso.workspace import Workspace
from tests.flows.test_log_in_pages import inside
from tests.flows.test_pages import Browser, shown

pytestmark = pytest.mark.xdist_group("small shop")
OWN = {"sec-fetch-site": "same-origin"}


@pytest.fixture
def browser(own_small_shop: Workspace) -> Browser:
    return Browser(own_small_shop)


def customer(shop: Workspace, name: str) -> str:
    return shop.customer(f"{name}@example.com").id


def ask(browser: Browser, id_: str, what: str, **said: object) -> httpx.Response:
    return browser.post(f"/customers/{id_}/care/{what}", headers=OWN, data=said)


def test_two_are_joined_and_split_again(browser: Browser, own_small_shop: Workspace) -> None:
    ada, ugo = (customer(own_small_shop, name) for name in ("ada", "ugo"))
    assert f"/customers/{ada}/care" in browser.get(f"/customers/{ada}").text
    done = ask(browser, ada, "join", other="ugo@example.com", reason="same flat")
    assert done.status_code == 303
    assert customer(own_small_shop, "ada") == customer(own_small_shop, "ugo")
    one = customer(own_small_shop, "ada")
    page = browser.get(f"/customers/{one}/care").text
    assert 'value="ada@example.com"' in page
    assert 'value="ugo@example.com"' in page
    [ruling] = own_small_shop.identity.rulings()
    assert (ruling.verdict, ruling.reason) == ("same", "same flat")
    assert ask(browser, one, "split", identifier="ugo@example.com").status_code == 303
    assert (customer(own_small_shop, "ada"), customer(own_small_shop, "ugo")) == (ada, ugo)
    # Another customer may be named by id, too.
    assert ask(browser, ada, "join", other=ugo).status_code == 303
    assert customer(own_small_shop, "ada") == customer(own_small_shop, "ugo")


def test_what_cannot_be_done_is_said_and_nothing_is(
    browser: Browser, own_small_shop: Workspace
) -> None:
    ada = customer(own_small_shop, "ada")
    nobody = ask(browser, ada, "join", other="nobody@example.com")
    assert nobody.status_code == 400
    assert "nobody@example.com" in shown(nobody)
    assert ask(browser, ada, "split").status_code == 400
    wrong = ask(browser, ada, "erase", confirm="c_other")
    assert wrong.status_code == 400
    assert "niente è stato cancellato" in shown(wrong)
    assert (
        browser.post(f"/customers/{ada}/care/erase", headers={}, data={"confirm": ada}).status_code
        == 403
    )
    assert customer(own_small_shop, "ada") == ada
    assert browser.get("/customers/c_nobody/care").status_code == 404


def test_all_that_is_known_is_handed_out(browser: Browser, own_small_shop: Workspace) -> None:
    ada = customer(own_small_shop, "ada")
    answer = browser.get(f"/customers/{ada}/care/export.zip")
    assert answer.headers["content-type"] == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    told = {name: archive.read(name).decode() for name in archive.namelist()}
    assert set(told) == set(own_small_shop.cards.export(ada))
    assert "ada@example.com" in "".join(told.values())
    assert all(json.loads(text) is not None for name, text in told.items() if name.endswith("json"))


def test_a_restriction_is_set_and_lifted(browser: Browser, own_small_shop: Workspace) -> None:
    ugo = customer(own_small_shop, "ugo")
    assert ask(browser, ugo, "restrict", reason="letter 12").status_code == 303
    assert own_small_shop.cards.of(ugo)["restricted"] is True
    assert "Togli il limite" in shown(browser.get(f"/customers/{ugo}/care"))
    assert ask(browser, ugo, "restrict", lift="yes").status_code == 303
    assert own_small_shop.cards.of(ugo)["restricted"] is False


def test_a_person_is_forgotten_when_the_id_was_written_once_more(
    browser: Browser, own_small_shop: Workspace
) -> None:
    ugo = customer(own_small_shop, "ugo")
    begun = ask(browser, ugo, "erase", confirm=ugo, reason="letter 13")
    assert begun.status_code == 303
    at = begun.headers["location"]
    assert ugo not in at
    if "data-ask" in (going := browser.get(at).text):
        assert f'data-ask="{at}/progress"' in going
    told = []
    while not (said := browser.get(f"{at}/progress").json())["done"]:
        told.append(said["share"])
    assert told == sorted(told)
    gone = browser.get(at)
    assert gone.status_code == 200
    assert "5 contatti in meno" in shown(gone)
    assert own_small_shop.customers().total == 2
    assert browser.get(f"/customers/{ugo}").status_code == 404


def test_who_may_not_see_personal_data_looks_after_nobody(own_small_shop: Workspace) -> None:
    ugo = customer(own_small_shop, "ugo")
    blind = inside(own_small_shop, "admin", may_export=True)
    for answer in (
        blind.get(f"/customers/{ugo}/care"), blind.get(f"/customers/{ugo}/care/export.zip"),
        ask(blind, ugo, "join", other="ada@example.com"), ask(blind, ugo, "erase", confirm=ugo),
    ):  # fmt: skip
        assert answer.status_code == 403
        assert "ugo@example.com" not in answer.text
    assert own_small_shop.customers().total == 3
