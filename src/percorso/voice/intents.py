"""What somebody who writes wants, and how much it presses."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from percorso.voice.sentiment import Sentiment
from percorso.voice.themes import ThemeHit
from percorso.voice.words import Words

Intent = Literal[
    "leaving", "return", "change", "status", "purchase", "praise", "complaint", "question", "other"
]
Urgency = Literal["normal", "high", "critical"]

# Of several in one text the first counts; questions and what no words tell come after them.
_BY_WORDS: tuple[Intent, ...] = (
    "leaving", "return", "change", "status", "purchase", "praise", "complaint",
)  # fmt: skip
# Who writes a third time in a week about one thing is not served by waiting.
_MANY_CONTACTS = 3


@dataclass(frozen=True, slots=True)
class Intention:
    """What a text is written for.

    Attributes:
        intent: The one that counts; "other" where the words leave doubt.
        words: What told it; empty where its mood or its question mark did.
    """

    intent: Intent
    words: str


@dataclass(frozen=True, slots=True)
class Pressure:
    """How much a text presses.

    Attributes:
        urgency: "critical" for danger to people, or for two reasons of different kind.
        reasons: (kind, words) of each: deadline, threat, danger, contacts.
    """

    urgency: Urgency
    reasons: tuple[tuple[str, str], ...]


def intention_of(read: Words, sentiment: Sentiment, hits: Iterable[ThemeHit]) -> Intention:
    """The main intent of a text, of the seeds that stand in it.

    Words decide first. Praise is no praise where the text as a whole is a complaint, and the other
    way round; a text without such words is a question where it ends like one, else its mood says.
    """
    told = {hit.key.partition(".")[2]: hit.words for hit in hits if hit.topic == "intent"}
    mood = sentiment.mood
    for intent in _BY_WORDS:
        contradicted = {"praise": "negative", "complaint": "positive"}.get(intent)
        if intent in told and (contradicted is None or mood != contradicted):
            return Intention(intent, told[intent])
    if "?" in read.text:
        return Intention("question", "?")
    if mood == "negative":
        return Intention("complaint", "")
    return Intention("praise" if mood == "positive" else "other", "")


def pressure_of(hits: Iterable[ThemeHit], contacts_in_7_days: int = 1) -> Pressure:
    """How urgent a text is, and why; it orders queues and is no evidence of anything.

    Args:
        hits: The seeds that stand in the text.
        contacts_in_7_days: Contacts of this customer on the topic in the week up to this one,
            itself counted.
    """
    reasons = [
        (hit.key.partition(".")[2], hit.words) for hit in hits if hit.key.startswith("urgency.")
    ]
    if contacts_in_7_days >= _MANY_CONTACTS:
        reasons.append(("contacts", str(contacts_in_7_days)))
    kinds = {kind for kind, _ in reasons}
    if "danger" in kinds or len(kinds) > 1:
        return Pressure("critical", tuple(reasons))
    return Pressure("high" if kinds else "normal", tuple(reasons))
