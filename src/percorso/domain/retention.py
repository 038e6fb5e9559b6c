"""How long each class of data is kept, and what lies longer than that."""

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from percorso.domain.errors import InputError

Unit = Literal["days", "months", "years"]
_WORDS: dict[str, Unit] = {
    "d": "days", "day": "days", "days": "days", "g": "days", "giorno": "days", "giorni": "days",
    "m": "months", "month": "months", "months": "months", "mese": "months", "mesi": "months",
    "y": "years", "year": "years", "years": "years", "a": "years", "anno": "years",
    "anni": "years",
}  # fmt: skip
_WRITTEN = re.compile(r"([1-9][0-9]{0,4})\s*([a-z]+)", re.IGNORECASE)
_LONGEST_YEARS = 100


class PeriodUnreadable(InputError):
    """A time to keep something that is none."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(
            f"--keep wants a time such as 30days, 24months or 10years, up to {_LONGEST_YEARS} "
            f"years; got {text!r}."
        )


class DataClassUnknown(InputError):
    """A class of data there is not."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(
            f"There is no class of data {text!r}. There are: {', '.join(CLASSES)}. "
            "See what each is: percorso retention list"
        )


class RuleUnsigned(InputError):
    """A rule of which nobody says who makes it, and why."""

    def __init__(self) -> None:
        super().__init__(
            "How long data are kept is somebody's decision: --by Paola "
            '--reason "assessment of 20 Nov"'
        )


class RuleChangesNothing(InputError):
    """A rule that is to be changed, and nothing is said that would."""

    def __init__(self, data_class: str) -> None:
        self.data_class = data_class
        super().__init__(
            f"Say what is to hold for {data_class}: --keep 24months, --on, --off, or a time and "
            "one of these."
        )


class AlwaysOn(InputError):
    """A rule that cannot rest."""

    def __init__(self, data_class: str) -> None:
        self.data_class = data_class
        super().__init__(
            f"What is of the class {data_class} always goes by itself; say after how long with "
            "--keep."
        )


@dataclass(frozen=True, slots=True)
class Period:
    """A time by the calendar: so many days, months or years."""

    count: int
    unit: Unit

    def __str__(self) -> str:
        """As people write it.

        >>> str(Period(1, "years")), str(Period(24, "months"))
        ('1 year', '24 months')
        """
        return f"{self.count} {self.unit if self.count > 1 else self.unit[:-1]}"

    def back_from(self, day: date) -> date:
        """The day so long before another; a month that is shorter ends it.

        >>> Period(1, "months").back_from(date(2026, 3, 31)).isoformat()
        '2026-02-28'
        """
        if self.unit == "days":
            return day - timedelta(days=self.count)
        months = day.year * 12 + day.month - 1 - self.count * (12 if self.unit == "years" else 1)
        year, month = divmod(months, 12)
        last = calendar.monthrange(year, month + 1)[1]
        return date(year, month + 1, min(day.day, last))

    def instant_before(self, instant: datetime) -> datetime:
        """The instant so long before another, at the same time of day."""
        return datetime.combine(self.back_from(instant.date()), instant.time())


def read_period(text: str) -> Period:
    """A time as people write it, in Italian or English.

    >>> read_period("24 mesi"), read_period("10years")
    (Period(count=24, unit='months'), Period(count=10, unit='years'))

    Raises:
        PeriodUnreadable: it is none, or too long.
    """
    match = _WRITTEN.fullmatch(text.strip())
    unit = _WORDS.get(match.group(2).casefold()) if match else None
    if match is None or unit is None:
        raise PeriodUnreadable(text)
    found = Period(int(match.group(1)), unit)
    in_a_year = {"days": 366, "months": 12, "years": 1}[unit]
    if found.count > _LONGEST_YEARS * in_a_year:
        raise PeriodUnreadable(text)
    return found


@dataclass(frozen=True, slots=True)
class DataClass:
    """What is kept for one time and one reason.

    Attributes:
        key: Its name.
        what: What is of it.
        counted: What one of it is called, in the plural.
        keep: For how long, where nobody says otherwise.
        why: What that time rests on.
        is_always_on: Whether it goes by itself, whoever says what.
    """

    key: str
    what: str
    counted: str
    keep: Period
    why: str
    is_always_on: bool = False


