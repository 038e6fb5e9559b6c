"""How the drawing speaks: words, numbers, dates and durations of one language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from babel.numbers import get_decimal_symbol, get_group_symbol

from percorso.domain.journey_map import Estimate, JourneyMap, PeriodOnMap
from percorso.drawing.words import WORDS

MINUS = "−"
_NO_BREAK = "\u00a0"


@cache
def _symbols(code: str) -> tuple[str, str]:
    """Decimal and group mark of a language."""
    locale = Locale.parse(code)
    return get_decimal_symbol(locale), get_group_symbol(locale)


@dataclass(frozen=True, slots=True)
class Language:
    """One language of the drawing: `it` or `en`.

    Attributes:
        code: the language's code.
        words: every text of the drawing by key; the table of the code by default.
    """

    code: str
    words: Mapping[str, str] = field(default_factory=dict)

    def say(self, key: str, **values: str) -> str:
        """The text of a key, with its places filled."""
        return self._text(key).format(**values)

    def plural(self, key: str, count: int, **values: str) -> str:
        """The form of a text that agrees with a count."""
        one, _, many = self._text(key).partition("|")
        return (one if count == 1 or not many else many).format(**values)

    def counted(self, key: str, count: int) -> str:
        """A number with its noun: `1 cliente`, `48.210 clienti`."""
        return f"{self.number(count)} {self.plural(key, count)}"

    def number(self, value: float, digits: int = 0) -> str:
        """A number with grouped thousands: `48.210`, `4,4`."""
        decimal, group = _symbols(self.code)
        whole, _, rest = f"{abs(value):,.{digits}f}".partition(".")
        sign = MINUS if value < 0 and (whole + rest).strip("0,") else ""
        return sign + whole.replace(",", group) + (decimal + rest if rest else "")

    def compact(self, value: int) -> str:
        """A number of at most three significant places: `4,2 Mln`, `48.210`."""
        for size, unit in ((1_000_000_000, "billion"), (1_000_000, "million")):
            if value >= size:
                scaled = value / size
                digits = 1 if scaled < 100 else 0
                return f"{self.number(scaled, digits)}{_NO_BREAK}{self.say(unit)}"
        return self.number(value)

    def share(self, value: float | None, digits: int = 0) -> str:
        """A share as percent; never 0 or 100 unless it is: `14,4 %`, `<1 %`, `14.4%`."""
        if value is None:
            return "–"
        least = 10**-digits
        percent = value * 100
        if 0 < percent < least / 2:
            return "<" + self._percent(self.number(least, digits))
        if 100 - least / 2 < percent < 100:
            return ">" + self._percent(self.number(100 - least, digits))
        return self._percent(self.number(percent, digits))

    def signed(self, value: float, digits: int = 2) -> str:
        """A number that carries its sign: `+0,31`, `−0,28`, `0,00`."""
        text = self.number(value, digits)
        return text if text.startswith(MINUS) or not text.strip("0,.") else "+" + text

    def stars(self, emotion: float) -> str:
        """An emotion level (-1..1) as stars from 1 to 5: `3,6`."""
        return self.number(3 + 2 * emotion, 1)

    def interval(self, estimate: Estimate, digits: int = 1) -> str | None:
        """The interval of a share, or None where it has none: `14,1–14,7 %`."""
        low, high = estimate["low"], estimate["high"]
        if low is None or high is None:
            return None
        low_text = self.number(low * 100, digits)
        return self.say(
            "interval", low=low_text, high=self._percent(self.number(high * 100, digits))
        )

    def duration(self, seconds: float | None) -> str:
        """A time span in two units at most: `22 min`, `5 h 10 min`, `1 gg 6 h`, `38 gg`."""
        if seconds is None:
            return ""
        return f"{_NO_BREAK}".join(
            f"{self.number(amount)}{_NO_BREAK}{self.say(unit)}"
            for amount, unit in _two_units(max(0.0, seconds))
        )

    def day(self, instant: str, zone: str, *, with_year: bool = False) -> str:
        """An ISO instant as a day of the zone: `24 ott`, `24 Oct 2026`."""
        return self._day(_local(instant, zone).date(), with_year=with_year)

    def period(self, first: date, last: date, *, this_year: int) -> str:
        """A span of days: `24 ott – 22 nov`; years only where they are not this one."""
        if first == last:
            return self._day(first, with_year=first.year != this_year)
        with_year = {first.year, last.year} != {this_year}
        start_year = with_year and first.year != last.year
        start = self._day(first, with_year=start_year)
        return f"{start} – {self._day(last, with_year=with_year)}"

    def _text(self, key: str) -> str:
        return (self.words or WORDS[self.code])[key]

    def _percent(self, number: str) -> str:
        return f"{number}{_NO_BREAK}%" if self.code == "it" else f"{number}%"

    def _day(self, day: date, *, with_year: bool) -> str:
        return format_date(day, "d MMM y" if with_year else "d MMM", locale=self.code)


def language_of(journey_map: JourneyMap, code: str | None) -> Language:
    """The language asked for, or the map's own; English where neither is known."""
    wanted = code or journey_map["language"]
    return Language(wanted if wanted in WORDS else "en")


def days_of(journey_map: JourneyMap) -> tuple[date, date] | None:
    """First and last day a map speaks of, in its zone; None where nothing says so.

    The period's end is exclusive, so a midnight there means the day before.
    """
    zone = journey_map["time_zone"]
    sources = journey_map["sources"]
    known_from = [s["from"] for s in sources if s["from"]]
    known_to = [s["to"] for s in sources if s["to"]]
    period: PeriodOnMap = journey_map["period"]
    start = period["from"] or min(known_from, default=None)
    last = max(known_to, default=None) or journey_map["data_until"]
    if start is None or (last is None and period["to"] is None):
        return None
    first_day = _local(start, zone).date()
    if period["to"] is not None:
        end = _local(period["to"], zone) - timedelta(microseconds=1)
        return first_day, max(first_day, end.date())
    return first_day, max(first_day, _local(last or start, zone).date())


def _local(instant: str, zone: str) -> datetime:
    """An ISO 8601 instant (UTC where it names no offset) on the clock of a zone."""
    moment = datetime.fromisoformat(instant)
    utc = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo("UTC"))
    return utc.astimezone(ZoneInfo(zone))


def _two_units(seconds: float) -> tuple[tuple[float, str], ...]:
    """A span as one or two (amount, unit) pairs; small remainders are left out."""
    if seconds < 59.5:
        return ((round(seconds), "unit_second"),)
    minutes = round(seconds / 60)
    if minutes < 60:
        return ((minutes, "unit_minute"),)
    if minutes < 600:
        hours, rest = divmod(minutes, 60)
        return _pair(hours, "unit_hour", rest, "unit_minute")
    hours = round(seconds / 3600)
    if hours < 24:
        return ((hours, "unit_hour"),)
    if hours < 240:
        days, rest = divmod(hours, 24)
        return _pair(days, "unit_day", rest, "unit_hour")
    return ((round(seconds / 86400), "unit_day"),)


def _pair(
    large: float, large_unit: str, small: float, small_unit: str
) -> tuple[tuple[float, str], ...]:
    both = ((large, large_unit), (small, small_unit))
    return both if small else both[:1]
