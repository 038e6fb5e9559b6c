"""What is read from a file: delimiter, header, lines, bodies."""

import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from percorso.collect.source_file import open_source_file
from percorso.collect.spool import SEPARATOR, spool_rows
from percorso.collect.spool_sql import spool_relation
from tests.collect.conftest import Loaded

Load = Callable[..., Loaded]
Write = Callable[..., Path]


def spooled(path: Path) -> list[tuple[int, str]]:
    """The lines of the spool as (line, body)."""
    spool = path.with_suffix(".spool")
    spool_rows(open_source_file(path), spool, lambda row: None, lambda done, total: None)
    pairs = (line.split(SEPARATOR, 1) for line in spool.read_text("utf-8").split("\n") if line)
    return [(int(number), body) for number, body in pairs]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_f1_the_delimiter_is_found_and_said(delimiter: str, load: Load) -> None:
    rows = ["time,event,amount", '2024-07-01,"a, b; c",1', "2024-07-02,x|y,2"]
    quoted = [row.replace("x|y", '"x|y"') for row in rows]
    text = "\n".join(delimiter.join(_cells(row)) for row in quoted) + "\n"
    loaded = load(text)
    assert loaded.file.delimiter == delimiter
    assert loaded.column("name") == ["a, b; c", "x|y"]
    assert any(line.startswith("delimiter: ") for line in loaded.file.said())


def _cells(row: str) -> list[str]:
    """The cells of a comma row, quotes kept where they stand."""
    first, rest = row.split(",", 1)
    middle, last = rest.rsplit(",", 1)
    return [first, middle, last]


def test_a_decimal_comma_does_not_pass_for_a_delimiter(load: Load) -> None:
    loaded = load("data;evento;importo\n2024-07-01;a;12,50\n2024-07-02;b;1.234,56\n")
    assert loaded.file.delimiter == ";"
    assert [float(amount) for amount in loaded.column("amount")] == [12.5, 1234.56]


def test_excel_says_its_delimiter_in_a_line_of_its_own(write: Write) -> None:
    path = write("sep=;\ntime;event\n2024-07-01;a,b\n")
    assert open_source_file(path).header == ("time", "event")
    assert spooled(path) == [(3, '{"event":"a,b","time":"2024-07-01"}')]


def test_f17_a_repeated_header_gets_a_number_with_a_notice(write: Write) -> None:
    file = open_source_file(write("Variant,time,Variant,,Variant\n1,2,3,4,5\n"))
    assert file.header == ("Variant", "time", "Variant.2", "column 4", "Variant.3")
    assert [notice.code for notice in file.notices] == ["repeated_header"] * 2


def test_a_new_name_never_takes_one_that_stands_in_the_file(write: Write) -> None:
    file = open_source_file(write("a,a,a.2\n1,2,3\n"))
    assert file.header == ("a", "a.3", "a.2")


def test_lines_are_those_where_rows_start_and_blank_ones_do_not_count(write: Write) -> None:
    path = write('a,b\r\n1,"two\r\nlines"\r\n\r\n,\r\n3,4\r\n')
    assert spooled(path) == [(2, '{"a":"1","b":"two\\r\\nlines"}'), (6, '{"a":"3","b":"4"}')]


def test_a_body_has_sorted_names_and_no_empty_cells(write: Write) -> None:
    path = write("b,a,c\n1,,3\n")
    assert spooled(path) == [(2, '{"b":"1","c":"3"}')]


def test_a_gzipped_file_gives_the_same_rows(write: Write) -> None:
    text = "a,b\n1,2\n"
    assert spooled(write(text, "x.csv.gz")) == spooled(write(text, "y.csv"))
    assert open_source_file(write(text, "x.csv.gz")).compressed


def test_progress_ends_at_the_size_of_the_file(write: Write, tmp_path: Path) -> None:
    path = write("a,b\n" + "1,2\n" * 20_000)
    seen: list[tuple[int, int]] = []
    spool_rows(
        open_source_file(path), tmp_path / "s", lambda row: None, lambda *done: seen.append(done)
    )
    assert len(seen) > 2
    assert seen == sorted(seen)
    assert seen[-1] == (path.stat().st_size, path.stat().st_size)


