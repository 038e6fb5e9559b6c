"""The bad-input corpus of files (RELIABILITY 5 F): each ends as the table says."""

import gzip
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from percorso.collect.file_errors import (
    AmbiguousDates,
    BadColumnsOption,
    BadCsv,
    BadJson,
    BadXml,
    ColumnMissing,
    DamagedGzip,
    DamagedParquet,
    EmptyFile,
    FileUnreadable,
    HeaderOnly,
    JsonWithoutRows,
    LineTooLong,
    NoReadableRow,
    NotAFile,
    NoTimeColumn,
    NoTouchpointColumn,
    RoleConflict,
    SourceFileMissing,
    SpoolNotWritten,
    TimeUnreadable,
    TooManyColumns,
    UnknownRole,
    UnknownTimeZone,
    YearStandsLast,
)
from percorso.collect.readers.row import FileLimits
from percorso.collect.readers.workbook_errors import DamagedWorkbook
from percorso.collect.source_file import open_source_file
from percorso.collect.spool import spool_rows
from percorso.domain.errors import EngineError, InputError, NotFoundError
from tests.collect.conftest import Loaded

Load = Callable[..., Loaded]
Write = Callable[..., Path]

SMALL = FileLimits(line_bytes=400, cell_bytes=100, columns=5, raw_bytes=50)
ROWS = "time,event,customer id\n2024-07-01 10:00,visit,ada\n"

WHOLE_FILE = {
    "an empty file": (b"", EmptyFile, "empty"),
    "blank lines only": (b"\n\n  \n", EmptyFile, "empty"),
    "a mark and nothing behind it": (b"\xef\xbb\xbf", EmptyFile, "empty"),
    "a header only": (b"time,event\n", HeaderOnly, '"time", "event"'),
    "F2 a quote open to the end": (
        b'time,event\n2024-07-01,a\n2024-07-02,"b\n2024-07-03,c\n', BadCsv, "line 3",
    ),
    "F2 a quote open for longer than any line": (
        b'time,event\n2024-07-01,"' + b"b\n" * 500, BadCsv, "line 2",
    ),
    "F3 one endless line": (b"time,event\n" + b"x" * 1000, LineTooLong, "line 2"),
    "F4 too many columns": (b"a,b,c,d,e,f\n1,2,3,4,5,6\n", TooManyColumns, "6 columns"),
    "F9 a workbook cut off": (b"PK\x03\x04rest", DamagedWorkbook, "not a whole workbook"),
    "F11 XML with entities": (b"<?xml version='1.0'?><!DOCTYPE x>", BadXml, "entities"),
    "a JSON list cut off": (b'[{"time": 1},', BadJson, "no whole JSON"),
    "a JSON object alone": (b'{\n "time": 1\n}\n', JsonWithoutRows, "one JSON object a line"),
    "a gzip cut off": (gzip.compress(os.urandom(9000))[:4000], DamagedGzip, "gzip -t"),
    "a Parquet file cut off": (b"PAR1" + b"\0" * 40, DamagedParquet, "again"),
}  # fmt: skip


@pytest.mark.parametrize("case", WHOLE_FILE)
def test_a_file_that_is_no_table_is_refused_in_words(case: str, load: Load) -> None:
    content, error, says = WHOLE_FILE[case]
    with pytest.raises(error) as raised:
        load(content, 'touchpoint=="x"', limits=SMALL)
    assert isinstance(raised.value, InputError)
    assert says in str(raised.value)
    assert "export" in str(raised.value)


def test_a_json_line_that_never_ends_is_refused(load: Load) -> None:
    with pytest.raises(LineTooLong, match="line 2"):
        load('{"time":"2024-07-01"}\n{"x":"' + "y" * 1000, name="x.jsonl", limits=SMALL)


def test_a_json_object_with_too_many_members_is_refused(load: Load) -> None:
    with pytest.raises(TooManyColumns):
        load('{"a":1,"b":1,"c":1,"d":1,"e":1,"f":1}\n', name="x.jsonl", limits=SMALL)


def test_a_file_of_broken_json_names_its_first_line(load: Load) -> None:
    with pytest.raises(NoReadableRow, match="line 1: the line is not JSON"):
        load('{"time": 1\n}\n', name="x.json")


def test_a_missing_file_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(SourceFileMissing) as raised:
        open_source_file(tmp_path / "nowhere.csv")
    assert isinstance(raised.value, NotFoundError)


