"""The map of a bare table: no workspace, the same rules, nothing kept."""

import contextlib
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from percorso.collect import bare_rows_sql as ask
from percorso.collect.bare_rows import BareRead, read_file, read_frame
from percorso.collect.look import Wanted
from percorso.domain.catalogue import DEFAULT_TOUCHPOINTS, STAGES, Touchpoint
from percorso.domain.errors import InputError
from percorso.domain.journey_map import JourneyMap
from percorso.domain.load_report import LoadReport, RejectedGroup
from percorso.journeys.bare_shares import BareShares, bare_shares
from percorso.journeys.contents import contents_of
from percorso.journeys.gap_proposal import proposed_gap
from percorso.journeys.map_builder import MapHead, build_map
from percorso.journeys.scope import Scope, codes_of_names, touchpoint_codes
from percorso.journeys.sharing import Sharing
from percorso.settings import Settings
from percorso.store.parquet_file import is_parquet
from percorso.store.records.catalogue import ObservedName
from percorso.store.records.definitions import FrozenDefinition
from percorso.store.records.sources import Source
from percorso.store.warehouse import Warehouse, passing_warehouse
from percorso.workspace.arrivals.naming import place_observed
from percorso.workspace.loading.loading import rejected_groups
from percorso.workspace.maps.asking import MapRequest, period_of, require_period
from percorso.workspace.maps.definitions import NamedPlaces, chosen_definition
from percorso.workspace.stores import now_utc

_SOURCE_NO = 1
_OF_THE_COMMAND_LINE = ("--columns", "--date-order")


class GapUnusable(InputError):
    """A silence that lasts no time."""

    def __init__(self, gap: timedelta) -> None:
        self.gap = gap
        super().__init__(f"The gap must be longer than nothing, got {gap}. Try timedelta(days=30).")


class ConditionOfBareTable(InputError):
    """A definition asks for customers by a condition, and a bare table has no properties."""

    def __init__(self, where: str) -> None:
        self.where = where
        super().__init__(
            f"A bare table knows who, when, what and where alone, so `where: {where}` cannot be "
            "asked of it. Choose the rows before, or load them into a workspace."
        )


class RowsLeftOut(UserWarning):
    """Rows of a bare table that stand in no journey."""


@dataclass(frozen=True, slots=True)
class BareTable:
    """A table without a workspace, and what is said about it.

    Attributes:
        data: A data frame, an Arrow table, a relation, a list of dictionaries, or a path.
        wanted: Its columns by role, its time zone and the order of its dates.
        gap: The silence that ends a journey; None proposes one from the data.
    """

    data: object
    wanted: Wanted
    gap: timedelta | None = None

    @property
    def name(self) -> str:
        """What the table is called on its map."""
        return self.data.name if isinstance(self.data, Path) else "table"


def map_of_bare(
    table: BareTable, request: MapRequest, settings: Settings
) -> tuple[JourneyMap, LoadReport]:
    """The map of a bare table, and what became of its rows.

    Raises:
        GapUnusable: the gap lasts no time.
        InputError: the table, its columns or the request cannot be used.
    """
    require_period(request)
    if table.gap is not None and table.gap <= timedelta(0):
        raise GapUnusable(table.gap)
    with (
        tempfile.TemporaryDirectory(prefix="percorso-") as folder,
        passing_warehouse(
            memory_limit_mb=settings.memory_limit_mb,
            temporary_limit_mb=settings.temporary_limit_mb,
            scratch=Path(folder),
        ) as warehouse,
    ):
        period = period_of(request, table.wanted.usual_zone)
        sharing = Sharing.within(settings.memory_limit_mb)
        with contextlib.ExitStack() as kept:
            with _said_for_python(), _read(warehouse, table, Path(folder)) as (read, groups):
                shares = kept.enter_context(
                    bare_shares(warehouse, Path(folder), sharing, read.last_line, period)
                )
            names, places = _place_names(warehouse)
            made = _map(warehouse, shares, table, request, settings, names, places)
        report = _report(warehouse, shares, replace(read, groups=groups), names, places)
    _warn(report)
    return made, report


@contextlib.contextmanager
def _said_for_python() -> Iterator[None]:
    """Errors of a load speak of the command's options: a note says the same in Python.

    Raises:
        InputError: the block met it.
    """
    try:
        yield
    except InputError as error:
        if any(option in str(error) for option in _OF_THE_COMMAND_LINE):
            error.add_note(
                "In Python: customer=, at=, touchpoint= and channel= name the columns, "
                "date_order= the order of day and month."
            )
        raise


