"""Who logs in sees what their role and marks show; nobody else sees a page."""

import html
import re
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pyotp
import pytest

from percorso.domain.access import Role
from percorso.domain.errors import EngineError
from percorso.settings import Settings
from percorso.web.users.tries import Tries
from percorso.workspace import Workspace
from tests.flows.members import OWN, PASSWORD, member
from tests.flows.test_pages import HERE, Browser, shown

pytestmark = pytest.mark.xdist_group("small shop")
NEW_PASSWORD = "treno azzurro fra i pini"  # noqa: S105 - of the tests
FAR = "192.0.2.7"
SECURE = "https://percorso.lume.example"


def log_in(browser: Browser, who: str, password: str = PASSWORD, **sent: str) -> httpx.Response:
    """What the form of the way in answers."""
    said = {"email": f"{who}@lume.example", "password": password, **sent}
    return browser.post("/log-in", headers=OWN, data=said)


def inside(workspace: Workspace, role: Role = "owner", **flags: bool) -> Browser:
    """A browser in which a user of that role has logged in."""
    member(workspace, role, **flags)
    browser = Browser(workspace)
    assert log_in(browser, role).status_code == 303
    return browser


@pytest.fixture
def shop(own_small_shop: Workspace) -> Workspace:
    return own_small_shop


def test_without_a_user_pages_open_here_and_the_first_is_made_by_a_link(shop: Workspace) -> None:
    browser = Browser(shop)
    assert browser.get("/sources").status_code == 200
    assert "Nessun utente ancora" in shown(browser.get("/settings"))
    assert browser.get("/log-in").headers["location"] == "/map"
    assert browser.post("/settings/first", headers=OWN).status_code == 403
    made = browser.post("/settings/first", headers=OWN | {"origin": HERE})
    link = made.headers["location"]
    assert link.startswith("/welcome/")
    assert browser.get(link).status_code == 200
    sent = {"email": "ada@lume.example", "password": PASSWORD, "again": PASSWORD}
    weak = browser.post(link, headers=OWN, data=sent | {"password": "lume", "again": "lume"})
    assert "meno di 12 caratteri" in shown(weak)
    other = browser.post(link, headers=OWN, data=sent | {"again": "another one here"})
    assert (other.status_code, "sono diverse" in shown(other)) == (422, True)
    done = browser.post(link, headers=OWN, data=sent)
    assert (done.status_code, done.headers["location"]) == (303, "/map")
    assert "ada@lume.example" in shown(browser.get("/settings"))
    assert "non vale più" in shown(browser.get(link))
    stranger = Browser(shop)
    assert stranger.get("/sources").headers["location"] == "/log-in?then=%2Fsources"
    assert stranger.get("/map/progress", accept="*/*").status_code == 401


def test_a_log_in_leads_to_where_one_wanted_to_go(shop: Workspace) -> None:
    member(shop)
    browser = Browser(shop)
    asked = browser.get("/customers?order=first")
    page = browser.get(asked.headers["location"])
    [then] = re.findall(r'name="then" value="([^"]*)"', page.text)
    done = log_in(browser, "owner", then=html.unescape(then))
    assert done.headers["location"] == "/customers?order=first"
    assert browser.get("/customers?order=first").status_code == 200
    assert log_in(browser, "owner", then="https://evil.example").headers["location"] == "/map"


def test_the_cookie_is_of_this_host_and_no_script_reads_it(shop: Workspace) -> None:
    member(shop)
    plain = log_in(Browser(shop), "owner").headers["set-cookie"].lower()
    assert plain.startswith("percorso_log_in=")
    assert {"httponly", "path=/", "samesite=lax"} <= set(plain.split("; "))
    far = Browser(shop, FAR)
    sent = {"email": "owner@lume.example", "password": PASSWORD}
    done = far.post("/log-in", headers=OWN, address=SECURE, data=sent)
    secure = done.headers["set-cookie"].lower()
    assert secure.startswith("__host-percorso=")
    assert {"secure", "httponly", "path=/", "samesite=lax"} <= set(secure.split("; "))
    assert "domain" not in secure
    assert done.headers["strict-transport-security"] == "max-age=31536000"
    assert far.get("/customers", SECURE).status_code == 200


