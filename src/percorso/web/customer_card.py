"""A customer card as its page shows it: words, numbers and days of one language."""

from collections.abc import Mapping
from datetime import datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_currency

from percorso.domain.catalogue import CHANNELS
from percorso.domain.consent.plain import ConsentNow
from percorso.domain.customer_card import (
    CustomerCard,
    FollowUpOnCard,
    JourneyOnCard,
    Money,
    NextStepsOnCard,
    TimelineEntry,
)
from percorso.domain.money import decimals_of
from percorso.drawing.language import Language
from percorso.drawing.marks import tone, tone_word, voice
from percorso.web.happy_card import happy_told
from percorso.web.masking import text_for
from percorso.web.page import Visitor
from percorso.web.words import LANGUAGES, Lang, words_of
from percorso.workspace.people.customer_list import most_telling


class CardOnPage:
    """One card for its template.

    Args:
        card: The card.
        language: Of the words.
        names: Key of a definition of journeys -> its name in Italian and in English.
        stages: Key of a stage -> its name.
        visitor: Who looks at it.
    """

    def __init__(
        self, card: CustomerCard, language: Lang, names: Mapping[str, tuple[str, str]],
        stages: Mapping[str, str], visitor: Visitor,
    ) -> None:  # fmt: skip
        self._visitor = visitor
        self._card = card
        self._language: Lang = language
        self._names = names
        self._stages = stages
        self._say = words_of(language)
        self._speech = Language(language)
        self._zone = ZoneInfo(card["time_zone"])

    def told(self, stage: str, before: str) -> dict[str, Any]:
        """All of it.

        Args:
            stage: Of which the timeline is; empty is of all.
            before: Where its page began; empty is the newest.
        """
        card, timeline = self._card, self._card["timeline"]
        known = ((one["type"], one["value"]) for one in card["identifiers"])
        at = LANGUAGES.index(self._language)
        return {
            "id": card["id"],
            "best": card["name"] or most_telling(known),
            "since": self._sayings(),
            "is_restricted": card["restricted"],
            "happy": happy_told(card["happy"], self._language, self._day),
            "note": self._say["timeline_note"].format(
                count=self._speech.number(timeline["total"]), channels=len(timeline["channels"])
            ),
            "days": [
                {"day": day, "contacts": runs([self._contact(one) for one in entries])}
                for day, entries in groupby(
                    timeline["entries"], lambda one: self._day(one["at"], long=True)
                )
            ],
            "followed": [self._follow_up(one) for one in card["follow_ups"]],
            "stage": stage,
            "stages": [
                (key, name, self._speech.number(timeline["stages"][key]))
                for key, name in self._stages.items()
                if key in timeline["stages"]
            ],
            "next": timeline["next"], "is_first": not before,
            "facts_told": self._facts(),
            "traits": [(self._trait(one["name"]), one["value"]) for one in card["traits"]],
            "consents": [self._consent(one) for one in card["consents"]],
            "journeys": [self._journey(one) for one in card["journeys"][::-1]],
            "ahead": self._ahead(card["next_steps"]),
            "definition": self._names.get(card["journey"], (card["journey"],) * 2)[at],
            "identifiers": [(one["type"], one["value"] or "–") for one in card["identifiers"]],
        }  # fmt: skip

    def _sayings(self) -> str:
        card = self._card
        parts = [
            self._say["since"].format(day=self._day(card["first_at"])) if card["first_at"] else "",
            card["stage"]["name"] if card["stage"] else "",
            self._say["masked"] if card["masked"] else "",
        ]
        return " · ".join(part for part in parts if part)

    def _facts(self) -> list[tuple[str, str]]:
        """What was bought; nothing where nothing was."""
        value, say = self._card["value"], self._say
        if not value["orders"]:
            return []
        sums: list[Money] = [
            {"minor": value["revenue_minor"], "currency": value["currency"]},
            *value["other_currencies"],
        ]
        days = value["median_days_between_orders"]
        return [
            (say["orders"], self._speech.number(value["orders"])),
            (say["spent"], " + ".join(self._money(one) for one in sums)),
            *([(say["rhythm"], say["every"].format(days=self._speech.number(days)))]
              if days is not None else []),
            *([(say["last_order"], self._day(value["last_order_at"]))]
              if value["last_order_at"] else []),
        ]  # fmt: skip

    def _follow_up(self, one: FollowUpOnCard) -> dict[str, Any]:
        """A follow-up: where, when, how far, and by whom."""
        say = self._say
        return {
            "no": one["no"], "name": one["name"], "day": self._day(one["happened_at"]),
            "status": one["status"], "status_said": say[f"status_{one['status']}"],
            "is_overdue": one["is_overdue"],
            "by": " · ".join(filter(None, (
                one["owner"] or say["action_nobody"],
                say[f"outcome_{one['outcome']}"] if one["outcome"] else "",
            ))),
        }  # fmt: skip

    def _trait(self, name: str) -> str:
        return self._say.get(f"trait_{name}", name)

    def _consent(self, one: ConsentNow) -> tuple[str, str]:
        say = self._say
        purpose = say.get(f"purpose_{one['purpose']}", one["purpose"])
        known = CHANNELS.get(one["channel"])
        channel = getattr(known, f"name_{self._language}") if known else one["channel"]
        answer = say["yes" if one["allowed"] else "no"]
        when = f", {self._day(one['proof']['at'])}" if one["proof"] else ""
        return " · ".join(part for part in (purpose, channel) if part), f"{answer}{when}"

    def _journey(self, one: JourneyOnCard) -> tuple[str, str]:
        first, last = self._local(one["first_at"]).date(), self._local(one["last_at"]).date()
        status = self._say[f"status_{one['status'] or 'none'}"]
        visits = self._say["visits"].format(count=self._speech.number(one["visits"]))
        this_year = datetime.now(self._zone).year
        return self._speech.period(first, last, this_year=this_year), f"{status} · {visits}"

    def _ahead(self, ahead: NextStepsOnCard | None) -> dict[str, Any] | None:
        """What may come next, as bars."""
        if ahead is None:
            return None
        speech, say = self._speech, self._say
        note = say["next_after"].format(name=ahead["name"], visits=speech.number(ahead["visits"]))
        steps = [
            {
                "name": one["name"] or say["next_end"],
                "share": speech.share(one["share"]["value"]),
                "interval": speech.interval(one["share"], 0),
                "wide": round(100 * (one["share"]["value"] or 0), 1),
            }
            for one in ahead["steps"]
        ]
        return {"steps": steps, "note": note}

    def _contact(self, one: TimelineEntry) -> dict[str, str]:
        channel = CHANNELS.get(one["channel"])
        way = getattr(channel, f"name_{self._language}") if channel else ""
        level = one["emotion"]
        facts = [
            text_for(self._visitor, one["order_id"] or ""),
            self._money(one["amount"]) if one["amount"] else "",
            self._rating(one),
        ]
        stage = self._stages.get(one["stage"], "")
        return {
            "time": f"{self._local(one['at']):%H:%M}",
            "name": one["name"],
            "facts": ", ".join(fact for fact in facts if fact),
            "text": text_for(self._visitor, one["text"] or ""),
            "where": " · ".join(part for part in (way, stage) if part),
            "face": voice(level).svg() if level is not None else "",
            "tone": tone(level) if level is not None else "",
            "felt": self._speech.say(tone_word(level)) if level is not None else "",
        }

    def _rating(self, one: TimelineEntry) -> str:
        rating = one["rating"]
        if rating is None:
            return ""
        kind = (rating["kind"] or "").upper() if rating["kind"] in ("nps", "csat", "ces") else ""
        return f"{kind} {self._speech.number(rating['value'])}".strip()

    def _money(self, money: Money) -> str:
        amount = money["minor"] / 10 ** decimals_of(money["currency"])
        text: str = format_currency(amount, money["currency"], locale=self._language)
        return text

    def _local(self, instant: str) -> datetime:
        return datetime.fromisoformat(instant).astimezone(self._zone)

    def _day(self, instant: str, *, long: bool = False) -> str:
        form = "EEEE d MMMM y" if long else "d MMM y"
        text: str = format_date(self._local(instant).date(), form, locale=self._language)
        return text[:1].upper() + text[1:]


def runs(contacts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Contacts of a day with those that say nothing but the same once more behind the newest.

    Args:
        contacts: As the page shows them, newest first.

    Returns:
        The newest of each run, with the times of the others as `before`.
    """
    made: list[dict[str, Any]] = []
    for one in contacts:
        says_more = one["facts"] or one["text"] or one["felt"]
        if made and not says_more and _is_same(made[-1], one):
            made[-1]["before"].append(one["time"])
        else:
            made.append(one | {"before": []})
    return made


def _is_same(newer: Mapping[str, Any], one: Mapping[str, Any]) -> bool:
    return all(newer[key] == one[key] for key in ("name", "where", "facts", "text", "felt"))
