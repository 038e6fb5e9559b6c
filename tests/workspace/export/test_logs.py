"""Journeys leave as XES and OCEL, are read back the same, and name nobody unless told to."""

import json
import xml.etree.ElementTree as ElementTree
from datetime import datetime

import pytest

import percorso
from percorso.collect.readers.row import Place
from percorso.collect.source_file import open_source_file

SHOP = (
    "customer_id,email,phone,at,touchpoint,channel,order_id,amount,stars,text\n"
    "ada17,ada@shop.it,+393331234567,2025-03-01T10:00:00.250Z,Home,web,,,,\n"
    "ada17,,,2025-03-01T10:05:00Z,Order Completed,web,AB-1001,42.50,,\n"
    'ada17,,,2025-03-20T10:00:00Z,Home,web,,,2,"<non> va & basta, <ada@shop.it>"\n'
    "bob18,bob@shop.it,,2025-03-02T09:00:00Z,Home,web,,,,\n"
    ",,,2025-03-02T09:00:00Z,Home,web,,,,\n"
)
COURIER = (
    "tracking_number,order_id,at,touchpoint\nTR555777,AB-1001,2025-03-03T08:00:00Z,Consegnato\n"
)
SECRETS = ("ada17", "bob18", "shop.it", "3331234567", "AB-1001", "TR555777", "basta")


@pytest.fixture
def workspace(company):
    company.load(SHOP)
    company.load(COURIER, source="courier")
    return company.workspace


def text(workspace, form, **how):
    return "".join(workspace.log(form, **how))


def traces(xes: str):
    """(case, status, events) of each trace; an event as key -> value."""
    space = "{http://www.xes-standard.org/}"
    for trace in ElementTree.fromstring(xes.encode()).iter(f"{space}trace"):  # noqa: S314
        own = {one.get("key"): one.get("value") for one in trace if one.tag != f"{space}event"}
        events = [
            {one.get("key"): one.get("value") for one in event}
            for event in trace.iter(f"{space}event")
        ]
        yield own, events


def walked(workspace, name, journey):
    """(journey, touchpoint, instant) of a customer's interactions, as the workspace tells it."""
    rows = workspace.customer(name, journey).interactions
    return [(row["journey"], row["touchpoint"], row["occurred_at"]) for row in rows]


@pytest.mark.parametrize("journey", ["lifecycle", "purchase"])
def test_a_trace_is_a_journey_and_its_events_are_the_interactions_in_order(workspace, journey):
    wanted = [walked(workspace, name, journey) for name in ("ada17", "bob18")]
    found: dict[str, list] = {}
    for own, events in traces(text(workspace, "xes", journey=journey)):
        number = int(own["concept:name"].rpartition("-")[2])
        found.setdefault(own["customer"], []).extend(
            (number, one["concept:name"], datetime.fromisoformat(one["time:timestamp"]))
            for one in events
        )
    assert sorted(found.values()) == sorted(wanted)


def test_an_xes_log_is_read_back_by_the_reader_of_files(workspace, tmp_path):
    path = tmp_path / "log.xes"
    path.write_text(text(workspace, "xes", journey="purchase", clear="test"), encoding="utf-8")
    file = open_source_file(path)
    read = [json.loads(body) for _, body in file.rows(Place())]
    told = [
        (own["concept:name"], one["concept:name"], one["time:timestamp"], one.get("text"))
        for own, events in traces(path.read_text(encoding="utf-8"))
        for one in events
    ]
    assert [
        (row["case:concept:name"], row["concept:name"], row["time:timestamp"], row.get("text"))
        for row in read
    ] == told
    mapped = percorso.map_of(path, customer="case:concept:name", language="en").data["totals"]
    whole = workspace.map("purchase").data["totals"]
    assert mapped["journeys"] == whole["journeys"]
    assert mapped["interactions"] == whole["interactions"] - whole["anonymous_interactions"]


def test_events_carry_what_the_standard_s_extensions_ask_for(workspace):
    _, events = next(one for one in traces(text(workspace, "xes")) if len(one[1]) > 1)
    assert {one["lifecycle:transition"] for one in events} == {"complete"}
    assert {one["org:resource"] for one in events} <= {"customer", "system", "staff", "bot"}
    assert len({one["identity:id"] for one in events}) == len(events)
    order = next(one for one in events if one["concept:name"] == "order")
    assert (order["amount"], order["currency"]) == ("42.5", "EUR")


def test_objects_of_an_ocel_log_are_related_and_every_event_finds_its_own(workspace):
    log = json.loads(text(workspace, "ocel"))
    objects = {one["id"]: one for one in log["objects"]}
    kinds = [one["type"] for one in log["objects"]]
    assert {kind: kinds.count(kind) for kind in kinds} == {"customer": 2, "order": 1, "parcel": 1}
    parcel = next(one for one in log["objects"] if one["type"] == "parcel")
    assert [objects[to["objectId"]]["type"] for to in parcel["relationships"]] == [
        "customer", "order",
    ]  # fmt: skip
    assert {e["type"] for e in log["events"]} <= {kind["name"] for kind in log["eventTypes"]}
    assert {to["objectId"] for e in log["events"] for to in e["relationships"]} == set(objects)


def test_an_ocel_log_holds_the_same_events_as_the_xes_log(workspace):
    ocel = json.loads(text(workspace, "ocel", clear="test"))
    found = sorted((e["id"], e["type"], e["time"].replace("Z", "+00:00")) for e in ocel["events"])
    wanted = sorted(
        (one["identity:id"], one["concept:name"], one["time:timestamp"])
        for _, events in traces(text(workspace, "xes", clear="test"))
        for one in events
    )
    assert found == wanted
    assert len(found) == 5


@pytest.mark.parametrize("form", ["xes", "ocel", "csv"])
def test_nobody_is_named_and_nothing_quoted_unless_told_to(workspace, form):
    hidden = text(workspace, form)
    clear = text(workspace, form, clear="moving house")
    assert [secret for secret in SECRETS if secret in hidden] == []
    ids = [workspace.customer(name).id for name in ("ada17", "bob18")]
    assert [id_ for id_ in ids if id_ in hidden] == []
    assert all(id_ in clear for id_ in ids)
    assert "basta" in clear


def test_pseudonyms_hold_for_one_export_and_for_no_other(workspace):
    first = text(workspace, "xes")
    assert text(workspace, "xes") == first
    people = {own["customer"] for own, _ in traces(first)}
    others = {own["customer"] for own, _ in traces(text(workspace, "xes", journey="purchase"))}
    assert len(people) == 2
    assert not people & others
    assert not any(person in text(workspace, "ocel") for person in people)


def test_a_clear_export_needs_a_reason(workspace):
    with pytest.raises(percorso.InputError, match="needs a reason"):
        text(workspace, "xes", clear=" ")


def test_an_empty_workspace_gives_an_empty_log(company):
    assert list(traces(text(company.workspace, "xes"))) == []
    log = json.loads(text(company.workspace, "ocel"))
    assert (log["objects"], log["events"]) == ([], [])
