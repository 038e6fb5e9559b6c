"""Which interactions a condition keeps, asked of a real engine."""

import json
from datetime import datetime

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from percorso.domain.condition import (
    AllOf,
    AnyOf,
    Comparison,
    Not,
    parse_condition,
)
from percorso.domain.condition_words import ConditionNotUnderstood
from percorso.journeys.condition_sql import condition_filter

COLUMNS = {
    "name": "VARCHAR",
    "touchpoint_key": "VARCHAR",
    "touchpoint_name_it": "VARCHAR",
    "touchpoint_name_en": "VARCHAR",
    "observed_name": "VARCHAR",
    "stage": "VARCHAR",
    "channel": "VARCHAR",
    "source_key": "VARCHAR",
    "initiator": "VARCHAR",
    "amount_minor": "BIGINT",
    "currency": "VARCHAR",
    "rating_value": "DOUBLE",
    "text": "VARCHAR",
    "language": "VARCHAR",
    "occurred_at": "TIMESTAMP",
    "properties": "VARCHAR",
}

# A condition's hostile property names must find exactly their own value.
HOSTILE = [
    'a"b',
    "a.b",
    "a'b",
    "a/b",
    "a~1b",
    "$",
    "*",
    "a[0]",
    "0",
    " ",
    "città",
    "顧客",
    "a\\b",
    "--;",
]


def interaction(name, **values):
    properties = json.dumps(values.pop("properties", {}), ensure_ascii=False)
    row = {"name": name, "properties": properties} | values
    return [row.get(column) for column in COLUMNS]


@pytest.fixture(scope="module")
def shop():
    connection = duckdb.connect()
    columns = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
    connection.execute(f"CREATE TABLE interaction ({columns})")
    marks = ", ".join("?" * len(COLUMNS))
    connection.executemany(f"INSERT INTO interaction VALUES ({marks})", ROWS)
    yield connection
    connection.close()


ROWS = [
    interaction(
        "order", touchpoint_key="order", touchpoint_name_it="Ordine", touchpoint_name_en="Order",
        observed_name="Order Completed", stage="purchase", channel="web", source_key="shop",
        initiator="customer", amount_minor=1999, currency="EUR",
        occurred_at=datetime(2026, 3, 1, 22, 59, 59),
        properties={"city": "Milano", "items": "3", "weight": 12.5, "gift": True, "note": None},
    ),
    interaction(
        "courier", touchpoint_key="home_delivery", touchpoint_name_it="Consegna a domicilio",
        touchpoint_name_en="Home delivery", observed_name="CONSEGNATA", stage="delivery",
        channel="delivery", source_key="brt", initiator="partner",
        occurred_at=datetime(2026, 3, 1, 23, 0, 0),
        properties={"city": "MILANO", "items": "10", "weight": "NaN", "note": "  "},
    ),
    interaction(
        "review", touchpoint_key="review", touchpoint_name_it="Recensione",
        touchpoint_name_en="Review", observed_name="Review", stage="advocacy",
        channel="review_site", source_key="trustpilot", initiator="customer", rating_value=2.0,
        amount_minor=500, currency="JPY", text="Perché così tardi?", language="it",
        occurred_at=datetime(2026, 3, 2, 12, 0, 0),
        properties={"city": "Forlì", "lines": [{"sku": "L-1"}]} | {name: name for name in HOSTILE},
    ),
    interaction("bare"),
]  # fmt: skip


