"""`percorso erase` and `percorso scan` at their door."""

import json

from typer.testing import CliRunner

from percorso.cli.main import app

FILE = (
    "customer_id,email,at,touchpoint,review\n"
    "kunde-17,ada@shop.example,2025-03-01T10:00:00Z,Home,\n"
    "kunde-18,bob@shop.example,2025-03-02T09:00:00Z,Home,ask ADA@shop.example\n"
)


def percorso(home, *words, said=None):
    result = CliRunner().invoke(app, [*words, "--workspace", str(home)], input=said)
    return result.exit_code, result.stdout


def test_a_person_is_asked_about_erased_and_proven_gone(tmp_path):
    home, file = tmp_path / "shop", tmp_path / "orders.csv"
    file.write_text(FILE)
    assert percorso(home, "load", str(file), "--source", "shop")[0] == 0
    code, said = percorso(home, "scan", "ada@shop.example", "--json")
    assert code == 1
    assert {one["text"] for one in json.loads(said)["found"]} == {"ada@shop.example"}
    assert percorso(home, "erase", "ada@shop.example", said="n\n")[0] == 1
    code, said = percorso(home, "customer", "kunde-17", "--erase", "--dry-run", "--json")
    plan = json.loads(said)
    assert (code, plan["interactions"], plan["masked"], plan["number"]) == (0, 1, 1, None)
    names = tmp_path / "names"
    names.write_text("ada@shop.example\nc_nobody\n")
    code, said = percorso(home, "erase", "--from", str(names), "--yes", "--by", "Paola")
    assert code == 0
    assert "Nobody is known by 'c_nobody'." in said
    assert percorso(home, "scan", "ada@shop.example", "kunde-17")[0] == 0
    assert "ask [erased]" in percorso(home, "customer", "kunde-18", "--json")[1]
    assert percorso(home, "doctor")[0] == 0
    assert percorso(home, "erase", "kunde-17", "--lift")[1].startswith("1 identifiers count again")


def test_who_names_nobody_is_told_how(tmp_path):
    assert "--from FILE" in str(CliRunner().invoke(app, ["erase"]).exception)
    assert "--from FILE" in str(CliRunner().invoke(app, ["scan"]).exception)
