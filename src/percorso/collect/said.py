"""What people say of themselves beside their contacts: traits and choices, bound for records."""

from dataclasses import dataclass, field

import msgspec

from percorso.domain.consent.choices import Choice
from percorso.domain.contact import Contact

_ENCODE = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Said:
    """What a contact says of a person, without who it is.

    Attributes:
        traits: Name -> text.
        choices: What was chosen.
    """

    traits: dict[str, str] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()


_DECODE = msgspec.json.Decoder(Said).decode


def said_text(contact: Contact) -> str:
    """What a contact says of its person as text; empty where it says nothing."""
    if not contact.traits and not contact.choices:
        return ""
    return _ENCODE(Said(contact.traits, contact.choices)).decode()


def said_in(text: str) -> Said:
    """What `said_text` wrote."""
    return _DECODE(text)
