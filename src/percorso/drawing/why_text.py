"""Why a customer is one, in sentences: for a terminal, and for a page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from percorso.domain.why import IdentifierInWhy, LinkInWhy, SeenIn, Why, WordInWhy
from percorso.drawing.language import Language
from percorso.drawing.why_words import WHY_WORDS


@dataclass(frozen=True, slots=True)
class LinkInWords:
    """Two identifiers, and sentences that say why they are one person, or two."""

    one: str
    other: str
    sentences: tuple[str, ...]
    is_apart: bool


def why_as_text(why: Why) -> str:
    """The answer in its own language, for a terminal."""
    return "\n".join([*_text(WhyInWords(why)), ""])


class WhyInWords:
    """The parts of an answer, in its language.

    Args:
        why: The answer.
    """

    def __init__(self, why: Why) -> None:
        self.why = why
        self.words = WHY_WORDS["en" if why["language"] == "en" else "it"]
        self._speech = Language(why["language"])
        self._zone = ZoneInfo(why["time_zone"])

    def heading(self) -> str:
        """Whom it is about."""
        customers = self.why["customers"]
        if not self.why["between"]:
            return customers[0]
        key = "one_customer" if len(customers) == 1 else "two_customers"
        return self.words[key].format(one=customers[0], other=customers[-1])

    def identifiers(self) -> list[str]:
        """The identifiers it is about."""
        return [self.name(one) for one in self.why["identifiers"]]

    def links(self) -> list[LinkInWords]:
        """What made them one; or the way from one to the other."""
        return [self._link(one) for one in self.why["links"]]

    def kept_apart(self) -> list[LinkInWords]:
        """What would have joined, and was not let."""
        return [self._link(one) for one in self.why["kept_apart"]]

    def devices(self) -> list[str]:
        """Devices of several persons that were this customer's for a while."""
        return [
            f"{self.name(one['device'])}: "
            + self.words["visit" if one["visits"] == 1 else "visits"].format(
                count=self._speech.number(one["visits"]),
                since=self._day(one["since"]), until=self._day(one["until"]),
            )
            for one in self.why["devices"]
        ]  # fmt: skip

    def more(self) -> str:
        """How many kept apart are not told; empty where all are."""
        count = self.why["more_kept_apart"]
        return self.words["more"].format(count=self._speech.number(count)) if count else ""

    def name(self, one: IdentifierInWhy) -> str:
        """An identifier with its kind."""
        return f"{self.words.get(one['type'], one['type'])} {one['value']}"

    def _link(self, link: LinkInWhy) -> LinkInWords:
        sentences = [
            self._refusal(link["kept_apart"], link) if link["kept_apart"] else "",
            self._ruling(link["ruling"]) if link["ruling"] else "",
            self._seen(link["seen"]) if link["seen"] else "",
            self.words["gone"] if link["seen"] is None and link["rule"] == "seen_together" else "",
        ]
        return LinkInWords(
            self.name(link["one"]), self.name(link["other"]),
            tuple(one for one in sentences if one), link["kept_apart"] is not None,
        )  # fmt: skip

    def _refusal(self, reason: str, link: LinkInWhy) -> str:
        kind = reason.removeprefix("too_many_")
        if kind != reason:
            limit, days = link["conflict"]
            return self.words["too_many"].format(limit=limit, kind=self.words[kind], days=days)
        return self.words[reason].format(conflict=", ".join(link["conflict"]))

    def _ruling(self, word: WordInWhy) -> str:
        reason = f": «{word['reason']}»" if word["reason"] else ""
        actor = word["actor"] or self.words["somebody"]
        return self.words[word["verdict"]].format(
            actor=actor, day=self._day(word["at"]), reason=reason
        )

    def _seen(self, seen: SeenIn) -> str:
        key = "seen_one" if seen["interactions"] == 1 else "seen_many"
        return self.words[key].format(
            count=self._speech.number(seen["interactions"]), first=self._day(seen["first_at"]),
            last=self._day(seen["last_at"]), example=self._example(seen),
        )  # fmt: skip

    def _example(self, seen: SeenIn) -> str:
        key = "message" if seen["file"] is None else "file" if seen["row"] is None else "row"
        return self.words[key].format(
            source=seen["source"], file=seen["file"], row=seen["row"], message=seen["message"]
        )

    def _day(self, instant: str) -> str:
        return datetime.fromisoformat(instant).astimezone(self._zone).strftime("%Y-%m-%d")


def _text(told: WhyInWords) -> Iterator[str]:
    words, why = told.words, told.why
    masked = f" · {words['masked']}" if why["masked"] else ""
    yield f"{told.heading()}{masked}"
    if why["between"]:
        yield from _links(words["way"], told.links(), words["no_way"])
        return
    yield from _lines(words["identifiers"], told.identifiers())
    yield from _links(words["links"], told.links(), words["alone"])
    apart = told.kept_apart()
    if apart:
        yield from _links(words["kept_apart"], apart, "")
        if told.more():
            yield f"  {told.more()}"
    if why["devices"]:
        yield from _lines(words["devices"], told.devices())


def _lines(title: str, lines: list[str]) -> Iterator[str]:
    yield ""
    yield title
    yield from (f"  {line}" for line in lines)


def _links(title: str, links: list[LinkInWords], without: str) -> Iterator[str]:
    yield from _lines(title, [] if links else [without])
    for link in links:
        yield f"  {link.one} {'|' if link.is_apart else '+'} {link.other}"
        yield from (f"    {sentence}" for sentence in link.sentences)
