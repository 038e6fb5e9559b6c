"""How is a time written? The shape of one text, as a format the warehouse can read."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from percorso.domain.mapping import DateOrder, Mapping

EPOCHS = ("epoch_s", "epoch_ms", "epoch_us")
# Days since 30 December 1899, as spreadsheets count them: local time, told by the whole column.
SERIAL_DAYS = "serial_days"
# From 1970 to 2099, so that neither a postcode nor an order number of five digits is a day.
_SERIAL_DAY = re.compile(
    r"(?:2556[9]|255[7-9]\d|25[6-9]\d{2}|2[6-9]\d{3}|[3-6]\d{4}|7[0-2]\d{3})(?:[.,]\d+)?"
)

_DIGITS_ALONE = re.compile(r"\d+(?:[.,]\d+)?")

# Beginnings of Italian and English month names; the first three letters decide.
MONTHS = {
    "gen": "Jan", "jan": "Jan", "feb": "Feb", "mar": "Mar", "apr": "Apr", "mag": "May",
    "may": "May", "giu": "Jun", "jun": "Jun", "lug": "Jul", "jul": "Jul", "ago": "Aug",
    "aug": "Aug", "set": "Sep", "sep": "Sep", "ott": "Oct", "oct": "Oct", "nov": "Nov",
    "dic": "Dec", "dec": "Dec",
}  # fmt: skip

# A workbook writes a day of its own with the clock at midnight; the clock beside it counts.
MIDNIGHT = r"[T ]00:00:00(?:\.0+)?$"

# The same three patterns are used here and in SQL, so both read one text alike.
# An offset only counts after a time of day: the end of 2024-07-01 is none.
# Offsets reach from -18 to +18 hours, as zones on Earth never pass.
OFFSET_TAIL = r"(Z|z|UTC|GMT|[+-](?:0[0-9]|1[0-8])(?::?[0-5][0-9])?)(?: ?\([A-Za-z ]+\))?$"
OFFSET = r"(?:[0-9]:[0-9]{2}(?:[.,][0-9]+)?|T[0-9]{4,6}(?:[.,][0-9]+)?) ?" + OFFSET_TAIL
# A word before "5 Jan" names the weekday; the one before "5, 2024" is the month itself.
WEEKDAY = r"^[A-Za-z]+ì?(?:[,.]? +([0-9]{1,2}[ °º-][A-Za-z ])|, +([A-Za-z]))"
ORDINAL = r"\b([0-9]{1,2})(?:st|nd|rd|th|°|º)"
_MONTH_WORD = re.compile(r"([A-Za-z]{3})[A-Za-z]*\.?")

_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})(?P<mark>[:.])(?P<minute>\d{2})(?:(?P=mark)(?P<second>\d{2})"
    r"(?P<fraction>[.,]\d{1,9})?)?(?P<gap> ?)(?P<half>[AaPp][Mm])?"
)
_DATES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?:19|20)\d{2}-\d{1,2}-\d{1,2}"), "%Y-%m-%d"),
    (re.compile(r"(?:19|20)\d{2}/\d{1,2}/\d{1,2}"), "%Y/%m/%d"),
    (re.compile(r"(?:19|20)\d{2}\.\d{1,2}\.\d{1,2}"), "%Y.%m.%d"),
    (re.compile(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"), "%Y%m%d"),
    (re.compile(r"\d{1,2}/\d{1,2}/\d{4}"), "%d/%m/%Y"),
    (re.compile(r"\d{1,2}-\d{1,2}-\d{4}"), "%d-%m-%Y"),
    (re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}"), "%d.%m.%Y"),
    (re.compile(r"\d{1,2}/\d{1,2}/\d{2}"), "%d/%m/%y"),
    (re.compile(r"\d{1,2}-\d{1,2}-\d{2}"), "%d-%m-%y"),
    (re.compile(r"\d{1,2}\.\d{1,2}\.\d{2}"), "%d.%m.%y"),
    (re.compile(r"\d{1,2} [A-Z][a-z]{2} \d{4}"), "%d %b %Y"),
    (re.compile(r"\d{1,2} [A-Z][a-z]{2} \d{2}"), "%d %b %y"),
    (re.compile(r"\d{1,2}/[A-Z][a-z]{2}/\d{4}"), "%d/%b/%Y"),
    (re.compile(r"\d{1,2}/[A-Z][a-z]{2}/\d{2}"), "%d/%b/%y"),
    (re.compile(r"\d{1,2}-[A-Z][a-z]{2}-\d{4}"), "%d-%b-%Y"),
    (re.compile(r"\d{1,2}-[A-Z][a-z]{2}-\d{2}"), "%d-%b-%y"),
    (re.compile(r"[A-Z][a-z]{2} \d{1,2}, \d{4}"), "%b %d, %Y"),
    (re.compile(r"[A-Z][a-z]{2} \d{1,2} \d{4}"), "%b %d %Y"),
)
_COMPACT_CLOCKS = {4: "%H%M", 6: "%H%M%S"}
# What people write between a day and its clock, besides a blank.
_WORDS_BETWEEN = r",? (?:alle ore|alle|ore|h|at|-|–) "
_BETWEEN = re.compile(
    rf"({_WORDS_BETWEEN}|T|, | )"
    r"(\d{1,2}[:.]\d{2}[^T]*|(?<=\d{8}.)(?:\d{4}|\d{6}))$"
)
_FORM = re.compile(rf"(.*?)(?:({_WORDS_BETWEEN}|T|, | )(%[HI].*))?")
_EPOCH = re.compile(r"(\d{9,10}(?:[.,]\d+)?)|(\d{12,13})|(\d{15,16})")


def format_of(text: str) -> str | None:
    """The format one text is written in, or None when it is no time.

    Day and month in numbers come back day first (`%d/%m/%Y`): `with_date_order` turns them.

    >>> format_of("2012/10/09 14:50:17.000"), format_of("1 gen 2024, 9:05 PM")
    ('%Y/%m/%d %H:%M:%S.%n', '%d %b %Y, %I:%M %p')
    """
    plain = _plain(text)
    day, between, clock = _split(plain)
    shape = next((form for pattern, form in _DATES if pattern.fullmatch(day)), None)
    if shape is None:
        return _compact(plain) or _epoch(plain)
    if not clock:
        return shape
    form = _clock_format(clock) or (_compact_clock(clock) if shape == "%Y%m%d" else None)
    return f"{shape}{between}{form}" if form else None


def _plain(text: str) -> str:
    """The text without offset and weekday, months as English abbreviations."""
    text = text.strip()
    if found := re.search(OFFSET, text):
        text = text[: found.start(1)].rstrip()
    text = re.sub(ORDINAL, r"\1", re.sub(WEEKDAY, r"\1\2", text))
    return _MONTH_WORD.sub(lambda word: MONTHS.get(word[1].lower(), word[0]), text)


def _split(plain: str) -> tuple[str, str, str]:
    """Day, what stands between, and clock (the last two empty where only a day is written)."""
    found = _BETWEEN.search(plain)
    if found is None:
        return plain, "", ""
    return plain[: found.start()], found[1], found[2]


def _clock_format(clock: str) -> str | None:
    found = _CLOCK.fullmatch(clock)
    if found is None:
        return None
    mark = found["mark"]
    form = ("%I" if found["half"] else "%H") + f"{mark}%M"
    if found["second"]:
        form += f"{mark}%S"
    if found["fraction"]:
        form += f"{found['fraction'][0]}%n"
    return form + (f"{found['gap']}%p" if found["half"] else "")


def _compact_clock(clock: str) -> str | None:
    return _COMPACT_CLOCKS.get(len(clock)) if clock.isdigit() else None


def _compact(plain: str) -> str | None:
    """Twelve or fourteen digits that are a day and a time of day."""
    if not plain.isdigit() or len(plain) not in (12, 14):
        return None
    form = "%Y%m%d%H%M" + ("%S" if len(plain) == 14 else "")
    try:
        year = datetime.strptime(plain, form).year
    except ValueError:
        return None
    return form if 1970 <= year < 2100 else None


def _epoch(plain: str) -> str | None:
    """Seconds, ms or µs since 1970; nine digits or more, so no number of an order is taken."""
    found = _EPOCH.fullmatch(plain)
    return EPOCHS[found.lastindex - 1] if found and found.lastindex else None


def are_serial_days(values: Sequence[str]) -> bool:
    """Whether the numbers among texts are days as spreadsheets count them, from 1970 to 2099.

    Words beside them do not matter, as long as most texts are such days; another number does.

    >>> are_serial_days(["44927.5", "46084", "soon"]), are_serial_days(["44927", "20121"])
    (True, False)
    """
    numbers = [value for value in values if _DIGITS_ALONE.fullmatch(value)]
    return 2 * len(numbers) > len(values) and all(_SERIAL_DAY.fullmatch(one) for one in numbers)


def formats_of(values: Iterable[str]) -> tuple[Counter[str], int]:
    """How often each format occurs among texts, and how many of them are no time."""
    found = Counter(format_of(value) or "" for value in values)
    unreadable = found.pop("", 0)
    return found, unreadable


def with_siblings(formats: Sequence[str]) -> tuple[str, ...]:
    """The formats seen, then those that differ only in how much of the clock is written.

    A sample of whole minutes must not cost the row with seconds its time.
    """
    every = dict.fromkeys(formats)
    for form in formats:
        every.update(dict.fromkeys(_clock_siblings(form)))
    return tuple(every)


def day_of(form: str) -> str:
    """The part of a format that tells the day; the whole where it is one with the clock."""
    found = _FORM.fullmatch(form)
    return found[1] if found and found[3] else form


def _clock_siblings(form: str) -> tuple[str, ...]:
    if form in (*EPOCHS, SERIAL_DAYS) or form.startswith("%Y%m%d%H"):
        return ()
    day, between, clock = _FORM.fullmatch(form).groups()  # type: ignore[union-attr]
    betweens = (" ", "T") if day in {"%Y-%m-%d", "%Y%m%d"} else (between or " ",)
    return (*(f"{day}{sign}{time}" for time in _clocks(day, clock) for sign in betweens), day)


def _clocks(day: str, clock: str | None) -> tuple[str, ...]:
    """The ways to write the same clock: with seconds, without, with a fraction."""
    if day == "%Y%m%d":
        return ("%H%M%S", "%H%M", "%H:%M:%S", "%H:%M")
    hour, mark = (clock[:2], clock[2]) if clock else ("%H", ":")
    half = (" %p" if " %p" in clock else "%p") if clock and "%p" in clock else ""
    fraction = ",%n" if clock and ",%n" in clock else ".%n"
    minutes = f"{hour}{mark}%M"
    seconds = f"{minutes}{mark}%S"
    return (f"{seconds}{half}", f"{minutes}{half}", f"{seconds}{fraction}{half}")


def needs_date_order(mapping: Mapping) -> bool:
    """Whether numbers alone do not say which is day and which month."""
    return mapping.date_order is None and any(
        re.match(r"%d([/.-])%m\1", form) for form in mapping.time_formats
    )


def with_date_order(mapping: Mapping, date_order: DateOrder) -> Mapping:
    """The mapping with the order of day and month settled, and its formats turned to it."""
    formats = tuple(_turned(form, date_order) for form in mapping.time_formats)
    return replace(mapping, time_formats=formats, date_order=date_order)


def _turned(form: str, date_order: DateOrder) -> str:
    if date_order == "mdy":
        return re.sub(r"^%d([/.-])%m\1", r"%m\1%d\1", form)
    if date_order == "ymd":
        return re.sub(r"^%d([/.-])%m\1%y", r"%y\1%m\1%d", form)
    return form
