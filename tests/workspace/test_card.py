"""The card of a customer: traits with provenance, consents, value, journeys, a paged timeline."""

import json
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator

import percorso
from percorso.drawing.card_text import card_as_text
from tests.workspace.company import Company
from tests.workspace.inbox import Inbox, event

SCHEMA = json.loads(
    files("percorso.domain").joinpath("customer.schema.json").read_text(encoding="utf-8")
)
ORDERS = (
    "customer_id,Nome,Cognome,email,at,touchpoint,channel,order_id,amount,currency,stars,text\n"
    "17,Ada,Ferrante,ada@shop.it,2025-03-01T10:00:00Z,Home,web,,,,,\n"
    "17,Ada,Ferrante,,2025-03-01T10:05:00Z,Order Completed,web,O-1001,86.40,EUR,,\n"
    "17,Ada,Ferrante,,2025-03-11T10:05:00Z,Order Completed,web,O-1002,10,EUR,,\n"
    "17,Ada,Ferrante,,2025-03-11T10:06:00Z,Order Completed,web,O-1002,10,EUR,,\n"
    "17,Ada,Ferrante,,2025-03-14T10:05:00Z,Order Completed,web,O-1003,20,CHF,,\n"
    "17,Ada,Ferrante,,2025-03-20T10:00:00Z,Review,web,,,,2,tardi\n"
    "18,Bob,Rossi,bob@shop.it,2025-03-02T09:00:00Z,Home,web,,,,,\n"
)


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    """Loaded once: whoever asks for a card changes nothing."""
    found = Company(tmp_path_factory.mktemp("company"))
    found.load(ORDERS)
    return found


@pytest.fixture
def card(company):
    return company.workspace.cards.of


def test_the_card_keeps_its_contract(card):
    for name in ("17", "18"):
        for clear in (True, False):
            Draft202012Validator(SCHEMA).validate(card(name, clear=clear))


def test_orders_count_once_and_currencies_apart(card):
    assert card("17")["value"] == {
        "orders": 3, "revenue_minor": 9640, "currency": "EUR",
        "other_currencies": [{"minor": 2000, "currency": "CHF"}],
        "first_order_at": "2025-03-01T10:05:00Z", "last_order_at": "2025-03-14T10:05:00Z",
        "median_days_between_orders": 6.5,
    }  # fmt: skip
    assert card("18")["value"]["last_order_at"] is None


def test_names_of_files_are_the_persons_and_in_no_interaction(company, card):
    told = card("17", clear=True)
    assert told["name"] == "Ada Ferrante"
    assert [(one["name"], one["value"], one["rule"]) for one in told["traits"]] == [
        ("first_name", "Ada", "only"), ("last_name", "Ferrante", "only"),
    ]  # fmt: skip
    [said] = told["traits"][0]["said_by"]
    assert (said["source"], said["first_said_at"][:10], said["last_said_at"][:10]) == (
        "shop", "2025-03-01", "2025-03-20",
    )  # fmt: skip
    assert not company.warehouse("select 1 from interaction where properties like '%Ferrante%'")


def test_persons_are_masked_unless_asked_for_in_clear(card):
    masked = json.dumps(card("17"))
    for value in ("Ada", "Ferrante", "ada@shop.it"):
        assert value not in masked
        assert value in json.dumps(card("17", clear=True))


def test_where_the_customer_is_and_how_the_journeys_went(card):
    told = card("17", "purchase", language="en")
    assert (told["journeys"][0]["number"], told["journeys"][0]["status"]) == (1, "success")
    assert told["stage"]["key"] == told["timeline"]["entries"][0]["stage"]
    assert told["last_at"] == told["timeline"]["entries"][0]["at"] == "2025-03-20T10:00:00Z"


def test_what_may_come_next_is_what_others_did_and_nothing_of_who_objected(tmp_path):
    company = Company(tmp_path)
    company.load("user_id,timestamp,event\n" + "".join(
        f"{person},2025-03-0{day}T10:00:00Z,{event}\n"
        for person, events in {"1": ["Home", "Cart"], "2": ["Home", "Cart"], "3": ["Home"]}.items()
        for day, event in enumerate(events, start=1)
    ))  # fmt: skip
    card = company.workspace.cards.of
    assert card("3")["next_steps"] is None  # no map was counted
    company.workspace.map(journey="lifecycle")
    ahead = card("3")["next_steps"]
    Draft202012Validator(SCHEMA).validate(card("3"))
    assert (ahead["touchpoint"], ahead["visits"]) == (
        card("3")["timeline"]["entries"][0]["touchpoint"],
        2,
    )
    assert [(one["name"], one["share"]["value"], one["share"]["n"]) for one in ahead["steps"]] == [
        (card("1")["timeline"]["entries"][0]["name"], 1.0, 3)
    ]
    assert ahead["name"] in card_as_text(card("3"))
    company.workspace.consent.record("3", "profiling", "objected")
    assert card("3")["next_steps"] is None


