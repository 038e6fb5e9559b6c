"""A file taken in through the browser: who may send one, and what is said of it."""

import re
from pathlib import Path

import pytest

from percorso.workspace import Workspace
from tests.flows.test_pages import Browser as Asker
from tests.flows.test_pages import shown

ORDERS = b"Data;Cliente;Evento\n03/04/2026 10:00;ada@example.com;Ordine completato\n"


@pytest.fixture
def asker(tmp_path: Path) -> Asker:
    return Asker(Workspace(tmp_path / "empty", create=True))


@pytest.mark.parametrize(
    "headers",
    [{}, {"origin": "http://shop.example"}, {"sec-fetch-site": "cross-site"},
     {"sec-fetch-site": "same-site", "origin": "http://127.0.0.1:8400"}],
)  # fmt: skip
def test_no_other_site_loads_a_file(asker: Asker, headers: dict[str, str]) -> None:
    files = {"file": ("a.csv", b"at;touchpoint\n2026-01-01;x\n")}
    sent = asker.post("/load", files=files, data={"source": "shop"}, headers=headers)
    assert sent.status_code == 403


def test_what_is_missing_is_said(asker: Asker) -> None:
    headers = {"sec-fetch-site": "same-origin"}
    files = {"file": ("a.csv", b"at\n2026-01-01\n")}
    sent = asker.post("/load", files=files, data={"source": " "}, headers=headers)
    assert (sent.status_code, "Servono un file e il nome" in shown(sent)) == (422, True)


def test_a_file_has_a_plain_name(asker: Asker) -> None:
    headers = {"sec-fetch-site": "same-origin"}
    files = {"file": ("../../<b>ordini.csv", ORDERS)}
    sent = asker.post("/load", files=files, data={"source": "<i>shop"}, headers=headers)
    assert re.fullmatch(r"/load/[\w-]{16}", sent.headers["location"])
    page = asker.get(sent.headers["location"])
    assert "_b_ordini.csv" in shown(page)
    assert "<i>" not in page.text


def test_a_file_nobody_gave_is_asked_for(asker: Asker) -> None:
    assert asker.get("/load/nothing").headers["location"] == "/load"
    assert asker.get("/load/nothing/progress").json() == {"done": True, "share": 1.0}
