"""A survey as a plain value: its questions, in two languages, each shown where its rule holds."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from percorso.domain.errors import InputError

Kind = Literal["nps", "csat", "ces", "choice", "text"]
KINDS: tuple[Kind, ...] = ("nps", "csat", "ces", "choice", "text")
LANGUAGES = ("it", "en")
# Lowest and highest answer of each rating.
SCALES: dict[str, tuple[int, int]] = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7)}
Test = Literal["at_most", "at_least", "is"]
TESTS: tuple[Test, ...] = ("at_most", "at_least", "is")

MOST_QUESTIONS, MOST_CHOICES = 20, 20
LONGEST_QUESTION, LONGEST_CHOICE, LONGEST_NAME, LONGEST_TEXT = 300, 120, 80, 4_000
_KEY = re.compile(r"[a-z][a-z0-9_]{0,29}")
_SURVEY_KEY = re.compile(r"[a-z][a-z0-9-]{0,39}")
# The touchpoint a survey's answers stand at.
TOUCHPOINT_PREFIX = "survey_"


class SurveyUnfit(InputError):
    """A survey that cannot be asked as it is."""

    def __init__(self, where: str, wanted: str) -> None:
        self.where = where
        self.wanted = wanted
        super().__init__(f"The survey cannot be asked: {where} {wanted}. Nothing was kept.")


@dataclass(frozen=True, slots=True)
class ShowIf:
    """When a question is shown: where an earlier one was answered so.

    Attributes:
        question: Key of the earlier one.
        test: `at_most` or `at_least` of a rating, `is` of any.
        value: What it is compared with: a number of a rating, else the key of a choice.
    """

    question: str
    test: Test
    value: str

    def holds(self, answers: Mapping[str, str]) -> bool:
        """Whether the answers so far let the question be shown."""
        given = answers.get(self.question, "")
        if not given:
            return False
        if self.test == "is":
            return given == self.value
        return int(given) <= int(self.value) if self.test == "at_most" else (
            int(given) >= int(self.value)
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers to choose from."""

    key: str
    it: str
    en: str

    def says(self, language: str) -> str:
        """What people read."""
        return self.it if language == "it" else self.en


