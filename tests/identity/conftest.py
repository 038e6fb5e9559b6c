"""A log of interactions in a real engine, and the customers they are found to be."""

import itertools
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from percorso.domain.identifiers import STRENGTH
from percorso.identity.constraints import Constraints
from percorso.identity.linking import Clock, People, link_identifiers, people_of
from percorso.identity.newcomers import is_known_before, people_of_new
from percorso.identity.resolving import (
    note_resolved,
    resolve_interactions,
    resolve_new,
    setup_of,
)
from percorso.store.query import Query
from percorso.store.records.database import Records
from percorso.store.records.rulings import APART, SAME
from percorso.store.records.sources import Source
from percorso.store.warehouse import LAYOUT_VERSION, Warehouse, open_warehouse
from percorso.store.warehouse_tables_sql import warehouse_tables

START = datetime(2025, 1, 1)

_INSERT = """
insert into interaction by name select $no::bigint as interaction_no,
  md5($id) as interaction_id, $source::integer as source_no, 's' as segment, $id as message_id,
  '' as part, $occurred::timestamp as received_at, $occurred::timestamp as occurred_at,
  'exact' as occurred_at_quality, 10 as source_rank, 0 as source_sequence, $type as type,
  'in' as direction, 'customer' as actor, 'contact' as kind, 1 as observed_name_no,
  list_transform(list_zip($types::varchar[], $keys::varchar[]),
    lambda one: {'type': one[1], 'key': one[2]}) as identifier_keys,
  {'order_id': $order_id, 'tracking_number': $tracking_number, 'invoice_id': $invoice_id,
   'case_id': $case_number} as subject, $verdict as human_verdict"""


@dataclass(frozen=True)
class Contact:
    """One interaction as a test tells it: who, after how many minutes, with which numbers."""

    name: str
    minute: float
    who: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    type: str = "contact"
    source: int = 1
    verdict: str | None = None


# Messages of one sender, each so many µs after the first day began.
_INSERT_STREAM = """
insert into interaction by name
select $first_no + n as interaction_no, md5($name || n) as interaction_id, 1 as source_no,
  's' as segment, $name || '-' || n as message_id, '' as part,
  $start::timestamp + to_microseconds(us) as received_at, received_at as occurred_at,
  'exact' as occurred_at_quality, 10 as source_rank, n as source_sequence, 'contact' as type,
  'in' as direction, 'customer' as actor, 'contact' as kind, $event as observed_name_no,
  list_filter([{'type': 'user_id', 'key': $user},
    case when $devices > 0 then
      {'type': 'anonymous_id', 'key': $user || ' on ' || n % $devices} end],
    lambda one: one is not null) as identifier_keys,
  $verdict as human_verdict
from (select unnest($moments::bigint[]) as us, generate_subscripts($moments, 1) - 1 as n)"""


@dataclass(frozen=True)
class Stream:
    """Many messages of one sender: at which microseconds after the first day began.

    Attributes:
        name: Of the stream, for the ids of its messages.
        moments: When, in any order.
        user: Who.
        event: The number of the event's name.
        devices: On how many browsers, by turns.
        verdict: Of the door; None of rows of a file.
    """

    name: str
    moments: Sequence[int]
    user: str = "robot"
    event: int = 1
    devices: int = 0
    verdict: str | None = "unknown"


