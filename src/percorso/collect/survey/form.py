"""What a form of a survey says: what was answered before, what is new, what cannot be."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from percorso.collect.entry.fields import cleaned
from percorso.collect.survey.response import Answered
from percorso.domain.survey.questions import LONGEST_TEXT, Progress, Question, Survey

_ANSWER, _BEFORE = "a.", "was."


@dataclass(frozen=True, slots=True)
class Filled:
    """A form of a survey that came in.

    Attributes:
        shown: The questions it showed.
        given: Question -> what stands in its field; empty where nothing does.
        before: How far somebody was when it was shown.
        problems: Question -> key of a sentence; nothing is recorded where there is one.
    """

    shown: tuple[Question, ...]
    given: Mapping[str, str]
    before: Progress
    problems: Mapping[str, str]

    @property
    def after(self) -> Progress:
        """How far they are now."""
        answers = {**self.before.answers, **{key: said for key, said in self.given.items() if said}}
        return Progress(answers, self.before.passed | {one.key for one in self.shown})

    def new(self, language: str) -> tuple[Answered, ...]:
        """The answers that are new or changed."""
        return tuple(
            Answered(
                one.key, one.kind, self.given[one.key], _label(one, self.given[one.key], language)
            )
            for one in self.shown
            if self.given.get(one.key) and self.given[one.key] != self.before.answers.get(one.key)
        )


def filled(survey: Survey, fields: Mapping[str, str]) -> Filled:
    """What a form says; questions and answers there are none of are left out.

    Args:
        survey: What is asked.
        fields: As they came. A button in a mail brings its answer alone.
    """
    told = cleaned(fields)
    answers = {
        one.key: said for one in survey.questions if (said := told.get(_BEFORE + one.key, ""))
        and one.admits(said)
    }  # fmt: skip
    passed = frozenset(_listed(told.get("passed", "")))
    given = {one.key: told.get(_ANSWER + one.key, "") for one in survey.questions}
    names = (
        _listed(told["shown"]) if "shown" in told else [key for key, said in given.items() if said]
    )
    shown = tuple(one for one in survey.questions if one.key in names)
    problems = {one.key: found for one in shown if (found := _problem(one, given[one.key]))}
    return Filled(
        shown, {one.key: given[one.key] for one in shown}, Progress(answers, passed), problems
    )


def _listed(text: str) -> list[str]:
    return [one for one in text.split(",") if one]


def _problem(question: Question, given: str) -> str:
    """What is wrong with an answer: the key of a sentence; empty where nothing is."""
    if not given:
        return "needed" if question.is_needed else ""
    if question.kind == "text" and len(given) > LONGEST_TEXT:
        return "too_long"
    return "" if question.admits(given) else "bad_answer"


def _label(question: Question, answer: str, language: str) -> str:
    return next((one.says(language) for one in question.choices if one.key == answer), "")


def is_whole(survey: Survey, after: Progress) -> bool:
    """Whether nothing that is needed is left to ask."""
    return not any(one.is_needed for one in after.screen(survey))


def message_id(response: str, moment: str, new: tuple[Answered, ...]) -> str:
    """What makes a press of the button one of a kind: sent twice it is one, changed another.

    Args:
        response: Which it belongs to.
        moment: The form it came from, or the second where it came from a mail.
        new: What it brings.
    """
    said = "\x1f".join([response, moment, *(f"{one.question}={one.answer}" for one in new)])
    return hashlib.sha256(said.encode()).hexdigest()
