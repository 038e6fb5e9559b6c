"""Reads the interactions of a scope from the warehouse, and cuts them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from percorso.journeys.contents import contents_of
from percorso.journeys.path import rows_sql as ask
from percorso.journeys.path.rows import Array, Reading, Remarks, Rows, Texts, Topics
from percorso.journeys.path.rules import Flags, Integers, Rules, rules_of
from percorso.journeys.path.visits import Path, path_of
from percorso.journeys.scope import Scope
from percorso.store.warehouse import Columns, Warehouse


@dataclass(frozen=True, slots=True)
class Details:
    """What the interactions of a warehouse hold beside who, when and what: the rest goes unread.

    Attributes:
        remarks: Whether any has an asked score or a text to quote.
        topics: Whether any is about a number.
        feelings: Whether any says how somebody felt.
        money: Whether any has an amount.
        texts: Whether any text tells how somebody felt.
        only_source: The source of them all, where there is one.
    """

    remarks: bool = True
    topics: bool = True
    feelings: bool = True
    money: bool = True
    texts: bool = True
    only_source: int | None = None

    @property
    def are_told(self) -> bool:
        """Whether single interactions may be named by what is counted."""
        return self.remarks or self.feelings


_ALL = Details()
_BARE = Details(
    remarks=False, topics=False, feelings=False, money=False, texts=False, only_source=1
)


def cut_path(warehouse: Warehouse, scope: Scope) -> Path:
    """The journeys of a scope, all at once."""
    rules = rules_of(scope)
    return path_of(read_customers(warehouse, scope, rules), rules, source_starts(warehouse))


def read_customers(
    warehouse: Warehouse,
    scope: Scope,
    rules: Rules,
    customers: tuple[int, int] | None = None,
    held: Details = _ALL,
    table: str = ask.RESOLVED,
) -> Reading:
    """The interactions that may stand in a journey, and what was said in them.

    Args:
        warehouse: Holds them.
        scope: Whose, and up to which instant.
        rules: What the scope cuts by.
        customers: First and last number of the customers to read; None reads all.
        held: What is read of them beside who, when and what; see `details_held`.
        table: Where the interactions stand.
    """
    question = ask.rows_of(scope, customers, table, _columns_read(held))
    rows = _rows(warehouse.columns(question), scope, rules, held)
    return Reading(
        rows,
        _remarks(warehouse.columns(ask.remarks_of(scope, customers, table)), rows)
        if held.remarks
        else _NO_REMARKS,
        _topics(warehouse.columns(ask.topics_of(scope, customers, table)), rows)
        if held.topics
        else _NO_TOPICS,
        _texts(warehouse.columns(ask.texts_of(scope, customers, table)), rows)
        if held.texts
        else _NO_TEXTS,
    )


def details_held(warehouse: Warehouse, tables: Sequence[str] = (ask.RESOLVED,)) -> Details:
    """What any interaction of some tables holds."""
    held = [warehouse.rows(ask.has_details(table))[0] for table in tables]
    sources = {no for row in held for no in row[5:] if no is not None}
    only_source = sources.pop() if len(sources) == 1 else None
    remarks, topics, feelings, money, texts = (any(row[at] for row in held) for at in range(5))
    return Details(remarks, topics, feelings, money, texts, only_source)


def _columns_read(held: Details) -> tuple[str, ...]:
    wanted = {
        "ord": held.remarks or held.topics or held.texts,
        "source_no": held.only_source is None,
        "felt": held.feelings,
        "amount_minor": held.money,
        "interaction_no": held.are_told,
    }
    return tuple(name for name, is_read in wanted.items() if is_read)


def bare_reading(columns: Columns, scope: Scope, rules: Rules) -> Reading:
    """Interactions of one source that say who, when and what, and nothing besides.

    Args:
        columns: customer_no, group_no, occurred_us, observed_name_no, shape (rows,) each; by
            customer and total order.
        scope: Whose journeys they stand in.
        rules: What the scope cuts by.
    """
    return Reading(_rows(columns, scope, rules, _BARE), _NO_REMARKS, _NO_TOPICS, _NO_TEXTS)


def _rows(columns: Columns, scope: Scope, rules: Rules, held: Details) -> Rows:
    """Interactions as `rows_of` asks for them, their names told as touchpoints."""
    code = np.array(scope.code_of_name, dtype=np.intp)[columns["observed_name_no"]]

    def every(value: float) -> Array:
        return np.broadcast_to(np.array(value), code.size)

    source_no = every(held.only_source or 0)
    rows = Rows(
        customer_no=columns["customer_no"],
        group_no=columns["group_no"],
        occurred_us=columns["occurred_us"].astype(np.int64, copy=False),
        code=code,
        source_no=columns.get("source_no", source_no),
        felt=_floats(columns.get("felt", every(np.nan))),
        amount_minor=_floats(columns.get("amount_minor", every(np.nan))),
        interaction_no=columns.get("interaction_no", every(0)),
        ord=columns.get("ord", every(0)),
        case=columns.get("case_no", every(0)),
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


def _texts(columns: Columns, rows: Rows) -> Texts:
    row, known = _rows_of(columns["ord"], rows)
    return Texts(row, _floats(columns["felt"])[known], _floats(columns["trust"])[known])


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
    found = contents_of(warehouse).of_source
    starts = np.zeros(1 + max(found, default=0), dtype=np.int64)
    for no, span in found.items():
        starts[no] = span.first_us
    return starts


def _floats(values: Array) -> Array:
    return values if values.dtype.kind == "f" else values.astype(np.float64)


_NOTHING = np.zeros(0, dtype=np.int64)
_NO_REMARKS = Remarks(_NOTHING, _NOTHING, _NOTHING, _NOTHING, _NOTHING.astype(np.bool_))
_NO_TOPICS = Topics(_NOTHING, _NOTHING)
_NO_TEXTS = Texts(_NOTHING, _NOTHING, _NOTHING)
