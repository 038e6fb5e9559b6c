"""Surveys as they are kept, with every version of what they ask."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, select, update

from percorso.domain.survey.questions import Survey, survey_of
from percorso.store.records.survey_tables import survey, survey_version


@dataclass(frozen=True, slots=True)
class KeptSurvey:
    """A survey in its newest version.

    Attributes:
        no: Its number.
        source_no: The source its answers come by.
        version: The newest, from 1.
        asked: What it asks.
        sending: When it is sent by itself, as JSON text; None is never.
        made_at: When it was made, naive UTC.
        made_by: Who made it.
    """

    no: int
    source_no: int
    version: int
    asked: Survey
    sending: str | None
    made_at: datetime
    made_by: str


def add_survey(
    connection: Connection, asked: Survey, source_no: int, at: datetime, by: str
) -> KeptSurvey:
    """Write a new survey."""
    written = connection.execute(
        insert(survey).values(key=asked.key, source_no=source_no, made_at=at, made_by=by)
    )
    no = int(written.inserted_primary_key[0])  # type: ignore[index]
    add_version(connection, no, 1, asked, at, by)
    return KeptSurvey(no, source_no, 1, asked, None, at, by)


def add_version(
    connection: Connection, no: int, version: int, asked: Survey, at: datetime, by: str
) -> None:
    """Write what a survey asks from now on."""
    connection.execute(
        insert(survey_version).values(
            survey_no=no, version=version, asked=json.dumps(asked.as_json(), ensure_ascii=False),
            made_at=at, made_by=by,
        )
    )  # fmt: skip


def set_sending(connection: Connection, no: int, sending: str | None) -> None:
    """Write when a survey is sent by itself."""
    connection.execute(update(survey).where(survey.c.no == no).values(sending=sending))


def surveys(connection: Connection) -> list[KeptSurvey]:
    """All of them, in the order they were made."""
    return [_read(row) for row in connection.execute(_newest().order_by(survey.c.no))]


def survey_by_key(connection: Connection, key: str) -> KeptSurvey | None:
    """The survey of a key; None where there is none."""
    row = connection.execute(_newest().where(survey.c.key == key)).first()
    return None if row is None else _read(row)


def survey_by_no(connection: Connection, no: int) -> KeptSurvey:
    """The survey of a number, which there is."""
    return _read(connection.execute(_newest().where(survey.c.no == no)).one())


def versions_of(connection: Connection, no: int) -> list[tuple[int, Survey]]:
    """Every version of a survey with what it asked, the oldest first."""
    rows = connection.execute(
        select(survey_version.c.version, survey_version.c.asked)
        .where(survey_version.c.survey_no == no)
        .order_by(survey_version.c.version)
    )
    return [(int(row.version), survey_of(json.loads(row.asked))) for row in rows]


def _newest() -> Select[Any]:
    last = (
        select(survey_version.c.survey_no, func.max(survey_version.c.version).label("version"))
        .group_by(survey_version.c.survey_no)
        .subquery()
    )
    return (
        select(survey, survey_version.c.version, survey_version.c.asked)
        .join(last, last.c.survey_no == survey.c.no)
        .join(
            survey_version,
            (survey_version.c.survey_no == survey.c.no)
            & (survey_version.c.version == last.c.version),
        )
    )


def _read(row: Row[Any]) -> KeptSurvey:
    return KeptSurvey(
        row.no, row.source_no, row.version, survey_of(json.loads(row.asked)), row.sending,
        row.made_at, row.made_by,
    )  # fmt: skip
