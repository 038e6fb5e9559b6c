"""F5: text in the encodings Italian programs write."""

from collections.abc import Callable

import pytest

from tests.collect.conftest import Loaded

Load = Callable[..., Loaded]

TEXT = "data,evento,città\n2024-07-01 10:00,reso già pagato €,Forlì\n2024-07-02 10:00,visita,Roma\n"


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-32", "utf-32"),
        ("cp1252", "cp1252"),
    ],
)
def test_every_encoding_gives_the_same_rows(encoding: str, found: str, load: Load) -> None:
    loaded = load(TEXT.encode(encoding))
    assert loaded.file.encoding == found
    assert loaded.column("name") == ["reso già pagato €", "visita"]
    assert loaded.rows[0]["properties"] == '{"città":"Forlì"}'


def test_a_guessed_encoding_is_said(load: Load) -> None:
    loaded = load(TEXT.encode("cp1252"))
    assert any("cp1252" in line for line in loaded.file.said())


def test_undecodable_rows_of_a_utf8_file_are_rejected_and_the_others_stored(load: Load) -> None:
    rows = TEXT.encode() + b"2024-07-03 10:00,caff\xe8,Bari\n" + TEXT.encode().split(b"\n")[1]
    loaded = load(rows)
    assert [(row.line, row.code) for row in loaded.rejected] == [(4, "bad_text")]
    assert loaded.rejected[0].raw == r"2024-07-03 10:00,caff\xe8,Bari"
    assert loaded.read == 4
    assert len(loaded.rows) == 3


def test_one_foreign_byte_far_behind_the_first_rows_decides_the_encoding(load: Load) -> None:
    plain = b"time,event\n" + b"2024-07-01 10:00,visit\n" * 3000
    loaded = load(plain + b"2024-07-01 10:00,perch\xe9\n")
    assert loaded.file.encoding == "cp1252"
    assert loaded.column("name")[-1] == "perché"


def test_a_sign_across_two_read_blocks_is_no_broken_sign(load: Load) -> None:
    head = b"time,event,text\n"
    row = b"2024-07-01 10:00,visit," + "è".encode() * 700_000
    loaded = load(head + row[:900_001] + b"\n" + b"2024-07-02 10:00,b,\n")
    assert loaded.file.encoding == "utf-8"