def test_over_plain_http_from_elsewhere_nobody_is_let_in(shop: Workspace) -> None:
    member(shop)
    far = Browser(shop, FAR)
    for path in ("/log-in", "/map", "/welcome/guessed"):
        assert far.get(path, "http://percorso.lume.example").status_code == 403
    sent = {"email": "owner@lume.example", "password": PASSWORD}
    refused = far.post("/log-in", headers=OWN, address="http://percorso.lume.example", data=sent)
    assert (refused.status_code, "set-cookie" in refused.headers) == (403, False)


@pytest.mark.parametrize("said", [{"public_url": SECURE}, {"trusted_proxies": "127.0.0.1"}])
def test_behind_a_proxy_nobody_sits_here(tmp_path: Path, said: dict[str, str]) -> None:
    folder = tmp_path / "shop"
    workspace = Workspace(folder, Settings(workspace=folder, **said), create=True)  # type: ignore[arg-type]
    browser = Browser(workspace)
    assert browser.get("/sources").status_code == 403
    sent = OWN | {"origin": HERE}
    assert browser.post("/settings/first", headers=sent).status_code == 403
    token = workspace.users.first_link()
    assert browser.get(f"/welcome/{token}").status_code == 200


@pytest.mark.parametrize("name", ["x-forwarded-proto", "cf-connecting-ip", "true-client-ip"])
def test_what_a_proxy_adds_tells_that_nobody_sits_here(shop: Workspace, name: str) -> None:
    headers = OWN | {"origin": HERE, name: "https"}
    assert Browser(shop).post("/settings/first", headers=headers).status_code == 403


def test_a_form_that_a_proxy_gives_another_name_does_nothing(shop: Workspace) -> None:
    browser = Browser(shop)
    headers = OWN | {"origin": SECURE}
    for path in ("/settings/first", "/settings/company"):
        assert browser.post(path, headers=headers, data={"name": "Evil"}).status_code == 403
    headers = OWN | {"referer": f"{SECURE}/settings"}
    assert browser.post("/settings/first", headers=headers).status_code == 403


def test_a_form_of_another_site_does_nothing(shop: Workspace) -> None:
    browser = inside(shop)
    for headers in ({}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"},
                    {"origin": "https://evil.example"}, {"origin": "null"}):  # fmt: skip
        page = browser.post("/settings/company", headers=headers, data={"name": "Evil"})
        assert page.status_code == 403, headers
    done = browser.post("/settings/company", headers={"origin": HERE}, data={"name": "Casa Lume"})
    assert done.status_code == 303
    assert "Casa Lume" in shown(browser.get("/settings"))


def test_a_wrong_password_says_so_and_ten_of_them_wait(shop: Workspace) -> None:
    member(shop)
    browser = Browser(shop)
    wrong = log_in(browser, "owner", "not this one")
    assert (wrong.status_code, "non sono giuste" in shown(wrong)) == (401, True)
    assert 'value="owner@lume.example"' in wrong.text
    for _ in range(9):
        assert log_in(browser, "owner", "not this one").status_code == 401
    waits = log_in(browser, "owner")
    assert (waits.status_code, waits.headers["retry-after"]) == (429, "900")
    nobody = log_in(browser, "nobody")
    assert shown(nobody) == shown(wrong).replace("owner@", "nobody@")
    assert nobody.status_code == 401


def test_tries_are_counted_for_a_quarter_of_an_hour() -> None:
    now = 0.0
    tries = Tries(2, lambda: now)
    tries.add("ada")
    assert tries.wait_seconds("ada") == 0
    now = 100.0
    tries.add("ada")
    assert tries.wait_seconds("ada") == 800
    assert tries.wait_seconds("eva") == 0
    tries.succeeded("ada")
    assert tries.wait_seconds("ada") == 0
    tries.add("ada")
    now = 900.0
    assert tries.wait_seconds("ada") == 0


