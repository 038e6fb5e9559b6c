"""Why a customer is one, through library and command, with the contacts that say so."""

import json

import pytest
from typer.testing import CliRunner

import percorso
from percorso.cli.main import app
from percorso.drawing.why_text import why_as_text
from percorso.workspace.people.trying import RuleChange
from tests.workspace.test_identity_desk import ADA, BOB, BOTH, COLUMNS


@pytest.fixture
def identity(company):
    company.load(COLUMNS + ADA, name="ada.csv")
    company.load(COLUMNS + BOB, source="till", name="bob.csv")
    company.load(COLUMNS + BOTH + BOTH.replace("03-03", "03-05"), name="both.csv")
    return company.workspace.identity


def test_each_join_has_its_contacts_and_one_of_them_to_look_at(identity):
    why = identity.why("bob@shop.it", clear=True)
    assert [(link["one"]["value"], link["other"]["value"]) for link in why["links"]] == [
        ("17", "ada@shop.it"), ("17", "bob@shop.it"), ("bob@shop.it", "+393331234567"),
    ]  # fmt: skip
    seen = why["links"][1]["seen"]
    assert (seen["interactions"], seen["first_at"], seen["last_at"]) == (
        2, "2025-03-03T10:00:00Z", "2025-03-05T10:00:00Z",
    )  # fmt: skip
    assert (seen["source"], seen["file"], seen["row"]) == ("shop", "both.csv", 2)
    assert why["kept_apart"] == []
    assert {one["customer"] for one in why["identifiers"]} == set(why["customers"])


def test_the_way_between_two_identifiers_is_told_in_order(identity):
    why = identity.why("+39 333 1234567", "ada@shop.it")
    assert [link["other"]["type"] for link in why["links"]] == ["phone", "email", "email"]
    assert "Sono un solo cliente" in why_as_text(why)
    assert "ada@shop.it" not in json.dumps(why)


def test_two_parted_by_hand_say_who_parted_them(identity):
    identity.part("ada@shop.it", "bob@shop.it", actor="Paola", reason="brothers")
    text = why_as_text(identity.why("ada@shop.it", "bob@shop.it", language="en", clear=True))
    assert "They are two customers" in text
    assert "parted by Paola" in text
    assert "brothers" in text
    told = why_as_text(identity.why("17", language="en", clear=True))
    assert "customer number 17 | e-mail bob@shop.it" in told
    identity.join("17", "3331234567", actor="Eva")
    assert "joined by Eva" in why_as_text(identity.why("17", language="en"))


def test_rails_say_what_they_saw(company):
    columns = "customer_id,email,birth_date,at,touchpoint\n"
    company.load(
        columns
        + ",ada@shop.it,1980-02-01,2025-03-01T10:00:00Z,Home\n"
        + "17,,03/04/1991,2025-03-02T10:00:00Z,Home\n"
        + "17,ada@shop.it,,2025-03-03T10:00:00Z,Home\n"
        + "18,eva@shop.it,,2025-03-04T10:00:00Z,Home\n"
        + "19,eva@shop.it,,2025-03-05T10:00:00Z,Home\n"
    )
    identity = company.workspace.identity
    (births,) = identity.why("ada@shop.it", clear=True)["kept_apart"]
    assert (births["kept_apart"], births["conflict"]) == (
        "two_birth_date", ["1980-02-01", "1991-04-03"],
    )  # fmt: skip
    why = identity.why("18", "19", language="en", clear=True)
    assert [link["kept_apart"] for link in why["links"]] == [None, "two_user_id"]
    assert "two customer numbers are never one: 18, 19" in why_as_text(why)
    assert "Nothing that was seen" in why_as_text(identity.why("17", "19", language="en"))


def test_the_commands_say_it_in_text_and_json(company, identity):
    def said(*words: str) -> str:
        ran = CliRunner().invoke(app, [*words, "-w", str(company.home)], catch_exceptions=False)
        assert ran.exit_code == 0
        return ran.stdout

    assert "both.csv row 2" in said("customer", "17", "--why", "--lang", "en")
    told = json.loads(said("identity", "why", "17", "bob@shop.it", "--json"))
    assert (told["schema"], len(told["links"])) == ("percorso.why/1", 1)
    assert "would part\n  c_" in said("identity", "try", "--limit", "email=1")
    tried = json.loads(said("identity", "try", "--block", "@shop.it", "--json"))
    assert (tried["before"], tried["parts"], tried["gone"]) == (1, 1, 0)
    assert identity.blocked() == []


def test_a_trial_that_says_nothing_usable_is_refused(identity):
    for change in (
        RuleChange(), RuleChange(limits=["email"]), RuleChange(limits=["fax=1"]),
        RuleChange(limits=["email=many"]), RuleChange(without=["fax"]),
    ):  # fmt: skip
        with pytest.raises(percorso.InputError):
            identity.try_change(change)


def test_trying_changes_nothing_and_takes_a_value_off_the_list(company, identity):
    identity.block("bob@shop.it")
    before = company.content()
    tried = identity.try_change(RuleChange(unblock=["BOB@shop.it"]))
    assert (tried.before, tried.after, tried.joins, tried.joining) == (2, 1, 1, 2)
    assert company.content() == before
