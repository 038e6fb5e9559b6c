"""A person gets all that is held of them; who is restricted or refused profiling is left out."""

import csv
import json

import pytest

from percorso.workspace.people.consent_desk import Paper
from percorso.workspace.people.correcting import CorrectionUnsigned, TraitUnfit
from tests.workspace.company import Company

ORDERS = (
    "customer_id,Nome,Cognome,email,at,touchpoint,channel,note\n"
    "17,Ada,Ferrante,ada@shop.it,2025-03-01T10:00:00Z,Home,web,=1+1\n"
    "17,Ada,Ferrante,,2025-03-01T10:05:00Z,Order Completed,web,\n"
    "18,Bob,Rossi,bob@shop.it,2025-03-02T09:00:00Z,Home,web,\n"
    "18,Bob,Rossi,,2025-03-02T09:05:00Z,Order Completed,store,\n"
    "19,Eva,Neri,eva@shop.it,2025-03-03T09:00:00Z,Home,web,\n"
)


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    """Loaded once; what a test restricts it lifts again."""
    found = Company(tmp_path_factory.mktemp("company"))
    found.load(ORDERS)
    return found


@pytest.fixture
def workspace(company):
    return company.workspace


def customers(workspace, **how):
    return workspace.map(**how).data["totals"]["customers"]


def rows(text):
    return list(csv.DictReader(text.removeprefix("\ufeff").splitlines()))


def test_an_export_holds_everything_of_the_person_and_nothing_of_others(workspace):
    workspace.consent.record("17", "marketing", "given", "email", paper=Paper(actor="Paola"))
    files = workspace.cards.export("ada@shop.it", language="en")
    assert [row["touchpoint"] for row in rows(files["contacts.csv"])] == ["Home", "Order"]
    assert {row["value"] for row in rows(files["identifiers.csv"])} == {"17", "ada@shop.it"}
    assert {row["value"] for row in rows(files["traits.csv"])} == {"Ada", "Ferrante"}
    assert [row["actor"] for row in rows(files["consents.csv"])] == ["Paola"]
    assert len(rows(files["journeys.csv"])) == 1
    messages = [one["message"] for one in json.loads(files["messages.json"])]
    assert [one["Nome"] for one in messages] == ["Ada", "Ada"]
    assert messages[0]["note"] == "=1+1"
    assert json.loads(files["card.json"])["name"] == "Ada Ferrante"
    for text in files.values():
        assert not any(other in text for other in ("Bob", "Rossi", "bob@", "Neri"))


def test_every_file_is_named_in_its_readme(workspace):
    files = workspace.cards.export("17")
    named = files["README.txt"]
    assert "Ada Ferrante" in named
    for name in files:
        assert name == "README.txt" or name in named or name.replace(".json", ".csv") in named


def test_who_is_restricted_is_on_no_map_until_it_is_lifted(workspace):
    assert (customers(workspace), customers(workspace, where="source = shop")) == (3, 3)
    workspace.consent.restrict("18", paper=Paper())
    try:
        assert customers(workspace) == 2
        assert customers(workspace, journey="purchase") == 2
        assert customers(workspace, where="source = shop") == 2
        assert "Bob" not in "".join(workspace.log("csv", clear="a test"))
        assert workspace.cards.of("18")["restricted"]
    finally:
        workspace.consent.restrict("18", paper=Paper(), lift=True)
    assert customers(workspace) == 3


def test_who_refused_profiling_is_in_no_segment_and_counts_with_everybody(workspace):
    assert customers(workspace, where="source = shop") == 3
    workspace.consent.record("19", "profiling", "objected")
    assert customers(workspace, where="source = shop") == 2
    assert customers(workspace) == 3
    workspace.consent.record("19", "profiling", "given")
    assert customers(workspace, where="source = shop") == 3


def test_rows_of_one_thing_and_rejected_ones_are_in_the_export(tmp_path):
    company = Company(tmp_path)
    company.load(
        "invoice,email,at,touchpoint,item\n"
        "F-1001,ada@shop.it,2025-03-01T10:00:00Z,Invoice,lamp\n"
        "F-1001,,2025-03-01T10:00:00Z,Invoice,bulb\n"
        "F-1002,bob@shop.it,2025-03-01T10:00:00Z,Invoice,ask ada@shop.it\n"
        ",ada@shop.it,some day,Invoice,desk\n",
        columns="invoice_id=invoice", one_per="invoice",
    )  # fmt: skip
    files = company.workspace.cards.export("ada@shop.it")
    messages = json.loads(files["messages.json"])
    assert [one["message"]["item"] for one in messages] == ["lamp", "bulb"]
    assert [json.loads(one["row"])["item"] for one in rows(files["rejected.csv"])] == ["desk"]
    assert not any("bob" in text for text in files.values())


def test_a_correction_wins_over_later_words_until_it_is_taken_back(workspace, company):
    signed = {"actor": "Paola", "reason": "letter"}
    assert workspace.cards.correct("17", "lastName", "Ferranti", **signed) == "last_name"
    company.load("customer_id,Cognome,at,touchpoint\n17,Ferrari,2025-04-01T10:00:00Z,Home\n", "crm")
    [name] = [one for one in card(workspace, "17")["traits"] if one["name"] == "last_name"]
    assert (name["value"], name["rule"]) == ("Ferranti", "corrected")
    assert [one["source"] for one in name["said_by"]] == ["Paola"]
    assert [one["value"] for one in name["others"]] == ["Ferrari", "Ferrante"]
    assert card(workspace, "17")["name"] == "Ada Ferranti"
    workspace.cards.correct("ada@shop.it", "last_name", None, **signed)
    assert card(workspace, "17")["name"] == "Ada Ferrari"


@pytest.mark.parametrize(
    ("trait", "value", "signed", "error"),
    [
        ("user_id", "18", True, TraitUnfit), ("city", " ", True, TraitUnfit),
        ("city", "x" * 501, True, TraitUnfit), ("city", "Torino", False, CorrectionUnsigned),
    ],
)  # fmt: skip
def test_what_cannot_be_corrected_is_said(workspace, trait, value, signed, error):
    with pytest.raises(error):
        workspace.cards.correct("17", trait, value, actor="Paola" if signed else "", reason="why")


def test_a_correction_goes_with_the_person_on_either_database(tmp_path, records_url):
    company = Company(tmp_path, records_url)
    company.load(ORDERS)
    company.workspace.cards.correct("17", "city", "Torino", actor="Paola", reason="letter")
    company.workspace.erasure.erase("17")
    assert company.records("select count(*) from correction") == [(0,)]
    assert company.records("select count(*) from identifier") == [(4,)]
    [entry] = company.workspace.erasure.log()
    assert entry.done_at is not None
    assert entry.told["identifiers"] == 2


def card(workspace, name):
    return workspace.cards.of(name, clear=True)
