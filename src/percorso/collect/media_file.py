"""A file of media bought: its rows as values, and those that cannot be one with the reason."""

import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from percorso.collect.media_columns import MEDIA_COLUMNS, media_column
from percorso.collect.readers.row import Place, RejectedRow
from percorso.collect.source_file import open_source_file
from percorso.collect.time_shape import MONTHS
from percorso.domain.errors import InputError
from percorso.domain.mapping import DateOrder
from percorso.domain.media import MediaRow, media_kind
from percorso.domain.money import THREE_DECIMALS, ZERO_DECIMALS

_SPLIT = re.compile(r"[;,|\n]+")
_NUMBERS = re.compile(r"(\d{1,4})[./-](\d{1,2})[./-](\d{2,4})")
_WORDS = re.compile(r"(\d{1,2})\s+([^\W\d]+)\.?\s+(\d{4})")
_GROUPED = re.compile(r"[1-9]\d{0,2}([.,' ]\d{3})+")


class MediaColumnMissing(InputError):
    """A file of media lacks a column without which a row says nothing."""

    def __init__(self, path: Path, role: str, header: tuple[str, ...]) -> None:
        self.path = path
        self.role = role
        super().__init__(
            f"{path} has no column for {role!r}; it has {', '.join(header)}. Name one of them "
            f"{MEDIA_COLUMNS[role][0]!r} (or {', '.join(MEDIA_COLUMNS[role][1:4])})."
        )


class MediaDaysAmbiguous(InputError):
    """Days that could be read day first and month first."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.text = text
        super().__init__(
            f"{path}: {text!r} may be day/month or month/day, and no other row tells. "
            "Say --date-order dmy or mdy, or write days like 2026-10-31."
        )


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that says nothing that can be counted: where, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class MediaFile:
    """What a file of media holds: (line, row) pairs, and what was refused."""

    rows: tuple[tuple[int, MediaRow], ...]
    refused: tuple[RefusedRow, ...]


def read_media_file(path: Path, currency: str, date_order: DateOrder | None) -> MediaFile:
    """The rows of a file of media, in any form the loader reads.

    Args:
        path: The file.
        currency: ISO 4217 code of amounts without one.
        date_order: Order of day and month where the days leave a choice.

    Raises:
        MediaColumnMissing: there is no column for the name or the first day.
        MediaDaysAmbiguous: no row tells days from months.
    """
    source = open_source_file(path)
    columns = {role: media_column(role, source.header) for role in MEDIA_COLUMNS}
    for role in ("touchpoint", "from"):
        if columns[role] is None:
            raise MediaColumnMissing(path, role, source.header)
    cells: list[tuple[int, dict[str, str]]] = []
    refused: list[RefusedRow] = []
    for read in source.rows(Place()):
        if isinstance(read, RejectedRow):
            refused.append(RefusedRow(read.line, read.reason))
        else:
            line, body = read
            row = json.loads(body)
            said = {
                role: str(row.get(name) or "").strip() for role, name in columns.items() if name
            }
            cells.append((line, said))
    order = date_order or _order_of(path, [row for _, row in cells])
    rows: list[tuple[int, MediaRow]] = []
    for line, said in cells:
        try:
            rows.append((line, _row(said, currency, order)))
        except ValueError as reason:
            refused.append(RefusedRow(line, str(reason)))
    return MediaFile(tuple(rows), tuple(sorted(refused, key=lambda one: one.line)))


def _order_of(path: Path, rows: list[dict[str, str]]) -> DateOrder:
    """Day first or month first, as the days themselves tell.

    Raises:
        MediaDaysAmbiguous: they do not.
    """
    found = [
        (match, text)
        for row in rows
        for role in ("from", "to")
        if (text := row.get(role, "")) and (match := _NUMBERS.match(text))
        and len(match.group(1)) < 3
    ]  # fmt: skip
    if any(int(match.group(1)) > 12 for match, _ in found):
        return "dmy"
    if any(int(match.group(2)) > 12 for match, _ in found):
        return "mdy"
    unsure = next((text for match, text in found if match.group(1) != match.group(2)), None)
    if unsure is not None:
        raise MediaDaysAmbiguous(path, unsure)
    return "dmy"


def _row(said: dict[str, str], currency: str, order: DateOrder) -> MediaRow:
    name = said.get("touchpoint", "")
    if not name:
        raise ValueError("no name of the medium")
    first = _day(said.get("from", ""), order)
    last = _day(said["to"], order) if said.get("to") else first
    if last < first:
        raise ValueError(f"it ends on {last}, before it begins on {first}")
    money = said.get("currency", "").upper() or _currency_of(said.get("spend", "")) or currency
    reach = _number(said.get("reach", ""))
    spend = _number(said.get("spend", ""))
    if min(reach or 0, spend or 0) < 0:
        raise ValueError("reach and spend cannot be below 0")
    return MediaRow(
        touchpoint=name,
        kind=media_kind(said.get("kind", ""), name),
        first_day=first,
        last_day=last,
        place=said.get("place", ""),
        reach=None if reach is None else round(reach),
        spend_minor=None if spend is None else round(spend * _minor(money)),
        currency=money,
        codes=_list(said.get("codes", "")),
        contacts=_list(said.get("contacts", "")),
    )


def _minor(currency: str) -> int:
    return 1 if currency in ZERO_DECIMALS else 1000 if currency in THREE_DECIMALS else 100


def _list(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in _SPLIT.split(text) if part.strip()))


def _currency_of(text: str) -> str:
    signs = {"€": "EUR", "$": "USD", "£": "GBP"}
    found = re.search(r"\b[A-Z]{3}\b", text.upper())
    return next(
        (code for sign, code in signs.items() if sign in text), found.group() if found else ""
    )


def _day(text: str, order: DateOrder) -> date:
    """A day written in figures or with the month's name, Italian or English.

    Raises:
        ValueError: it is none; the text says why.
    """
    if not text:
        raise ValueError("no first day")
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        pass
    try:
        if match := _NUMBERS.match(text):
            return _of_figures(match.group(1), match.group(2), match.group(3), order)
        if match := _WORDS.match(text):
            return _of_words(match.group(1), match.group(2), match.group(3))
    except ValueError:
        pass
    raise ValueError(f"{text!r} is no day")


def _of_figures(one: str, two: str, three: str, order: DateOrder) -> date:
    if len(one) == 4:
        return date(int(one), int(two), int(three))
    year = int(three) + (2000 if len(three) < 3 else 0)
    day, month = (two, one) if order == "mdy" else (one, two)
    return date(year, int(month), int(day))


def _of_words(day: str, month: str, year: str) -> date:
    english = next(
        (name for start, name in MONTHS.items() if month.casefold().startswith(start)), ""
    )
    names = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
    return date(int(year), names.index(english.casefold()) + 1, int(day))


def _number(text: str) -> float | None:
    """An amount as people write it: `12.000 €`, `1,234.50`, `12000`; None for an empty cell.

    Raises:
        ValueError: it is no number.
    """
    bare = re.sub(r"[^\d.,' -]", "", text).strip()
    if not bare:
        if text and any(sign.isalpha() for sign in text):
            raise ValueError(f"{text!r} is no number")
        return None
    if _GROUPED.fullmatch(bare):
        return float(re.sub(r"[.,' ]", "", bare))
    plain = bare.replace(" ", "").replace("'", "")
    mark = max(plain.rfind("."), plain.rfind(","))
    whole = plain if mark < 0 else re.sub(r"[.,]", "", plain[:mark]) + "." + plain[mark + 1 :]
    try:
        return float(whole)
    except ValueError:
        raise ValueError(f"{text!r} is no number") from None
