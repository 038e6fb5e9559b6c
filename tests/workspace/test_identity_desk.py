"""People join, part and split customers, block values, and take it back."""

import pytest

import percorso

COLUMNS = "customer_id,email,phone,at,touchpoint\n"
ADA = "17,ada@shop.it,,2025-03-01T10:00:00Z,Home\n"
BOB = ",bob@shop.it,3331234567,2025-03-02T10:00:00Z,Home\n"
BOTH = "17,bob@shop.it,,2025-03-03T10:00:00Z,Home\n"


def test_a_wrong_merge_is_parted_and_cards_and_map_follow(company):
    company.load(COLUMNS + ADA, name="ada.csv")
    company.load(COLUMNS + BOB, name="bob.csv")
    workspace = company.workspace
    before = {name: workspace.cards.of(name)["id"] for name in ("17", "bob@shop.it")}
    company.load(COLUMNS + BOTH, name="both.csv")
    assert workspace.map().data["totals"]["customers"] == 1
    parted = workspace.identity.part("ada@shop.it", "BOB@shop.it", actor="Paola")
    assert [(one.id, one.contacts) for one in parted.customers] == [
        (before["17"], 2), (before["bob@shop.it"], 1),
    ]  # fmt: skip
    assert workspace.map().data["totals"]["customers"] == 2
    assert workspace.cards.of(before["bob@shop.it"])["timeline"]["total"] == 1
    rows = company.records("select rule, actor, evidence from identity_link order by no desc")
    assert rows[0] == ("ruled_apart", "Paola", "ruling 1")
    assert workspace.identity.withdraw("bob@shop.it", "ada@shop.it").is_followed
    assert workspace.cards.of(before["bob@shop.it"])["timeline"]["total"] == 3


def test_a_split_takes_named_identifiers_out(company):
    company.load(COLUMNS + ADA + BOB + BOTH)
    identity = company.workspace.identity
    ruled = identity.split("17", "bob@shop.it", "+39 333 1234567", reason="brothers")
    assert [len(one.identifiers) for one in ruled.customers] == [2, 2]
    assert {(one.verdict, one.reason) for one in identity.rulings()} == {("apart", "brothers")}
    company.load(COLUMNS + "17,,3331234567,2025-04-01T10:00:00Z,Home\n", name="later.csv")
    assert len({customer for _, customer in company.owners()}) == 2
    assert company.workspace.rebuild().is_equal


def test_two_joined_by_hand_are_one_until_it_is_taken_back(company):
    company.load(COLUMNS + ADA + BOB)
    identity = company.workspace.identity
    before = company.content()
    assert len(identity.join("ada@shop.it", "3331234567").customers) == 1
    assert {customer for _, customer in company.owners()} == {1}
    assert [one.one.split()[0] for one in identity.rulings()] in (["email"], ["phone"])
    identity.withdraw("ada@shop.it", "3331234567")
    assert sorted(row[:1] + row[2:] for row in company.content()) == sorted(
        row[:1] + row[2:] for row in before
    )


def test_a_rail_holds_against_a_person_too(company):
    company.load(COLUMNS + ADA + "18,,,2025-03-01T11:00:00Z,Home\n")
    identity = company.workspace.identity
    ruled = identity.join("17", "18")
    assert (ruled.is_followed, len(ruled.customers)) == (False, 2)
    # A person's word comes before what was seen: the address leaves one for the other.
    assert identity.join("ada@shop.it", "18").is_followed
    assert len(identity.part("17", "18").customers) == 2
    assert company.workspace.cards.of("ada@shop.it")["id"] == company.workspace.cards.of("18")["id"]


def test_what_names_nothing_is_said(company):
    company.load(COLUMNS + ADA + "18,,,2025-03-01T11:00:00Z,Home\n")
    identity = company.workspace.identity
    for ask, error in (
        (lambda: identity.join("17", "eve@shop.it"), percorso.NotFoundError),
        (lambda: identity.join("17", " 17"), percorso.InputError),
        (lambda: identity.withdraw("17", "18"), percorso.NotFoundError),
        (lambda: identity.split("17", "18"), percorso.InputError),
        (lambda: identity.split("17", "17", "ada@shop.it"), percorso.InputError),
        (lambda: identity.unblock("@shop.it"), percorso.NotFoundError),
    ):
        with pytest.raises(error):
            ask()


def test_a_browser_is_nobody_for_good_and_can_be_split_off(company):
    columns = "customer_id,anonymous_id,at,touchpoint\n"
    company.load(columns + "17,tab-1,2025-03-01T10:00:00Z,Home\n,tab-1,2025-03-09T10:00:00Z,Home\n")
    identity = company.workspace.identity
    with pytest.raises(percorso.InputError, match="is a browser"):
        identity.join("17", "tab-1")
    ruled = identity.split("17", "tab-1")
    assert [one.contacts for one in ruled.customers] == [1, 1]


def test_the_shops_own_addresses_link_nobody_until_they_do_again(company):
    rows = "17,info@lume.it,,2025-03-01T10:00:00Z,Home\n18,,,2025-03-02T10:00:00Z,Home\n"
    alone = ",info@lume.it,,2025-03-04T10:00:00Z,Home\n"
    company.load(COLUMNS + rows + alone)
    identity = company.workspace.identity
    assert [customer for _, customer in company.owners()] == [1, 2, 1]
    assert identity.block("@lume.it", actor="Paola") == ["@lume.it"]
    assert [customer for _, customer in company.owners()] == [1, 2, None]
    company.load(COLUMNS + "18,sales@lume.it,,2025-03-05T10:00:00Z,Home\n", name="later.csv")
    assert [one.value for one in identity.blocked()] == ["@lume.it"]
    assert [customer for _, customer in company.owners()] == [1, 2, None, 2]
    identity.unblock("@lume.it")
    assert [customer for _, customer in company.owners()] == [1, 2, 1, 2]
    assert company.workspace.rebuild().is_equal


def test_two_birth_dates_never_merge(company):
    columns = "customer_id,email,birth_date,at,touchpoint\n"
    company.load(
        columns
        + ",ada@shop.it,1980-02-01,2025-03-01T10:00:00Z,Home\n"
        + "17,,03/04/1991,2025-03-02T10:00:00Z,Home\n"
        + "17,ada@shop.it,,2025-03-03T10:00:00Z,Home\n"
    )
    assert [customer for _, customer in company.owners()] == [1, 2, 2]
    assert company.records("select reason from possible_same_person") == [("two_birth_date",)]
