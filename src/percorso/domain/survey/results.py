"""What the answers to a survey come to, as plain values: each with its n and how sure it is."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from percorso.domain.journey_map import Estimate

SCHEMA = "percorso.survey/1"
# With fewer, a score is no more than its answers.
FEW = 30


@dataclass(frozen=True, slots=True)
class Score:
    """What a rating comes to.

    Attributes:
        kind: Of the rating.
        estimate: NPS in -100..100, below 10 answers without a value; CSAT the share of 4 and 5,
            0..1; CES the mean of 1 to 7.
        counts: How often each answer was given, from the lowest.
        groups: Of NPS promoters, passives, detractors; of the others the high ones (CSAT 4 and 5,
            CES 5 to 7), the middle, the low.
        high_share: Share of the high ones, with its interval.
        detectable: Of NPS the smallest change between two waves as large that 80 % of readings
            would notice; None where there is none.
    """

    kind: str
    estimate: Estimate
    counts: tuple[int, ...]
    groups: tuple[int, int, int]
    high_share: Estimate
    detectable: float | None = None

    @property
    def is_small(self) -> bool:
        """Whether it is of so few answers that it has to be said."""
        return self.estimate["n"] < FEW


@dataclass(frozen=True, slots=True)
class ChoiceCount:
    """How often one of several was chosen; the share is of those who answered the question."""

    key: str
    it: str
    en: str
    share: Estimate


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """What one question came to.

    Attributes:
        key, kind, it, en: The question as it is asked now.
        answered: Responses with an answer to it.
        score: Of a rating.
        choices: Of a choice, in their order.
    """

    key: str
    kind: str
    it: str
    en: str
    answered: int
    score: Score | None = None
    choices: tuple[ChoiceCount, ...] = ()


@dataclass(frozen=True, slots=True)
class ScoreOfMonth:
    """The headline of a month of the workspace's zone, as `2026-11`."""

    month: str
    score: Score


@dataclass(frozen=True, slots=True)
class Written:
    """A response with words.

    Attributes:
        at: When they came, aware UTC.
        text: What was written.
        rating: The headline's answer of the same response; None where it has none.
        customer: Id of who wrote; None where nobody knows.
    """

    at: datetime
    text: str
    rating: int | None
    customer: str | None


@dataclass(frozen=True, slots=True)
class Asked:
    """How many were asked, and how many answered.

    Attributes:
        asked: Who got a letter or a link of their own.
        answered: Of them, who answered.
        rate: The share of them.
        unasked: Responses by links that are everybody's: nobody knows how many saw them.
        whole: Responses that lack nothing needed, of all.
        responses: All of them.
        revised: Responses in which an answer was changed: the last one counts, all are kept.
    """

    asked: int
    answered: int
    rate: Estimate
    unasked: int
    whole: int
    responses: int
    revised: int


@dataclass(frozen=True, slots=True)
class Weighted:
    """The score of those asked who answered, weighted to be like those who were asked.

    Attributes:
        value: NPS, the share of CSAT, or the mean of CES.
        low, high: Its 95 % interval, by bootstrap.
        n: Answers of who was asked.
        effective: How many unweighted answers they are worth.
        trimmed: Answers whose weight was cut to 5 times the middle one.
    """

    value: float
    low: float
    high: float
    n: int
    effective: float
    trimmed: int


@dataclass(frozen=True, slots=True)
class SurveyResults:
    """What a survey came to.

    Attributes:
        key, name_it, name_en: The survey.
        about: Key of the touchpoint it asks about; empty is the company.
        version: The newest.
        segment: Key of the segment it is narrowed to; None is everybody.
        asked: Who was asked and answered.
        headline: Its score; None where it asks for no rating.
        weighted: The same weighted to who was asked, beside it; None where fewer than 30 of them
            answered, or it is narrowed to a segment.
        questions: Each question, in the order they are asked.
        months: The headline month by month, the oldest first.
    """

    key: str
    name_it: str
    name_en: str
    about: str
    version: int
    segment: str | None
    asked: Asked
    headline: Score | None
    weighted: Weighted | None
    questions: tuple[QuestionResult, ...]
    months: tuple[ScoreOfMonth, ...]

    def as_json(self) -> dict[str, Any]:
        """The results as plain values."""
        return {"schema": SCHEMA, **asdict(self)}
