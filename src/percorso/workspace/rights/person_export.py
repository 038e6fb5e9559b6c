"""Everything that is held of one customer, as files a person can read (GDPR 15 and 20)."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from percorso.domain.consent.plain import choice_as_json
from percorso.domain.customer_card import CustomerCard
from percorso.drawing.as_csv import BYTE_ORDER_MARK, rows_as_csv
from percorso.store.records import follow_ups as follow_up_records
from percorso.store.records import rejections
from percorso.store.records import replies as reply_records
from percorso.store.records.invitations import invitations_of_keys
from percorso.store.warehouse import Warehouse
from percorso.workspace.maps.asking import MapRequest
from percorso.workspace.people.card import CardRequest, card_in
from percorso.workspace.people.consent_of import Person, keys_of, said_by
from percorso.workspace.people.finding import customer_no_of
from percorso.workspace.people.timeline import Names, Page, names_now, text_of
from percorso.workspace.restoring import ask_warehouse
from percorso.workspace.rights import person_export_sql as ask
from percorso.workspace.rights.erasing_sql import raw_rows
from percorso.workspace.rights.persons import persons_named
from percorso.workspace.rights.traces import Traces, traces_of
from percorso.workspace.stores import Stores

_CONTACT = (
    "id", "source", "at", "received_at", "touchpoint", "channel", "direction", "actor",
    "order_id", "tracking_number", "invoice_id", "case_id", "text", "rating", "rating_kind",
    "amount_minor", "currency", "properties", "verdict",
)  # fmt: skip
_ASKED = ("survey", "state", "reason", "order_id", "due_at", "settled_at", "message_id")
_READING = ("contact", "language", "felt", "trust", "intent", "urgency", "themes")
_REPLY = ("step", "by", "at", "text")
_FOLLOW_UP = (
    "contact", "cause", "touchpoint", "opened_at", "owner", "due_on", "status", "outcome", "note",
)  # fmt: skip
_REJECTED = ("source", "first_seen_at", "code", "reason", "file", "line", "row")
_READ_ME = """\
{name} ({id})
{at}

Tutto ciò che conserviamo su questa persona. I file .csv si aprono con un foglio di calcolo;
i file .json dicono lo stesso ai programmi.
All that is held about this person. The .csv files open in a spreadsheet; the .json files say
the same to programs.

card.json         identificativi, tratti, consensi, ordini, fase, percorsi
                  identifiers, traits, consents, orders, stage, journeys
identifiers.csv   ciò che indica questa persona / what points to this person
traits.csv        ciò che è stato detto di lei, da chi e quando / what was said of it, by whom, when
consents.csv      ogni scelta, con la sua prova / every choice, with its proof
asked.csv         i sondaggi chiesti, e che fine ha fatto ogni invito / surveys asked, and what
                  became of each invitation
