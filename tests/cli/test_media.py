"""`percorso media`: load, list, remove."""

import json

import pytest
from typer.testing import CliRunner

from percorso.cli.main import app
from percorso.workspace.maps.media_desk import MediumUnknown
from tests.flows.door import percorso


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


def test_refused_rows_wait_and_come_in_exactly_once(folder):
    listed = percorso("rejected", "list", "-w", folder / "w", "--json").data
    assert [(one["source"], one["code"], one["line"]) for one in listed] == [
        ("media", "missing_name", 4)
    ]
    # The same file again is a further try of the same row, no row more.
    run("media", "load", folder / "media.csv", "-w", folder / "w")
    [row] = percorso("rejected", "show", "-w", folder / "w", "--json").data
    assert (row["tries"], json.loads(row["row"])) == (2, {"dal": "2026-10-01", "spesa": "5"})
    vain = percorso("rejected", "replay", "-w", folder / "w", "--json").data
    assert (vain["tried"], vain["rejected"]) == (1, 1)
    for came in (1, 0):
        again = percorso(
            "rejected", "replay", "-w", folder / "w", "--columns", "touchpoint==Fiera", "--json"
        ).data
        assert (again["tried"], again["replayed"]) == (came, came)
    names = [
        row["touchpoint"] for row in percorso("media", "list", "-w", folder / "w", "--json").data
    ]
    assert sorted(names) == ["Fiera", "Radio", "Radio"]
    assert percorso("rejected", "list", "-w", folder / "w").out == "No row waits.\n"
    assert percorso("doctor", "-w", folder / "w").code == 0


def test_a_row_that_a_second_load_can_read_waits_no_longer(tmp_path):
    file = tmp_path / "media.csv"
    file.write_text("nome,dal\nRadio,13/01/2026\nTV,01/14/2026\n", encoding="utf-8")
    first = percorso("media", "load", file, "-w", tmp_path / "w", "--json").data
    assert [(row["line"], row["code"]) for row in first["refused"]] == [(3, "bad_time")]
    percorso("media", "load", file, "-w", tmp_path / "w", "--date-order", "mdy")
    listed = percorso("rejected", "show", "-w", tmp_path / "w", "--json").data
    assert [row["line"] for row in listed] == [2]


def test_answers_to_how_did_you_hear_of_us_stand_beside_their_medium(folder):
    shop = folder / "shop.csv"
    shop.write_text(
        "customer,at,touchpoint,come ci hai conosciuto\n"
        "ada,2026-10-02T10:00:00Z,Order Completed,alla radio\n"
        "bob,2026-10-03T10:00:00Z,Order Completed,amici\n"
        "cleo,2026-10-04T10:00:00Z,Order Completed,\n",
        encoding="utf-8",
    )
    assert percorso("load", shop, "-w", folder / "w", "--source", "shop").code == 0
    told = percorso("map", "-w", folder / "w", "--lang", "en").out
    assert "50% of those who say how they heard of us (n 2)" in told
    [radio] = percorso("map", "-w", folder / "w", "--format", "json").data["media"]
    assert (radio["answers"]["value"], radio["answers"]["n"]) == (0.5, 2)
    assert radio["response_rate"]["value"] == pytest.approx(2 / 3)
