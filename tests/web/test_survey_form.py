"""The form of a survey: what is typed is what is asked, and keys stay with their meaning."""

import pytest

from percorso.domain.survey.questions import SurveyUnfit
from percorso.domain.survey.templates import beginning
from percorso.web.survey_form import rows_of, survey_in

SURVEY = beginning("csat", "prova", "La consegna", "Casa Lume", "home_delivery")


def form(survey=SURVEY, **changed: str) -> dict[str, str]:
    told = {"name_it": survey.name_it, "name_en": survey.name_en, "about": survey.about}
    for number, row in enumerate(rows_of(survey), 1):
        told |= {f"q{number}.{name}": value for name, value in row.items()}
    return told | {name.replace("__", "."): value for name, value in changed.items()}


def test_a_form_sent_as_it_was_shown_says_the_same_survey():
    assert survey_in(form(), "prova", SURVEY, ()) == SURVEY


def test_choices_that_stay_keep_their_keys_and_new_ones_get_their_own():
    lines = (
        "Altro | Something else\nNon è arrivato | It never came\nÈ arrivato tardi | It came late"
    )
    made = survey_in(form(q2__choices=lines), "prova", SURVEY, ())
    assert [one.key for one in made.questions[1].choices] == ["other", "c1", "late"]


def test_a_rule_names_a_choice_by_its_words_and_a_question_left_out_goes():
    told = form(q3__if="2", q3__test="is", q3__value="è arrivato tardi")
    made = survey_in(told, "prova", SURVEY, ())
    assert made.questions[2].show_if.value == "late"
    gone = survey_in(form(q3__it="", q3__en=""), "prova", SURVEY, ())
    assert [one.key for one in gone.questions] == ["score", "wrong"]
    with pytest.raises(SurveyUnfit):
        survey_in(form(q2__it="", q2__en="", q3__if="2", q3__test="is"), "prova", SURVEY, ())


def test_a_new_survey_is_called_by_its_title():
    made = survey_in(
        form(q1__key="", q2__key="", q3__key="", q2__if="1"), "", None, ["la-consegna"]
    )
    assert made.key == "la-consegna-2"
    assert [one.key for one in made.questions] == ["q1", "q2", "q3"]
    assert made.questions[1].show_if.question == "q1"
