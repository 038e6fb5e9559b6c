"""The API: the numbers of the pages for programs, who may ask, and what is answered else."""

import asyncio
import re
from typing import Any

import httpx
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from percorso.domain.segment import Fact, Segment
from percorso.drawing.language import Language
from percorso.web.app import web_app
from percorso.workspace import Workspace
from tests.flows.members import OWN, PASSWORD, member
from tests.flows.test_pages import HERE, Browser, shown

pytestmark = pytest.mark.xdist_group("shop")
ELSEWHERE = "192.0.2.7"
AFAR = "https://shop.example"


class Program:
    """Asks the API of a workspace.

    Args:
        workspace: Whose.
        token: What it shows; None is nothing.
        address: Of the server, as it is asked; another machine asks over https.
    """

    def __init__(self, workspace: Workspace, token: str | None = None, address: str = HERE) -> None:
        self._app = web_app(workspace, "en")
        self._address = address
        self._headers = {"authorization": f"Bearer {token}"} if token else {}

    def ask(self, method: str, path: str, **sent: Any) -> httpx.Response:
        """One answer."""

        async def ask() -> httpx.Response:
            peer = "127.0.0.1" if self._address == HERE else ELSEWHERE
            transport = httpx.ASGITransport(self._app, client=(peer, 50_000))
            async with httpx.AsyncClient(
                transport=transport, base_url=self._address, headers=self._headers
            ) as client:
                return await client.request(method, f"/api{path}", **sent)

        return asyncio.run(ask())

    def get(self, path: str) -> Any:
        """What is at an address, as data."""
        found = self.ask("GET", path)
        assert found.status_code == 200, found.text
        return found.json()


@pytest.fixture
def shop(own_small_shop: Workspace) -> Workspace:
    own_small_shop.segments.save(Segment("Buyers", (Fact("orders", least=1),)))
    return own_small_shop


@pytest.fixture
def program(shop: Workspace) -> Program:
    return Program(shop)


@pytest.fixture
def writer(shop: Workspace) -> Program:
    """One that may write, from another machine."""
    return Program(shop, shop.tokens.add("Tests", "write", days=1).clear, AFAR)


def test_the_document_is_openapi_and_names_every_address(program: Program) -> None:
    document = program.get("/openapi.json")
    OpenAPIV31SpecValidator(document).validate()
    assert {"/api/map", "/api/customers/{id}/timeline", "/api/actions"} <= set(document["paths"])
    assert document["components"]["schemas"]["JourneyMap"]["required"]


def test_no_address_answers_who_may_not_ask(shop: Workspace, program: Program) -> None:
    nobody = Program(shop, "percorso_made_up")
    reader = Program(shop, shop.tokens.add("Board", "read", days=1).clear, AFAR)
    asked = [
        (
            method.upper(),
            path.removeprefix("/api").replace("{no}", "1").replace("{", "").replace("}", ""),
        )
        for path, methods in program.get("/openapi.json")["paths"].items()
        for method in methods
    ]
    assert len(asked) > 25
    for method, path in asked:
        assert nobody.ask(method, path).status_code == 401, (method, path)
        if method != "GET" or path == "/sources/rejected/rows":
            assert reader.ask(method, path).status_code == 403, (method, path)


def test_map_and_page_say_the_same(shop: Workspace, program: Program) -> None:
    browser = Browser(shop)
    told = program.get("/map?lang=it")
    same = {"computed_at": ""}
    assert told | same == browser.get("/map.json").json() | same
    assert f"{told['totals']['customers']} clienti" in shown(browser.map())
    filtered = program.get("/map?segment=buyers&channel=web")["totals"]["customers"]
    page = browser.get("/map.json?segment=buyers&channel=web").json()
    assert filtered == page["totals"]["customers"]
    journeys = {one["key"] for one in program.get("/journeys")["items"]}
    assert journeys == set(re.findall(r'<option value="(lifecycle|purchase|service)"',
                                      browser.map().text))  # fmt: skip


