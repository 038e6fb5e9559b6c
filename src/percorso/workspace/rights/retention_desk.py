"""The door to retention: the rules, what is too old by them, following them, and the log."""

from collections.abc import Sequence
from dataclasses import replace

from percorso.domain.errors import InputError
from percorso.domain.retention import (
    AlwaysOn,
    RetentionReport,
    Rule,
    RuleChangesNothing,
    RuleUnsigned,
    data_class,
    read_period,
)
from percorso.store.records import erasures
from percorso.store.records import retention as retention_records
from percorso.store.records.erasures import Erasure
from percorso.workspace.progress import OnProgress, silent
from percorso.workspace.rights.retiring import follow_rules, report_overdue
from percorso.workspace.stores import Stores, now_utc


class NoRuleOn(InputError):
    """Rules are to be followed, and none is on."""

    def __init__(self) -> None:
        super().__init__(
            "No rule is on, so nothing goes. See what would: percorso retention report. Then "
            'switch a class on: percorso retention set behaviour --on --by Paola --reason "…"'
        )


class RetentionDesk:
    """How long one workspace keeps what."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    def rules(self) -> Sequence[Rule]:
        """How long each class is kept, and whether what is older goes."""
        with self._stores.records.read() as connection:
            return list(retention_records.rules(connection).values())

    def set(
        self, key: str, *, keep: str | None = None, is_on: bool | None = None, actor: str,
        reason: str,
    ) -> Rule:  # fmt: skip
        """Let another rule hold for a class from now on.

        Args:
            key: The class.
            keep: For how long it is kept, such as `24months`; None leaves it.
            is_on: Whether what is older goes when the rules are followed; None leaves it.
            actor: Who says so.
            reason: Why; kept beside it.

        Raises:
            DataClassUnknown: there is no such class.
            PeriodUnreadable: the time is none.
            RuleUnsigned: nobody says who, or why.
            RuleChangesNothing: neither a time nor a switch is named.
            AlwaysOn: the class goes by itself, and is to be switched off.
        """
        known = data_class(key)
        if keep is None and is_on is None:
            raise RuleChangesNothing(key)
        if not (actor.strip() and reason.strip()):
            raise RuleUnsigned
        if known.is_always_on and is_on is False:
            raise AlwaysOn(key)
        with self._stores.records.write() as connection:
            before = retention_records.rules(connection)[key]
            rule = replace(
                before,
                keep=before.keep if keep is None else read_period(keep),
                is_on=before.is_on if is_on is None else is_on,
                actor=actor.strip(),
                reason=reason.strip(),
                set_at=now_utc(),
            )
            retention_records.set_rule(connection, rule)
        return rule

    def report(self) -> RetentionReport:
        """What is too old by every rule, those that are off among them; nothing is touched."""
        return report_overdue(self._stores)

    def apply(
        self, *, actor: str = "", reason: str = "", on_progress: OnProgress = silent
    ) -> RetentionReport:
        """Take away, wherever it lies, what is too old by the rules that are on.

        Args:
            actor: Who has it done; kept in the log.
            reason: Why now; kept in the log.
            on_progress: Called with what is being done and the share done.

        Raises:
            NoRuleOn: none is.
        """
        if not any(one.is_on and not one.data_class.is_always_on for one in self.rules()):
            raise NoRuleOn
        return follow_rules(self._stores, actor, reason, on_progress)

    def log(self) -> Sequence[Erasure]:
        """Every time the rules were followed, oldest first: when, by whom, and how much went."""
        with self._stores.records.read() as connection:
            found = erasures.erasures(connection)
        return [one for one in found if one.kind == retention_records.RUN]
