"""What a store and a door could do at best: batches on disk, one commit each, and none at all."""

import json
import os
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec

from harness.intake_events import BATCH_EVENTS, batches, events_of

_BODIES = 50


def appended_file(folder: Path, seconds: float) -> float:
    """Events a second of a file that is appended to and synced for each batch."""
    file = os.open(folder / "floor.bin", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)

    def keep(batch: bytes) -> None:
        os.write(file, batch)
        os.fdatasync(file)

    try:
        return _rate(keep, batches(_BODIES), seconds)
    finally:
        os.close(file)
        (folder / "floor.bin").unlink()


def bare_sqlite(folder: Path, seconds: float) -> float:
    """Events a second of SQLite alone: WAL, FULL, integer key, a row an event, commit a batch."""
    path = folder / "floor.sqlite"
    connection = _driver().connect(path, isolation_level=None)
    for statement in (
        "pragma journal_mode=WAL", "pragma synchronous=FULL",
        "create table event (no integer primary key, source_no integer, received_at text, "
        "body blob)",
    ):  # fmt: skip
        connection.execute(statement).fetchall()

    def keep(rows: list[tuple[bytes]]) -> None:
        connection.execute("begin immediate")
        connection.executemany(
            "insert into event (source_no, received_at, body) values (1, '2026-11-23', ?)", rows
        )
        connection.execute("commit")

    try:
        made = [[(one,) for one in events_of(batch)] for batch in batches(_BODIES)]
        return _rate(keep, made, seconds)
    finally:
        connection.close()
        for end in ("", "-wal", "-shm"):
            path.with_name(path.name + end).unlink(missing_ok=True)


def _rate(keep: Callable[[Any], None], made: list[Any], seconds: float) -> float:
    """Events a second that are kept, batch after batch."""
    begun, count = time.perf_counter(), 0
    while (took := time.perf_counter() - begun) < seconds:
        keep(made[count % len(made)])
        count += 1
    return count * BATCH_EVENTS / took


def _driver() -> ModuleType:
    """The SQLite that Percorso uses."""
    try:
        from pysqlite3 import dbapi2
    except ImportError:
        return sqlite3
    driver: ModuleType = dbapi2
    return driver


class _Batch(msgspec.Struct):
    batch: list[dict[str, Any]]


async def door_without_store(_: Any, receive: Any, send: Any) -> None:
    """An ASGI application that reads a batch, and keeps nothing of it."""
    pieces, is_more = [], True
    while is_more:
        message = await receive()
        pieces.append(message["body"])
        is_more = message["more_body"]
    batch = msgspec.json.decode(b"".join(pieces), type=_Batch).batch
    said = json.dumps({"success": True, "accepted": len(batch)}).encode()
    length = (b"content-length", str(len(said)).encode())
    await send({"type": "http.response.start", "status": 200, "headers": [length]})
    await send({"type": "http.response.body", "body": said})