def test_a_timeline_tells_what_was_said_and_felt(card):
    newest = card("17")["timeline"]["entries"][0]
    assert (newest["text"], newest["rating"]["value"], newest["rating"]["max"]) == ("tardi", 2, 5)
    assert newest["emotion"] == -0.5
    assert newest["journey"] == 1


@pytest.mark.parametrize("size", [1, 2, 4, 6, 7])
def test_the_pages_of_a_timeline_are_all_of_it_once(company, card, size):
    whole = company.workspace.cards.timeline("17", entries=100)
    assert (whole["total"], whole["next"]) == (6, None)
    entries, before = [], ""
    while before is not None:
        page = company.workspace.cards.timeline("17", entries=size, before=before)
        assert len(page["entries"]) <= size
        entries += page["entries"]
        before = page["next"]
    assert entries == whole["entries"]


def test_a_timeline_of_one_stage_holds_its_contacts_alone(company, card):
    whole = company.workspace.cards.timeline("17")
    for stage, count in whole["stages"].items():
        entries = company.workspace.cards.timeline("17", stage=stage)["entries"]
        assert {one["stage"] for one in entries} == {stage}
        assert len(entries) == count
    assert company.workspace.cards.timeline("17", entries=0)["entries"] == []


def test_a_page_begins_where_one_ended_and_nowhere_else(card):
    for place in ("x", "1:", ":1", "yesterday"):
        with pytest.raises(percorso.InputError, match="under `next`"):
            card("17", before=place)


def test_consents_stand_on_the_card_with_their_proof(company, card):
    company.workspace.consent.record("18", "marketing", "given", "email")
    [mail] = card("18")["consents"]
    assert (mail["purpose"], mail["channel"], mail["allowed"]) == ("marketing", "email", True)
    assert mail["proof"]["form"] == "command"
    assert not card("18")["restricted"]


@pytest.mark.parametrize("language", ["it", "en"])
def test_the_card_for_a_terminal_says_the_same(card, language):
    text = card_as_text(card("17", "purchase", entries=2, clear=True, language=language))
    assert "Ada Ferrante" in text
    money = "96,40 EUR + 20,00 CHF" if language == "it" else "96.40 EUR + 20.00 CHF"
    assert money in text
    assert "«tardi»" in text
    assert "--before " in text
    assert "Rossi" not in text


def test_traits_of_identify_calls_live_with_the_person_on_both_databases(tmp_path, records_url):
    inbox = Inbox(tmp_path / "w", records_url)
    traits = {
        "firstName": "Ada",
        "address": {"city": "Torino"},
        "email": "ada@shop.it",
        "vip": True,
    }
    moved = {"address": {"city": "Milano"}}
    inbox.brings(
        event("m1", type="identify", traits=traits),
        event("m2", type="identify", traits=moved, timestamp="2026-11-23T11:30:00Z"),
    )
    inbox.load()
    told = {one["name"]: one for one in inbox.workspace.cards.of("ada", clear=True)["traits"]}
    assert {name: one["value"] for name, one in told.items()} == {
        "first_name": "Ada", "city": "Milano", "vip": "yes",
    }  # fmt: skip
    assert told["city"]["rule"] == "latest"
    assert [one["value"] for one in told["city"]["others"]] == ["Torino"]
    assert not inbox.ask("select 1 from interaction where properties like '%Torino%'")
    inbox.workspace.rebuild()
    assert {
        one["name"]: one for one in inbox.workspace.cards.of("ada", clear=True)["traits"]
    } == told


def test_a_pages_word_yields_to_a_file_and_a_merge_keeps_all_traits(tmp_path):
    inbox = Inbox(tmp_path / "w")
    inbox.workspace.sources.add("site", kind="browser", origins=["https://shop.example"])
    spoof = {"firstName": "Mallory", "email": "ada@shop.it"}
    inbox.brings(event("m1", type="identify", traits=spoof), source="site")
    inbox.load()
    path = tmp_path / "till.csv"
    path.write_text("email,first name,city,at,touchpoint\nada@shop.it,Ada,,2025-01-01,Cassa\n")
    inbox.workspace.load(path, source="till")
    told = inbox.workspace.cards.of("ada@shop.it", clear=True)["traits"]
    assert [(one["value"], one["rule"]) for one in told] == [("Ada", "verified")]
    assert [other["value"] for other in told[0]["others"]] == ["Mallory"]
