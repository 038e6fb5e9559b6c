"""When somebody says to be born, as people write it in Italy."""

import re
from datetime import date

_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_EARLIEST_YEAR = 1900


def birth_date(text: str) -> date | None:
    """The day a text names, the day before the month; None where it names none.

    The first of January of 1900 and 1970 are what programs write for an empty field.

    >>> birth_date("1980-02-01") == birth_date("01/02/1980") == birth_date("1980-02-01T00:00Z")
    True
    >>> birth_date("spring") is birth_date("31/02/1980") is birth_date("1970-01-01")
    True
    """
    text = text.strip()
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := _DAY_FIRST.fullmatch(text):
        day, month, year = map(int, found.groups())
    else:
        return None
    try:
        said = date(year, month, day)
    except ValueError:
        return None
    is_empty = (month, day) == (1, 1) and year in (1900, 1970)
    return None if is_empty or year < _EARLIEST_YEAR else said
