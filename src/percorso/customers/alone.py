"""The evidence of one customer, found by hand: what `evidence_sql` finds of all at once.

A question to the engine costs its planning, which for eleven kinds of evidence is longer than a
customer's whole life takes to read. Both ways are held equal by tests.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from percorso.customers.contacts import Contact, Purchase
from percorso.customers.evidence_sql import DAY_US, HOUR_US, WEEK_US
from percorso.customers.kinds import KINDS, IndexSettings
from percorso.customers.roles import BIT, OF_ROLE


class Found(NamedTuple):
    """An evidence, its deadline perhaps still ahead.

    Attributes:
        kind: Number of its `Kind`.
        subject: What it is about: an order, a case, or nothing.
        at_us: When it is known.
        e: -1..1.
        trust: 0..1.
        no: The interaction it rests on; 0 is none.
    """

    kind: int
    subject: str
    at_us: int
    e: float
    trust: float
    no: int


def found_in(
    contacts: Sequence[Contact], purchases: Sequence[Purchase], settings: IndexSettings
) -> list[Found]:
    """All evidence in the contacts of one customer, pending ones among them.

    Args:
        contacts: By instant.
        purchases: By instant.
        settings: Of the index.
    """
    found = [one for rule in _RULES for one in rule(contacts)]
    found += _left_carts(contacts, purchases, round(settings.cart_hours * HOUR_US))
    found += _deliveries(contacts, purchases)
    found += _refunds(contacts, round(settings.refund_days * DAY_US))
    return found


def counted(found: Iterable[Found], until_us: int) -> list[Found]:
    """What counts at an instant: one per kind, subject and day, the worst."""
    worst: dict[tuple[int, str, int], Found] = {}
    for one in found:
        if one.at_us > until_us:
            continue
        key = (one.kind, one.subject, one.at_us // DAY_US)
        if key not in worst or _worse(one) < _worse(worst[key]):
            worst[key] = one
    return sorted(worst.values(), key=lambda one: (one.at_us, one.kind, one.no))


def _worse(one: Found) -> tuple[float, float, int, int]:
    return one.e, -one.trust, one.at_us, one.no


def _rated(contacts: Sequence[Contact]) -> Iterator[Found]:
    for one in contacts:
        if one.felt is None:
            continue
        is_yes_or_no = one.rating_kind is None and one.rating_max == 1
        kind = one.rating_kind or ("recommends" if one.rating_max == 1 else "stars")
        yield Found(
            KINDS[kind].number, _first(one.order_id, one.case_id), one.us,
            0.8 * one.felt if is_yes_or_no else one.felt,
            0.5 if one.has("review") and one.order_id is None else 1.0, one.no,
        )  # fmt: skip


def _texts(contacts: Sequence[Contact]) -> Iterator[Found]:
    for one in contacts:
        if one.text_felt is not None and one.text_trust is not None:
            yield _of(one, "text", one.us, one.text_felt, _about(one), one.text_trust)


def _simple(contacts: Sequence[Contact]) -> Iterator[Found]:
    for one in contacts:
        for kind in _kinds_of(one.roles):
            yield _of(one, kind, one.us, KINDS[kind].value or 0.0, _about(one))


@cache
def _kinds_of(roles: int) -> tuple[str, ...]:
    """What a contact of these roles is evidence of; few touchpoints differ in them."""
    return tuple(kind for role, kind in OF_ROLE.items() if roles & BIT[role])


def _visits(contacts: Sequence[Contact]) -> Iterator[Found]:
    seen: set[int] = set()
    for one in contacts:
        week = one.us // WEEK_US
        if one.has("visit") and week not in seen:
            seen.add(week)
            yield _of(one, "visited", one.us, 1.0)


def _left_carts(
    contacts: Sequence[Contact], purchases: Sequence[Purchase], cart_us: int
) -> Iterator[Found]:
    bought = [purchase.us for purchase in purchases]
    for one in contacts:
        if not one.has("cart"):
            continue
        at = bisect_left(bought, one.us)
        if at == len(bought) or bought[at] > one.us + cart_us:
            yield _of(one, "left_cart", one.us + cart_us, -1.0)


def _answers(contacts: Sequence[Contact]) -> Iterator[Found]:
    ours = [one.us for one in contacts if one.has("ours")]
    for one in contacts:
        if not one.has("promising") or one.promise_us is None:
            continue
        at, due_us = bisect_right(ours, one.us), one.us + one.promise_us
        if at < len(ours) and ours[at] <= due_us:
            yield _of(one, "answered_in_time", ours[at], 1.0, _about(one))
        else:
            yield _of(one, "answered_late", due_us, -1.0, _about(one))


def _deliveries(contacts: Sequence[Contact], purchases: Sequence[Purchase]) -> Iterator[Found]:
    promised = {one.order_id: one.promise_us for one in purchases if one.order_id is not None}
    ordered = {one.order_id: one.us for one in purchases if one.order_id is not None}
    seen: set[object] = set()
    for one in contacts:
        key = one.us if one.order_id is None else one.order_id
        if not one.has("delivered") or key in seen:
            continue
        seen.add(key)
        promise_us = None if one.order_id is None else promised.get(one.order_id)
        late_us = 0 if promise_us is None else one.us - ordered[one.order_id or ""] - promise_us
        if promise_us is None:
            kind = "promise_kept"
        elif late_us <= 0:
            kind = "delivered_in_time"
        else:
            kind = "delivered_a_day_late" if late_us <= DAY_US else "delivered_late"
        yield _of(one, kind, one.us, 1.0 if late_us <= 0 else -1.0, one.order_id or "")


def _refunds(contacts: Sequence[Contact], refund_us: int) -> Iterator[Found]:
    refunded: dict[str, int] = {}
    returned: dict[str, Contact] = {}
    for one in contacts:
        if one.order_id is None:
            continue
        if one.has("refund"):
            refunded.setdefault(one.order_id, one.us)
        if one.has("return"):
            returned.setdefault(one.order_id, one)
    for order_id, one in returned.items():
        due_us, came_us = one.us + refund_us, refunded.get(order_id)
        if came_us is not None and came_us <= due_us:
            yield _of(one, "refunded_in_time", came_us, 1.0, order_id)
        else:
            yield _of(one, "refunded_late", due_us, -1.0, order_id)


def _solved(contacts: Sequence[Contact]) -> Iterator[Found]:
    of_case: defaultdict[str, list[Contact]] = defaultdict(list)
    for one in contacts:
        if one.case_id is not None and one.has("solved", "need", "reopened"):
            of_case[one.case_id].append(one)
    for case_id, about in of_case.items():
        solved = [one for one in about if one.has("solved")]
        is_one_need = sum(one.has("need") for one in about) == 1
        if solved and is_one_need and not any(one.has("reopened") for one in about):
            yield _of(solved[-1], "solved_first_time", solved[-1].us, 1.0, case_id)


def _again(contacts: Sequence[Contact]) -> Iterator[Found]:
    before: dict[int, int] = {}
    for one in contacts:
        if not one.has("need"):
            continue
        for topic in one.topics or ():
            gap_us = one.us - before.get(topic, one.us)
            before[topic] = one.us
            if 0 < gap_us <= WEEK_US:
                yield _of(one, "contacted_again", one.us, -1.0)


def _dead_ends(contacts: Sequence[Contact]) -> Iterator[Found]:
    asked = [one.us for one in contacts if one.has("need") and not one.has("bot")]
    for one in contacts:
        if one.has("bot"):
            at = bisect_right(asked, one.us)
            if at < len(asked) and asked[at] <= one.us + DAY_US:
                yield _of(one, "bot_dead_end", one.us, -1.0)


_RULES: tuple[Callable[[Sequence[Contact]], Iterator[Found]], ...] = (
    _rated, _texts, _simple, _visits, _answers, _solved, _again, _dead_ends,
)  # fmt: skip


def _of(
    one: Contact, kind: str, at_us: int, e: float, subject: str = "", trust: float = 1.0
) -> Found:
    return Found(KINDS[kind].number, subject, at_us, e, trust, one.no)


def _about(one: Contact) -> str:
    return _first(one.case_id, one.order_id)


def _first(*known: str | None) -> str:
    """The first name that is known; an empty one is one."""
    return next((name for name in known if name is not None), "")
