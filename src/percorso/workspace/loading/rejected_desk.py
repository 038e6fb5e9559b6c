"""Rejected rows: what waits and why, and the ways to bring it in or to let it go."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from percorso.collect.columns import parse_columns_option
from percorso.collect.reading_anew import Fixes
from percorso.domain.mapping import DateOrder
from percorso.domain.rejection_advice import advice_on
from percorso.domain.replay_report import ReplayReport
from percorso.domain.row_place import line_in_file
from percorso.store.records import rejections
from percorso.store.records import sources as source_records
from percorso.store.records.rejections import KeptRow, Which
from percorso.workspace.arrivals.gone_rows import gone_rows
from percorso.workspace.loading.replaying import Again, replay, source_named
from percorso.workspace.progress import OnProgress, silent
from percorso.workspace.stores import Stores, now_utc

# What a row says stands in quotes of either kind; an apostrophe inside a word is none.
_QUOTED = re.compile(r"""".*"|(?<!\w)'.*'(?!\w)""", re.DOTALL)
_CELLS = re.compile(r"\bcells? [A-Z]{1,3}\d+(?: to [A-Z]{1,3}\d+)?")
_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
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
    first_no: int
    line: int | None = None
    place: str = ""

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
            "place": self.place,
            "advice": advice_on(self.code),
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
            "line": line_in_file(rejection.line, rejection.raw),
            "place": rejection.place,
            "row": rejection.raw,
            "message_id": rejection.message_id,
            "in_archive": rejection.segment is not None,
            "first_seen": _iso(self.kept.first_seen_at),
            "last_seen": _iso(self.kept.last_seen_at),
            "tries": self.kept.tries,
            "state": self.kept.state,
            "advice": advice_on(rejection.code),
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
                        row.last_seen_at, row.reason, row.file, row.no,
                    )  # fmt: skip
                else:
                    known.rows += 1
                    known.first_seen_at = min(known.first_seen_at, row.first_seen_at)
                    known.last_seen_at = max(known.last_seen_at, row.last_seen_at)
            first = rejections.rows_numbered(connection, [one.first_no for one in found.values()])
        for one in found.values():
            kept = first[one.first_no].rejection
            one.line, one.place = line_in_file(kept.line, kept.raw), kept.place
        return sorted(found.values(), key=lambda one: (one.source_key, -one.rows, one.code))

    def rows(
        self, source: str | None = None, code: str | None = None, *, limit: int = 20, skip: int = 0
    ) -> Iterator[RejectedEntry]:
        """The rows that wait, in the order they were first seen, at most `limit` after `skip`."""
        which, keys = self._which(source, code)
        with self._stores.records.read() as connection:
            kept = rejections.kept_rows(connection, which, limit=limit, skip=skip)
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
        encoding: str | None = None,
        insist: bool = False,
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
            encoding: In which the bytes of rows are that are no text (`bad_text`).
            insist: Whether totals, rows without the value of a formula, and rows of another
                table are rows after all, and messages are read leniently.
            on_progress: Called with what is being done and the share done.
        """
        fixes = fixes_of(columns, time_zone, date_order)
        again = Again(fixes, code, new_ids, encoding, insist)
        return replay(self._stores, source, again, on_progress)

    def give_up(
        self, source: str | None = None, code: str | None = None, *, gone: bool = False
    ) -> int:
        """Wait for these rows no longer; they stay in the records until they expire.

        Args:
            source: Only rows of this source; None is every one.
            code: Only rows rejected for this reason.
            gone: Only rows that the newest load of their file no longer held.

        Returns:
            How many rows they were.
        """
        which, _ = self._which(source, code)
        with self._stores.records.write() as connection:
            if not gone:
                return rejections.give_up_rejected(connection, which, now_utc())
            numbers = [
                row.no
                for one in source_records.sources(connection)
                if which.source_no in (None, one.no)
                for row in gone_rows(connection, one)
                if code in (None, row.code)
            ]
            rejections.settle_rejected(connection, numbers, "given_up", now_utc())
            return len(numbers)

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
    >>> reason_pattern("cell A7 belongs to another table of the sheet")
    'cells … belong to another table of the sheet'
    """
    plain = _CELLS.sub("cells …", _DAY.sub("…", _QUOTED.sub('"…"', reason)))
    return _SIZE.sub("…", plain).replace("cells … belongs", "cells … belong")


def _iso(instant: datetime) -> str:
    return instant.isoformat(timespec="seconds") + "Z"
