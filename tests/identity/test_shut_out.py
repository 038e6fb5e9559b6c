"""What stands for nobody joins nobody and has no contacts: blocked values, and too common ones."""

from datetime import date

from percorso.identity.rails import MOST_PARTNERS
from tests.identity.conftest import Contact, Log


def buys(place: int, **who: str) -> Contact:
    return Contact(f"{place:03}", place, {"user_id": f"u{place:03}", **who})


def test_an_address_of_too_many_customers_is_nobodys(log: Log):
    at_most = [buys(place, email="desk") for place in range(MOST_PARTNERS)]
    log.arrives(*at_most, Contact("mail", 900, {"email": "desk"}))
    owners = log.customer_of()
    assert owners["mail"] == owners["000"]
    log.arrives(buys(MOST_PARTNERS, email="desk"))
    owners = log.customer_of()
    assert owners["mail"] is None
    assert len(set(owners.values()) - {None}) == MOST_PARTNERS + 1


def test_what_was_joined_over_it_parts_again(log: Log):
    log.arrives(
        *[buys(place, email="desk") for place in range(MOST_PARTNERS)],
        Contact("phone", 800, {"email": "desk", "phone": "p"}),
    )
    assert log.customer_of()["phone"] == 1
    log.arrives(buys(MOST_PARTNERS, email="desk"))
    owners = log.customer_of()
    assert owners["phone"] not in {owners[f"{place:03}"] for place in range(MOST_PARTNERS + 1)}


def test_new_alone_gives_what_all_gives_when_an_address_becomes_nobodys(open_log):
    found = []
    for later in ("brings", "arrives"):
        log = open_log()
        log.arrives(
            *[buys(place, email="desk") for place in range(MOST_PARTNERS)],
            *[Contact(f"other {no}", no, {"phone": f"p{no}"}) for no in range(200)],
            Contact("mail", 900, {"email": "desk"}),
        )
        getattr(log, later)(buys(MOST_PARTNERS, email="desk"))
        found.append(log.customer_of())
    assert found[0] == found[1]
    assert found[0]["mail"] is None


def test_nobody_is_logged_in_by_a_blocked_value(log: Log):
    log.blocked = frozenset({"email:desk"})
    log.arrives(
        Contact("ada", 0, {"user_id": "ada", "anonymous_id": "tab"}),
        Contact("looks", 500, {"anonymous_id": "tab"}),
        Contact("desk", 501, {"email": "desk", "anonymous_id": "tab"}),
        Contact("bob", 900, {"user_id": "bob", "anonymous_id": "tab"}),
    )
    owners = log.customer_of()
    assert owners["looks"] == owners["desk"] == owners["ada"] + 2
    assert owners["ada"] != owners["bob"]


def test_a_birth_date_that_two_share_parts_nobody(log: Log):
    born = frozenset({date(1980, 2, 1)})
    log.births = {"email:ada": born, "phone:ann": born | {date(1981, 2, 1)}}
    log.arrives(Contact("ada", 1, {"email": "ada", "phone": "ann"}))
    assert log.persons() == {frozenset({"ada"})}
    log.births = {"email:ada": born, "phone:ann": frozenset({date(1981, 2, 1)})}
    log.arrives(Contact("bob", 2, {"phone": "ann"}))
    assert log.customer_of() == {"ada": 1, "bob": 2}
    assert log.kept_apart() == {"two_birth_date"}
