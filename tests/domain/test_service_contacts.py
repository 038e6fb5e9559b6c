"""Names say who needs help, what solved it and who gave up, in Italian and in English."""

import pytest

from percorso.domain.catalogue import (
    DEFAULT_TOUCHPOINTS,
    Touchpoint,
    asks_for_help,
    gives_up,
    place_name,
    solves,
)

SOLVED = [
    "Ticket chiuso", "Reclamo risolto", "Rimborso", "Sostituzione", "Riparato", "Ticket closed",
    "Complaint solved", "Refund", "Replacement shipped", "Resolve ticket", "ticketResolved",
    "Closed", "RESOLVED", "chiuso",
]  # fmt: skip
REQUESTS = [
    "Reclamo", "Reso", "Telefonata", "Richiesta rimborso", "Ticket aperto", "Ticket riaperto",
    "Ticket non risolto", "In attesa di rimborso", "Da rimborsare (reso)", "Complaint", "Return",
    "Refund requested", "Ticket not solved", "Unresolved ticket", "Phone call", "FAQ",
]  # fmt: skip
GIVEN_UP = ["Ticket abbandonato", "Chiamata senza risposta", "Missed call", "Ticket expired"]
NOTHING = ["Risposta assistenza", "Support reply", "Order Cancelled", "Popup closed", "Carrello"]


def place(name: str) -> Touchpoint:
    """The touchpoint a name becomes when it is loaded."""
    found = place_name(name, None)
    return Touchpoint("any", name, name, found.stage, found.channel, found.initiator)


def kind(one: Touchpoint) -> str:
    """What a touchpoint is to a need, and that it is one thing only."""
    said = {"solved": solves(one), "given up": gives_up(one), "request": asks_for_help(one)}
    assert sum(said.values()) <= 1
    return next((name for name, true in said.items() if true), "nothing")


@pytest.mark.parametrize(
    ("name", "meant"),
    [(name, "solved") for name in SOLVED]
    + [(name, "request") for name in REQUESTS]
    + [(name, "given up") for name in GIVEN_UP]
    + [(name, "nothing") for name in NOTHING],
)
def test_a_name_says_what_it_is_to_a_need(name, meant):
    assert kind(place(name)) == meant


def test_a_person_who_marks_a_service_touchpoint_as_goal_overrules_its_name():
    reply = Touchpoint("any", "Risposta", "Reply", "service", "email", "company", is_goal=True)
    assert kind(reply) == "solved"


def test_a_goal_of_another_stage_solves_no_need():
    order = next(one for one in DEFAULT_TOUCHPOINTS if one.is_goal)
    assert kind(order) == "nothing"
