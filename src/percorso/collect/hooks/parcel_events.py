"""What happened to a parcel, in the one vocabulary of all couriers (WIRE-FORMATS 16)."""

from collections.abc import Mapping
from typing import Any

from percorso.collect.hooks.moments import Moment
from percorso.collect.hooks.reading import contact
from percorso.domain.catalogue.deliveries import delivery_status
from percorso.domain.contact import Contact


def parcel_contact(
    words: str,
    when: Moment,
    cells: Mapping[str, str],
    properties: dict[str, Any],
    *,
    status: str | None = None,
) -> Contact:
    """A step of a delivery.

    Args:
        words: The courier's own words; no rule knowing them, they stay the name.
        when: When, and how sure.
        cells: role -> text.
        properties: What else is told, without persons.
        status: The step, where the sender names it in words of its own.
    """
    step = status or delivery_status(words)
    return contact(
        f"delivery.{step}" if step else words,
        when,
        {"channel": "delivery", **cells},
        direction="observed",
        actor="system",
        type=f"delivery.{step or 'unknown'}",
        properties={**properties, "status_words": words},
    )
