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
    sent = asker.post("/load", files={"file": ("", b"")}, data={"source": "a"}, headers=headers)
    assert (sent.status_code, "Serve almeno un file" in shown(sent)) == (422, True)


def test_orders_reviews_and_tickets_need_no_column_that_says_what_happened(asker: Asker) -> None:
    headers = {"sec-fetch-site": "same-origin"}
    orders = (
        "N. ordine;Data ordine;Stato;E-mail;Totale\n#1;2026-04-03;Completato;a@b.example;9,90\n"
    )
    reviews = "Data,Email,Stelle,Testo\n2026-04-05,a@b.example,1,Arrivata tardi\n"
    tickets = "Aperto il;Cliente;Messaggio;Stato\n2026-04-06 10:00;a@b.example;Dov'è?;Chiuso\n"
    files = [
        ("file", (f"{name}.csv", told.encode("cp1252")))
        for name, told in (
            ("ordini", orders),
            ("recensioni google", reviews),
            ("helpdesk", tickets),
        )
    ]
    page = asker.post("/load", files=files, headers=headers).headers["location"]
    seen = asker.get(page)
    for named in ("sempre: Ordine", "sempre: Recensione su Google", "sempre: Ticket aperto"):
        assert named in shown(seen)
    of = re.findall(r'name="of" value="([\w-]+)"', seen.text)
    assert 'value="=order" selected' in asker.get(f"/load/{of[0]}").text
    asker.post(page, data={"of": of}, headers=headers)
    while not asker.get(f"{page}/progress").json()["done"]:
        pass
    places = {one["key"]: one["stage"] for one in asker.get("/map.json").json()["touchpoints"]}
    assert places == {"order": "purchase", "google_review": "advocacy", "ticket_opened": "service"}


def test_several_files_are_looked_at_corrected_and_loaded_in_order(asker: Asker) -> None:
    headers = {"sec-fetch-site": "same-origin"}
    odd = b"xq;zw;kk\n2026-04-03 10:00;ada@example.com;Checkout\n"
    orders = ORDERS.replace(b"03/04/2026", b"2026-04-03")
    files = [("file", ("Ordini_2026-03.csv", orders)), ("file", ("strano.csv", odd)),
             ("file", ("Ordini_2026-04.csv", orders))]  # fmt: skip
    page = asker.post("/load", files=files, headers=headers).headers["location"]
    seen = asker.get(page)
    assert seen.text.count('value="ordini"') == 2
    assert 'name="source_' in seen.text
    assert "che cosa è successo" in shown(seen)
    tokens = re.findall(r'href="/load/([\w-]+)"', seen.text)
    # What cannot be read yet is corrected on a page of its own, and comes back with it.
    chosen = {"at": "xq", "touchpoint": "kk", "email": "zw", "source": "cassa"}
    back = asker.post(f"/load/{tokens[1]}/choose", data=chosen, headers=headers)
    assert back.headers["location"] == page
    assert 'value="cassa"' in asker.get(page).text
    sent = {"of": tokens[:2], f"source_{tokens[0]}": "negozio"}
    asker.post(page, data=sent, headers=headers)
    while not asker.get(f"{page}/progress").json()["done"]:
        pass
    done = shown(asker.get(page))
    assert re.findall(r"(negozio|cassa|ordini) · (caricato|lasciato fuori)", done) == [
        ("negozio", "caricato"), ("cassa", "caricato"), ("ordini", "lasciato fuori")
    ]  # fmt: skip
    told = {one["source"]: one["stored"] for one in asker.get("/api/sources").json()["items"]}
    assert told == {"negozio": 1, "cassa": 1}


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
