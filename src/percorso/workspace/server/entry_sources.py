"""Sources whose contacts people enter by hand: counters of the staff, stands with a code."""

import secrets
from datetime import datetime
from urllib.parse import urlsplit

from percorso.collect.entry.entry import ENTRY_FORMAT
from percorso.collect.entry.pages import code_as_text
from percorso.collect.entry.place import KIND_OF_CHANNEL, EntryPlace
from percorso.domain.errors import ConflictError, InputError
from percorso.store.records import doors as door_records
from percorso.store.records import sources as source_records
from percorso.store.records.database import RecordsConnection
from percorso.store.records.doors import Kind

__all__ = [
    "ENTRY_KINDS", "EntryNeeds", "PlaceHasAddress", "add_entry", "address_of", "code_as_text",
    "entry_place", "give_address_key",
]  # fmt: skip

ENTRY_KINDS: tuple[Kind, ...] = ("counter", "stand")
_RANK = 20
_LONGEST_TITLE = 80
# The address of a counter is a secret; that of a stand hangs on a wall.
_KEYS = {"counter": ("pc_", 32), "stand": ("pt_", 16)}


class EntryNeeds(InputError):
    """A counter or a stand without what makes it one, or another source with it."""

    def __init__(self, wanted: str) -> None:
        self.wanted = wanted
        super().__init__(wanted)


class PlaceHasAddress(ConflictError):
    """The source has a door already."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"The source {name!r} has an address or a key already. For a new one: "
            f"percorso source rotate {name}"
        )


def entry_place(
    name: str, kind: str, *, title: str | None, channel: str | None, firm: str | None,
    privacy_url: str | None,
) -> EntryPlace:  # fmt: skip
    """What the pages of a new counter or stand say.

    Raises:
        EntryNeeds: something is missing, or has no use.
    """
    heading = (title or name).strip()
    if not 1 <= len(heading) <= _LONGEST_TITLE:
        raise EntryNeeds(f"--title has 1 to {_LONGEST_TITLE} characters; got {len(heading)}.")
    if kind == "counter":
        if channel or firm or privacy_url:
            raise EntryNeeds(
                "A counter is for the staff, who say with each contact where it was: leave "
                "--channel, --firm and --privacy-url out."
            )
        return EntryPlace.new(heading)
    if not firm or not privacy_url:
        raise EntryNeeds(
            "A stand tells customers who answers for their data and where the whole notice is: "
            '--firm "Casa Lume srl" --privacy-url https://shop.example/privacy.'
        )
    if (channel or "store") not in KIND_OF_CHANNEL:
        raise EntryNeeds(f"--channel is one of {', '.join(KIND_OF_CHANNEL)}; got {channel!r}.")
    parts = urlsplit(privacy_url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise EntryNeeds(f"--privacy-url is a whole address, https://…; got {privacy_url!r}.")
    return EntryPlace.new(
        heading, channel=channel or "store", firm=firm.strip(), privacy_url=privacy_url
    )


def add_entry(
    connection: RecordsConnection, name: str, kind: Kind, place: EntryPlace, at: datetime
) -> tuple[str, str]:
    """Let people enter contacts of a source, made when it is new.

    Returns:
        Its public id, and the key of its address.

    Raises:
        PlaceHasAddress: it has a door.
    """
    source = source_records.source_by_key(connection, name) or source_records.add_source(
        connection, key=name, rank=_RANK, at=at
    )
    if any(door.source_no == source.no for door in door_records.doors(connection)):
        raise PlaceHasAddress(name)
    public_id = "src_" + secrets.token_hex(8)
    door_records.add_door(
        connection, source.no, public_id=public_id, kind=kind, format_=ENTRY_FORMAT, origins=(),
        place=place.as_text(),
    )  # fmt: skip
    return public_id, give_address_key(connection, source.no, kind, at)


def give_address_key(
    connection: RecordsConnection, source_no: int, kind: Kind, at: datetime
) -> str:
    """A new key for the address of a counter or stand; of a counter only its hash is kept."""
    prefix, size = _KEYS[kind]
    clear = prefix + secrets.token_urlsafe(size)
    door_records.add_key(connection, source_no, clear, at, kind=kind)
    return clear


def address_of(kind: str, key: str, collector_url: str) -> str:
    """Where people enter contacts.

    >>> address_of("stand", "pt_1", "https://data.shop.example")
    'https://data.shop.example/stand/pt_1'
    """
    return f"{collector_url}/{kind}/{key}"
