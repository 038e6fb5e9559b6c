"""Why are these one customer, or two? The joins behind it, each with its evidence."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from percorso.domain.consent.plain import instant_text
from percorso.domain.identifiers import masked
from percorso.domain.why import (
    SCHEMA,
    DeviceInWhy,
    IdentifierInWhy,
    LinkInWhy,
    SeenIn,
    Why,
    WordInWhy,
)
from percorso.identity.clusters import RULED_APART
from percorso.identity.constraints import Constraints
from percorso.identity.rails import RAILS
from percorso.identity.reasons import Join, Reasons, reasons_for
from percorso.identity.reasons_sql import windows_held_by
from percorso.store.records import customers as customer_records
from percorso.store.records.database import RecordsConnection
from percorso.store.records.rulings import APART, SAME, Ruling, rulings
from percorso.store.warehouse import Warehouse
from percorso.workspace.arrivals.who_is_who import constraints_of
from percorso.workspace.people.finding import customer_no_of
from percorso.workspace.people.ruling import SameIdentifier, known_identifier
from percorso.workspace.people.seen_in import seen_in
from percorso.workspace.people.timeline import text_of
from percorso.workspace.restoring import ask_warehouse
from percorso.workspace.stores import Stores

_BIRTH_DATES = "two_birth_date"
# An address of the shop was seen with thousands: so many of those kept apart are told.
_MOST_KEPT_APART = 50


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked about: identifiers, whose they are, and the two between which a way leads."""

    keys: frozenset[str]
    customers: frozenset[int]
    between: tuple[str, ...] = ()


@dataclass(slots=True)
class _Told:
    """What the records say of identifiers and customers, asked once each."""

    connection: RecordsConnection
    clear: bool
    customer_of: dict[str, int]
    _known: dict[str, IdentifierInWhy] = field(default_factory=dict)

    def of(self, key: str) -> IdentifierInWhy:
        """An identifier as it is told."""
        if key not in self._known:
            found = customer_records.known_identifier(self.connection, key)
            value = found.clear_value or "" if found else ""
            no = self.customer_of[key]
            self._known[key] = {
                "type": found.type if found else "?",
                "value": self.shown(value),
                "customer": customer_records.customer_id_of(self.connection, no),
            }
        return self._known[key]

    def shown(self, value: str) -> str:
        return value if self.clear else masked(value)


def why_customer(stores: Stores, name: str, language: str, *, clear: bool = False) -> Why:
    """Why all that points to a customer does, and what was kept apart from it.

    Raises:
        CustomerUnknown: nobody has this id or identifier.
        SeveralCustomers: the identifier stands for several.
    """

    def asked(warehouse: Warehouse) -> _Asked:
        no = customer_no_of(stores, name, warehouse)
        with stores.records.read() as connection:
            keys = {one.key for one in customer_records.identifiers_of(connection, no)}
        devices = {str(key) for (key,) in warehouse.rows(windows_held_by(no))}
        return _Asked(frozenset(keys | devices), frozenset([no]))

    return ask_warehouse(
        stores, lambda warehouse: _why(stores, warehouse, asked(warehouse), language, clear=clear)
    )


def why_two(stores: Stores, one: str, other: str, language: str, *, clear: bool = False) -> Why:
    """The way from one identifier to another: why they are one customer, or two.

    Raises:
        IdentifierUnknown: one of them is nowhere.
        SameIdentifier: both are one.
    """

    def asked(warehouse: Warehouse) -> _Asked:
        found = [known_identifier(stores, text, warehouse) for text in (one, other)]
        if found[0].key == found[1].key:
            raise SameIdentifier(other)
        return _Asked(
            frozenset(each.key for each in found), frozenset(), tuple(each.key for each in found)
        )

    return ask_warehouse(
        stores, lambda warehouse: _why(stores, warehouse, asked(warehouse), language, clear=clear)
    )


