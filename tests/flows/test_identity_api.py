"""Who is who, consents and retention by the API: the same answers as the commands give."""

from datetime import datetime

import pytest

from percorso.domain.consent.plain import choice_as_json
from percorso.store.records.match_candidates import Found, renew
from percorso.workspace import Workspace
from percorso.workspace.people.ruling import known_identifier
from tests.flows.test_api import AFAR, Program

pytestmark = pytest.mark.xdist_group("shop")


@pytest.fixture
def shop(own_small_shop: Workspace) -> Workspace:
    return own_small_shop


@pytest.fixture
def writer(shop: Workspace) -> Program:
    return Program(shop, shop.tokens.add("Tests", "write", days=1).clear, AFAR)


def _id(program: Program, identifier: str) -> str:
    (found,) = program.get(f"/customers/found?q={identifier}")["items"]
    return str(found)


def test_a_word_joins_two_tells_why_and_is_taken_back(shop: Workspace, writer: Program) -> None:
    ada, eva = _id(writer, "ada@example.com"), _id(writer, "eva@example.com")
    said = {"one": "ada@example.com", "other": "eva@example.com", "verdict": "same"}
    ruled = writer.ask("POST", "/identity/rulings", json={**said, "reason": "one flat"}).json()
    assert ruled["followed"]
    assert [one["contacts"] for one in ruled["customers"]] == [7]
    assert "example.com" not in str(ruled)
    (word,) = writer.get("/identity/rulings")["items"]
    assert (word["verdict"], word["actor"]) == ("same", "token 1, Tests")
    why = writer.get(f"/customers/{ada}/why?lang=en")
    assert why == shop.identity.why(ada, language="en")
    assert [one["rule"] for one in why["links"]] == ["ruled_same"]
    writer.ask("POST", "/identity/rulings", json={**said, "verdict": "withdrawn"})
    assert (_id(writer, "ada@example.com"), _id(writer, "eva@example.com")) == (ada, eva)
    # The log of acts outlives the person: it names ids, and no address.
    assert "example.com" not in str(shop.audit.entries(50))


def test_a_customer_is_split(shop: Workspace, writer: Program) -> None:
    shop.identity.join("ada@example.com", "eva@example.com")
    ada = _id(writer, "ada@example.com")
    told = writer.ask("POST", f"/customers/{ada}/split", json={"identifiers": ["eva@example.com"]})
    assert [one["contacts"] for one in told.json()["customers"]] == [4, 3]
    none = writer.ask("POST", f"/customers/{ada}/split", json={"identifiers": []})
    assert (none.status_code, none.json()["error"]["code"]) == (422, "split_names_nobody")


def test_a_likely_pair_waits_and_is_judged(shop: Workspace, writer: Program) -> None:
    one, other = sorted(_key(shop, each) for each in ("ada@example.com", "eva@example.com"))
    with shop._stores.records.write() as connection:
        renew(connection, [Found((one, other), 0.93, {"place": 1})], datetime(2026, 3, 1))
    (waiting,) = writer.get("/identity/candidates")["items"]
    assert (waiting["probability"], waiting["agreement"]) == (0.93, {"place": 1})
    told = writer.get("/identity/candidates")
    assert (told["accepts_above"], told["precision"]["judged"]) == (None, 0)
    judged = writer.ask("POST", f"/identity/candidates/{waiting['no']}", json={"verdict": "apart"})
    assert judged.json() == {"no": waiting["no"], "followed": True}
    after = writer.get("/identity/candidates")
    assert (after["total"], after["rejected"]) == (0, 1)
    again = writer.ask("POST", f"/identity/candidates/{waiting['no']}", json={"verdict": "same"})
    assert (again.status_code, again.json()["error"]["code"]) == (404, "candidate_unknown")


def _key(shop: Workspace, email: str) -> str:
    with shop._stores.hold(to_write=False) as warehouse:
        return known_identifier(shop._stores, email, warehouse).key


def test_a_consent_is_recorded_asked_and_told(shop: Workspace, writer: Program) -> None:
    ada = _id(writer, "ada@example.com")
    asked = f"/customers/{ada}/consents/may?purpose=marketing&channel=email"
    assert not writer.get(asked)["allowed"]
    yes = {"purpose": "marketing", "channel": "email", "state": "given", "text": "Yes, write me",
           "document": "form 7"}  # fmt: skip
    made = writer.ask("POST", f"/customers/{ada}/consents", json=yes)
    assert (made.status_code, made.json()["document"], made.json()["form"]) == (
        201,
        "form 7",
        "api",
    )
    assert len(made.json()["text_sha256"]) == 64
    assert writer.get(asked)["allowed"]
    (word,) = writer.get(f"/customers/{ada}/consents")["history"]
    (kept,) = [choice_as_json(one) for one in shop.consent.history(ada)]
    assert (word["state"], word["text_sha256"]) == (kept["state"], kept["text_sha256"])
    stopped = writer.ask("PUT", f"/customers/{ada}/restriction", json={"restricted": True})
    assert stopped.json()["restricted"]
    assert writer.get(asked)["reason"] == "restricted"
    wrong = writer.ask("POST", f"/customers/{ada}/consents", json={**yes, "purpose": "moon"})
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (422, "purpose_unknown")


def test_rules_of_retention_are_told_and_set_by_who_manages(
    shop: Workspace, writer: Program
) -> None:
    assert [one["data_class"] for one in writer.get("/retention")["items"]] == [
        one.data_class.key for one in shop.retention.rules()
    ]
    report = {one["data_class"]: one["count"] for one in writer.get("/retention/report")["items"]}
    assert report == {one.rule.data_class.key: one.count for one in shop.retention.report().overdue}
    # Of no token's scope; who sits at the machine while there are no users may.
    said = {"keep": "1 month", "on": True, "reason": "assessment"}
    assert writer.ask("PUT", "/retention/behaviour", json=said).status_code == 403
    here, own = Program(shop), {"sec-fetch-site": "same-origin"}
    rule = here.ask("PUT", "/retention/behaviour", json=said, headers=own).json()
    assert (rule["keep"], rule["on"], bool(rule["by"])) == ("1 month", True, True)
    went = here.ask("POST", "/retention/apply", json={}, headers=own).json()
    assert [(one["data_class"], one["count"]) for one in went["items"]] == [("behaviour", 3)]
    (run,) = here.get("/retention/log")["items"]
    assert run["counts"]["behaviour"] == 3
