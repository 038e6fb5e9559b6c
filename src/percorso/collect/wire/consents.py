"""What an event of the Segment wire says of consent: a choice told as such, never a snapshot.

What clients put beside every event (`context.consent`) says what their device knows; it may be
older than a choice made elsewhere, and stays with the interaction.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from percorso.domain.consent.choices import Choice, Proof, choices_told

# Ours, and the one of Segment's own consent tools.
_EVENTS = ("consent changed", "segment consent preference updated")
_MOST_PURPOSES = 40
_LONGEST = 100


def choices_of(
    name: str, properties: Mapping[str, Any], context: Mapping[str, Any], at: datetime
) -> tuple[Choice, ...]:
    """The choices an event tells; none of an event that is about something else.

    Args:
        name: The event.
        properties: Of the event.
        context: Of the event.
        at: When it happened, aware UTC.
    """
    if name.strip().lower() not in _EVENTS:
        return ()
    consent = context.get("consent")
    preferences = consent.get("categoryPreferences") if isinstance(consent, dict) else None
    told = properties.get("purposes", preferences)
    if not isinstance(told, dict):
        return ()
    given = {str(one): said for one, said in told.items() if isinstance(said, bool)}
    return choices_told(dict(list(given.items())[:_MOST_PURPOSES]), at, _proof(properties, context))


def _proof(properties: Mapping[str, Any], context: Mapping[str, Any]) -> Proof:
    text = properties.get("text")
    page = context.get("page")
    address = page.get("url") if isinstance(page, dict) else ""
    return Proof(
        form="web",
        text_version=_told(properties.get("version")),
        text_sha256=hashlib.sha256(text.encode()).hexdigest() if isinstance(text, str) else "",
        language=_told(properties.get("language")),
        document=_told(properties.get("document")) or _told(address)[:_LONGEST],
    )


def _told(value: object) -> str:
    return value.strip()[:_LONGEST] if isinstance(value, str) else ""
