"""A bare table gives the map that the same rows give inside a workspace, and leaves nothing."""

import csv
import re
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet
import pytest

import percorso
from percorso.collect.bare_rows import read_frame
from percorso.collect.bare_rows_sql import NAMES
from percorso.collect.look import Wanted
from percorso.journeys import bare_shares
from percorso.journeys.sharing import Sharing
from percorso.settings import Settings
from percorso.store.warehouse import passing_warehouse
from percorso.workspace import Workspace
from percorso.workspace.maps.bare_table import RowsLeftOut

COLUMNS = {"customer": "who", "at": "when", "touchpoint": "what", "channel": "where"}
STEPS = ("Home", "Product Viewed", "Newsletter", "Order Completed", "Assistenza", "Recensione")
ROWS = [
    {
        "who": f"c{number % 7}",
        "when": f"2025-03-{1 + number % 28:02d} {8 + number % 5:02d}:{number % 60:02d}:00",
        "what": STEPS[number * number % len(STEPS)],
        "where": ("web", "email", "phone")[number % 3],
    }
    for number in range(120)
]


def typed() -> pd.DataFrame:
    frame = pd.DataFrame(ROWS)
    frame["when"] = pd.to_datetime(frame["when"])
    return frame


def core(data):
    """What a map says, without when it was computed and what its source is called."""
    return {key: value for key, value in data.items() if key not in ("computed_at", "sources")}


def as_csv(path: Path, rows=ROWS) -> Path:
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, ROWS[0])
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("loaded")
    settings = Settings(workspace=folder / "shop", time_zone="UTC", language="en")
    workspace = Workspace(folder / "shop", settings, create=True)
    workspace.load(as_csv(folder / "rows.csv"), source="shop", columns=COLUMNS)
    return workspace


def in_every_form(folder: Path):
    frame = typed()
    arrow = pa.Table.from_pandas(frame)
    pyarrow.parquet.write_table(arrow, folder / "rows.parquet")
    engine = duckdb.connect()
    engine.register("visits", frame)
    yield from (
        ("pandas", frame),
        ("pandas with text times", pd.DataFrame(ROWS)),
        ("pandas with categories", frame.astype({"what": "category", "who": "category"})),
        ("pandas with a zone", frame.assign(when=frame["when"].dt.tz_localize("UTC"))),
        ("polars", pl.DataFrame(ROWS).with_columns(pl.col("when").str.to_datetime())),
        ("lazy polars", pl.LazyFrame(ROWS)),
        ("arrow", arrow),
        ("arrow reader", arrow.to_reader(max_chunksize=13)),
        ("relation", engine.sql("select * from visits")),
        ("dictionaries", ROWS),
        ("dictionaries of times", [
            row | {"when": datetime.fromisoformat(row["when"]).replace(tzinfo=UTC)} for row in ROWS
        ]),
        ("parquet", folder / "rows.parquet"),
    )  # fmt: skip


def rows_read(data, scratch: Path, columns=COLUMNS):
    """What a frame says: who, when, what and where of every row."""
    with (
        passing_warehouse(memory_limit_mb=200, temporary_limit_mb=200, scratch=scratch) as engine,
        read_frame(engine, data, Wanted(columns, "UTC"), datetime(2026, 1, 1)),
    ):
        channel_of = dict(engine.rows(NAMES))
        who = {engine.value(f"select (hash('{row['who']}') >> 1)::bigint"): row["who"]
               for row in (*ROWS, {"who": "ada"})}  # fmt: skip
        rows = engine.rows("""
            select key, make_timestamp(us), name, from walk
            join (select distinct no, name from named) using (no) order by line""")
        return [(who[key], at, name, channel_of[name]) for key, at, name in rows]


def test_a_frame_of_every_kind_says_the_same(tmp_path):
    channels = [(row["what"], row["where"]) for row in ROWS]
    usual = {what: max((where for name, where in channels if name == what),
                       key=lambda where: channels.count((what, where)))
             for what, _ in channels}  # fmt: skip
    wanted = [
        (row["who"], datetime.fromisoformat(row["when"]), row["what"], usual[row["what"]])
        for row in ROWS
    ]
    for form, data in in_every_form(tmp_path):
        assert rows_read(data, tmp_path) == wanted, form


def test_the_map_is_that_of_the_workspace_from_frames_and_files(loaded, tmp_path):
    wanted = core(loaded.map(language="en").data)
    for data in (typed(), str(as_csv(tmp_path / "rows.csv"))):
        assert core(percorso.map_of(data, **COLUMNS, language="en").data) == wanted


