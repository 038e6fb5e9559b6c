"""The warehouse: answers read whole, arrays taken in, failures told in a sentence."""

import contextlib
import math
from pathlib import Path

import duckdb
import numpy as np
import pytest

from percorso.cli.main import exit_code
from percorso.store.query import Query
from percorso.store.warehouse import Warehouse, WarehouseFailed, open_warehouse


def test_a_column_with_nulls_becomes_nan_or_none(warehouse):
    found = warehouse.columns(
        "from (values (1, 1.5, 'a', true), (null, null, null, null)) as t(n, x, word, flag)"
    )
    assert found["n"][0] == 1
    assert math.isnan(found["n"][1])
    assert math.isnan(found["x"][1])
    assert list(found["word"]) == ["a", None]
    assert list(found["flag"]) == [True, None]


def test_a_column_without_rows_is_an_empty_array(warehouse):
    assert warehouse.columns("select 1 as n where false")["n"].shape == (0,)


def test_a_table_keeps_the_names_of_its_columns(warehouse):
    assert warehouse.table("select 1 as one, 2 as two") == (["one", "two"], [(1, 2)])


def test_arrays_become_a_table(warehouse):
    warehouse.fill(
        "told", {"key": np.array(["a", "b"], dtype=object), "no": np.array([1, 2], dtype=np.int32)}
    )
    assert warehouse.rows("select key, no, typeof(no) from told order by no") == [
        ("a", 1, "INTEGER"),
        ("b", 2, "INTEGER"),
    ]


def test_empty_arrays_become_a_table_that_can_be_joined(warehouse):
    warehouse.fill("none", {"key": np.array([], dtype=object), "no": np.array([], dtype=np.int32)})
    joined = "from (values ('a')) as t(key) left join none using (key)"
    assert warehouse.rows(f"select t.key, none.no {joined}") == [("a", None)]


def test_filling_again_replaces(warehouse):
    for values in ([1, 2, 3], [4]):
        warehouse.fill("told", {"no": np.array(values)})
    assert warehouse.rows("from told") == [(4,)]


def test_a_failing_block_leaves_nothing_of_a_transaction(warehouse):
    warehouse.do("create table kept (n integer)")
    with contextlib.suppress(ZeroDivisionError), warehouse.transaction():
        warehouse.do("insert into kept values (1)")
        raise ZeroDivisionError
    assert warehouse.value("select count(*) from kept") == 0
    with warehouse.transaction():
        warehouse.do("insert into kept values (2)")
    assert warehouse.rows("from kept") == [(2,)]


def test_values_are_bound_and_never_pasted(warehouse):
    hostile = "'; drop table x; --"
    assert warehouse.value(Query("select $word", {"word": hostile})) == hostile


def test_too_little_memory_is_an_engine_error_even_late_in_an_answer(opened):
    with opened(memory_limit_mb=20) as warehouse, pytest.raises(WarehouseFailed) as told:
        warehouse.rows("select i, repeat('x', 900) || i as t from range(300000) as r(i) order by t")
    assert exit_code(told.value) == 5
    assert "try again" in str(told.value)


def test_a_missing_segment_is_an_engine_error(warehouse, tmp_path):
    with pytest.raises(WarehouseFailed):
        warehouse.rows(Query("from read_parquet($path)", {"path": str(tmp_path / "gone.parquet")}))


def test_a_mistake_in_our_own_sql_is_not_told_as_a_full_disk(warehouse):
    with pytest.raises(duckdb.CatalogException):
        warehouse.rows("from no_such_table")


def test_a_file_that_is_no_warehouse_is_an_engine_error(opened, tmp_path):
    (tmp_path / "w.duckdb").write_bytes(b"not a database" * 1000)
    with pytest.raises(WarehouseFailed) as told, opened():
        pass
    assert exit_code(told.value) == 5
    assert str(tmp_path / "w.duckdb") in str(told.value)


def test_one_flipped_byte_is_noticed_or_harmless(opened, tmp_path):
    with opened() as warehouse:
        warehouse.do("create table t as select i, i::varchar as word from range(20000) as r(i)")
    path = tmp_path / "w.duckdb"
    whole = path.read_bytes()
    for place in range(0, len(whole), len(whole) // 40):
        damaged = bytearray(whole)
        damaged[place] ^= 0x40
        path.write_bytes(damaged)
        try:
            with opened(read_only=True) as warehouse:
                total = warehouse.value("select sum(i) + sum(length(word)) from t")
        except WarehouseFailed:
            continue
        assert total == 20000 * 19999 // 2 + sum(len(str(i)) for i in range(20000))


def test_a_reader_cannot_write(opened):
    with opened() as warehouse:
        warehouse.do("create table t (n integer)")
    with opened(read_only=True) as warehouse, pytest.raises(duckdb.Error):
        warehouse.do("insert into t values (1)")


def test_what_cannot_change_is_asked_once(opened, monkeypatch):
    question = Query("select count(*) from t")
    with opened() as warehouse:
        warehouse.do("create table t as select 1 as n")
        assert warehouse.rows_once(question) == [(1,)]
        warehouse.do("insert into t values (2)")
        assert warehouse.rows_once(question) == [(2,)]
    with opened(read_only=True) as warehouse:
        assert warehouse.rows_once(question) == [(2,)]
        monkeypatch.setattr(Warehouse, "rows", None)
        assert warehouse.rows_once(question) == [(2,)]


def test_a_folder_that_is_not_there_is_an_engine_error(tmp_path: Path):
    with (
        pytest.raises(WarehouseFailed),
        open_warehouse(
            tmp_path / "gone" / "w.duckdb", read_only=False, memory_limit_mb=100,
            temporary_limit_mb=1, scratch=tmp_path,
        ),
    ):  # fmt: skip
        pass
