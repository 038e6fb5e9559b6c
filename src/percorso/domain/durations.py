"""How long is `21d` or `30 min`: durations as people write them, in Italian and English."""

import re

MINUTE = 60.0
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEK = 7 * DAY

_UNITS = {
    "s": 1.0, "sec": 1.0, "second": 1.0, "seconds": 1.0, "secondo": 1.0, "secondi": 1.0,
    "m": MINUTE, "min": MINUTE, "minute": MINUTE, "minutes": MINUTE, "minuto": MINUTE,
    "minuti": MINUTE,
    "h": HOUR, "hour": HOUR, "hours": HOUR, "ora": HOUR, "ore": HOUR,
    "d": DAY, "day": DAY, "days": DAY, "g": DAY, "gg": DAY, "giorno": DAY, "giorni": DAY,
    "w": WEEK, "week": WEEK, "weeks": WEEK, "settimana": WEEK, "settimane": WEEK,
}  # fmt: skip
_WRITTEN = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\s*([a-z]+)?", re.IGNORECASE)
_LARGEST_FIRST = (("d", DAY), ("h", HOUR), ("min", MINUTE), ("s", 1.0))
LONGEST_SECONDS = 3650 * DAY


def read_duration(text: str) -> float | None:
    """Seconds of a written duration; None where it is none, or longer than ten years.

    >>> read_duration("30min"), read_duration("1,5 giorni"), read_duration("0")
    (1800.0, 129600.0, 0.0)
    """
    match = _WRITTEN.fullmatch(text.strip())
    if match is None:
        return None
    amount = float(match.group(1).replace(",", "."))
    unit = (match.group(2) or "").casefold()
    if not unit:
        return 0.0 if amount == 0 else None
    seconds = amount * _UNITS[unit] if unit in _UNITS else LONGEST_SECONDS + 1
    return seconds if seconds <= LONGEST_SECONDS else None


def written_duration(seconds: float) -> str:
    """The duration in the largest unit that says it exactly, to the second.

    >>> written_duration(1814400), written_duration(5400), written_duration(0)
    ('21d', '90min', '0')
    """
    whole = round(seconds)
    if whole == 0:
        return "0"
    unit, size = next((unit, size) for unit, size in _LARGEST_FIRST if whole % size == 0)
    return f"{whole / size:.0f}{unit}"
