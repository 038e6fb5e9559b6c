"""Lays made interactions out as a warehouse stores them, without a workspace that loads them."""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

from percorso.domain.catalogue import DEFAULT_TOUCHPOINTS, STAGES, Touchpoint
from percorso.journeys.scope import Period, Scope, codes_of_names, touchpoint_codes
from percorso.settings import Settings
from percorso.store.query import Query
from percorso.store.records.catalogue import ObservedName
from percorso.store.records.definitions import FrozenDefinition
from percorso.store.warehouse import LAYOUT_VERSION, Warehouse, open_warehouse
from percorso.store.warehouse_tables_sql import warehouse_tables
from percorso.workspace.arrivals.naming import place_observed
from percorso.workspace.maps.definitions import NamedPlaces, chosen_definition

# Making may take more than asking, which has what a workspace has.
_MEMORY_TO_MAKE_MB = 4_000
_SOURCE_NO = 1
BUCKETS = 64


@dataclass(frozen=True, slots=True)
class Asked:
    """What is counted over a warehouse, and what the data call its touchpoints.

    Attributes:
        scope: All that decides the numbers.
        names: The name in the data of each code.
    """

    scope: Scope
    names: Mapping[int, str]


def make_warehouse(file: Path, path: Path, scratch: Path) -> None:
    """Write the interactions of a Parquet file as `resolved`, by customer and total order.

    Args:
        file: Columns customer, at, touchpoint.
        path: The warehouse to make; nothing is done where it exists.
        scratch: Folder to spill to.
    """
    if path.exists():
        return
    with _drafted(path) as draft, opened(draft, scratch, to_write=True) as warehouse:
        for statement in [*warehouse_tables(LAYOUT_VERSION), *_laid_out(file)]:
            warehouse.do(statement)


def make_changed(made: Path, state: str, path: Path, scratch: Path) -> None:
    """Write a warehouse with some of the interactions of another; nothing where it exists.

    Args:
        made: Written by `make_warehouse`.
        state: SQL that gives rows of `made.resolved`, in any order.
        path: The warehouse to make.
        scratch: Folder to spill to.
    """
    if path.exists():
        return
    with _drafted(path) as draft, opened(draft, scratch, to_write=True) as warehouse:
        for statement in warehouse_tables(LAYOUT_VERSION):
            warehouse.do(statement)
        warehouse.do(f"attach '{made}' as made (read_only)")
        warehouse.do("create table observed as from made.observed")
        warehouse.do(f"insert into resolved by name {in_order(state)}")


def in_order(rows: str) -> str:
    """SQL: rows of `resolved` in the order of the table, numbered through."""
    return f"""
select * replace ((row_number() over ())::integer as ord)
from (select * from ({rows}) order by customer_no, occurred_us, interaction_no)"""


def write_lake(warehouse: Path, folder: Path, scratch: Path) -> list[Path]:
    """Write Parquet files of customers, as `percorso lake export` parts and orders them.

    They hold the columns of a lake that counting reads. Where the folder exists its files are
    given back.
    """
    if not folder.exists():
        draft = folder.with_suffix(".draft")
        draft.mkdir(parents=True, exist_ok=True)
        with opened(warehouse, scratch) as made:
            for bucket in range(BUCKETS):
                made.do(_bucket(bucket, draft / f"bucket-{bucket:03}.parquet"))
        draft.rename(folder)
    return sorted(folder.glob("*.parquet"))


@contextlib.contextmanager
def opened(path: Path, scratch: Path, *, to_write: bool = False) -> Iterator[Warehouse]:
    """A warehouse with the limits a workspace has; more where it is being made."""
    settings = Settings()
    with open_warehouse(
        path,
        read_only=not to_write,
        memory_limit_mb=_MEMORY_TO_MAKE_MB if to_write else settings.memory_limit_mb,
        temporary_limit_mb=settings.temporary_limit_mb,
        scratch=scratch,
    ) as warehouse:
        yield warehouse


def asked_of(warehouse: Warehouse, journey: str, gap: timedelta) -> Asked:
    """A question to a made warehouse, its names placed by the default rules of the catalogue.

    Args:
        warehouse: Written here.
        journey: Key of a built-in definition, or a YAML file with one.
        gap: The silence that ends a journey.
    """
    listed = warehouse.rows("select touchpoint from observed order by no")
    names, places = _placed(tuple(name for (name,) in listed))
    codes = touchpoint_codes(warehouse, names, places)
    named = NamedPlaces(codes, places, names, STAGES)
    definition = chosen_definition(None, journey, named, None, ()).definition
    code_of_name = codes_of_names(names, codes)
    scope = Scope(
        codes=codes,
        stages=STAGES,
        definition=definition,
        frozen=FrozenDefinition(definition.key, 1, gap.total_seconds(), "given"),
        period=Period(),
        segment=None,
        data_until_us=int(warehouse.value("select max(occurred_us) from resolved")),
        code_of_name=code_of_name,
    )
    return Asked(scope, {code_of_name[name.no]: name.name for name in names})


def place_names(path: Path, scratch: Path) -> None:
    """Place the names of a warehouse now, as a workspace has when it loaded them."""
    with opened(path, scratch) as warehouse:
        asked_of(warehouse, "purchase", timedelta(days=1))


@cache
def _placed(listed: tuple[str, ...]) -> tuple[tuple[ObservedName, ...], tuple[Touchpoint, ...]]:
    """The names and all touchpoints; worked out once in a process."""
    taken = {place.key for place in DEFAULT_TOUCHPOINTS}
    made: list[Touchpoint] = []
    names = tuple(
        ObservedName(no, _SOURCE_NO, "", name, *place_observed(name, None, taken, made))
        for no, name in enumerate(listed, start=1)
    )
    return names, (*DEFAULT_TOUCHPOINTS, *made)


@contextlib.contextmanager
def _drafted(path: Path) -> Iterator[Path]:
    """A place to write to; the file has its name only when it is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    yield draft
    draft.rename(path)


def _laid_out(file: Path) -> list[Query]:
    return [
        Query(f"""
create table observed as
select (row_number() over (order by touchpoint))::integer as no, touchpoint
from (select distinct touchpoint from '{file}')"""),
        Query(f"""
create temp table person as
select customer, (row_number() over (order by customer))::integer as customer_no,
  ('0x' || left(md5(customer), 2))::utinyint as group_no
from (select distinct customer from '{file}')"""),
        Query(f"""
insert into resolved by name
select customer_no, group_no, (row_number() over ())::integer as ord, occurred_us,
  no as observed_name_no, {_SOURCE_NO} as source_no, interaction_no, false as is_quotable
from (
  select customer_no, group_no, epoch_us("at") as occurred_us, no, interaction_no
  from (select *, row_number() over () as interaction_no from '{file}')
  join person using (customer) join observed using (touchpoint)
  order by customer_no, occurred_us, interaction_no)"""),
    ]


def _bucket(bucket: int, file: Path) -> Query:
    return Query(f"""
copy (
  select customer_no, group_no::integer as group_no, ord, occurred_us, observed_name_no,
    touchpoint as observed_name, source_no, felt, amount_minor,
    lpad(format('{{:x}}', interaction_no), 16, '0') as interaction_id, case_id as case_ref,
    order_id as order_ref, topics, rating_kind, rating_value, rating_max, is_quotable
  from resolved join observed on no = observed_name_no
  where (group_no::integer * {BUCKETS}) // 256 = {bucket} order by customer_no, ord)
to '{file}' (format parquet, compression zstd)""")
