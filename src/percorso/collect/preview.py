"""How would this file be read? Its first rows as interactions, before anything is loaded."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from percorso.collect import intake_sql as ask
from percorso.collect.date_order_sql import date_order_evidence, settle_date_order
from percorso.collect.file_errors import AmbiguousDates
from percorso.collect.groups import gather_things
from percorso.collect.intake import load_limit, message_statements, parse_messages
from percorso.collect.look import Look, Wanted, look_at
from percorso.collect.mapping_sql import SKIPPED
from percorso.collect.readers.row import RejectedRow
from percorso.collect.spool import spool_rows
from percorso.collect.time_shape import needs_date_order
from percorso.collect.times_said import times_said
from percorso.domain.mapping import IDENTIFIER_ROLES, REFERENCE_ROLES, Mapping
from percorso.domain.row_place import line_in_file, row_place
from percorso.store.warehouse import Warehouse

ROWS_LOOKED_AT = 1_000
ROWS_SHOWN = 10
_NO_SOURCE = 0


@dataclass(frozen=True, slots=True)
class SeenInteraction:
    """An interaction a row would become; what it does not have is left out.

    Attributes:
        line: where its (first) row stands in the file; None where it is an event of a log.
        place: the same in words.
        part: which of the interactions of that row it is.
        occurred_at: when, UTC.
        touchpoint: what happened, as the catalogue will see it.
        who: kind of identifier -> value.
        references: kind of reference -> value.
        values: channel, amount, cost, currency, rating, text.
        properties: everything else of the row.
    """

    line: int | None
    place: str
    part: str
    occurred_at: datetime
    touchpoint: str
    who: dict[str, str]
    references: dict[str, str]
    values: dict[str, Any]
    properties: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        """The interaction as `--json` prints it."""
        return {
            "line": self.line,
            "place": self.place,
            "part": self.part,
            "at": self.occurred_at.isoformat() + "Z",
            "touchpoint": self.touchpoint,
            "who": self.who,
            "references": self.references,
            **self.values,
            "properties": self.properties,
        }


@dataclass(frozen=True, slots=True)
class SeenRefusal:
    """A row that cannot be read: where it stands (as above), and why."""

    line: int | None
    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a load would make of the first rows of a file; nothing is loaded.

    Attributes:
        profile: key of the profile the file is read by, if any.
        said: what was found out about the file, in sentences.
        interactions: the first of them.
        refused: the first rows that cannot be read.
        header: the columns of the file.
        columns: role -> column, or a value for the whole file after a `=`.
    """

    profile: str | None
    said: tuple[str, ...]
    interactions: tuple[SeenInteraction, ...]
    refused: tuple[SeenRefusal, ...]
    header: tuple[str, ...] = ()
    columns: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The preview as `--json` prints it."""
        return {
            "profile": self.profile,
            "said": list(self.said),
            "interactions": [one.as_json() for one in self.interactions],
            "rejected": [
                {"line": one.line, "place": one.place, "reason": one.reason} for one in self.refused
            ],
        }


def preview_file(
    warehouse: Warehouse, path: Path, wanted: Wanted, *, earlier: Sequence[Mapping],
    scratch: Path, now: datetime,
) -> Preview:  # fmt: skip
    """The first interactions of a file.

    Args:
        warehouse: An empty one, with its tables, that nobody needs afterwards.
        path: The file.
        wanted: What the caller says about it.
        earlier: The mappings of its source, the last first.
        scratch: A folder for passing files.
        now: The instant, UTC.
    """
    look = look_at(path, wanted, earlier)
    said = list(look.said)
    refused = _spool(warehouse, look, scratch, said)
    mapping = _settled(warehouse, look, said)
    if needs_date_order(look.mapping):
        said += times_said(mapping)
    for statement in message_statements(mapping):
        warehouse.do(statement)
    parse_messages(warehouse, mapping, now, _NO_SOURCE)
    left_out = warehouse.rows(ask.rejected_messages())
    refused |= {
        line: _refusal(line, body, reason)
        for line, _, body, code, reason in left_out
        if code != SKIPPED
    }
    if mapping.events:
        warehouse.do(ask.DROP_REST_OF_REJECTED)
    if mapping.one_per:
        gather_things(warehouse, mapping, _NO_SOURCE, (), load_limit(now))
    names, rows = warehouse.table(ask.first_parsed(ROWS_SHOWN))
    bodies = dict(warehouse.rows(ask.bodies_by_line(ROWS_LOOKED_AT)))
    seen = tuple(_interaction(dict(zip(names, row, strict=True)), bodies) for row in rows)
    first = tuple(refused[line] for line in sorted(refused)[:ROWS_SHOWN])
    return Preview(
        mapping.profile, tuple(said), seen, first, look.file.header, dict(mapping.columns)
    )


def _spool(
    warehouse: Warehouse, look: Look, scratch: Path, said: list[str]
) -> dict[int, SeenRefusal]:
    """The first rows as the table `spooled`; returns those that cannot be read, by line."""
    file = look.file
    first = replace(file, rows=lambda place: islice(file.rows(place), ROWS_LOOKED_AT))
    refused: dict[int, SeenRefusal] = {}

    def refuse(row: RejectedRow) -> None:
        refused[row.line] = _refusal(row.line, row.raw, row.reason)

    spool = scratch / "spool"
    spool_rows(
        first, spool, refuse, lambda done, total: None, lambda notice: said.append(notice.text),
        needed=look.mapping.columns_read(),
    )  # fmt: skip
    warehouse.do(ask.spooled_rows(spool))
    spool.unlink()
    return refused


def _settled(warehouse: Warehouse, look: Look, said: list[str]) -> Mapping:
    """The mapping with the order of its dates, as far as the first rows tell."""
    if not look.mapping.time_columns():
        return look.mapping
    counts = warehouse.rows(date_order_evidence(look.mapping, "spooled"))[0]
    try:
        return settle_date_order(look.mapping, *counts, usual=look.usual_order)
    except AmbiguousDates as error:
        said.append(f"day first is assumed here; a load looks at every row. {error}")
        return settle_date_order(look.mapping, *counts, usual="dmy")


def _refusal(line: int, raw: str, reason: str) -> SeenRefusal:
    return SeenRefusal(line_in_file(line, raw), row_place(line, raw), reason)


def _interaction(row: dict[str, Any], bodies: dict[int, str]) -> SeenInteraction:
    raw = bodies.get(row["line"], "")
    values = {"channel": row["channel"], "text": row["text"], "currency": row["currency"]}
    values |= {role: None if row[role] is None else float(row[role]) for role in ("amount", "cost")}
    if row["rating_value"] is not None:
        values["rating"] = f"{row['rating_value']:g} ({row['rating_kind']})"
    return SeenInteraction(
        line=line_in_file(row["line"], raw),
        place=row_place(row["line"], raw),
        part=row["part"],
        occurred_at=row["occurred_at"],
        touchpoint=row["name"],
        who={role: row[role] for role in IDENTIFIER_ROLES if row[role] is not None},
        references={role: row[role] for role in REFERENCE_ROLES if row[role] is not None},
        values={key: value for key, value in values.items() if value is not None},
        properties=json.loads(row["properties"]),
    )