def kept(shop, text, time_zone="UTC"):
    query = condition_filter(parse_condition(text), time_zone)
    sql = f"SELECT name FROM interaction AS i WHERE {query.sql} ORDER BY rowid"
    return [name for (name,) in shop.execute(sql, query.parameters).fetchall()]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('city = "milano"', ["order", "courier"]),
        ("city = Forli", []),
        ("city = FORLÌ", ["review"]),
        ("city = 'Forli\u0300'", ["review"]),
        ('city in ("Forlì", "Bari")', ["review"]),
        ("city contains ILA", ["order", "courier"]),
        ("city > milano", []),
        ("items > 3", ["courier"]),
        ("items >= 3", ["order", "courier"]),
        ("weight > 0", ["order"]),
        ("gift = true", ["order"]),
        ('lines contains "L-1"', ["review"]),
        ("touchpoint = home_delivery", ["courier"]),
        ('touchpoint = "home delivery"', ["courier"]),
        ('touchpoint = "consegna a DOMICILIO"', ["courier"]),
        ("touchpoint = consegnata", ["courier"]),
        ("touchpoint contains consegna", ["courier"]),
        ("stage = delivery", ["courier"]),
        ("stage = Passaparola", ["review"]),
        ("channel = corriere", ["courier"]),
        ("channel in (sito, recensioni)", ["order", "review"]),
        ("source = BRT", ["courier"]),
        ("initiator = partner", ["courier"]),
        ("amount = 19.99", ["order"]),
        ("amount >= 100", ["review"]),
        ("amount = 500", ["review"]),
        ("currency = eur", ["order"]),
        ("rating <= 2", ["review"]),
        ("text contains perché", ["review"]),
        ("language = it", ["review"]),
    ],
)
def test_a_comparison_keeps_its_interactions(shop, text, names):
    assert kept(shop, text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("note is empty", ["order", "courier", "review", "bare"]),
        ("city is not empty", ["order", "courier", "review"]),
        ("amount is empty", ["courier", "bare"]),
        ("occurred_at is empty", ["bare"]),
        ("touchpoint is empty", ["bare"]),
        ("city != Milano", ["review", "bare"]),
        ("not city = Milano", ["review", "bare"]),
        ("not rating > 1", ["order", "courier", "bare"]),
        ("city not in (Milano)", ["review", "bare"]),
    ],
)
def test_what_is_missing_is_empty_and_differs_from_every_value(shop, text, names):
    assert kept(shop, text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("occurred_at = 2026-03-01", ["order"]),
        ("occurred_at <= 2026-03-01", ["order"]),
        ("occurred_at > 2026-03-01", ["courier", "review"]),
        ("occurred_at >= 2026-03-02", ["courier", "review"]),
        ("occurred_at < 2026-03-02", ["order"]),
        ("occurred_at != 2026-03-02", ["order", "bare"]),
        ("occurred_at = 2026-03-02T00:00", ["courier"]),
        ('occurred_at = "2026-03-01T23:00:00Z"', ["courier"]),
        ("occurred_at in (2026-03-01, 2026-03-02)", ["order", "courier", "review"]),
    ],
)
def test_a_day_begins_and_ends_in_the_time_zone_of_the_workspace(shop, text, names):
    assert kept(shop, text, "Europe/Rome") == names


def test_parts_join_as_in_logic(shop):
    assert kept(shop, "city = Milano and not channel = web") == ["courier"]
    assert kept(shop, "rating < 3 or amount < 20 and currency = EUR") == ["order", "review"]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_property_with_a_hostile_name_is_found_by_that_name(shop, name):
    quoted_name, value = name.replace("`", "``"), name.replace('"', '""')
    assert kept(shop, f'`{quoted_name}` = "{value}"') == ["review"]
    assert kept(shop, f'`{quoted_name}x` = "{value}"') == []


@pytest.mark.parametrize(
    "hostile",
    [
        "' OR 1=1 --",
        '" OR 1=1 --',
        "x'); DROP TABLE interaction; --",
        "$where_0",
        "%",
        "h_me",
        "i.text",
    ],
)
def test_hostile_text_is_only_text(shop, hostile):
    value, name = hostile.replace('"', '""'), hostile.replace("`", "``")
    assert kept(shop, f'city = "{value}"') == []
    assert kept(shop, f'touchpoint contains "{value}"') == []
    assert kept(shop, f"`{name}` is not empty") == []
    assert len(kept(shop, "source is empty or source is not empty")) == len(ROWS)


def test_no_text_of_the_condition_reaches_the_sql():
    query = condition_filter(parse_condition('`evil name` = "evil value" and stage = "evil stage"'))
    assert "evil" not in query.sql
    assert set(query.parameters.values()) == {"evil value", "/evil name", "evil stage"}


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
COMPARISONS = st.one_of(
    st.builds(
        Comparison, TEXTS, st.just("property"), st.sampled_from(["=", "!=", "<", "contains"]),
        st.tuples(TEXTS),
    ),
    st.builds(
        Comparison, st.sampled_from(["city", "items", "weight"]), st.just("property"),
        st.sampled_from(["=", "<", ">=", "in"]), st.tuples(st.floats(allow_nan=False)),
    ),
    st.builds(
        Comparison, st.sampled_from(["touchpoint", "text"]), st.just("text"),
        st.sampled_from(["=", "in", "contains"]), st.tuples(TEXTS),
    ),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(COMPARISONS, COMPARISONS)
def test_the_laws_of_logic_hold_for_whatever_is_asked(shop, one, other):
    def true_for(condition):
        query = condition_filter(condition)
        sql = f"SELECT {query.sql} FROM interaction AS i ORDER BY rowid"
        return [answer for (answer,) in shop.execute(sql, query.parameters).fetchall()]

    assert None not in true_for(one)
    assert true_for(Not(one)) == [not answer for answer in true_for(one)]
    assert true_for(Not(AllOf((one, other)))) == true_for(AnyOf((Not(one), Not(other))))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(
    ["city", "amount", "text", "occurred_at", "=", "<", "in", "(", ")", ",", "contains", "is",
     "not", "empty", "and", "or", "12.5", '"Mi"', "2026-03-01", "stage", "channel"]), max_size=9,
).map(" ".join))  # fmt: skip
def test_whatever_can_be_read_can_be_asked(shop, text):
    try:
        condition = parse_condition(text)
    except ConditionNotUnderstood:
        return
    query = condition_filter(condition, "Europe/Rome")
    sql = f"SELECT count(*) FROM interaction AS i WHERE {query.sql}"
    assert 0 <= shop.execute(sql, query.parameters).fetchall()[0][0] <= len(ROWS)
