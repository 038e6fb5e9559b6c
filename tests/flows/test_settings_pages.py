"""Stages, journeys, legal bases, keys and rules of retention are looked after in the browser."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from percorso.domain.access import Actor
from percorso.workspace import Workspace
from tests.flows.members import OWN, member
from tests.flows.small_shop import small_shop
from tests.flows.test_api import AFAR, Program
from tests.flows.test_log_in_pages import log_in
from tests.flows.test_pages import HERE, Browser, shown

pytestmark = pytest.mark.xdist_group("small shop")
ME = "owner@lume.example"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    found = small_shop(tmp_path_factory.mktemp("settings"))
    member(found, "owner")
    return found


@pytest.fixture
def browser(shop: Workspace) -> Browser:
    found = Browser(shop)
    assert log_in(found, "owner").status_code == 303
    return found


def act(workspace: Workspace) -> tuple[str, str, dict[str, str]]:
    """The newest act of the log."""
    one = workspace.audit.entries(1)[0]
    assert one.actor == ME
    return one.act, one.subject, dict(one.detail)


def stages_form(workspace: Workspace, **said: str) -> dict[str, str]:
    """The form of the stages as it stands, but for what is said."""
    fields: dict[str, str] = {}
    for place, one in enumerate(workspace.catalogue.stages(), start=1):
        fields |= {
            f"{one.key}.place": str(place), f"{one.key}.name_it": one.name_it,
            f"{one.key}.name_en": one.name_en, f"{one.key}.owner": one.owner or "",
        }  # fmt: skip
    return fields | {name.replace("__", "."): value for name, value in said.items()}


def test_stages_are_named_ordered_and_given_owners(shop: Workspace, browser: Browser) -> None:
    before = [one.key for one in shop.catalogue.stages()]
    assert 'name="delivery.place"' in browser.get("/settings/stages").text
    said = stages_form(
        shop, delivery__name_it="In viaggio", delivery__owner=" Anna  Neri", service__place="1",
        awareness__place="5", unplaced__place="1",
    )  # fmt: skip
    done = browser.post("/settings/stages", headers=OWN, data=said)
    assert done.status_code == 303, shown(done)
    assert act(shop)[0] == "stages_changed"
    stages = shop.catalogue.stages()
    assert [one.key for one in stages] == [
        "service", "consideration", "purchase", "delivery", "awareness", "loyalty", "advocacy",
        "unplaced",
    ]  # fmt: skip
    assert sorted(one.key for one in stages) == sorted(before)
    assert {one.key: one.owner for one in stages}["delivery"] == "Anna Neri"
    told = shop.map().data["stages"]
    assert [one["key"] for one in told][:1] == ["service"]
    assert "In viaggio" in shown(browser.map())
    assert "In viaggio" in shown(browser.get("/sources"))
    for wrong in ({"delivery__name_it": " "}, {"delivery__name_it": "Acquisto"},
                  {"service__owner": "x" * 81}):  # fmt: skip
        refused = browser.post("/settings/stages", headers=OWN, data=stages_form(shop, **wrong))
        assert refused.status_code == 422, wrong
    assert shop.catalogue.stages() == stages


def test_programs_put_the_stages_in_order(shop: Workspace) -> None:
    writer = Program(shop, shop.tokens.add("Stages", "write", days=1).clear, AFAR)
    items = writer.get("/stages")["items"]
    wanted = [{name: one[name] for name in ("key", "name_it", "name_en", "owner")} for one in items]
    wanted.reverse()
    told = writer.ask("PUT", "/stages", json={"items": wanted}).json()["items"]
    assert [one["key"] for one in told] == [*(one["key"] for one in wanted[1:]), "unplaced"]
    assert writer.ask("PUT", "/stages", json={"items": wanted[1:]}).status_code == 422
    assert [one.key for one in shop.catalogue.stages()] == [one["key"] for one in told]


def test_days_get_another_zone_and_sums_keep_their_currency(
    shop: Workspace, browser: Browser
) -> None:
    page = shown(browser.get("/settings"))
    assert "gli importi senza valuta sono già stati letti come EUR" in page
    said = {"name": "Lampade", "time_zone": "Pacific/Auckland", "language": "it"}
    done = browser.post("/settings/company", headers=OWN, data=said)
    assert (done.status_code, shop.time_zone) == (303, "Pacific/Auckland")
    assert act(shop)[:2] == ("company_renamed", "Lampade")
    # The review of the evening of 9 March in Rome is of the morning after there.
    ada = shop.customer("ada@example.com").id
    assert "Martedì 10 marzo 2026" in shown(browser.get(f"/customers/{ada}"))
    for wrong, sentence in (
        ({"time_zone": "Rome"}, "Non esiste un fuso orario “Rome”"),
        ({"currency": "USD"}, "sono già stati letti come EUR"),
        ({"name": " "}, "da 1 a 200 caratteri"),
    ):
        answer = browser.post("/settings/company", headers=OWN, data=said | wrong)
        assert answer.status_code == 422
        assert sentence in shown(answer)
    assert (shop.currency, shop.name) == ("EUR", "Lampade")
    browser.post("/settings/company", headers=OWN, data=said | {"time_zone": "Europe/Rome"})


def test_a_basis_is_chosen_with_its_reason_and_both_are_kept(
    shop: Workspace, browser: Browser
) -> None:
    said = {"purpose": "profiling", "basis": "legitimate_interest", "reason": "assessment of May"}
    for wrong in ({"reason": " "}, {"purpose": "marketing"}, {"basis": "contract"}):
        refused = browser.post("/settings/bases", headers=OWN, data=said | wrong)
        assert refused.status_code == 422, wrong
    assert browser.post("/settings/bases", headers=OWN, data=said).status_code == 303
    assert act(shop) == ("basis_chosen", "profiling", {"basis": "legitimate_interest"})
    assert shop.consent.bases() == {"profiling": "legitimate_interest"}
    page = shown(browser.get("/settings/bases"))
    assert re.search(r"Profilazione legittimo interesse", page)
    assert "assessment of May" in page
    assert ME in page


def test_a_rule_of_retention_is_changed_and_signed(shop: Workspace, browser: Browser) -> None:
    said = {"class": "behaviour", "keep": "6 mesi", "has_switch": "1", "on": "on", "reason": "DPIA"}
    for wrong in ({"keep": "soon"}, {"reason": ""}, {"class": "x"}):
        refused = browser.post("/settings/retention", headers=OWN, data=said | wrong)
        assert refused.status_code == 422, wrong
    assert browser.post("/settings/retention", headers=OWN, data=said).status_code == 303
    assert act(shop) == ("retention_set", "behaviour", {"keep": "6 months", "on": "yes"})
    rule = next(one for one in shop.retention.rules() if one.data_class.key == "behaviour")
    assert (str(rule.keep), rule.is_on, rule.actor) == ("6 months", True, ME)
    counted = shown(browser.get("/settings/retention?count=1"))
    assert counted.count("Più vecchi:") == len(shop.retention.rules())
    off = {name: value for name, value in said.items() if name != "on"}
    browser.post("/settings/retention", headers=OWN, data=off)
    assert act(shop)[2]["on"] == "no"


def shown_once(browser: Browser, path: str, **data: str) -> str:
    """The key a form shows."""
    page = browser.post(path, headers=OWN, data=data)
    assert page.status_code == 200, shown(page)
    [clear] = re.findall(r"<textarea readonly[^>]*>([^<]*)</textarea>", page.text)
    assert clear not in browser.get("/settings/keys").text
    return clear


def test_a_token_is_shown_once_and_revoked(shop: Workspace, browser: Browser) -> None:
    made = {"name": "Board", "scope": "read", "days": "7", "sees_personal": "on"}
    clear = shown_once(browser, "/settings/keys/token", **made)
    # Who does not see personal data makes no program that does.
    assert act(shop) == ("token_made", "Board", {"sees_personal": "no"})
    assert Program(shop, clear, AFAR).ask("GET", "/stages").status_code == 200
    assert "Board" in shown(browser.get("/settings/keys"))
    no = str(shop.tokens.all()[-1].no)
    revoked = browser.post("/settings/keys/token/revoke", headers=OWN, data={"no": no})
    assert revoked.status_code == 303
    assert Program(shop, clear, AFAR).ask("GET", "/stages").status_code == 401
    for wrong in ({"days": "soon"}, {"days": "0"}, {"name": ""}, {"scope": "all"}):
        refused = browser.post("/settings/keys/token", headers=OWN, data=made | wrong)
        assert refused.status_code == 422, wrong
    gone = browser.post("/settings/keys/token/revoke", headers=OWN, data={"no": "x"})
    assert gone.status_code == 422


def test_a_source_gets_keys_and_is_switched(shop: Workspace, browser: Browser) -> None:
    first = shown_once(browser, "/settings/keys/source", name="till", kind="server")
    assert act(shop) == ("source_made", "till", {"kind": "server"})
    assert shown_once(browser, "/settings/keys/source/rotate", name="till") != first
    switched = browser.post(
        "/settings/keys/source/switch", headers=OWN, data={"name": "till", "on": "no"}
    )
    assert switched.status_code == 303
    assert act(shop) == ("source_switched", "till", {"on": "no"})
    [source] = [one for one in shop.sources.all() if one.door.key == "till"]
    assert source.door.disabled_at is not None
    again = browser.post("/settings/keys/source", headers=OWN, data={"name": "till"})
    assert again.status_code == 422
    tag = shown_once(
        browser, "/settings/keys/source", name="site", kind="browser", origins="https://a.example"
    )
    assert "&lt;script" in tag


def test_webhooks_counters_and_stands_are_made_on_the_page(
    shop: Workspace, browser: Browser
) -> None:
    at = "/settings/keys/source"
    told = {"kind": "webhook", "format": "shopify", "secret": "s3cret"}
    hook = shown_once(browser, at, name="shop", **told)
    made = {one.door.key: one.door for one in shop.sources.all()}
    assert hook == f"/hooks/{made['shop'].public_id}"
    assert "/counter/" in shown_once(browser, at, name="desk", kind="counter", title="Banco")
    notice = {"firm": "Casa Lume srl", "privacy_url": "https://shop.example/privacy"}
    assert "/stand/" in shown_once(browser, at, name="fair", kind="stand", **notice)
    for wrong, sentence in (
        ({"kind": "webhook", "format": "shopify"}, "il segreto con cui firma"),
        ({"kind": "webhook", "format": "generic", "secret": "x"}, "il segreto con cui firma"),
        ({"kind": "stand", "firm": "Lume"}, "quale ditta risponde"),
        ({"kind": "counter", "name": "desk"}, "ha già un indirizzo"),
    ):  # fmt: skip
        answer = browser.post(at, headers=OWN, data={"name": "no", **wrong})
        assert (answer.status_code, sentence in shown(answer)) == (422, True), wrong
    assert "no" not in {one.door.key for one in shop.sources.all()}
    assert "s3cret" not in browser.get("/settings/keys").text


def test_a_journey_is_made_of_a_known_one_and_changed(shop: Workspace, browser: Browser) -> None:
    listed = browser.get("/settings/journeys")
    assert "/settings/journeys/edit?key=purchase&amp;new=1" in listed.text
    page = browser.get("/settings/journeys/edit?key=purchase&new=1&yaml=1")
    [text] = re.findall(r"<textarea class=\"code\"[^>]*>(.*?)</textarea>", page.text, re.DOTALL)
    assert text.startswith("journey: own-purchase\n")
    wrong = browser.post("/settings/journeys", headers=OWN, data={"yaml": text + "walk: far\n"})
    assert (wrong.status_code, "walk" in shown(wrong)) == (422, True)
    short = re.sub(r"gap: .*", "gap: 3d", text).replace("&#39;", "'")
    kept = browser.post("/settings/journeys", headers=OWN, data={"yaml": short})
    assert kept.status_code == 303, shown(kept)
    assert act(shop) == ("journey_kept", "own-purchase", {"version": "1"})
    own = next(one for one in shop.journeys.list() if one.is_own)
    assert (own.definition.key, own.gap_seconds, own.gap_origin) == (
        "own-purchase", 3 * 86_400, "given",
    )  # fmt: skip
    assert "own-purchase" in browser.map().text
    assert browser.get("/settings/journeys/edit?key=nowhere").status_code == 303


class Fields(HTMLParser):
    """The fields of a page's form as a browser would send them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said: dict[str, str] = {}
        self._select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "select":
            self._select = told.get("name", "")
        elif tag == "option" and ("selected" in told or self._select not in self.said):
            self.said[self._select] = told["value"]
        elif (
            tag == "input"
            and "name" in told
            and (told.get("type") not in ("radio", "checkbox") or "checked" in told)
        ):
            self.said[told["name"]] = told.get("value", "")


