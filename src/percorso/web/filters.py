"""What a map is filtered by, as its address says it and as a form shows it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from percorso.domain.catalogue import CHANNELS
from percorso.workspace import ComparedWith

USUAL_JOURNEY = "lifecycle"
ALL, OWN = "all", "own"
PRESETS = (ALL, "7", "30", "90", "365", OWN)
BEFORE, YEAR_BEFORE = "before", "year"
COMPARISONS = ("", BEFORE, YEAR_BEFORE)
# Other customers: everybody, or those of a segment by its key.
EVERYBODY, INSIDE = "everybody", "in:"
_KEY = re.compile(r"[a-z0-9_]{1,100}")
_YEAR = timedelta(days=364)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a map is filtered by.

    Attributes:
        journey: Key of the definition.
        period: A preset, counted back from the last day of the data; or `own`.
        since, last: Of own dates: first and last day.
        channel: Key of a channel that customers have used; empty is any.
        compare: What with: the period before, the same days a year before (52 weeks, so that
            days of the week agree), everybody, those in a segment (`in:KEY`), or nothing.
        segment: Key of the segment customers are in; empty is everybody.
    """

    journey: str = USUAL_JOURNEY
    period: str = ALL
    since: date | None = None
    last: date | None = None
    channel: str = ""
    compare: str = ""
    segment: str = ""

    @classmethod
    def read(cls, told: Mapping[str, str]) -> "Filters":
        """Those of an address; what means nothing is left out.

        >>> Filters.read({"period": "30", "channel": "nowhere"}) == Filters(period="30")
        True
        """
        period = told.get("period", ALL)
        since, last = _day(told.get("since", "")), _day(told.get("last", ""))
        is_own = period == OWN and (since or last) and (not since or not last or since <= last)
        channel, compare = told.get("channel", ""), told.get("compare", "")
        segment = told.get("segment", "")
        return cls(
            journey=told.get("journey", "") or USUAL_JOURNEY,
            period=period if period in PRESETS and (period != OWN or is_own) else ALL,
            since=since if is_own else None,
            last=last if is_own else None,
            channel=channel if channel in CHANNELS else "",
            compare=compare if _can_compare(compare, period) else "",
            segment=segment if _KEY.fullmatch(segment) else "",
        )

    @property
    def are_usual(self) -> bool:
        """Whether nothing is filtered."""
        return self == Filters()

    @property
    def has_period_before(self) -> bool:
        """Whether there is a period, and what it is compared with is the one before, or nothing."""
        is_bounded = self.period not in (ALL, OWN) or bool(self.since and self.last)
        return is_bounded and self.compare in ("", BEFORE)

    def query(self) -> str:
        """The part of an address that says the same; empty where nothing is filtered."""
        told = {
            "journey": "" if self.journey == USUAL_JOURNEY else self.journey,
            "period": "" if self.period == ALL else self.period,
            "since": self.since.isoformat() if self.since else "",
            "last": self.last.isoformat() if self.last else "",
            "channel": self.channel,
            "segment": self.segment,
            "compare": self.compare,
        }
        return urlencode({name: value for name, value in told.items() if value})

    def asked(self, last_day: date | None) -> dict[str, Any]:
        """The same as `Workspace.map` is asked.

        Args:
            last_day: The last day that has data.
        """
        since, until = self._days(last_day)
        return {
            "journey": self.journey,
            "since": since,
            "until": until,
            "where": f"channel = {self.channel}" if self.channel else None,
            "segment": self.segment or None,
            "compared_with": self._compared(since, until),
        }

    def _days(self, last_day: date | None) -> tuple[date | None, date | None]:
        """The first day, and the one after the last."""
        if self.period == OWN:
            return self.since, self.last and self.last + timedelta(days=1)
        if self.period == ALL or last_day is None:
            return None, None
        until = last_day + timedelta(days=1)
        return until - timedelta(days=int(self.period)), until

    def _compared(self, since: date | None, until: date | None) -> ComparedWith | None:
        if self.compare == EVERYBODY:
            return ComparedWith()
        if self.compare.startswith(INSIDE):
            return ComparedWith(segment=self.compare.removeprefix(INSIDE))
        if not self.compare or since is None or until is None:
            return None
        back = until - since if self.compare == BEFORE else _YEAR
        return ComparedWith(since - back, until - back)


def _can_compare(compare: str, period: str) -> bool:
    if compare.startswith(INSIDE):
        return _KEY.fullmatch(compare.removeprefix(INSIDE)) is not None
    return compare == EVERYBODY or (compare in COMPARISONS and period != ALL)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