def test_who_logs_out_is_out_here_or_everywhere(shop: Workspace) -> None:
    here = inside(shop)
    there = Browser(shop)
    log_in(there, "owner")
    kept = here.cookies
    assert here.post("/log-out", headers=OWN).headers["location"] == "/log-in"
    assert here.get("/customers").status_code == 303
    here.cookies = kept
    assert here.get("/customers").status_code == 303
    log_in(here, "owner")
    assert there.get("/customers").status_code == 200
    here.post("/settings/log-out-everywhere", headers=OWN)
    assert (here.get("/map").status_code, there.get("/map").status_code) == (303, 303)


def test_a_log_in_has_a_token_of_its_own(shop: Workspace) -> None:
    member(shop)
    browser = Browser(shop)
    browser.cookies.set("percorso_log_in", "chosen by somebody else", domain="127.0.0.1")
    log_in(browser, "owner")
    first = browser.cookies["percorso_log_in"]
    assert first != "chosen by somebody else"
    log_in(browser, "owner")
    assert browser.cookies["percorso_log_in"] != first


def test_a_code_is_asked_beside_the_password(shop: Workspace) -> None:
    browser = inside(shop)
    page = browser.get("/settings/second-factor")
    [secret] = re.findall(r'name="secret" value="([A-Z2-7]{32})"', page.text)
    assert "<svg" in page.text
    codes = pyotp.TOTP(secret)
    now = datetime.now(UTC)
    sent = {"secret": secret, "password": PASSWORD}
    wrong = browser.post("/settings/second-factor", headers=OWN, data=sent | {"code": "000"})
    assert wrong.status_code == 422
    assert secret in wrong.text
    done = browser.post("/settings/second-factor", headers=OWN, data=sent | {"code": codes.at(now)})
    assert done.headers["location"] == "/settings?done=factor"
    other = Browser(shop)
    half = log_in(other, "owner", then="/sources")
    assert (half.status_code, "percorso_log_in" in other.cookies) == (200, False)
    [token] = re.findall(r'name="half" value="([^"]+)"', half.text)
    again = other.post("/log-in/code", headers=OWN, data={"half": token, "code": codes.at(now)})
    assert (again.status_code, "già stato usato" in shown(again)) == (401, True)
    # The code of the next half minute is taken, too: clocks differ.
    entered = other.post(
        "/log-in/code", headers=OWN, data={"half": token, "code": codes.at(now, counter_offset=1)}
    )
    assert entered.headers["location"] == "/sources"
    used = {"password": PASSWORD, "code": codes.at(now, counter_offset=1)}
    for sent in ({"password": PASSWORD}, used):
        refused = other.post("/settings/second-factor/off", headers=OWN, data=sent)
        assert (refused.status_code, 'name="code"' in refused.text) == (422, True)


def test_half_a_log_in_ends_when_its_password_is_changed(shop: Workspace) -> None:
    browser = inside(shop)
    page = browser.get("/settings/second-factor")
    [secret] = re.findall(r'name="secret" value="([A-Z2-7]{32})"', page.text)
    codes, now = pyotp.TOTP(secret), datetime.now(UTC)
    sent = {"secret": secret, "password": PASSWORD, "code": codes.at(now)}
    assert browser.post("/settings/second-factor", headers=OWN, data=sent).status_code == 303
    other = Browser(shop)
    [token] = re.findall(r'name="half" value="([^"]+)"', log_in(other, "owner").text)
    new = {"old": PASSWORD, "password": NEW_PASSWORD, "again": NEW_PASSWORD}
    assert browser.post("/settings/password", headers=OWN, data=new).status_code == 303
    code = codes.at(now, counter_offset=1)
    late = other.post("/log-in/code", headers=OWN, data={"half": token, "code": code})
    assert (late.headers["location"], "percorso_log_in" in other.cookies) == ("/log-in", False)


