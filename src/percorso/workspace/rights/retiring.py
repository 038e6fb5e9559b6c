"""Takes away what lies longer than the rules allow: found, written anew without, let hold."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from percorso.domain.access import Actor
from percorso.domain.retention import CONTACT_CLASSES, RetentionReport
from percorso.store.copies import remove_copies
from percorso.store.records import audit, erasures, rejections
from percorso.store.records import retention as retention_records
from percorso.store.records import sources as source_records
from percorso.store.records.chain import Replacement, replace_segments
from percorso.store.records.database import RecordsConnection
from percorso.store.records.remembered import remember_pairs
from percorso.store.records.tables import rejected
from percorso.store.warehouse import Warehouse
from percorso.workspace.account import account
from percorso.workspace.arrivals.after_erasure import finish
from percorso.workspace.arrivals.catching_up import catch_up
from percorso.workspace.noting import note
from percorso.workspace.progress import OnProgress
from percorso.workspace.restoring import ask_warehouse
from percorso.workspace.rights import erasing_sql, overdue_sql
from percorso.workspace.rights.crowds import keep_crowds_apart, tell_gone
from percorso.workspace.rights.overdue import Found, find_overdue
from percorso.workspace.rights.rewriting import bring_up, settle, take_from_ledger, write_anew
from percorso.workspace.rights.traces import Touched, gather_rows, touched_segments
from percorso.workspace.stores import Stores, now_utc

_FINDING = "finding what is too old"
# Classes that lie in archive and warehouse.
_REWRITTEN = (*CONTACT_CLASSES, "unread", "people")
# Classes that lie in the records alone.
_OF_RECORDS = ("proofs", "logs")
# Who a block list says it was, where nobody was.
_BLOCKED_BY = "percorso retention"
# What somebody chose stays under a keyed hash: a no holds where they come back.
_STAYS = ("consent_choice",)


@dataclass(slots=True)
class _Run:
    """Rules that are followed."""

    stores: Stores
    actor: str
    reason: str
    on_progress: OnProgress
    report: RetentionReport

    def begin(self, warehouse: Warehouse, draft: Path) -> bool:
        """Find what goes; write segments and warehouse without it, and let the records forget."""
        catch_up(self.stores, warehouse, self.on_progress)
        found = self._found(warehouse)
        if not found.goes(*_REWRITTEN):
            self._forget(warehouse, found, ())
            if found.goes(*_OF_RECORDS):
                finish(self.stores)
            return False
        # Only where something goes is what is fresh sealed before its time.
        bring_up(self.stores, warehouse, self.on_progress)
        found = self._found(warehouse)
        touched = self._touched(warehouse, found)
        messages = sum(one.gone for one in touched)
        self.report = replace(self.report, messages=messages, segments=len(touched))
        made = write_anew(self.stores, warehouse, touched, "", draft, self.on_progress)
        self._forget(warehouse, found, made)
        return True

    def _found(self, warehouse: Warehouse) -> Found:
        self.on_progress(_FINDING, 0.0)
        found = find_overdue(self.stores, warehouse, now_utc())
        self.report = RetentionReport(found.overdue)
        self.on_progress(_FINDING, 1.0)
        return found

    def _touched(self, warehouse: Warehouse, found: Found) -> tuple[Touched, ...]:
        """Gather what goes with the contacts and people: rows of the archive, and keys."""
        with self.stores.records.read() as connection:
            registered = source_records.segments(connection)
        whole = gather_rows(self.stores, warehouse, registered)
        if found.goes("unread"):
            for statement in overdue_sql.ADD_UNREAD:
                warehouse.do(statement)
        tell_gone(warehouse, (key for one in found.people for key in one.keys))
        return touched_segments(warehouse, whole)

    def _forget(self, warehouse: Warehouse, found: Found, made: Sequence[Replacement]) -> None:
        """All goes at once; from here on it is gone."""
        now = now_utc()
        is_empty = not found.goes(*_REWRITTEN, *_OF_RECORDS)
        with self.stores.records.write() as connection:
            number = erasures.begin_erasure(
                connection, retention_records.RUN, actor=self.actor, reason=self.reason,
                told=self.report.counts, at=now, done_at=now if is_empty else None,
            )  # fmt: skip
            if found.goes("proofs"):
                retention_records.forget_proofs_before(connection, found.limits.instants["proofs"])
            if found.goes("logs"):
                self._shorten_log(connection, found, now)
            if self.report.segments is not None:
                self._remember(connection, warehouse)
                _forget_people(connection, found)
                _forget_rejected(connection, warehouse)
                replace_segments(connection, number, made)
                take_from_ledger(connection, warehouse)
        self.report = replace(self.report, number=number)
        if found.goes("exports"):
            wait_seconds = self.stores.settings.lock_wait_seconds
            remove_copies(self.stores.folder, found.copies, wait_seconds)

    def _shorten_log(self, connection: RecordsConnection, found: Found, now: datetime) -> None:
        """Take the old entries away, and say so in one that the next ones follow from."""
        old = audit.entries_before(connection, found.limits.instants["logs"])
        # Entries come in between looking and taking away; old ones never do.
        if old.count:
            told = audit.shorten(connection, old)
            by = Actor(self.actor or account())
            note(self.stores, connection, by, audit.SHORTENED, told=told, at=now)

    def _remember(self, connection: RecordsConnection, warehouse: Warehouse) -> None:
        """Who is who stays as it is for everybody who stays."""
        pairs = warehouse.rows(overdue_sql.LAST_SEEN_TOGETHER)
        remember_pairs(connection, pairs)
        keep_crowds_apart(connection, warehouse, _BLOCKED_BY)

    def settle(self, warehouse: Warehouse) -> None:
        """Link and resolve what is left, and clean what was derived of the rest."""
        settle(self.stores, warehouse, self.on_progress)

    def end(self) -> None:
        """Nothing holds it any more: empty the files of the records, too."""
        finish(self.stores)


def follow_rules(
    stores: Stores, actor: str, reason: str, on_progress: OnProgress
) -> RetentionReport:
    """Take away what is too old by the rules that are on, and note it."""
    run = _Run(stores, actor, reason, on_progress, RetentionReport())
    stores.rewrite(run.begin, run.settle, run.end)
    return run.report


def report_overdue(stores: Stores) -> RetentionReport:
    """What is too old by every rule; nothing is touched."""
    return RetentionReport(
        ask_warehouse(stores, lambda warehouse: find_overdue(stores, warehouse, now_utc())).overdue
    )


def _forget_people(connection: RecordsConnection, found: Found) -> None:
    keys = [key for one in found.people for key in one.keys]
    ever = erasures.customers_ever_linked(connection, keys)
    numbers = [one.customer_no for one in found.people]
    erasures.shred(connection, keys, numbers, but=_STAYS)
    erasures.shred_customers(connection, ever)


def _forget_rejected(connection: RecordsConnection, warehouse: Warehouse) -> None:
    """Rows set aside under the id of a message that goes, since they were not the same."""
    gone = set(warehouse.rows(erasing_sql.GONE_IDS))
    numbers = [no for no, *id_ in rejections.ids_kept(connection) if tuple(id_) in gone]
    erasures.shred_rows(connection, rejected, numbers)