def test_f7_leading_zeros_and_scientific_lookalikes_stay_text(load: Load) -> None:
    loaded = load(
        "time,event,telefono,user id,email,cap\n2024-07-01,a,0039081234,1E5,1e3@x.it,00185\n"
    )
    row = loaded.rows[0]
    assert (row["phone"], row["user_id"], row["email"]) == ("0039081234", "1E5", "1e3@x.it")
    assert json.loads(row["properties"]) == {"cap": "00185"}


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cells=st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=5))
def test_any_text_survives_csv_and_spool(
    cells: list[tuple[str, str]], write: Write, engine: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    rows = ['"' + a.replace('"', '""') + '","' + b.replace('"', '""') + '",end' for a, b in cells]
    path = write("a,b,c\n" + "\n".join(rows) + "\n")
    spool = tmp_path / "any [spool]?*"
    spool_rows(open_source_file(path), spool, lambda row: None, lambda done, total: None)
    relation = spool_relation(spool)
    read = engine.execute(f"SELECT body FROM {relation} ORDER BY line").fetchall()
    expected = [{k: v for k, v in zip("abc", (*pair, "end"), strict=True) if v} for pair in cells]
    assert [json.loads(body) for (body,) in read] == expected


def test_json_numbers_keep_every_digit_and_objects_are_canonical(write: Write) -> None:
    line = '{"n":12345678901234567890123,"d":1.10,"t":true,"z":null,'
    line += '"o":{"b":[1.50, {"y":1,"x":"è"}],"a":2}}'
    [(number, body)] = spooled(write(line + "\n", "x.jsonl"))
    assert number == 1
    assert json.loads(body) == {
        "n": "12345678901234567890123", "d": "1.10", "t": "true",
        "o.a": "2", "o.b": '[1.50,{"x":"è","y":1}]',
    }  # fmt: skip


def test_json_strings_are_one_text_however_they_are_escaped(write: Write) -> None:
    lines = [r'{"b":"\u00e8 \/ \u0000","a":""}', '{"b":"è / "}', r'{"\u0062":"\u00e8 / "}']
    bodies = [body for _, body in spooled(write("\n".join(lines), "x.jsonl"))]
    assert bodies == ['{"b":"è / "}'] * 3


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b'{"time":', "bad_json"),
        (b'{"time":NaN}', "bad_json"),
        (b"[1,2]", "not_an_object"),
        (b'{"time":"\xff"}', "bad_text"),
        (b'{"a":' + b"[" * 40 + b"]" * 40 + b"}", "too_deep"),
        (b'{"a":' + b"[" * 90_000 + b"]" * 90_000 + b"}", "too_deep"),
        (b'{"a":"' + b"x" * 1_000_001 + b'"}', "cell_too_large"),
    ],
)
def test_a_bad_json_line_is_rejected_and_the_others_stored(
    line: bytes, code: str, load: Load
) -> None:
    good = b'{"time":"2024-07-01T10:00:00Z","event":"visit"}\n'
    loaded = load(good + line + b"\n\n" + good, name="x.jsonl")
    assert [(row.line, row.code) for row in loaded.rejected] == [(2, code)]
    assert loaded.column("line") == [1, 4]


def test_parquet_gives_the_same_bodies_as_text(
    tmp_path: Path, engine: duckdb.DuckDBPyConnection
) -> None:
    path = tmp_path / "a[1].parquet"
    # An instant with a zone, a whole number in a float, a nested value, NULL and NUL.
    engine.execute(
        "COPY (SELECT TIMESTAMPTZ '2024-07-01 10:00:00+02' AS z, CAST(13085 AS DOUBLE) AS w, "
        "CAST(6.95 AS DOUBLE) AS d, "
        "{'b': 1} AS s, NULL AS n, 'a' || chr(0) || 'b' AS t, DATE '2024-07-01' AS day) "
        f"TO '{path}' (FORMAT parquet)"
    )
    [(line, body)] = spooled(path)
    assert line == 1
    assert json.loads(body) == {
        "z": "2024-07-01 08:00:00Z", "w": "13085", "d": "6.95", "s": '{"b":1}', "t": "ab",
        "day": "2024-07-01",
    }  # fmt: skip
    assert list(json.loads(body)) == sorted(json.loads(body))


def test_a_gzipped_parquet_file_is_read(
    write: Write, tmp_path: Path, engine: duckdb.DuckDBPyConnection
) -> None:
    plain = tmp_path / "x.parquet"
    engine.execute(f"COPY (SELECT i, 'x' AS t FROM range(3) r(i)) TO '{plain}' (FORMAT parquet)")
    path = write(plain.read_bytes(), "y.parquet.gz")
    assert [body for _, body in spooled(path)] == [f'{{"i":"{i}","t":"x"}}' for i in range(3)]
