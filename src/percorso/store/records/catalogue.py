"""The catalogue as kept: stages, touchpoints, and which observed name leads where."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from percorso.domain.catalogue import Stage, Touchpoint
from percorso.store.records.tables import observed_name, stage, touchpoint
from percorso.store.records.workspaces import catalogue_changed


@dataclass(frozen=True, slots=True)
class ObservedName:
    """What a source calls a place of contact, and the touchpoint it leads to."""

    no: int
    source_no: int
    type: str
    name: str
    touchpoint_key: str
    rule: str


def stages(connection: Connection) -> list[Stage]:
    """All stages by position."""
    rows = connection.execute(select(stage).order_by(stage.c.position))
    return [Stage(row.key, row.name_it, row.name_en, row.position, row.owner) for row in rows]


def touchpoints(connection: Connection) -> list[Touchpoint]:
    """All touchpoints, by key."""
    rows = connection.execute(select(touchpoint).order_by(touchpoint.c.key))
    return [Touchpoint(**dict(row._mapping)) for row in rows]


def observed_names(connection: Connection) -> list[ObservedName]:
    """All observed names, in the order they were first seen."""
    rows = connection.execute(select(observed_name).order_by(observed_name.c.no))
    return [
        ObservedName(row.no, row.source_no, row.type, row.name, row.touchpoint_key, row.rule)
        for row in rows
    ]


def meaning_of_names(connection: Connection) -> tuple[tuple[object, ...], ...]:
    """All that decides what an observed name means, to be compared with how it was."""
    names = connection.execute(select(observed_name.c.no, observed_name.c.touchpoint_key))
    places = connection.execute(select(touchpoint))
    return (*map(tuple, names), *map(tuple, places))


def add_stages(connection: Connection, new: Iterable[Stage]) -> None:
    """Write stages that are not there yet."""
    connection.execute(insert(stage), [asdict(item) for item in new])


def add_touchpoints(connection: Connection, new: Iterable[Touchpoint]) -> None:
    """Write touchpoints that are not there yet."""
    rows = [asdict(item) for item in new]
    if rows:
        connection.execute(insert(touchpoint), rows)


def save_touchpoint(connection: Connection, changed: Touchpoint) -> None:
    """Write a touchpoint's new name, place, owner or promise; its key never changes."""
    values = asdict(changed)
    key = values.pop("key")
    connection.execute(update(touchpoint).where(touchpoint.c.key == key).values(**values))
    catalogue_changed(connection)


def save_stages(connection: Connection, changed: Iterable[Stage]) -> None:
    """Write names, places and owners of stages that are there."""
    for one in changed:
        values = {name: value for name, value in asdict(one).items() if name != "key"}
        connection.execute(update(stage).where(stage.c.key == one.key).values(**values))
    catalogue_changed(connection)


def save_stage_owner(connection: Connection, key: str, owner: str | None) -> None:
    """Write who answers for a stage; None is nobody."""
    connection.execute(update(stage).where(stage.c.key == key).values(owner=owner))
    catalogue_changed(connection)


def add_observed_names(
    connection: Connection,
    source_no: int,
    new: Iterable[tuple[str, str, str, str]],
    at: datetime,
) -> None:
    """Write names seen for the first time, as (type, name, touchpoint key, rule)."""
    rows = [
        {
            "source_no": source_no,
            "type": type_,
            "name": name,
            "page_pattern": "",
            "touchpoint_key": key,
            "rule": rule,
            "first_seen_at": at,
        }
        for type_, name, key, rule in new
    ]
    if rows:
        connection.execute(insert(observed_name), rows)


def lead_name(connection: Connection, name: str, touchpoint_key: str) -> int:
    """Let an observed name lead to another touchpoint; returns how many rows of names moved."""
    moved = connection.execute(
        update(observed_name)
        .where(observed_name.c.name == name)
        .values(touchpoint_key=touchpoint_key, rule="user")
    ).rowcount
    catalogue_changed(connection)
    return int(moved)
