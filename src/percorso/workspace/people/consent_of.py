"""What one person said, and under which identifiers: the records behind every permission."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from percorso.domain.consent.permission import RESTRICTION, Said
from percorso.domain.consent.purposes import IDENTIFIER_OF_CHANNEL, PURPOSES, Scope
from percorso.domain.consent.replay import joined_of
from percorso.domain.identifiers import STRENGTH
from percorso.store.records import consents
from percorso.store.records import customers as customer_records
from percorso.store.records import sources as source_records
from percorso.store.records.customers import Link
from percorso.store.records.database import RecordsConnection
from percorso.store.records.memberships import histories_of
from percorso.workspace.people.finding import (
    CustomerUnknown,
    WrittenKey,
    linked_customer,
    written_keys,
)
from percorso.workspace.stores import Stores


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody choices are kept of.

    Attributes:
        customer_no: The customer; None of who has left an address and done nothing yet.
        keys: (type, key) of each identifier, strongest first.
        named: The key they were asked for by, where it was one.
    """

    customer_no: int | None
    keys: tuple[tuple[str, str], ...]
    named: str = ""

    def key_for(self, scope: Scope) -> str:
        """The identifier a choice hangs on: that it was made with, or of its channel, or best."""
        wanted = IDENTIFIER_OF_CHANNEL.get(scope.channel)
        of_channel = [key for kind, key in self.keys if kind == wanted]
        if self.named and (not of_channel or self.named in of_channel):
            return self.named
        return (of_channel or [key for _, key in self.keys])[0]


def person_of(stores: Stores, name: str) -> Person:
    """The person of an id or identifier, or of an address with which something was said.

    Raises:
        CustomerUnknown: nobody, and nothing.
        SeveralCustomers: it stands for several.
    """
    with stores.records.read() as connection:
        no = customer_records.customer_no_of(connection, name)
        if no is not None:
            return Person(no, keys_of(connection, no))
        sources = source_records.sources(connection)
    written = written_keys(stores, name, sources)
    with stores.records.read() as connection:
        try:
            no = linked_customer(connection, name, written)
        except CustomerUnknown:
            return _unlinked(connection, written) or _nobody(name)
        named = {one.key for one in written}
        known = keys_of(connection, no)
    return Person(no, known, next((key for _, key in known if key in named), ""))


def _unlinked(connection: RecordsConnection, written: Sequence[WrittenKey]) -> Person | None:
    """Who left an address and did nothing yet; None where nothing was said with it."""
    spoken = consents.choices_of_keys(connection, [one.key for one in written])
    known = {one.key for one in spoken}
    keys = [(one.type, one.key) for one in written if one.key in known]
    return Person(None, tuple(keys[:1]), keys[0][1]) if keys else None


def _nobody(name: str) -> NoReturn:
    """Say that nobody is known by a name.

    Raises:
        CustomerUnknown: always.
    """
    raise CustomerUnknown(name)


def keys_of(connection: RecordsConnection, customer_no: int) -> tuple[tuple[str, str], ...]:
    """(type, key) of a customer's identifiers, strongest first."""
    known = customer_records.identifiers_of(connection, customer_no)
    ordered = sorted(known, key=lambda one: (STRENGTH[one.type], one.clear_value or "", one.key))
    return tuple((one.type, one.key) for one in ordered)


def said_by(connection: RecordsConnection, person: Person) -> Said:
    """All that a person said, with the merges behind it and the bases the workspace chose."""
    keys = [key for _, key in person.keys]
    spoken = consents.choices_of_keys(connection, keys)
    bases = consents.chosen_bases(connection)
    if person.customer_no is None:
        return Said(spoken, (), bases)
    links = customer_records.links_of_keys(connection, keys)
    mine = [one for one in spoken if _is_of(person.customer_no, links, one.key, one.choice.at)]
    with_words = {one.key for one in mine}
    return Said(mine, joined_of(histories_of(connection, with_words)), bases)


def _is_of(customer_no: int, links: Iterable[Link], key: str, at: datetime) -> bool:
    """Whether an identifier was in the hands of a customer then: devices are handed on."""
    instant = at.replace(tzinfo=None)
    held = [link for link in links if link.identifier_key == key]
    windows = [
        link
        for link in held
        if link.since_at is not None
        and link.since_at <= instant
        and (link.until_at is None or instant < link.until_at)
    ]
    whole = [link for link in held if link.since_at is None]
    return any(link.customer_no == customer_no for link in (windows or whole))


def scopes_spoken_of(said: Said) -> Sequence[Scope]:
    """The purposes and channels a person said anything about, each once, as they are listed."""
    order = list(PURPOSES)
    found = {one.choice.scope for one in said.spoken if one.choice.scope != RESTRICTION}
    return sorted(
        {whole for scope in found for whole in _every_channel(scope)},
        key=lambda one: (order.index(one.purpose), one.channel),
    )


def _every_channel(scope: Scope) -> list[Scope]:
    """A word about all channels of a purpose is one about each."""
    channels = PURPOSES[scope.purpose].channels
    if scope.channel or not channels:
        return [scope]
    return [Scope(scope.purpose, channel) for channel in channels]
