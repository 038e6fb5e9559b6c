"""Who is who among people who share kiosks: how many pairs are right, in how much time.

Each person leaves six records; one in ten logs in at a kiosk that hundreds use, one in a thousand
gives the shop's own address, and where asked for one in so many orders with the address of another.
The truth is known, so each pair of identifiers that is joined is right or wrong. Time is processor
time of finding the persons, writing their links, and laying out whose each record is.
"""

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from percorso.identity.linking import Clock, link_identifiers, people_of
from percorso.identity.persons import connected
from percorso.identity.resolving import resolve_interactions
from percorso.store.query import Query
from percorso.store.records.database import Records
from percorso.store.records.sources import Source
from percorso.store.warehouse import LAYOUT_VERSION, Warehouse, open_warehouse
from percorso.store.warehouse_tables_sql import warehouse_tables
from percorso.workspace.stores import now_utc

RECORDS_PER_PERSON = 6
KIOSKS = 50

# Identifiers by place: u customer number, e e-mail, p phone, c card, d own device, k kiosk.
_RECORDS = """
insert into interaction by name
with record as (
  select i, (i % $persons)::integer as person, (i // $persons)::integer as turn
  from range($persons * 6) as t(i)),
told as (
  select *, case
    when turn = 0 then ['u' || person, 'e' || person, 'd' || person]
    when turn = 1 then ['e' || person, 'p' || person]
    when turn = 2 and person % 10 = 0
      then ['u' || person, 'k' || ((person // 10) % $kiosks)]
    when turn = 2 and person % 1000 = 1 then ['u' || person, 'e-shop']
    when turn = 2 and $borrowed > 0 and person % greatest($borrowed, 3) = 2
      then ['u' || person, 'e' || (person - 1)]
    when turn = 3 and person % 10 = 1 then ['k' || ((person // 10) % $kiosks)]
    when turn = 4 then ['p' || person, 'c' || person]
    when turn = 5 then ['d' || person]
    else ['u' || person, 'e' || person] end as names
  from record)
select i as interaction_no, md5(i::varchar) as interaction_id, 1 as source_no, 's' as segment,
  i::varchar as message_id, '' as part, timestamp '2025-01-01' as received_at,
  timestamp '2025-01-01' + to_minutes((hash(i) % 500000)::bigint) as occurred_at,
  'exact' as occurred_at_quality, 10 as source_rank, i as source_sequence, 'contact' as type,
  'in' as direction, 'customer' as actor, 'contact' as kind, 1 as observed_name_no,
  list_transform(names, lambda name: {
    'type': case name[1] when 'u' then 'user_id' when 'e' then 'email' when 'p' then 'phone'
      when 'c' then 'loyalty_card' else 'anonymous_id' end,
    'key': left(md5(name), 32)}) as identifier_keys
from told"""

_TRUTH = """
select key, person::integer as person from (
  select left(md5(kind || person), 32) as key, person
  from range($persons) as t(person), (select unnest(['u', 'e', 'p', 'c', 'd']) as kind))
order by key"""


@dataclass(frozen=True, slots=True)
class Found:
    """What one run found; times are seconds of processor time.

    Attributes:
        precision: Of pairs of identifiers joined, the share that is one person's.
        recall: Of pairs that are one person's, the share that is joined.
        recall_without_rails: The same where whatever is connected is joined.
        precision_without_rails: What that costs.
    """

    records: int
    persons: int
    precision: float
    recall: float
    recall_without_rails: float
    precision_without_rails: float
    finding_seconds: float
    linking_seconds: float
    resolving_seconds: float


def measure(persons: int, folder: Path, borrowed: int = 0) -> Found:
    """Make the records, find the persons, and compare them with the truth.

    Args:
        persons: How many; each leaves six records.
        folder: Of the passing stores.
        borrowed: One in so many uses the address of another; 0 is nobody.
    """
    with open_warehouse(
        folder / "warehouse.duckdb", read_only=False, memory_limit_mb=2000,
        temporary_limit_mb=4000, scratch=folder,
    ) as warehouse:  # fmt: skip
        for statement in warehouse_tables(LAYOUT_VERSION):
            warehouse.do(statement)
        told: dict[str, object] = {"persons": persons, "kiosks": KIOSKS, "borrowed": borrowed}
        warehouse.do(Query(_RECORDS, told))
        records = Records(folder / "records.sqlite")
        records.upgrade()
        return _measured(warehouse, records, persons)


def _measured(warehouse: Warehouse, records: Records, persons: int) -> Found:
    numbers = iter(range(10**9))
    started = time.process_time()
    people = people_of(warehouse)
    found = time.process_time()
    with records.write() as connection:
        clock = Clock(now_utc(), lambda: f"c_{next(numbers):012}")
        links = link_identifiers(people, warehouse, connection, clock)
    linked = time.process_time()
    with warehouse.transaction():
        resolve_interactions(warehouse, links, [Source(1, "s", "s", "s", 10)], "EUR")
    resolved = time.process_time()
    evidence = people.evidence
    truth = warehouse.columns(Query(_TRUTH, {"persons": persons}))
    places = np.searchsorted(evidence.keys.astype(str), truth["key"].astype(str))
    person = truth["person"].astype(np.int64)
    whole = connected(evidence.keys.size, evidence.strong, evidence.other)
    precision, recall = pairs_right(person, people.persons.person_of[places])
    loose_precision, loose_recall = pairs_right(person, whole[places])
    return Found(
        persons * RECORDS_PER_PERSON, persons, precision, recall, loose_recall, loose_precision,
        found - started, linked - found, resolved - linked,
    )  # fmt: skip


def pairs_right(truth: npt.NDArray[np.int64], found: npt.NDArray[np.int64]) -> tuple[float, float]:
    """Precision and recall over pairs of identifiers.

    >>> pairs_right(np.array([1, 1, 2, 2]), np.array([7, 7, 7, 8]))
    (0.3333333333333333, 0.5)
    """
    both = _pairs(np.stack([truth, found]))
    return both / _pairs(found[None]), both / _pairs(truth[None])


def _pairs(labels: npt.NDArray[np.int64]) -> float:
    _, counts = np.unique(labels, axis=1, return_counts=True)
    return float((counts * (counts - 1) / 2).sum())
