"""Columns find their roles by the usual names, in both languages."""

import pytest

from percorso.collect.column_names import USUAL_NAMES, plain_name
from percorso.collect.columns import Recognition, parse_columns_option, recognise_columns
from percorso.domain.mapping import ROLES, Mapping


def seen(columns: str = "", **cells: str | list[str]) -> Recognition:
    """Recognises a table given as column -> value(s); a time and a touchpoint come along."""
    table = {"timestamp": "2024-07-01 10:00:00", "activity": "visit"} | cells
    width = max(len(values) if isinstance(values, list) else 1 for values in table.values())
    sample = [
        {name: v[i] if isinstance(v, list) else v for name, v in table.items()}
        for i in range(width)
    ]
    given = parse_columns_option(columns)
    return recognise_columns(tuple(table), sample, given, time_zone="Europe/Rome")


def test_the_helpdesk_names_make_the_case_the_person() -> None:
    found = seen(**{"Case ID": "Case 1", "customer": "Value 1"})
    assert found.mapping.columns == {
        "at": "timestamp", "touchpoint": "activity", "case_id": "Case ID",
    }  # fmt: skip
    assert found.mapping.case_is_identifier


@pytest.mark.parametrize(
    "person", ["user id", "e-mail", "Telefono", "Carta fedeltà", "visitor_id", "N. Ordine", "LDV"]
)
def test_beside_a_person_or_an_order_a_case_is_a_reference(person: str) -> None:
    found = seen(**{"Case ID": "1", "customer": "x", person: "33312345"})
    assert found.mapping.columns["case_id"] == "Case ID"
    assert not found.mapping.case_is_identifier


def test_beside_an_order_number_customer_is_who() -> None:
    found = seen(**{"Case ID": "1", "customer": "x", "order_id": "O1"})
    assert found.mapping.columns["user_id"] == "customer"


def test_a_given_customer_column_is_who_and_leaves_customer_a_property() -> None:
    found = seen('customer="Case ID"', **{"Case ID": "1", "customer": "x"})
    assert found.mapping.columns["user_id"] == "Case ID"
    assert "customer" not in found.mapping.columns.values()
    assert not found.mapping.case_is_identifier
    assert "user_id" not in found.guessed


@pytest.mark.parametrize(
    ("role", "column", "value"),
    [
        ("email", "Posta elettronica", "a@b.it"), ("phone", "Cellulare", "333"),
        ("loyalty_card", "N. TESSERA", "1"), ("anonymous_id", "user_pseudo_id", "1.2"),
        ("order_id", "numero_ordine", "O1"), ("tracking_number", "Lettera di Vettura", "X"),
        ("invoice_id", "Nr. Fattura", "F1"), ("amount", "Importo totale", "12,50"),
        ("currency", "Valuta", "EUR"), ("rating", "Voto", "4"), ("stars", "Stelle", "4"),
        ("nps", "Punteggio NPS", "9"), ("text", "Testo recensione", "bello"),
        ("channel", "Canale", "web"), ("user_id", "Codice Cliente", "C1"),
        ("case_id", "Numero ticket", "T1"), ("sequence", "Progressivo", "1"),
    ],
)  # fmt: skip
def test_an_italian_name_finds_its_role(role: str, column: str, value: str) -> None:
    assert seen(**{column: value}).mapping.columns[role] == column


def test_no_usual_name_belongs_to_two_roles() -> None:
    owners: dict[str, set[str]] = {}
    for role, names in USUAL_NAMES.items():
        for name in names:
            owners.setdefault(plain_name(name), set()).add(role)
    assert {name: roles for name, roles in owners.items() if len(roles) > 1} == {}
    assert set(USUAL_NAMES) | {"customer"} == set(ROLES)


def test_a_column_named_like_a_time_that_holds_none_is_passed_over() -> None:
    found = recognise_columns(
        ("Data", "Ora", "Evento"),
        [{"Data": "2024-07-01 10:00", "Ora": "ten", "Evento": "visita"}],
        time_zone="Europe/Rome",
    )
    assert found.mapping.columns["at"] == "Data"


def test_an_unnamed_column_of_dates_is_the_time_when_it_is_the_only_one() -> None:
    sample = [{"won": "2018-02-26 19:58:54", "event": "x"}]
    found = recognise_columns(("won", "event"), sample, time_zone="UTC")
    assert found.guessed["at"] == "won"


