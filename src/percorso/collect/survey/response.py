"""What somebody answered, as it is kept, and the interaction it tells of."""

from datetime import datetime
from typing import Any

import msgspec

from percorso.domain.contact import Contact
from percorso.domain.errors import InputError
from percorso.domain.mapping import IDENTIFIER_ROLES

SURVEY_DOOR = "survey"
SURVEY_FORMAT = "survey"
_TYPE = "survey.answered"


class UnfitResponse(InputError):
    """What was answered cannot be an interaction."""

    code = "bad_entry"

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(f"The response cannot be used as it is: {why}.")


class Answered(msgspec.Struct, frozen=True, omit_defaults=True):
    """An answer to one question.

    Attributes:
        question: Its key.
        kind: How it is answered.
        answer: A number of a rating, the key of a choice, or words.
        label: What people read for a choice.
    """

    question: str
    kind: str
    answer: str
    label: str = ""


class Response(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one press of a button brought: of one response, answers that are new or changed.

    Attributes:
        id: What makes it one of a kind in its source.
        survey, version: What was asked.
        response: Which response it belongs to; those of one person's one visit have one.
        answers: New or changed ones alone, so that no rating counts twice.
        name: The observed name of the survey.
        about: Key of the touchpoint it asks about.
        language: Of the page.
        by: How it was asked: `link`, `personal`, `mail`, `widget` or `api`.
        is_whole: Whether nothing that is needed is left to ask.
        who: Identifier type -> value of who was asked; empty of an open link.
        order: The order it is about.
    """

    id: str
    survey: str
    version: int
    response: str
    answers: tuple[Answered, ...]
    name: str
    about: str = ""
    language: str = ""
    by: str = "link"
    is_whole: bool = False
    who: dict[str, str] = {}
    order: str = ""

    def as_bytes(self) -> bytes:
        """The message as it is kept."""
        return msgspec.json.encode(self)


def response_in(raw: bytes) -> Response:
    """A response as it was kept.

    Raises:
        UnfitResponse: it is none.
    """
    try:
        return msgspec.json.decode(raw, type=Response)
    except msgspec.MsgspecError as problem:
        raise UnfitResponse(str(problem)) from None


def contact_of_response(told: Response, received_at: datetime) -> Contact:
    """The interaction a response tells of: the first rating is its rating, its words are its text.

    Args:
        told: As it was kept.
        received_at: Aware UTC.

    Raises:
        UnfitResponse: it names an identifier of no kind.
    """
    if not set(told.who).issubset(IDENTIFIER_ROLES):
        raise UnfitResponse("it names an identifier of no known kind")
    rating = next((one for one in told.answers if one.kind in ("nps", "csat", "ces")), None)
    cells = {"channel": "survey", "order_id": told.order, **told.who}
    cells["text"] = "\n\n".join(one.answer for one in told.answers if one.kind == "text")
    if rating is not None:
        cells[rating.kind] = rating.answer
    return Contact(
        at=received_at,
        name=told.name,
        type=_TYPE,
        cells={role: text for role, text in cells.items() if text},
        properties=_properties(told),
        verdict="human",
        verdict_reason="form_of_ours",
    )


def _properties(told: Response) -> dict[str, Any]:
    """What is kept beside it; its words are the text, and stand nowhere else."""
    kept: dict[str, Any] = {
        "survey": told.survey, "version": told.version, "response": told.response, "by": told.by,
        "about": told.about, "language": told.language,
        "answers": {one.question: one.answer for one in told.answers if one.kind != "text"},
        "text_of": [one.question for one in told.answers if one.kind == "text"],
    }  # fmt: skip
    if told.is_whole:
        kept["is_whole"] = True
    return {name: value for name, value in kept.items() if value}
