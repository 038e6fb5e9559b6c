"""What the form of a survey says: questions in rows, choices in lines."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from typing import Any

from percorso.domain.survey.questions import (
    MOST_QUESTIONS,
    Choice,
    Question,
    ShowIf,
    Survey,
    checked,
)

# Title, notice and the like beside the fields of each question.
MOST_FIELDS = 20 + 12 * (MOST_QUESTIONS + 1)
_FIELDS = ("key", "kind", "it", "en", "choices", "needed", "if", "test", "value")
_NOT_WORD = re.compile(r"[^a-z0-9]+")


def rows_of(survey: Survey) -> list[dict[str, str]]:
    """The questions of a survey as the rows of its form."""
    numbers = {one.key: str(number) for number, one in enumerate(survey.questions, 1)}
    return [
        {
            "key": one.key, "kind": one.kind, "it": one.it, "en": one.en,
            "choices": "\n".join(f"{choice.it} | {choice.en}" for choice in one.choices),
            "needed": "yes" if one.is_needed else "",
            "if": numbers[one.show_if.question] if one.show_if else "",
            "test": one.show_if.test if one.show_if else "at_most",
            "value": _value_said(one.show_if, survey) if one.show_if else "",
        }
        for one in survey.questions
    ]  # fmt: skip


def _value_said(rule: ShowIf, survey: Survey) -> str:
    """What a rule compares with, as people read it."""
    asked = survey.question(rule.question)
    choices = asked.choices if asked is not None else ()
    return next((one.it for one in choices if one.key == rule.value), rule.value)


def rows_in(form: Mapping[str, Any]) -> list[dict[str, str]]:
    """The rows a form brings, as they were typed."""
    rows = []
    for number in range(1, MOST_QUESTIONS + 2):
        if f"q{number}.kind" not in form:
            break
        rows.append({name: str(form.get(f"q{number}.{name}") or "").strip() for name in _FIELDS})
    return rows


def survey_in(
    form: Mapping[str, Any], key: str, before: Survey | None, taken: Collection[str]
) -> Survey:
    """The survey a form says.

    Args:
        form: As it came.
        key: Of the survey that is changed; empty of a new one.
        before: What it asked until now: choices whose words stay keep their keys.
        taken: Keys other surveys have.

    Raises:
        SurveyUnfit: it cannot be asked.
    """
    name_it = " ".join(str(form.get("name_it") or "").split())
    name_en = " ".join(str(form.get("name_en") or "").split()) or name_it
    rows = [row for row in rows_in(form) if row["it"] or row["en"]]
    used = {row["key"] for row in rows}
    for row in rows:
        if not row["key"]:
            row["key"] = _free("q", used)
    # A rule names a question by the number it has on the form, empty rows counted.
    numbered = {str(number): row for number, row in enumerate(rows_in(form), 1)}
    keys = {number: _key_at(row, rows) for number, row in numbered.items()}
    questions: list[Question] = []
    for row in rows:
        questions.append(_question(row, keys, questions, before))
    return checked(
        Survey(
            key or _slug(name_it, taken), name_it, name_en, tuple(questions),
            str(form.get("about") or ""),
        )
    )  # fmt: skip


def _key_at(row: Mapping[str, str], kept: list[dict[str, str]]) -> str:
    """The key a row of the form has by now; empty where it was left out."""
    same = {name: value for name, value in row.items() if name != "key"}
    for one in kept:
        if {name: value for name, value in one.items() if name != "key"} == same:
            return one["key"]
    return ""


def _question(
    row: Mapping[str, str], keys: Mapping[str, str], earlier: list[Question], before: Survey | None
) -> Question:
    known = before.question(row["key"]) if before is not None else None
    rule = None
    if row["if"]:
        asked = next((one for one in earlier if one.key == keys.get(row["if"])), None)
        value = row["value"]
        for one in asked.choices if asked is not None else ():
            if value.casefold() in (one.it.casefold(), one.en.casefold(), one.key):
                value = one.key
        rule = ShowIf(keys.get(row["if"], ""), row["test"], value)  # type: ignore[arg-type]
    return Question(
        row["key"], row["kind"], row["it"] or row["en"], row["en"] or row["it"],  # type: ignore[arg-type]
        _choices(row["choices"], known) if row["kind"] == "choice" else (),
        row["needed"] == "yes", rule,
    )  # fmt: skip


def _choices(text: str, known: Question | None) -> tuple[Choice, ...]:
    """The choices of the lines; one whose words stay keeps its key, so that counts go on."""
    kept = {one.it: one.key for one in (known.choices if known is not None else ())}
    used = set(kept.values())
    found = []
    for line in text.replace("\r", "").split("\n"):
        italian, _, english = (part.strip() for part in line.partition("|"))
        if italian:
            key = kept.get(italian) or _free("c", used)
            found.append(Choice(key, italian, english or italian))
    return tuple(found)


def _free(letter: str, used: set[str]) -> str:
    """A key nobody has."""
    number = next(no for no in range(1, 1_000) if f"{letter}{no}" not in used)
    used.add(f"{letter}{number}")
    return f"{letter}{number}"


def _slug(name: str, taken: Collection[str]) -> str:
    """A key for a title.

    >>> _slug("È andata bene?", ["e-andata-bene"])
    'e-andata-bene-2'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = _NOT_WORD.sub("-", plain).strip("-")[:30].strip("-")
    key = words if words[:1].isalpha() else f"survey-{words}".strip("-")
    numbers = (key, *(f"{key}-{number}" for number in range(2, 1_000)))
    return next(one for one in numbers if one not in taken)