_PROFILING = "detail for profiling: 12 months, after the Garante's measure of 24 Feb 2005"
_MARKETING = "detail for marketing: 24 months, after the Garante's measure of 24 Feb 2005"
CLASSES = {
    one.key: one
    for one in (
        DataClass("anonymous", "contacts in which nobody is known: browsers without a login",
                  "contacts", Period(12, "months"), _PROFILING),
        DataClass("behaviour", "what known people did on site and app, in search and social media",
                  "contacts", Period(12, "months"), _PROFILING),
        DataClass("contacts", "other contacts of known people: mails, messages, calls, visits, "
                  "reviews", "contacts", Period(24, "months"), _MARKETING),
        DataClass("orders", "contacts about an order, an invoice or a parcel", "contacts",
                  Period(10, "years"), "accounting records: 10 years (Codice civile art. 2220)"),
        DataClass("unread", "raw messages and rows that became no contact", "rows",
                  Period(24, "months"), "they may hold anything: as detail for marketing"),
        DataClass("people", "identifiers, traits and links of people of whom no contact is left",
                  "people", Period(24, "months"), "nobody is served by a name alone"),
        DataClass("proofs", "proofs of what erased people had chosen", "proofs",
                  Period(10, "years"), "ordinary limitation: 10 years (Codice civile art. 2946)"),
        DataClass("exports", "copies that exports left in the workspace: the lake, and what lies "
                  "in its folder exports", "files", Period(90, "days"),
                  "a copy nobody renews serves nobody"),
        DataClass("logs", "the log of what people did on the pages and by commands", "entries",
                  Period(12, "months"), "a log of accesses: 6 months at least (Garante, "
                  "administrators of systems, 27 Nov 2008)"),
        DataClass("rejected", "rejected rows no file was seen to hold", "rows",
                  Period(30, "days"), "time enough to mend a file", is_always_on=True),
    )
}  # fmt: skip
# What is told of in contacts, each of one class.
CONTACT_CLASSES = ("anonymous", "behaviour", "contacts", "orders")


def data_class(key: str) -> DataClass:
    """The class of a name.

    Raises:
        DataClassUnknown: there is no such one.
    """
    if key not in CLASSES:
        raise DataClassUnknown(key)
    return CLASSES[key]


@dataclass(frozen=True, slots=True)
class Rule:
    """How long one class is kept, and whether what is older goes.

    Attributes:
        data_class: The class.
        keep: For how long.
        is_on: Whether older data go when the rules are applied; else they are only told of.
        actor, reason: Who says so and why; empty where nobody has said anything.
        set_at: When, naive UTC; None where nobody has.
    """

    data_class: DataClass
    keep: Period
    is_on: bool
    actor: str = ""
    reason: str = ""
    set_at: datetime | None = None

    def as_json(self) -> dict[str, object]:
        """The same as `--json` prints it."""
        return {
            "class": self.data_class.key,
            "what": self.data_class.what,
            "keep": str(self.keep),
            "on": self.is_on,
            "why": self.data_class.why,
            "by": self.actor,
            "reason": self.reason,
            "set_at": self.set_at and f"{self.set_at.isoformat()}Z",
        }


def usual_rule(known: DataClass) -> Rule:
    """What holds for a class of which nobody has said anything."""
    return Rule(known, known.keep, known.is_always_on)


@dataclass(frozen=True, slots=True)
class Overdue:
    """What of a class lies longer than its rule allows.

    Attributes:
        rule: The rule.
        before: What is older than this day is meant.
        count: How much goes, or would if the rule were on.
        oldest: The day of the oldest; None where there is none.
        restricted: How much stays since its person asked to have it kept (GDPR 18).
        needed: How much stays since something younger needs it.
    """

    rule: Rule
    before: date
    count: int
    oldest: date | None = None
    restricted: int = 0
    needed: int = 0

    def as_json(self) -> dict[str, object]:
        """The same as `--json` prints it."""
        return {
            "class": self.rule.data_class.key,
            "counted": self.rule.data_class.counted,
            "keep": str(self.rule.keep),
            "on": self.rule.is_on,
            "before": self.before.isoformat(),
            "count": self.count,
            "oldest": self.oldest and self.oldest.isoformat(),
            "restricted": self.restricted,
            "needed": self.needed,
            "why": self.rule.reason or self.rule.data_class.why,
        }


@dataclass(frozen=True, slots=True)
class RetentionReport:
    """What lies longer than the rules allow, and what of it went.

    Attributes:
        overdue: Each class.
        messages, segments: How many rows of the archive go, and segments of it are written anew;
            None where nothing was.
        number: Of the run in the log; None where nothing was done.
    """

    overdue: Sequence[Overdue] = field(default=())
    messages: int | None = None
    segments: int | None = None
    number: int | None = None

    @property
    def going(self) -> list[Overdue]:
        """What goes when the rules are applied."""
        return [one for one in self.overdue if one.rule.is_on and one.count]

    @property
    def counts(self) -> dict[str, int]:
        """What the log keeps of a run."""
        told = {one.rule.data_class.key: one.count for one in self.overdue if one.rule.is_on}
        return {**told, "messages": self.messages or 0, "segments": self.segments or 0}

    def as_json(self) -> dict[str, object]:
        """The same as `--json` prints it."""
        return {
            "classes": [one.as_json() for one in self.overdue],
            "messages": self.messages,
            "segments": self.segments,
            "number": self.number,
        }