contacts.csv      ogni contatto / every contact ({contacts})
readings.csv      come il programma ha letto ogni testo / how the program read each text
replies.csv       le risposte scritte alle sue recensioni / replies written to its reviews
follow_ups.csv    le segnalazioni aperte da un giudizio brutto / follow-ups of bad ratings
journeys.csv      i percorsi ricavati dai contatti / the journeys made of the contacts
messages.json     messaggi e righe come sono arrivati / messages and rows as they came ({messages})
rejected.csv      righe scartate che ne parlano / rows set aside that speak of it ({rejected})
{waiting}"""
_WAITING = """
{count} messaggi sono ancora nella casella di arrivo; i loro contatti sono in contacts.csv.
{count} messages are still in the inbox; their contacts are in contacts.csv.
"""


@dataclass(frozen=True, slots=True)
class _Held:
    """What the stores hold of a customer.

    Attributes:
        contacts: Every interaction, by the names of `_CONTACT`.
        messages: Every message and row as it came.
        rejected: Rows that were set aside and speak of the customer.
        readings: How each text was read.
        replies: Steps of the replies to the person's reviews.
        follow_ups: Those the contacts opened.
        waiting: How many messages lie in the inbox still.
    """

    contacts: list[dict[str, Any]]
    messages: list[dict[str, Any]]
    rejected: list[dict[str, Any]]
    readings: list[dict[str, Any]]
    replies: list[dict[str, Any]]
    follow_ups: list[dict[str, Any]]
    waiting: int


def export_of(stores: Stores, name: str, request: MapRequest) -> dict[str, str]:
    """All that is held of a customer: name of a file -> its text.

    Raises:
        CustomerUnknown: nobody has this id or identifier.
        SeveralCustomers: the identifier stands for several.
    """
    return ask_warehouse(stores, lambda warehouse: _files(stores, warehouse, name, request))


def _files(stores: Stores, warehouse: Warehouse, name: str, request: MapRequest) -> dict[str, str]:
    no = customer_no_of(stores, name, warehouse)
    with stores.records.read() as connection:
        person = Person(no, keys_of(connection, no))
        words = [choice_as_json(one.choice) for one in said_by(connection, person).spoken]
        asked = invitations_of_keys(connection, [key for _, key in person.keys])
    card = card_in(stores, warehouse, CardRequest(name, request, Page(entries=0), clear=True))
    held = _held(stores, warehouse, name, names_now(stores, request.language))
    words.sort(key=lambda one: str(one["at"]))
    return {
        "card.json": _json(card),
        "consents.json": _json(words),
        "contacts.json": _json(held.contacts),
        "messages.json": _json(held.messages),
        "identifiers.csv": _csv(card["identifiers"]),
        "traits.csv": _csv(_traits(card)),
        "consents.csv": _csv(words),
        "asked.csv": _csv(asked, _ASKED),
        "contacts.csv": _csv(held.contacts, _CONTACT),
        "readings.csv": _csv(held.readings, _READING),
        "replies.csv": _csv(held.replies, _REPLY),
        "follow_ups.csv": _csv(held.follow_ups, _FOLLOW_UP),
        "journeys.csv": _csv(card["journeys"]),
        "rejected.csv": _csv(held.rejected, _REJECTED),
        "README.txt": _read_me(card, held),
    }


def _held(stores: Stores, warehouse: Warehouse, name: str, names: Names) -> _Held:
    """All that an erasure would reach: the same look finds it."""
    traces = traces_of(stores, warehouse, persons_named(stores, warehouse, [name]))
    contacts = []
    waiting: set[tuple[str, str]] = set()
    for row in warehouse.rows(ask.INTERACTIONS_OF_PERSON):
        *told, message_id, segment = row
        contacts.append(_contact(told, names))
        if not stores.archive.path(segment).exists():
            waiting.add((segment, message_id))
    readings = warehouse.rows(ask.READINGS_OF_PERSON)
    return _Held(
        contacts, _messages(stores, warehouse, traces, names), _rejected(stores, traces, names),
        [dict(zip(_READING, one, strict=True)) for one in readings],
        _replies(stores, traces), _follow_ups(stores, traces), len(waiting),
    )  # fmt: skip


def _replies(stores: Stores, traces: Traces) -> list[dict[str, Any]]:
    with stores.records.read() as connection:
        steps = reply_records.steps_about(connection, traces.reviews)
    return [{"step": one.step, "by": one.by, "at": f"{one.at}Z", "text": one.text} for one in steps]


def _follow_ups(stores: Stores, traces: Traces) -> list[dict[str, Any]]:
    with stores.records.read() as connection:
        found = follow_up_records.follow_ups_of(connection, sorted(traces.contacts))
    return [
        {
            "contact": one.interaction, "cause": one.cause, "touchpoint": one.touchpoint,
            "opened_at": f"{one.opened_at}Z", "owner": one.handling.owner,
            "due_on": str(one.handling.due_on or ""), "status": one.handling.status,
            "outcome": one.handling.outcome, "note": one.handling.note,
        }
        for one in found
    ]  # fmt: skip


def _messages(
    stores: Stores, warehouse: Warehouse, traces: Traces, names: Names
) -> list[dict[str, Any]]:
    """Rows and messages as they came, those of one thing each by itself."""
    paths = [stores.archive.path(one.segment.name) for one in traces.segments if one.gone]
    return [
        {
            "source": names.sources[source_no], "message_id": id_, "received_at": text_of(us),
            "message": _decoded(body),
        }
        for id_, source_no, us, body in (warehouse.rows(raw_rows(paths)) if paths else ())
    ]  # fmt: skip


def _rejected(stores: Stores, traces: Traces, names: Names) -> list[dict[str, Any]]:
    """Rows that were set aside and speak of the person."""
    with stores.records.read() as connection:
        rows = rejections.rows_numbered(connection, traces.rejected)
    return [
        {
            "source": names.sources[row.source_no], "first_seen_at": f"{row.first_seen_at}Z",
            "code": row.rejection.code, "reason": row.rejection.reason,
            "file": row.rejection.file, "line": row.rejection.line, "row": row.rejection.raw,
        }
        for row in rows.values()
    ]  # fmt: skip


def _contact(told: Sequence[Any], names: Names) -> dict[str, Any]:
    """An interaction in words; properties are data again."""
    row = dict(zip(_CONTACT, told, strict=True))
    place = names.places[row["touchpoint"]]
    return {
        **row,
        "source": names.sources[row["source"]],
        "at": text_of(row["at"]),
        "received_at": text_of(row["received_at"]),
        "touchpoint": names.of_place(place),
        "channel": row["channel"] or place.channel,
        "properties": _decoded(row["properties"] or "{}"),
    }


def _traits(card: CustomerCard) -> list[dict[str, Any]]:
    """Every value of every trait with everybody who said it, the one that stands first."""
    return [
        {
            "name": trait["name"], "value": value["value"],
            "stands": "yes" if place == 0 else "no", **said,
        }
        for trait in card["traits"]
        for place, value in enumerate((trait, *trait["others"]))
        for said in value["said_by"]
    ]  # fmt: skip


def _read_me(card: CustomerCard, held: _Held) -> str:
    waiting = _WAITING.format(count=held.waiting) if held.waiting else ""
    return _READ_ME.format(
        name=card["name"] or "–", id=card["id"], at=card["computed_at"],
        contacts=len(held.contacts), messages=len(held.messages), rejected=len(held.rejected),
        waiting=waiting,
    )  # fmt: skip


def _csv(rows: Sequence[Mapping[str, Any]], columns: Iterable[str] = ()) -> str:
    """Rows as CSV a spreadsheet reads: text but for numbers."""
    names = list(columns) or list(dict.fromkeys(name for row in rows for name in row))
    cells = ([_cell(row.get(name)) for name in names] for row in rows)
    return BYTE_ORDER_MARK + rows_as_csv([names]) + rows_as_csv(cells)


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return value


def _decoded(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
