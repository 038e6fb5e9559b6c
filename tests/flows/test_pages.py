"""The pages of a workspace, asked as a browser asks: what they say is what the library says."""

import asyncio
import html
import re
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from percorso.drawing.headline import main_numbers
from percorso.drawing.language import Language
from percorso.web.app import web_app
from percorso.web.guard import POLICY
from percorso.workspace import FileOf, ListRequest, Workspace
from tests.flows.shop_world import ShopWorld

pytestmark = pytest.mark.xdist_group("shop")
ROME = ZoneInfo("Europe/Rome")
HERE = "http://127.0.0.1:8400"


class Browser:
    """Asks the pages of a workspace, as one visitor with one set of cookies.

    Args:
        workspace: Whose pages.
        peer: From where.
    """

    def __init__(self, workspace: Any, peer: str = "127.0.0.1") -> None:
        self._app = web_app(workspace)
        self._peer = peer
        self.cookies = httpx.Cookies()

    def get(self, path: str, address: str = HERE, accept: str = "text/html") -> httpx.Response:
        """One page; redirects are told, not followed."""
        return self._ask("GET", path, address, headers={"Accept": accept})

    def post(
        self, path: str, *, headers: dict[str, str], address: str = HERE, **sent: Any
    ) -> httpx.Response:
        """What a form sends."""
        return self._ask("POST", path, address, headers={"Accept": "text/html", **headers}, **sent)

    def _ask(self, method: str, path: str, address: str, **sent: Any) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self._app, client=(self._peer, 50_000))
            async with httpx.AsyncClient(
                transport=transport, base_url=address, cookies=self.cookies
            ) as client:
                found = await client.request(method, path, **sent)
                self.cookies = client.cookies
                return found

        return asyncio.run(ask())

    def map(self, query: str = "") -> httpx.Response:
        """The page of a map, once it is computed."""
        while not self.get(f"/map/progress{query}").json()["done"]:
            pass
        return self.get(f"/map{query}")


@pytest.fixture
def browser(lamp_shop: ShopWorld) -> Browser:
    return Browser(lamp_shop.workspace)


