"""Rejected rows: what waits and why, and the ways to bring it in or to let it go."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from percorso.collect.columns import parse_columns_option
from percorso.collect.reading_anew import Fixes
from percorso.domain.mapping import DateOrder
from percorso.domain.replay_report import ReplayReport
from percorso.store.records import rejections
from percorso.store.records import sources as source_records
from percorso.store.records.rejections import KeptRow, Which
from percorso.workspace.progress import OnProgress, silent
from percorso.workspace.replaying import Again, replay, source_named
from percorso.workspace.stores import Stores, now_utc

_QUOTED = re.compile(r'".*"', re.DOTALL)
_SIZE = re.compile(r"\d[\d,]*(?= signs)")


@dataclass(slots=True)
class RejectedPattern:
    """Rejected rows of one source and one reason, the words of the rows themselves left out."""

    source_key: str
    code: str
    pattern: str
    rows: int
    first_seen_at: datetime
    last_seen_at: datetime
    example: str
    file: str | None
    line: int | None

    def as_json(self) -> dict[str, Any]:
        """The same as `--json` prints it."""
        return {
            "source": self.source_key,
            "code": self.code,
            "reason": self.pattern,
            "rows": self.rows,
            "first_seen": _iso(self.first_seen_at),
            "last_seen": _iso(self.last_seen_at),
            "example": self.example,
            "file": self.file,
            "line": self.line,
        }


@dataclass(frozen=True, slots=True)
class RejectedEntry:
    """One rejected row, with the row itself."""

    source_key: str
    kept: KeptRow

    def as_json(self) -> dict[str, Any]:
        """The same as `--json` prints it."""
        rejection = self.kept.rejection
        return {
            "no": self.kept.no,
            "source": self.source_key,
            "code": rejection.code,
            "reason": rejection.reason,
            "file": rejection.file,
            "line": rejection.line,
            "row": rejection.raw,
            "message_id": rejection.message_id,
            "in_archive": rejection.segment is not None,
            "first_seen": _iso(self.kept.first_seen_at),
            "last_seen": _iso(self.kept.last_seen_at),
            "tries": self.kept.tries,
            "state": self.kept.state,
        }


class RejectedDesk:
    """The rejected rows of one workspace."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    def groups(self, source: str | None = None, code: str | None = None) -> list[RejectedPattern]:
        """The rows that wait, by source, code and reason; the most frequent first."""
        which, keys = self._which(source, code)
        found: dict[tuple[int, str, str], RejectedPattern] = {}
        with self._stores.records.read() as connection:
            for row in rejections.reasons_kept(connection, which):
                key = (row.source_no, row.code, reason_pattern(row.reason))
                known = found.get(key)
                if known is None:
                    found[key] = RejectedPattern(
                        keys[row.source_no], row.code, key[2], 1, row.first_seen_at,
                        row.last_seen_at, row.reason, row.file, row.line,
                    )  # fmt: skip
                else:
                    known.rows += 1
                    known.first_seen_at = min(known.first_seen_at, row.first_seen_at)
                    known.last_seen_at = max(known.last_seen_at, row.last_seen_at)
        return sorted(found.values(), key=lambda one: (one.source_key, -one.rows, one.code))

    def rows(
        self, source: str | None = None, code: str | None = None, *, limit: int = 20
    ) -> Iterator[RejectedEntry]:
        """The rows that wait, in the order they were first seen, at most `limit`."""
        which, keys = self._which(source, code)
        with self._stores.records.read() as connection:
            kept = rejections.kept_rows(connection, which, limit=limit)
        yield from (RejectedEntry(keys[row.source_no], row) for row in kept)

    def replay(
        self,
        source: str | None = None,
        code: str | None = None,
        *,
        columns: dict[str, str] | str | None = None,
        time_zone: str | None = None,
        date_order: DateOrder | None = None,
        new_ids: bool = False,
        on_progress: OnProgress = silent,
    ) -> ReplayReport:
        """Try rows that wait again, each in exactly once.

        Args:
            source: Only rows of this source; None is every one.
            code: Only rows rejected for this reason.
            columns: role -> column, or the same as the command line writes it.
            time_zone: IANA zone of times without one; None leaves it.
            date_order: Order of day and month; None leaves it.
            new_ids: Whether rows whose id another row has come in under a new one.
            on_progress: Called with what is being done and the share done.
        """
        again = Again(fixes_of(columns, time_zone, date_order), code, new_ids)
        return replay(self._stores, source, again, on_progress)

    def give_up(self, source: str | None = None, code: str | None = None) -> int:
        """Wait for these rows no longer; they stay in the records. Returns how many."""
        which, _ = self._which(source, code)
        with self._stores.records.write() as connection:
            return rejections.give_up_rejected(connection, which, now_utc())

    def _which(self, source: str | None, code: str | None) -> tuple[Which, dict[int, str]]:
        """The rows meant, and the keys of all sources by number.

        Raises:
            SourceUnknown: there is no such source.
        """
        number = None if source is None else source_named(self._stores, source).no
        with self._stores.records.read() as connection:
            keys = {one.no: one.key for one in source_records.sources(connection)}
        return Which(number, code), keys


def fixes_of(
    columns: dict[str, str] | str | None, time_zone: str | None, date_order: DateOrder | None
) -> Fixes:
    """Fixes as a caller gives them."""
    given = parse_columns_option(columns) if isinstance(columns, str) else columns
    return Fixes(given or {}, time_zone, date_order)


def reason_pattern(reason: str) -> str:
    """A reason without the words of the row: what equal mistakes have in common.

    >>> reason_pattern('"31 febbraio" is no time in the form of this column')
    '"…" is no time in the form of this column'
    """
    return _SIZE.sub("…", _QUOTED.sub('"…"', reason))


def _iso(instant: datetime) -> str:
    return instant.isoformat(timespec="seconds") + "Z"
