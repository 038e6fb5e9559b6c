"""What does a stored number say: a date, a time of day, a padded code, or just a number?"""

import math
import re
from datetime import datetime, timedelta
from decimal import Decimal

# Number formats every workbook knows without writing them down (ECMA-376, 18.8.30).
_DATES = frozenset({14, 15, 16, 17, *range(27, 37), *range(50, 59)})
_TIMES = frozenset({18, 19, 20, 21, 45, 47})
_DAY_AND_TIME = frozenset({22})
_ELAPSED = frozenset({46})

_NOT_SHOWN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)
_WHOLE = re.compile(r"-?\d{1,15}")
_ESCAPED = re.compile("_x(00(?:0[1-9A-Fa-f]|1[0-9A-Fa-f]|5F|5f))_")
_LATEST_DAY = 2_958_466

Kind = str


def kind_of_format(number: int, code: str | None) -> Kind:
    """What cells of a number format hold: `number`, `date`, `time`, `moment`, `elapsed`.

    `zeros:5` stands for a whole number padded to five digits, as codes and postcodes are.

    >>> kind_of_format(164, 'dd/mm/yyyy hh:mm'), kind_of_format(164, '#,##0.00 "h"')
    ('moment', 'number')
    """
    if code is None:
        known = (("date", _DATES), ("time", _TIMES), ("moment", _DAY_AND_TIME),
                 ("elapsed", _ELAPSED))  # fmt: skip
        return next((kind for kind, numbers in known if number in numbers), "number")
    if re.fullmatch("0{2,20}", code):
        return f"zeros:{len(code)}"
    shown = _NOT_SHOWN.sub("", code).split(";")[0].lower()
    if shown in {"general", "standard", "@"} or "#" in shown:
        return "number"
    if "[" in shown:
        return "elapsed"
    has_clock = "h" in shown or "s" in shown
    if "d" in shown or "y" in shown or ("m" in shown and not has_clock):
        return "moment" if has_clock else "date"
    return "time" if has_clock else "number"


def unescaped(text: str) -> str:
    r"""A text with the control signs that XML cannot hold, which workbooks write as `_x000D_`.

    >>> unescaped("a_x000A_b _x005F_x000A_ _xD800_")
    'a\nb _x000A_ _xD800_'
    """
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def text_of_number(stored: str, kind: Kind, *, since_1904: bool) -> str:
    """A stored number as text: ISO dates and times without a zone, else the plain number.

    >>> text_of_number("46084.5", "date", since_1904=False)
    '2026-03-03T12:00:00'
    >>> text_of_number("80121", "zeros:6", since_1904=False)
    '080121'
    """
    if kind == "number" and _WHOLE.fullmatch(stored):
        return stored
    try:
        value = float(stored)
    except ValueError:
        return stored
    if not math.isfinite(value):
        return stored
    if kind.startswith("zeros:") and value == int(value) >= 0:
        return _plain(value).zfill(int(kind[6:]))
    if kind in {"number", "zeros"} or kind.startswith("zeros:") or not 0 <= value < _LATEST_DAY:
        return _plain(value)
    return _moment(value, kind, since_1904=since_1904)


def _plain(value: float) -> str:
    """The number as a spreadsheet shows it: fifteen digits, never an exponent."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    text = f"{value:.15g}"
    return f"{Decimal(text):f}" if "e" in text else text


def _moment(value: float, kind: Kind, *, since_1904: bool) -> str:
    milliseconds = round(value * 86_400_000)
    if kind == "elapsed" or (kind == "time" and value < 1):
        return _clock(milliseconds)
    # A spreadsheet of 1900 believes in a 29 February 1900: days before it count one less.
    first = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30 + (value < 60))
    moment = first + timedelta(milliseconds=milliseconds)
    if kind == "date" and milliseconds % 86_400_000 == 0:
        return moment.date().isoformat()
    return moment.isoformat(timespec="milliseconds" if moment.microsecond else "seconds")


def _clock(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    text = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return f"{text}.{rest:03d}" if rest else text
