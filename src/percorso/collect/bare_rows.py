"""Reads a bare table: which column says who, when, what, and its rows as interactions."""

import contextlib
from collections.abc import Iterator
from collections.abc import Mapping as Kinds
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from percorso.collect import bare_rows_sql as ask
from percorso.collect.bare_rows_sql import BareColumns, is_instant
from percorso.collect.columns import recognise_columns
from percorso.collect.date_order_sql import date_evidence, settle_date_order
from percorso.collect.intake import TakenIn, load_limit, stage_file
from percorso.collect.look import Wanted
from percorso.collect.sample_evidence import Sample
from percorso.domain.errors import InputError
from percorso.domain.load_report import RejectedGroup
from percorso.domain.mapping import Mapping
from percorso.store.frames import frame_as_table
from percorso.store.parquet_file import cell_as_text
from percorso.store.warehouse import Warehouse


class NoCustomerColumn(InputError):
    """No column of a bare table says who."""

    def __init__(self, header: tuple[str, ...]) -> None:
        self.header = header
        super().__init__(
            f"No column says who. Columns: {', '.join(header[:40])}. "
            'Name it: customer="name of the column"'
        )


class TableEmpty(InputError):
    """A bare table without rows."""

    def __init__(self) -> None:
        super().__init__("The table has no rows, so there is nothing to map.")


@dataclass(frozen=True, slots=True)
class BareRead:
    """What became of a bare table's rows.

    Attributes:
        read: rows of the table.
        last_line: the number of its last line, from 1.
        duplicate: rows of a file that repeat an earlier row's own id.
        groups: rejected rows by reason.
        said: what was found out about it, in sentences.
    """

    read: int
    last_line: int
    duplicate: int
    groups: tuple[RejectedGroup, ...]
    said: tuple[str, ...]


@contextlib.contextmanager
def read_frame(
    warehouse: Warehouse, data: object, wanted: Wanted, now: datetime
) -> Iterator[BareRead]:
    """The rows of a data frame or a Parquet file as interactions, in `walk`, for the block.

    Args:
        warehouse: Where they are asked for; its own interactions, if any, give way.
        data: The frame, or the path of a Parquet file.
        wanted: Its columns by role (customer, at, touchpoint, channel), its zone and date order.
        now: The present instant, naive UTC; what lies after it is no interaction.

    Raises:
        TableEmpty: it has no rows.
        NoCustomerColumn: no column says who.
    """
    with frame_as_table(warehouse, data) as lent:
        described = warehouse.rows(f"describe from {lent.name}")
        kinds = {str(row[0]): str(row[1]) for row in described}
        columns = _columns(warehouse, lent.name, kinds, wanted)
        warehouse.do(ask.bare_from_frame(lent, columns, kinds, load_limit(now)))
        warehouse.do(ask.CELLS)
        groups = _rejected(warehouse)
        is_kept = not (lent.seeks_lines or columns.is_written(kinds))
        _lay_walk(warehouse, columns.case_is_customer, is_kept=is_kept)
        read = int(warehouse.value(ask.ROWS_READ))
        yield BareRead(read, read, 0, groups, _said(columns, kinds))


def _rejected(warehouse: Warehouse) -> tuple[RejectedGroup, ...]:
    """Rows that can be no interaction, the most first."""
    bad_times, nameless, first_nameless = warehouse.rows(ask.LEFT_OUT)[0]
    groups = []
    if bad_times:
        line, reason = warehouse.rows(ask.BAD_TIMES)[0]
        groups.append(RejectedGroup("bad_time", bad_times, None, line, reason))
    if nameless:
        reason = "the touchpoint is missing"
        groups.append(RejectedGroup("missing_touchpoint", nameless, None, first_nameless, reason))
    return tuple(sorted(groups, key=lambda group: (-group.rows, group.code)))


