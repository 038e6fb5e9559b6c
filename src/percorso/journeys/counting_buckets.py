"""Counts the journeys of a scope over a lake, on any engine: bucket by bucket, the counts added."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from percorso.journeys import lake_bucket_sql as ask
from percorso.journeys import shares_sql
from percorso.journeys.partials.sample import Sample
from percorso.journeys.partials.table import Partial, Sums, add_tables, count_sample
from percorso.journeys.path.reading import read_customers, source_starts
from percorso.journeys.path.rules import Integers, rules_of
from percorso.journeys.path.visits import path_of
from percorso.journeys.scope import Scope
from percorso.store.engines.files import FileEngine, OnShare
from percorso.store.warehouse import Columns, Warehouse, open_warehouse

Tables = Mapping[str, Columns]


@dataclass(frozen=True, slots=True, eq=False)
class BucketCount:
    """How the journeys of one bucket are counted: plain values, which travel to the tasks.

    Attributes:
        scope: Whose journeys, and how they are cut.
        partials: What is counted.
        starts: First instant of each source in microseconds, indexed by its number.
        by_customer: Whether each customer is a group of its own.
        chosen: Numbers of the customers in scope; None is everybody.
        memory_limit_mb: Memory the engine that reads the bucket may use.
    """

    scope: Scope
    partials: tuple[Partial, ...]
    starts: Integers
    by_customer: bool
    chosen: Integers | None
    memory_limit_mb: int

    def __call__(self, file: Path) -> Tables:
        """The counts of a file's customers."""
        rules = rules_of(self.scope)
        with (
            tempfile.TemporaryDirectory(prefix="percorso-bucket-") as scratch,
            open_warehouse(
                Path(":memory:"), read_only=False, memory_limit_mb=self.memory_limit_mb,
                temporary_limit_mb=self.memory_limit_mb, scratch=Path(scratch),
            ) as bucket,
        ):  # fmt: skip
            bucket.do(ask.bucket_as_resolved(file))
            reading = read_customers(bucket, self._inside(bucket), rules)
        sample = Sample(path_of(reading, rules, self.starts), rules, self.by_customer)
        return count_sample(self.partials, sample)

    def _inside(self, bucket: Warehouse) -> Scope:
        """The scope, its customers told to the bucket."""
        if self.chosen is None:
            return self.scope
        bucket.fill("chosen_customer", {"customer_no": self.chosen})
        return replace(self.scope, segment=ask.CUSTOMERS_CHOSEN)


@dataclass(frozen=True, slots=True)
class BucketsCounter:
    """Counts scopes over a lake, in place of `count_scope`.

    Attributes:
        engine: Where it runs.
        files: The buckets of the lake, one or more: whole customers each, all of them together.
        memory_limit_mb: Memory that reading a bucket may use.
        on_share: Told how much of the work is done, 0..1.
    """

    engine: FileEngine
    files: Sequence[Path]
    memory_limit_mb: int
    on_share: OnShare = lambda share: None

    def __call__(self, warehouse: Warehouse, scope: Scope, partials: Sequence[Partial]) -> Sums:
        """The counts of a scope's journeys; the warehouse holds the same state as the lake."""
        segment = scope.segment
        wanted = tuple(partials)
        count = BucketCount(
            scope=scope,
            partials=wanted,
            starts=source_starts(warehouse),
            by_customer=bool(warehouse.value(shares_sql.FEW_CUSTOMERS)),
            chosen=None if segment is None else warehouse.columns(segment)["customer_no"],
            memory_limit_mb=self.memory_limit_mb,
        )
        tables = self.engine.sum_over_files(self.files, count, _Added(wanted), self.on_share)
        return _with_numbers(warehouse, wanted, tables)


@dataclass(frozen=True, slots=True)
class _Added:
    """Adds the tables of some buckets."""

    partials: tuple[Partial, ...]

    def __call__(self, counted: Sequence[Tables]) -> Tables:
        """One set of tables for several."""
        return add_tables(self.partials, counted).tables


def _with_numbers(warehouse: Warehouse, partials: Sequence[Partial], tables: Tables) -> Sums:
    """The tables with the interactions by their numbers in the warehouse, in its order."""
    named = [one for one in partials if "interaction_no" in one.keys]
    told = [tables[one.name]["interaction_no"] for one in named]
    if not any(column.size for column in told):
        return Sums(tables)
    warehouse.fill("told", {"short": np.unique(np.concatenate(told))})
    known = warehouse.columns(ask.NUMBERS_OF_TOLD)
    numbered = dict(tables)
    for one in named:
        table = dict(tables[one.name])
        place = np.searchsorted(known["short"], table["interaction_no"])
        table["interaction_no"] = known["interaction_no"][place]
        numbered[one.name] = one.added([table])
    return Sums(numbered)
