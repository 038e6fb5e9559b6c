"""The journeys as an object-centric event log: OCEL 2.0, in its JSON form."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from percorso.workspace.export.log import LogEvent, LogReference, OpenLog

_EVENT_ATTRIBUTES = {
    "name": "string", "stage": "string", "channel": "string", "source": "string",
    "actor": "string", "amount": "float", "currency": "string", "rating_value": "float",
    "rating_max": "float", "rating_kind": "string", "text": "string",
}  # fmt: skip
_OBJECT_TYPES = ("customer", "order", "parcel", "invoice", "case")
_BELONGS = {"order": "placed by", "parcel": "sent to", "invoice": "billed to", "case": "opened by"}


def ocel_log(log: OpenLog) -> Iterator[str]:
    """The log as pieces of JSON text, one object or event a piece."""
    types = [{"name": name, "attributes": []} for name in _OBJECT_TYPES]
    yield f'{{"objectTypes": {json.dumps(types)},\n"eventTypes": {_text(_event_types(log))},\n'
    yield '"objects": ['
    yield from _listed(_objects(log))
    yield '],\n"events": ['
    yield from _listed(_event(event) for event in log.events())
    yield "]}\n"


def _listed(items: Iterable[dict[str, Any]]) -> Iterator[str]:
    for place, item in enumerate(items):
        yield f"{',' if place else ''}\n{_text(item)}"


def _text(item: object) -> str:
    return json.dumps(item, ensure_ascii=False, allow_nan=False)


def _event_types(log: OpenLog) -> list[dict[str, Any]]:
    attributes = [{"name": name, "type": kind} for name, kind in _EVENT_ATTRIBUTES.items()]
    return [{"name": place.key, "attributes": attributes} for place in log.touchpoints]


def _objects(log: OpenLog) -> Iterator[dict[str, Any]]:
    for customer in log.customers():
        yield {
            "id": _id("customer", customer), "type": "customer", "attributes": [],
            "relationships": [],
        }  # fmt: skip
    for reference in log.references():
        yield _object(reference)


def _object(reference: LogReference) -> dict[str, Any]:
    related = [_related("customer", reference.customer, _BELONGS[reference.kind])]
    if reference.order is not None:
        related.append(_related("order", reference.order, "of order"))
    return {
        "id": _id(reference.kind, reference.name),
        "type": reference.kind,
        "attributes": [],
        "relationships": related,
    }


def _event(event: LogEvent) -> dict[str, Any]:
    told = {
        "name": event.name,
        "stage": event.touchpoint.stage,
        "channel": event.channel,
        "source": event.source,
        "actor": event.actor,
        "amount": event.amount,
        "currency": event.currency,
        "rating_value": event.rating_value,
        "rating_max": event.rating_max,
        "rating_kind": event.rating_kind,
        "text": event.text,
    }
    return {
        "id": event.id,
        "type": event.touchpoint.key,
        "time": event.occurred_at.isoformat().replace("+00:00", "Z"),
        "attributes": [{"name": k, "value": v} for k, v in told.items() if v is not None],
        "relationships": [
            _related("customer", event.customer, "customer"),
            *(_related(kind, name, kind) for kind, name in event.references.items()),
        ],
    }


def _related(kind: str, name: str, qualifier: str) -> dict[str, str]:
    return {"objectId": _id(kind, name), "qualifier": qualifier}


def _id(kind: str, name: str) -> str:
    """An object's id: an order, its invoice and its parcel may bear one number."""
    return f"{kind}:{name}"