@dataclass(frozen=True, slots=True)
class Question:
    """A question.

    Attributes:
        key: What its answers are kept under; it never changes its meaning.
        kind: How it is answered.
        it, en: What people read.
        choices: Of a choice: what there is to choose from.
        is_needed: Whether the page asks again where it is left open.
        show_if: When it is shown; None is always.
    """

    key: str
    kind: Kind
    it: str
    en: str
    choices: tuple[Choice, ...] = ()
    is_needed: bool = False
    show_if: ShowIf | None = None

    @property
    def scale(self) -> tuple[int, int] | None:
        """Lowest and highest answer of a rating; None of others."""
        return SCALES.get(self.kind)

    def says(self, language: str) -> str:
        """What people read."""
        return self.it if language == "it" else self.en

    def admits(self, answer: str) -> bool:
        """Whether an answer may be one to this question."""
        if self.kind == "text":
            return 0 < len(answer) <= LONGEST_TEXT
        if self.kind == "choice":
            return any(one.key == answer for one in self.choices)
        low, high = SCALES[self.kind]
        return answer.isascii() and answer.isdecimal() and len(answer) < 3 and (
            low <= int(answer) <= high
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Survey:
    """What is asked.

    Attributes:
        key: Its name for programs, as `dopo-la-consegna`.
        name_it, name_en: Its title on the pages.
        questions: In the order they are asked.
        about: Key of the touchpoint it asks about; empty is the company as a whole.
    """

    key: str
    name_it: str
    name_en: str
    questions: tuple[Question, ...]
    about: str = ""

    def says(self, language: str) -> str:
        """Its title."""
        return self.name_it if language == "it" else self.name_en

    @property
    def headline(self) -> Question | None:
        """The first rating: what the survey's score is."""
        return next((one for one in self.questions if one.scale), None)

    def question(self, key: str) -> Question | None:
        """The question of a key; None where there is none."""
        return next((one for one in self.questions if one.key == key), None)

    @property
    def touchpoint(self) -> str:
        """Key of the touchpoint its answers stand at."""
        return TOUCHPOINT_PREFIX + self.key.replace("-", "_")

    @property
    def observed_name(self) -> str:
        """The name its answers come under."""
        return f"survey.{self.key}"

    def as_json(self) -> dict[str, Any]:
        """The survey as plain values, which `survey_of` reads."""
        return asdict(self)


def checked(survey: Survey) -> Survey:
    """The same, where it can be asked.

    Raises:
        SurveyUnfit: it cannot.
    """
    if not _SURVEY_KEY.fullmatch(survey.key):
        raise SurveyUnfit("its key", "is 1 to 40 small letters, digits and dashes")
    for name in (survey.name_it, survey.name_en):
        if not 1 <= len(name) <= LONGEST_NAME:
            raise SurveyUnfit("its title", f"has 1 to {LONGEST_NAME} characters in both languages")
    if not 1 <= len(survey.questions) <= MOST_QUESTIONS:
        raise SurveyUnfit("it", f"has 1 to {MOST_QUESTIONS} questions")
    before: dict[str, Question] = {}
    for place, question in enumerate(survey.questions, 1):
        _check_question(question, f"question {place}", before)
        before[question.key] = question
    if survey.questions[0].show_if is not None:
        raise SurveyUnfit("question 1", "is always shown")
    return survey


def _check_question(question: Question, where: str, before: Mapping[str, Question]) -> None:
    """Look at one question.

    Raises:
        SurveyUnfit: it cannot be asked.
    """
    if not _KEY.fullmatch(question.key) or question.key in before:
        raise SurveyUnfit(where, "needs a key of its own: small letters, digits and underscores")
    if question.kind not in KINDS:
        raise SurveyUnfit(where, f"is one of {', '.join(KINDS)}")
    if not all(1 <= len(text) <= LONGEST_QUESTION for text in (question.it, question.en)):
        raise SurveyUnfit(where, f"has 1 to {LONGEST_QUESTION} characters in both languages")
    if (question.kind == "choice") != bool(question.choices):
        raise SurveyUnfit(where, "has choices where its kind is choice, and only there")
    keys = {one.key for one in question.choices}
    if len(keys) != len(question.choices) or len(keys) > MOST_CHOICES or len(keys) == 1:
        raise SurveyUnfit(where, f"has 2 to {MOST_CHOICES} different choices")
    for one in question.choices:
        fits = all(1 <= len(text) <= LONGEST_CHOICE for text in (one.it, one.en))
        if not _KEY.fullmatch(one.key) or not fits:
            raise SurveyUnfit(where, f"has choices of 1 to {LONGEST_CHOICE} characters, with a key")
    if question.show_if is not None:
        _check_rule(question.show_if, where, before)


def _check_rule(rule: ShowIf, where: str, before: Mapping[str, Question]) -> None:
    """Look at when a question is shown.

    Raises:
        SurveyUnfit: nobody could say whether it is.
    """
    asked = before.get(rule.question)
    if asked is None:
        raise SurveyUnfit(where, "is shown by the answer to an earlier question")
    fits = rule.test in TESTS and asked.kind != "text" and (rule.test == "is" or asked.scale)
    if not fits or not asked.admits(rule.value):
        raise SurveyUnfit(where, f"is shown by an answer that {rule.question} can have")


def survey_of(told: Mapping[str, Any]) -> Survey:
    """A survey as `as_json` or a file of a person says it.

    Raises:
        SurveyUnfit: it says something else.
    """
    try:
        questions = tuple(_question(one) for one in _listed(told.get("questions")))
        name = str(told.get("name", ""))
        return checked(
            Survey(
                key=str(told["key"]),
                name_it=str(told.get("name_it") or name),
                name_en=str(told.get("name_en") or name),
                questions=questions,
                about=str(told.get("about") or ""),
            )
        )
    except (KeyError, TypeError, AttributeError) as missing:
        raise SurveyUnfit(
            "it", f"wants key, name, and questions with key and kind ({missing})"
        ) from (None)


def _listed(told: object) -> Sequence[Mapping[str, Any]]:
    return told if isinstance(told, list | tuple) else ()


def _question(told: Mapping[str, Any]) -> Question:
    text, rule = str(told.get("text", "")), told.get("show_if")
    return Question(
        key=str(told["key"]),
        kind=told["kind"],
        it=str(told.get("it") or text),
        en=str(told.get("en") or text),
        choices=tuple(
            Choice(str(one["key"]), str(one.get("it") or one["key"]), str(one.get("en") or
                   one.get("it") or one["key"]))
            for one in _listed(told.get("choices"))
        ),
        is_needed=bool(told.get("is_needed")),
        show_if=ShowIf(str(rule["question"]), rule["test"], str(rule["value"])) if rule else None,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Progress:
    """How far somebody is.

    Attributes:
        answers: Question -> answer, of those that were given.
        passed: Questions that were shown and sent on, answered or not.
    """

    answers: Mapping[str, str] = field(default_factory=dict)
    passed: frozenset[str] = frozenset()

    def screen(self, survey: Survey) -> tuple[Question, ...]:
        """The questions to show next: until one hangs on an answer of the same screen."""
        shown: list[Question] = []
        for question in survey.questions:
            if question.key in self.passed:
                continue
            rule = question.show_if
            if rule is not None:
                if any(one.key == rule.question for one in shown):
                    break
                if not rule.holds(self.answers):
                    continue
            shown.append(question)
        return tuple(shown)
