"""A scanner finds a text in every kind of file, however it is written there."""

import base64
import gzip
import hashlib
import json
import sqlite3
import zipfile
from urllib.parse import quote

import duckdb
import pytest

from percorso.store.scanning import NeedleTooShort, scan_folder

NEEDLE = "Ada.Nàdel@posta.example"


def found(folder):
    return {one.place for one in scan_folder(folder, [NEEDLE, "nobody@else.example"]).sightings}


@pytest.mark.parametrize(
    "written",
    [
        NEEDLE, NEEDLE.lower(), NEEDLE.upper(), json.dumps(NEEDLE), quote(NEEDLE, safe=""),
        NEEDLE.lower().encode().hex(), hashlib.sha256(NEEDLE.lower().encode()).hexdigest(),
        hashlib.md5(NEEDLE.lower().encode(), usedforsecurity=False).hexdigest(),
        *(base64.b64encode(before + NEEDLE.encode()).decode() for before in (b"", b"x", b"xy")),
    ],
)  # fmt: skip
def test_a_text_is_found_however_it_is_written(tmp_path, written):
    (tmp_path / "log").write_text(f"before {written} after")
    assert found(tmp_path) == {"bytes"}


def test_utf_16_is_read(tmp_path):
    (tmp_path / "log").write_text(f"before {NEEDLE} after", encoding="utf-16")
    assert found(tmp_path) == {"bytes"}


def test_packed_files_are_unpacked(tmp_path):
    (tmp_path / "a.gz").write_bytes(gzip.compress(NEEDLE.encode() * 3))
    with zipfile.ZipFile(tmp_path / "b.xlsx", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("sheet", NEEDLE * 9)
    many = f"select '{NEEDLE}' || i // 9 as line from range(900) as r(i)"
    duckdb.execute(f"copy ({many}) to '{tmp_path / 'c.csv.zst'}' (compression zstd)").fetchall()
    assert {"unpacked", "part sheet"} <= found(tmp_path)
    assert len({one.file for one in scan_folder(tmp_path, [NEEDLE]).sightings}) == 3


def test_pages_of_parquet_are_decoded(tmp_path):
    many = f"select i, md5(i::varchar) || if(i = 500, '{NEEDLE}', '') as t from range(9999) as r(i)"
    duckdb.execute(
        f"copy ({many}) to '{tmp_path / 'a.parquet'}' (compression zstd, write_bloom_filter false)"
    ).fetchall()
    assert "rows" in found(tmp_path)


def test_tables_of_duckdb_and_its_log_are_decoded(tmp_path):
    held = duckdb.connect(str(tmp_path / "w.duckdb"))
    held.execute("create table t as select repeat('x', 40) || i as a from range(9999) as r(i)")
    held.execute("checkpoint").fetchall()
    held.execute("set wal_autocheckpoint = '1GB'").fetchall()
    held.execute("insert into t values ($1)", [NEEDLE]).fetchall()
    copy = tmp_path / "copy"
    copy.mkdir()
    for name in ("w.duckdb", "w.duckdb.wal"):
        (copy / name).write_bytes((tmp_path / name).read_bytes())
    held.close()
    assert "table t" in found(copy)


def test_free_pages_and_packed_cells_of_sqlite_are_looked_into(tmp_path):
    path = tmp_path / "r.sqlite"
    held = sqlite3.connect(path)
    held.execute("pragma secure_delete = off")
    held.execute("create table t (a, b)")
    held.execute("insert into t values (?, ?)", ("", gzip.compress(NEEDLE.encode())))
    held.commit()
    assert found(tmp_path) == {"table t"}
    # Wherever a page ends, a text that is long enough goes over it.
    held.execute("insert into t values (?, null)", (NEEDLE * 2000,))
    held.commit()
    held.execute("delete from t")
    held.commit()
    held.close()
    assert {"bytes", "pages in a row"} <= found(tmp_path)


def test_what_cannot_be_decoded_is_said(tmp_path):
    (tmp_path / "a.gz").write_bytes(gzip.compress(b"x" * 99)[:-20])
    assert scan_folder(tmp_path, [NEEDLE]).undecoded[0].startswith("a.gz: ")


def test_what_stands_anywhere_by_chance_is_no_needle(tmp_path):
    with pytest.raises(NeedleTooShort):
        scan_folder(tmp_path, ["ada"])
