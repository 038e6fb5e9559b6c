"""Sources that send by themselves: made, listed, given new keys, switched off; and the ledger."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from percorso.collect.messages import SEGMENT_FORMAT
from percorso.collect.page_snippet import script_tag
from percorso.domain.errors import ConflictError, InputError
from percorso.store.records import doors as door_records
from percorso.store.records import inbox as inbox_records
from percorso.store.records import sources as source_records
from percorso.store.records.beyond_limit import beyond_limit_since
from percorso.store.records.database import RecordsConnection
from percorso.store.records.doors import Door, Kind
from percorso.store.records.machines import contacts_of_machines
from percorso.workspace.loading.replaying import source_named
from percorso.workspace.reached import Reached, reached
from percorso.workspace.server.entry_sources import (
    ENTRY_KINDS,
    EntryNeeds,
    add_entry,
    address_of,
    entry_place,
    give_address_key,
)
from percorso.workspace.server.webhook_sources import (
    NewWebhook,
    WebhookNeeds,
    add_webhook,
    read_by,
    replace_secret,
)
from percorso.workspace.stores import Stores, now_utc

_RANK_OF_WEB = 10
_SERVER_KEY_BYTES = 32
_BROWSER_KEY_BYTES = 24
_PREFIX = {"server": "ps_", "browser": "pb_", "survey": "sv_"}
# Kinds of sources that can be made here.
SENDING_KINDS: tuple[Kind, ...] = ("server", "browser", "webhook", *ENTRY_KINDS)
USUAL_OVERLAP = timedelta(days=1)
RECENT = timedelta(days=1)


class KindUnknown(InputError):
    """A kind of source that does not exist."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(f"--kind is one of {', '.join(SENDING_KINDS)}; got {kind!r}.")


class OriginUnusable(InputError):
    """An origin that no browser would send."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        super().__init__(
            f"An origin is scheme, host and port alone, such as https://shop.example; got "
            f"{origin!r}."
        )


class OriginsWanted(InputError):
    """A browser's key without a site, or a server's with one."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(
            "A browser's key is seen by everybody, so it is bound to sites: name each with "
            "--origin https://shop.example."
            if kind == "browser"
            else "Only a browser's key is bound to origins; leave --origin out."
        )


