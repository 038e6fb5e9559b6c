"""Gives every observed name a touchpoint: the user's choice, an exact event name, or its own."""

from collections.abc import Collection, Sequence
from datetime import datetime

import numpy as np

from percorso.domain.catalogue import (
    TOUCHPOINTS,
    TYPE_OF_TOUCHPOINT,
    TYPES,
    Touchpoint,
    delivery_status,
    key_for,
    normalised_channel,
    normalised_name,
    place_name,
)
from percorso.store.records.catalogue import (
    ObservedName,
    add_observed_names,
    add_touchpoints,
    observed_names,
    touchpoints,
)
from percorso.store.records.database import RecordsConnection
from percorso.store.records.hypotheses import latest_hypotheses
from percorso.store.warehouse import Warehouse

_OTHER_TYPE = "contact"
# Rule 1 (METHODS 1.4) in its two forms: an edit of the catalogue, and a mapping of a file.
_BY_USER = "user"
_BY_MAPPING = "mapping"
# Rule 2: an exact event name, or in a courier's channel a courier's words.
_BY_EVENT = "event_name"
_DIRECTIONS = {"customer": "in", "company": "out"}
_ACTORS = {"customer": "customer", "company": "system", "partner": "system"}


def name_interactions(
    connection: RecordsConnection,
    source_no: int,
    names: Sequence[tuple[str, str | None]],
    at: datetime,
    *,
    set_by_mapping: Collection[str] = (),
) -> None:
    """Make sure that each (name, most frequent channel) of a source leads to a touchpoint.

    Equal names of several sources lead to one touchpoint. Two different names become one only
    by an exact event name here, or by a person: later, or in the mapping of the file, where a
    name that is a key of the default catalogue means that touchpoint (decision 0010).

    Args:
        connection: To the records, writing.
        source_no: The source the names come from.
        names: Each name with its most frequent channel.
        at: When they were first seen.
        set_by_mapping: Names that stand in the mapping and not in the rows.
    """
    seen = observed_names(connection)
    kept = latest_hypotheses(connection)
    # A touchpoint somebody typed waits for its name: rule 1, as any placing by a person.
    typed = (
        {normalised_name(one.name): one.key for one in kept.hypotheses.touchpoints} if kept else {}
    )
    known = {(name.source_no, name.name) for name in seen}
    fresh = [(name, channel) for name, channel in names if (source_no, name) not in known]
    if not fresh:
        return
    # What one file's mapping means by a name, or a courier by its words, says nothing about that
    # name in other files, so that the order of loading decides nothing; what a person said later
    # holds for all.
    leads = {
        name.name: (name.touchpoint_key, name.rule)
        for name in seen if name.rule not in (_BY_MAPPING, _BY_EVENT)
    }  # fmt: skip
    taken = {touchpoint.key for touchpoint in touchpoints(connection)}
    made: list[Touchpoint] = []
    rows = []
    for name, channel in fresh:
        lead = leads.get(name)
        if name in set_by_mapping and name in TOUCHPOINTS and (lead is None or lead[1] != _BY_USER):
            _add_default(name, taken, made)
            lead = name, _BY_MAPPING
        elif lead is None or lead[1] != _BY_USER:
            expected = typed.get(normalised_name(name))
            lead = (
                place_observed(name, channel, taken, made, lead)
                if expected is None
                else (expected, _BY_USER)
            )
            if lead[1] != _BY_EVENT:
                leads[name] = lead
        of_mapping = TYPE_OF_TOUCHPOINT.get(name) if lead[1] == _BY_MAPPING else None
        rows.append((of_mapping or _type_of(name, channel), name, *lead))
    add_touchpoints(connection, made)
    add_observed_names(connection, source_no, rows, at)


def place_observed(
    name: str, channel: str | None, taken: set[str], made: list[Touchpoint],
    lead: tuple[str, str] | None = None,
) -> tuple[str, str]:  # fmt: skip
    """The touchpoint's key and the rule that found it, for a name new in its source.

    Args:
        name: As a source writes it.
        channel: Its most frequent channel, as the source writes that.
        taken: Keys in use; grows by the key of a new touchpoint.
        made: Grows by the new touchpoint.
        lead: Where the same name of another source leads; an exact event stands before it.
    """
    placement = place_name(name, normalised_channel(channel))
    if placement.touchpoint_key is not None:
        _add_default(placement.touchpoint_key, taken, made)
        return placement.touchpoint_key, placement.rule
    if lead is not None:
        return lead
    key = key_for(name, taken)
    taken.add(key)
    made.append(
        Touchpoint(
            key=key,
            name_it=name,
            name_en=name,
            stage=placement.stage,
            channel=placement.channel,
            initiator=placement.initiator,
            is_broadcast=placement.is_broadcast,
        )
    )
    return key, placement.rule


def _add_default(key: str, taken: set[str], made: list[Touchpoint]) -> None:
    """A workspace from before this touchpoint was in the default catalogue gets it now."""
    if key not in taken:
        taken.add(key)
        made.append(TOUCHPOINTS[key])


def _type_of(name: str, channel: str | None) -> str:
    """The type of an exact event name, or of a courier's word."""
    known = TYPES.get(normalised_name(name))
    if known is None and normalised_channel(channel) == "delivery":
        return f"delivery.{delivery_status(name) or 'unknown'}"
    return known or _OTHER_TYPE


def fill_observed(
    warehouse: Warehouse, names: Sequence[ObservedName], places: Sequence[Touchpoint]
) -> None:
    """The temporary table `observed` of one source's names, for storing its interactions."""
    initiator = {place.key: place.initiator for place in places}
    directions = [_DIRECTIONS.get(initiator[name.touchpoint_key], "observed") for name in names]
    actors = [_ACTORS.get(initiator[name.touchpoint_key], "customer") for name in names]
    kinds = ["contact" if name.type == _OTHER_TYPE else "action" for name in names]
    warehouse.fill(
        "observed",
        {
            "name": np.array([name.name for name in names], dtype=object),
            "no": np.array([name.no for name in names], dtype=np.int32),
            "type": np.array([name.type for name in names], dtype=object),
            "direction": np.array(directions, dtype=object),
            "actor": np.array(actors, dtype=object),
            "kind": np.array(kinds, dtype=object),
        },
    )