def test_an_address_nobody_can_read_leads_to_the_map(shop: Workspace) -> None:
    member(shop)
    assert log_in(Browser(shop), "owner", then="//[").headers["location"] == "/map"


def test_a_weak_new_password_is_no_wrong_try(shop: Workspace) -> None:
    browser = inside(shop)
    weak = {"old": PASSWORD, "password": "lume", "again": "lume"}
    for _ in range(11):
        refused = browser.post("/settings/password", headers=OWN, data=weak)
        assert "meno di 12 caratteri" in shown(refused)


@pytest.mark.parametrize("path", ["/log-in", "/segments", "/settings/second-factor"])
def test_a_form_that_is_far_too_large_is_refused_before_it_is_kept(
    shop: Workspace, path: str
) -> None:
    browser = inside(shop) if path != "/log-in" else Browser(shop)
    member(shop, name="eva")
    sent = b"email=" + b"a" * (256 * 1024)
    kind = {"content-type": "application/x-www-form-urlencoded"}
    assert browser.post(path, headers=OWN | kind, content=sent).status_code == 413


def test_somebody_is_invited_in_the_browser(shop: Workspace) -> None:
    browser = inside(shop)
    sent = {"email": "eva@lume.example", "name": "Eva", "role": "agent", "may_export": "on"}
    page = browser.post("/users", headers=OWN, data=sent)
    [link] = re.findall(rf'value="{HERE}(/welcome/[^"]+)"', page.text)
    twice = browser.post("/users", headers=OWN, data=sent)
    assert "C’è già un utente" in shown(twice)
    eva = Browser(shop)
    assert "eva@lume.example" in shown(eva.get(link))
    eva.post(link, headers=OWN, data={"password": PASSWORD, "again": PASSWORD})
    assert "Assistenza" in shown(eva.get("/settings"))
    assert eva.get("/map.json").status_code == 200
    [user] = [one for one in shop.users.all() if one.name == "Eva"]
    changed = {"name": "Eva", "role": "marketer", "active": "on"}
    assert browser.post(f"/users/{user.no}", headers=OWN, data=changed).status_code == 303
    assert eva.get("/map.json").status_code == 403
    browser.post(f"/users/{user.no}", headers=OWN, data={"name": "Eva", "role": "marketer"})
    assert eva.get("/settings").status_code == 303
    last = browser.post("/users/1", headers=OWN, data={"name": "Ada", "role": "owner"})
    assert "ultimo proprietario" in shown(last)


def test_an_admin_makes_no_owner(shop: Workspace) -> None:
    browser = inside(shop, "admin")
    assert 'value="owner"' not in browser.get("/users").text
    sent = {"email": "eva@lume.example", "name": "", "role": "owner"}
    assert "Solo un proprietario" in shown(browser.post("/users", headers=OWN, data=sent))
    reset = browser.post("/users/1/reset", headers=OWN)
    assert (reset.status_code, "/welcome/" in reset.text) == (422, False)


NEEDLES = ("ada@example.com", "ugo@example.com", "Arrivata tardi", "Lampada bella", "soon")
ADDRESSES = (
    "/map", "/map.json", "/customers", "/sources", "/segments", "/changes",
    "/sources/rejected?source=shop&code=bad_time",
)  # fmt: skip


def all_of(browser: Browser, customer: str) -> str:
    """What all pages say that show something of customers."""
    browser.map()
    return "".join(browser.get(path).text for path in (*ADDRESSES, f"/customers/{customer}"))


def test_who_may_not_see_personal_data_finds_none(shop: Workspace) -> None:
    ugo = shop.customer("ugo@example.com").id
    blind = all_of(inside(shop, "analyst", may_export=True), ugo)
    assert [one for one in NEEDLES if one in blind] == []
    assert "u…@e….com" in blind
    clear = all_of(inside(shop, "admin", sees_personal=True, may_export=True), ugo)
    assert [one for one in NEEDLES if one not in clear] == []
    # Who knows an address finds whose it is.
    member(shop, "agent")
    agent = Browser(shop)
    log_in(agent, "agent")
    assert agent.get("/customers?q=ugo@example.com").headers["location"] == f"/customers/{ugo}"


