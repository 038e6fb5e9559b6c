"""An interaction as a door's message tells it: whose it is and where it belongs comes later."""

from datetime import datetime
from typing import Any, Literal

import msgspec

from percorso.domain.consent.choices import Choice

TimeQuality = Literal["exact", "corrected", "assumed"]
Direction = Literal["in", "out", "observed"]
Actor = Literal["customer", "staff", "bot", "system"]
Verdict = Literal["human", "machine", "unknown"]


# One is made for every message: of a dataclass that cannot change it costs ten times as much.
class Contact(msgspec.Struct, frozen=True):
    """One interaction a message tells of; a message may tell of several, or of none.

    Attributes:
        at: When it happened, aware UTC.
        name: What the source calls the place of contact: the observed name.
        part: Which of the message's interactions it is; empty where there is one.
        type: Dotted type, as `message.delivered`; empty where the name says it all.
        at_quality: How sure the time is.
        direction: Who addressed whom.
        actor: Who acted.
        cells: role -> text, of the roles of `domain.mapping` beside time, touchpoint, id, sequence.
        properties: Untouched names and JSON values, without what cells hold of a person.
        flags: What was mended or assumed while reading.
        verdict: Whether a person did it.
        verdict_reason: Why.
        traits: What it says the person is called, where they live, and the like: name -> text.
        choices: What the person chose in it.
    """

    at: datetime
    name: str
    part: str = ""
    type: str = ""
    at_quality: TimeQuality = "exact"
    direction: Direction = "in"
    actor: Actor = "customer"
    cells: dict[str, str] = {}
    properties: dict[str, Any] = {}
    flags: tuple[str, ...] = ()
    verdict: Verdict = "unknown"
    verdict_reason: str = ""
    traits: dict[str, str] = {}
    choices: tuple[Choice, ...] = ()