def test_customers_and_page_say_the_same(shop: Workspace, program: Program) -> None:
    page = Browser(shop).get("/customers?lang=en").text
    told = program.get("/customers")
    assert [one["id"] for one in told["items"]] == re.findall(r'href="/customers/(c_\w+)"', page)
    counts = re.findall(r'<td>c_\w+</td><td class="r">(\d+)</td>', page)
    assert [str(one["interactions"]) for one in told["items"]] == counts
    assert told["total"] == 3
    second = program.get("/customers?per_page=1&page=2&order=interactions")
    assert (second["total"], len(second["items"]), second["page"]) == (3, 1, 2)
    assert program.get("/customers?segment=buyers")["total"] == 2
    assert program.get("/customers?touchpoint=order&period=30")["total"] == 2


def test_card_and_page_say_the_same(shop: Workspace, program: Program) -> None:
    (someone,) = program.get("/customers/found?q=ugo@example.com")["items"]
    assert program.get("/customers/found?q=nobody")["items"] == []
    card, page = program.get(f"/customers/{someone}"), Browser(shop).get(f"/customers/{someone}")
    assert card["masked"]
    assert "ugo@example.com" not in str(card)
    assert f"{card['timeline']['total']} contatti" in shown(page)
    for entry in program.get(f"/customers/{someone}?lang=it")["timeline"]["entries"]:
        assert entry["name"] in page.text
    first = program.get(f"/customers/{someone}/timeline?entries=2")
    rest = program.get(f"/customers/{someone}/timeline?before={first['next']}")
    told = [entry["id"] for entry in first["entries"] + rest["entries"]]
    assert told == [entry["id"] for entry in card["timeline"]["entries"]]


def test_sources_and_page_say_the_same(shop: Workspace, program: Program) -> None:
    page = Browser(shop).get("/sources").text
    (told,) = program.get("/sources")["items"]
    line = re.search(r"<tr><td><b>shop</b>.*?</tr>", page, re.DOTALL)
    assert line is not None
    counts = ("received", "stored", "duplicate", "rejected", "dropped", "pending", "machine",
              "difference")  # fmt: skip
    assert re.findall(r'class="r">(\d+)<', line[0]) == [str(told[name]) for name in counts]
    (waiting,) = program.get("/sources/rejected")["items"]
    assert (waiting["source"], waiting["code"], waiting["rows"]) == ("shop", "bad_time", 1)
    (row,) = program.get("/sources/rejected/rows?source=shop&code=bad_time")["items"]
    assert "soon" in row["row"]
    unplaced = [one["key"] for one in program.get("/touchpoints")["items"]
                if one["stage"] == "unplaced"]  # fmt: skip
    assert unplaced == re.findall(r'name="touchpoint" value="(\w+)"', page)


def test_segments_and_page_say_the_same(shop: Workspace, program: Program) -> None:
    page = shown(Browser(shop).get("/segments"))
    (told,) = program.get("/segments")["items"]
    assert f"{told['name']} {Language('it').number(told['customers'])} " in page
    assert told["facts"] == [{"kind": "orders", "has": True, "least": 1.0}]


def test_touchpoints_are_edited_and_that_undone(shop: Workspace, writer: Program) -> None:
    edited = writer.ask("PATCH", "/touchpoints/zorp", json={"stage": "service", "owner": "Anna"})
    assert (edited.json()["stage"], edited.json()["owner"]) == ("service", "Anna")
    merged = writer.ask("POST", "/touchpoints/zorp/merge", json={"into": "order"})
    assert "Zorp" in merged.json()["observed_names"]
    no = writer.get("/changes")["standing"]
    assert writer.ask("POST", f"/changes/{no}/undo").json()["undone_at"]
    assert "Zorp" in writer.get("/touchpoints/zorp")["observed_names"]
    # What was edited is on the map at once.
    assert any(one["owner"] == "Anna" for one in writer.get("/map")["touchpoints"])