class Log:
    """Interactions as they arrive, batch after batch, and whose they are."""

    def __init__(self, warehouse: Warehouse, records: Records, families: tuple[str, ...]) -> None:
        self.warehouse, self.records = warehouse, records
        self.sources = [
            Source(no, f"source-{no}", f"source-{no}", family, 10)
            for no, family in enumerate(families, start=1)
        ]
        self._rulings: dict[tuple[str, str], str] = {}
        self.births: dict[str, frozenset[date]] = {}
        self.blocked: frozenset[str] = frozenset()
        self.persons_word: list[str] = []
        self._numbers = itertools.count(1)
        self._ids = itertools.count(1)

    def arrives(self, *contacts: "Contact | Stream") -> None:
        """Store a batch, link it and resolve all."""
        for contact in contacts:
            self._store(contact)
        self.resolves(people_of(self.warehouse, self.constraints()), resolve_interactions)

    def brings(self, *contacts: "Contact | Stream") -> None:
        """Store a batch, and look at what is new alone."""
        for contact in contacts:
            self._store(contact)
        self._looks_at_what_is_new()

    def rules(self, verdict: str | None, *pairs: tuple[str, str]) -> None:
        """Somebody says of pairs of keys that they are the same or apart; None takes it back."""
        for one, other in pairs:
            pair = (one, other) if one < other else (other, one)
            self._rulings.pop(pair, None)
            if verdict is not None:
                self._rulings[pair] = verdict
        self._looks_at_what_is_new(on=sorted({key for pair in pairs for key in pair}))

    def _looks_at_what_is_new(self, on: Sequence[str] = ()) -> None:
        assert is_known_before(self.warehouse, self._setup())
        found = self.constraints()
        people = people_of_new(self.warehouse, lambda _: found, found.same, on)
        assert people is not None
        self.resolves(people, resolve_new)

    def constraints(self) -> Constraints:
        """What binds identifiers beside what was seen."""
        by_verdict = {
            wanted: [pair for pair, verdict in sorted(self._rulings.items()) if verdict == wanted]
            for wanted in (SAME, APART)
        }
        return Constraints(by_verdict[SAME], by_verdict[APART], self.births, self.blocked)

    def resolves(self, people: People, resolve: Callable[..., None]) -> None:
        """Link and resolve in one of the two ways."""
        clock = Clock(START, lambda: f"c_{next(self._ids)}")
        with self.records.write() as connection:
            links = link_identifiers(people, self.warehouse, connection, clock)
        with self.warehouse.transaction():
            resolve(self.warehouse, links, self.sources, "EUR", self.persons_word)
            note_resolved(self.warehouse, self._setup())

    def _setup(self) -> str:
        return setup_of(self.sources, "EUR")

    def _store(self, contact: "Contact | Stream") -> None:
        if isinstance(contact, Stream):
            self._store_stream(contact)
            return
        found = sorted(contact.who.items(), key=lambda one: STRENGTH[one[0]])
        values: dict[str, Any] = {
            "no": next(self._numbers),
            "id": contact.name,
            "source": contact.source,
            "occurred": START + timedelta(minutes=contact.minute),
            "type": contact.type,
            "types": [kind for kind, _ in found],
            "keys": [f"{kind}:{value}" for kind, value in found],
            "order_id": contact.numbers.get("order_id"),
            "tracking_number": contact.numbers.get("tracking_number"),
            "invoice_id": contact.numbers.get("invoice_id"),
            "case_number": contact.numbers.get("case_id"),
            "verdict": contact.verdict,
        }
        self.warehouse.do(Query(_INSERT, values))

    def _store_stream(self, stream: Stream) -> None:
        numbers = list(itertools.islice(self._numbers, len(stream.moments)))
        values = {
            "name": stream.name, "moments": list(stream.moments), "user": f"user_id:{stream.user}",
            "event": stream.event, "devices": stream.devices, "verdict": stream.verdict,
            "start": START, "first_no": numbers[0],
        }  # fmt: skip
        self.warehouse.do(Query(_INSERT_STREAM, values))

    def customer_of(self) -> dict[str, int | None]:
        """Contact -> customer number."""
        return dict(
            self.warehouse.rows(
                "select message_id, customer_no from resolved join interaction "
                "using (interaction_no) order by message_id"
            )
        )

    def persons(self) -> set[frozenset[str]]:
        """The partition of the contacts into persons; contacts of nobody are left out."""
        contacts_of = defaultdict(set)
        for name, customer in self.customer_of().items():
            if customer is not None:
                contacts_of[customer].add(name)
        return {frozenset(names) for names in contacts_of.values()}

    def link_rows(self) -> list[tuple[Any, ...]]:
        """The log of links, as it was appended."""
        with self.records.read() as connection:
            found = connection.execute(
                text(
                    "select identifier_key, customer_no, rule, batch from identity_link order by no"
                )
            )
            return [tuple(row) for row in found]

    def evidence(self) -> list[tuple[str, str | None]]:
        """(identifier, name of the contact it rests on) of every link, in order."""
        names = dict(self.warehouse.rows("select interaction_id, message_id from interaction"))
        with self.records.read() as connection:
            asked = text("select identifier_key, evidence from identity_link order by no")
            return [(key, names.get(told)) for key, told in connection.execute(asked)]

    def kept_apart(self) -> set[str]:
        """Why pairs of identifiers were not joined."""
        with self.records.read() as connection:
            return set(
                connection.execute(text("select reason from possible_same_person")).scalars()
            )


@pytest.fixture(scope="session")
def empty_records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Records without a row, migrated once."""
    path = tmp_path_factory.mktemp("records") / "empty.sqlite"
    records = Records(path)
    records.upgrade()
    with records.write() as connection:
        # One file to copy: nothing may stay behind in a write-ahead log.
        connection.exec_driver_sql("select 1")
    records.close()
    with records.read() as connection:
        connection.exec_driver_sql("rollback")
        connection.exec_driver_sql("pragma wal_checkpoint(truncate)")
    records.close()
    return path


@pytest.fixture
def open_log(tmp_path: Path, empty_records: Path) -> Iterator[Callable[..., Log]]:
    """Opens logs that know nothing of each other."""
    numbers = itertools.count()
    opened: list[Any] = []

    def opens(*families: str) -> Log:
        path = tmp_path / f"records-{next(numbers)}.sqlite"
        shutil.copy(empty_records, path)
        context = open_warehouse(
            Path(":memory:"), read_only=False, memory_limit_mb=200, temporary_limit_mb=100,
            scratch=tmp_path,
        )  # fmt: skip
        warehouse = context.__enter__()
        opened.append(context)
        for statement in warehouse_tables(LAYOUT_VERSION):
            warehouse.do(statement)
        return Log(warehouse, Records(path), families or ("default",))

    yield opens
    for context in opened:
        context.__exit__(None, None, None)


@pytest.fixture
def log(open_log: Callable[..., Log]) -> Log:
    """A log of one family of sources."""
    return open_log("default", "default", "default")
