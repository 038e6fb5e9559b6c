"""The newest word holds, of merged customers the stricter, in whatever order words arrive."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.domain.consent.choices import Choice, Proof, Spoken
from percorso.domain.consent.permission import Said, permission
from percorso.domain.consent.purposes import Scope
from percorso.domain.consent.replay import Joined, deciding, joined_of

DAY = timedelta(days=1)
START = datetime(2025, 1, 1, tzinfo=UTC)
NOW = START + 1000 * DAY
MAIL = Scope("marketing", "email")


def said(state, day, key="mail", *, until=None, scope=MAIL):
    end = None if until is None else START + until * DAY
    return Spoken(key, Choice(scope, state, START + day * DAY, "consent", Proof("web"), end))


def allowed(*spoken, joined=(), bases=None, scope=MAIL, now=NOW):
    return permission(scope, Said(spoken, joined, bases or {}), now)


WORDS = st.lists(
    st.builds(
        said, st.sampled_from(["given", "withdrawn", "objected"]), st.integers(0, 50),
        st.sampled_from(["mail", "card", "phone"]), until=st.none() | st.integers(900, 1100),
    ),
    max_size=8,
)  # fmt: skip
MERGES = st.lists(
    st.builds(
        lambda day, pair: Joined(START + day * DAY, *pair),
        st.integers(0, 60),
        st.sampled_from([("card", "mail"), ("mail", "phone"), ("card", "phone")]),
    ),
    max_size=3,
)


@given(WORDS, MERGES)
def test_a_revocation_that_is_the_last_word_always_wins(words, merges):
    revoked = said("withdrawn", 100)
    assert not allowed(*words, revoked, joined=merges).is_allowed


@given(WORDS, MERGES, st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(words, merges, chance):
    shuffled = list(words)
    chance.shuffle(shuffled)
    assert deciding(shuffled, merges, NOW) == deciding(words, merges, NOW)


@given(WORDS, MERGES)
def test_a_yes_said_after_everything_allows_again(words, merges):
    assert allowed(*words, said("given", 100), joined=merges).is_allowed


@given(WORDS, WORDS)
def test_a_merge_never_allows_what_one_side_refused(ours, theirs):
    ours = [Spoken("mail", one.choice) for one in ours]
    theirs = [Spoken("card", one.choice) for one in theirs]
    together = allowed(*ours, *theirs, joined=[Joined(START + 60 * DAY, "card", "mail")])
    sides = [allowed(*side) for side in (ours, theirs) if side]
    assert together.is_allowed == (bool(sides) and all(side.is_allowed for side in sides))


@given(WORDS, st.integers(0, 2000))
def test_what_expires_allows_before_and_not_after(words, day):
    words = [*words, said("given", 100, until=500)]
    now = START + (101 + day) * DAY
    assert allowed(*words, now=now).is_allowed == (101 + day < 500)


def test_who_was_one_customer_all_along_speaks_with_one_voice():
    assert allowed(said("withdrawn", 1, "mail"), said("given", 2, "phone")).is_allowed


def test_after_a_merge_the_stricter_holds_until_the_customer_speaks_again():
    merge = [Joined(START + 10 * DAY, "mail", "phone")]
    before = (said("withdrawn", 1, "mail"), said("given", 2, "phone"))
    assert not allowed(*before, joined=merge).is_allowed
    assert allowed(*before, said("given", 11, "phone"), joined=merge).is_allowed


def test_identifiers_were_apart_until_their_customers_merged():
    at = [START + day * DAY for day in range(4)]
    customers = {"mail": [(at[0], 1)], "phone": [(at[1], 2), (at[3], 1)], "new": [(at[2], 1)]}
    assert joined_of(customers) == [
        Joined(at[3], "mail", "phone"), Joined(at[3], "new", "phone"),
    ]  # fmt: skip


def test_a_customer_that_was_renumbered_whole_never_merged():
    moved = [(START, 1), (START + DAY, 2)]
    assert joined_of({"mail": moved, "phone": moved}) == []


def test_a_merge_undone_and_done_again_counts_from_its_last_time():
    at = [START + day * DAY for day in range(4)]
    customers = {"mail": [(at[0], 1)], "phone": [(at[0], 2), (at[1], 1), (at[2], 2), (at[3], 1)]}
    assert joined_of(customers) == [Joined(at[3], "mail", "phone")]


@pytest.mark.parametrize(
    ("purpose", "channel", "is_allowed", "reason"),
    [
        ("marketing", "email", False, "never_asked"),
        ("email_open_tracking", "email", False, "never_asked"),
        ("profiling", "", False, "never_asked"),
        ("third_party", "partner", False, "never_asked"),
        ("service", "", True, "usual_basis"),
    ],
)
def test_nothing_is_allowed_that_nobody_allowed(purpose, channel, is_allowed, reason):
    found = allowed(scope=Scope(purpose, channel))
    assert (found.is_allowed, found.reason) == (is_allowed, reason)


def test_legitimate_interest_holds_until_somebody_objects():
    survey = Scope("survey", "")
    bases = {"survey": "legitimate_interest"}
    assert allowed(scope=survey, bases=bases).reason == "chosen_basis"
    objected = said("objected", 1, scope=survey)
    assert allowed(objected, scope=survey, bases=bases).reason == "objected"


def test_a_refusal_of_all_marketing_is_one_of_each_channel():
    refusal = said("objected", 5, scope=Scope("marketing", ""))
    assert allowed(said("given", 1), refusal).reason == "objected"
    assert allowed(refusal, said("given", 6)).reason == "given"


def test_mail_on_similar_products_ends_with_a_refusal_of_marketing_mail():
    similar = Scope("soft_spam", "email")
    sale = Spoken("mail", Choice(similar, "given", START, "soft_spam", Proof("file")))
    assert allowed(sale, scope=similar).is_allowed
    assert not allowed(sale, said("withdrawn", 3), scope=similar).is_allowed
    assert not allowed(sale).is_allowed


def test_a_request_allows_nothing_and_lapses():
    request = said("requested", 990)
    assert allowed(request, now=START + 991 * DAY).reason == "unconfirmed"
    assert allowed(request, now=START + 997 * DAY).reason == "never_asked"
    assert allowed(said("given", 1), request).is_allowed


def test_restricted_data_are_used_for_nothing():
    restricted = said("objected", 1, scope=Scope("restriction", ""))
    assert allowed(restricted, said("given", 2)).reason == "restricted"
    assert not allowed(restricted, scope=Scope("service", "")).is_allowed
