"""What a user without the mark *sees personal data* is not told, and what the log tells of it."""

from pathlib import Path

import pyotp
import pytest

from percorso.domain.segment import Fact, Segment
from percorso.web.masking import fact_for, may_use
from percorso.web.page import Visitor
from percorso.workspace import Workspace
from percorso.workspace.users.second_factor import new_factor
from tests.flows.members import OWN, PASSWORD, member
from tests.flows.small_shop import small_shop
from tests.flows.test_api import AFAR, Program
from tests.flows.test_log_in_pages import log_in
from tests.flows.test_pages import Browser, shown

pytestmark = pytest.mark.xdist_group("small shop")
MILAN = Segment("Dal Duomo", (Fact("trait", trait="city", value="Milano"),))
FROM_MILAN = {"f0.kind": "trait", "f0.trait": "city", "f0.value": "Milano"}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    found = small_shop(tmp_path_factory.mktemp("sees"))
    found.segments.save(MILAN)
    member(found, "owner", sees_personal=True)
    member(found, "analyst")
    return found


def browser_of(workspace: Workspace, role: str) -> Browser:
    browser = Browser(workspace)
    assert log_in(browser, role).status_code == 303
    return browser


def acts(workspace: Workspace) -> list[tuple[str, str, dict[str, str]]]:
    return [(one.act, one.subject, dict(one.detail)) for one in workspace.audit.entries()]


def test_a_trait_is_for_who_sees_personal_data_and_other_facts_are_for_all() -> None:
    anybody, sitting = Visitor(), Visitor(sits_here=True)
    phone = Segment("Phone", (Fact("channel", value="phone"),))
    assert [may_use(anybody, one) for one in (MILAN, phone)] == [False, True]
    assert may_use(sitting, MILAN)
    assert fact_for(anybody, MILAN.facts[0]).value == "…"
    assert fact_for(anybody, phone.facts[0]).value == "phone"


def test_a_segment_by_where_people_live_is_closed_to_who_may_not_see_it(shop: Workspace) -> None:
    analyst, owner = browser_of(shop, "analyst"), browser_of(shop, "owner")
    assert "Milano" in shown(owner.get("/segments"))
    listed = analyst.get("/segments")
    assert "Dal Duomo" in shown(listed)
    assert "Milano" not in listed.text
    assert "/segment?key=" not in listed.text
    for address in ("/segment?key=dal_duomo", "/customers?segment=dal_duomo",
                    "/segment?f0.kind=trait&f0.trait=city&f0.value=Milano"):  # fmt: skip
        page = analyst.get(address)
        assert (page.status_code, "dati personali" in shown(page)) == (403, True), address
        assert owner.get(address).status_code in (200, 303), address
    builder = analyst.get("/segment?add=channel")
    assert 'value="trait"' not in builder.text
    assert "values-city" not in builder.text
    assert 'value="trait"' in owner.get("/segment").text
    other = {"key": "dal_duomo", "name": "Altro", "f0.kind": "orders", "f0.least": "1"}
    for sent in (FROM_MILAN | {"name": "Nuovo"}, other):
        assert analyst.post("/segments", headers=OWN, data=sent).status_code == 403
    assert [one.name for one in shop.segments.all()] == ["Dal Duomo"]
    assert analyst.map("?segment=dal_duomo").status_code == 200


def test_programs_are_held_to_the_same(shop: Workspace) -> None:
    blind = Program(shop, shop.tokens.add("Blind", "write", days=1).clear, AFAR)
    seeing = Program(
        shop, shop.tokens.add("Seeing", "write", days=1, sees_personal=True).clear, AFAR
    )
    assert seeing.get("/segments/dal_duomo")["facts"][0]["value"] == "Milano"
    assert blind.get("/segments/dal_duomo")["facts"][0]["value"] == "…"
    assert blind.get("/segments")["items"][0]["facts"][0]["value"] == "…"
    body = {"name": "Nuovo", "facts": [{"kind": "trait", "trait": "city", "value": "Milano"}]}
    assert blind.ask("POST", "/segments", json=body).status_code == 403
    plain = {"name": "Nuovo", "facts": [{"kind": "orders", "least": 1}]}
    assert blind.ask("PUT", "/segments/dal_duomo", json=plain).status_code == 403
    assert blind.ask("GET", "/customers?segment=dal_duomo").status_code == 403
    assert seeing.ask("GET", "/customers?segment=dal_duomo").status_code == 200