def test_a_folder_is_refused_with_what_to_name(tmp_path: Path) -> None:
    with pytest.raises(NotAFile, match=r"\*\.csv"):
        open_source_file(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_file_is_refused(write: Write) -> None:
    path = write(ROWS)
    path.chmod(0)
    with pytest.raises(FileUnreadable, match="permissions"):
        open_source_file(path)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_an_engine_error_that_says_nothing_was_loaded(write: Write) -> None:
    file = open_source_file(write(ROWS))
    with pytest.raises(SpoolNotWritten, match="Nothing was loaded") as raised:
        spool_rows(file, Path("/dev/full"), lambda row: None, lambda done, total: None)
    assert isinstance(raised.value, EngineError)


@pytest.mark.parametrize(
    ("columns", "error", "says"),
    [
        ("when=time", UnknownRole, "Roles: at, touchpoint"),
        ("touchpont=event", UnknownRole, 'Did you mean "touchpoint"'),
        ("at=tme", ColumnMissing, 'Did you mean "time"'),
        ("at=time,touchpoint=time", RoleConflict, "at, touchpoint"),
        ("customer=event,user_id=time", RoleConflict, "customer, user_id"),
        ("at=time,at=event", RoleConflict, "at, at"),
        ("at", BadColumnsOption, "role=column"),
        ("at=event", TimeUnreadable, '"visit"'),
    ],
)
def test_columns_that_cannot_be_used_say_what_to_type(
    columns: str, error: type[InputError], says: str, load: Load
) -> None:
    with pytest.raises(error) as raised:
        load(ROWS, columns)
    assert says in str(raised.value)


def test_a_file_without_a_time_shows_its_columns_and_the_option(load: Load) -> None:
    with pytest.raises(NoTimeColumn) as raised:
        load("event,who\nvisit,ada\n")
    assert '"event", "who"' in str(raised.value)
    assert '--columns at="' in str(raised.value)


def test_a_file_without_touchpoints_shows_the_constant_too(load: Load) -> None:
    with pytest.raises(NoTouchpointColumn, match='touchpoint=="till"'):
        load("time,who\n2024-07-01,ada\n")


def test_an_unknown_time_zone_is_refused(load: Load) -> None:
    with pytest.raises(UnknownTimeZone, match="Europe/Rome"):
        load(ROWS, zone="Europe/Roma")


def test_f6_dates_that_read_both_ways_stop_and_name_the_option(load: Load) -> None:
    with pytest.raises(AmbiguousDates, match=r"--date-order dmy\|mdy\|ymd"):
        load("time,event\n01/02/2024,a\n03/04/2024,b\n")


def test_f6_an_order_that_the_dates_contradict_is_refused(load: Load) -> None:
    with pytest.raises(YearStandsLast, match="dmy or mdy"):
        load("time,event\n01/02/2024,a\n", order="ymd")


def test_f6_a_fixed_date_that_reads_both_ways_stops_too(load: Load) -> None:
    with pytest.raises(AmbiguousDates):
        load("event\nvisit\n", "at==01/02/2024")


def test_dates_proven_both_ways_stop_as_well(load: Load) -> None:
    with pytest.raises(AmbiguousDates, match="1 values read only as day first, 1 only as month"):
        load("time,event\n13/02/2024,a\n03/14/2024,b\n")


def test_a_cell_of_five_megabytes_costs_its_row_only(load: Load) -> None:
    big = "x" * 5_000_000
    loaded = load(f"time,event,text\n2024-07-01,a,one\n2024-07-01,b,{big}\n2024-07-01,c,two\n")
    assert loaded.read == 3
    assert loaded.column("name") == ["a", "c"]
    [refused] = loaded.rejected
    assert (refused.line, refused.code) == (3, "cell_too_large")
    assert len(refused.raw) < 101_000
    assert refused.raw.startswith("2024-07-01,b,xxx")
    assert "cut" in refused.raw


def test_five_megabytes_in_cells_of_allowed_size_are_loaded(load: Load) -> None:
    header = "time,event," + ",".join(f"c{i}" for i in range(8))
    loaded = load(f"{header}\n2024-07-01,a," + ",".join(["y" * 900_000] * 8) + "\n")
    assert len(loaded.rows[0]["properties"]) > 7_000_000


def test_a_row_wider_than_the_header_is_rejected_and_a_shorter_one_filled(load: Load) -> None:
    loaded = load("time,event,city\n2024-07-01,a,Roma,surplus\n2024-07-02,b\n2024-07-03,c,Bari,,\n")
    assert [(row.line, row.code, row.raw) for row in loaded.rejected] == [
        (2, "bad_csv_row", "2024-07-01,a,Roma,surplus")
    ]
    assert loaded.column("properties") == ["{}", '{"city":"Bari"}']


def test_nul_bytes_are_taken_out_counted_and_said(load: Load) -> None:
    loaded = load(b"time,event\n2024-07-01,vi\0sit\0\n")
    assert loaded.column("name") == ["visit"]
    assert [notice.code for notice in loaded.notices] == ["nul_bytes"]
    assert "2 NUL" in loaded.notices[0].text