def shown(page: httpx.Response) -> str:
    """The words of a page, without its marks."""
    text = re.sub(r"<(script|template|style).*?</\1>", " ", page.text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_the_first_page_is_the_map(browser: Browser, lamp_shop: ShopWorld) -> None:
    begun = browser.get("/")
    assert (begun.status_code, begun.headers["location"]) == (303, "/map")
    page = browser.map("?lang=en")
    totals = lamp_shop.map()["totals"]
    assert page.status_code == 200
    assert f"{totals['customers']:,} customers" in shown(page)
    assert f"{totals['interactions']:,}" in shown(page)


def test_of_a_young_period_success_is_told_of_all_that_began(lamp_shop: ShopWorld) -> None:
    result = lamp_shop.workspace.changed("week", language="it")
    open_ = result.data.open_journeys
    # Of the journeys of a week nothing has failed yet: all that are decided succeeded.
    assert open_ is not None
    assert open_.are_most
    assert not {"conversion", "success_after"} & {one.measure for one in result.data.numbers}
    [begun] = [one for one in result.data.numbers if one.measure == "success_of_begun"]
    assert (begun.difference["n"], begun.difference["n_other"]) == (open_.begun, open_.begun_other)
    this = (begun.difference["value"] or 0.0) + (begun.difference["other"] or 0.0)
    assert this * open_.begun <= open_.begun - open_.journeys
    assert f"ancora aperti {open_.journeys} su {open_.begun}" in result.to_text()
    assert "È presto per la conversione" in result.to_text()


def test_the_scores_that_changed_are_those_of_the_map(lamp_shop: ShopWorld) -> None:
    found = lamp_shop.workspace.changed("month").data
    shown_map = lamp_shop.workspace.map(since=found.first, until=found.last + timedelta(1)).data
    for name in ("NPS", "CSAT", "CES"):
        [one] = [one for one in found.numbers if not one.key and one.measure == name.lower()]
        [number] = [one for one in main_numbers(shown_map, Language("it")) if one.name == name]
        this = (one.difference["value"] or 0.0) + (one.difference["other"] or 0.0)
        speech = Language("it")
        said = {"NPS": speech.signed(this, 0), "CSAT": speech.share(this),
                "CES": speech.number(this, 1)}[name]  # fmt: skip
        assert said.split(",")[0] == number.value.split(",")[0]
        assert number.note.startswith(str(one.difference["n"]))


def test_no_page_asks_for_anything_but_files_of_ours(browser: Browser) -> None:
    for path in ("/map", "/customers", "/sources", "/nowhere"):
        page = browser.get(path)
        assert page.headers["content-security-policy"] == POLICY
        asked = re.findall(r'(?:src|href)="([^"]+)"', page.text)
        assert asked
        assert [one for one in asked if one.startswith(("http:", "https:", "//")) and
                not one.startswith(HERE)] == []  # fmt: skip
        for one in {one for one in asked if one.startswith("/assets/")}:
            assert browser.get(one.replace("&amp;", "&")).status_code == 200


def test_a_language_is_chosen_once(browser: Browser) -> None:
    assert "Esporta" in shown(browser.map())
    assert "Export" in shown(browser.map("?lang=en"))
    assert "Customers" in shown(browser.get("/customers"))


def test_what_is_filtered_is_what_the_library_is_asked(
    browser: Browser, lamp_shop: ShopWorld
) -> None:
    last = lamp_shop.workspace.last_day()
    assert last is not None
    until = last + timedelta(days=1)
    expected = lamp_shop.map(
        since=until - timedelta(days=30), until=until, where="channel = phone", language="it"
    )
    found = browser.get("/map.json?period=30&channel=phone").json()
    for part in ("totals", "stages", "touchpoints", "transitions", "period", "segment"):
        assert found[part] == expected[part]


def test_a_period_is_compared_with_the_one_before(browser: Browser) -> None:
    found = browser.get("/map.json?period=30&compare=before").json()
    assert found["comparison"]["kind"] == "period"
    page = browser.map("?period=30&compare=before")
    assert "Che cosa è cambiato" in page.text
    # All data have nothing before them.
    assert browser.get("/map.json?compare=before").json()["comparison"] is None


def test_own_dates_filter_by_day(browser: Browser) -> None:
    found = browser.get("/map.json?period=own&since=2026-09-01&last=2026-09-30").json()
    assert found["period"] == {"from": "2026-08-31T22:00:00Z", "to": "2026-09-30T22:00:00Z"}


def test_filters_that_leave_nothing_say_so(browser: Browser) -> None:
    page = browser.map("?period=own&since=1999-01-01&last=1999-01-02")
    assert "Nessun percorso con questi filtri" in shown(page)
    assert "corrisponda a: 1 gen – 2 gen 1999" in shown(page)


@pytest.mark.parametrize(
    ("form", "begin"), [("svg", "<svg"), ("csv", "\ufeffkey,"), ("json", '{"schema"')]
)
def test_the_map_is_taken_away_as_a_file(browser: Browser, form: str, begin: str) -> None:
    file = browser.get(f"/map.{form}")
    assert file.headers["content-disposition"] == f'attachment; filename="percorso-map.{form}"'
    assert file.text.startswith(begin)
    assert browser.get("/map.exe").status_code == 404


class _Slow:
    """A workspace whose map waits until it is let go."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.may_end = threading.Event()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._workspace, name)

    def map(self, *given: Any, **asked: Any) -> Any:
        """The map, when it may end."""
        asked["on_progress"]("counting", 0.5)
        assert self.may_end.wait(30)
        return self._workspace.map(*given, **asked)


@pytest.fixture
def slow(lamp_shop: ShopWorld) -> Iterator[_Slow]:
    workspace = _Slow(lamp_shop.workspace)
    yield workspace
    workspace.may_end.set()


def test_a_map_that_takes_long_says_how_far_it_is(slow: _Slow) -> None:
    browser = Browser(slow)
    page = browser.get("/map")
    assert "Sto calcolando la mappa" in shown(page)
    assert 'data-ask="/map/progress"' in page.text
    assert browser.get("/map/progress").json() == {"done": False, "share": 0.5}
    # Nobody waits for it but who asked for it.
    assert browser.get("/customers").status_code == 200
    slow.may_end.set()
    assert "Sto calcolando" not in shown(browser.map())


def test_a_map_that_cannot_be_computed_says_why(browser: Browser) -> None:
    page = browser.map("?journey=nobody-wrote-this")
    assert page.status_code == 503
    assert "nobody-wrote-this" in shown(page)
    assert "I dati sono al sicuro" in shown(page)


def test_no_address_reads_a_file(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "journey.yaml"
    file.write_text("journey: secret\n", encoding="utf-8")
    page = browser.map(f"?journey={file}")
    assert page.status_code == 503
    assert "has no journey" in shown(page)


def test_customers_are_listed_in_any_order(browser: Browser, lamp_shop: ShopWorld) -> None:
    most = lamp_shop.workspace.customers(ListRequest("interactions", most=3)).rows
    page = browser.get("/customers?order=interactions")
    ids = re.findall(r'href="/customers/(c_[^"]+)"', page.text)
    assert ids[:3] == [one.id for one in most]
    assert len(ids) == 50
    second = re.findall(
        r'href="/customers/(c_[^"]+)"', browser.get("/customers?order=interactions&page=2").text
    )
    assert not set(ids) & set(second)
    least = browser.get("/customers?order=interactions&way=up")
    assert re.findall(r'href="/customers/(c_[^"]+)"', least.text)[0] != ids[0]


def test_a_touchpoint_leads_to_the_customers_behind_it(
    browser: Browser, lamp_shop: ShopWorld
) -> None:
    last = lamp_shop.workspace.last_day()
    assert last is not None
    since, until = last - timedelta(days=29), last + timedelta(days=1)
    asked = ListRequest("first", most=20, touchpoint="order", since=since, until=until)
    found = lamp_shop.workspace.customers(asked)
    for one in found.rows:
        contacts = lamp_shop.workspace.customer(one.id).interactions
        assert any(
            since <= contact["occurred_at"].astimezone(ROME).date() < until
            for contact in contacts
            if contact["touchpoint"] == "order"
        )
    ever = lamp_shop.workspace.customers(ListRequest(touchpoint="order", most=1))
    assert 0 < found.total < ever.total
    page = browser.get("/customers?touchpoint=order&period=30&order=first")
    ids = re.findall(r'href="/customers/(c_[^"]+)"', page.text)
    assert ids[:20] == [one.id for one in found.rows]
    assert f"{found.total} clienti" in shown(page)
    sorted_by = re.findall(r'href="(\?[^"]*order=interactions[^"]*)"', page.text)
    assert [html.unescape(one) for one in sorted_by] == [
        "?touchpoint=order&period=30&order=interactions"
    ]
    nowhere = browser.get("/customers?touchpoint=nowhere")
    assert "Nessun cliente ancora" in shown(nowhere)


def test_a_name_gets_its_place(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "shop", create=True)
    file = tmp_path / "visits.csv"
    file.write_text("at;email;touchpoint\n2026-01-05 10:00;a@b.example;Zorp\n", encoding="utf-8")
    workspace.load_together({file: FileOf("site")})
    browser = Browser(workspace)
    own = {"sec-fetch-site": "same-origin"}
    assert "Zorp" in shown(browser.get("/sources"))
    [key] = re.findall(r'name="touchpoint" value="([^"]+)"', browser.get("/sources").text)
    sent = {"touchpoint": key, "stage": "purchase", "channel": "web"}
    done = browser.post("/sources/place", headers=own, data=sent)
    assert done.headers["location"] == "/sources?placed=Zorp"
    assert "Ogni nome ha il suo posto" in shown(browser.get("/sources?placed=Zorp"))
    [placed] = [one for one in browser.get("/map.json").json()["touchpoints"] if one["key"] == key]
    assert (placed["stage"], placed["channel"]) == ("purchase", "web")
    wrong = browser.post("/sources/place", headers=own, data=sent | {"stage": "nowhere"})
    assert wrong.status_code == 422
    assert browser.post("/sources/place", headers={}, data=sent).status_code == 403


def test_a_search_leads_to_the_customer(browser: Browser, lamp_shop: ShopWorld) -> None:
    [one] = lamp_shop.workspace.customers(ListRequest(most=1)).rows
    known = lamp_shop.workspace.customer(one.id, clear=True).identifiers
    [email] = [identifier.value for identifier in known if identifier.type == "email"][:1]
    found = browser.get(f"/customers?q={email}")
    assert (found.status_code, found.headers["location"]) == (303, f"/customers/{one.id}")


def test_who_is_not_known_is_said_inert(browser: Browser) -> None:
    page = browser.get("/customers?q=<script>alert(1)</script>")
    assert page.status_code == 404
    assert "&lt;script&gt;alert(1)" in page.text
    assert "<script>alert" not in page.text


def test_the_tables_of_a_map_are_a_part_that_is_asked_for(browser: Browser) -> None:
    page = browser.map()
    assert "<tbody" not in page.text
    asks = re.search(r'id="tables" hidden data-ask="([^"]+)"', page.text)
    assert asks is not None
    part = browser.get(html.unescape(asks[1])).text
    assert 'id="table-touchpoints"' in part
    for one in browser.get("/map.json").json()["touchpoints"]:
        assert html.escape(one["name"]) in part
    # One that nobody asked for yet is not counted while its tables are waited for.
    assert browser.get("/map/tables?period=7&channel=phone").status_code in (200, 409)


def contacts_of(page: str) -> list[str]:
    """The name of each contact, also of those folded behind one that is the same."""
    rows = re.findall(r"<li><time.*?<b>(.*?)</b>(.*?)</li>", page, re.DOTALL)
    folded = [re.search(r"altre ([\d.]+), dalle", rest) for _, rest in rows]
    return [
        name
        for (name, _), behind in zip(rows, folded, strict=True)
        for _ in range(1 + (int(behind[1].replace(".", "")) if behind else 0))
    ]


def test_a_customer_has_every_contact_the_newest_first(
    browser: Browser, lamp_shop: ShopWorld
) -> None:
    [one] = lamp_shop.workspace.customers(ListRequest("interactions", most=1)).rows
    card = lamp_shop.workspace.cards.of(one.id, entries=1_000, language="it")
    said = []
    address = f"/customers/{one.id}"
    while address:
        page = browser.get(address)
        said += contacts_of(page.text)
        following = re.search(r'rel="next" href="([^"]+)"', page.text)
        address = f"/customers/{one.id}{html.unescape(following[1])}" if following else ""
    assert said == [contact["name"] for contact in card["timeline"]["entries"]]
    assert "Torna ai più recenti" in shown(page)
    of_stage = browser.get(f"/customers/{one.id}?stage=purchase")
    count = card["timeline"]["stages"]["purchase"]
    assert len(contacts_of(of_stage.text)) == min(50, count)


def test_a_customer_has_what_they_bought_and_felt(browser: Browser, lamp_shop: ShopWorld) -> None:
    for one in lamp_shop.workspace.customers(ListRequest("interactions", most=50)).rows:
        card = lamp_shop.workspace.cards.of(one.id, language="it")
        felt = [contact["emotion"] for contact in card["timeline"]["entries"]]
        if card["value"]["orders"] and any(level is not None for level in felt):
            break
    page = browser.get(f"/customers/{one.id}")
    assert f"Ordini {card['value']['orders']}" in re.sub(" +", " ", shown(page))
    assert page.text.count('class="felt"') == sum(level is not None for level in felt)
    assert card["stage"]["name"] in shown(page)


def test_a_customer_says_why_it_is_one(browser: Browser, lamp_shop: ShopWorld) -> None:
    for one in lamp_shop.workspace.customers(ListRequest("interactions", most=50)).rows:
        why = lamp_shop.workspace.identity.why(one.id, language="en")
        if len(why["links"]) > 1:
            break
    assert f'href="/customers/{one.id}/why"' in browser.get(f"/customers/{one.id}").text
    page = browser.get(f"/customers/{one.id}/why?lang=en")
    assert page.text.count("carry both") + page.text.count("carries both") >= len(why["links"])
    seen = why["links"][0]["seen"]
    assert seen is not None
    assert f"{seen['source']}, {seen['file']}" in shown(page)
    assert browser.get("/customers/c_000000000000/why").status_code == 404


def test_a_customer_nobody_knows_is_said(browser: Browser) -> None:
    page = browser.get("/customers/c_000000000000")
    assert page.status_code == 404
    assert "c_000000000000" in shown(page)


def test_sources_have_their_ledger(browser: Browser, lamp_shop: ShopWorld) -> None:
    page = browser.get("/sources?lang=en")
    rows = {
        name: [
            int(cell.replace(",", "")) for cell in re.findall(r"<td[^>]*r\">([\d,]+)</td>", rest)
        ]
        for name, rest in re.findall(r"<tr><td><b>(\w+)</b>(.*?)</tr>", page.text, re.DOTALL)
    }
    assert rows == {
        line.source: [line.received, line.stored, line.duplicate, line.rejected, line.dropped,
                      line.pending, line.machine, line.difference]
        for line in lamp_shop.workspace.sources.ledger()
    }  # fmt: skip


@pytest.mark.parametrize(
    ("peer", "address"),
    [
        ("192.0.2.7", HERE),
        ("127.0.0.1", "http://shop.example"),
        ("127.0.0.1", "http://127.0.0.2.x"),
    ],
)
def test_nobody_else_sees_a_page(lamp_shop: ShopWorld, peer: str, address: str) -> None:
    browser = Browser(lamp_shop.workspace, peer)
    for path in ("/map", "/map.json", "/customers", "/sources", "/map/progress"):
        page = browser.get(path, address)
        assert page.status_code == 403
        assert "5.891" not in page.text
        assert "solo da questo computer" in shown(page)
        assert browser.get(path, address, accept="*/*").status_code == 404


def test_who_comes_through_a_proxy_does_not_sit_here(lamp_shop: ShopWorld) -> None:
    browser = Browser(lamp_shop.workspace)
    for name in ("X-Forwarded-For", "Forwarded", "X-Real-IP"):
        page = browser._ask("GET", "/sources", HERE, headers={name: "192.0.2.7"})
        assert page.status_code == 404, name


@pytest.mark.parametrize("address", ["http://localhost:8400", "http://[::1]:8400"])
def test_this_machine_has_several_names(lamp_shop: ShopWorld, address: str) -> None:
    assert Browser(lamp_shop.workspace).get("/sources", address).status_code == 200


def test_a_program_is_told_in_json_that_there_is_nothing(browser: Browser) -> None:
    found = browser.get("/v1/nothing", accept="application/json")
    assert (found.status_code, found.json()["error"]["code"]) == (404, "not_found")


def test_a_new_workspace_leads_to_the_sources(tmp_path: Any) -> None:
    browser = Browser(Workspace(tmp_path / "new", create=True))
    assert "Ancora nessun dato" in shown(browser.map())
    assert "Nessun cliente ancora" in shown(browser.get("/customers"))
    assert "Nessuna fonte ancora" in shown(browser.get("/sources"))