def test_what_changed_and_reconciliation_say_what_their_pages_say(
    shop: Workspace, program: Program, writer: Program
) -> None:
    browser = Browser(shop)
    page = browser.get("/changed.json?since=month").json()
    assert program.get("/changed?since=month&lang=it") | {"computed_at": ""} == (
        page | {"computed_at": ""}
    )
    total = {"source": "shop", "day": "2026-03-01", "measure": "orders", "value": "3"}
    assert writer.ask("POST", "/reconciliation", json=total).status_code == 204
    days = "source=shop&first=2026-02-01&last=2026-03-31"
    shown_there = browser.get(f"/reconciliation.json?{days}").json()
    whole = program.get(f"/reconciliation?{days}")
    assert (whole["compared"], whole["equal"]) == (shown_there["compared"], shown_there["equal"])
    rows = [(day["day"], day["measure"], day["told"], day["held"])
            for source in shown_there["sources"] for day in source["days"]]  # fmt: skip
    paged = [program.get(f"/reconciliation?{days}&per_page=1&page={at + 1}")["items"][0]
             for at in range(whole["total"])]  # fmt: skip
    assert [(one["day"], one["measure"], one["told"], one["held"]) for one in paged] == rows
    gone = writer.ask("DELETE", f"/reconciliation?{days}")
    assert gone.json() == {"numbers": 1}


def test_a_file_is_given_looked_at_and_loaded(shop: Workspace, writer: Program) -> None:
    body = b"xq;zw;kk\n2026-04-03 10:00;ada@example.com;Checkout\n"
    given = writer.ask("POST", "/loads?file=cassa_2026-04.csv", content=body)
    assert (given.status_code, given.json()["source"]) == (201, "cassa")
    load = f"/loads/{given.json()['id']}"
    seen = writer.ask("POST", f"{load}/preview", json={}).json()
    assert (seen["header"], "happened" in seen["trouble"]) == (["xq", "zw", "kk"], True)
    reading = {"columns": {"at": "xq", "touchpoint": "kk", "email": "zw"}}
    [row] = writer.ask("POST", f"{load}/preview", json=reading).json()["rows"]
    assert (row["touchpoint"], "ada@example.com" in row["who"]) == ("Checkout", False)
    assert writer.ask("POST", f"{load}/start", json=reading).status_code == 202
    while (told := writer.get(load))["state"] in ("waits", "loading"):
        pass
    assert (told["state"], told["share"], told["report"]["loaded"]) == ("loaded", 1.0, 1)
    assert told in writer.get("/loads")["items"]
    assert writer.ask("GET", "/loads/nothing").status_code == 404


def test_rejected_rows_are_tried_again_and_let_go(shop: Workspace, writer: Program) -> None:
    which = {"source": "shop", "code": "bad_time"}
    told = writer.ask("POST", "/sources/rejected/replay", json=which).json()
    assert (told["tried"], told["rejected"]) == (1, 1)
    gone = writer.ask("DELETE", "/sources/rejected?source=shop&code=bad_time")
    assert gone.json() == {"rows": 1}
    assert writer.get("/sources/rejected")["items"] == []