def test_that_somebody_searched_is_noted_and_never_for_what(shop: Workspace) -> None:
    analyst = browser_of(shop, "analyst")
    found = analyst.get("/customers?q=ada@example.com").headers["location"]
    analyst.get("/customers?q=nobody@example.com")
    token = shop.tokens.add("Search", "read", days=1)
    Program(shop, token.clear, AFAR).get("/customers/found?q=ada@example.com")
    noted = [one for one in acts(shop) if one[0] == "customer_searched"]
    customer = found.rpartition("/")[2]
    one, none = {"signs": "15", "found": "1"}, {"signs": "18", "found": "0"}
    assert noted == [
        ("customer_searched", customer, one), ("customer_searched", "", none),
        ("customer_searched", customer, one),
    ]  # fmt: skip
    assert "example.com" not in str(noted)


def test_rejected_rows_seen_in_clear_are_noted(shop: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "late.csv"
    file.write_text("at,touchpoint,email\n2026-02-31,order,ada@example.com\n"
                    "2026-02-01 10:00:00,order,ada@example.com\n")  # fmt: skip
    shop.load(file, source="late")
    [code] = {one.code for one in shop.rejected.groups("late")}
    address = f"/sources/rejected?source=late&code={code}"
    analyst = browser_of(shop, "analyst").get(address)
    assert "ada@example.com" not in analyst.text
    assert "rejected_seen" not in str(acts(shop))
    assert "ada@example.com" in browser_of(shop, "owner").get(address).text
    assert acts(shop)[0][:2] == ("rejected_seen", f"late, {code}")


def test_a_file_that_cannot_be_read_is_not_quoted_to_who_may_not_see_it(shop: Workspace) -> None:
    sent = {"file": ("a.csv", b"quando,what\nada@example.com,order\n")}
    for role, is_told in (("analyst", False), ("owner", True)):
        browser = browser_of(shop, role)
        at = browser.post("/load", headers=OWN, files=sent, data={"source": "x"})
        page = browser.get(f"{at.headers['location']}?at=quando&touchpoint=what")
        assert ("ada@example.com" in page.text) == is_told, role


@pytest.fixture
def small(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "shop", create=True)


def test_who_has_no_second_factor_does_nothing_before_it_where_all_need_one(
    small: Workspace,
) -> None:
    user = member(small)
    browser = browser_of(small, "owner")
    assert browser.get("/users").status_code == 200
    wanted = browser.post("/users/second-factor", headers=OWN, data={"wanted": "on"})
    assert wanted.status_code == 303
    assert acts(small)[0] == ("factor_wanted", "", {"second_factor": "yes"})
    for path in ("/map", "/users", "/settings", "/audit"):
        led = browser.get(path)
        assert (led.status_code, led.headers["location"]) == (303, "/settings/second-factor"), path
    assert browser.get("/map/progress", accept="*/*").status_code == 403
    sent = browser.post("/users/second-factor", headers=OWN)
    assert sent.headers["location"] == "/settings/second-factor"
    assert small.preferences.wants_second_factor
    page = browser.get("/settings/second-factor")
    assert "chiede a tutti un secondo fattore" in shown(page)
    assert 'href="/map"' not in page.text
    secret = new_factor(user.email, "x").secret
    code = pyotp.TOTP(secret).now()
    taken = browser.post("/settings/second-factor", headers=OWN,
                         data={"password": PASSWORD, "secret": secret, "code": code})  # fmt: skip
    assert taken.headers["location"] == "/settings?done=factor"
    assert browser.get("/users").status_code == 200
    dropped = browser.post("/settings/second-factor/off", headers=OWN,
                           data={"password": PASSWORD, "code": code})  # fmt: skip
    assert (dropped.status_code, "non si disattiva" in shown(dropped)) == (422, True)
    browser.post("/users/second-factor", headers=OWN)
    assert not small.preferences.wants_second_factor


def test_a_user_who_owes_a_factor_asks_the_api_for_nothing(small: Workspace) -> None:
    member(small, may_export=True)
    browser = browser_of(small, "owner")
    assert browser.get("/api/stages").status_code == 200
    small.preferences.want_second_factor("x", wanted=True)
    told = browser.get("/api/stages")
    assert (told.status_code, "second factor" in told.text) == (403, True)