def test_a_time_of_day_in_a_column_of_its_own_is_joined_to_its_day(tmp_path):
    frame = pd.DataFrame({"who": ["ada"], "data": ["25/03/2025"], "ora": ["10:30"], "what": ["x"]})
    columns = {"customer": "who", "at": "data", "touchpoint": "what"}
    assert rows_read(frame, tmp_path, columns)[0][1] == datetime(2025, 3, 25, 10, 30)


def test_journeys_are_cut_as_in_the_workspace(loaded):
    made = percorso.map_of(typed(), **COLUMNS, journey="purchase", language="en")
    assert core(made.data) == core(loaded.map("purchase", language="en").data)


def test_columns_are_found_by_their_usual_names(loaded):
    renamed = typed().rename(columns={"who": "customer_id", "when": "timestamp", "what": "event"})
    made = percorso.map_of(renamed.drop(columns="where"))
    assert made.data["totals"]["interactions"] == 120
    assert 'at: "timestamp"' in made.report.said


def test_interactions_of_one_instant_keep_the_order_of_the_rows():
    rows = [{"who": "ada", "when": "2025-03-01", "what": what} for what in ("zoo", "ape", "bee")]
    made = percorso.map_of(rows, customer="who", at="when", touchpoint="what")
    assert made.data["variants"][0]["path"] == ["zoo", "ape", "bee"]


def test_a_time_without_zone_is_in_the_zone_named_and_in_utc_otherwise():
    rome = percorso.map_of(typed(), **COLUMNS, time_zone="Europe/Rome")
    utc = percorso.map_of(typed(), **COLUMNS)
    assert utc.report.since - rome.report.since == timedelta(hours=1)


def test_rows_in_no_journey_are_counted_and_said():
    rows = [
        *ROWS,
        {"who": None, "when": "2025-03-01 10:00:00", "what": "Home"},
        {"who": "guest", "when": "2025-03-01 10:00:00", "what": "Home"},
        {"who": "ada", "when": None, "what": "Home"},
        {"who": "ada", "when": "soon", "what": "Home"},
        {"who": "ada", "when": "2999-01-01 10:00:00", "what": "Home"},
        {"who": "ada", "when": "2025-03-01 10:00:00", "what": " "},
    ]
    with pytest.warns(RowsLeftOut, match=r"3 rejected: the time is missing \(first in row 123\)"):
        made = percorso.map_of(rows, **COLUMNS)
    report = made.report
    assert (report.read, report.loaded, report.rejected, report.anonymous) == (126, 122, 4, 2)
    assert {group.code: group.rows for group in report.rejected_groups} == {
        "bad_time": 3,
        "missing_touchpoint": 1,
    }
    assert made.data["totals"]["anonymous_interactions"] == 2


def test_a_gap_that_is_given_is_used_and_named():
    made = percorso.map_of(typed(), **COLUMNS, journey="purchase", gap=timedelta(days=3))
    definition = made.data["definition"]
    assert (definition["gap_seconds"], definition["gap_origin"]) == (3 * 86_400.0, "given")
    proposed = percorso.map_of(typed(), **COLUMNS, journey="purchase")
    assert made.data["totals"]["journeys"] > proposed.data["totals"]["journeys"]


def test_a_period_takes_the_journeys_that_begin_in_it():
    late = percorso.map_of(typed(), **COLUMNS, since=date(2025, 3, 2)).data["totals"]["customers"]
    assert 0 < late < 7


