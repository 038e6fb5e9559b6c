"""Why a door refuses a body or one event of it: a code for programs, a sentence for people."""

from dataclasses import dataclass
from typing import Literal

Stage = Literal["parse", "size", "schema"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an event is not taken.

    Attributes:
        stage: Where it failed.
        code: Of WIRE-FORMATS 13.
        reason: The same in words.
    """

    stage: Stage
    code: str
    reason: str


class BodyUnusable(Exception):
    """A body of which nothing can be used.

    Attributes:
        code: Of WIRE-FORMATS 4.
    """

    def __init__(self, code: str, reason: str) -> None:
        self.code = code
        super().__init__(reason)


BAD_JSON = Refusal("parse", "bad_json", "The event is no JSON. Send one JSON object an event.")
NOT_AN_OBJECT = Refusal("parse", "not_an_object", "The event is no JSON object.")
BAD_NUMBER = Refusal(
    "parse", "bad_number",
    "A number of the event is NaN, infinite, or too large to be kept exactly.",
)  # fmt: skip
BAD_TEXT = Refusal("parse", "bad_text", "A text of the event is no valid UTF-8.")
TOO_DEEP = Refusal("parse", "too_deep", "The event is nested deeper than 32 levels.")
TOO_MANY = Refusal("size", "too_many_properties", "The event has more than 10,000 properties.")
UNKNOWN_TYPE = Refusal(
    "schema", "unknown_type",
    "The type must be identify, track, page, screen, group or alias, written exactly so.",
)  # fmt: skip
MISSING_IDENTIFIER = Refusal(
    "schema", "missing_identifier",
    "An event needs userId or anonymousId; an alias needs previousId and userId.",
)  # fmt: skip
BAD_IDENTIFIER = Refusal(
    "schema", "bad_identifier",
    "An identifier is a text of 1 to 512 characters, or a whole number.",
)  # fmt: skip
MISSING_EVENT = Refusal("schema", "missing_event", "A track call needs a text in `event`.")
MISSING_GROUP = Refusal("schema", "missing_group", "A group call needs a groupId.")


def too_large(most_bytes: int) -> Refusal:
    """The refusal of an event above a limit, in bytes."""
    return Refusal(
        "size", "event_too_large", f"The event is larger than {most_bytes // 1024:,} KB."
    )
