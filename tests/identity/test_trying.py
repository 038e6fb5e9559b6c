"""A rule on trial says what it would do, and what it would do is what it does."""

from dataclasses import replace

import pytest

from percorso.domain.identifiers import IDENTIFIER_TYPES
from percorso.identity.linking import people_of
from percorso.identity.rails import Rails
from percorso.identity.resolving import resolve_interactions
from percorso.identity.trying import Rules, Trial, try_rules
from tests.identity.conftest import Contact, Log


def tried(log: Log, rails: Rails | None = None, blocked: frozenset[str] | None = None) -> Trial:
    now = log.constraints()
    then = now if blocked is None else replace(now, blocked=blocked)
    return try_rules(log.warehouse, Rules(now), Rules(then, rails or Rails()))


def with_limit(kind: str, limit: int | None) -> Rails:
    kinds = [replace(one, limit=limit) if one.name == kind else one for one in IDENTIFIER_TYPES]
    return Rails(tuple(kinds))


@pytest.fixture
def family(log: Log) -> Log:
    """One person of three addresses, and two customer numbers with one phone."""
    log.arrives(
        Contact("a", 1, {"user_id": "u", "email": "ada1"}),
        Contact("b", 2, {"user_id": "u", "email": "ada2"}),
        Contact("c", 3, {"user_id": "u", "email": "ada3"}),
        Contact("d", 4, {"user_id": "v", "phone": "home"}),
        Contact("e", 5, {"user_id": "w", "phone": "home"}),
    )
    return log


def test_the_rules_that_hold_would_change_nothing(family):
    trial = tried(family)
    assert (trial.before, trial.after) == (3, 3)
    assert trial.joins == trial.parts == trial.gone == []


def test_a_tighter_limit_parts(family):
    trial = tried(family, with_limit("email", 2))
    assert [(one.customer_no, one.sides) for one in trial.parts] == [
        (1, (("email:ada1", "email:ada2", "user_id:u"), ("email:ada3",)))
    ]
    assert (trial.before, trial.after, trial.contacts_of[1]) == (3, 4, 3)


def test_a_looser_limit_joins(family):
    trial = tried(family, with_limit("user_id", None))
    assert (trial.joins, trial.parts, trial.after) == ([(2, 3)], [], 2)


def test_a_kind_that_is_not_used_joins_nobody(family):
    family.brings(Contact("f", 6, {"phone": "alone"}))
    trial = tried(family, Rails(unused=frozenset({"phone"})))
    assert (trial.before, trial.after, trial.parts, trial.gone) == (4, 3, [], [4])


def test_a_value_seen_with_more_may_be_somebodys(log):
    log.arrives(*(Contact(f"{no}", no, {"email": f"e{no}", "loyalty_card": "till"})
                  for no in range(21)))  # fmt: skip
    assert tried(log).joins == []
    trial = tried(log, Rails(most_partners=21))
    assert [len(joined) for joined in trial.joins] == [5]


def test_what_is_blocked_on_trial_is_what_a_block_does(family):
    trial = tried(family, blocked=frozenset({"email:ada2", "phone:home"}))
    family.blocked = frozenset({"email:ada2", "phone:home"})
    family.resolves(people_of(family.warehouse, family.constraints()), resolve_interactions)
    assert len(set(family.customer_of().values()) - {None}) == trial.after == 3
    assert (trial.joins, trial.parts) == ([], [])
