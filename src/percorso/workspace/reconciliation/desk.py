"""Sets both sides beside each other, and keeps what sources say they counted."""

import contextlib
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from percorso.domain.errors import InputError
from percorso.domain.reconciliation import (
    MEASURES,
    Beside,
    Held,
    Measure,
    ReconciledDay,
    ReconciledSource,
    Reconciliation,
    ToldTotal,
    causes_of,
)
from percorso.store.records import catalogue as catalogue_records
from percorso.store.records import inbox as inbox_records
from percorso.store.records import rejections
from percorso.store.records import source_totals as totals_records
from percorso.store.records import sources as source_records
from percorso.store.records.database import RecordsConnection
from percorso.store.records.source_totals import KeptTotal
from percorso.store.records.sources import Source
from percorso.store.warehouse import Warehouse
from percorso.workspace.loading.previewing import SourceUnknown
from percorso.workspace.loading.replaying import source_named
from percorso.workspace.maps.asking import last_day
from percorso.workspace.reconciliation.holding import Place, held_between, kinds_of, last_days
from percorso.workspace.reconciliation.told_file import total_of, totals_in
from percorso.workspace.restoring import ask_warehouse
from percorso.workspace.stores import Stores, now_utc

USUAL_DAYS = 31
_A_DAY = timedelta(days=1)
_MOST_READ = 20_000
_ISO_DAY = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})")
_DAY_FIRST = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b")


@dataclass(frozen=True, slots=True)
class RefusedTotal:
    """A line that says no total, with why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class ToldReport:
    """What became of a file of totals: how many are kept, and the lines that are none."""

    kept: int
    refused: tuple[RefusedTotal, ...]


class ReconciliationDesk:
    """What is held of one workspace's sources, and what they say themselves."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    def tell(self, content: bytes, file: str) -> ToldReport:
        """Keep the totals of a file; a number that was told before is what is told now.

        Args:
            content: A CSV with the columns source, day, measure and value.
            file: Its name.

        Raises:
            TotalsUnreadable: it has not the columns.
            TotalsTooLarge: it is larger than totals can be.
        """
        refused: list[RefusedTotal] = []
        totals: list[KeptTotal] = []
        with self._stores.records.write() as connection:
            known = {one.key: one.no for one in source_records.sources(connection)}
            currency = self._stores.company().currency
            for line, one in totals_in(content, file, currency):
                if isinstance(one, InputError):
                    refused.append(RefusedTotal(line, str(one)))
                elif one.source not in known:
                    refused.append(RefusedTotal(line, str(SourceUnknown(one.source, list(known)))))
                else:
                    totals.append(KeptTotal(known[one.source], one.day, one.measure, one.value))
            totals_records.keep_totals(connection, totals, now_utc(), file)
        return ToldReport(len(totals), tuple(refused))

    def tell_one(self, said: Mapping[str, str]) -> ToldTotal:
        """Keep one total, as people write its source, day, measure and value.

        Raises:
            TotalUnusable: something is missing, or no such thing.
            MeasureUnknown: there is no such measure.
            SourceUnknown: the workspace has no such source.
        """
        told = total_of(said, self._stores.company().currency)
        source = source_named(self._stores, told.source)
        kept = KeptTotal(source.no, told.day, told.measure, told.value)
        with self._stores.records.write() as connection:
            totals_records.keep_totals(connection, [kept], now_utc(), None)
        return told

    def withdraw(self, source: str, first: date, last: date) -> int:
        """Forget what a source said of some days, both inclusive; how many numbers that were.

        Raises:
            SourceUnknown: the workspace has no such source.
        """
        number = source_named(self._stores, source).no
        with self._stores.records.write() as connection:
            return totals_records.withdraw_totals(connection, number, first, last)

    def report(
        self, source: str | None = None, first: date | None = None, last: date | None = None
    ) -> Reconciliation:
        """Both sides of some days.

        Args:
            source: Of one source; None is every one.
            first: First day; None is 31 days before the last.
            last: Last day; None is that of the data.

        Raises:
            SourceUnknown: the workspace has no such source.
        """
        company = self._stores.company()
        last = last or last_day(self._stores) or now_utc().date()
        first = first or last - (USUAL_DAYS - 1) * _A_DAY
        only = None if source is None else source_named(self._stores, source).no
        with self._stores.records.read() as connection:
            sources = [one for one in source_records.sources(connection)
                       if only in (None, one.no)]  # fmt: skip
            told = {
                (one.source_no, one.day, one.measure): one.value
                for one in totals_records.totals_between(connection, first - _A_DAY, last + _A_DAY)
            }
            kinds = kinds_of(
                catalogue_records.observed_names(connection),
                catalogue_records.touchpoints(connection),
            )

        def read(warehouse: Warehouse) -> tuple[dict[Place, Held], dict[int, date]]:
            held = held_between(
                warehouse, kinds, company.time_zone, company.currency, first - _A_DAY,
                last + _A_DAY,
            )  # fmt: skip
            return held, last_days(warehouse, company.time_zone)

        held, ended = ask_warehouse(self._stores, read)
        both = _Both(held, told, first, last)
        with self._stores.records.read() as connection:
            waiting = inbox_records.pending(connection)
            made = tuple(
                both.source(one, _beside(connection, one, ended.get(one.no), waiting))
                for one in sources
            )
        return Reconciliation(first, last, company.time_zone, company.currency, made)


