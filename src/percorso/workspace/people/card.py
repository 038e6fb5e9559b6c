"""The card of one customer: who it is, what they allow, bought and did, and where they stand."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from percorso.domain.consent.permission import RESTRICTION, Said, permission
from percorso.domain.consent.plain import instant_text, permission_as_json
from percorso.domain.customer_card import (
    SCHEMA,
    CustomerCard,
    IdentifierOnCard,
    JourneyOnCard,
    Timeline,
)
from percorso.domain.identifiers import masked
from percorso.journeys.path.laying import lay_out
from percorso.journeys.scope import Scope
from percorso.store.records import customers as customer_records
from percorso.store.records.customers import KnownIdentifier
from percorso.store.warehouse import Warehouse
from percorso.workspace.left_out import PROFILING
from percorso.workspace.maps.asking import MapRequest, asked_of
from percorso.workspace.people import customer_sql
from percorso.workspace.people.bought import value_of
from percorso.workspace.people.consent_of import Person, keys_of, said_by, scopes_spoken_of
from percorso.workspace.people.finding import customer_no_of
from percorso.workspace.people.followed import follow_ups_on_card
from percorso.workspace.people.happy_card import Reason, happy_on_card
from percorso.workspace.people.next_steps import next_steps_on_card
from percorso.workspace.people.timeline import (
    Page,
    names_now,
    stage_now,
    text_of,
    timeline_of,
    times_of,
)
from percorso.workspace.people.traits_of import full_name, traits_of
from percorso.workspace.restoring import ask_warehouse
from percorso.workspace.stores import Stores


@dataclass(frozen=True, slots=True)
class CardRequest:
    """Whose card, cut by which journey, which page of the timeline, and whether all in clear."""

    name: str
    map_request: MapRequest
    page: Page = field(default_factory=Page)
    clear: bool = False


def card_of(stores: Stores, request: CardRequest) -> CustomerCard:
    """The card of a customer.

    Raises:
        CustomerUnknown: nobody has this id or identifier.
        SeveralCustomers: the identifier stands for several.
        JourneyUnknown: no such journey.
        PlaceUnreadable: no page of the timeline told where this one is to begin.
    """
    return ask_warehouse(stores, lambda warehouse: card_in(stores, warehouse, request))


def timeline_alone(stores: Stores, name: str, page: Page, language: str) -> Timeline:
    """A page of a customer's timeline and nothing else; its journeys are not cut.

    Raises:
        CustomerUnknown: nobody has this id or identifier.
        SeveralCustomers: the identifier stands for several.
        PlaceUnreadable: no page told where this one is to begin.
    """

    def ask(warehouse: Warehouse) -> Timeline:
        no = customer_no_of(stores, name, warehouse)
        return timeline_of(warehouse, no, names_now(stores, language), page, {})

    return ask_warehouse(stores, ask)


def card_in(stores: Stores, warehouse: Warehouse, request: CardRequest) -> CustomerCard:
    """The card of a customer, asked of a warehouse that is open and up to date.

    Raises:
        CustomerUnknown: nobody has this id or identifier.
        SeveralCustomers: the identifier stands for several.
    """
    no = customer_no_of(stores, request.name, warehouse)
    company = stores.company()
    names = names_now(stores, request.map_request.language)
    scope = asked_of(stores, warehouse, request.map_request).scope
    journeys, journey_of = _journeys(warehouse, no, scope)
    with stores.records.read() as connection:
        person = Person(no, keys_of(connection, no))
        id_ = customer_records.customer_id_of(connection, no)
        known = customer_records.identifiers_of(connection, no)
        said = said_by(connection, person)
        traits = traits_of(connection, person, clear=request.clear)
    now = datetime.now(UTC)
    refused = _refused(said, now)
    first_at, last_at = times_of(warehouse, no)
    return {
        "schema": SCHEMA,
        "id": id_,
        "name": full_name(traits),
        "computed_at": instant_text(now.replace(microsecond=0)),
        "time_zone": company.time_zone,
        "language": names.language,
        "masked": not request.clear,
        "restricted": _is_restricted(said, now),
        "first_at": first_at,
        "last_at": last_at,
        "traits": traits,
        "identifiers": [_identifier(one, clear=request.clear) for one in known],
        "consents": [
            permission_as_json(permission(scope, said, now)) for scope in scopes_spoken_of(said)
        ],
        "value": value_of(warehouse, no, names, company.currency),
        "stage": stage_now(warehouse, no, names),
        "happy": happy_on_card(stores, warehouse, no, refused),
        "follow_ups": follow_ups_on_card(stores, warehouse, no, names),
        "journey": scope.definition.key,
        "journeys": journeys,
        "next_steps": None if refused else next_steps_on_card(stores, warehouse, scope, names),
        "timeline": timeline_of(warehouse, no, names, request.page, journey_of),
    }


def _is_restricted(said: Said, now: datetime) -> bool:
    word = said.word_on(RESTRICTION, now)
    return word is not None and word.state == "objected"


def _refused(said: Said, now: datetime) -> Reason | None:
    """Why the customer has no index, whatever is known: it is profiling (GDPR 18 and 21)."""
    if _is_restricted(said, now):
        return "restricted"
    word = said.word_on(PROFILING, now)
    is_no = word is not None and word.state in ("objected", "withdrawn")
    return "objected" if is_no else None


def _journeys(
    warehouse: Warehouse, no: int, scope: Scope
) -> tuple[list[JourneyOnCard], dict[int, int]]:
    """The customer's journeys, and which interaction is in which."""
    lay_out(warehouse, replace(scope, segment=customer_sql.only_customer(no)))
    rows = warehouse.rows(customer_sql.JOURNEYS)
    steps = dict(warehouse.rows(customer_sql.JOURNEY_OF_INTERACTION))
    return [_journey(row) for row in rows], steps


def _journey(row: Sequence[Any]) -> JourneyOnCard:
    number, first_us, last_us, visits, status, is_left_truncated = row
    return {
        "number": number,
        "status": status,
        "first_at": text_of(first_us),
        "last_at": text_of(last_us),
        "visits": visits,
        "left_truncated": is_left_truncated,
    }


def _identifier(known: KnownIdentifier, *, clear: bool) -> IdentifierOnCard:
    value = known.clear_value or ""
    return {
        "type": known.type,
        "value": value if clear else masked(value),
        "first_seen_at": instant_text(known.first_seen_at.replace(tzinfo=UTC)),
        "last_seen_at": instant_text(known.last_seen_at.replace(tzinfo=UTC)),
    }
