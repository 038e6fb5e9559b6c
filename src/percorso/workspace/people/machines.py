"""Which identifiers behave like machines, why, and which of them somebody said to be persons."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from percorso.domain.errors import NotFoundError
from percorso.domain.identifiers import masked
from percorso.domain.machines import why
from percorso.identity.machines_sql import LEFT_OUT_OF_EACH, MACHINES_FOUND
from percorso.store.records import customers as customer_records
from percorso.store.records import sources as source_records
from percorso.store.records.catalogue import observed_names
from percorso.store.records.database import RecordsConnection
from percorso.store.records.machines import PERSON, WITHDRAWN, keys_of_persons, say_of_machines
from percorso.store.warehouse import Warehouse
from percorso.store.warehouse_tables_sql import LEAVE_UNRESOLVED
from percorso.workspace.arrivals.who_is_who import link_and_resolve
from percorso.workspace.people.finding import written_keys
from percorso.workspace.people.ruling import IdentifierUnknown
from percorso.workspace.restoring import ask_warehouse, bring_up
from percorso.workspace.stores import Stores


class NotSaidToBeAPerson(NotFoundError):
    """A word is to be taken back that nobody has said."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(
            f"Nobody has said that {text!r} is a person. See what behaves like a machine: "
            "percorso identity machines"
        )


@dataclass(frozen=True, slots=True)
class MachineTold:
    """An identifier that behaves like a machine.

    Attributes:
        identifier: With its kind; masked unless asked for in clear.
        event: What it sends at one beat; None where all it sends is left out.
        rule: `too_fast` or `one_beat`.
        why: The same in words.
        first_day, last_day, days: When, in UTC: what it sends the day before and after goes too.
        contacts: How many are left out for it.
        is_person: Whether somebody said that it is a person: then none are.
    """

    identifier: str
    event: str | None
    rule: str
    why: str
    first_day: date
    last_day: date
    days: int
    contacts: int
    is_person: bool

    def as_json(self) -> dict[str, Any]:
        """The same as `--json` prints it."""
        return {
            "identifier": self.identifier,
            "event": self.event,
            "rule": self.rule,
            "why": self.why,
            "from": self.first_day.isoformat(),
            "to": self.last_day.isoformat(),
            "days": self.days,
            "contacts": self.contacts,
            "person": self.is_person,
        }


def machines_found(stores: Stores, *, clear: bool) -> list[MachineTold]:
    """Every identifier that behaves like a machine, by rule and event; the newest first."""
    found, left_out = ask_warehouse(
        stores,
        lambda warehouse: (warehouse.rows(MACHINES_FOUND), warehouse.rows(LEFT_OUT_OF_EACH)),
    )
    contacts = Counter({(key, name_no): count for key, name_no, count in left_out})
    with stores.records.read() as connection:
        names = {one.no: one.name for one in observed_names(connection)}
        persons = set(keys_of_persons(connection))
        told = []
        for key, name_no, rule, beat_seconds, first, last, days in found:
            event = None if name_no is None else names[name_no]
            mine = [one for one in contacts if one[0] == key and name_no in (None, one[1])]
            told.append(
                MachineTold(
                    _identifier(connection, key, clear=clear), event, rule,
                    why(rule, beat_seconds, event), first, last, days,
                    sum(contacts[one] for one in mine), key in persons,
                )
            )  # fmt: skip
    return told


def _identifier(connection: RecordsConnection, key: str, *, clear: bool) -> str:
    known = customer_records.known_identifier(connection, key)
    if known is None or known.clear_value is None:
        return "?"
    return f"{known.type} {known.clear_value if clear else masked(known.clear_value)}"


def say_person(stores: Stores, text: str, *, actor: str, reason: str) -> None:
    """Count what an identifier sends as a person's, whatever it behaves like.

    Raises:
        IdentifierUnknown: it is nowhere.
    """
    with stores.hold(to_write=True) as warehouse:
        bring_up(stores, warehouse)
        keys = _known_keys(stores, warehouse, text)
        if not keys:
            raise IdentifierUnknown(text)
        _say(stores, warehouse, keys, PERSON, actor, reason)


def withdraw_person(stores: Stores, text: str, *, actor: str, reason: str) -> None:
    """Judge an identifier again by what it behaves like.

    Raises:
        NotSaidToBeAPerson: nobody said otherwise.
    """
    with stores.hold(to_write=True) as warehouse:
        bring_up(stores, warehouse)
        keys = _known_keys(stores, warehouse, text)
        with stores.records.read() as connection:
            keys &= set(keys_of_persons(connection))
        if not keys:
            raise NotSaidToBeAPerson(text)
        _say(stores, warehouse, keys, WITHDRAWN, actor, reason)


def _known_keys(stores: Stores, warehouse: Warehouse, text: str) -> set[str]:
    """The identifiers, of any kind, that are written so."""
    with stores.records.read() as connection:
        sources = source_records.sources(connection)
    written = written_keys(stores, text, sources, warehouse)
    with stores.records.read() as connection:
        return {
            one.key
            for one in written
            if customer_records.known_identifier(connection, one.key) is not None
        }


def _say(
    stores: Stores, warehouse: Warehouse, keys: set[str], word: str, actor: str, reason: str
) -> None:
    # A kill before it is followed leaves a warehouse that knows it.
    warehouse.do(LEAVE_UNRESOLVED)
    with stores.records.write() as connection:
        say_of_machines(connection, keys, word, actor=actor, reason=reason, at=datetime.now(UTC))
    link_and_resolve(stores, warehouse)
