"""What a name leads to: a mapping's word is a person's, what rows hold is not."""

from itertools import permutations

from sqlalchemy import text

from percorso.store.records.database import Records
from percorso.workspace.maps.placing import Placing
from tests.workspace.company import Company

ROWS = "customer,at\nada,2025-03-01T10:00:00Z\n"
OTHER_ROWS = "customer,at\nbob,2025-03-03T10:00:00Z\n"
HELD = "customer,at,touchpoint\nbob,2025-03-02T10:00:00Z,order\n"
COURIER = "email,at,channel,touchpoint\n"
SET = {"columns": 'touchpoint=="order"'}


def leads(company: Company) -> set[tuple[str, str, str]]:
    return set(
        company.records(
            "select s.key, o.touchpoint_key, o.rule from observed_name as o "
            "join source as s on s.no = o.source_no"
        )
    )


def test_a_key_of_the_catalogue_set_by_the_mapping_is_that_touchpoint(company):
    company.load(ROWS, **SET)
    assert leads(company) == {("shop", "order", "mapping")}
    assert company.workspace.map(language="en").data["definition"]["success"] == ["order"]


def test_the_same_word_in_a_column_is_a_name_of_its_own(company):
    company.load(HELD)
    assert leads(company) == {("shop", "order_2", "offline_noun")}


def test_a_set_word_that_is_no_key_is_placed_as_any_name(company):
    company.load(ROWS, columns='touchpoint=="till"')
    [(_, key, rule)] = leads(company)
    assert (key, rule != "mapping") == ("till", True)


def test_the_order_of_loading_decides_nothing(tmp_path):
    seen = []
    for number, order in enumerate(permutations(["set", "held", "again"])):
        folder = tmp_path / str(number)
        folder.mkdir()
        company = Company(folder)
        for source in order:
            content = {"set": ROWS, "held": HELD, "again": OTHER_ROWS}[source]
            company.load(content, source=source, **({} if source == "held" else SET))
        seen.append(leads(company))
    assert all(one == seen[0] for one in seen)
    assert ("held", "order_2", "offline_noun") in seen[0]


def test_what_a_person_placed_holds_for_mappings_that_come_later(company):
    company.load(ROWS, source="first", **SET)
    company.workspace.catalogue.place("order", Placing(into="checkout"))
    company.load(OTHER_ROWS, source="second", **SET)
    assert {key for _, key, _ in leads(company)} == {"checkout"}


def types(company: Company) -> dict[str, str]:
    return dict(company.records("select name, type from observed_name"))


def test_a_couriers_word_has_the_type_of_its_status(company):
    rows = [
        "ada@casa.it,2025-03-01T10:00:00Z,BRT,Consegnata al portiere",
        "ada@casa.it,2025-03-01T10:00:00Z,BRT,Lanciata dal drone",
        "ada@casa.it,2025-03-01T10:00:00Z,web,Consegnata",
    ]
    company.load(COURIER + "\n".join(rows))
    assert types(company) == {
        "Consegnata al portiere": "delivery.delivered",
        "Lanciata dal drone": "delivery.unknown",
        "Consegnata": "contact",
    }


def test_a_workspace_from_before_a_touchpoint_gets_it_with_the_first_name_that_leads_there(company):
    records = Records(company.home / "records.sqlite")
    with records.write() as connection:
        connection.execute(text("delete from touchpoint where key = 'order_paid'"))
    records.close()
    company.load(COURIER + "ada@casa.it,2025-03-01T10:00:00Z,web,Order Paid\n")
    assert company.records(
        "select o.type, t.name_en, t.is_goal from observed_name as o "
        "join touchpoint as t on t.key = o.touchpoint_key"
    ) == [("order.paid", "Order paid", 0)]


def test_a_key_set_by_the_mapping_has_the_type_of_what_happens_there(company):
    company.load(ROWS, **SET)
    assert types(company) == {"order": "order.placed"}


def test_a_couriers_word_is_its_own_in_a_file_that_is_no_couriers_whichever_comes_first(tmp_path):
    rows = {"courier": "BRT", "shop": ""}
    seen = []
    for order in permutations(rows):
        folder = tmp_path / "-".join(order)
        folder.mkdir()
        company = Company(folder)
        for source in order:
            row = f"ada@casa.it,2025-03-01T10:00:00Z,{rows[source]},Consegnata\n"
            company.load(COURIER + row, source=source)
        seen.append(leads(company))
    assert seen[0] == seen[1]
    assert {(source, key) for source, key, _ in seen[0]} == {
        ("courier", "home_delivery"), ("shop", "consegnata")
    }  # fmt: skip
