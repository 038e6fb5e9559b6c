"""Messages that are loaded and not sealed yet, kept in memory so that sealing reads none again."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

_MOST_SIGNS = 64 * 1024 * 1024


class Sealable(msgspec.Struct, frozen=True):
    """A message as a segment holds it.

    Attributes:
        message_id, fingerprint: What makes it one of a kind, and the hash of what it says.
        received_at: Naive UTC.
        body, envelope: As it came, and what stood beside it.
    """

    message_id: str
    fingerprint: str
    received_at: datetime
    body: str
    envelope: str


@dataclass(slots=True)
class Unsealed:
    """What this process has loaded of segments that are open; others may have loaded more."""

    _signs: int = 0
    _messages: dict[str, list[Sealable]] = field(default_factory=dict)

    def add(self, segment: str, messages: Sequence[Sealable]) -> None:
        """Keep messages that are stored under a segment's name; too many are let go."""
        self._signs += sum(len(one.body) for one in messages)
        if self._signs > _MOST_SIGNS:
            self._signs = 0
            self._messages.clear()
        else:
            self._messages.setdefault(segment, []).extend(messages)

    def take(self, segment: str, count: int) -> list[Sealable] | None:
        """The messages of a segment in their order; None where not all of them are here."""
        found = self._messages.pop(segment, [])
        self._signs -= sum(len(one.body) for one in found)
        return found if len(found) == count else None
