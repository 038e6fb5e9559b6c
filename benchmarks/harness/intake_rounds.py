"""Rounds of intake: floors and ours in turn, so that what else the machine does meets all alike."""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.intake_events import BATCH_EVENTS
from harness.intake_floors import appended_file, bare_sqlite
from harness.intake_postgresql import new_database
from harness.intake_seen import Watch, seconds_until_seen
from harness.intake_sender import share_below
from harness.intake_server import Door, bare_server, percorso_server

_DRAIN_SECONDS = 90.0
# Of what the loader moved when it had all it could: some air is left for the linking to grow.
_SHARES = (0.8, 0.6, 0.4)
_SOON_SECONDS = 5.0
_STEADY_CONNECTIONS = 8

Found = dict[str, Any]


@dataclass(frozen=True)
class Lengths:
    """How long each part takes, in seconds, and how many connections a sender has."""

    floor: float
    door: float
    full: float
    steady: float
    connections: int


def one_round(folder: Path, lengths: Lengths, postgresql: str | None) -> Found:
    """Every floor and every way of ours, once each; those over PostgreSQL where one is named."""
    found: Found = {
        "load": os.getloadavg()[0],
        "file": appended_file(folder, lengths.floor),
        "sqlite": bare_sqlite(folder, lengths.floor),
    }
    with bare_server() as door:
        found["bare_door"] = _sent(door, lengths.door, lengths.connections, None, 1)
    with _home(folder) as home, percorso_server(home, "--only", "collect") as door:
        found["door"] = _sent(door, lengths.door, lengths.connections, None, 1)
    with _home(folder) as home, percorso_server(home) as door:
        _sent(door, 1.0, 1, None, 1)
        door.drained(_DRAIN_SECONDS)
        found["full"] = _sent(door, lengths.full, lengths.connections, None, 2)
        found["drain_seconds"] = door.drained(_DRAIN_SECONDS)
        found["ledger_difference"] = door.health()["ledger_difference"]
    if postgresql is not None:
        found |= _over_postgresql(folder, lengths, postgresql)
    return found


def _over_postgresql(folder: Path, lengths: Lengths, postgresql: str) -> Found:
    found: Found = {}
    for way, options in (("door_postgresql", ("--only", "collect")), ("full_postgresql", ())):
        with (
            _home(folder) as home,
            new_database(postgresql) as address,
            percorso_server(home, *options, records_url=address) as door,
        ):
            found[way] = _sent(door, lengths.door, lengths.connections, None, 1)
            del found[way]["taken_at"]
    return found


def loaded_per_second(found: Found, lengths: Lengths) -> float | None:
    """How many messages the loader moved while all came at once; None where it did not finish."""
    if found["drain_seconds"] is None:
        return None
    events = len(found["full"]["taken_at"]) * BATCH_EVENTS
    return events / (lengths.full + float(found["drain_seconds"]))


def steady(folder: Path, lengths: Lengths, loaded: float) -> list[Found]:
    """What comes evenly, at shares of what the loader can move, until it is seen soon enough."""
    found = []
    for share in _SHARES:
        found.append(_steady_at(folder, lengths, share * loaded))
        if found[-1]["is_soon"]:
            break
    return found


def _steady_at(folder: Path, lengths: Lengths, rate: float) -> Found:
    with _home(folder) as home, percorso_server(home) as door:
        with _watched(home) as watch:
            sent = _sent(door, lengths.steady, _STEADY_CONNECTIONS, rate, 1)
            door.drained(_DRAIN_SECONDS)
            until = time.monotonic() + _DRAIN_SECONDS
            events = len(sent["taken_at"]) * BATCH_EVENTS
            while (not watch.seen or watch.seen[-1][1] < events) and time.monotonic() < until:
                time.sleep(0.1)
        waits = seconds_until_seen(sent.pop("taken_at"), watch.seen)
        return {
            **sent,
            "asked_per_second": rate,
            "events": events,
            "seen_p50_seconds": share_below(waits, 0.5),
            "seen_p99_seconds": share_below(waits, 0.99),
            "seen_last_seconds": max(waits, default=0.0),
            "is_all_seen": len(waits) * BATCH_EVENTS == events,
            "is_soon": share_below(waits, 1.0) <= _SOON_SECONDS,
        }


@contextmanager
def _watched(home: Path) -> Iterator[Watch]:
    watch = Watch(home)
    thread = threading.Thread(target=watch.run, daemon=True)
    thread.start()
    try:
        yield watch
    finally:
        watch.end()
        thread.join()


@contextmanager
def _home(folder: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=folder) as made:
        yield Path(made) / "home"


def _sent(door: Door, seconds: float, connections: int, rate: float | None, run: int) -> Found:
    """What a sender in a process of its own found."""
    arguments = [
        "-m", "harness.intake_sender", "--port", str(door.port), "--key", door.key,
        "--seconds", str(seconds), "--connections", str(connections), "--run", str(run),
    ]  # fmt: skip
    if rate is not None:
        arguments += ["--rate", str(rate)]
    done = subprocess.run(
        [sys.executable, *arguments], check=True, stdout=subprocess.PIPE, text=True,
        cwd=Path(__file__).resolve().parents[1],
    )  # fmt: skip
    found: Found = json.loads(done.stdout)
    return found
