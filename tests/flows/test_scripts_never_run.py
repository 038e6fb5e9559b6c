"""What clients and colleagues send is shown as text: on no page does any of it run."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from percorso.domain.action import Plan
from percorso.domain.hypotheses import TypedCell
from percorso.domain.segment import Fact, Segment
from percorso.workspace import FileOf, Workspace
from percorso.workspace.maps.placing import Placing
from tests.collect.http.corpus import HOSTILE
from tests.flows.server import Server

RUNS = "window.ran = 1"
EVIL = (
    *(told.replace("alert(1)", RUNS) for _, told in HOSTILE),
    f'"><img src=x onerror="{RUNS}">', f"'-({RUNS})-'", f"javascript:{RUNS}",
    f"<iframe srcdoc='<script>parent.{RUNS}</script>'></iframe>", "${{<%[%'\"}}%\\",
    f"</title></style></textarea><script>{RUNS}</script>", f"<a href=javascript:{RUNS}>x</a>",
    f"]]><svg><script>{RUNS}</script></svg>",
)  # fmt: skip
PAGES = (
    "/map", "/map#view=table", "/map?compare=before&period=30", "/changed", "/customers",
    "/customers/{customer}", "/customers/{customer}/why", "/segments", "/actions", "/actions/1",
    "/sources", "/typed", "/typed/rows/{row}", "/typed/persona", "/changes", "/audit",
    "/reconciliation", "/reviews", "/touchpoints/{touchpoint}", "/touchpoints/order",
    "/customers/{sent}", "/customers/{sent}/why", "/customers/{sent}/care", "/happy-index",
    "/customers?q=m0", "/load", "/settings", "/settings/keys", "/settings/stages",
    "/settings/journeys/edit?key=purchase", "/sources/rejected?source=messages&code=bad_time",
)  # fmt: skip


def hostile_shop(folder: Path) -> Workspace:
    """A shop whose every text wants to run: in a file, and typed by a colleague."""
    workspace = Workspace(folder / "shop", create=True)
    file = folder / "contacts.csv"
    rows = ["at\temail\ttouchpoint\tchannel\trating\ttext\tcity"]
    for place, told in enumerate(EVIL):
        said = told.replace("\t", " ").replace("\r", " ").replace("\n", " ").replace('"', '""')
        who = f"a{place}@example.com"
        rows += [
            f'2026-03-0{1 + place % 8} 10:00\t{who}\tOrder Completed\tweb\t\t\t"{said}"',
            f'2026-03-1{place % 9} 11:00\t{who}\t"Note {said}"\t"{said}"\t1\t"{said}"\t"{said}"',
        ]
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    workspace.load_together({file: FileOf(EVIL[1][:60])})
    workspace.catalogue.place("order", Placing(owner=EVIL[0], name_it=EVIL[2]))
    workspace.actions.add(Plan(EVIL[0], owner=EVIL[1], note=EVIL[2]), "order")
    workspace.segments.save(Segment(EVIL[1], (Fact("orders", least=1),)))
    typed = workspace.typed
    typed.save_row(None, EVIL[0], {"service": TypedCell(EVIL[2], 3, EVIL[1])}, typed.now().version)
    typed.save_persona(EVIL[1], EVIL[2], typed.now().version)
    typed.save_stage("service", EVIL[0], None, typed.now().version)
    return workspace


def sent_by_clients() -> list[dict[str, object]]:
    """The same in messages of the wire: whatever a client may say, in each of its places."""
    told: list[dict[str, object]] = []
    for place, text in enumerate(EVIL):
        who = {"userId": f"m{place}", "timestamp": f"2026-03-1{place % 9}T12:00:00Z"}
        about = {"page": {"url": f"https://shop.example/{text}", "title": text}, "locale": text}
        told += [
            {"type": "track", "messageId": f"t{place}", "event": f"Sent {text}"[:200], **who,
             "properties": {"order_id": text, "name": text, "currency": "EUR", text[:60]: text},
             "context": about},
            {"type": "identify", "messageId": f"i{place}", **who, "context": about,
             "traits": {"name": text, "city": text, "email": f"m{place}@example.com", "x": text}},
            {"type": "page", "messageId": f"p{place}", "name": text, **who, "context": about},
        ]  # fmt: skip
    return told


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    """Where its pages are, and what stands in their addresses."""
    workspace = hostile_shop(tmp_path_factory.mktemp("hostile"))
    [row] = workspace.typed.now().hypotheses.rows
    odd = next(one for one in workspace.catalogue.touchpoints() if "Note" in one.observed_names[0])
    named = {
        "customer": workspace.customers().rows[0].id, "row": row.key,
        "touchpoint": odd.touchpoint.key,
    }  # fmt: skip
    key = workspace.sources.add("messages", kind="server").write_key or ""
    with Server(workspace.folder) as server:
        status, said = server.send(key, {"batch": sent_by_clients()})
        assert status == 200, said
        server.drained()
        named["sent"] = workspace.customer("m0@example.com").id
        yield server.address, named


@pytest.fixture
def page(chromium: Browser, shop: tuple[str, dict[str, str]]) -> Iterator[Page]:
    """A page on which nothing ran, nobody was asked, and the policy had nothing to stop."""
    context = chromium.new_context(base_url=shop[0], locale="it-IT")
    page = context.new_page()
    wrong: list[str] = []
    page.on("dialog", lambda one: wrong.append(one.message))
    page.on("console", lambda one: wrong.append(one.text) if "Content Security" in one.text else 0)
    page.on("request", lambda one: None if one.url.startswith((shop[0], "data:")) else
            wrong.append(one.url))  # fmt: skip
    yield page
    context.close()
    assert wrong == []


def test_nothing_that_was_sent_or_typed_runs(page: Page, shop: tuple[str, dict[str, str]]) -> None:
    for path in PAGES:
        page.goto(path.format(**shop[1]))
        if path.startswith(("/map", "/changed")):
            page.wait_for_selector("#map, #totals", state="attached")
        assert page.evaluate("window.ran") is None, path
    # The panel of each touchpoint is made from a part of the page when it is opened.
    page.goto("/map")
    page.wait_for_selector("#map")
    keys = page.evaluate("JSON.parse(document.querySelector('#data').textContent).keys")
    for key in keys:
        page.evaluate("key => { location.hash = 'sel=' + encodeURIComponent(key) }", key)
        page.wait_for_selector("#panel article header")
        assert page.evaluate("window.ran") is None, key
    assert len(keys) >= len(EVIL)