def test_what_is_typed_is_edited_and_taken_back(shop: Workspace, writer: Program) -> None:
    begun = writer.get("/hypotheses")["version"]
    row = {"version": begun, "label": "Cosa pensa", "cells": {"service": {"text": "Uffa", "n": 40}}}
    now = writer.ask("POST", "/hypotheses/rows", json=row).json()
    assert now["rows"][0]["key"] == "thinks"
    assert now["rows"][0]["cells"][0]["evidence"] == "solid"
    page = writer.get("/map")["typed_rows"][0]["cells"][0]
    assert (page["text"], page["n"], page["evidence"]) == ("Uffa", 40, "solid")
    owned = {"version": now["version"], "owner": "Anna", "feeling": -0.5}
    now = writer.ask("PUT", "/hypotheses/stages/service", json=owned).json()
    who = {"version": now["version"], "name": "Giulia"}
    now = writer.ask("PUT", "/hypotheses/persona", json=who).json()
    assert (now["persona"]["name"], writer.get("/map")["persona"]["name"]) == ("Giulia", "Giulia")
    late = writer.ask("PUT", "/hypotheses/persona", json=who | {"version": begun})
    assert (late.status_code, late.json()["error"]["code"]) == (409, "typed_overtaken")
    writer.ask("POST", f"/hypotheses/edits/{now['standing']}/undo")
    now = writer.get("/hypotheses")
    assert (now["persona"], now["standing"]) == (None, begun + 2)
    gone = writer.ask("DELETE", f"/hypotheses/rows/thinks?version={now['version']}").json()
    assert gone["rows"] == []
    assert [one["is_undone"] for one in writer.get("/hypotheses/edits")["items"]] == [
        False, True, False, False
    ]  # fmt: skip


def test_segments_are_kept_changed_and_removed(writer: Program) -> None:
    body = {"name": "Callers", "facts": [{"kind": "channel", "value": "phone"}]}
    made = writer.ask("POST", "/segments", json=body)
    assert (made.status_code, made.json()["customers"]) == (201, 2)
    changed = writer.ask("PUT", "/segments/callers", json=body | {"name": "Phones"})
    assert (changed.json()["key"], changed.json()["name"]) == ("callers", "Phones")
    assert writer.ask("DELETE", "/segments/callers").status_code == 204
    assert writer.ask("GET", "/segments/callers").status_code == 404


def test_actions_are_made_changed_and_removed(shop: Workspace, writer: Program) -> None:
    made = writer.ask("POST", "/actions", json={"title": "Call", "at": "order", "channel": "web",
                                                "due_on": "2020-01-31"})  # fmt: skip
    assert made.status_code == 201
    told = made.json()
    assert (told["no"], told["is_overdue"], told["state"]["segment"]) == (1, True, "channel = web")
    assert writer.get("/map")["actions"][0]["title"] == "Call"
    page = shown(Browser(shop).get("/actions?lang=en"))
    assert f"{writer.get('/actions?overdue=true')['total']} actions, 1 overdue" in page
    done = writer.ask("PATCH", "/actions/1", json={"status": "done", "due_on": "", "changes": 0})
    assert (done.json()["status"], done.json()["due_on"]) == ("done", None)
    late = writer.ask("PATCH", "/actions/1", json={"status": "to_do", "changes": 0})
    assert (late.status_code, late.json()["error"]["code"]) == (409, "action_overtaken")
    (change,) = writer.get("/actions/1/history")["items"]
    assert {one["field"] for one in change["fields"]} == {"status", "due_on"}
    assert writer.get("/actions?status=to_do&status=in_progress")["total"] == 0
    assert writer.ask("DELETE", "/actions/1").status_code == 204


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", "/nowhere", None, 404, "not_found"),
        ("PUT", "/map", None, 405, "method_not_allowed"),
        ("GET", "/customers/c_nobody", None, 404, "customer_unknown"),
        ("GET", "/customers?per_page=5000", None, 422, "invalid_request"),
        ("GET", "/map?channel=moon", None, 422, "filter_unusable"),
        ("GET", "/map?journey=moon", None, 404, "journey_not_kept"),
        ("GET", "/map?segment=moon", None, 404, "segment_unknown"),
        ("POST", "/actions", {"title": "A", "at": "moon"}, 404, "action_nowhere"),
        ("POST", "/actions", {"title": "A", "at": "order", "owners": "B"}, 422, "invalid_request"),
        ("PATCH", "/actions/1", {"due_on": "soon"}, 404, "action_unknown"),
        ("POST", "/segments", {"name": "", "facts": []}, 422, "segment_refused"),
    ],
)
def test_what_cannot_be_answered_says_why(
    writer: Program, method: str, path: str, body: Any, status: int, code: str
) -> None:
    told = writer.ask(method, path, json=body)
    assert (told.status_code, told.json()["error"]["code"]) == (status, code)
    assert told.json()["error"]["message"]


