"""A rule of who is who on trial: who would join and part, and nothing is changed."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from percorso.domain.errors import InputError
from percorso.domain.identifiers import IDENTIFIER_TYPES, STRENGTH, IdentifierType, masked
from percorso.identity.constraints import read_constraints
from percorso.identity.rails import MOST_PARTNERS, Rails
from percorso.identity.trying import Rules, Trial, try_rules
from percorso.store.records import customers as customer_records
from percorso.store.records.blocks import blocks, keys_of_values
from percorso.store.records.database import RecordsConnection
from percorso.store.warehouse import Warehouse
from percorso.workspace.people.blocking import values_of
from percorso.workspace.restoring import ask_warehouse
from percorso.workspace.stores import Stores

_KINDS = ", ".join(STRENGTH)
_MOST_SHOWN = 10


class KindUnknown(InputError):
    """A kind of identifier there is not."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(f"A kind of identifier is one of {_KINDS}; got {text!r}.")


class LimitUnreadable(InputError):
    """A limit of a kind that is not written as one."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(
            "A limit is written KIND=COUNT, KIND=COUNT/DAYS or KIND=none, such as email=3 or "
            f"phone=2/365; got {text!r}."
        )


class NothingTried(InputError):
    """A trial that changes no rule."""

    def __init__(self) -> None:
        super().__init__(
            "A trial says what another rule would do; none was named. Name one: --limit, --block, "
            "--unblock, --without or --most-seen-with."
        )


@dataclass(frozen=True, slots=True)
class RuleChange:
    """What is to be different.

    Attributes:
        limits: Of a kind, as `email=3`, `phone=2/365` (within days) or `phone=none`.
        block: Values that are to link nobody.
        unblock: Values that are to link again.
        without: Kinds that are not to be used.
        most_seen_with: With how many others of one kind somebody's own may be seen.
    """

    limits: Sequence[str] = ()
    block: Sequence[str] = ()
    unblock: Sequence[str] = ()
    without: Sequence[str] = ()
    most_seen_with: int | None = None

    def rails(self) -> Rails:
        """The limits it makes.

        Raises:
            NothingTried: it changes nothing.
            KindUnknown: there is no such kind.
            LimitUnreadable: a limit is not written as one.
        """
        named = (self.limits, self.block, self.unblock, self.without)
        if not any(named) and self.most_seen_with is None:
            raise NothingTried
        for kind in self.without:
            if kind not in STRENGTH:
                raise KindUnknown(kind)
        changed = {one.name: one for one in map(_limit, self.limits)}
        most = MOST_PARTNERS if self.most_seen_with is None else self.most_seen_with
        kinds = tuple(changed.get(one.name, one) for one in IDENTIFIER_TYPES)
        return Rails(kinds, most, frozenset(self.without))


@dataclass(frozen=True, slots=True)
class CustomerTried:
    """A customer that would join or part: its id, contacts, and identifiers (masked) by side."""

    id: str
    contacts: int
    sides: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Tried:
    """What a change of rules would do; the examples are those with most contacts.

    Attributes:
        before, after: How many customers there are, and would be.
        joins: How many customers there would be that are several now.
        joining: How many these are now.
        parts: How many customers would part.
        gone: How many would have no identifier left that links.
        joined: Examples: customers that would be one.
        parted: Examples: customers that would part.
        vanished: Examples of those without an identifier.
    """

    before: int
    after: int
    joins: int
    joining: int
    parts: int
    gone: int
    joined: tuple[tuple[CustomerTried, ...], ...] = field(default=())
    parted: tuple[CustomerTried, ...] = field(default=())
    vanished: tuple[CustomerTried, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """The same as `--json` prints it."""
        return {
            "before": self.before, "after": self.after, "joins": self.joins,
            "joining": self.joining, "parts": self.parts, "gone": self.gone,
            "joined": [[_plain(one) for one in several] for several in self.joined],
            "parted": [
                _plain(one) | {"sides": [list(side) for side in one.sides]} for one in self.parted
            ],
            "vanished": [_plain(one) for one in self.vanished],
        }  # fmt: skip


def try_change(stores: Stores, change: RuleChange) -> Tried:
    """Say what a change of rules would do; nothing is written.

    Raises:
        NothingTried: it changes nothing.
        KindUnknown: there is no such kind.
        LimitUnreadable: a limit is not written as one.
    """
    rails = change.rails()
    return ask_warehouse(stores, lambda warehouse: _tried(stores, warehouse, change, rails))


def _tried(stores: Stores, warehouse: Warehouse, change: RuleChange, rails: Rails) -> Tried:
    blocked = {value for text in change.block for value in values_of(stores, text, warehouse)}
    freed = {value for text in change.unblock for value in values_of(stores, text, warehouse)}
    freed |= {text.strip().lower() for text in change.unblock}
    with stores.records.read() as connection:
        now = read_constraints(connection)
        listed = {one.value for one in blocks(connection)}
        keys = keys_of_values(connection, (listed | blocked) - freed)
    trial = try_rules(warehouse, Rules(now), Rules(replace(now, blocked=keys), rails))
    with stores.records.read() as connection:
        return _told(connection, trial)


def _told(connection: RecordsConnection, trial: Trial) -> Tried:
    def customer(no: int, sides: Sequence[Sequence[str]] = ()) -> CustomerTried:
        told = tuple(tuple(_identifier(connection, key) for key in side) for side in sides)
        id_ = customer_records.customer_id_of(connection, no)
        return CustomerTried(id_, trial.contacts_of.get(no, 0), told)

    return Tried(
        trial.before, trial.after, len(trial.joins), sum(map(len, trial.joins)),
        len(trial.parts), len(trial.gone),
        tuple(tuple(customer(no) for no in one) for one in trial.joins[:_MOST_SHOWN]),
        tuple(customer(one.customer_no, one.sides) for one in trial.parts[:_MOST_SHOWN]),
        tuple(customer(no) for no in trial.gone[:_MOST_SHOWN]),
    )  # fmt: skip


def _identifier(connection: RecordsConnection, key: str) -> str:
    found = customer_records.known_identifier(connection, key)
    return f"{found.type} {masked(found.clear_value or '')}" if found else "?"


def _limit(text: str) -> IdentifierType:
    """A kind with another limit.

    Raises:
        KindUnknown: there is no such kind.
        LimitUnreadable: it is not written as one.
    """
    name, equals, rest = text.partition("=")
    if not equals:
        raise LimitUnreadable(text)
    known = next((one for one in IDENTIFIER_TYPES if one.name == name.strip()), None)
    if known is None:
        raise KindUnknown(name)
    if rest.strip() == "none":
        return replace(known, limit=None)
    count, slash, days = rest.partition("/")
    if not count.strip().isdecimal() or (slash and not days.strip().isdecimal()):
        raise LimitUnreadable(text)
    per = timedelta(days=int(days)) if slash else known.per
    return replace(known, limit=int(count), per=per)


def _plain(one: CustomerTried) -> dict[str, Any]:
    return {"id": one.id, "contacts": one.contacts}
