"""What went badly for one customer, and who looks after it."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from percorso.domain.consent.plain import instant_text
from percorso.domain.customer_card import FollowUpOnCard
from percorso.store.records import follow_ups as records
from percorso.store.warehouse import Warehouse
from percorso.workspace.people.customer_sql import rated_contacts
from percorso.workspace.people.timeline import Names
from percorso.workspace.stores import Stores


def follow_ups_on_card(
    stores: Stores, warehouse: Warehouse, customer_no: int, names: Names
) -> list[FollowUpOnCard]:
    """The follow-ups of whoever the customer is now, the newest first."""
    ids = [row[0] for row in warehouse.rows(rated_contacts(customer_no))]
    with stores.records.read() as connection:
        found = records.follow_ups_of(connection, ids)
    today = datetime.now(UTC).astimezone(ZoneInfo(stores.company().time_zone)).date()
    named = {place.key: names.of_place(place) for place in names.places.values()}
    return [
        {
            "no": one.no,
            "touchpoint": one.touchpoint,
            "name": named.get(one.touchpoint, one.touchpoint),
            "cause": one.cause,
            "happened_at": instant_text(one.happened_at.replace(tzinfo=UTC)),
            "status": one.handling.status,
            "owner": one.handling.owner or None,
            "due_on": one.handling.due_on.isoformat() if one.handling.due_on else None,
            "is_overdue": one.handling.is_overdue(today),
            "outcome": one.handling.outcome or None,
        }
        for one in reversed(found)
    ]
