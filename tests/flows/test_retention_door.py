"""`percorso retention` at its door."""

import json

from typer.testing import CliRunner

from percorso.cli.main import app

FILE = (
    "customer_id,email,at,touchpoint,channel,order_id\n"
    "kunde-17,ada@shop.example,2019-03-01T10:00:00Z,Home,web,\n"
    "kunde-17,ada@shop.example,2019-03-01T10:09:00Z,Order Completed,web,O-1001\n"
)


def percorso(home, *words, said=None):
    result = CliRunner().invoke(app, [*words, "--workspace", str(home)], input=said)
    return result.exit_code, result.stdout


def test_rules_are_shown_set_reported_and_followed(tmp_path):
    home, file = tmp_path / "shop", tmp_path / "orders.csv"
    file.write_text(FILE)
    assert percorso(home, "load", str(file), "--source", "shop")[0] == 0
    rules = {
        one["class"]: one for one in json.loads(percorso(home, "retention", "list", "--json")[1])
    }
    assert (rules["behaviour"]["keep"], rules["orders"]["keep"]) == ("12 months", "10 years")
    assert [key for key, one in rules.items() if one["on"]] == ["rejected"]
    said = percorso(home, "retention", "report")[1]
    assert "1 contacts, the oldest of 2019-03-01; its rule is off: they stay" in said
    signed = ("--by", "Paola", "--reason", "DPIA of May")
    code, said = percorso(
        home, "retention", "set", "behaviour", "--keep", "6 mesi", "--on", *signed
    )
    assert (code, said.split()[:4]) == (0, ["behaviour", "6", "months", "on"])
    assert "DPIA of May" in percorso(home, "retention", "list")[1]
    assert percorso(home, "retention", "apply", said="n\n")[0] == 1
    code, said = percorso(home, "retention", "apply", "--yes", "--by", "Paola", "--json")
    told = {one["class"]: one["count"] for one in json.loads(said)["classes"]}
    assert (code, told["behaviour"], told["orders"]) == (0, 1, 0)
    assert "by Paola: 1 behaviour, 1 messages, 1 segments" in percorso(home, "retention", "log")[1]
    assert "Nothing was too old." in percorso(home, "retention", "apply", "--yes")[1]
    assert percorso(home, "doctor")[0] == 0
