"""Keeps what people say of themselves beside their contacts: traits and choices."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from percorso.collect.contact_rows import CONTACT_MAPPING
from percorso.collect.said import Said, said_in
from percorso.domain.consent.choices import Choice, Spoken
from percorso.domain.consent.purposes import IDENTIFIER_OF_CHANNEL
from percorso.domain.mapping import TRAIT_ROLES, Mapping
from percorso.domain.traits import LONGEST_VALUE
from percorso.store.records.consents import add_choices
from percorso.store.records.sources import Segment, Source
from percorso.store.records.traits import TraitSaid, keep_traits
from percorso.store.warehouse import Warehouse
from percorso.workspace.arrivals import keeping_sql as ask
from percorso.workspace.stores import Stores, now_utc

_EPOCH = datetime(1970, 1, 1)


def keep_said(
    stores: Stores, warehouse: Warehouse, source: Source, segment: Segment, mapping: Mapping
) -> None:
    """Keep what the rows at hand (`keyed`) say of persons.

    What is kept twice is kept once, so that rows may be read anew.
    """
    if mapping == CONTACT_MAPPING:
        _keep_of_messages(stores, warehouse, source)
    elif columns := {
        role: mapping.columns[role] for role in TRAIT_ROLES if role in mapping.columns
    }:
        path = stores.archive.path(segment.name)
        rows = warehouse.rows(ask.traits_of_rows(path, columns, LONGEST_VALUE))
        traits = [
            TraitSaid(key, name, value, source.no, _at(first_us), _at(last_us))
            for key, name, value, first_us, last_us in rows
        ]
        with stores.records.write() as connection:
            keep_traits(connection, traits)


def _keep_of_messages(stores: Stores, warehouse: Warehouse, source: Source) -> None:
    rows = warehouse.rows(ask.SAID_IN_MESSAGES)
    if not rows:
        return
    traits: list[TraitSaid] = []
    spoken: list[Spoken] = []
    for identifiers, occurred_us, message_id, text in rows:
        said, at = said_in(text), _at(occurred_us)
        traits += _traits(said, identifiers, source, at)
        spoken += _spoken(said, identifiers, source, message_id)
    with stores.records.write() as connection:
        keep_traits(connection, traits)
        add_choices(connection, spoken, now_utc())


def _traits(
    said: Said, identifiers: Sequence[dict[str, Any]], source: Source, at: datetime
) -> Iterator[TraitSaid]:
    for name, value in said.traits.items():
        yield TraitSaid(identifiers[0]["key"], name, value, source.no, at, at)


def _spoken(
    said: Said, identifiers: Sequence[dict[str, Any]], source: Source, message_id: str
) -> Iterator[Spoken]:
    for choice in said.choices:
        proof = replace(choice.proof, source=source.key, message_id=message_id)
        yield Spoken(key_for(choice, identifiers), replace(choice, proof=proof))


def key_for(choice: Choice, identifiers: Sequence[dict[str, Any]]) -> str:
    """The identifier a choice hangs on: that of its channel, else the strongest."""
    wanted = IDENTIFIER_OF_CHANNEL.get(choice.scope.channel)
    found = (one["key"] for one in identifiers if one["type"] == wanted)
    return str(next(found, identifiers[0]["key"]))


def _at(us: int) -> datetime:
    return _EPOCH + timedelta(microseconds=us)
