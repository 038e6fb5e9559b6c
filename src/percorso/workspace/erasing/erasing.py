"""Forgets persons in one go: what goes is found, written anew without them, and then let hold."""

import secrets
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from percorso.domain.erasure import NOTHING_ERASED, ErasureReport
from percorso.store.records import erasures
from percorso.store.records import sources as source_records
from percorso.store.records.chain import Replacement, replace_segments
from percorso.store.records.database import RecordsConnection
from percorso.store.records.sources import LedgerCount
from percorso.store.records.tables import observed_name, rejected
from percorso.store.warehouse import Warehouse
from percorso.workspace.after_erasure import finish, remove_derived
from percorso.workspace.catching_up import catch_up
from percorso.workspace.erasing import erasing_sql as ask
from percorso.workspace.erasing.lake_anew import renew_lake
from percorso.workspace.erasing.persons import Persons, persons_named
from percorso.workspace.erasing.traces import Traces, traces_of
from percorso.workspace.finding import CustomerUnknown
from percorso.workspace.inbox_loading import load_inbox
from percorso.workspace.progress import OnProgress
from percorso.workspace.sealing import seal_inbox
from percorso.workspace.stores import Stores, now_utc
from percorso.workspace.who_is_who import link_and_resolve

_FINDING, _WRITING, _LINKING = "finding what goes", "writing anew", "linking"
_LEFT = (
    "Files that were loaded stay where people keep them: Percorso does not touch them.",
    "Copies made of the workspace, lakes and exports elsewhere are not reached: erase there too.",
)


@dataclass(frozen=True, slots=True)
class Wish:
    """Who is to be forgotten.

    Attributes:
        names: Ids and identifiers as a file may write them.
        actor, reason: Who asks for it, and why; kept in the log.
        is_dry: Whether nothing is done but said.
    """

    names: tuple[str, ...]
    actor: str = ""
    reason: str = ""
    is_dry: bool = False