def test_a_token_opens_what_its_scope_says_until_it_is_revoked(shop: Workspace) -> None:
    made = shop.tokens.add("Board", "read", days=30)
    reader = Program(shop, made.clear, AFAR)
    assert reader.get("/customers")["total"] == 3
    assert reader.ask("GET", "/sources/rejected/rows?source=shop&code=bad_time").status_code == 403
    assert reader.ask("DELETE", "/segments/buyers").status_code == 403
    assert [one.name for one in shop.segments.all()] == ["Buyers"]
    assert shop.tokens.all()[0].used_at is not None
    shop.tokens.revoke(made.token.no)
    gone = reader.ask("GET", "/customers")
    assert (gone.status_code, gone.headers["www-authenticate"]) == (401, "Bearer")


def test_who_shows_nothing_is_held_to_the_rule_of_the_pages(shop: Workspace) -> None:
    assert Program(shop, address=AFAR).ask("GET", "/customers").status_code == 401
    assert Program(shop, "percorso_made_up").ask("GET", "/map").status_code == 401
    # Nobody on the way shall read a token, or what it opens.
    token = shop.tokens.add("Board", "read", days=1).clear
    open_to_all = Program(shop, token, "http://shop.example").ask("GET", "/customers")
    assert (open_to_all.status_code, open_to_all.json()["error"]["code"]) == (403, "not_here")
    here = Program(shop)
    evil = {"origin": "http://evil.example"}
    for headers in ({}, evil, {"sec-fetch-site": "cross-site"}):
        assert here.ask("DELETE", "/segments/buyers", headers=headers).status_code == 403
    own = {"sec-fetch-site": "same-origin"}
    assert here.ask("DELETE", "/segments/buyers", headers=own).status_code == 204


def test_what_customers_wrote_is_for_who_may_read_it(shop: Workspace) -> None:
    masked, clear = (
        Program(shop, shop.tokens.add("A", "read", days=1, sees_personal=one).clear, AFAR)
        for one in (False, True)
    )
    (ugo,) = masked.get("/customers/found?q=ugo@example.com")["items"]
    for path in ("/map", f"/customers/{ugo}", f"/customers/{ugo}/timeline", "/customers"):
        assert not {"Arrivata tardi", "ugo@example.com"} & _texts(masked.get(path)), path
    assert "Arrivata tardi" in _texts(clear.get("/map"))
    assert {"Arrivata tardi", "ugo@example.com"} <= _texts(clear.get(f"/customers/{ugo}"))
    # Who saw a customer in clear is in the log of acts, and never by what was asked for.
    clear.get("/customers/ugo@example.com")
    noted = [(one.act, one.subject) for one in shop.audit.entries(10)]
    assert noted.count(("customer_seen", ugo)) >= 2
    assert "example.com" not in str(noted)


def _texts(told: Any) -> set[str]:
    """Every text in an answer."""
    if isinstance(told, dict):
        return set().union(*map(_texts, told.values()))
    if isinstance(told, list):
        return set().union(*map(_texts, told))
    return {told} if isinstance(told, str) else set()


def test_a_user_who_may_not_export_takes_nothing_by_the_api(shop: Workspace) -> None:
    browser = Browser(shop)
    member(shop, "viewer")
    assert browser.get("/api/journeys", accept="*/*").status_code == 401
    said = {"email": "viewer@lume.example", "password": PASSWORD}
    browser.post("/log-in", headers=OWN, data=said)
    assert browser.get("/api/journeys", accept="*/*").status_code == 403


def test_answers_carry_the_headers_of_the_pages(program: Program) -> None:
    headers = program.ask("GET", "/customers").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
