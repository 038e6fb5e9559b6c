"""Why a customer is one, as a public contract: `percorso.why/1`."""

from typing import Literal, TypedDict

SCHEMA = "percorso.why/1"


class IdentifierInWhy(TypedDict):
    """An identifier, masked unless all is told in clear, and whose it is."""

    type: str
    value: str
    customer: str


class SeenIn(TypedDict):
    """The contacts that carry two identifiers, the first of them as an example.

    File and row are null where the example came as a message, or was made of several rows.
    """

    interactions: int
    first_at: str
    last_at: str
    source: str
    message: str
    file: str | None
    row: int | None


class WordInWhy(TypedDict):
    """What a person ruled about two identifiers."""

    verdict: Literal["same", "apart"]
    actor: str
    reason: str
    at: str


class LinkInWhy(TypedDict):
    """Two identifiers that are one person, or were kept apart, and what says so.

    `kept_apart` is null where they are one; `conflict` is what the rail saw: the two customer
    numbers, the two birth dates, the limit.
    """

    one: IdentifierInWhy
    other: IdentifierInWhy
    rule: Literal["seen_together", "ruled_same"]
    seen: SeenIn | None
    ruling: WordInWhy | None
    kept_apart: str | None
    conflict: list[str]


class DeviceInWhy(TypedDict):
    """A device of several persons: the visits of this customer, and between when."""

    device: IdentifierInWhy
    visits: int
    since: str
    until: str


class Why(TypedDict):
    """Why the identifiers of a customer are one person, or how two of them hang together.

    `between` holds two identifiers where the way from one to the other was asked for, which
    `links` then is, in order. `more_kept_apart` counts what is not told any more.
    """

    schema: str
    customers: list[str]
    time_zone: str
    language: str
    masked: bool
    between: list[IdentifierInWhy]
    identifiers: list[IdentifierInWhy]
    links: list[LinkInWhy]
    kept_apart: list[LinkInWhy]
    more_kept_apart: int
    devices: list[DeviceInWhy]
