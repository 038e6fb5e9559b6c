"""Pairs of customers who may be one person, and what a person made of each."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from percorso.store.records.bulk import insert_rows
from percorso.store.records.tables import identifier, match_candidate, trait

ACCEPTED, REJECTED = "accepted", "rejected"


@dataclass(frozen=True, slots=True)
class Found:
    """A pair as a model found it: keys of identifiers in order, probability, what agrees."""

    pair: tuple[str, str]
    probability: float
    agreement: dict[str, int]


@dataclass(frozen=True, slots=True)
class MatchCandidate:
    """A pair as it is kept.

    Attributes:
        no: Its number.
        found: The pair, with its probability.
        verdict: `accepted` or `rejected`; None while nobody judged it.
        actor: Who judged it.
    """

    no: int
    found: Found
    verdict: str | None
    actor: str | None


def renew(connection: Connection, found: Iterable[Found], at: datetime) -> None:
    """Put what was found in the place of what nobody has judged; what was judged stays."""
    when = at.isoformat(" ", "microseconds")
    new = list(found)
    pairs = {one.pair for one in new}
    for one in candidates(connection):
        if one.verdict is None and one.found.pair not in pairs:
            connection.execute(delete(match_candidate).where(match_candidate.c.no == one.no))
    insert_rows(
        connection,
        "match_candidate",
        ("identifier_key", "other_key", "probability", "agreement", "found_at"),
        ((*one.pair, one.probability, json.dumps(one.agreement), when) for one in new),
        on_conflict="on conflict (identifier_key, other_key) do update set "
        "probability = case when match_candidate.verdict is null "
        "then excluded.probability else match_candidate.probability end, "
        "agreement = case when match_candidate.verdict is null "
        "then excluded.agreement else match_candidate.agreement end",
    )


def candidates(connection: Connection) -> list[MatchCandidate]:
    """All pairs, the likeliest first."""
    rows = connection.execute(
        select(match_candidate).order_by(match_candidate.c.probability.desc(), match_candidate.c.no)
    )
    return [
        MatchCandidate(
            row.no,
            Found((row.identifier_key, row.other_key), row.probability, json.loads(row.agreement)),
            row.verdict,
            row.actor,
        )
        for row in rows
    ]


def judge(
    connection: Connection, numbers: Collection[int], verdict: str, actor: str, at: datetime
) -> None:
    """Note what somebody made of pairs."""
    connection.execute(
        update(match_candidate)
        .where(match_candidate.c.no.in_(sorted(numbers)))
        .values(verdict=verdict, actor=actor, decided_at=at)
    )


def traits_said(
    connection: Connection, names: Sequence[str]
) -> list[tuple[str, str, str, datetime]]:
    """What persons were said to be: (identifier, trait, value, said last in naive UTC)."""
    rows = connection.execute(
        select(trait.c.identifier_key, trait.c.name, trait.c.value, trait.c.last_said_at).where(
            trait.c.name.in_(names)
        )
    )
    return [(str(key), str(name), str(value), at) for key, name, value, at in rows]


def clear_values(connection: Connection, kinds: Sequence[str]) -> list[tuple[str, str]]:
    """The identifiers of some kinds in clear: (identifier, value)."""
    rows = connection.execute(
        select(identifier.c.key, identifier.c.clear_value)
        .where(identifier.c.type.in_(kinds))
        .where(identifier.c.clear_value.is_not(None))
    )
    return [(str(key), str(value)) for key, value in rows]
