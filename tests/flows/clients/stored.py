"""What of a source is in the warehouse and the records, and what of an event must be there."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from percorso.settings import Settings
from percorso.workspace.restoring import up_to_date
from percorso.workspace.stores import open_stores
from tests.flows.server import Server

_ROWS = """
select message_id, type, observed_name_no, occurred_at, received_at, occurred_at_quality,
  amount_minor, currency, subject.order_id, properties, flags,
  list_transform(identifier_keys, lambda one: [one.type, one.key])
from interaction where source_no = $source_no"""
_CALLS = {
    "identify": "customer.identified", "group": "group.joined", "alias": "customer.aliased",
    "page": "page.viewed", "screen": "screen.viewed",
}  # fmt: skip
# Names in the catalogue of every shop.
_TYPES = {"Order Completed": "order.placed"}


@dataclass(frozen=True, slots=True)
class Row:
    """An interaction, its identifiers in clear."""

    type: str
    name: str
    occurred_at: datetime
    received_at: datetime
    quality: str
    amount: tuple[int | None, str | None]
    order_id: str | None
    properties: dict[str, Any]
    flags: list[str]
    identifiers: set[tuple[str, str]]


def source_no(server: Server, source: str) -> int:
    """The number of a source in the records."""
    return int(_ask(server, "select no from source where key = ?", source)[0][0])


def _ask(server: Server, question: str, *bound: object) -> list[tuple[Any, ...]]:
    records = sqlite3.connect(f"file:{server.home / 'records.sqlite'}?mode=ro", uri=True)
    try:
        return records.execute(question, bound).fetchall()
    finally:
        records.close()


def bodies(server: Server, source: str) -> list[bytes]:
    """The bodies of a source's batches, as they lie in the inbox."""
    found = _ask(server, "select body from inbox where source_no = ? order by no",
                 source_no(server, source))  # fmt: skip
    return [body for (body,) in found]


def rows_of(server: Server, source: str) -> dict[str, Row]:
    """The interactions of a source by the id of their message; each message has one."""
    server.drained()
    settings = Settings(workspace=server.home)
    stores = open_stores(server.home, settings, create=False)
    with up_to_date(stores) as warehouse:
        found = warehouse.rows(_ROWS.replace("$source_no", str(source_no(server, source))))
    stores.records.close()
    names = dict(_ask(server, "select no, name from observed_name"))
    clear = dict(_ask(server, "select key, clear_value from identifier"))
    rows = {
        row[0]: Row(
            row[1], names[row[2]], row[3].replace(tzinfo=UTC), row[4].replace(tzinfo=UTC), row[5],
            (row[6], row[7]), row[8], json.loads(row[9] or "{}"), row[10] or [],
            {(kind, clear[key]) for kind, key in row[11]},
        )
        for row in found
    }  # fmt: skip
    assert len(rows) == len(found)
    return rows


def expect_as_sent(row: Row, event: Mapping[str, Any], sent_at: str | None, call: str = "") -> None:
    """Every field of an interaction is what its event says.

    Args:
        row: The interaction.
        event: As the client wrote it.
        sent_at: When the client says it was sent, of the envelope.
        call: The type its path told.
    """
    kind = call or event["type"]
    context = event.get("context") or {}
    properties = event.get("properties") or {}
    if kind == "track":
        assert (row.name, row.type) == (event["event"], _TYPES.get(event["event"], row.type))
    else:
        assert row.type == _CALLS[kind]
    if kind in ("page", "screen") and event.get("name"):
        said = (event.get("category"), event.get("name"))
        assert row.name == " ".join(part for part in said if part)
    # One clock measures all of it, and its way to here is taken out.
    told = event.get("timestamp") or event["originalTimestamp"]
    way = row.received_at - instant(event.get("sentAt") or sent_at)
    assert (row.occurred_at, row.quality) == (instant(told) + way, "exact")
    assert row.identifiers == identifiers(kind, event)
    traits = event.get("traits") or context.get("traits") or {}
    if kind not in ("identify", "group"):
        traits = {}
    private = {"email"} | ({"name"} if kind == "identify" else set())
    wanted = {
        name: value for name, value in {**traits, **properties}.items() if name not in private
    }
    kept = dict(row.properties)
    for name in ("timestamp", "originalTimestamp", "sentAt"):
        assert kept.pop(f"_{name}", None) == (
            event.get(name) or (sent_at if "s" in name[0] else None)
        )
    page = context.get("page") or {}
    beside = {"locale": context.get("locale"), "timezone": context.get("timezone"),
              "campaign": context.get("campaign"), "url": page.get("url"),
              "referrer": page.get("referrer")}  # fmt: skip
    assert kept == {
        **{name: told for name, told in beside.items() if told is not None and told != ""},
        **wanted,
    }
    if "total" in properties:
        assert row.amount == (round(properties["total"] * 100), properties["currency"])
        assert row.order_id == properties["order_id"]
    assert row.flags == []


def identifiers(kind: str, event: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Who an event is of."""
    context = event.get("context") or {}
    device = event.get("previousId" if kind == "alias" else "anonymousId")
    email = {**(context.get("traits") or {}), **(event.get("traits") or {})}.get("email")
    told = {"user_id": event.get("userId"), "anonymous_id": device, "email": email}
    return {(kind, value) for kind, value in told.items() if value}


def instant(told: str | None) -> datetime:
    """An ISO text as an instant."""
    assert told is not None
    return datetime.fromisoformat(told)
