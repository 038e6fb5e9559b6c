"""Wire events become the rows a mapping would make of them, without the way through one."""

from datetime import datetime

import msgspec
import pytest

from percorso.collect import contact_rows
from percorso.collect.contact_rows import keep_staged, stage_contacts
from percorso.collect.messages import messages_of, read_message
from percorso.store.records.inbox import Batch
from percorso.store.warehouse import passing_warehouse

RECEIVED = datetime(2026, 11, 23, 12, 0)
EVENTS = (
    {"type": "track", "event": "Home", "userId": "ada", "messageId": "m1"},
    {"type": "track", "event": "\u00a0\ufeff Cart \ufeff", "userId": " \ufeffada\t"},
    {"type": "track", "event": "Order Completed", "userId": 12, "timestamp": "2026-01-01",
     "properties": {"total": 42.50, "currency": "eur", "order_id": "O-1", "email": "a@b.it"}},
    {"type": "track", "event": "x", "userId": "\ufeff", "anonymousId": "d",
     "properties": {"revenue": "99999999999999.99999", "currency": "euro", "case_id": 7}},
    {"type": "track", "event": "x", "userId": "ada", "properties": {"value": -0.00004}},
    {"type": "page", "anonymousId": "d\u0000", "context": {"page": {"path": "/lamps/12"}}},
    {"type": "identify", "userId": "ada", "traits": {"phone": "+39 333 1234567"},
     "context": {"externalIds": [{"type": "loyalty_card", "id": "L-1"}]}},
    {"type": "alias", "userId": "ada", "previousId": "d", "timestamp": "soon"},
)  # fmt: skip


def parsed(events, tmp_path, keep=None) -> list[tuple[object, ...]]:
    """The rows of the table `parsed`, its columns by name."""
    body = msgspec.json.encode({"batch": events, "sentAt": "2026-11-23T11:59:59Z"})
    batch = Batch(1, RECEIVED, "http", "", len(events), (), {"format": "segment"}, body)
    messages = [read_message(one) for one in messages_of(batch)]
    with passing_warehouse(
        memory_limit_mb=200, temporary_limit_mb=0, scratch=tmp_path
    ) as warehouse:
        staged = stage_contacts(warehouse, messages, 1)
        assert not staged.refused
        keep_staged(warehouse, staged, range(len(events)) if keep is None else keep)
        described = warehouse.rows("describe parsed")
        names = sorted((name, kind) for name, kind, *_ in described)
        listed = ", ".join(name for name, _ in names)
        return [tuple(names), *warehouse.rows(f"select {listed} from parsed order by line")]


@pytest.mark.parametrize("events", [EVENTS, *((one,) for one in EVENTS)])
def test_events_are_laid_out_as_their_mapping_reads_them(events, tmp_path, monkeypatch):
    straight = parsed(events, tmp_path)
    monkeypatch.setattr(contact_rows, "_are_plain", lambda _: False)
    assert straight == parsed(events, tmp_path)


def test_only_the_messages_that_stay_are_laid_out(tmp_path):
    [_, row] = parsed(EVENTS, tmp_path, keep=[1])
    assert "Cart" in row
    assert "ada" in row


def test_numbers_of_an_envelope_stay_numbers():
    body = b'{"batch":[{"type":"page","userId":"ada"}],"context":{"screen":{"density":1.5}}}'
    [message] = messages_of(Batch(1, RECEIVED, "http", "", 1, (), {}, body))
    assert msgspec.json.decode(message.envelope)["shared"] == {
        "context": {"screen": {"density": 1.5}}
    }
