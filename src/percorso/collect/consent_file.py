"""A file of consents: each row as choices with who made them, and the rows that say none."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from percorso.collect.consent_columns import WHO, consent_columns, purpose_columns, state_of
from percorso.collect.readers.row import Place, RejectedRow, UncomputedRow
from percorso.collect.source_file import open_source_file
from percorso.domain.consent.choices import STATES, Choice, Proof, State
from percorso.domain.consent.purposes import (
    Scope,
    purpose_of,
    require_basis,
    scope_of,
    scopes_named,
)
from percorso.domain.errors import InputError

_DAY_FIRST = ("%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y")


class ConsentColumnMissing(InputError):
    """A file of consents lacks what no choice can do without."""

    def __init__(self, path: Path, wanted: str, header: tuple[str, ...]) -> None:
        self.path = path
        super().__init__(
            f"{path} has no column that says {wanted}; it has {', '.join(header)}. Name one of "
            "them so, or say it for all rows."
        )


class _Unfit(ValueError):
    """A row that says no choice."""


@dataclass(frozen=True, slots=True)
class SaidInRow:
    """A choice of a row, and who made it: kind of identifier -> text."""

    file: str
    line: int
    who: Mapping[str, str]
    choice: Choice


@dataclass(frozen=True, slots=True)
class RefusedConsent:
    """A row that says no choice: file, line and reason."""

    file: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class ConsentFile:
    """What a file of consents holds."""

    said: tuple[SaidInRow, ...]
    refused: tuple[RefusedConsent, ...]


def read_consent_file(
    path: Path, defaults: Mapping[str, str], *, time_zone: str, now: datetime
) -> ConsentFile:
    """The choices of a file, in any form the loader reads.

    Args:
        path: The file.
        defaults: Role -> what holds where the row is silent.
        time_zone: Of times without one.
        now: Aware UTC; no choice lies after it.

    Raises:
        ConsentColumnMissing: no column says who, or none says when or for which purpose.
    """
    source = open_source_file(path)
    columns = consent_columns(source.header)
    purposes = purpose_columns(source.header)
    if not any(role in columns for role in WHO):
        raise ConsentColumnMissing(path, "who: an e-mail, phone or customer number", source.header)
    if "at" not in columns and "at" not in defaults:
        raise ConsentColumnMissing(path, "when", source.header)
    if not purposes and "purpose" not in columns and "purpose" not in defaults:
        raise ConsentColumnMissing(path, "for which purpose", source.header)
    reading = _Reading(path.name, columns, purposes, defaults, ZoneInfo(time_zone), now)
    said: list[SaidInRow] = []
    refused: list[RefusedConsent] = []
    for row in source.rows(Place()):
        read = row.without(set(columns.values())) if isinstance(row, UncomputedRow) else row
        if isinstance(read, RejectedRow):
            refused.append(RefusedConsent(path.name, read.line, read.reason))
            continue
        line, body = read
        try:
            said += reading.choices(line, json.loads(body))
        except (_Unfit, InputError) as unfit:
            refused.append(RefusedConsent(path.name, line, str(unfit)))
    return ConsentFile(tuple(said), tuple(refused))


@dataclass(frozen=True, slots=True)
class _Reading:
    """How the rows of one file are read."""

    file: str
    columns: Mapping[str, str]
    purposes: Mapping[str, str]
    defaults: Mapping[str, str]
    zone: ZoneInfo
    now: datetime

    def choices(self, line: int, row: Mapping[str, object]) -> Iterator[SaidInRow]:
        """The choices of a row.

        Raises:
            _Unfit: it says nobody, no time, or a word that is neither yes nor no.
            InputError: purpose, channel and basis do not fit.
        """
        who = {kind: text for kind in WHO if (text := self._cell(kind, row))}
        if not who:
            raise _Unfit("no cell says who")
        at = self._instant("at", row)
        if at is None:
            raise _Unfit("no cell says when")
        if at > self.now:
            raise _Unfit(f"{at.isoformat()} lies in the future")
        made = [
            SaidInRow(self.file, line, who, self._choice(row, scope, state, at))
            for scope, state in self._said(row)
        ]
        return iter(made)

    def _said(self, row: Mapping[str, object]) -> Iterator[tuple[Scope, State]]:
        purpose = self._cell("purpose", row)
        if purpose:
            state = self._state(self._cell("state", row) or "given")
            channel = self._cell("channel", row)
            yield scope_of(purpose, channel, may_be_all=state != "given"), state
            return
        for name, column in self.purposes.items():
            if cell := _text(row.get(column)):
                state = self._state(cell)
                yield from ((scope, state) for scope in scopes_named(name))

    def _state(self, cell: str) -> State:
        word = cell.strip().lower()
        found = word if word in STATES else state_of(cell)
        for state in STATES:
            if state == found and state != "requested":
                return state
        raise _Unfit(f"{cell[:40]!r} is neither a yes nor a no")

    def _choice(
        self, row: Mapping[str, object], scope: Scope, state: State, at: datetime
    ) -> Choice:
        text = self._cell("text", row)
        basis = self._cell("basis", row) or purpose_of(scope.purpose).bases[0]
        return Choice(
            scope, state, at, require_basis(scope.purpose, basis),
            Proof(
                form="file",
                text_version=self._cell("version", row),
                text_sha256=hashlib.sha256(text.encode()).hexdigest() if text else "",
                language=self._cell("language", row),
                document=self._cell("document", row),
                actor=self._cell("actor", row),
            ),
            expires_at=self._instant("expires_at", row),
        )  # fmt: skip

    def _cell(self, role: str, row: Mapping[str, object]) -> str:
        column = self.columns.get(role)
        own = _text(row.get(column)) if column else ""
        return own or self.defaults.get(role, "")

    def _instant(self, role: str, row: Mapping[str, object]) -> datetime | None:
        text = self._cell(role, row)
        if not text:
            return None
        found = _read_time(text)
        if found is None:
            raise _Unfit(f"{text[:40]!r} is no time; write 2026-11-23 10:00 or 23/11/2026 10:00")
        return (found if found.tzinfo else found.replace(tzinfo=self.zone)).astimezone(UTC)


def _read_time(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    for form in _DAY_FIRST:
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    return None


def _text(cell: object) -> str:
    return str(cell).strip() if cell is not None else ""
