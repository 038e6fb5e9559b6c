"""`percorso media`: load, list, remove."""

import json

import pytest
from typer.testing import CliRunner

from percorso.cli.main import app
from percorso.workspace.media_desk import MediumUnknown


def run(*words):
    ran = CliRunner().invoke(app, [str(word) for word in words])
    if ran.exception is not None and not isinstance(ran.exception, SystemExit):
        raise ran.exception
    return ran.output


@pytest.fixture
def folder(tmp_path):
    file = tmp_path / "media.csv"
    file.write_text(
        "nome,dal,al,luogo,spesa\nRadio,2026-10-01,2026-10-31,Milano,1200\n"
        "Radio,2026-10-20,2026-11-05,Milano,300\n,2026-10-01,,,5\n",
        encoding="utf-8",
    )
    run("media", "load", file, "-w", tmp_path / "w")
    return tmp_path


def test_the_report_says_what_is_new_known_refused_and_overlapping(folder):
    said = run("media", "load", folder / "media.csv", "-w", folder / "w")
    assert "3 read = 0 loaded + 2 known before + 1 refused" in said
    assert "refused: media.csv line 4: no name of the medium" in said
    other = folder / "more.csv"
    other.write_text("nome,dal,luogo,spesa\nRadio,2026-10-05,Milano,1\n", encoding="utf-8")
    again = json.loads(run("media", "load", other, "-w", folder / "w", "--json"))
    assert (again["loaded"], len(again["overlaps"])) == (1, 1)


def test_the_list_names_every_row_and_remove_forgets_them(folder):
    listed = json.loads(run("media", "list", "-w", folder / "w", "--json"))
    assert [(row["from"], row["spend_minor"]) for row in listed] == [
        ("2026-10-01", 120_000), ("2026-10-20", 30_000),
    ]  # fmt: skip
    told = run("media", "list", "-w", folder / "w")
    assert "Radio" in told
    assert "1,200.00 EUR" in told
    assert "removed: 2 rows" in run("media", "remove", "radio", "-w", folder / "w")
    assert run("media", "list", "-w", folder / "w") == ""
    with pytest.raises(MediumUnknown):
        run("media", "remove", "radio", "-w", folder / "w")
