"""Reads what a source counts by day out of a small CSV, as people write it."""

import csv
from collections.abc import Iterator, Mapping
from datetime import date

from percorso.collect.media_cells import CellUnusable, day_in, number_in
from percorso.domain.errors import InputError
from percorso.domain.money import decimals_of
from percorso.domain.reconciliation import MEASURES, Measure, MeasureUnknown, ToldTotal

LARGEST_BYTES = 5 * 1024 * 1024
# As a heading of its column, in English or Italian.
_COLUMNS = {
    "source": ("source", "fonte", "sorgente", "origine"),
    "day": ("day", "date", "giorno", "data"),
    "measure": ("measure", "misura", "what", "che cosa", "cosa"),
    "value": ("value", "valore", "total", "totale", "numero", "number"),
}
_WORDS: dict[Measure, tuple[str, ...]] = {
    "orders": ("orders", "order", "ordini", "ordine", "scontrini", "receipts"),
    "revenue": ("revenue", "sales", "ricavi", "incasso", "incassi", "fatturato", "vendite"),
    "tickets": ("tickets", "ticket", "segnalazioni", "cases", "casi"),
    "reviews": ("reviews", "review", "recensioni", "recensione"),
    "contacts": ("contacts", "contatti", "rows", "righe", "events", "eventi"),
}
_ENCODINGS = ("utf-8-sig", "cp1252")


class TotalsUnreadable(InputError):
    """A file that has not the four columns of totals."""

    def __init__(self, file: str, found: str) -> None:
        self.file = file
        super().__init__(
            f"{file} must have the columns source;day;measure;value (or fonte;giorno;misura;"
            f"valore), got {found or 'nothing'}. Measures: {', '.join(MEASURES)}."
        )


class TotalsTooLarge(InputError):
    """A file far larger than totals of days can be."""

    def __init__(self, file: str, size: int) -> None:
        self.file = file
        super().__init__(
            f"{file} has {size:,} bytes; totals by day have at most {LARGEST_BYTES:,}. Give the "
            "totals, not the rows."
        )


class TotalUnusable(InputError):
    """One total that says no number of a source and day."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"This total cannot be kept: {reason}.")


def totals_in(
    content: bytes, file: str, currency: str
) -> Iterator[tuple[int, ToldTotal | InputError]]:
    """The totals of a file by line; of a line that is none, why.

    Args:
        content: The file.
        file: Its name.
        currency: Of revenue.

    Raises:
        TotalsUnreadable: it has not the columns.
        TotalsTooLarge: it is larger than totals can be.
    """
    if len(content) > LARGEST_BYTES:
        raise TotalsTooLarge(file, len(content))
    lines = _text(content).splitlines()
    first = lines[0] if lines else ""
    mark = max(";,\t|", key=first.count)
    rows = csv.reader(lines, delimiter=mark)
    header = next(rows, [])
    place = _places(header)
    if len(place) < len(_COLUMNS):
        raise TotalsUnreadable(file, first[:80])
    for row in rows:
        if not any(cell.strip() for cell in row):
            continue
        said = {name: row[at].strip() if at < len(row) else "" for name, at in place.items()}
        try:
            yield rows.line_num, total_of(said, currency)
        except InputError as refused:
            yield rows.line_num, refused


def _text(content: bytes) -> str:
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def _places(header: list[str]) -> dict[str, int]:
    known = {word: name for name, words in _COLUMNS.items() for word in words}
    found: dict[str, int] = {}
    for at, cell in enumerate(header):
        if name := known.get(cell.strip().casefold()):
            found.setdefault(name, at)
    return found


def total_of(said: Mapping[str, str], currency: str) -> ToldTotal:
    """The total that four cells say.

    Args:
        said: `source`, `day`, `measure` and `value` as text.
        currency: Of revenue.

    Raises:
        TotalUnusable: the source, day or value is missing or no such thing.
        MeasureUnknown: there is no such measure.
    """
    if not said["source"]:
        raise TotalUnusable("it names no source")
    measure = measure_called(said["measure"])
    try:
        day: date = day_in(said["day"], "dmy")
        value = number_in(said["value"])
    except CellUnusable as refused:
        raise TotalUnusable(str(refused)) from None
    if value is None:
        raise TotalUnusable("it has no value")
    if measure != "revenue" and (value < 0 or value != round(value)):
        raise TotalUnusable(f"{said['value']!r} is no count")
    minor = 10 ** decimals_of(currency) if measure == "revenue" else 1
    return ToldTotal(said["source"], day, measure, round(value * minor))


def measure_called(text: str) -> Measure:
    """The measure a word means.

    Raises:
        MeasureUnknown: none.
    """
    plain = text.strip().casefold()
    for measure, words in _WORDS.items():
        if plain in words:
            return measure
    raise MeasureUnknown(text)
