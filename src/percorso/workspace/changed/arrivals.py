"""What changed of what comes in: sources that fell silent, rejected rows, names without a place."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

import numpy as np

from percorso.domain.changed import NewName, RejectedRows, SilentSource
from percorso.journeys.partials.by_group import HALF_HOUR_US
from percorso.stats.proportion import wilson_interval
from percorso.store.records.database import RecordsConnection
from percorso.store.records.sources import Source, received_between
from percorso.store.warehouse import Warehouse
from percorso.workspace.changed import totals_sql as ask
from percorso.workspace.changed.periods import Periods
from percorso.workspace.maps.scoping import Known

_LOOKED_DAYS = 28
_CHANCE = 0.05
_UNPLACED = "unplaced"
_MOST_NAMES = 30


def silent_sources(
    warehouse: Warehouse, periods: Periods, sources: Sequence[Source]
) -> tuple[SilentSource, ...]:
    """Sources without a contact for longer than their usual days explain.

    Of the days up to its last contact, a share had some; that as many days in a row as are silent
    now have none is unlikely, at the lowest share the days allow, and for all sources together.
    """
    busy = _busy_days(warehouse, periods)
    last = periods.first + timedelta(days=periods.days - 1)
    found = [
        _silence(source.key, sorted(busy[source.no]), last)
        for source in sources if busy.get(source.no)
    ]  # fmt: skip
    most = _CHANCE / max(1, len(found))
    return tuple(one for one in found if one.silent_days and one.probability <= most)


def _busy_days(warehouse: Warehouse, periods: Periods) -> dict[int, set[date]]:
    begin = periods.first_other - timedelta(days=_LOOKED_DAYS)
    days = (periods.first - begin).days + periods.days
    edges = np.array(periods.starts(begin, days + 1))
    rows = warehouse.columns(ask.half_hours_of_sources(int(edges[0])))
    at_us = rows["half_hour"].astype(np.int64) * HALF_HOUR_US
    place = np.searchsorted(edges, at_us, side="right") - 1
    found: defaultdict[int, set[date]] = defaultdict(set)
    for source_no, day in zip(rows["source_no"].tolist(), place.tolist(), strict=True):
        found[int(source_no)].add(begin + timedelta(days=min(max(day, 0), days - 1)))
    return found


def _silence(name: str, busy: Sequence[date], last: date) -> SilentSource:
    ended = busy[-1]
    looked = min(_LOOKED_DAYS, (ended - busy[0]).days + 1)
    hits = sum(ended - day < timedelta(days=looked) for day in busy)
    silent = (last - ended).days
    usual, _ = wilson_interval(hits, looked)
    return SilentSource(name, ended, silent, hits, looked, (1.0 - usual) ** silent)


def rejected_rows(
    connection: RecordsConnection, now: datetime, days: int, sources: Sequence[Source]
) -> Iterator[RejectedRows]:
    """Of each source that brought rows: how many could not be used, by the clock.

    Args:
        connection: To the records.
        now: The present instant, naive UTC.
        days: Of each period.
        sources: All of them.
    """
    span = timedelta(days=days)
    this = received_between(connection, now - span, now)
    other = received_between(connection, now - 2 * span, now - span)
    for source in sources:
        received, rejected = this.get(source.no, (0, 0))
        before, rejected_before = other.get(source.no, (0, 0))
        if rejected or rejected_before:
            yield RejectedRows(source.key, rejected, received, rejected_before, before)


def new_names(
    warehouse: Warehouse, periods: Periods, known: Known, names: Mapping[str, str]
) -> tuple[NewName, ...]:
    """Names without a place that were not used before this period.

    Args:
        warehouse: Open.
        periods: Of which days.
        known: What the names lead to.
        names: Touchpoint -> what a person calls it.
    """
    unplaced = {
        place.key for place in known.named.places if place.stage == _UNPLACED
    }  # fmt: skip
    key_of = {one.no: one.touchpoint_key for one in known.named.names
              if one.touchpoint_key in unplaced}  # fmt: skip
    if not key_of:
        return ()
    rows = warehouse.rows(ask.names_first_met(list(key_of), periods.since_us[0]))
    return tuple(
        NewName(key_of[no], names.get(key_of[no], key_of[no]), int(contacts))
        for no, contacts in rows[:_MOST_NAMES]
    )
