"""A customer card for a terminal: who it is, what they allow, bought and did."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from percorso.domain.customer_card import CustomerCard, Money, TimelineEntry, TraitOnCard
from percorso.domain.money import decimals_of
from percorso.drawing.card_words import CARD_WORDS
from percorso.drawing.happy_text import happy_lines
from percorso.drawing.language import Language

_FACES = ((-0.25, "☹"), (0.25, "–"))
_LONGEST_TEXT = 100


def card_as_text(card: CustomerCard) -> str:
    """The card in its own language, ending with the next page of the timeline to ask for."""
    return "\n".join([*_Card(card).lines(), ""])


class _Card:
    """The parts of one card."""

    def __init__(self, card: CustomerCard) -> None:
        self._card = card
        self._words = CARD_WORDS["en" if card["language"] == "en" else "it"]
        self._speech = Language(card["language"])
        self._zone = ZoneInfo(card["time_zone"])

    def lines(self) -> Iterator[str]:
        """All parts, each with its title; one without content says so."""
        card, words = self._card, self._words
        yield f"{card['name'] or words['nobody']} · {card['id']}"
        since = f"{words['since']} {self._day(card['first_at'])}" if card["first_at"] else ""
        stage = f"{words['stage']}: {card['stage']['name']}" if card["stage"] else ""
        masked = words["masked"] if card["masked"] else ""
        yield " · ".join(part for part in (since, stage, masked) if part)
        if card["restricted"]:
            yield words["restricted"]
        parts = {
            "happy": list(happy_lines(card["happy"], card["language"], self._day)),
            "value": self._value(),
            "traits": [self._trait(one) for one in card["traits"]],
            "identifiers": [f"{one['type']}: {one['value']}" for one in card["identifiers"]],
            "consents": list(self._consents()),
            "journeys": list(self._journeys()),
            **({"follow_ups": list(self._follow_ups())} if card["follow_ups"] else {}),
            **({"next_steps": list(self._next_steps())} if card["next_steps"] else {}),
            "timeline": list(self._timeline()),
        }
        for title, lines in parts.items():
            yield ""
            yield words[title]
            yield from (f"  {line}" for line in lines or [words["none"]])

    def _value(self) -> list[str]:
        value, words = self._card["value"], self._words
        if not value["orders"]:
            return []
        total: Money = {"minor": value["revenue_minor"], "currency": value["currency"]}
        amounts = [self._money(one) for one in (total, *value["other_currencies"])]
        orders = f"{words['orders']}: {self._speech.number(value['orders'])}"
        told = [f"{orders}, {' + '.join(amounts)} {words['revenue']}"]
        if value["median_days_between_orders"] is not None:
            days = self._speech.number(value["median_days_between_orders"])
            told.append(f"{words['every']} {days} {words['days']}")
        told.append(f"{words['last_order']}: {self._day(value['last_order_at'])}")
        return [" · ".join(told)]

    def _trait(self, trait: TraitOnCard) -> str:
        words = self._words
        rule = words[f"rule_{trait['rule']}"]
        sources = ", ".join(dict.fromkeys(one["source"] for one in trait["said_by"]))
        said = f"{sources} {self._day(trait['said_by'][0]['last_said_at'])}"
        others = ", ".join(one["value"] for one in trait["others"])
        tail = f"; {words['others']}: {others}" if others else ""
        why = f", {rule}" if rule else ""
        return f"{trait['name']}: {trait['value']} ({said}{why}{tail})"

    def _consents(self) -> Iterator[str]:
        for one in self._card["consents"]:
            about = f"{one['purpose']} · {one['channel']}" if one["channel"] else one["purpose"]
            answer = self._words["yes" if one["allowed"] else "no"]
            proof = one["proof"]
            when = (
                f", {self._day(proof['at'])}, {proof['source'] or proof['form']}" if proof else ""
            )
            yield f"{about}: {answer} ({one['reason']}{when})"

    def _journeys(self) -> Iterator[str]:
        words = self._words
        for one in self._card["journeys"]:
            status = words[one["status"]] if one["status"] else words["unknown_end"]
            span = f"{self._day(one['first_at'])} – {self._day(one['last_at'])}"
            visits = self._speech.number(one["visits"])
            yield f"{one['number']}. {status}, {span}, {visits} {words['visits']}"

    def _follow_ups(self) -> Iterator[str]:
        words = self._words
        for one in self._card["follow_ups"]:
            parts = [
                words[one["status"]], one["owner"] or words["nobody_yet"], one["due_on"] or "",
                words["late"] if one["is_overdue"] else "",
                words[one["outcome"]] if one["outcome"] else "",
            ]  # fmt: skip
            said = " · ".join(part for part in parts if part)
            yield f"{one['no']}. {one['name']}, {self._day(one['happened_at'])}: {said}"

    def _next_steps(self) -> Iterator[str]:
        ahead, words = self._card["next_steps"], self._words
        if ahead is None:
            return
        for one in ahead["steps"]:
            share = self._speech.share(one["share"]["value"])
            interval = self._speech.interval(one["share"], 0)
            yield f"{share} ({interval}) {one['name'] or words['next_end']}"
        yield words["next_after"].format(
            name=ahead["name"], visits=self._speech.number(ahead["visits"])
        )

    def _timeline(self) -> Iterator[str]:
        timeline, words = self._card["timeline"], self._words
        count = self._speech.number(timeline["total"])
        channels = self._speech.number(len(timeline["channels"]))
        yield f"{count} {words['contacts']}, {channels} {words['channels']}"
        for day, entries in groupby(timeline["entries"], lambda one: self._day(one["at"])):
            yield day
            yield from (f"  {self._entry(one)}" for one in entries)
        if timeline["next"]:
            yield f"… {words['older']}: --before {timeline['next']}"

    def _entry(self, entry: TimelineEntry) -> str:
        clock = self._local(entry["at"]).strftime("%H:%M")
        rating = entry["rating"]
        score = f"{self._speech.number(rating['value'])} ({rating['kind']})" if rating else ""
        text = entry["text"] or ""
        quote = (
            f"«{text[:_LONGEST_TEXT]}{'…' if len(text) > _LONGEST_TEXT else ''}»" if text else ""
        )
        parts = [
            f"{clock}  {_face(entry['emotion'])} {entry['name']}",
            entry["order_id"] or "",
            self._money(entry["amount"]) if entry["amount"] else "",
            score,
            quote,
            f"[{entry['channel']}]",
        ]
        return " · ".join(part for part in parts if part)

    def _money(self, money: Money) -> str:
        decimals = decimals_of(money["currency"])
        amount = self._speech.number(money["minor"] / 10**decimals, decimals)
        return f"{amount} {money['currency']}"

    def _local(self, instant: str) -> datetime:
        return datetime.fromisoformat(instant).astimezone(self._zone)

    def _day(self, instant: str | None) -> str:
        return self._local(instant).strftime("%Y-%m-%d") if instant else "–"


def _face(emotion: float | None) -> str:
    """A mark where an emotion was measured; a dot where it was not."""
    if emotion is None:
        return "·"
    return next((face for limit, face in _FACES if emotion < limit), "☺")
