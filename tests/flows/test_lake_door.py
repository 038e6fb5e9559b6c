"""`percorso lake`: written, shown, and said where it is not whole."""

import json

import pytest

from tests.flows.door import percorso

ROWS = (
    "customer,at,touchpoint,text\n"
    "ada,2025-03-01T10:00:00Z,Home,good\n"
    "ada,2025-03-01T10:05:00Z,Order Completed,\n"
    "bob,2025-03-02T10:00:00Z,Home,\n"
    ",2025-03-03T10:00:00Z,Home,\n"
)


@pytest.fixture
def shop(desk):
    desk.load(ROWS)
    return desk


def test_an_export_says_what_it_wrote_and_a_second_one_that_nothing_changed(shop):
    out = shop.folder / "lake"
    first = percorso("lake", "export", "-w", shop.home, "--out", out)
    assert first.code == 0
    assert f"lake {out}, generation 1\n4 interactions (1 anonymous), 2 customers" in first.out
    second = percorso("lake", "export", "-w", shop.home, "--out", out, "--json").data
    assert (second["new"], second["written"], second["kept"]) == (False, [], second["files"])


def test_a_lake_lies_in_the_workspace_unless_told_otherwise_and_needs_none_to_be_shown(shop):
    percorso("lake", "export", "-w", shop.home)
    shown = percorso("lake", "show", "-w", shop.home, "--check")
    assert shown.code == 0
    assert "all are as they were written" in shown.out
    elsewhere = (shop.home / "lake").rename(shop.folder / "elsewhere")
    told = percorso("lake", "show", "--lake", elsewhere, "--json").data
    assert told["whole"] is True
    assert told["manifest"] == json.loads((elsewhere / "manifest.json").read_text())


def test_a_lake_that_is_not_whole_ends_with_code_5(shop):
    percorso("lake", "export", "-w", shop.home)
    gone = next((shop.home / "lake").glob("bucket-*.parquet"))
    gone.unlink()
    shown = percorso("lake", "show", "-w", shop.home)
    assert shown.code == 5
    assert f"trouble  {gone.name}: it is not there" in shown.out


def test_texts_in_a_lake_are_never_silent(shop):
    answer = percorso("lake", "export", "-w", shop.home, "--text", "themes")
    assert answer.err == "What customers wrote is in it, because: themes\n"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (("export", "--buckets", "257"), 2),
        (("export", "--text", ""), 2),
        (("export", "--out", "HOME"), 2),
        (("export", "--format", "csv"), 2),
        (("show",), 3),
    ],
)
def test_what_cannot_be_is_said_and_leaves_no_lake(shop, asked, code):
    words = [str(shop.home) if word == "HOME" else word for word in asked]
    answer = percorso("lake", *words, "-w", shop.home)
    assert answer.code == code
    assert answer.err.startswith("percorso: ")
    assert not (shop.home / "lake").exists()
