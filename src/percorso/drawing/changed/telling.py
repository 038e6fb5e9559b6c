"""What changed as sentences, section by section: the same for pages, terminal and paper."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from babel.numbers import format_currency

from percorso.domain.changed import (
    PARTS,
    Changed,
    ChangedFinding,
    ChangedNumber,
    OpenJourneys,
    Part,
    RejectedRows,
    SilentSource,
)
from percorso.domain.money import decimals_of
from percorso.drawing.comparison.amounts import difference_text, this_value, value_text
from percorso.drawing.language import MINUS, Language

_UNITS = {
    "conversion": "decided", "visits_per_journey": "journeys", "reach": "journeys",
    "success_after": "decided", "median_seconds": "waits", "median_seconds_after": "waits",
    "median_seconds_to_next": "waits", "emotion": "ratings", "rating": "ratings",
    "nps": "answers", "csat": "answers", "ces": "answers", "share_out": "visits",
    "success_of_begun": "journeys",
    "journeys": "journeys", "customers": "customers", "contacts": "contacts", "orders": "orders",
    "revenue": "orders", "ratings": "ratings",
}  # fmt: skip
_OF_SUCCESS = ("conversion", "success_of_begun")
_CHANGES = ("more", "less")
_NO_CHANGES = ("unsure", "steady", "few")
_MOST = 8


@dataclass(frozen=True, slots=True)
class Told:
    """One thing in words.

    Attributes:
        verdict: Key of what can be said: more, less, steady, few, new, gone or fact.
        said: The same in a word or two.
        text: The sentence.
        small: Interval and n, or why.
        subject, key, to, measure: What it is about.
    """

    verdict: str
    said: str
    text: str
    small: str
    subject: str = ""
    key: str = ""
    to: str | None = None
    measure: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Things of one kind; `rest` says what is not listed."""

    key: str
    title: str
    told: tuple[Told, ...]
    rest: str


@dataclass(frozen=True, slots=True)
class Story:
    """All that is told of what changed.

    Attributes:
        title: What it is.
        periods: Which days, against which.
        notes: How it was judged, and what the reader must know.
        sections: Kind by kind.
    """

    title: str
    periods: str
    notes: tuple[str, ...]
    sections: tuple[Section, ...]


def story_of(changed: Changed, most: int = _MOST) -> Story:
    """What changed, in the language of its names.

    Args:
        changed: What was found.
        most: Changes of a kind that are listed; the others are counted.
    """
    teller = _Teller(changed, Language(changed.language), most)
    return Story(
        teller.language.say("changed_title"),
        teller.periods(),
        tuple(teller.notes()),
        (*(teller.part(part) for part in PARTS), teller.findings(), teller.arrivals()),
    )


def told_number(changed: Changed, one: ChangedNumber) -> Told:
    """One number in words."""
    return _Teller(changed, Language(changed.language), 0).number(one)


