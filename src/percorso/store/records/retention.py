"""The rules of how long data are kept, the runs that followed them, and what of records is old."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select

from percorso.domain.retention import CLASSES, Rule, read_period, usual_rule
from percorso.store.records.customers import in_parts
from percorso.store.records.rights_tables import consent_proof, erasure, retention_rule
from percorso.store.records.tables import identifier, identity_link, rejected

# What a run is called in the log it shares with erasures.
RUN = "retention"


def rules(connection: Connection) -> dict[str, Rule]:
    """Of every class what holds now."""
    newest = select(func.max(retention_rule.c.no)).group_by(retention_rule.c.data_class)
    found = {
        row.data_class: Rule(
            CLASSES[row.data_class], read_period(row.keep), row.is_on, row.actor, row.reason,
            row.set_at,
        )
        for row in connection.execute(
            select(retention_rule).where(retention_rule.c.no.in_(newest))
        )
        if row.data_class in CLASSES
    }  # fmt: skip
    return {key: found.get(key) or usual_rule(known) for key, known in CLASSES.items()}


def set_rule(connection: Connection, rule: Rule) -> None:
    """Let a rule hold from now on; those before it stay to be read."""
    connection.execute(
        insert(retention_rule).values(
            data_class=rule.data_class.key, keep=str(rule.keep), is_on=rule.is_on,
            actor=rule.actor, reason=rule.reason, set_at=rule.set_at,
        )
    )  # fmt: skip


def last_run_at(connection: Connection) -> datetime | None:
    """When the rules were last followed, naive UTC."""
    asked = select(func.max(erasure.c.begun_at)).where(erasure.c.kind == RUN)
    return connection.execute(asked).scalar()


def rejected_before(connection: Connection, at: datetime) -> tuple[int, datetime | None]:
    """How many rejected rows were last seen before an instant, and when the oldest was."""
    asked = select(func.count(), func.min(rejected.c.last_seen_at))
    count, oldest = connection.execute(asked.where(rejected.c.last_seen_at < at)).one()
    return int(count), oldest


def proofs_before(connection: Connection, at: datetime) -> tuple[int, datetime | None]:
    """How many proofs are of erasures before an instant, and when the first of these was."""
    asked = select(func.count(), func.min(erasure.c.begun_at)).select_from(
        consent_proof.join(erasure, erasure.c.no == consent_proof.c.erasure_no)
    )
    count, oldest = connection.execute(asked.where(erasure.c.begun_at < at)).one()
    return int(count), oldest


def forget_proofs_before(connection: Connection, at: datetime) -> None:
    """Delete the proofs of erasures before an instant."""
    past = select(erasure.c.no).where(erasure.c.begun_at < at)
    connection.execute(delete(consent_proof).where(consent_proof.c.erasure_no.in_(past)))


@dataclass(frozen=True, slots=True)
class Silent:
    """A customer of whom nothing was seen for long.

    Attributes:
        customer_no: The customer.
        keys: What points to it.
        last_at: When it was last seen, naive UTC.
    """

    customer_no: int
    keys: tuple[str, ...]
    last_at: datetime


def customers_silent_since(connection: Connection, at: datetime) -> list[Silent]:
    """The customers none of whose identifiers was seen since an instant."""
    newest = (
        select(identity_link.c.identifier_key, func.max(identity_link.c.batch).label("batch"))
        .group_by(identity_link.c.identifier_key)
        .subquery()
    )
    held = (
        select(
            identity_link.c.customer_no, identity_link.c.identifier_key, identifier.c.last_seen_at
        )
        .join(
            newest,
            (identity_link.c.identifier_key == newest.c.identifier_key)
            & (identity_link.c.batch == newest.c.batch),
        )
        .join(identifier, identifier.c.key == identity_link.c.identifier_key)
        .where(identity_link.c.since_at.is_(None))
        .subquery()
    )
    silent = (
        select(held.c.customer_no)
        .group_by(held.c.customer_no)
        .having(func.max(held.c.last_seen_at) < at)
    )
    found: dict[int, list[tuple[str, datetime]]] = {}
    for no, key, last_at in connection.execute(
        select(held).where(held.c.customer_no.in_(silent)).order_by(held.c.customer_no)
    ):
        found.setdefault(no, []).append((key, last_at))
    return [
        Silent(no, tuple(sorted(key for key, _ in seen)), max(at for _, at in seen))
        for no, seen in found.items()
    ]


def clear_values(connection: Connection, keys: Collection[str]) -> list[str]:
    """What identifiers are in clear, where that is known."""
    found: list[str] = []
    for part in in_parts(keys):
        asked = select(identifier.c.clear_value).where(identifier.c.key.in_(part))
        found += [value for value in connection.execute(asked).scalars() if value]
    return sorted(found)