class _Both:
    """Both sides by source, day and measure."""

    def __init__(
        self, held: Mapping[Place, Held], told: Mapping[tuple[int, date, str], int],
        first: date, last: date,
    ) -> None:  # fmt: skip
        self._held, self._told = held, told
        self._first, self._last = first, last
        self._days: defaultdict[int, set[tuple[date, Measure]]] = defaultdict(set)
        for no, day, measure in (*held, *told):
            for known in MEASURES:
                if known == measure and first <= day <= last:
                    self._days[no].add((day, known))

    def source(self, source: Source, beside: Beside) -> ReconciledSource:
        """The days of a source, the latest first."""
        order = {measure: at for at, measure in enumerate(MEASURES)}
        days = sorted(self._days[source.no], key=lambda one: (-one[0].toordinal(), order[one[1]]))
        return ReconciledSource(
            source.key,
            tuple(self._day(source, day, measure, beside) for day, measure in days),
            beside.rejected, beside.duplicate, beside.waiting,
        )  # fmt: skip

    def _day(self, source: Source, day: date, measure: Measure, beside: Beside) -> ReconciledDay:
        held = self._held.get((source.no, day, measure), Held())
        told = self._told.get((source.no, day, measure))
        causes = () if told is None else causes_of(
            day, measure, told, held, beside, self._around(source.no, day, measure)
        )  # fmt: skip
        return ReconciledDay(source.key, day, measure, told, held.value, causes)

    def _around(self, no: int, day: date, measure: Measure) -> Sequence[tuple[date, int]]:
        found = []
        for when in (day - _A_DAY, day + _A_DAY):
            told = self._told.get((no, when, measure))
            if told is not None:
                found.append((when, self._held.get((no, when, measure), Held()).value - told))
        return found


def _beside(
    connection: RecordsConnection, source: Source, last_on: date | None,
    waiting: Mapping[int, inbox_records.Pending],
) -> Beside:  # fmt: skip
    count, _ = source_records.ledger_sums(connection, source.no)
    rejected = rejections.count_open(connection, source.no)
    raws = rejections.open_raws(connection, source.no, _MOST_READ) if rejected else []
    on_days: Counter[date] = Counter()
    for raw in raws:
        on_days.update(_days_in(raw))
    pending = waiting[source.no].messages if source.no in waiting else 0
    return Beside(rejected, dict(on_days), count.duplicate, pending, last_on)


def _days_in(raw: str) -> set[date]:
    """The days a row speaks of, however they are written."""
    found = set()
    written = [
        *_ISO_DAY.findall(raw),
        *((year, month, day) for day, month, year in _DAY_FIRST.findall(raw)),
    ]
    for parts in written:
        with contextlib.suppress(ValueError):
            found.add(date(*map(int, parts)))
    return found
