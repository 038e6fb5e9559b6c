"""Customers who may be one person are proposed, judged once, and never joined unasked."""

import itertools
import random
import sys
from dataclasses import replace

import pytest

import percorso
from percorso.identity.candidates import PERSON
from percorso.store.engines.fellegi_sunter import scored_pairs
from tests.workspace.company import Company

FIRST = "Ada Bruno Carla Dario Elena Fabio Gaia Ivo Lara Marco Nina Oreste Paola Rita Sandro"
LAST = (
    "Ferrante Rossi Bianchi Esposito Romano Colombo Ricci Marino Greco Gallo Conti Mancini Costa "
    "Giordano Rizzo Lombardi Moretti Barbieri Fontana Santoro Mariani Rinaldi Caruso Ferrara"
)
STREETS = ["Via Roma", "Corso Francia", "Via Po", "Piazza Dante", "Via Verdi", "Viale Certosa"]
COLUMNS = (
    "email,phone,first_name,last_name,birth_date,customer address,customer zip,at,touchpoint\n"
)
PEOPLE, TWICE = 300, 30


def row(email: str, phone: str, *said: str) -> str:
    return ",".join((email, phone, *said, "2025-03-01T10:00:00Z", "Home")) + "\n"


def people() -> str:
    """Three hundred people, thirty of whom came a second time under another address."""
    chance = random.Random(7)
    names = chance.sample(list(itertools.product(FIRST.split(), LAST.split())), PEOPLE)
    lines = [COLUMNS]
    for no, (first, last) in enumerate(names):
        born = f"{chance.randint(1940, 2004)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        street = f"{chance.choice(STREETS)} {chance.randint(1, 90)}"
        code = f"{chance.randint(10, 99)}1{chance.randint(10, 99)}"
        mailbox = f"{first}.{last}{no}".lower()
        lines.append(row(f"{mailbox}@shop.it", f"+39333{no:07}", first, last, born, street, code))
        if no < TWICE:
            typed = last[:-2] + last[-1] + last[-2]
            lines.append(row(f"{mailbox}@mail.it", "", first, typed, born, street, code))
    return "".join(lines)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """The people, and the pairs that were found."""
    found = Company(tmp_path_factory.mktemp("people"))
    found.load(people())
    found.workspace.identity.find_candidates(least=0.5)
    return found


def mailboxes(candidate) -> set[str]:
    return {
        one.split()[1].partition("@")[0]
        for side in candidate.sides
        for one in side.identifiers
        if one.startswith("email")
    }


def test_who_came_twice_is_proposed_and_nobody_else_is_joined(shop):
    queue = shop.workspace.identity.candidates(clear=True)
    right = [one for one in queue.waiting if len(mailboxes(one)) == 1]
    assert len(right) >= TWICE - 1
    assert all(one.probability > 0.9 for one in right)
    assert len(queue.waiting) - len(right) <= 1
    assert queue.waiting[0].sides[0].name is not None
    assert queue.waiting[0].agreement["birth_date"] > 0
    assert shop.workspace.customers().total == PEOPLE + TWICE
    masked = shop.workspace.identity.candidates().waiting[0].sides[0]
    assert all("@shop.it" not in one for one in masked.identifiers)


def test_what_was_judged_is_ruled_counted_and_never_proposed_again(shop):
    identity = shop.workspace.identity
    yes, no, *others = identity.candidates().waiting
    assert identity.accept(yes.no, actor="Paola")[0].is_followed
    assert identity.reject(no.no, actor="Paola", reason="twins")[0].is_followed
    assert shop.workspace.customers().total == PEOPLE + TWICE - 1
    assert {(one.verdict, one.actor) for one in identity.rulings()} == {
        ("same", "Paola"), ("apart", "Paola"),
    }  # fmt: skip
    with pytest.raises(percorso.NotFoundError):
        identity.accept(yes.no)
    queue = identity.candidates()
    assert (queue.accepted, queue.rejected, queue.automatic) == (1, 1, 0)
    assert (queue.precision.judged, queue.precision.share) == (2, None)
    identity.accept(*(one.no for one in others[:20]), actor="Paola")
    # The likeliest are accepted by themselves where somebody set it; nobody is proposed twice.
    settings = replace(shop.settings, accept_likely_above=0.95)
    told = percorso.Workspace(shop.home, settings).identity
    told.find_candidates(least=0.5)
    queue = told.candidates()
    assert queue.automatic >= TWICE - 22 - 2
    assert all(one.probability < 0.95 for one in queue.waiting)
    assert not {yes.no, no.no} & {one.no for one in queue.waiting}
    assert (queue.accepted, queue.rejected, queue.precision.judged) == (21, 1, 22)
    assert queue.precision.low is not None
    assert queue.precision.low < queue.precision.share == 21 / 22


def test_without_the_extra_it_is_said_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "splink", None)
    with pytest.raises(percorso.InputError, match=r"percorso\[identity\]"):
        scored_pairs(None, ["person"], PERSON, 0.5)


def test_where_nothing_is_known_of_persons_nobody_is_proposed(company):
    company.load("email,at,touchpoint\nada@shop.it,2025-03-01T10:00:00Z,Home\n")
    identity = company.workspace.identity
    identity.find_candidates()
    assert identity.candidates().waiting == ()