@contextlib.contextmanager
def _read(
    warehouse: Warehouse, table: BareTable, scratch: Path
) -> Iterator[tuple[BareRead, tuple[RejectedGroup, ...]]]:
    """The rows of the table as interactions, for the block."""
    data = table.data
    if isinstance(data, Path) and not is_parquet(data):
        file, taken = read_file(warehouse, data, table.wanted, scratch=scratch, now=now_utc())
        yield file, rejected_groups([taken])
        return
    with read_frame(warehouse, data, table.wanted, now_utc()) as read:
        yield read, read.groups


def _place_names(warehouse: Warehouse) -> tuple[list[ObservedName], list[Touchpoint]]:
    """The names of the table with their touchpoints, by the default rules of the catalogue."""
    taken = {place.key for place in DEFAULT_TOUCHPOINTS}
    made: list[Touchpoint] = []
    names = [
        ObservedName(no, _SOURCE_NO, "", name, *place_observed(name, channel, taken, made))
        for no, (name, channel) in enumerate(warehouse.rows(ask.NAMES), start=1)
    ]
    return names, [*DEFAULT_TOUCHPOINTS, *made]


def _map(
    warehouse: Warehouse, shares: BareShares, table: BareTable, request: MapRequest,
    settings: Settings, names: Sequence[ObservedName], places: Sequence[Touchpoint],
) -> JourneyMap:  # fmt: skip
    """The map of the rows.

    Raises:
        ConditionOfBareTable: the definition asks for customers by a condition.
    """
    codes = touchpoint_codes(warehouse, names, places)
    named = NamedPlaces(codes, tuple(places), tuple(names), STAGES)
    chosen = chosen_definition(None, request.journey, named, request.success, request.failure)
    definition = chosen.definition
    if definition.where is not None:
        raise ConditionOfBareTable(definition.where)
    by_hand = chosen.written.gap_seconds
    gap = timedelta(seconds=by_hand) if table.gap is None and by_hand else table.gap
    scope = Scope(
        codes=codes,
        stages=STAGES,
        definition=definition,
        frozen=FrozenDefinition(definition.key, 0, 0.0, "none"),
        period=period_of(request, table.wanted.usual_zone),
        segment=None,
        data_until_us=contents_of(warehouse).last_us,
        code_of_name=codes_of_names(names, codes),
    )
    scope = replace(scope, frozen=_gap(warehouse, shares, scope, gap))
    head = MapHead(
        time_zone=table.wanted.usual_zone,
        currency=settings.currency,
        language=request.language,
        where=None,
        sources=(Source(_SOURCE_NO, table.name, table.name, "default", 0),),
        computed_at=now_utc(),
    )
    return build_map(warehouse, scope, head, shares.count, shares.beside)


def _gap(
    warehouse: Warehouse, shares: BareShares, scope: Scope, given: timedelta | None
) -> FrozenDefinition:
    if given is not None:
        return FrozenDefinition(scope.definition.key, 1, given.total_seconds(), "given")
    proposal = proposed_gap(warehouse, scope, shares.all_customers)
    return FrozenDefinition(scope.definition.key, 1, proposal.gap_seconds, proposal.origin)


def _report(
    warehouse: Warehouse, shares: BareShares, read: BareRead, names: Sequence[ObservedName],
    places: Sequence[Touchpoint],
) -> LoadReport:  # fmt: skip
    span = contents_of(warehouse).of_source.get(_SOURCE_NO)
    interactions = 0 if span is None else span.interactions
    rejected = sum(group.rows for group in read.groups)
    unplaced = {place.key for place in places if place.stage == "unplaced"}
    return LoadReport(
        read=read.read,
        loaded=interactions,
        duplicate=read.duplicate,
        rejected=rejected,
        interactions=interactions,
        anonymous=shares.anonymous,
        unplaced=tuple(sorted(name.name for name in names if name.touchpoint_key in unplaced)),
        other_currencies={},
        since=None if span is None else _instant(span.first_us),
        until=None if span is None else _instant(span.last_us),
        said=read.said,
        rejected_groups=read.groups,
    )


def _instant(us: int) -> datetime:
    """Naive UTC, as a load reports it."""
    return datetime.fromtimestamp(us // 1_000_000, UTC).replace(
        tzinfo=None, microsecond=us % 1_000_000
    )


def _warn(report: LoadReport) -> None:
    """Say in one sentence which rows stand in no journey."""
    parts = [
        f"{group.rows:,} rejected: {group.reason} (first in "
        f"{group.first_place or f'row {group.first_line}'})"
        for group in report.rejected_groups
    ]
    if report.anonymous:
        parts.append(f"{report.anonymous:,} anonymous: they name no customer")
    if parts:
        warnings.warn(
            f"Of {report.read:,} rows some are in no journey. {'; '.join(parts)}. "
            "The map's `report` has the counts.",
            RowsLeftOut,
            stacklevel=4,
        )
