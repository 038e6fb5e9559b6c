"""Customers found in a log: joined, kept apart, and never renumbered without need."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.identity.conftest import Contact


def test_a_shared_tablet_with_fifty_log_ins_yields_fifty_customers(log):
    log.arrives(
        *[
            Contact(f"{person:02d}", person * 5, {"user_id": f"u{person}", "anonymous_id": "tab"})
            for person in range(50)
        ]
    )
    assert len(log.persons()) == 50


def test_anonymous_history_goes_to_the_first_log_in_of_that_visit_only(log):
    log.arrives(
        Contact("day before", 0, {"anonymous_id": "tab"}),
        Contact("looked", 1000, {"anonymous_id": "tab"}),
        Contact("ada in", 1005, {"anonymous_id": "tab", "user_id": "ada"}),
        Contact("ada went on", 1006, {"anonymous_id": "tab"}),
        Contact("bob in", 1010, {"anonymous_id": "tab", "user_id": "bob"}),
        Contact("bob went on", 1011, {"anonymous_id": "tab"}),
    )
    assert log.persons() == {
        frozenset({"looked", "ada in", "ada went on"}),
        frozenset({"bob in", "bob went on"}),
        frozenset({"day before"}),
    }


def test_the_history_of_a_device_of_one_person_is_theirs(log):
    log.arrives(
        Contact("day before", 0, {"anonymous_id": "phone"}),
        Contact("logged in", 1500, {"anonymous_id": "phone", "user_id": "ada"}),
    )
    assert log.persons() == {frozenset({"day before", "logged in"})}


def test_loading_more_of_the_same_writes_no_link(log):
    log.arrives(Contact("one", 0, {"user_id": "ada", "email": "a@b.it", "anonymous_id": "x"}))
    before = log.link_rows()
    log.arrives(Contact("two", 9, {"user_id": "ada", "email": "a@b.it"}))
    assert log.link_rows() == before


def test_a_link_says_by_which_contact_of_its_load(log):
    log.arrives(
        Contact("alone", 0, {"email": "a@b.it"}),
        Contact("both", 5, {"email": "a@b.it", "user_id": "ada"}),
    )
    log.arrives(
        Contact("again", 7, {"email": "a@b.it", "user_id": "ada"}),
        Contact("new", 9, {"user_id": "bob"}),
    )
    assert log.evidence() == [
        ("email:a@b.it", "both"), ("user_id:ada", "both"), ("user_id:bob", "new"),
    ]  # fmt: skip


def test_what_moves_because_others_were_joined_rests_on_no_contact_of_its_own(log):
    log.arrives(Contact("by mail", 0, {"email": "a@b.it"}))
    log.arrives(Contact("both", 10, {"phone": "+39300", "user_id": "ada"}))
    log.arrives(Contact("joined", 20, {"email": "a@b.it", "user_id": "ada"}))
    assert log.evidence()[-2:] == [("phone:+39300", None), ("user_id:ada", "joined")]


def test_a_merge_appends_and_the_oldest_customer_survives(log):
    log.arrives(Contact("by mail", 10, {"email": "a@b.it"}))
    log.arrives(Contact("by phone", 0, {"phone": "+39300"}))
    before = log.link_rows()
    log.arrives(Contact("both", 20, {"email": "a@b.it", "phone": "+39300"}))
    after = log.link_rows()
    assert after[: len(before)] == before
    assert [(key, customer) for key, customer, _, _ in after[len(before) :]] == [
        ("phone:+39300", 1)
    ]
    assert set(log.customer_of().values()) == {1}


def test_a_device_that_turns_out_to_be_shared_leaves_the_number_to_the_person(log):
    log.arrives(Contact("looked", 0, {"anonymous_id": "tab"}))
    log.arrives(Contact("ada in", 5, {"anonymous_id": "tab", "user_id": "ada"}))
    assert set(log.customer_of().values()) == {1}
    log.arrives(Contact("bob in", 5000, {"anonymous_id": "tab", "user_id": "bob"}))
    owners = log.customer_of()
    assert owners["ada in"] == owners["looked"] == 1
    assert owners["bob in"] != 1


def test_what_a_rail_refused_is_noted_once(log):
    log.arrives(
        Contact("ada", 0, {"user_id": "ada", "email": "family@b.it"}),
        Contact("bob", 1, {"user_id": "bob", "email": "family@b.it"}),
    )
    log.arrives(Contact("bob again", 2, {"user_id": "bob", "email": "family@b.it"}))
    assert log.kept_apart() == {"two_user_id"}
    assert len(log.persons()) == 2


def test_an_interaction_without_identifier_is_of_nobody(log):
    log.arrives(Contact("someone", 0), Contact("ada", 1, {"user_id": "ada"}))
    assert log.customer_of() == {"someone": None, "ada": 1}


WHO = st.fixed_dictionaries(
    {},
    optional={
        "user_id": st.sampled_from(["ada", "bob"]),
        "email": st.sampled_from(["a@x", "b@x"]),
        "phone": st.sampled_from(["+1", "+2"]),
        "anonymous_id": st.sampled_from(["tab", "pc"]),
    },
)
NUMBERS = st.fixed_dictionaries(
    {},
    optional={
        "order_id": st.sampled_from(["ORD-1", "ORD-2"]),
        "tracking_number": st.sampled_from(["TRK-1", "TRK-2"]),
    },
)
TYPES = st.sampled_from(["contact", "order.placed"])


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.tuples(st.integers(0, 120), WHO, NUMBERS, TYPES), min_size=1, max_size=14),
    st.lists(st.integers(0, 3), min_size=14, max_size=14),
)
def test_any_split_into_batches_gives_the_customers_of_one_batch(open_log, told, batch_of):
    contacts = [
        Contact(f"{place:02d}", minute, who, numbers, kind)
        for place, (minute, who, numbers, kind) in enumerate(told)
    ]
    whole, split = open_log("default"), open_log("default")
    whole.arrives(*contacts)
    for batch in range(4):
        mine = [one for one, at in zip(contacts, batch_of, strict=False) if at == batch]
        if mine:
            split.arrives(*mine)
    assert split.persons() == whole.persons()
