"""Every contestant that can run here gives the answer one can count on one's fingers."""

import importlib
from datetime import datetime, timedelta

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from harness.answers import Work
from harness.made_interactions import write_interactions
from percorso.store.query import Query

MONDAY = datetime(2025, 3, 3, 10)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Ada walks twice, with 31 days of silence between; Bob does what Ada did first.
ROWS = [
    ("ada", MONDAY + 2 * HOUR, "Ticket"),
    ("bob", MONDAY + 4 * HOUR, "Ticket"),
    ("ada", MONDAY, "Call"),
    ("ada", MONDAY + 31 * DAY + 3 * HOUR, "Call"),
    ("bob", MONDAY, "Call"),
]


@pytest.fixture
def work(tmp_path):
    customers, instants, touchpoints = zip(*ROWS, strict=True)
    columns = {"customer": customers, "at": pa.array(instants, pa.timestamp("us"))}
    pq.write_table(pa.table({**columns, "touchpoint": touchpoints}), tmp_path / "rows.parquet")
    return Work(tmp_path / "rows.parquet", tmp_path, tmp_path)


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """A few hundred made customers."""
    folder = tmp_path_factory.mktemp("many")
    write_interactions(folder / "3k.parquet", 3_000)
    (folder / "scratch").mkdir()
    return Work(folder / "3k.parquet", folder / "scratch", folder / "kept")


@pytest.mark.parametrize("tool", ["percorso_map", "duckdb_sql", "polars_lazy", "pandas_frame"])
def test_a_silence_longer_than_the_gap_cuts_and_the_rest_is_counted(tool, work):
    answer = importlib.import_module(f"contestants.{tool}").journeys(work)
    assert list(answer.transitions) == [("Call", "Ticket", 2, 3 * 3600.0)]
    assert sorted(answer.variants) == [("Call", 1), ("Call > Ticket", 2)]


@pytest.mark.parametrize(
    ("module", "function"),
    [("percorso_map", "asked_alone"), ("percorso_engine", "asked_counts"),
     ("percorso_engine", "bare_counts")],
)  # fmt: skip
def test_parts_of_percorso_give_the_same_answer(module, function, work):
    engine = importlib.import_module("contestants.percorso_engine")
    engine.lay_out(work)
    answer = getattr(importlib.import_module(f"contestants.{module}"), function)(work)
    assert list(answer.transitions) == [("Call", "Ticket", 2, 3 * 3600.0)]
    assert sorted(answer.variants) == [("Call", 1), ("Call > Ticket", 2)]
    assert (answer.journeys, answer.variant_total) == (3, 2)


def test_the_path_builder_alone_cuts_what_is_counted(work):
    engine = importlib.import_module("contestants.percorso_engine")
    engine.lay_out(work)
    engine.read_once(work)
    laid = engine.path_builder(work).figures
    assert laid == engine.all_counts(work).figures
    assert laid["interactions"] == len(ROWS)


def test_rows_are_parted_between_customers_and_none_is_lost(many, monkeypatch):
    engine = importlib.import_module("contestants.percorso_engine")
    engine.lay_out(many)
    whole = engine.bare_counts(many)
    monkeypatch.setattr(engine, "ROWS_A_SHARE", 100)
    parted = engine.bare_counts(many)
    assert sorted(parted.transitions) == sorted(whole.transitions)
    assert sorted(parted.variants) == sorted(whole.variants)


@pytest.mark.parametrize("change", ["few", "spread"])
def test_counts_brought_up_are_those_counted_anew(many, change):
    refresh = importlib.import_module("contestants.percorso_refresh")
    getattr(refresh, f"prepare_{change}")(many)
    brought_up = getattr(refresh, f"refresh_{change}")(many).figures()
    anew = getattr(refresh, f"recount_{change}")(many).figures()
    assert {name for name in anew if not same_figure(brought_up[name], anew[name])} == set()
    folder = refresh.of_this_layout(many.kept) / f"refresh-{change}-{many.data.stem}"
    before, after = (rows_of_warehouse(folder / f"{name}.duckdb") for name in ("before", "after"))
    assert 0.005 < (after - before) / after < 0.02


def same_figure(here, there):
    return here == (pytest.approx(there) if isinstance(there, float) else there)


def rows_of_warehouse(path):
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute("select count(*) from resolved").fetchall()[0][0]


def test_a_lake_of_made_data_holds_every_interaction_in_its_bucket(many):
    made = importlib.import_module("harness.made_warehouse")
    engine = importlib.import_module("contestants.percorso_engine")
    engine.lay_out(many)
    files = made.write_lake(engine.warehouse_of(many), many.kept / "lake", many.scratch)
    count, parted = duckdb.sql(f"""
select sum(rows)::bigint, bool_and(buckets = 1) from (
  select customer_no, count(*) as rows, count(distinct filename) as buckets
  from read_parquet({[str(file) for file in files]}) group by customer_no)""").fetchall()[0]
    assert (len(files), count, parted) == (made.BUCKETS, 3_000, True)


def test_what_another_layout_prepared_is_taken_away(tmp_path):
    kept = importlib.import_module("harness.kept")
    (tmp_path / "layout-1-00000000" / "workspace-1M").mkdir(parents=True)
    mine = kept.of_this_layout(tmp_path)
    kept.remove_other_layouts(tmp_path)
    assert list(tmp_path.iterdir()) == [mine]


def test_a_layout_is_another_one_when_its_tables_change(monkeypatch):
    kept = importlib.import_module("harness.kept")
    before = kept.layout_key()
    kept.layout_key.cache_clear()
    monkeypatch.setattr(kept, "warehouse_tables", lambda version: [Query("create table other ()")])
    changed = kept.layout_key()
    kept.layout_key.cache_clear()
    assert changed != before


def test_a_profile_names_statements_and_modules(work):
    profiling = importlib.import_module("harness.profiling")
    profile = profiling.Profile()
    with profile.watching():
        importlib.import_module("contestants.percorso_map").journeys(work)
    told = profile.told()
    names = [name for name, _ in told["parts"]]
    assert any(name.startswith("SQL `") for name in names)
    assert any(name.startswith("journeys.") for name in names)
    assert told["operators"]


def test_removal_effects_are_those_of_deleting_a_channel(tmp_path, monkeypatch):
    chain = importlib.import_module("contestants.percorso_chain")
    # Two of four journeys succeed: one through both channels, one through mail alone.
    paths = chain.Paths(
        pa.array(["ad > mail", "mail", "ad"]), np.array([1, 1, 0]), np.array([0, 0, 2])
    )
    monkeypatch.setattr(chain, "_paths", [paths])
    answer = chain.effects(Work(tmp_path, tmp_path, tmp_path))
    assert answer.effects == pytest.approx({"ad": 0.5, "mail": 1.0})
    assert answer.largest_error() == pytest.approx(0, abs=1e-12)