class _Teller:
    def __init__(self, changed: Changed, language: Language, most: int) -> None:
        self._changed = changed
        self.language = language
        self._most = most

    def periods(self) -> str:
        changed, day = self._changed, self._day
        days = self.language.number((changed.last - changed.first).days + 1)
        return self.language.say(
            "changed_periods", first=day(changed.first), last=day(changed.last), days=days,
            first_other=day(changed.other[0]), last_other=day(changed.other[1]),
        )  # fmt: skip

    def notes(self) -> Iterable[str]:
        changed, say = self._changed, self.language.say
        if not changed.is_whole and changed.data_from is not None:
            yield say("changed_not_whole", day=self._day(changed.data_from))
        if changed.segment:
            yield say("changed_segment", segment=changed.segment)
        counts = {
            verdict: sum(one.verdict in kinds for one in changed.numbers)
            for verdict, kinds in
            (("changed", _CHANGES), *((kind, (kind,)) for kind in _NO_CHANGES))
        }  # fmt: skip
        number = self.language.number
        yield say("changed_judged", all=number(len(changed.numbers)),
                  **{name: number(count) for name, count in counts.items()})  # fmt: skip
        if changed.open_journeys is not None and changed.open_journeys.are_most:
            yield say("changed_early", **self._open_counts(changed.open_journeys))
        if changed.followed_until and changed.other_followed_until:
            until, other = (
                self.language.day(text, changed.time_zone, with_year=True)
                for text in (changed.followed_until, changed.other_followed_until)
            )
            yield say("changed_followed", until=until, until_other=other)

    def part(self, part: Part) -> Section:
        of_part = self._changed.of_part(part)
        changes = [one for one in of_part if one.verdict in _CHANGES]
        listed: Sequence[ChangedNumber] = of_part if part == "totals" else changes[: self._most]
        rest = "" if part == "totals" else self._rest(of_part, len(changes) - len(listed))
        told = tuple(self.number(one) for one in listed)
        return Section(part, self.language.say(f"part_{part}"), told, rest)

    def _rest(self, of_part: Sequence[ChangedNumber], unlisted: int) -> str:
        say, number = self.language.say, self.language.number
        if not of_part:
            return say("changed_nothing")
        counts = {
            verdict: number(sum(one.verdict == verdict for one in of_part))
            for verdict in _NO_CHANGES
        }
        has_any = any(one.verdict in _CHANGES for one in of_part)
        said = [] if has_any else [say("changed_none")]
        if unlisted > 0:
            said.append(say("changed_more", count=number(unlisted)))
        return " ".join([*said, say("changed_rest", **counts)])

    def number(self, one: ChangedNumber) -> Told:
        difference, is_change = one.difference, one.verdict in _CHANGES
        values = {
            "name": one.name, "measure": self.language.say(f"measure_{one.measure}"),
            "this": self._value(one.measure, this_value(difference)),
            "other": self._value(one.measure, difference["other"]),
            "change": self._difference(one.measure, difference["value"], difference["other"]),
        }  # fmt: skip
        key = ("changed_line" if is_change else "changed_steady") if one.name else (
            "changed_whole" if is_change else "changed_whole_steady"
        )  # fmt: skip
        text = self.language.say(key, **values)
        return Told(
            one.verdict, self.language.say(f"verdict_{one.verdict}"),
            text[:1].upper() + text[1:], self._small(one), one.subject, one.key, one.to,
            one.measure,
        )  # fmt: skip

    def _small(self, one: ChangedNumber) -> str:
        difference = one.difference
        unit = _UNITS.get(one.measure, "journeys" if one.subject == "stage" else "visits")
        n, other = (
            self.language.counted(f"n_{unit}", difference[side]) for side in ("n", "n_other")
        )
        if difference["low"] is None:
            return self.language.say("changed_counts", n=n, n_other=other)
        low, high = (self._difference(one.measure, difference[bound]) for bound in ("low", "high"))
        said = self.language.say("changed_interval", low=low, high=high, n=n, n_other=other)
        return said + self._undecided(one)

    def _undecided(self, one: ChangedNumber) -> str:
        """Beside success: how many journeys nobody knows the end of yet."""
        open_ = self._changed.open_journeys
        if open_ is None or one.name or one.measure not in _OF_SUCCESS:
            return ""
        return self.language.say("changed_open", **self._open_counts(open_))

    def _open_counts(self, open_: OpenJourneys) -> dict[str, str]:
        number, share = self.language.number, self.language.share
        sides = {"": (open_.journeys, open_.begun),
                 "_other": (open_.journeys_other, open_.begun_other)}  # fmt: skip
        told: dict[str, str] = {}
        for side, (count, begun) in sides.items():
            told[f"open{side}"] = number(count)
            told[f"begun{side}"] = number(begun)
            told[f"share{side}"] = share(count / begun if begun else None)
        return told

    def _value(self, measure: str, value: float | None) -> str:
        if measure == "revenue" and value is not None:
            return self._money(value)
        return value_text(measure, value, self.language)

    def _difference(self, measure: str, value: float | None, other: float | None = None) -> str:
        if measure == "revenue" and value is not None:
            sign = MINUS if value < 0 else "+" if value > 0 else ""
            return sign + self._money(abs(value))
        return difference_text(measure, value, self.language)

    def _money(self, minor: float) -> str:
        currency = self._changed.currency
        return str(format_currency(
            round(minor / 10 ** decimals_of(currency)), currency, "#,##0\u00a0¤",
            locale=self.language.code, currency_digits=False,
        ))  # fmt: skip

    def findings(self) -> Section:
        told = tuple(self._finding(one) for one in self._changed.findings)
        rest = "" if told else self.language.say("findings_none")
        return Section("findings", self.language.say("part_findings"), told, rest)

    def _finding(self, one: ChangedFinding) -> Told:
        verdict = "new" if one.is_new else "gone"
        doubt = "finding_unsure" if one.is_new else "finding_unsure_gone"
        small = self.language.say(
            "finding_sure" if one.is_sure else doubt, n=self.language.number(one.n)
        )
        return Told(verdict, self.language.say(f"verdict_{verdict}"), one.title, small,
                    "touchpoint", one.touchpoint)  # fmt: skip

    def arrivals(self) -> Section:
        changed = self._changed
        told = (
            *(self._silent(one) for one in changed.silent),
            *(self._rejected(one) for one in changed.rejected),
            *(self._fact("new_name", {"name": one.name},
                         {"count": self.language.number(one.contacts)}, "name", one.key)
              for one in changed.new_names),
        )  # fmt: skip
        rest = "" if told else self.language.say("arrivals_none")
        return Section("arrivals", self.language.say("part_arrivals"), told, rest)

    def _fact(
        self, key: str, said: dict[str, str], small: dict[str, str], subject: str, of: str
    ) -> Told:
        say = self.language.say
        return Told("fact", say("verdict_fact"), say(key, **said), say(f"{key}_note", **small),
                    subject, of)  # fmt: skip

    def _silent(self, one: SilentSource) -> Told:
        number = self.language.number
        return self._fact(
            "silent",
            {"name": one.name, "days": number(one.silent_days), "day": self._day(one.last_on)},
            {"busy": number(one.busy_days), "looked": number(one.looked_days),
             "probability": self.language.share(one.probability, 1)},
            "source", one.name,
        )  # fmt: skip

    def _rejected(self, one: RejectedRows) -> Told:
        number = self.language.number
        share: Callable[[int, int], str] = lambda some, of: (  # noqa: E731 - both are one share
            self.language.share(some / of if of else None, 1)
        )
        return self._fact(
            "rejected",
            {"name": one.name, "share": share(one.rejected, one.received),
             "count": number(one.rejected), "of": number(one.received),
             "share_other": share(one.rejected_other, one.received_other),
             "count_other": number(one.rejected_other), "of_other": number(one.received_other)},
            {"day": self._day(self._changed.arrived_since)}, "rejected", one.name,
        )  # fmt: skip

    def _day(self, day: date) -> str:
        return self.language.period(day, day, this_year=0)


def changed_as_text(changed: Changed) -> str:
    """What changed, for a terminal."""
    story = story_of(changed)
    lines = [f"{story.title} · {changed.company}", story.periods, ""]
    for section in story.sections:
        lines.append(section.title)
        for one in section.told:
            lines += [f"  [{one.said}] {one.text}", f"      {one.small}"]
        lines += [f"  {section.rest}"] if section.rest else []
        lines.append("")
    return "\n".join([*lines, *story.notes, ""])