def _lay_walk(warehouse: Warehouse, columns_count_cases: bool, *, is_kept: bool) -> None:
    """Number the names of `bare`, and make its rows known as interactions.

    Whoever asks for the interactions in another way than by `walk` shall fail, and not be told
    that there are none.
    """
    warehouse.do(ask.NAMED)
    warehouse.do(ask.walk(columns_count_cases, is_kept=is_kept))
    warehouse.do("drop table resolved")


def read_file(
    warehouse: Warehouse, path: Path, wanted: Wanted, *, scratch: Path, now: datetime
) -> tuple[BareRead, TakenIn]:
    """The rows of a file that is no Parquet as interactions, read as a load reads them.

    Raises:
        NoCustomerColumn: no column says who.
    """
    taken = stage_file(
        warehouse, path, wanted, source_no=0, earlier=(), kept_segments=[], scratch=scratch,
        now=now, on_progress=lambda _share: None,
    )  # fmt: skip
    mapping = taken.mapping
    who = _who(mapping, tuple(mapping.columns.values()))
    warehouse.do(ask.bare_from_file(who))
    for table in ("message", "parsed"):
        warehouse.do(f"drop table {table}")
    warehouse.do(ask.CELLS)
    _lay_walk(warehouse, mapping.case_is_identifier, is_kept=False)
    last_line = int(warehouse.value(ask.LAST_LINE))
    return BareRead(taken.read, last_line, taken.duplicate, (), tuple(taken.said)), taken


def _columns(
    warehouse: Warehouse, relation: str, kinds: Kinds[str, str], wanted: Wanted
) -> BareColumns:
    header = tuple(kinds)
    sample = _sample(warehouse, relation, kinds, wanted)
    if not sample:
        raise TableEmpty
    recognition = recognise_columns(
        header, sample, wanted.columns, time_zone=wanted.usual_zone, date_order=wanted.date_order
    )
    mapping = recognition.mapping
    if mapping.clock is not None or not is_instant(kinds[mapping.columns["at"]]):
        mapping = _settled(warehouse, relation, kinds, mapping)
    return BareColumns(
        customer=mapping.columns[_who(mapping, header)],
        at=mapping.columns["at"],
        touchpoint=mapping.columns["touchpoint"],
        channel=mapping.columns.get("channel"),
        clock=mapping.clock,
        time_formats=mapping.time_formats,
        time_zone=mapping.time_zone,
        case_is_customer=mapping.case_is_identifier,
    )


def _settled(
    warehouse: Warehouse, relation: str, kinds: Kinds[str, str], mapping: Mapping
) -> Mapping:
    """The mapping with day and month told apart by the whole column."""
    text = cell_as_text(mapping.columns["at"], kinds[mapping.columns["at"]])
    return settle_date_order(mapping, *warehouse.rows(date_evidence([text], relation))[0])


def _who(mapping: Mapping, header: tuple[str, ...]) -> str:
    """The role whose column says who.

    Raises:
        NoCustomerColumn: there is none.
    """
    if mapping.case_is_identifier:
        return "case_id"
    if "user_id" not in mapping.columns:
        raise NoCustomerColumn(header)
    return "user_id"


def _sample(warehouse: Warehouse, relation: str, kinds: Kinds[str, str], wanted: Wanted) -> Sample:
    """The first rows as text; those that have a time, where its column is given."""
    at = wanted.columns.get("at")
    question = ask.first_rows(relation, kinds, filled=at if at in kinds else None)
    names, rows = warehouse.table(question)
    return [
        {name: str(cell) for name, cell in zip(names, row, strict=True) if cell is not None}
        for row in rows
    ]


def _said(columns: BareColumns, kinds: Kinds[str, str]) -> tuple[str, ...]:
    channel = [] if columns.channel is None else [f'channel: "{columns.channel}"']
    return (
        f'customer: "{columns.customer}"',
        f'at: "{columns.at}"',
        f'touchpoint: "{columns.touchpoint}"',
        *channel,
        f"time zone of times without one: {columns.time_zone}",
    )
