"""What does one row of a media file say? Days, amounts and lists as people write them."""

import re
from collections.abc import Mapping
from datetime import date, datetime

from percorso.collect.time_shape import MONTHS
from percorso.domain.mapping import DateOrder
from percorso.domain.media import MediaRow, media_kind
from percorso.domain.money import THREE_DECIMALS, ZERO_DECIMALS

_SPLIT = re.compile(r"[;,|\n]+")
NUMBERS = re.compile(r"(\d{1,4})[./-](\d{1,2})[./-](\d{2,4})")
_WORDS = re.compile(r"(\d{1,2})\s+([^\W\d]+)\.?\s+(\d{4})")
_GROUPED = re.compile(r"[1-9]\d{0,2}([.,' ]\d{3})+")


class CellUnusable(ValueError):
    """A cell without which a row of media says nothing that can be counted.

    Attributes:
        code: why it is set aside, as rejected rows are.
    """

    def __init__(self, code: str, reason: str) -> None:
        self.code = code
        super().__init__(reason)


def media_row_of(said: Mapping[str, str], currency: str, order: DateOrder) -> MediaRow:
    """The row that these cells say.

    Args:
        said: Role -> text.
        currency: ISO 4217 code of amounts without one.
        order: Order of day and month.

    Raises:
        CellUnusable: something is missing or cannot be; the text says what.
    """
    name = said.get("touchpoint", "")
    if not name:
        raise CellUnusable("missing_name", "no name of the medium")
    first = day_in(said.get("from", ""), order)
    last = day_in(said["to"], order) if said.get("to") else first
    if last < first:
        raise CellUnusable("bad_time", f"it ends on {last}, before it begins on {first}")
    money = said.get("currency", "").upper() or _currency_of(said.get("spend", "")) or currency
    reach = number_in(said.get("reach", ""))
    spend = number_in(said.get("spend", ""))
    if min(reach or 0, spend or 0) < 0:
        raise CellUnusable("bad_number", "reach and spend cannot be below 0")
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


def day_in(text: str, order: DateOrder) -> date:
    """A day written in figures or with the month's name, Italian or English.

    Raises:
        CellUnusable: it is none; the text says why.
    """
    if not text:
        raise CellUnusable("bad_time", "no first day")
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        pass
    try:
        if match := NUMBERS.match(text):
            return _of_figures(match.group(1), match.group(2), match.group(3), order)
        if match := _WORDS.match(text):
            return _of_words(match.group(1), match.group(2), match.group(3))
    except ValueError:
        pass
    raise CellUnusable("bad_time", f"{text!r} is no day")


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


def number_in(text: str) -> float | None:
    """An amount as people write it: `12.000 €`, `1,234.50`, `12000`; None for an empty cell.

    Raises:
        CellUnusable: it is no number.
    """
    bare = re.sub(r"[^\d.,' -]", "", text).strip()
    if not bare:
        if text and any(sign.isalpha() for sign in text):
            raise CellUnusable("bad_number", f"{text!r} is no number")
        return None
    if _GROUPED.fullmatch(bare):
        return float(re.sub(r"[.,' ]", "", bare))
    plain = bare.replace(" ", "").replace("'", "")
    mark = max(plain.rfind("."), plain.rfind(","))
    whole = plain if mark < 0 else re.sub(r"[.,]", "", plain[:mark]) + "." + plain[mark + 1 :]
    try:
        return float(whole)
    except ValueError:
        raise CellUnusable("bad_number", f"{text!r} is no number") from None
