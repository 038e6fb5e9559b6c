"""What points to a person, how strong it is, how much one customer may have of it."""

import re
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class IdentifierType:
    """A kind of identifier; rails of CONSENT 9.

    Attributes:
        name: As stored beside each key.
        limit: How many one customer may gain within `per`; None is without limit.
        per: The sliding time the limit speaks of; None is for ever.
    """

    name: str
    limit: int | None
    per: timedelta | None


# Strongest first: an interaction belongs to the customer of its strongest identifier.
IDENTIFIER_TYPES = (
    IdentifierType("user_id", 1, None),
    IdentifierType("email", 5, timedelta(days=365)),
    IdentifierType("phone", 5, timedelta(days=365)),
    IdentifierType("loyalty_card", 5, timedelta(days=365)),
    IdentifierType("case_id", 1, None),
    IdentifierType("anonymous_id", 5, timedelta(days=7)),
)
STRENGTH = {kind.name: place for place, kind in enumerate(IDENTIFIER_TYPES)}

# A visit on a device ends when it has been still for this long.
VISIT_GAP = timedelta(minutes=30)

# Values that stand for nobody, judged after lower-casing and trimming; they link no one.
BLOCKED = (
    r"[0\-_.\s]*"
    r"|-1"
    r"|null|none|nil|undefined|nan|n/?a|n\.d\.|nd"
    r"|\[object object\]"
    r"|anonymous|anonimo|anonima|guest|ospite|unknown|sconosciuto|\(not set\)|test"
    r"|(test|prova|noreply|no-reply|nessuno|none)@.*"
)
# What a placeholder can begin with, in capitals too: a cheap look before the dear one.
BLOCKED_INITIALS = "0-_. [(nuagotspNUAGOTSP"
_BLOCKED = re.compile(BLOCKED)


def is_blocked(value: str) -> bool:
    """Whether a value is a placeholder that stands for nobody.

    >>> [is_blocked(value) for value in ("0000", "undefined", "test@shop.it", "ada@shop.it")]
    [True, True, True, False]
    """
    return _BLOCKED.fullmatch(value.strip().lower()) is not None


def masked(value: str) -> str:
    """An identifier that can be recognised by who knows it, and not read by who does not.

    >>> masked("ada@shop.it"), masked("+393331234567"), masked("ada"), masked("ab")
    ('a…@s….it', '+…67', 'a…', '…')
    """
    name, at, domain = value.rpartition("@")
    if at and name:
        host, dot, end = domain.rpartition(".")
        return f"{_ends(name, 0)}@{_ends(host, 0)}{dot}{end}" if dot else f"{_ends(name, 0)}@…"
    return _ends(value, 2 if len(value) > 6 else 0)


def _ends(text: str, last: int) -> str:
    """The first sign and so many of the last ones."""
    return f"{text[0]}…{text[len(text) - last :]}" if len(text) > 2 else "…"