@dataclass(slots=True)
class _Run:
    """An erasure under way."""

    stores: Stores
    wish: Wish
    on_progress: OnProgress
    replacements: list[Replacement] = field(default_factory=list)
    report: ErasureReport = NOTHING_ERASED

    def begin(self, warehouse: Warehouse, draft: Path) -> bool:
        """Find what goes; write segments and warehouse without it, and let the records forget."""
        self._bring_up(warehouse)
        self.on_progress(_FINDING, 0.0)
        persons = persons_named(self.stores, warehouse, self.wish.names)
        traces = traces_of(self.stores, warehouse, persons)
        self.report = _report(self.stores, persons, traces)
        self.on_progress(_FINDING, 1.0)
        if self.wish.is_dry or not persons.names:
            return False
        if not traces.interactions and not traces.segments:
            self._forget(persons, traces)
            finish(self.stores)
            return False
        with self.stores.scratch_folder() as scratch:
            self._write_segments(warehouse, traces, scratch)
            self._write_warehouse(warehouse, traces, draft)
        self._forget(persons, traces)
        return True

    def _bring_up(self, warehouse: Warehouse) -> None:
        """All that came lies in the archive, so that one place holds every message."""
        catch_up(self.stores, warehouse, self.on_progress)
        moved = 0
        while count := load_inbox(self.stores, warehouse):
            moved += count
        if moved:
            link_and_resolve(self.stores, warehouse)
        seal_inbox(self.stores, warehouse, now_utc(), all_=True)

    def _write_segments(self, warehouse: Warehouse, traces: Traces, scratch: Path) -> None:
        archive = self.stores.archive
        for place, one in enumerate(traces.segments):
            self.on_progress(_WRITING, place / (len(traces.segments) + 1))
            draft, old = scratch / f"segment-{place}", one.segment.name
            warehouse.do(ask.write_without(archive.path(old), draft, old, traces.pattern))
            sealed = archive.seal(draft, _name_after(old))
            rows = one.segment.rows - one.gone
            self.replacements.append(Replacement(old, sealed.name, sealed.sha256, rows))

    def _write_warehouse(self, warehouse: Warehouse, traces: Traces, draft: Path) -> None:
        masked = {one.segment.name: one.masked > 0 for one in traces.segments}
        made = self.replacements
        warehouse.fill(
            "renamed",
            {
                "old_name": np.array([*(one.old_name for one in made), None], dtype=object),
                "new_name": np.array([*(one.new_name for one in made), None], dtype=object),
                "rows": np.array([*(one.rows for one in made), 0], dtype=np.int64),
                "is_masked": np.array([*(masked[one.old_name] for one in made), False], dtype=bool),
            },
        )
        warehouse.do("delete from renamed where old_name is null")
        for statement in ask.tables_without(warehouse.path.stem, draft):
            warehouse.do(statement)
        self.on_progress(_WRITING, 1.0)

    def _forget(self, persons: Persons, traces: Traces) -> None:
        """All that the records know of the persons goes at once; from here on it is erased."""
        now = now_utc()
        with self.stores.records.write() as connection:
            number = erasures.begin_erasure(
                connection, "erasure", actor=self.wish.actor, reason=self.wish.reason,
                told=self.report.counts, at=now,
            )  # fmt: skip
            erasures.keep_proofs(connection, number, persons.keys)
            erasures.shred(connection, list(persons.keys), persons.customers)
            erasures.shred_rows(connection, rejected, traces.rejected)
            erasures.shred_rows(connection, observed_name, traces.names)
            erasures.add_tombstones(connection, number, persons.keys | traces.references, now)
            replace_segments(connection, number, self.replacements)
            _take_from_ledger(connection, traces)
        self.report = replace(self.report, number=number)

    def settle(self, warehouse: Warehouse) -> None:
        """Link and resolve what is left, and clean what was derived of the persons."""
        self.on_progress(_LINKING, 0.0)
        catch_up(self.stores, warehouse)
        remove_derived(self.stores)
        renew_lake(self.stores, warehouse)
        self.on_progress(_LINKING, 1.0)

    def end(self) -> None:
        """Nothing holds them any more: empty the files of the records, too."""
        finish(self.stores)


def erase_persons(stores: Stores, wish: Wish, on_progress: OnProgress) -> ErasureReport:
    """Forget persons, or say what would go.

    Raises:
        CustomerUnknown: none of the names is anybody's.
        SeveralCustomers: a name stands for several.
    """
    run = _Run(stores, wish, on_progress)
    stores.rewrite(run.begin, run.settle, run.end)
    if not run.report.persons:
        raise CustomerUnknown(", ".join(wish.names))
    return run.report


def _take_from_ledger(connection: RecordsConnection, traces: Traces) -> None:
    """What was stored is dropped by a rule now: received stays the sum of the others."""
    for source_no, minute_at, rows in traces.by_minute:
        source_records.count_in_ledger(
            connection, source_no, minute_at, LedgerCount(-rows, 0, 0, rows), received=0
        )


def _report(stores: Stores, persons: Persons, traces: Traces) -> ErasureReport:
    with stores.records.read() as connection:
        traits = erasures.count_of_keys(connection, "trait", persons.keys)
        choices = erasures.count_of_keys(connection, "consent_choice", persons.keys)
    return ErasureReport(
        persons=len(persons.names), unknown=persons.unknown,
        interactions=traces.interactions, messages=traces.messages,
        rejected=len(traces.rejected), identifiers=len(persons.keys), traits=traits,
        choices=choices, proofs=choices, masked=sum(one.masked for one in traces.segments),
        segments=len(traces.segments), left=_LEFT,
    )  # fmt: skip


def _name_after(old: str) -> str:
    """A name no segment has yet, that tells of the same time and source."""
    return f"{old.rpartition('-')[0]}-{secrets.token_hex(4)}"