def _why(stores: Stores, warehouse: Warehouse, asked: _Asked, language: str, *, clear: bool) -> Why:
    def bind(keys: Sequence[str]) -> Constraints:
        return constraints_of(stores, keys)

    reasons = reasons_for(warehouse, asked.keys, bind)
    customers = asked.customers or {reasons.customer_of[key] for key in asked.between}
    mine = {key for key, no in reasons.customer_of.items() if no in customers}
    if asked.between:
        links, apart = reasons.path(*asked.between), []
    else:
        links = [join for join in reasons.joins if {join.one, join.other} <= mine]
        apart = [join for join in reasons.kept_apart if mine & {join.one, join.other}]
    more = max(0, len(apart) - _MOST_KEPT_APART)
    apart = apart[:_MOST_KEPT_APART]
    whose = {
        reasons.customer_of[key] for join in [*links, *apart] for key in (join.one, join.other)
    }
    seen = seen_in(
        stores, warehouse, [(join.one, join.other) for join in [*links, *apart]], customers | whose
    )
    with stores.records.read() as connection:
        said = _Said(rulings(connection), bind(sorted(reasons.person_of)), reasons)
        told = _Told(connection, clear, reasons.customer_of)
        return {
            "schema": SCHEMA,
            "customers": [
                customer_records.customer_id_of(connection, no) for no in sorted(customers)
            ],
            "time_zone": stores.company().time_zone,
            "language": language,
            "masked": not clear,
            "between": [told.of(key) for key in asked.between],
            "identifiers": _sorted(told.of(key) for key in mine & asked.keys),
            "links": [_link(join, told, said, seen) for join in links],
            "kept_apart": [_link(join, told, said, seen) for join in apart],
            "more_kept_apart": more,
            "devices": _devices(reasons, customers, told),
        }


@dataclass(frozen=True, slots=True)
class _Said:
    """What people ruled, and what else binds persons."""

    ruled: Sequence[Ruling]
    bound: Constraints
    reasons: Reasons

    def word_on(self, join: Join) -> WordInWhy | None:
        """The word that joined two, or that holds their persons apart; the newest of several."""
        if join.refused == RULED_APART:
            one, other = self._members(join.one), self._members(join.other)
            words = [
                word
                for word in self.ruled
                if word.verdict == APART and _are_between(word.pair, one, other)
            ]
        else:
            words = [
                word
                for word in self.ruled
                if join.is_ruled
                and word.verdict == SAME
                and set(word.pair) == {join.one, join.other}
            ]
        newest = max(words, key=lambda word: word.ruled_at, default=None)
        if newest is None:
            return None
        return {
            "verdict": "apart" if newest.verdict == APART else "same",
            "actor": newest.actor,
            "reason": newest.reason,
            "at": instant_text(newest.ruled_at),
        }

    def conflict(self, join: Join, told: _Told) -> list[str]:
        """What the rail saw on the two sides that it kept apart."""
        if join.refused == _BIRTH_DATES:
            days = {
                day
                for key in self._members(join.one) | self._members(join.other)
                for day in self.bound.births.get(key, ())
            }
            return [told.shown(day.isoformat()) for day in sorted(days)]
        before, _, kind = (join.refused or "").partition("_")
        if before == "two":
            sides = self._members(join.one) | self._members(join.other)
            values = {told.of(key)["value"] for key in sides if self.reasons.type_of[key] == kind}
            return sorted(values)
        if (join.refused or "").startswith("too_many_"):
            limit, per = RAILS.limit_of((join.refused or "").removeprefix("too_many_"))
            return [str(limit), str(per.days if per else "")]
        return []

    def _members(self, key: str) -> set[str]:
        """All identifiers of the person an identifier is of."""
        person = self.reasons.person_of
        return {one for one, of in person.items() if of == person.get(key)} or {key}


def _are_between(pair: tuple[str, str], one: set[str], other: set[str]) -> bool:
    left, right = pair
    return (left in one and right in other) or (left in other and right in one)


def _link(join: Join, told: _Told, said: _Said, seen: dict[tuple[str, str], SeenIn]) -> LinkInWhy:
    return {
        "one": told.of(join.one),
        "other": told.of(join.other),
        "rule": "ruled_same" if join.is_ruled else "seen_together",
        "seen": seen.get((join.one, join.other)),
        "ruling": said.word_on(join),
        "kept_apart": join.refused,
        "conflict": said.conflict(join, told),
    }


def _devices(reasons: Reasons, customers: Collection[int], told: _Told) -> list[DeviceInWhy]:
    return [
        {
            "device": told.of(one.key),
            "visits": one.visits,
            "since": text_of(one.since_us),
            "until": text_of(one.until_us),
        }
        for one in reasons.held
        if one.customer_no in customers
    ]


def _sorted(identifiers: Iterable[IdentifierInWhy]) -> list[IdentifierInWhy]:
    return sorted(identifiers, key=lambda one: (one["type"], one["value"]))
