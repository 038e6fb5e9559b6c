"""Rejected rows seen and mended in the browser: each comes in once, or is let go."""

import html
import re
from pathlib import Path

import pytest

from percorso.web.mending_words import is_explained
from percorso.workspace import Workspace
from tests.flows.test_pages import Browser as Asker
from tests.flows.test_pages import shown

HEADERS = {"sec-fetch-site": "same-origin"}
# In Windows-1252 the last sign of its text is an é.
WINDOWS = (
    b'{"at": "2026-01-05T10:00:00Z", "touchpoint": "Ticket Opened", "email": "bob@example.com", '
    b'"text": "<b>perch\xe9"}\n'
)
LINES = [
    b'{"at": "2026-01-01T10:00:00Z", "touchpoint": "Page Viewed", "email": "a@example.com"}\n',
    b'{"at": "2026-01-02T10:00:00Z", "touchpoint": "Page Viewed", "email": "b@example.com"}\n',
    WINDOWS,
    b'{"at": "2026-02-31", "touchpoint": "Page Viewed", "email": "c@example.com"}\n',
]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    file = tmp_path / "orders.jsonl"
    file.write_bytes(b"".join(LINES))
    opened = Workspace(tmp_path / "shop", create=True)
    opened.load(file, source="shop")
    return opened


@pytest.fixture
def asker(workspace: Workspace) -> Asker:
    return Asker(workspace)


def ended(asker: Asker, address: str) -> None:
    """Wait until what was begun there has ended."""
    while not asker.get(address.replace("rejected?", "rejected/progress?")).json()["done"]:
        pass


def test_the_sources_lead_to_what_waits_in_the_readers_language(asker: Asker) -> None:
    page = asker.get("/sources")
    assert "/sources/rejected?source=shop&amp;code=bad_text" in page.text
    assert "Caratteri illeggibili" in shown(page)
    rows = asker.get("/sources/rejected?source=shop&code=bad_time")
    assert "Data o ora mancante o illeggibile" in shown(rows)
    assert "2026-02-31" in shown(rows)
    assert '<a href="/sources" aria-current="page">' in rows.text
    assert "is no time" not in rows.text
    assert "is no time" in asker.get("/sources/rejected?source=shop&code=bad_time&lang=en").text


def test_rows_in_another_encoding_come_in_once(asker: Asker, workspace: Workspace) -> None:
    address = "/sources/rejected?source=shop&code=bad_text"
    assert "&lt;b&gt;perch" in asker.get(address).text
    for _ in range(2):
        asker.get(address)
        asker.post(address, data={"do": "encoding", "encoding": "cp1252"}, headers=HEADERS)
        ended(asker, address)
    page = shown(asker.get(address))
    assert "Righe entrate: 0." in page
    assert "non aspetta più nulla" in page
    assert "ticket_opened" in {place["key"] for place in workspace.map().data["touchpoints"]}


def test_what_became_of_them_is_said(asker: Asker) -> None:
    address = "/sources/rejected?source=shop&code=bad_time"
    asker.post(address, data={"do": "date_order", "date_order": "dmy"}, headers=HEADERS)
    ended(asker, address)
    assert "Righe entrate: 0. Già presenti: 0. Ancora in attesa: 1." in shown(asker.get(address))


def test_what_is_no_contact_is_let_go(asker: Asker, workspace: Workspace) -> None:
    address = "/sources/rejected?source=shop&code=bad_time"
    sent = asker.post(address, data={"do": "drop"}, headers=HEADERS)
    assert sent.headers["location"] == "/sources#rejected"
    assert "non aspetta più nulla" in shown(asker.get(address))
    assert [one.code for one in workspace.rejected.groups()] == ["bad_text"]


def test_no_other_site_mends(asker: Asker) -> None:
    address = "/sources/rejected?source=shop&code=bad_time"
    sent = asker.post(address, data={"do": "drop"}, headers={"sec-fetch-site": "cross-site"})
    assert sent.status_code == 403


def test_a_source_nobody_knows_has_nothing_to_mend(asker: Asker) -> None:
    assert "non aspetta più nulla" in shown(asker.get("/sources/rejected?source=x&code=y"))
    data = {"do": "drop"}
    sent = asker.post("/sources/rejected?source=x&code=y", data=data, headers=HEADERS)
    assert sent.status_code == 422
    assert not is_explained("y")


def test_more_than_a_page_of_them_is_turned_over_and_the_api_tells_the_same(
    asker: Asker, workspace: Workspace, tmp_path: Path
) -> None:
    file = tmp_path / "many.csv"
    bad = "".join(f"2026-02-31;Home;u{place:02}@example.com\n" for place in range(45))
    file.write_text(f"at;touchpoint;email\n2026-02-01;Home;a@example.com\n{bad}")
    workspace.load(file, source="many")
    seen: list[str] = []
    address = "/sources/rejected?source=many&code=bad_time"
    while address:
        page = asker.get(address).text
        seen += re.findall(r"u\d\d@example", page)
        found = re.findall(r'href="(/sources/rejected[^"]*)">Successive', page)
        address = html.unescape(found[0]) if found else ""
    assert seen == [f"u{place:02}@example" for place in range(45)]
    assert "41–45 / 45" in page
    assert "Precedenti" in page
    told = []
    for skip in (0, 20, 40):
        query = f"source=many&code=bad_time&most=20&skip={skip}"
        told += asker.get(f"/api/sources/rejected/rows?{query}").json()["items"]
    assert [row["row"] for row in told] == [
        one.as_json()["row"] for one in workspace.rejected.rows("many", "bad_time", limit=100)
    ]
    [kind] = [one for one in asker.get("/api/sources/rejected").json()["items"]
              if one["source"] == "many"]  # fmt: skip
    assert kind["rows"] == 45


def test_a_load_and_a_second_try_count_the_same_on_page_and_api(
    asker: Asker, workspace: Workspace
) -> None:
    rows = "".join(f"2026-01-0{1 + place % 5};Home;{place}@example.com\n" for place in range(12))
    sent = {"file": ("more.csv", f"at;touchpoint;email\n{rows};Home;z@example.com\n".encode())}
    begun = asker.post("/load", headers=HEADERS, files=sent, data={"source": "more"})
    at = begun.headers["location"]
    asker.post(at, headers=HEADERS, data={"source": "more"})
    while not asker.get(f"{at}/progress").json()["done"]:
        pass
    report = asker.get(f"/api/loads/{at.rpartition('/')[2]}").json()["report"]
    page = shown(asker.get(at))
    names = {"read": "lette", "loaded": "caricate", "rejected": "scartate"}
    counted = {one: report[one] for one in names}
    assert counted == {"read": 13, "loaded": 12, "rejected": 1}
    [line] = [one for one in asker.get("/api/sources").json()["items"] if one["source"] == "more"]
    assert (line["received"], line["stored"], line["rejected"]) == (13, 12, 1)
    for count in counted.values():
        assert re.search(rf"\b{count}\b", page), count
    again = {"source": "shop", "code": "bad_text", "encoding": "cp1252"}
    told = asker.post("/api/sources/rejected/replay", headers=HEADERS, json=again).json()
    assert (told["replayed"], told["rejected"]) == (1, 0)
    [line] = [one for one in asker.get("/api/sources").json()["items"] if one["source"] == "shop"]
    held = next(one for one in workspace.sources.ledger() if one.source == "shop")
    assert (line["stored"], line["rejected"]) == (held.stored, held.rejected)
