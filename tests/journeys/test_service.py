"""Service journeys on files: tickets by their case, the rest by customer, refunds by order."""

import pytest

from percorso.journeys.condition_values import ValueUnknown
from tests.journeys.world import World, paths

HEAD = "customer,at,touchpoint,case_id,order_id\n"


def shop(world: World, *rows: str) -> World:
    """Rows `customer,day,touchpoint,case,order` of March 2026, loaded."""
    lines = []
    for row in rows:
        customer, day, *rest = row.split(",")
        lines.append(",".join([customer, f"2026-03-{int(day):02d}T09:00:00Z", *rest]))
    file = world.folder / "desk.csv"
    file.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    world.workspace.load(file, source="desk")
    return world


def asked(world: World, text: str, **how):
    """The service map with a gap of that many days written in a file."""
    file = world.folder / "try.yaml"
    file.write_text(f"journey: needs\nlike: service\n{text}", encoding="utf-8")
    return world.map(str(file), **how)


def test_two_tickets_of_one_customer_that_overlap_are_two_journeys(world):
    shop(
        world,
        "ada,1,Ticket aperto,T-1001,",
        "ada,2,Ticket aperto,T-1002,",
        "ada,3,Ticket chiuso,T-1001,",
        "ada,4,Ticket chiuso,T-1002,",
    )
    data = world.map("service")
    assert paths(data) == {("ticket_aperto", "ticket_chiuso"): 2}
    assert data["totals"]["success"] == 2


def test_a_refund_finds_its_ticket_by_the_order(world):
    shop(
        world,
        "ada,1,Reso,T-1001,O-5001",
        "ada,2,Reso,T-1002,O-5002",
        "ada,6,Rimborso,,O-5001",
    )
    assert paths(world.map("service")) == {("reso", "rimborso"): 1, ("reso",): 1}


def test_what_is_no_service_and_what_nobody_asked_for_stand_in_no_journey(world):
    shop(
        world,
        "ada,1,Rimborso,,",
        "ada,2,Product Viewed,,",
        "ada,3,Reclamo,,",
        "ada,4,Product Viewed,,",
        "ada,5,Rimborso,,",
    )
    data = world.map("service")
    assert paths(data) == {("reclamo", "rimborso"): 1}
    assert data["definition"]["start"] == ["reclamo"]
    assert {row["key"]: (row["visits"], row["interactions"]) for row in data["touchpoints"]} == {
        "reclamo": (1, 1),
        "rimborso": (1, 2),
    }


def test_without_a_case_a_silence_ends_the_need(world):
    shop(
        world,
        "ada,1,Reclamo,,",
        "ada,2,Telefonata,,",
        "ada,20,Telefonata,,",
        "bob,28,Reclamo,,",
    )
    data = asked(world, "gap: 7d\n")
    assert paths(data) == {("reclamo", "telefonata"): 1, ("telefonata",): 1, ("reclamo",): 1}
    totals = data["totals"]
    assert (totals["success"], totals["failure"], totals["open"]) == (None, None, None)


def test_a_name_loaded_later_is_no_new_definition(world):
    shop(world, "ada,1,Reclamo,,", "ada,5,Rimborso,,")
    first = world.map("service")["definition"]
    shop(world, "bob,6,Telefonata,,", "bob,7,Ticket chiuso,,")
    later = world.map("service")["definition"]
    assert (later["version"], later["gap_seconds"]) == (first["version"], first["gap_seconds"])
    assert later["start"] == ["reclamo", "telefonata"]


def test_refunds_alone_are_no_journeys(world):
    shop(world, "ada,1,Rimborso,,")
    assert world.map("service")["totals"]["journeys"] == 0


def test_a_map_on_which_nothing_can_fail_says_so(world):
    shop(world, "ada,1,Order Completed,,", "bob,2,Order Completed,,")
    assert "In these data every journey succeeds" in world.workspace.map(language="en").to_text()
    shop(world, "bob,3,Product Viewed,,", "cyd,4,Product Viewed,,")
    assert "every journey succeeds" not in world.workspace.map(language="en").to_text()


@pytest.mark.parametrize(
    ("where", "meant"),
    [
        ("stage = servce", "Did you mean service"),
        ('channel = "telefonno"', "Did you mean Telefono"),
        ('touchpoint in (Reclamo, "Reclmo")', "Did you mean reclamo"),
        ("source != dsk", "Did you mean desk"),
    ],
)
def test_a_condition_on_what_does_not_exist_is_refused(world, where, meant):
    shop(world, "ada,1,Reclamo,,")
    with pytest.raises(ValueUnknown, match=meant):
        world.map(where=where)


@pytest.mark.parametrize(
    "where",
    ['stage = "Acquisto"', 'channel = "Negozio"', "touchpoint contains recl", "source = DESK",
     'touchpoint = "Ordine"'],
)  # fmt: skip
def test_names_in_either_language_and_parts_of_names_are_known(world, where):
    shop(world, "ada,1,Reclamo,,")
    assert world.map(where=where)["segment"] == where
