"""What points to a person, or keeps two apart, is put right by hand, and who is who follows."""

import pytest

from percorso.workspace.people.rectifying import (
    IdentifierUnfit,
    NothingRectified,
    OnlyIdentifier,
    WhichIdentifier,
)

COLUMNS = "customer_id,email,at,touchpoint\n"
WRONG = "17,adda@shop.it,2025-03-01T10:00:00Z,Home\n,adda@shop.it,2025-03-02T10:00:00Z,Home\n"
SIGNED = {"actor": "Paola", "reason": "her call"}


def identifiers(company, who):
    told = company.workspace.cards.of(who, clear=True)["identifiers"]
    return {one["value"] for one in told}


def test_a_wrong_address_is_replaced_and_what_comes_later_follows(company):
    company.load(COLUMNS + WRONG)
    before = company.owners()
    cards = company.workspace.cards
    assert cards.correct("17", "email", "ada@shop.it", **SIGNED) == "email"
    assert identifiers(company, "17") == {"17", "ada@shop.it"}
    assert identifiers(company, "adda@shop.it") == {"adda@shop.it"}
    company.load(COLUMNS + ",ada@shop.it,2025-03-03T10:00:00Z,Home\n", name="later.csv")
    company.load(COLUMNS + "17,adda@shop.it,2025-03-04T10:00:00Z,Home\n", name="again.csv")
    ada, adda, *later = [customer for _, customer in company.owners()]
    assert (adda != ada, later) == (True, [ada, ada])
    assert company.workspace.rebuild().is_equal
    cards.correct("17", "email", None, **SIGNED)
    assert identifiers(company, "17") == {"17", "adda@shop.it"}
    assert company.owners()[:2] == before


def test_one_of_several_is_named_and_what_cannot_be_replaced_is_said(company):
    more = "17,ada2@shop.it,2025-03-05T10:00:00Z,Home\n,eva@shop.it,2025-03-05T11:00:00Z,Home\n"
    company.load(COLUMNS + WRONG + more)
    cards = company.workspace.cards
    for who, kind, value, error in (
        ("17", "email", "ada@shop.it", WhichIdentifier),
        ("17", "phone", "333 1234567", WhichIdentifier),
        ("17", "email", "nobody", IdentifierUnfit),
        ("eva@shop.it", "email", "eve@shop.it", OnlyIdentifier),
        ("17", "email", None, NothingRectified),
    ):
        with pytest.raises(error):
            cards.correct(who, kind, value, **SIGNED)
    cards.correct("17", "email", "eva@shop.it", instead="Adda@shop.it", **SIGNED)
    assert identifiers(company, "17") == {"17", "ada2@shop.it", "eva@shop.it"}


def test_a_corrected_birth_date_joins_whom_a_wrong_one_kept_apart(company):
    company.load(
        "customer_id,email,birth_date,at,touchpoint\n"
        ",ada@shop.it,1980-02-01,2025-03-01T10:00:00Z,Home\n"
        "17,,03/04/1991,2025-03-02T10:00:00Z,Home\n"
        "17,ada@shop.it,,2025-03-03T10:00:00Z,Home\n"
    )
    cards = company.workspace.cards
    cards.correct("17", "birth_date", "1 Feb 1980", **SIGNED)
    cards.correct("17", "birth_date", "01/02/1980", **SIGNED)
    assert {customer for _, customer in company.owners()} == {1}
    rows = company.records("select rule, actor from identity_link order by no desc limit 1")
    assert rows == [("corrected_birth_date", "Paola")]
    cards.correct("17", "birth_date", None, **SIGNED)
    assert [customer for _, customer in company.owners()] == [1, 2, 2]
    assert company.workspace.rebuild().is_equal


def test_a_word_on_two_goes_with_either_of_them(company):
    company.load(
        COLUMNS
        + "17,ada@shop.it,2025-03-01T10:00:00Z,Home\n"
        + "18,bob@shop.it,2025-03-02T10:00:00Z,Home\n"
        + "19,eva@shop.it,2025-03-03T10:00:00Z,Home\n"
    )
    identity = company.workspace.identity
    identity.part("17", "18", **SIGNED)
    identity.part("18", "19", **SIGNED)
    identity.part("ada@shop.it", "19", **SIGNED)
    company.workspace.erasure.erase("18")
    [left] = identity.rulings(clear=True)
    assert {left.one, left.other} == {"email ada@shop.it", "user_id 19"}
    assert company.records("select count(*) from identity_ruling") == [(1,)]
