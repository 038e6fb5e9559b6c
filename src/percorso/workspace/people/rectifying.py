"""Puts the right identifier of a person in the place of a wrong one, and takes that back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from percorso.domain.errors import InputError, NotFoundError
from percorso.identity.clusters import DEVICE
from percorso.store.records import customers as customer_records
from percorso.store.records import sources as source_records
from percorso.store.records.customers import KnownIdentifier
from percorso.store.records.rulings import APART, SAME, WITHDRAWN, Ruling, rulings
from percorso.store.warehouse import Warehouse
from percorso.store.warehouse_tables_sql import LEAVE_ALL_UNRESOLVED
from percorso.workspace.arrivals.who_is_who import link_and_resolve
from percorso.workspace.people.finding import WrittenKey, customer_no_of, written_keys
from percorso.workspace.restoring import bring_up
from percorso.workspace.stores import Stores, now_utc

# Kinds a person may be known by wrongly; a customer number is the shop's to give.
RECTIFIED = ("email", "phone", "loyalty_card")


class WhichIdentifier(InputError):
    """Somebody has none of a kind, or several, and one is to be replaced."""

    def __init__(self, kind: str, who: str, found: int) -> None:
        self.kind = kind
        self.found = found
        super().__init__(
            f"{who!r} has {found or 'no'} identifiers of the kind {kind}, and one is to be "
            f"replaced. Name it with --instead; see them: percorso customer {who} --clear"
        )


class OnlyIdentifier(InputError):
    """What is wrong is all that points to a person."""

    def __init__(self, kind: str, who: str) -> None:
        self.kind = kind
        super().__init__(
            f"Nothing but this {kind} points to {who!r}, so all its history would go with it. Join "
            f"the right one instead: percorso identity join {who} RIGHT"
        )


class IdentifierUnfit(InputError):
    """A text that is no identifier of a kind."""

    def __init__(self, kind: str, text: str) -> None:
        self.kind = kind
        self.text = text
        super().__init__(f"{text!r} is no {kind} that could point to somebody. Write it in full.")


class NothingRectified(NotFoundError):
    """An identifier that was not replaced is to be taken back."""

    def __init__(self, kind: str, who: str) -> None:
        self.kind = kind
        super().__init__(
            f"No {kind} of {who!r} was put in the place of another. "
            "See what was said by hand: percorso identity rulings"
        )


@dataclass(frozen=True, slots=True)
class Rectification:
    """An identifier to be replaced.

    Attributes:
        who: The person, by id or any identifier.
        kind: Of the identifier: `email`, `phone` or `loyalty_card`.
        value: The right one; None takes the last replacement back.
        instead: The wrong one, where there are several; None is the only one.
        actor, reason: Who says so, and why.
    """

    who: str
    kind: str
    value: str | None
    instead: str | None
    actor: str
    reason: str


def rectify(stores: Stores, wanted: Rectification) -> None:
    """Let another identifier stand for a person, or take that back.

    The wrong one is ruled apart from all else that points to the person, and the right one to be
    the same, so that what comes later under either goes where it belongs.

    Raises:
        CustomerUnknown: nobody is known by this.
        SeveralCustomers: it stands for several.
        WhichIdentifier: there is no such one, or several.
        OnlyIdentifier: nothing else points to the person.
        IdentifierUnfit: the right one is none.
        NothingRectified: there is nothing to take back.
    """
    with stores.hold(to_write=True) as warehouse:
        bring_up(stores, warehouse)
        no = customer_no_of(stores, wanted.who, warehouse)
        with stores.records.read() as connection:
            held = customer_records.identifiers_of(connection, no)
        if wanted.value is None:
            link_and_resolve(stores, warehouse, _withdrawn(stores, wanted, held))
            return
        right = _right(stores, warehouse, wanted, wanted.value)
        new = _words(stores, warehouse, wanted, held, right)
        _know(stores, right)
        # It may stand in no contact yet: only a look at all of it finds it.
        warehouse.do(LEAVE_ALL_UNRESOLVED)
        link_and_resolve(stores, warehouse, new)


def _right(stores: Stores, warehouse: Warehouse, wanted: Rectification, value: str) -> WrittenKey:
    """The right identifier as it is kept.

    Raises:
        IdentifierUnfit: it is none.
    """
    for one in _written(stores, warehouse, value):
        if one.type == wanted.kind and ("@" in one.clear or one.type != "email"):
            return one
    raise IdentifierUnfit(wanted.kind, value)


def _written(stores: Stores, warehouse: Warehouse, text: str) -> list[WrittenKey]:
    with stores.records.read() as connection:
        sources = source_records.sources(connection)
    return written_keys(stores, text, sources, warehouse)


def _words(
    stores: Stores, warehouse: Warehouse, wanted: Rectification, held: Sequence[KnownIdentifier],
    right: WrittenKey,
) -> list[Ruling]:  # fmt: skip
    """The rulings a replacement is, all of one instant.

    Raises:
        WhichIdentifier: there is no wrong one, or several.
        OnlyIdentifier: nothing else points to the person.
    """
    of_kind = [one for one in held if one.type == wanted.kind and one.key != right.key]
    if wanted.instead is not None:
        named = {one.key for one in _written(stores, warehouse, wanted.instead)}
        of_kind = [one for one in of_kind if one.key in named]
    if len(of_kind) != 1:
        raise WhichIdentifier(wanted.kind, wanted.who, len(of_kind))
    wrong = of_kind[0].key
    stays = [one.key for one in held if one.key not in (wrong, right.key) and one.type != DEVICE]
    if not stays:
        raise OnlyIdentifier(wanted.kind, wanted.who)
    now = datetime.now(UTC)
    parted = [_ruling(wrong, key, APART, wanted, now) for key in (*stays, right.key)]
    return [*parted, _ruling(stays[0], right.key, SAME, wanted, now)]


def _ruling(one: str, other: str, verdict: str, wanted: Rectification, at: datetime) -> Ruling:
    pair = (one, other) if one < other else (other, one)
    return Ruling(pair, verdict, wanted.actor, wanted.reason, at)


def _withdrawn(
    stores: Stores, wanted: Rectification, held: Sequence[KnownIdentifier]
) -> list[Ruling]:
    """The words that take back what was said with the last replacement of a kind.

    Raises:
        NothingRectified: there was none.
    """
    of_kind = {one.key for one in held if one.type == wanted.kind}
    with stores.records.read() as connection:
        holding = rulings(connection)
    parting = {one.ruled_at for one in holding if one.verdict == APART}
    said = [
        one.ruled_at
        for one in holding
        if one.verdict == SAME and one.ruled_at in parting and of_kind & set(one.pair)
    ]
    if not said:
        raise NothingRectified(wanted.kind, wanted.who)
    now = datetime.now(UTC)
    return [
        replace(one, verdict=WITHDRAWN, actor=wanted.actor, reason=wanted.reason, ruled_at=now)
        for one in holding
        if one.ruled_at == max(said)
    ]


def _know(stores: Stores, right: WrittenKey) -> None:
    """Keep an identifier in clear that came in no contact yet."""
    with stores.records.write() as connection:
        if customer_records.known_identifier(connection, right.key) is None:
            now = now_utc().isoformat(" ", "microseconds")
            customer_records.keep_identifiers(
                connection, [(right.key, right.type, right.clear, now, now)]
            )