def test_a_repeating_id_is_no_event_id() -> None:
    assert "id" not in seen(id=["1", "1"]).mapping.columns
    assert seen(id=["1", "2"]).mapping.columns["id"] == "id"


@pytest.mark.parametrize(
    ("values", "kind"), [(["1", "5"], "stars"), (["9", "3"], "nps"), (["0", "5"], "nps")]
)
def test_the_values_of_a_rating_tell_its_scale(values: list[str], kind: str) -> None:
    assert seen(rating=values).mapping.constants["rating_kind"] == kind


@pytest.mark.parametrize(
    ("values", "mark"),
    [
        (["12,50", "1.234,00"], ","), (["12.50", "1,234.00"], "."), (["1.234", "5"], "."),
        (["1.234.567,8", "3"], ","), (["€ 12,50"], ","), (["0,500"], ","),
    ],
)  # fmt: skip
def test_the_decimal_mark_is_what_the_numbers_plainly_use(values: list[str], mark: str) -> None:
    assert seen(importo=values).mapping.decimal == mark


def test_who_is_missing_is_said() -> None:
    assert [notice.code for notice in seen().notices] == ["no_identifier"]
    assert seen(email="a@b.it").notices == ()


@pytest.mark.parametrize(
    ("text", "given"),
    [
        (
            'customer="Case ID",at="Complete Timestamp",touchpoint=Activity',
            {"customer": "Case ID", "at": "Complete Timestamp", "touchpoint": "Activity"},
        ),
        ('touchpoint=="till"', {"touchpoint": "=till"}),
        (" at = Time , text='a, b' ", {"at": "Time", "text": "a, b"}),
        ("touchpoint==till,at=n. x", {"touchpoint": "=till", "at": "n. x"}),
        ("", {}),
    ],
)
def test_the_columns_option_is_taken_apart(text: str, given: dict[str, str]) -> None:
    assert parse_columns_option(text) == given


def test_a_mapping_survives_its_records_as_json() -> None:
    mapping = seen(importo="12,50", voto="4").mapping
    assert Mapping.from_json(mapping.as_json()) == mapping


def test_what_was_understood_is_said_in_lines() -> None:
    said = seen('channel=="web"', importo="12,50", voto="4").said()
    assert "decimal mark: comma" in said
    assert "rating: stars" in said
    assert 'channel: always "web"' in said
    assert "time zone of times without one: Europe/Rome" in said


@pytest.mark.parametrize(("delimiter", "mark"), [(";", ","), (",", "."), (None, ".")])
def test_where_no_number_tells_its_mark_the_delimiter_does(delimiter, mark):
    sample = [{"data": "2026-03-25", "evento": "visita", "importo": "1.000"}]
    found = recognise_columns(tuple(sample[0]), sample, time_zone="UTC", delimiter=delimiter)
    assert found.mapping.decimal == mark


@pytest.mark.parametrize("columns", ["", 'at="data+ora"', 'at="Data + Ora"'])
def test_day_and_hour_in_two_columns_are_one_time(columns):
    sample = [{"data": "25/03/2026", "ora": "10:30", "evento": "visita"}]
    given = parse_columns_option(columns)
    found = recognise_columns(tuple(sample[0]), sample, given, time_zone="UTC")
    assert (found.mapping.columns["at"], found.mapping.clock) == ("data", "ora")
    assert any(line.startswith('at: "data" and "ora"') for line in found.said())


def test_prices_beside_a_day_are_no_clock_unless_their_name_says_so():
    def clock_of(name: str) -> str | None:
        sample = [{"data": f"2025-03-0{day}", name: "12.50", "evento": "Home"} for day in (1, 2)]
        return recognise_columns(tuple(sample[0]), sample, {}, time_zone="UTC").mapping.clock

    assert clock_of("margine") is None
    assert clock_of("ora visita") == "ora visita"


def test_a_clock_beside_a_full_time_is_not_joined_to_it():
    sample = [{"data": "25/03/2026 09:00", "ora": "10:30", "evento": "visita"}]
    assert recognise_columns(tuple(sample[0]), sample, time_zone="UTC").mapping.clock is None


def test_a_column_whose_name_holds_a_quote_is_given_with_the_quote_doubled():
    assert parse_columns_option('text="12"" vinyl",at=\'l\'\'ora\'') == {
        "text": '12" vinyl', "at": "l'ora",
    }  # fmt: skip
