"""Unmodified Python clients send to a live server; what each sent is what is stored."""

import json
import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import rudderstack.analytics as rudder
import segment.analytics as segment

from percorso.settings import Settings
from percorso.workspace.restoring import up_to_date
from percorso.workspace.stores import open_stores
from tests.flows.door import percorso
from tests.flows.server import Server

AT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
ORDER = {"order_id": "O-77", "total": 42.5, "currency": "EUR", "note": "è arrivato 🙂"}
_STORED = """
select occurred_at, type, amount_minor, currency, subject.order_id, properties,
  list_sort(list_transform(identifier_keys, lambda one: one.type))
from interaction order by type, message_id"""


@pytest.fixture
def shop(tmp_path: Path):
    home = tmp_path / "home"
    made = percorso("source", "add", "shop", "--kind", "server", "-w", home, "--json").data
    with Server(home) as server:
        yield server, made["write_key"]


def stored(server: Server) -> list[tuple[Any, ...]]:
    """The interactions that came, once all are in the warehouse."""
    server.drained()
    assert server.stop() == 0
    stores = open_stores(server.home, Settings(workspace=server.home), create=False)
    with up_to_date(stores) as warehouse:
        return warehouse.rows(_STORED)


def clear_identifiers(server: Server) -> set[tuple[str, str]]:
    stores = open_stores(server.home, Settings(workspace=server.home), create=False)
    with stores.records.read() as connection:
        rows = connection.exec_driver_sql("select type, clear_value from identifier")
        return {tuple(row) for row in rows}


def expect_all_as_sent(server: Server) -> None:
    rows = stored(server)
    kinds = ["customer.aliased", "customer.identified", "group.joined", "order.placed",
             "page.viewed", "screen.viewed"]  # fmt: skip
    assert [row[1] for row in rows] == kinds
    # The way from one clock to the other is taken out, and both are one here.
    at = AT.replace(tzinfo=None)
    assert all(at <= row[0] <= at + timedelta(seconds=5) for row in rows)
    order = next(row for row in rows if row[1] == "order.placed")
    assert order[2:5] == (4250, "EUR", "O-77")
    assert json.loads(order[5]).items() >= ORDER.items()
    assert clear_identifiers(server) == {
        ("user_id", "ada"), ("email", "ada@shop.example"), ("anonymous_id", "device-1"),
    }  # fmt: skip


def test_segment_analytics_python(shop):
    server, key = shop
    client = segment.Client(key, host=server.address, gzip=True, max_retries=1)
    client.identify("ada", {"email": "ada@shop.example"}, timestamp=AT)
    client.track("ada", "Order Completed", ORDER, timestamp=AT)
    client.page("ada", "Docs", "Index", {"url": "https://shop.example/docs"}, timestamp=AT)
    client.screen("ada", "Cart", timestamp=AT)
    client.group("ada", "g-1", {"name": "Casa"}, timestamp=AT)
    client.alias("device-1", "ada", timestamp=AT)
    client.shutdown()
    expect_all_as_sent(server)


def test_rudder_sdk_python(shop):
    server, key = shop
    client = rudder.Client(key, host=server.address, max_retries=1)
    client.identify("ada", {"email": "ada@shop.example"}, timestamp=AT)
    client.track("ada", "Order Completed", ORDER, timestamp=AT)
    client.page("ada", "Docs", "Index", {"url": "https://shop.example/docs"}, timestamp=AT)
    client.screen("ada", "Cart", timestamp=AT)
    client.group("ada", "g-1", {"name": "Casa"}, timestamp=AT)
    client.alias("device-1", "ada", timestamp=AT)
    client.flush()
    client.join()
    expect_all_as_sent(server)


@pytest.mark.parametrize("client", [segment.Client, rudder.Client])
def test_a_client_tries_a_permanent_error_once(shop, client, caplog):
    server, _ = shop
    caplog.set_level(logging.CRITICAL)
    failed = []
    sender = client(
        "nobody's", host=server.address, max_retries=5,
        on_error=lambda error, items: failed.append((str(error), len(items))),
    )  # fmt: skip
    sender.track("ada", "Order Completed", ORDER, timestamp=AT)
    sender.flush()
    sender.join()
    assert [count for _, count in failed] == [1]
    assert "unknown_key" in failed[0][0] or "401" in failed[0][0]
    assert server.health()["turned_away"] == {"unknown_key": 1}
