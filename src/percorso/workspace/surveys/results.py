"""What the answers to a survey come to: by question, by month, and of how many who were asked."""

from collections import defaultdict
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from percorso.domain.survey.questions import Question
from percorso.domain.survey.results import (
    Asked,
    ChoiceCount,
    QuestionResult,
    ScoreOfMonth,
    SurveyResults,
    Written,
)
from percorso.stats.proportion import share_estimate
from percorso.store.query import Query
from percorso.store.records import customers as customer_records
from percorso.store.records.invitations import asked_of
from percorso.store.records.surveys import KeptSurvey
from percorso.store.warehouse import Warehouse
from percorso.workspace.left_out import tell_restricted, without_restricted
from percorso.workspace.maps.scoping import known_names, segment_of
from percorso.workspace.restoring import ask_warehouse
from percorso.workspace.stores import Stores
from percorso.workspace.surveys.responses import OneResponse, responses_of
from percorso.workspace.surveys.scores import score_of
from percorso.workspace.surveys.surveys_sql import answers_of
from percorso.workspace.surveys.weighting import weighted_of


def results_of(stores: Stores, kept: KeptSurvey, segment: str | None = None) -> SurveyResults:
    """What a survey came to.

    Args:
        stores: The workspace.
        kept: The survey.
        segment: Key of a kept segment; None is everybody.

    Raises:
        SegmentUnknown: no segment has this key.
    """
    survey = kept.asked
    found = _responses(stores, kept, segment)
    headline = survey.headline
    questions = tuple(_of_question(one, found) for one in survey.questions)
    of_headline = None
    months: tuple[ScoreOfMonth, ...] = ()
    if headline is not None:
        of_headline = score_of(headline.kind, _ratings(headline, found))
        months = _by_month(headline, found, ZoneInfo(stores.company().time_zone))
    return SurveyResults(
        key=survey.key, name_it=survey.name_it, name_en=survey.name_en, about=survey.about,
        version=kept.version, segment=segment, asked=_asked(stores, kept, found),
        headline=of_headline,
        weighted=weighted_of(stores, kept, headline, found) if headline and not segment else None,
        questions=questions, months=months,
    )  # fmt: skip


def written_of(stores: Stores, kept: KeptSurvey, most: int) -> list[Written]:
    """What was written, the newest first."""
    headline = kept.asked.headline
    found = [(at, text, one) for one in _responses(stores, kept, None) for at, text in one.texts]
    found.sort(key=lambda row: (row[0], row[2].key), reverse=True)
    with stores.records.read() as connection:
        return [
            Written(
                at, text, one.rating(headline.key) if headline else None,
                None if one.customer_no is None
                else customer_records.customer_id_of(connection, one.customer_no),
            )
            for at, text, one in found[:most]
        ]  # fmt: skip


def _responses(stores: Stores, kept: KeptSurvey, segment: str | None) -> list[OneResponse]:
    def read(warehouse: Warehouse) -> list[OneResponse]:
        tell_restricted(stores, warehouse)
        chosen = None if segment is None else _inside(stores, warehouse, segment)
        return responses_of(warehouse.rows(answers_of(kept.source_no, chosen)))

    return ask_warehouse(stores, read)


def _inside(stores: Stores, warehouse: Warehouse, segment: str) -> Query | None:
    known = known_names(stores, warehouse)
    chosen = segment_of(stores, warehouse, known, None, None, segment)
    return without_restricted(stores, warehouse, chosen)


def _of_question(question: Question, found: Sequence[OneResponse]) -> QuestionResult:
    score = None
    choices: tuple[ChoiceCount, ...] = ()
    if question.scale:
        score = score_of(question.kind, _ratings(question, found))
        answered = score.estimate["n"]
    elif question.kind == "choice":
        given = [one.answers[question.key] for one in found if question.key in one.answers]
        answered = len(given)
        choices = tuple(
            ChoiceCount(one.key, one.it, one.en, share_estimate(given.count(one.key), answered))
            for one in (question.choices if answered else ())
        )
    else:
        answered = sum(1 for one in found if question.key in one.written)
    return QuestionResult(
        question.key, question.kind, question.it, question.en, answered, score, choices
    )


def _ratings(question: Question, found: Sequence[OneResponse]) -> list[int]:
    """The answers to a rating; what an older version asked on another scale is none of them."""
    return [
        rating for one in found
        if (rating := one.rating(question.key)) is not None and question.admits(str(rating))
    ]  # fmt: skip


def _by_month(
    question: Question, found: Sequence[OneResponse], zone: ZoneInfo
) -> tuple[ScoreOfMonth, ...]:
    months: defaultdict[str, list[OneResponse]] = defaultdict(list)
    for one in found:
        months[f"{one.at.astimezone(zone):%Y-%m}"].append(one)
    return tuple(
        ScoreOfMonth(month, score)
        for month in sorted(months)
        if (score := score_of(question.kind, _ratings(question, months[month]))).estimate["n"]
    )


def _asked(stores: Stores, kept: KeptSurvey, found: Sequence[OneResponse]) -> Asked:
    with stores.records.read() as connection:
        ids = asked_of(connection, kept.no)
    answered = sum(1 for one in found if one.key in ids)
    return Asked(
        asked=len(ids), answered=answered,
        rate=share_estimate(answered, len(ids)) if ids
        else {"value": None, "low": None, "high": None, "n": 0},
        unasked=len(found) - answered, whole=sum(one.is_whole for one in found),
        responses=len(found), revised=sum(one.is_revised for one in found),
    )  # fmt: skip
