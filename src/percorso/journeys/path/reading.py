"""Reads the interactions of a scope from the warehouse, and cuts them."""

import numpy as np

from percorso.journeys.path import rows_sql as ask
from percorso.journeys.path.rows import Array, Reading, Remarks, Rows, Topics
from percorso.journeys.path.rules import Flags, Integers, Rules, rules_of
from percorso.journeys.path.visits import Path, path_of
from percorso.journeys.scope import Scope
from percorso.store.warehouse import Columns, Warehouse

Details = tuple[bool, bool]


def cut_path(warehouse: Warehouse, scope: Scope) -> Path:
    """The journeys of a scope, all at once."""
    rules = rules_of(scope)
    return path_of(read_customers(warehouse, scope, rules), rules, source_starts(warehouse))


def read_customers(
    warehouse: Warehouse,
    scope: Scope,
    rules: Rules,
    customers: tuple[int, int] | None = None,
    held: Details | None = None,
    table: str = ask.RESOLVED,
) -> Reading:
    """The interactions that may stand in a journey, and what was said in them.

    Args:
        warehouse: Holds them.
        scope: Whose, and up to which instant.
        rules: What the scope cuts by.
        customers: First and last number of the customers to read; None reads all.
        held: What `details_held` said, where many shares are read; None asks.
        table: Where the interactions stand.
    """
    rows = _rows(warehouse.columns(ask.rows_of(scope, customers, table)), scope, rules)
    has_remarks, has_topics = details_held(warehouse) if held is None else held
    return Reading(
        rows,
        _remarks(warehouse.columns(ask.remarks_of(scope, customers, table)), rows)
        if has_remarks
        else _NO_REMARKS,
        _topics(warehouse.columns(ask.topics_of(scope, customers, table)), rows)
        if has_topics
        else _NO_TOPICS,
    )


def details_held(warehouse: Warehouse) -> Details:
    """Whether any interaction has an asked score or a text to quote, and any is about a number."""
    has_remarks, has_topics = warehouse.rows(ask.HAS_DETAILS)[0]
    return has_remarks, has_topics


def _rows(columns: Columns, scope: Scope, rules: Rules) -> Rows:
    """Interactions as `rows_of` asks for them, their names told as touchpoints."""
    code = np.array(scope.code_of_name, dtype=np.int32)[columns["observed_name_no"]]
    rows = Rows(
        customer_no=columns["customer_no"],
        group_no=columns["group_no"],
        occurred_us=columns["occurred_us"],
        code=code,
        source_no=columns["source_no"],
        felt=_floats(columns["felt"]),
        amount_minor=_floats(columns["amount_minor"]),
        interaction_no=columns["interaction_no"],
        ord=columns["ord"],
        case=columns.get("case_no", np.broadcast_to(np.uint64(0), code.size)),
    )
    may_be_step = rules.may_be_step[code]
    if "has_own_case" in columns:
        may_be_step |= columns["has_own_case"]
    if may_be_step.all():
        return rows
    return Rows(*(getattr(rows, name)[may_be_step] for name in Rows.__slots__))


def _remarks(columns: Columns, rows: Rows) -> Remarks:
    row, known = _rows_of(columns["ord"], rows)
    return Remarks(
        row,
        columns["kind"][known],
        _floats(columns["value"])[known],
        _floats(columns["most"])[known],
        columns["is_quotable"][known],
    )


def _topics(columns: Columns, rows: Rows) -> Topics:
    row, known = _rows_of(columns["ord"], rows)
    return Topics(row, columns["topic"][known])


def _rows_of(ord_: Array, rows: Rows) -> tuple[Array, Flags]:
    """The row of each place in the order, and which of them there are; rising where rows rise."""
    if not rows.ord.size:
        return ord_[:0], np.zeros(ord_.size, dtype=np.bool_)
    sorter = None if np.all(rows.ord[1:] > rows.ord[:-1]) else np.argsort(rows.ord)
    found = np.minimum(np.searchsorted(rows.ord, ord_, sorter=sorter), rows.ord.size - 1)
    row = found if sorter is None else sorter[found]
    known = rows.ord[row] == ord_
    return row[known], known


def source_starts(warehouse: Warehouse) -> Integers:
    """First instant of each source in microseconds, indexed by its number."""
    found = warehouse.rows(ask.SOURCE_STARTS)
    starts = np.zeros(1 + max((no for no, _ in found), default=0), dtype=np.int64)
    for no, first_us in found:
        starts[no] = first_us
    return starts


def _floats(values: Array) -> Array:
    return values if values.dtype.kind == "f" else values.astype(np.float64)


_NOTHING = np.zeros(0, dtype=np.int64)
_NO_REMARKS = Remarks(_NOTHING, _NOTHING, _NOTHING, _NOTHING, _NOTHING.astype(np.bool_))
_NO_TOPICS = Topics(_NOTHING, _NOTHING)
