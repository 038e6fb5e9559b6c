"""The Happy Index of one customer for the card: the number, why, how it was, what moves it."""

from collections.abc import Sequence
from typing import Literal

from percorso.customers.evidence import DAY_US
from percorso.customers.groups import band_of, group_index, limits_crossed
from percorso.customers.kinds import DIMENSIONS
from percorso.customers.one import lived_of, one_in
from percorso.customers.reading import Question
from percorso.customers.standing import Basis
from percorso.customers.telling import Lived, Told, history_of, told_at, would_move
from percorso.domain.customer_card import HappyChange, HappyLine, HappyOnCard
from percorso.store.query import Query
from percorso.store.warehouse import Warehouse
from percorso.workspace.people.happy_asked import words_of
from percorso.workspace.people.happy_kept import basis_now, happy_now
from percorso.workspace.people.timeline import text_of
from percorso.workspace.stores import Stores

_HISTORY_US = 182 * DAY_US
_CHANGE_DAYS = 30
_TIERS: tuple[Literal["segment", "few", "solid"], ...] = ("segment", "few", "solid")

Reason = Literal["objected", "restricted", "segment_estimate", "no_data"]


def happy_on_card(
    stores: Stores, warehouse: Warehouse, customer_no: int, refused: Reason | None
) -> HappyOnCard:
    """The index of a customer; a null says why.

    Args:
        stores: The workspace.
        warehouse: Open and up to date.
        customer_no: Whose.
        refused: Why there is to be none, whatever is known.
    """
    if refused is not None:
        return _nothing(refused)
    basis, basis_on, question = basis_now(stores, warehouse)
    lived = lived_by(stores, warehouse, question, customer_no)
    told = told_at(lived, question.until_us, basis)
    if told.tier == 0:
        return _estimate(stores, warehouse, told, basis_on)
    return _told(warehouse, lived, told, question, basis, basis_on)


def lived_by(stores: Stores, warehouse: Warehouse, question: Question, customer_no: int) -> Lived:
    """What one customer lived."""
    with stores.records.read() as connection:
        said = words_of(connection, [customer_no]).said
    return lived_of(one_in(warehouse, question, customer_no, said.get(customer_no, ())))


def _nothing(reason: Reason) -> HappyOnCard:
    return {
        "index": None, "reason": reason, "tier": None, "estimate": None, "estimate_n": None,
        "low": None, "high": None, "coverage": None, "band": None, "crosses": [], "change": None,
        "start": None, "lines": [], "assumed": [], "cap": None, "history": [], "moves": [],
        "at": None, "assumed_on": None,
    }  # fmt: skip


def _estimate(stores: Stores, warehouse: Warehouse, told: Told, basis_on: str) -> HappyOnCard:
    """No number of their own: the mean of all who have one, where there is one."""
    now = happy_now(stores, warehouse)
    group = group_index(now.standing(), now.at_us)
    if group.index is None:
        return _nothing("no_data")
    return {
        **_nothing("segment_estimate"), "tier": "segment", "estimate": group.index,
        "estimate_n": group.n, "coverage": told.coverage, "at": text_of(now.at_us),
        "assumed_on": basis_on,
    }  # fmt: skip


def _told(
    warehouse: Warehouse, lived: Lived, told: Told, question: Question, basis: Basis, basis_on: str
) -> HappyOnCard:
    us = question.until_us
    history = history_of(lived, us - _HISTORY_US, us, basis)
    return {
        "index": told.index, "reason": None, "tier": _TIERS[told.tier],
        "estimate": None, "estimate_n": None,
        "low": told.low, "high": told.high, "coverage": told.coverage,
        "band": _band(told.index), "crosses": limits_crossed(told.low, told.high),
        "change": _change(lived, told, us, basis),
        "start": told.start,
        "lines": _lines(warehouse, told),
        "assumed": [
            {"dimension": one.key, "points": told.assumed[one.key]} for one in DIMENSIONS
        ],
        "cap": told.cap,
        "history": [{"at": text_of(at_us), "index": index} for at_us, index in history],
        "moves": [
            {"kind": kind, "points": points} for kind, points in would_move(lived, us, basis)
        ],
        "at": text_of(us), "assumed_on": basis_on,
    }  # fmt: skip


def _band(index: float) -> Literal["at_risk", "neutral", "happy"]:
    known: tuple[Literal["at_risk", "neutral", "happy"], ...] = ("at_risk", "neutral", "happy")
    return next(band for band in known if band == band_of(index))


def _change(lived: Lived, told: Told, us: int, basis: Basis) -> HappyChange | None:
    before = told_at(lived, us - _CHANGE_DAYS * DAY_US, basis)
    if before.tier == 0:
        return None
    return {
        "days": _CHANGE_DAYS, "before": before.index, "points": told.index - before.index
    }  # fmt: skip


def _lines(warehouse: Warehouse, told: Told) -> list[HappyLine]:
    ids = _ids(warehouse, [line.interaction_no for line in told.lines if line.interaction_no])
    return [
        {
            "kind": line.kind, "dimension": line.dimension, "at": text_of(line.at_us),
            "value": line.value, "interaction": ids.get(line.interaction_no),
            "points": line.points, "bar": line.bar,
        }
        for line in told.lines
    ]  # fmt: skip


def _ids(warehouse: Warehouse, numbers: Sequence[int]) -> dict[int, str]:
    rows = warehouse.rows(
        Query(
            """select interaction_no, interaction_id from interaction
where interaction_no in (select unnest($numbers::bigint[]))""",
            {"numbers": list(numbers)},
        )
    )
    return dict(rows)
