"""What is said of how times were read: in a load's report and beside a source's profile."""

import re
from collections.abc import Sequence

from percorso.collect.time_shape import EPOCHS, SERIAL_DAYS, day_of
from percorso.domain.mapping import Mapping

_PARTS = {"d": "day", "m": "month", "b": "month", "y": "year", "Y": "year"}
_COUNTED = {
    **dict.fromkeys(EPOCHS, "counted from 1970 on"),
    SERIAL_DAYS: "counted as spreadsheets do",
}


def times_said(mapping: Mapping) -> list[str]:
    """How a file's times are read, a short line each; the order of its dates is settled."""
    lines = [f"times are read as: {form}" for form in mapping.time_formats[:1]]
    if mapping.date_order:
        lines.append(f"order of the date: {mapping.date_order}")
    return lines


def days_said(formats: Sequence[str]) -> list[str]:
    """How the days of the last file were read, a line for each way to write them.

    >>> days_said(["%d %b %Y %H:%M", "%d %b %Y"])
    ['days of the last file: %d %b %Y (day, month, year)']
    """
    days = dict.fromkeys(day_of(form) for form in formats)
    return [f"days of the last file: {day} ({_in_words(day)})" for day in days]


def _in_words(day: str) -> str:
    return _COUNTED.get(day) or ", ".join(_PARTS[sign] for sign in re.findall("%([dmbyY])", day))