def test_nothing_stays_on_the_disk(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "passing"))
    (tmp_path / "passing").mkdir()
    (tmp_path / "data").mkdir()
    monkeypatch.chdir(tmp_path / "data")
    percorso.map_of(as_csv(tmp_path / "data" / "rows.csv"), **COLUMNS)
    percorso.map_of(typed(), **COLUMNS)
    assert list((tmp_path / "passing").iterdir()) == []
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["rows.csv"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (3, "got an int"),
        (pd.Series([1], name="who"), "got a Series"),
        (pd.DataFrame(ROWS[:0], columns=list(ROWS[0])), "no rows"),
        (pd.DataFrame(ROWS).rename(columns={"who": "whom"}), 'Did you mean "whom"'),
        (pd.DataFrame(ROWS).assign(when="soon"), "should hold times"),
        (pd.DataFrame(ROWS).assign(when="01/02/2025"), "In Python: .*date_order="),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_used_says_what_to_do(data, said):
    with pytest.raises(percorso.InputError) as caught:
        percorso.map_of(data, **COLUMNS)
    told = " ".join((str(caught.value), *getattr(caught.value, "__notes__", ())))
    assert re.search(said, told)


def test_who_must_be_known():
    rows = [{"zeit": "2025-03-01", "when": "2025-03-01", "what": "Home"}]
    with pytest.raises(percorso.InputError, match="No column says who"):
        percorso.map_of(rows, at="when", touchpoint="what")


def test_a_file_that_is_not_there_is_not_found(tmp_path):
    with pytest.raises(percorso.NotFoundError):
        percorso.map_of(tmp_path / "gone.csv", **COLUMNS)


def test_blanks_and_placeholders_at_either_end_are_seen_through():
    who = ["ada", " ada", "ada\u00a0", "Guest", " guest ", "0000", "test@shop.it", "guestbook",
           "", None]  # fmt: skip
    rows = [{"who": name, "when": f"2025-03-01 10:{minute:02d}", "what": "Home"}
            for minute, name in enumerate(who)]  # fmt: skip
    frame = pd.DataFrame(rows)
    frame["when"] = pd.to_datetime(frame["when"])
    for data in (rows, frame):
        with pytest.warns(RowsLeftOut, match="6 anonymous"):
            made = percorso.map_of(data, customer="who", at="when", touchpoint="what")
        assert made.data["totals"]["customers"] == 2
        assert made.data["totals"]["interactions"] == 10


def test_a_parquet_file_may_have_a_column_named_as_the_engine_names_rows(tmp_path):
    frame = typed().assign(file_row_number=7)
    frame.to_parquet(tmp_path / "rows.parquet")
    made = percorso.map_of(tmp_path / "rows.parquet", **COLUMNS, language="en")
    assert core(made.data) == core(percorso.map_of(typed(), **COLUMNS, language="en").data)


def test_many_customers_are_counted_alike_in_one_share_and_in_several(tmp_path, monkeypatch):
    engine = duckdb.connect()
    engine.execute(f"""
        copy (select 'c' || (n * 7919 % 2500) as who,
            timestamp '2025-01-01' + to_minutes(n * 37 % 500000) as "when",
            ['Home', 'Product Viewed', 'Order Completed'][(1 + hash(n) % 3)::bigint] as what
          from range(20000) as t(n)) to '{tmp_path}/rows.parquet'""")
    columns = {"customer": "who", "at": "when", "touchpoint": "what", "language": "en"}
    at_once = core(percorso.map_of(tmp_path / "rows.parquet", **columns).data)
    monkeypatch.setattr(Sharing, "within", lambda _memory_mb: Sharing(1500, 2))
    assert at_once["totals"]["customers"] == 2500
    assert core(percorso.map_of(tmp_path / "rows.parquet", **columns).data) == at_once


def test_rows_are_read_alike_at_once_and_piece_by_piece(tmp_path, monkeypatch):
    rows = [*ROWS, {"who": "guest", "when": "2025-03-01 10:00:00", "what": "Home"}]
    frame = pd.DataFrame(rows).assign(when=lambda of: pd.to_datetime(of["when"]))
    frame.to_parquet(tmp_path / "rows.parquet", row_group_size=17)
    with pytest.warns(RowsLeftOut, match="1 anonymous"):
        at_once = core(percorso.map_of(frame, **COLUMNS, language="en").data)
    monkeypatch.setattr(bare_shares, "_LINES_A_PIECE", 50)
    monkeypatch.setattr(bare_shares, "_ROWS_A_LOOK", 9)
    for data in (frame, tmp_path / "rows.parquet", as_csv(tmp_path / "rows.csv", rows)):
        with pytest.warns(RowsLeftOut, match="1 anonymous"):
            assert core(percorso.map_of(data, **COLUMNS, language="en").data) == at_once


def test_a_table_of_nobody_has_a_map_without_journeys():
    rows = [{"who": "guest", "when": f"2025-03-0{day}", "what": "Home"} for day in (1, 2, 3)]
    with pytest.warns(RowsLeftOut, match="3 anonymous"):
        made = percorso.map_of(rows, customer="who", at="when", touchpoint="what")
    assert made.data["totals"]["journeys"] == 0
    assert made.data["totals"]["anonymous_interactions"] == 3
