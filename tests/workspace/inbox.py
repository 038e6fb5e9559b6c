"""A workspace whose inbox is filled as its doors fill it."""

from datetime import datetime
from pathlib import Path

import msgspec

from percorso.collect.hook_messages import HOOK_DOOR, envelope_of_hook
from percorso.collect.wire.body import judged, parts_of
from percorso.settings import Settings
from percorso.store.inbox_writer import Delivery, store_deliveries
from percorso.store.records.inbox import Batch
from percorso.store.records.sources import source_by_key
from percorso.workspace import Workspace
from percorso.workspace.restoring import up_to_date
from percorso.workspace.stores import Stores, open_stores

RECEIVED = datetime(2026, 11, 23, 12, 0)
_LIMIT = 32 * 1024


def event(
    message_id: str | None, person: str = "ada", name: str = "Home", **more: object
) -> object:
    """A track call, an hour before it is received."""
    told = {"type": "track", "event": name, "userId": person, "messageId": message_id}
    return {"timestamp": "2026-11-23T11:00:00Z", **told, **more}


class Inbox:
    """What senders bring to a workspace.

    Args:
        home: Its folder.
        records_url: The setting of that name.
    """

    def __init__(self, home: Path, records_url: str = "") -> None:
        settings = Settings(workspace=home, lock_wait_seconds=0.0, records_url=records_url)
        self.workspace = Workspace(home, settings, create=True)
        self.stores: Stores = open_stores(home, settings, create=False)

    def brings(self, *events: object, source: str = "shop", at: datetime = RECEIVED) -> None:
        """A batch comes in from a source."""
        with self.stores.records.read() as connection:
            known = source_by_key(connection, source)
        if known is None:
            self.workspace.sources.add(source, kind="server")
        with self.stores.records.write() as connection:
            known = source_by_key(connection, source)
            assert known is not None
            body = msgspec.json.encode({"batch": events})
            assert not judged(parts_of(body, ""), "", _LIMIT)
            batch = Batch(known.no, at, "http", "", len(events), (), {"format": "segment"}, body)
            store_deliveries(connection, [Delivery(known.no, "", at, len(events), batch)])

    def delivers(self, form: str, body: object) -> None:
        """A webhook's sender delivers one message."""
        with self.stores.records.read() as connection:
            known = source_by_key(connection, form)
        if known is None:
            secret = f"a secret of {form}"
            self.workspace.sources.add_webhook(form, format_=form, secret=secret)
        with self.stores.records.write() as connection:
            known = source_by_key(connection, form)
            assert known is not None
            envelope = envelope_of_hook(form, {}, None)
            raw = msgspec.json.encode(body)
            batch = Batch(known.no, RECEIVED, HOOK_DOOR, "", 1, (), envelope, raw)
            store_deliveries(connection, [Delivery(known.no, "", RECEIVED, 1, batch)])

    def load(self, *, seal: bool = False) -> None:
        """Load all that waits."""
        self.workspace.load_inbox(seal=seal)

    def ask(self, question: str) -> list[tuple[object, ...]]:
        """Rows of a warehouse that is up to date."""
        with up_to_date(self.stores) as warehouse:
            return warehouse.rows(question)

    @property
    def stored(self) -> int:
        """How many interactions the warehouse holds."""
        return int(str(self.ask("select count(*) from interaction")[0][0]))

    def ledger(self, source: str = "shop") -> dict[str, int]:
        """What became of the messages of a source, zeros left out; nothing is unaccounted for."""
        [line] = [one for one in self.workspace.sources.ledger() if one.source == source]
        said = line.as_json()
        assert said.pop("difference") == 0
        del said["source"]
        return {name: count for name, count in said.items() if count}
