"""Replies to reviews as kept: their steps, and the last one of each."""

from collections.abc import Collection
from typing import cast

from sqlalchemy import Connection, Row, func, insert, select

from percorso.domain.replies import ReplyStep, Step
from percorso.store.records.reply_tables import reply_step as table

# SQLite takes so many values in one statement that these fit.
_PART = 500


def steps_of(connection: Connection, review: str) -> tuple[ReplyStep, ...]:
    """The steps of the reply to a review, the oldest first."""
    rows = connection.execute(select(table).where(table.c.review_id == review).order_by(table.c.no))
    return tuple(map(_step, rows))


def steps_about(connection: Connection, reviews: Collection[str]) -> list[ReplyStep]:
    """The steps of the replies to these reviews, the oldest first."""
    listed, found = sorted(reviews), []
    for first in range(0, len(listed), _PART):
        part = listed[first : first + _PART]
        rows = connection.execute(select(table).where(table.c.review_id.in_(part)))
        found += [(row.no, _step(row)) for row in rows]
    return [step for _, step in sorted(found, key=lambda one: one[0])]


def last_steps(connection: Connection) -> dict[str, ReplyStep]:
    """Of each review with a reply in the making its last step."""
    newest = select(func.max(table.c.no)).group_by(table.c.review_id)
    rows = connection.execute(select(table).where(table.c.no.in_(newest)))
    return {row.review_id: _step(row) for row in rows}


def add_step(connection: Connection, step: ReplyStep, customer_no: int | None) -> None:
    """Write a step down."""
    connection.execute(
        insert(table).values(
            review_id=step.review, customer_no=customer_no, step=step.step, text=step.text,
            made_by=step.by, made_at=step.at,
        )
    )  # fmt: skip


def _step(row: Row[tuple[object, ...]]) -> ReplyStep:
    return ReplyStep(row.review_id, cast("Step", row.step), row.text, row.made_by, row.made_at)