class SourceSendsAlready(ConflictError):
    """The source has a key already."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(
            f"The source {key!r} sends already. For a new key: percorso source rotate {key}"
        )


class SourceSendsNothing(InputError):
    """A source that only has files."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(
            f"The source {key!r} has files alone and no key. Let it send, too: "
            f"percorso source add {key} --kind server"
        )


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that is told once.

    Attributes:
        name: The source's.
        id: Its public id.
        write_key: The key; None of a counter and of a stand.
        tag: Of a browser's: what goes into each page of the site.
        address: Of a counter or a stand: where people enter contacts.
        notice: What to know of the host in tag or address before it is printed.
    """

    name: str
    id: str
    write_key: str | None
    tag: str | None = None
    address: str | None = None
    notice: str = ""

    def as_json(self) -> dict[str, Any]:
        """The same as `--json` prints it."""
        told = {"name": self.name, "id": self.id, "write_key": self.write_key}
        more = {"tag": self.tag, "address": self.address, "notice": self.notice}
        return told | {name: value for name, value in more.items() if value}


@dataclass(frozen=True, slots=True)
class SendingSource:
    """A source that sends.

    Attributes:
        door: Who may send, and from where.
        live_keys: How many of its keys hold.
        public_key: A browser's newest key.
        address: Of a stand: the one its newest code leads to.
        notice: What to know of its host.
        beyond_limit: Requests of the last day that came faster than a key may be used.
    """

    door: Door
    live_keys: int
    public_key: str | None
    address: str | None = None
    notice: str = ""
    beyond_limit: int = 0

    def as_json(self) -> dict[str, Any]:
        """The same as `--json` prints it."""
        return {
            "name": self.door.key,
            "id": self.door.public_id,
            "kind": self.door.kind,
            "format": self.door.format,
            "origins": list(self.door.origins),
            "enabled": self.door.disabled_at is None,
            "live_keys": self.live_keys,
            "write_key": self.public_key,
            "beyond_limit": self.beyond_limit,
            **({"address": self.address} if self.address else {}),
            **({"notice": self.notice} if self.notice else {}),
        }


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """What became of all that one source has sent, or that its files held.

    Attributes:
        source: Its key.
        received: The sum of the others, but for the last one.
        stored, duplicate, rejected, dropped, pending: What became of it.
        machine: Contacts of what is stored that a machine made: they are on no map.
    """

    source: str
    received: int
    stored: int
    duplicate: int
    rejected: int
    dropped: int
    pending: int
    machine: int = 0

    @property
    def difference(self) -> int:
        """Messages nobody can account for: always 0."""
        known = self.stored + self.duplicate + self.rejected + self.dropped + self.pending
        return self.received - known

    def as_json(self) -> dict[str, Any]:
        """The same as `--json` prints it."""
        return {
            "source": self.source,
            "received": self.received,
            "stored": self.stored,
            "duplicate": self.duplicate,
            "rejected": self.rejected,
            "dropped": self.dropped,
            "pending": self.pending,
            "machine": self.machine,
            "difference": self.difference,
        }


class SourcesDesk:
    """The sources of one workspace, and what they may do."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    def add(self, name: str, *, kind: str, origins: Sequence[str] = ()) -> NewKey:
        """Let a source send; its key is told once, here.

        Args:
            name: The source's key; made when it is new.
            kind: `server` or `browser`.
            origins: Sites a browser's key is bound to.

        Raises:
            KindUnknown: there is no such kind.
            OriginsWanted: a browser's key without a site, or a server's with one.
            OriginUnusable: an origin that no browser would send.
            SourceSendsAlready: it has a key.
            WebhookNeeds: it is a webhook's.
            EntryNeeds: it is a counter or a stand.
        """
        chosen = next((one for one in SENDING_KINDS if one == kind), None)
        if chosen is None:
            raise KindUnknown(kind)
        if chosen == "webhook":
            raise WebhookNeeds("A webhook is known by its format and its sender's secret.")
        if chosen in ENTRY_KINDS:
            raise EntryNeeds("Counters and stands have an address, and no key.")
        if (chosen == "browser") != bool(origins):
            raise OriginsWanted(kind)
        sites = [_origin(one) for one in origins]
        at = now_utc()
        with self._stores.records.write() as connection:
            source = source_records.source_by_key(connection, name)
            source = source or source_records.add_source(
                connection, key=name, rank=_RANK_OF_WEB, at=at
            )
            if _door_of(connection, source.no) is not None:
                raise SourceSendsAlready(name)
            public_id = "src_" + secrets.token_hex(8)
            door_records.add_door(
                connection, source.no, public_id=public_id, kind=chosen,
                format_=SEGMENT_FORMAT, origins=sites,
            )  # fmt: skip
            clear = _give_key(connection, source.no, chosen, at)
        return self._told(name, public_id, chosen, clear)

    def add_entry(
        self, name: str, *, kind: str, title: str | None = None, channel: str | None = None,
        firm: str | None = None, privacy_url: str | None = None,
    ) -> NewKey:  # fmt: skip
        """Let people enter contacts of a source; the address of a counter is told once, here.

        Args:
            name: The source's key; made when it is new.
            kind: `counter` or `stand`.
            title: What people call it; the name where none is given.
            channel: Of a stand: `store` or `event`.
            firm: Of a stand: who answers for the data.
            privacy_url: Of a stand: the whole notice.

        Raises:
            KindUnknown: the kind is another one.
        """
        chosen = next((one for one in ENTRY_KINDS if one == kind), None)
        if chosen is None:
            raise KindUnknown(kind)
        place = entry_place(
            name, chosen, title=title, channel=channel, firm=firm, privacy_url=privacy_url
        )
        with self._stores.records.write() as connection:
            public_id, clear = add_entry(connection, name, chosen, place, now_utc())
        return self._told(name, public_id, chosen, clear)

    def add_webhook(
        self, name: str, *, format_: str, secret: str, profile: str | None = None
    ) -> NewWebhook:
        """Let a sender of webhooks deliver to a source.

        Args:
            name: The source's key; made when it is new.
            format_: Which sender's form, as `shopify`.
            secret: What its deliveries are signed with.
            profile: The mapping profile generic messages are read by.
        """
        return add_webhook(self._stores, name, format_=format_, secret=secret, profile=profile)

    def replace_secret(
        self, name: str, secret: str, *, overlap: timedelta = USUAL_OVERLAP
    ) -> NewWebhook:
        """Give a webhook's source a new secret; the one it has holds on for a while.

        Args:
            name: The source's key.
            secret: The new one.
            overlap: For how long the old one holds; zero revokes it at once.

        Raises:
            WebhookNeeds: the source is no webhook's.
        """
        with self._stores.records.write() as connection:
            door = self._door(connection, name)
            if door.kind != "webhook":
                raise WebhookNeeds(f"The source {name!r} has a key of ours; leave the secret out.")
            return replace_secret(connection, door, secret, overlap)

    def read_by(self, name: str, profile: str) -> None:
        """Read the messages of a generic webhook by another profile from now on.

        Args:
            name: The source's key.
            profile: A file, or a built-in key.
        """
        with self._stores.records.write() as connection:
            read_by(connection, self._door(connection, name), profile)

    def all(self) -> list[SendingSource]:
        """Every source that sends, in the order they were made."""
        now = now_utc()
        with self._stores.records.read() as connection:
            keys = door_records.keys_of_doors(connection)
            found = door_records.doors(connection)
            beyond = beyond_limit_since(connection, now - RECENT)
        sending = []
        server = self._reached()
        for door in found:
            live = [key for key in keys.get(door.source_no, []) if key.is_live(now)]
            clear = live[-1].clear_value if live else None
            public = clear if door.kind == "browser" else None
            is_stand = clear is not None and door.kind == "stand"
            address = address_of("stand", clear, server.url) if clear and is_stand else None
            notice = server.notice if is_stand else ""
            count = beyond.get(door.source_no, 0)
            sending.append(SendingSource(door, len(live), public, address, notice, count))
        return sending

    def rotate(self, name: str, *, overlap: timedelta = USUAL_OVERLAP) -> NewKey:
        """Give a source a new key; the ones it has hold on for a while.

        Args:
            name: The source's key.
            overlap: For how long; zero revokes them at once.

        Raises:
            WebhookNeeds: it is a webhook's, whose secret is its sender's.
        """
        at = now_utc()
        with self._stores.records.write() as connection:
            door = self._door(connection, name)
            if door.kind == "webhook":
                raise WebhookNeeds("A webhook's secret is its sender's: name the file it is in.")
            door_records.end_keys(connection, door.source_no, at + overlap)
            give = give_address_key if door.kind in ENTRY_KINDS else _give_key
            clear = give(connection, door.source_no, door.kind, at)
        return self._told(name, door.public_id, door.kind, clear)

    def _told(self, name: str, public_id: str, kind: Kind, clear: str) -> NewKey:
        """A new key with what to do with it."""
        server = self._reached()
        if kind in ENTRY_KINDS:
            address = address_of(kind, clear, server.url)
            return NewKey(name, public_id, None, address=address, notice=server.notice)
        if kind == "browser":
            tag = script_tag(clear, server.url)
            return NewKey(name, public_id, clear, tag=tag, notice=server.notice)
        return NewKey(name, public_id, clear)

    def _reached(self) -> Reached:
        return reached(self._stores.folder, self._stores.settings)

    def disable(self, name: str) -> None:
        """Switch a source off: what it sends from now on is refused."""
        self._switch(name, now_utc())

    def enable(self, name: str) -> None:
        """Switch a source on again."""
        self._switch(name, None)

    def ledger(self) -> list[LedgerLine]:
        """What became of all each source has brought."""
        with self._stores.records.read() as connection:
            return ledger_lines(connection)

    def _switch(self, name: str, disabled_at: datetime | None) -> None:
        with self._stores.records.write() as connection:
            door = self._door(connection, name)
            door_records.disable_door(connection, door.source_no, disabled_at)

    def _door(self, connection: RecordsConnection, name: str) -> Door:
        door = _door_of(connection, source_named(self._stores, name).no)
        if door is None:
            raise SourceSendsNothing(name)
        return door


