"""The log of what people did: entries are added, and each follows from the one before."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, Row, delete, func, insert, select

from percorso.store.records.user_tables import audit_entry as table

_LONGEST_SUBJECT = 300
# An entry that says which ones before it were taken away, and what the first left follows from.
SHORTENED = "log_shortened"
_BEYOND_ALL = 2**31 - 1
# A key of its own is made of the workspace's, so that no other use of that tells anything of it.
_PURPOSE = b"percorso audit log"


@dataclass(frozen=True, slots=True)
class Chain:
    """Whether the log is whole.

    Attributes:
        broken: The first entry that does not follow from the one before; None where all do.
        unkeyed: How many entries at its beginning anybody could have written: those of a time
            when no key went into it.
    """

    broken: int | None
    unkeyed: int


@dataclass(frozen=True, slots=True)
class Entry:
    """Something somebody did.

    Attributes:
        happened_at: When, naive UTC.
        actor: Who: the e-mail of a user, or an account of the machine.
        act: What, by its key.
        address: From where; empty is this machine's own commands.
        subject: To whom or what.
        detail: More of it, never a secret.
        no: Its number; 0 where it is not kept yet.
    """

    happened_at: datetime
    actor: str
    act: str
    address: str = ""
    subject: str = ""
    detail: Mapping[str, str] = field(default_factory=dict)
    no: int = 0


def add_entry(connection: Connection, entry: Entry, key: bytes) -> None:
    """Write an entry after the last one; the transaction is the only one that writes.

    Args:
        connection: To the records.
        entry: What was done.
        key: Of the workspace: without it nobody makes an entry that follows.
    """
    last = connection.execute(
        select(table.c.chain_sha256).order_by(table.c.no.desc()).limit(1)
    ).scalar()
    values = {
        "happened_at": entry.happened_at, "actor": entry.actor, "address": entry.address,
        "act": entry.act, "subject": entry.subject[:_LONGEST_SUBJECT],
        "detail": json.dumps(dict(entry.detail), ensure_ascii=False),
    }  # fmt: skip
    connection.execute(insert(table).values(**values, chain_sha256=_link(last, values, key)))


def entries(connection: Connection, most: int, before: int | None = None) -> list[Entry]:
    """The last entries, the newest first.

    Args:
        connection: To the records.
        most: How many at most.
        before: Only those with a lower number; None is from the newest on.
    """
    asked = select(table).order_by(table.c.no.desc()).limit(most)
    if before is not None:
        asked = asked.where(table.c.no < before)
    return [_entry_of(row) for row in connection.execute(asked)]


@dataclass(frozen=True, slots=True)
class OldEntries:
    """The entries at the beginning of the log that are of a time before an instant.

    Attributes:
        count: How many.
        oldest: When the first was written, naive UTC; None where there is none.
        last_no: The number of the last of them; 0 where there is none.
    """

    count: int
    oldest: datetime | None
    last_no: int


def entries_before(connection: Connection, at: datetime) -> OldEntries:
    """What of the log is older than an instant, up to the first entry that is not."""
    first_kept = select(func.min(table.c.no)).where(table.c.happened_at >= at).scalar_subquery()
    asked = select(func.count(), func.min(table.c.happened_at), func.max(table.c.no)).where(
        table.c.no < func.coalesce(first_kept, _BEYOND_ALL)
    )
    count, oldest, last_no = connection.execute(asked).one()
    return OldEntries(int(count), oldest, last_no or 0)


def shorten(connection: Connection, old: OldEntries) -> dict[str, str]:
    """Delete the entries at the beginning of the log.

    Returns:
        What the entry has to say that tells of it: without it the log is not whole any more.
    """
    ends = select(table.c.chain_sha256).where(table.c.no == old.last_no)
    follows = connection.execute(ends).scalar_one()
    connection.execute(delete(table).where(table.c.no <= old.last_no))
    return {"entries": str(old.count), "upto": str(old.last_no), "follows": str(follows)}


def _beginning(connection: Connection) -> str | None:
    """What the first entry follows from: nothing, or the last of those that were taken away."""
    asked = select(table.c.detail).where(table.c.act == SHORTENED).order_by(table.c.no.desc())
    detail = connection.execute(asked.limit(1)).scalar()
    return None if detail is None else str(json.loads(detail).get("follows", ""))


def chain(connection: Connection, key: bytes) -> Chain:
    """Whether each entry follows from the one before; once the key is in, it stays in.

    That the log was shortened is said by an entry of its own, which follows as the others do.
    """
    last, unkeyed, is_keyed = _beginning(connection), 0, False
    for row in connection.execute(select(table).order_by(table.c.no)):
        values = {name: getattr(row, name) for name in _CHAINED}
        if hmac.compare_digest(row.chain_sha256, _link(last, values, key)):
            is_keyed = True
        elif is_keyed or row.chain_sha256 != _link(last, values, None):
            return Chain(int(row.no), unkeyed)
        else:
            unkeyed += 1
        last = row.chain_sha256
    return Chain(None, unkeyed)


_CHAINED = ("happened_at", "actor", "address", "act", "subject", "detail")


def _link(last: str | None, values: Mapping[str, object], key: bytes | None) -> str:
    said = [last or "", *(str(values[name]) for name in _CHAINED)]
    told = json.dumps(said, ensure_ascii=False).encode()
    if key is None:
        return hashlib.sha256(told).hexdigest()
    return hmac.digest(hmac.digest(key, _PURPOSE, "sha256"), told, "sha256").hex()


def _entry_of(row: Row[tuple[object, ...]]) -> Entry:
    return Entry(
        row.happened_at, row.actor, row.act, row.address, row.subject, json.loads(row.detail),
        row.no,
    )  # fmt: skip