def test_a_journey_is_made_and_changed_by_a_form(shop: Workspace, browser: Browser) -> None:
    made = Fields(browser.get("/settings/journeys/edit?key=service").text).said
    assert (made["key"], made["like"], made["ends"]) == ("own-service", "service", "catalogue")
    made |= {
        "key": "first-order", "name_it": "Primo ordine", "name_en": "First order", "ends": "own",
        "like": "purchase", "by": "customer", "end_order": "success", "gap_n": "3",
        "gap_unit": "d", "what1": "order", "within1_n": "30", "within1_unit": "min",
    }  # fmt: skip
    kept = browser.post("/settings/journeys/form", headers=OWN, data=made)
    assert kept.status_code == 303, shown(kept)
    assert act(shop) == ("journey_kept", "first-order", {"version": "1"})
    own = next(one.definition for one in shop.journeys.list() if one.definition.key == made["key"])
    assert "order" in own.success
    assert own.collapse["order"] == 1800
    # What is shown and sent back as it is says the same.
    again = Fields(browser.get("/settings/journeys/edit?key=first-order").text).said
    assert (again["gap_n"], again["gap_unit"], again["end_order"]) == ("3", "d", "success")
    browser.post("/settings/journeys/form", headers=OWN, data=again)
    assert act(shop)[2] == {"version": "1"}
    for wrong, sentence in (
        ({"key": "purchase"}, "La chiave ha da 1 a 60"),
        ({"gap_n": "molti"}, "La pausa è un numero"),
        ({"where": "channel ="}, "Non è stato salvato niente"),
    ):
        answer = browser.post("/settings/journeys/form", headers=OWN, data=made | wrong)
        assert (answer.status_code, sentence in shown(answer)) == (422, True)
        assert 'value="Primo ordine"' in answer.text


