"""The chain of sealed segments: each entry follows from the one before, replaced ones too."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from percorso.store.records.rights_tables import segment_replaced
from percorso.store.records.tables import rejected, segment


def link_of(last: str | None, name: str, sha256: str) -> str:
    """The hash that binds a sealed segment to the link before it."""
    return hashlib.sha256(f"{last or ''}{name}{sha256}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Replacement:
    """A segment written anew without some of its rows.

    Attributes:
        old_name: The segment's name so far.
        new_name, new_sha256: Of the one in its place.
        rows: How many it holds.
    """

    old_name: str
    new_name: str
    new_sha256: str
    rows: int


def replace_segments(
    connection: Connection, erasure_no: int, replacements: Iterable[Replacement]
) -> None:
    """Let segments take the place of others; the chain goes on from the old hashes."""
    last = connection.execute(
        select(segment_replaced.c.chain_sha256).order_by(segment_replaced.c.no.desc()).limit(1)
    ).scalar()
    for one in replacements:
        old = connection.execute(select(segment).where(segment.c.name == one.old_name)).one()
        last = _replaced_link(last, old.name, old.sha256, one.new_name, one.new_sha256)
        connection.execute(
            insert(segment_replaced).values(
                erasure_no=erasure_no, position=old.position, old_name=old.name,
                old_sha256=old.sha256, new_name=one.new_name, new_sha256=one.new_sha256,
                chain_sha256=last,
            )
        )  # fmt: skip
        connection.execute(
            update(segment)
            .where(segment.c.position == old.position)
            .values(name=one.new_name, sha256=one.new_sha256, rows=one.rows)
        )
        connection.execute(
            update(rejected).where(rejected.c.segment == old.name).values(segment=one.new_name)
        )


def replaced_names(connection: Connection) -> set[str]:
    """The names of segments that others took the place of."""
    return {str(name) for name in connection.execute(select(segment_replaced.c.old_name)).scalars()}


def broken_link(connection: Connection) -> str | None:
    """The first segment whose entry does not follow from the one before; None where all do.

    The chain is of segments as they were sealed; what took their place has a chain of its own.
    """
    sealed: dict[int, tuple[str, str]] = {}
    newest: dict[int, tuple[str, str]] = {}
    last = ""
    for row in connection.execute(select(segment_replaced).order_by(segment_replaced.c.no)):
        old, new = (row.old_name, row.old_sha256), (row.new_name, row.new_sha256)
        follows = newest.get(row.position, old) == old
        if row.chain_sha256 != _replaced_link(last, *old, *new) or not follows:
            return str(row.new_name)
        last = row.chain_sha256
        sealed.setdefault(row.position, old)
        newest[row.position] = new
    last = ""
    for row in connection.execute(select(segment).order_by(segment.c.position)):
        now = (row.name, row.sha256)
        if newest.get(row.position, now) != now:
            return str(row.name)
        if row.chain_sha256 != link_of(last, *sealed.get(row.position, now)):
            return str(row.name)
        last = row.chain_sha256
    return None


def _replaced_link(
    last: str | None, old_name: str, old_sha256: str, new_name: str, new_sha256: str
) -> str:
    said = "|".join((last or "", old_name, old_sha256, new_name, new_sha256))
    return hashlib.sha256(said.encode()).hexdigest()
