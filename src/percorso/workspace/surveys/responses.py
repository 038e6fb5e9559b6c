"""Responses out of single answers: the last answer to a question counts, all are kept."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class OneResponse:
    """What one person answered to a survey at one time.

    Attributes:
        key: Its own; of who was asked that of the invitation.
        customer_no: Who it is; None where nobody knows.
        at: When the last answer came, aware UTC.
        by: How it was asked.
        answers: Question -> the last answer, words left out.
        texts: What was written, with when.
        written: The questions it was written to.
        is_whole: Whether nothing that is needed was left to ask.
        is_revised: Whether an answer was changed.
    """

    key: str
    customer_no: int | None
    at: datetime
    by: str
    answers: dict[str, str] = field(default_factory=dict)
    texts: list[tuple[datetime, str]] = field(default_factory=list)
    written: set[str] = field(default_factory=set)
    is_whole: bool = False
    is_revised: bool = False

    def rating(self, question: str) -> int | None:
        """The answer to a rating; None where there is none."""
        said = self.answers.get(question, "")
        return int(said) if said.isascii() and said.isdecimal() else None


def responses_of(rows: Iterable[tuple[Any, ...]]) -> list[OneResponse]:
    """The responses, the one that began first first.

    Args:
        rows: Answers in the order they came, as `answers_of` asks for them.
    """
    found: dict[str, OneResponse] = {}
    for customer_no, at_us, text, properties in rows:
        told = json.loads(properties or "{}")
        key = str(told.get("response") or "")
        at = _EPOCH + timedelta(microseconds=at_us)
        one = found.setdefault(key, OneResponse(key, customer_no, at, str(told.get("by", ""))))
        one.at = max(one.at, at)
        one.is_whole = one.is_whole or bool(told.get("is_whole"))
        for question, answer in dict(told.get("answers") or {}).items():
            one.is_revised = one.is_revised or question in one.answers
            one.answers[question] = str(answer)
        one.written.update(map(str, told.get("text_of") or ()))
        if text:
            one.texts.append((at, text))
    return list(found.values())