def test_a_file_is_shown_masked_to_who_may_not_see_it(shop: Workspace) -> None:
    browser = inside(shop, "analyst")
    rows = "at;email;touchpoint;text\n2026-03-02 10:00;zoe@example.com;Order;Molto bello\n"
    files = {"file": ("more.csv", rows.encode(), "text/csv")}
    taken = browser.post("/load", headers=OWN, data={"source": "more"}, files=files)
    page = browser.get(taken.headers["location"])
    assert "z…@e….com" in page.text
    assert "zoe@example.com" not in page.text
    assert "Molto bello" not in page.text


def test_an_edit_says_the_user_and_the_log_says_all(shop: Workspace) -> None:
    browser = inside(shop, "marketer")
    edit = {
        "name_it": "Telefono", "name_en": "Call received", "stage": "service", "channel": "phone",
        "owner": "", "promise": "",
    }  # fmt: skip
    assert browser.post("/touchpoints/call_received", headers=OWN, data=edit).status_code == 303
    assert shop.catalogue.edits()[0].made_by == "marketer@lume.example"
    assert "marketer@lume.example" in shown(browser.get("/changes"))
    seeing = inside(shop, "admin", sees_personal=True, may_export=True)
    customer = shop.customers().rows[0].id
    seeing.get(f"/customers/{customer}")
    seeing.get("/map.csv")
    seeing.get("/customers?q=nobody@example.com")
    refused = {"name": "", "role": "owner"}
    seeing.post("/users/1", headers=OWN, data=refused)
    acts = [(one.actor.partition("@")[0], one.act, one.subject) for one in shop.audit.entries()]
    assert acts[:4] == [
        ("admin", "customers_seen", ""), ("admin", "customer_searched", ""),
        ("admin", "map_exported", "csv"), ("admin", "customer_seen", customer),
    ]  # fmt: skip
    assert ("marketer", "touchpoint_edited", "call_received") in acts
    page = seeing.get("/audit?check=1")
    assert "ha visto un cliente in chiaro" in shown(page)
    assert "Il registro è intero" in shown(page)


def test_what_cannot_be_noted_is_not_shown(
    shop: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = inside(shop, sees_personal=True)
    customer = shop.customers().rows[0].id

    class DiskFull(EngineError):
        """Nothing can be written."""

    def fails(*_: object, **__: object) -> None:
        raise DiskFull

    monkeypatch.setattr("percorso.store.records.audit.add_entry", fails)
    page = browser.get(f"/customers/{customer}")
    assert (page.status_code, "ada@example.com" in page.text) == (503, False)
    assert "Nulla è andato perso" in shown(page)
    assert browser.get(f"/customers/{customer}", accept="*/*").status_code == 503
    assert browser.get("/segments").status_code == 200


def test_navigation_and_buttons_are_those_of_the_role(shop: Workspace) -> None:
    owner, viewer = inside(shop, may_export=True), inside(shop, "viewer")
    assert "/map.svg" in owner.map().text
    assert "data-edit" in owner.map().text
    page = viewer.map()
    assert "/map.svg" not in page.text
    assert "data-edit" not in page.text
    assert "data-stays" in page.text
    assert 'href="/load"' not in viewer.get("/sources").text
    assert "/sources/place" not in viewer.get("/sources").text
    assert 'href="/users"' not in viewer.get("/settings").text


def test_a_user_has_a_language_wherever_they_log_in(shop: Workspace) -> None:
    browser = inside(shop)
    browser.post("/settings/language", headers=OWN, data={"language": "en"})
    other = Browser(shop)
    log_in(other, "owner")
    assert "Your log-in" in shown(other.get("/settings"))