def ledger_lines(connection: RecordsConnection) -> list[LedgerLine]:
    """The ledger of each source that has brought anything, in one state of the records."""
    waiting = inbox_records.pending(connection)
    by_machines = contacts_of_machines(connection)
    lines = []
    for source in source_records.sources(connection):
        count, received = source_records.ledger_sums(connection, source.no)
        pending = waiting[source.no].messages if source.no in waiting else 0
        if received:
            lines.append(
                LedgerLine(
                    source.key,
                    received,
                    count.stored,
                    count.duplicate,
                    count.rejected,
                    count.dropped,
                    pending,
                    by_machines.get(source.no, 0),
                )
            )
    return lines


def _door_of(connection: RecordsConnection, source_no: int) -> Door | None:
    return next(
        (door for door in door_records.doors(connection) if door.source_no == source_no), None
    )


def _give_key(connection: RecordsConnection, source_no: int, kind: Kind, at: datetime) -> str:
    random = _SERVER_KEY_BYTES if kind == "server" else _BROWSER_KEY_BYTES
    clear = _PREFIX[kind] + secrets.token_urlsafe(random)
    door_records.add_key(connection, source_no, clear, at, kind=kind)
    return clear


def _origin(text: str) -> str:
    """An origin as browsers write it.

    Raises:
        OriginUnusable: it holds more than scheme, host and port, or less.
    """
    try:
        parts = urlsplit(text.strip())
        is_whole = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        raise OriginUnusable(text) from None
    if not is_whole or parts.path not in ("", "/") or parts.query or parts.username:
        raise OriginUnusable(text)
    return f"{parts.scheme}://{parts.netloc}".lower()
