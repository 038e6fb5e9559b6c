"""What one customer did, as the Happy Index asks for it: a row each, the earliest first."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from percorso.customers.roles import BIT


class Contact(NamedTuple):
    """One interaction with a role, a score, or a text that feels.

    Attributes:
        us: When, microseconds since 1970.
        no: Its number.
        topics: Hashes of the numbers it is about.
        felt: What was rated, -1..1.
        text_felt, text_trust: What its text says, and how far its reader is to be trusted.
        roles: Bits of its touchpoint.
        promise_us: What its touchpoint promises.
    """

    us: int
    no: int
    order_id: str | None
    case_id: str | None
    topics: Sequence[int] | None
    felt: float | None
    rating_kind: str | None
    rating_max: float | None
    text_felt: float | None
    text_trust: float | None
    roles: int
    promise_us: int | None

    def has(self, *roles: str) -> bool:
        """Whether its touchpoint has one of these roles."""
        # Asked many times of each contact: no generator is made for it.
        bits = 0
        for role in roles:
            bits |= BIT[role]
        return bool(self.roles & bits)


class Purchase(NamedTuple):
    """An order, once, at its first contact."""

    us: int
    order_id: str | None
    promise_us: int | None


def contacts_in(
    rows: Iterable[tuple[Any, ...]], roles: Mapping[int, tuple[int, int | None]], until_us: int
) -> list[Contact]:
    """The contacts among the rows of `one_sql.rows_of`, by instant.

    Args:
        rows: Of one customer.
        roles: Observed name -> its roles as bits, and the promise of its touchpoint.
        until_us: What came later is not known yet.
    """
    found = []
    for name_no, *told in rows:
        known = roles.get(name_no)
        if known is None or told[0] > until_us:
            continue
        contact = Contact._make((*told, *known))
        if known[0] or contact.felt is not None or contact.text_felt is not None:
            found.append(contact)
    return sorted(found, key=lambda one: (one.us, one.no))


def purchases_in(contacts: Iterable[Contact]) -> list[Purchase]:
    """The orders of a customer, by instant; contacts of one order are one."""
    found: dict[tuple[str, object], Purchase] = {}
    for one in contacts:
        if not one.has("goal"):
            continue
        key = ("at", one.us) if one.order_id is None else ("order", one.order_id)
        known = found.get(key)
        if known is None:
            found[key] = Purchase(one.us, one.order_id, one.promise_us)
        elif one.promise_us is not None:
            longest = max(one.promise_us, known.promise_us or one.promise_us)
            found[key] = known._replace(promise_us=longest)
    return sorted(found.values(), key=lambda one: one.us)
