"""The log of what customers chose, and the basis each purpose rests on."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, Select, func, select

from percorso.domain.consent.choices import STATES, Choice, Proof, Spoken
from percorso.domain.consent.purposes import BASES, Basis, Scope
from percorso.store.records.bulk import insert_or
from percorso.store.records.tables import consent_choice, identity_link, purpose_basis

# SQLite takes so many values in one statement that these fit.
_PART_ROWS = 500
Word = TypeVar("Word", bound=str)
_SIZES = {"source": 100, "message_id": 100, "text_version": 100, "text_sha256": 64,
          "language": 20, "actor": 200, "form": 20}  # fmt: skip
_COLUMNS = [column for column in consent_choice.c if column.name not in ("no", "noted_at")]


def add_choices(connection: Connection, spoken: Iterable[Spoken], at: datetime) -> int:
    """Append choices; one that is there already stays as it is.

    Args:
        connection: Inside a transaction.
        spoken: The choices.
        at: Now, naive UTC.

    Returns:
        How many are new.
    """
    rows = {row["fingerprint"]: {**row, "noted_at": at} for row in map(_row, spoken)}
    listed = list(rows.values())
    added = 0
    for first in range(0, len(listed), _PART_ROWS):
        statement = (
            insert_or(connection.dialect.name, consent_choice)
            .values(listed[first : first + _PART_ROWS])
            .on_conflict_do_nothing()
            .returning(consent_choice.c.no)
        )
        added += len(connection.execute(statement).all())
    return added


def choices_of_keys(connection: Connection, keys: Iterable[str]) -> list[Spoken]:
    """All that was said with these identifiers, in the order it was noted."""
    wanted = sorted(set(keys))
    if not wanted:
        return []
    return _spoken(connection, select(*_COLUMNS).where(consent_choice.c.identifier_key.in_(wanted)))


def choices_about(connection: Connection, purpose: str) -> list[Spoken]:
    """All that anybody said about a purpose, in the order it was noted."""
    return _spoken(connection, select(*_COLUMNS).where(consent_choice.c.purpose == purpose))


def choices_said_by(connection: Connection, customers: Sequence[int]) -> list[Spoken]:
    """All that was said with identifiers that are or were of some customers, as it was noted."""
    theirs = select(identity_link.c.identifier_key).where(
        identity_link.c.customer_no.in_(customers)
    )
    wanted = consent_choice.c.identifier_key.in_(theirs)
    return _spoken(connection, select(*_COLUMNS).where(wanted))


def last_choice_no(connection: Connection) -> int:
    """The number of the choice that was noted last; 0 before the first."""
    return int(connection.execute(select(func.max(consent_choice.c.no))).scalar() or 0)


def keys_spoken_since(connection: Connection, no: int) -> list[str]:
    """The identifiers of choices noted after one."""
    asked = select(consent_choice.c.identifier_key).where(consent_choice.c.no > no).distinct()
    return [str(key) for key in connection.execute(asked).scalars()]


def choices_of_request(connection: Connection, request_id: str) -> list[Spoken]:
    """A request to be confirmed, and its confirmation where it was."""
    return _spoken(connection, select(*_COLUMNS).where(consent_choice.c.request_id == request_id))


def _spoken(connection: Connection, question: "Select[Any]") -> list[Spoken]:
    return [_read(row) for row in connection.execute(question.order_by(consent_choice.c.no))]


def choose_basis(
    connection: Connection, purpose: str, basis: Basis, *, reason: str, actor: str, at: datetime
) -> None:
    """Note on which basis a purpose rests from now on."""
    connection.execute(
        purpose_basis.insert().values(
            purpose=purpose, basis=basis, reason=reason, actor=actor, chosen_at=at
        )
    )


@dataclass(frozen=True, slots=True)
class ChosenBasis:
    """A basis the workspace chose for a purpose.

    Attributes:
        reason: Why, and where it is written.
        actor: Who chose it.
        chosen_at: When, naive UTC.
    """

    purpose: str
    basis: str
    reason: str
    actor: str
    chosen_at: datetime


def basis_history(connection: Connection) -> list[ChosenBasis]:
    """Every choice of a basis, the newest first."""
    columns = [purpose_basis.c[name] for name in ChosenBasis.__match_args__]
    asked = select(*columns).order_by(purpose_basis.c.no.desc())
    return [ChosenBasis(*row) for row in connection.execute(asked)]


def chosen_bases(connection: Connection) -> dict[str, Basis]:
    """Purpose -> the basis the workspace rests it on."""
    rows = connection.execute(
        select(purpose_basis.c.purpose, purpose_basis.c.basis).order_by(purpose_basis.c.no)
    )
    return {row.purpose: _basis(row.basis) for row in rows}


def _row(spoken: Spoken) -> dict[str, object]:
    choice, proof = spoken.choice, spoken.choice.proof
    row: dict[str, object] = {
        "identifier_key": spoken.key,
        "purpose": choice.scope.purpose,
        "channel": choice.scope.channel,
        "state": choice.state,
        "chosen_at": _naive(choice.at),
        "basis": choice.basis,
        "expires_at": _naive(choice.expires_at),
        "confirmed_at": _naive(choice.confirmed_at),
        "request_id": choice.request_id,
        "document": proof.document,
        **{name: getattr(proof, name)[:size] for name, size in _SIZES.items()},
    }
    said = "\x1f".join(f"{name}={row[name]}" for name in sorted(row))
    return {**row, "fingerprint": hashlib.sha256(said.encode()).hexdigest()}


def _read(row: "Row[Any]") -> Spoken:
    proof = Proof(
        form=row.form, source=row.source, message_id=row.message_id,
        text_version=row.text_version, text_sha256=row.text_sha256, language=row.language,
        document=row.document, actor=row.actor,
    )  # fmt: skip
    choice = Choice(
        scope=Scope(row.purpose, row.channel),
        state=_one_of(STATES, row.state),
        at=_aware(row.chosen_at),
        basis=_basis(row.basis),
        proof=proof,
        expires_at=None if row.expires_at is None else _aware(row.expires_at),
        confirmed_at=None if row.confirmed_at is None else _aware(row.confirmed_at),
        request_id=row.request_id,
    )
    return Spoken(row.identifier_key, choice)


def _basis(text: str) -> Basis:
    return _one_of(BASES, text)


def _one_of(known: Sequence[Word], text: str) -> Word:
    return next(word for word in known if word == text)


def _naive(instant: datetime | None) -> datetime | None:
    return None if instant is None else instant.astimezone(UTC).replace(tzinfo=None)


def _aware(instant: datetime) -> datetime:
    return instant.replace(tzinfo=UTC)
