"""Where people enter contacts: a counter of the staff, or a stand with a printed code."""

import secrets
from dataclasses import asdict, dataclass
from typing import Any

import msgspec

_SECRET_BYTES = 32
# Of a stand: the kind of contact of each channel it can be in.
KIND_OF_CHANNEL = {"store": "visit", "event": "fair"}


@dataclass(frozen=True, slots=True)
class EntryPlace:
    """What the pages of a counter or a stand say of it.

    Attributes:
        title: What people call it, as `Negozio di Bari`.
        channel: Of a stand: `store` or `event`.
        firm: Of a stand: who answers for the data.
        privacy_url: Of a stand: the whole notice.
        secret: What its forms are stamped with.
    """

    title: str
    channel: str = "store"
    firm: str = ""
    privacy_url: str = ""
    secret: str = ""

    @classmethod
    def new(
        cls, title: str, *, channel: str = "store", firm: str = "", privacy_url: str = ""
    ) -> "EntryPlace":
        """A place with a secret of its own."""
        return cls(title, channel, firm, privacy_url, secrets.token_urlsafe(_SECRET_BYTES))

    @classmethod
    def from_text(cls, text: str) -> "EntryPlace":
        """A place as `as_text` has written it."""
        told: dict[str, Any] = msgspec.json.decode(text)
        return cls(**told)

    def as_text(self) -> str:
        """The place as the records keep it."""
        return msgspec.json.encode(asdict(self)).decode()
