"""Forgets persons in one go: what goes is found, written anew without them, and then let hold."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from percorso.domain.access import Actor
from percorso.domain.erasure import NOTHING_ERASED, ErasureReport
from percorso.store.copies import remove_exports
from percorso.store.records import erasures
from percorso.store.records.chain import Replacement, replace_segments
from percorso.store.records.tables import observed_name, rejected
from percorso.store.warehouse import Warehouse
from percorso.workspace.account import account
from percorso.workspace.arrivals.after_erasure import finish
from percorso.workspace.noting import note
from percorso.workspace.people.finding import CustomerUnknown
from percorso.workspace.progress import OnProgress
from percorso.workspace.rights.crowds import keep_crowds_apart, tell_gone
from percorso.workspace.rights.persons import Persons, persons_named
from percorso.workspace.rights.rewriting import (
    LINKING,
    WRITING,
    bring_up,
    settle,
    take_from_ledger,
    write_anew,
)
from percorso.workspace.rights.traces import Traces, traces_of
from percorso.workspace.stores import Stores, now_utc

_FINDING = "finding what goes"
# What an erasure tells of, in its order; bringing the warehouse up may come before.
STEPS = (_FINDING, WRITING, LINKING)
# Who a block list says it was, where nobody was.
_BLOCKED_BY = "percorso erase"
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
    report: ErasureReport = NOTHING_ERASED

    def begin(self, warehouse: Warehouse, draft: Path) -> bool:
        """Find what goes; write segments and warehouse without it, and let the records forget."""
        bring_up(self.stores, warehouse, self.on_progress)
        self.on_progress(_FINDING, 0.0)
        persons = persons_named(self.stores, warehouse, self.wish.names)
        traces = traces_of(self.stores, warehouse, persons)
        self.report = _report(self.stores, persons, traces)
        self.on_progress(_FINDING, 1.0)
        if self.wish.is_dry or not persons.names:
            return False
        if not traces.interactions and not traces.segments:
            self._forget(warehouse, persons, traces, ())
            finish(self.stores)
            return False
        made = write_anew(
            self.stores, warehouse, traces.segments, traces.pattern, draft, self.on_progress
        )
        self._forget(warehouse, persons, traces, made)
        return True

    def _forget(
        self, warehouse: Warehouse, persons: Persons, traces: Traces, made: Sequence[Replacement]
    ) -> None:
        """All that the records know of the persons goes at once; from here on it is erased."""
        now = now_utc()
        tell_gone(warehouse, persons.keys)
        with self.stores.records.write() as connection:
            number = erasures.begin_erasure(
                connection, "erasure", actor=self.wish.actor, reason=self.wish.reason,
                told=self.report.counts, at=now,
            )  # fmt: skip
            told = {name: str(count) for name, count in self.report.counts.items() if count}
            by = Actor(self.wish.actor or account())
            note(self.stores, connection, by, "persons_erased", f"erasure {number}", told, at=now)
            erasures.keep_proofs(connection, number, persons.keys)
            keep_crowds_apart(connection, warehouse, _BLOCKED_BY)
            erasures.shred(connection, list(persons.keys), persons.customers)
            erasures.shred_about(connection, traces.contacts, traces.reviews)
            erasures.shred_rows(connection, rejected, traces.rejected)
            erasures.shred_rows(connection, observed_name, traces.names)
            erasures.add_tombstones(connection, number, persons.keys | traces.references, now)
            replace_segments(connection, number, made)
            take_from_ledger(connection, warehouse)
        self.report = replace(self.report, number=number)
        remove_exports(self.stores.folder)

    def settle(self, warehouse: Warehouse) -> None:
        """Link and resolve what is left, and clean what was derived of the persons."""
        settle(self.stores, warehouse, self.on_progress)

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
