"""Tables a caller takes along keep their columns, kinds and gaps in every form."""

import importlib.util
from datetime import UTC, datetime

import polars as pl
import pyarrow as pa
import pytest

import percorso
from percorso.domain.errors import InputError
from percorso.domain.tables import ROWS, Table, table_of
from percorso.workspace.maps.map_result import MapResult
from percorso.workspace.maps.result_table import ResultTable
from tests.drawing.maps import empty_map, lamp_shop

MORNING = datetime(2025, 3, 1, 9, 30, tzinfo=UTC)
MIXED = ResultTable(
    Table(
        {"name": "text", "times": "whole", "share": "number", "is_new": "flag",
         "path": "texts", "detail": "json", "occurred_at": "instant"},
        [("=Ada", 2, 1, True, ["a", "b"], {"k": 1}, MORNING), (None,) * 7],
    )
)  # fmt: skip


def test_dictionaries_hold_the_rows_as_they_are():
    assert MIXED.to_dicts()[0]["path"] == ["a", "b"]
    assert MIXED.to_dicts()[1] == dict.fromkeys(MIXED.columns)


def test_arrow_knows_the_kind_of_every_column():
    table = MIXED.to_arrow()
    assert table.schema.types == [
        pa.string(), pa.int64(), pa.float64(), pa.bool_(), pa.list_(pa.string()), pa.string(),
        pa.timestamp("us", "UTC"),
    ]  # fmt: skip
    assert table.to_pylist()[0]["occurred_at"] == MORNING


def test_pandas_keeps_whole_numbers_whole_beside_a_gap():
    frame = MIXED.to_pandas()
    assert frame["times"].tolist()[0] == 2
    assert str(frame["times"].dtype) == "Int64"
    assert frame.isna().sum().tolist() == [1] * 7
    assert frame["occurred_at"][0].to_pydatetime() == MORNING


def test_polars_holds_the_same():
    frame = MIXED.to_polars()
    assert frame.schema["path"] == pl.List(pl.String)
    assert frame["share"].to_list() == [1.0, None]
    assert frame["occurred_at"][0] == MORNING


def test_csv_is_inert_and_marked_for_excel():
    plain = MIXED.to_csv()
    assert plain.splitlines()[1] == '\'=Ada,2,1,True,a b,"{""k"": 1}",2025-03-01T09:30:00Z'
    assert MIXED.to_csv(excel=True) == "\ufeff" + plain


def test_a_notebook_shows_the_first_rows_and_no_markup_of_the_data():
    shown = ResultTable(Table({"name": "text"}, [("<b>Ada",)] * 30))._repr_html_()
    assert shown.count("<tr>") == 21
    assert "&lt;b&gt;Ada" in shown
    assert "30 rows" in shown


def test_in_plain_text_a_result_is_one_line():
    assert repr(ResultTable(Table({"name": "text"}, [("Ada",)]))) == "<ResultTable: 1 rows of name>"
    assert repr(MapResult(lamp_shop(), "Casa Lume")).startswith("<MapResult 'Casa Lume': 51,300 jo")


@pytest.mark.parametrize("form", ["to_arrow", "to_pandas", "to_polars"])
def test_a_package_that_is_absent_is_named_with_its_extra(form, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(InputError, match=r'pip install "percorso\[(arrow|pandas|polars)\]"'):
        getattr(MIXED, form)()


@pytest.mark.parametrize("name", ROWS)
def test_a_table_of_the_map_has_all_its_rows_and_the_same_columns_when_empty(name):
    shop = lamp_shop()
    full = table_of(shop, name)
    assert len(full.rows) == len(shop[name])
    assert table_of(empty_map(), name).columns == full.columns
    assert all(len(row) == len(full.columns) for row in full.rows)


def test_estimates_become_four_columns_and_values_keep_their_place():
    result = MapResult(lamp_shop(), "shop")
    place = result.data["touchpoints"][0]
    row = result.touchpoints.to_dicts()[0]
    assert row["emotion_low"] == place["emotion"]["low"]
    assert row["findings"] == place["findings"]
    assert list(result.transitions.to_polars().columns)[:3] == ["from", "to", "count"]


def test_every_table_leaves_as_arrow_pandas_and_polars():
    rows = [{"customer": "ada", "at": "2025-03-01", "touchpoint": "Home"}]
    result = percorso.map_of(rows)
    for name in ROWS:
        table = getattr(result, name)
        forms = (table.to_arrow().num_rows, len(table.to_pandas()), table.to_polars().height)
        assert forms == (len(table),) * 3, name
