"""Surveys: what can be asked, and which questions come next."""

from dataclasses import replace

import pytest

from percorso.domain.survey.questions import (
    Choice,
    Progress,
    Question,
    ShowIf,
    Survey,
    SurveyUnfit,
    checked,
    survey_of,
)
from percorso.domain.survey.templates import BEGINNINGS, beginning

WRONG = (Choice("late", "Tardi", "Late"), Choice("broken", "Rotto", "Broken"))
DELIVERY = Survey(
    "consegna", "Consegna", "Delivery",
    (
        Question("score", "csat", "Com’è andata?", "How was it?", is_needed=True),
        Question("easy", "ces", "È stato facile", "It was easy"),
        Question("wrong", "choice", "Perché?", "Why?", WRONG,
                 show_if=ShowIf("score", "at_most", "3")),
        Question("how_late", "text", "Quanto?", "How late?", show_if=ShowIf("wrong", "is", "late")),
        Question("else_", "text", "Altro?", "Else?"),
    ),
)  # fmt: skip


def keys(progress: Progress) -> list[str]:
    return [one.key for one in progress.screen(DELIVERY)]


def test_a_question_waits_for_the_answer_it_hangs_on():
    assert keys(Progress()) == ["score", "easy"]
    first = frozenset({"score", "easy"})
    assert keys(Progress({"score": "2"}, first)) == ["wrong"]
    assert keys(Progress({"score": "4"}, first)) == ["else_"]
    then = first | {"wrong"}
    assert keys(Progress({"score": "2", "wrong": "late"}, then)) == ["how_late", "else_"]
    # Left open, it shows nothing that hangs on it.
    assert keys(Progress({"score": "2"}, then)) == ["else_"]
    assert keys(Progress({}, then | {"how_late", "else_"})) == []


def test_an_answer_is_of_its_scale_or_none():
    score, wrong, text = DELIVERY.questions[0], DELIVERY.questions[2], DELIVERY.questions[4]
    assert [one for one in ("0", "1", "5", "6", "٣", "", "-1", "3.0") if score.admits(one)] == [
        "1",
        "5",
    ]
    assert wrong.admits("late")
    assert not wrong.admits("Late")
    assert text.admits("x" * 4_000)
    assert not text.admits("x" * 4_001)


def test_a_survey_survives_its_json():
    assert survey_of(DELIVERY.as_json()) == DELIVERY
    for kind in BEGINNINGS:
        made = checked(beginning(kind, "prova", "Prova", "Casa Lume", "home_delivery"))
        assert survey_of(made.as_json()) == made
        assert made.headline.kind == kind


def broken(**changed: object) -> Survey:
    place = int(changed.pop("at", 2))
    questions = list(DELIVERY.questions)
    questions[place] = replace(questions[place], **changed)
    return replace(DELIVERY, questions=tuple(questions))


@pytest.mark.parametrize(
    "survey",
    [
        replace(DELIVERY, key="Consegna!"),
        replace(DELIVERY, name_en=""),
        replace(DELIVERY, questions=()),
        broken(key="score"),
        broken(kind="stars"),
        broken(it=""),
        broken(choices=()),
        broken(choices=(WRONG[0], WRONG[0])),
        broken(show_if=ShowIf("else_", "is", "x")),
        broken(show_if=ShowIf("score", "at_most", "9")),
        broken(show_if=ShowIf("score", "near", "3")),
        broken(at=3, show_if=ShowIf("wrong", "at_most", "late")),
        broken(at=0, show_if=ShowIf("score", "is", "1")),
    ],
)
def test_what_cannot_be_asked_is_refused(survey):
    with pytest.raises(SurveyUnfit):
        checked(survey)


@pytest.mark.parametrize(
    "told", [{}, {"key": "a"}, {"key": "a", "name": "A", "questions": [{"key": "q"}]},
             {"key": "a", "name": "A", "questions": ["q"]},
             {"key": "a", "name": "A", "questions": [{"key": "q", "kind": ["nps"], "text": "x"}]}],
)  # fmt: skip
def test_a_file_that_is_no_survey_is_refused(told):
    with pytest.raises(SurveyUnfit):
        survey_of(told)
