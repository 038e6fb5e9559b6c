"""Lists of contacts as CSV: the template, its columns in two languages, and what each row says."""

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from percorso.collect.entry.entry import Entry, UnfitEntry, contact_of, local_instant
from percorso.collect.entry.fields import Problems, cleaned, problems_of
from percorso.collect.entry.kinds import kind_called
from percorso.collect.entry.words import words_of
from percorso.domain.catalogue.words import plain_words

MOST_BYTES = 300_000
_MOST_CELL = 2_000
# key -> what its column is called in Italian, in English, and otherwise.
COLUMNS = {
    "day": ("Data", "Date", "giorno", "day"),
    "clock": ("Ora", "Time", "orario"),
    "kind": ("Cosa", "What", "tipo", "contatto", "kind", "type"),
    "name": ("Nome", "Name", "nome e cognome", "full name"),
    "email": ("Email", "Email", "e mail", "mail", "posta elettronica"),
    "phone": ("Telefono", "Phone", "cellulare", "tel", "mobile"),
    "customer": ("Codice cliente", "Customer number", "cliente", "customer"),
    "order": ("Ordine", "Order", "numero ordine", "order number"),
    "note": ("Nota", "Note", "note", "notes", "commento", "comment"),
    "by": ("Chi", "By", "operatore", "addetto", "taken by"),
}
_KEY_OF = {plain_words(name): key for key, names in COLUMNS.items() for name in names}
_ITALIAN_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


class SheetUnreadable(UnfitEntry):
    """A file that is no list of contacts."""

    def __init__(self, problem: str) -> None:
        self.problem = problem
        super().__init__({"file": problem})


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of a list.

    Attributes:
        line: Where it stands, the header being line 1.
        entry: As it is kept.
        problems: Column -> key of a sentence; empty where the row can be used.
    """

    line: int
    entry: Entry
    problems: Problems = field(default_factory=dict)

    @property
    def reason(self) -> str:
        """Why it cannot be used; empty where it can."""
        return str(UnfitEntry(_in_words(self.entry, self.problems))) if self.problems else ""


def template(language: str) -> str:
    """An empty list with its columns and one row to be written over."""
    place = 0 if language == "it" else 1
    sample = {
        "day": "23/11/2026" if place == 0 else "2026-11-23", "clock": "10:30",
        "kind": "Visita in negozio" if place == 0 else "Store visit", "name": "Ada Bianchi",
        "email": "ada@example.com", "phone": "+39 080 1234567",
    }  # fmt: skip
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow([names[place] for names in COLUMNS.values()])
    writer.writerow([sample.get(key, "") for key in COLUMNS])
    return "\ufeff" + out.getvalue()


def text_of(body: bytes) -> str:
    """The text of a file as programs in Italy save it: UTF-8, else what Excel calls CSV."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")


def rows_of(text: str, place: str, zone: str, now: datetime) -> list[SheetRow]:
    """What each row of a list says.

    Args:
        text: The file.
        place: What the counter is called.
        zone: Of its times.
        now: Aware UTC.

    Raises:
        SheetUnreadable: it has no column that says what happened.
    """
    first = text.lstrip("\n\r").split("\n", 1)[0]
    delimiter = max(";,\t", key=first.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    seen: Counter[str] = Counter()
    found: list[SheetRow] = []
    try:
        keys = [_KEY_OF.get(plain_words(name), "") for name in next(lines, [])]
        if "kind" not in keys:
            raise SheetUnreadable("no_header")
        for cells in lines:
            row = cleaned({key: cell for key, cell in zip(keys, cells, strict=False) if key})
            if any(row.values()):
                found.append(_row(lines.line_num, row, seen, place, zone, now))
    except csv.Error:
        raise SheetUnreadable("bad_csv") from None
    return found


def _row(
    line: int, row: Mapping[str, str], seen: Counter[str], place: str, zone: str, now: datetime
) -> SheetRow:
    told = {key: cell[:_MOST_CELL] for key, cell in row.items() if cell}
    content = hashlib.sha256(msgspec.json.encode(told, order="sorted")).hexdigest()
    seen[content] += 1
    # As rows of files are known (WIRE-FORMATS 6): equal rows are all kept, the same list adds none.
    entry = Entry(f"{content}:{seen[content]}", "list", place=place, row=told, zone=zone)
    read, problems = _read(entry)
    if not problems:
        try:
            contact_of(read, now)
        except UnfitEntry:
            problems = {"day": "bad_future"}
    return SheetRow(line, entry, problems)


def entry_of_row(entry: Entry) -> Entry:
    """What the cells of a list's row say.

    Raises:
        UnfitEntry: they say something that cannot be.
    """
    read, problems = _read(entry)
    if problems:
        raise UnfitEntry(_in_words(entry, problems))
    return read


def _in_words(entry: Entry, problems: Problems) -> dict[str, str]:
    say, row = words_of("en"), entry.row or {}
    return {name: f"{say[problem]} ({row.get(name, '')!r})" for name, problem in problems.items()}


def _read(entry: Entry) -> tuple[Entry, Problems]:
    """What a row says, and what is wrong with it."""
    row = entry.row or {}
    problems = problems_of(row)
    kind = kind_called(row.get("kind", ""))
    if kind is None:
        problems["kind"] = "bad_kind"
    at = ""
    try:
        at = _instant(row.get("day", ""), row.get("clock", ""), entry.zone)
    except ValueError:
        problems["day"] = "bad_time"
    told = {name: row.get(name, "") for name in ("email", "phone", "customer", "order", "name")}
    read = msgspec.structs.replace(
        entry, kind=kind.key if kind else "", at=at, note=row.get("note", ""),
        by=row.get("by", ""), **told,
    )  # fmt: skip
    return read, problems


def _instant(day: str, clock: str, zone: str) -> str:
    """The time of a row; a day in numbers is told as in Italy, day first.

    Raises:
        ValueError: it is none, or there is none.
    """
    found = _ITALIAN_DAY.fullmatch(day)
    if found:
        day = f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}"
    hour, colon, minute = clock.replace(".", ":").partition(":")
    return local_instant(day, f"{hour:0>2}:{minute}" if colon else clock, zone)


def counted(rows: list[SheetRow]) -> tuple[int, int]:
    """How many rows can be used, and how many cannot."""
    good = sum(not row.problems for row in rows)
    return good, len(rows) - good