def test_a_button_moves_a_stage_with_what_else_was_typed(shop: Workspace, browser: Browser) -> None:
    before = [one.key for one in shop.catalogue.stages()]
    said = stages_form(shop, delivery__owner="Piero", move=f"up {before[1]}")
    assert browser.post("/settings/stages", headers=OWN, data=said).status_code == 303
    stages = shop.catalogue.stages()
    assert [one.key for one in stages] == [before[1], before[0], *before[2:]]
    assert next(one.owner for one in stages if one.key == "delivery") == "Piero"
    browser.post("/settings/stages", headers=OWN, data=stages_form(shop, move=f"up {before[0]}"))
    assert [one.key for one in shop.catalogue.stages()] == before


def test_settings_have_twins_for_programs_of_who_manages(shop: Workspace) -> None:
    writer = Program(shop, shop.tokens.add("Settings", "write", days=1).clear, AFAR)
    assert writer.ask("GET", "/settings/bases").status_code == 403
    text = writer.get("/journeys/purchase")["yaml"]
    own = text.replace("journey: purchase", "journey: by-api")
    kept = writer.ask("POST", "/journeys", json={"yaml": own}).json()
    assert (kept["key"], kept["version"], kept["is_new"]) == ("by-api", 1, True)
    assert not writer.ask("POST", "/journeys", json={"yaml": own}).json()["is_new"]
    assert writer.ask("POST", "/journeys", json={"yaml": "walk: far"}).status_code == 422
    shop.users.change(replace(shop.users.of(ME), may_export=True), Actor("root"))
    browser = Browser(shop)
    assert log_in(browser, "owner").status_code == 303

    def ask(method: str, path: str, **body: Any) -> Any:
        return browser._ask(method, f"/api/settings{path}", HERE, headers=OWN, json=body)

    chosen = ask("PUT", "/bases/survey", basis="consent", reason="minutes of June").json()
    assert {one["purpose"]: one["basis"] for one in chosen["items"]}["survey"] == "consent"
    assert act(shop) == ("basis_chosen", "survey", {"basis": "consent"})
    assert ask("PUT", "/bases/marketing", basis="consent", reason="x").status_code == 422
    assert ask("PUT", "/bases/survey", basis="consent", reason=" ").status_code == 422
