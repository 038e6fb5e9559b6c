"""Sends a server five times what its key allows, slow senders beside, and says what came of it.

`tools/overload` runs it as a program for a minute; a test runs it for a few seconds.
"""

import argparse
import asyncio
import itertools
import resource
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from percorso.cli.options import settings_of
from percorso.workspace import Workspace
from tests.faults.raw_client import RawClient
from tests.faults.shop import Shop
from tests.flows.server import Server

_TIMES = 5
_EVENTS = 20
_CONNECTIONS = 64
_CALM_SECONDS = 2.0
_PADDING = 1_000_000
_MOST_RESIDENT_MB = 512
_MOST_REFUSAL_SECONDS = 1.0
_DRAINED_WITHIN_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Load:
    """What a server has to bear.

    Attributes:
        limit: Requests of a key it lets through a second.
        seconds: For how long five times as many come.
        slow: Senders that tell a byte a second, of their head or of their body.
        large: Bodies of a megabyte that come at once, in the middle.
    """

    limit: int = 200
    seconds: float = 60.0
    slow: int = 2_000
    large: int = 150


@dataclass
class Outcome:
    """What an overload did.

    Attributes:
        load: The overload.
        statuses: How many requests were answered how; 0 is not at all.
        refused_seconds: How long the refused ones waited for their answer.
        unsaid: Refused requests that were not told when to come again.
        calm_seconds: Answers at a tenth of the limit, before the overload and right after it.
        acknowledged: Messages answered with 200.
        resident_mb: The most memory of the server, and of its loader.
        slow_lost: Slow senders that found nobody.
        drained_seconds: Until all was loaded.
        lost, twice: Acknowledged messages that are not stored, messages that are stored twice.
        difference: Of the ledger.
    """

    load: Load
    statuses: Counter[int] = field(default_factory=Counter)
    refused_seconds: list[float] = field(default_factory=list)
    unsaid: int = 0
    calm_seconds: list[list[float]] = field(default_factory=list)
    acknowledged: set[str] = field(default_factory=set)
    resident_mb: tuple[float, float] = (0.0, 0.0)
    slow_lost: int = 0
    drained_seconds: float = 0.0
    lost: int = 0
    twice: int = 0
    difference: int = 0

    @property
    def faults(self) -> list[str]:
        """What is not as it should be."""
        checks = {
            "messages lost": self.lost, "messages twice": self.twice,
            "ledger open": self.difference, "no Retry-After": self.unsaid,
            "slow senders found nobody": self.slow_lost,
            "answers of another kind": self.statuses.total()
            - sum(self.statuses[one] for one in (200, 429, 503)),
            "nothing taken": not self.statuses[200], "nothing refused": not self.statuses[429],
            "refused late": max(self.refused_seconds, default=0.0) > _MOST_REFUSAL_SECONDS,
            "too much memory": max(self.resident_mb) > _MOST_RESIDENT_MB,
        }  # fmt: skip
        return [name for name, is_so in checks.items() if is_so]

    def __str__(self) -> str:
        """The outcome as lines for people."""
        load, (before, after) = self.load, (_p99(one) for one in self.calm_seconds)
        told = ", ".join(f"{status}: {count:,}" for status, count in sorted(self.statuses.items()))
        return (
            f"{_TIMES} x {load.limit} requests/s of {_EVENTS} events for {load.seconds:g} s, "
            f"{load.slow:,} slow senders, {load.large} bodies of 1 MB at once\n"
            f"answers: {told}; refused after {_p99(self.refused_seconds):.3f} s (p99), "
            f"{max(self.refused_seconds, default=0.0):.3f} s at most, "
            f"{self.unsaid} without Retry-After; {self.slow_lost} slow senders found nobody\n"
            f"p99 at a tenth of the limit: {before * 1000:.0f} ms before, {after * 1000:.0f} ms "
            f"after; memory at most {self.resident_mb[0]:.0f} MB (server) and "
            f"{self.resident_mb[1]:.0f} MB (loader)\n"
            f"{len(self.acknowledged):,} messages acknowledged, {self.lost} lost, {self.twice} "
            f"twice, ledger difference {self.difference}, all loaded {self.drained_seconds:.0f} s "
            f"later\n{'; '.join(self.faults) or 'all is well'}"
        )


def _p99(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=100)[98] if len(seconds) > 1 else sum(seconds)


def overload(home: Path, load: Load) -> Outcome:
    """Run a server, send it more than it takes, let it drain, and count."""
    outcome = Outcome(load)
    _allow_many_sockets()
    shop = Shop.founded(home)
    other = Workspace(home, settings_of(home)).sources.add("slow", kind="server").write_key or ""
    limits = {
        "PERCORSO_KEY_REQUESTS_PER_SECOND": str(load.limit),
        "PERCORSO_ADDRESS_REQUESTS_PER_SECOND": "100000",
    }
    with Server(home, settings=limits, is_forged=False) as server:
        asyncio.run(_loaded(outcome, server.address, shop.key, other))
        begun = time.monotonic()
        said = server.drained(_DRAINED_WITHIN_SECONDS)
        outcome.drained_seconds = time.monotonic() - begun
        outcome.difference = said["ledger_difference"]
        outcome.resident_mb = (_resident_mb(server.process.pid), _resident_mb(server.loader()))
        assert server.stop() == 0
    stored = Counter(shop.stored())
    outcome.lost = len(outcome.acknowledged - stored.keys())
    outcome.twice = sum(1 for count in stored.values() if count > 1)
    return outcome


def _allow_many_sockets() -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _resident_mb(process: int) -> float:
    """The most memory a process has had."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    [kb] = [line.split()[1] for line in lines if line.startswith("VmHWM")]
    return int(kb) / 1024


async def _loaded(outcome: Outcome, address: str, key: str, other: str) -> None:
    load = outcome.load
    clients = [RawClient(address, key) for _ in range(_CONNECTIONS)]
    large = [RawClient(address, other) for _ in range(load.large)]
    slow = [RawClient(address, other) for _ in range(load.slow)]
    await _calm(outcome, clients)
    until = time.monotonic() + load.seconds
    async with asyncio.TaskGroup() as together:
        drips = [
            together.create_task(_drips(client, until, place / load.slow * load.seconds / 4, place))
            for place, client in enumerate(slow)
        ]
        together.create_task(_send(outcome, clients, load.limit * _TIMES, load.seconds))
        await asyncio.sleep(load.seconds / 2)
        for no, client in enumerate(large):
            together.create_task(_post(outcome, client, _bodies(f"large-{no}", _PADDING)))
    outcome.slow_lost = sum(1 for one in drips if not one.result())
    await _calm(outcome, clients)
    for client in clients + large:
        client.close()


async def _drips(client: RawClient, until: float, wait: float, place: int) -> bool:
    # Heads and bodies in turn; all at once they would be refused as too many of one key.
    await asyncio.sleep(wait)
    return await client.drips(until, in_head=place % 2 == 0)


async def _calm(outcome: Outcome, clients: list[RawClient]) -> None:
    """Send as few as everybody bears, and note how soon they are answered."""
    # What is left of a burst is forgotten after a second.
    await asyncio.sleep(1)
    outcome.calm_seconds.append([])
    rate = outcome.load.limit / 10
    await _send(outcome, clients[:2], rate, _CALM_SECONDS, outcome.calm_seconds[-1])


async def _send(
    outcome: Outcome, clients: list[RawClient], rate: float, seconds: float,
    taken: list[float] | None = None,
) -> None:  # fmt: skip
    """Send so many requests a second; who is late sends at once what was due meanwhile.

    What could not be sent in the time is not sent: the sender shares the machine.
    """
    begun = time.monotonic()
    due = iter([place / rate for place in range(int(rate * seconds))])

    async def one_by_one(client: RawClient, bodies: Iterator[tuple[list[str], bytes]]) -> None:
        for at in due:
            await asyncio.sleep(max(0.0, begun + at - time.monotonic()))
            if time.monotonic() > begun + seconds:
                return
            took = await _post(outcome, client, bodies)
            if taken is not None:
                taken.append(took)

    await asyncio.gather(
        *(one_by_one(one, _bodies(f"{begun:.3f}-{no}")) for no, one in enumerate(clients))
    )


async def _post(
    outcome: Outcome, client: RawClient, bodies: Iterator[tuple[list[str], bytes]]
) -> float:
    ids, body = next(bodies)
    answer = await client.post(body)
    outcome.statuses[answer.status] += 1
    if answer.status == 200:
        outcome.acknowledged |= set(ids)
    elif answer.status:
        outcome.refused_seconds.append(answer.seconds)
        outcome.unsaid += not answer.says_when
    return answer.seconds


def _bodies(who: str, padding: int = 0) -> Iterator[tuple[list[str], bytes]]:
    """Batches, each with the ids of its messages."""
    filler = f',"padding":"{"x" * padding}"' if padding else ""
    for number in itertools.count():
        ids = [f"{who}-{number}-{place}" for place in range(_EVENTS)]
        events = ",".join(
            f'{{"type":"page","userId":"p{place}","messageId":"{one}","name":"Home"}}'
            for place, one in enumerate(ids)
        )
        yield ids, f'{{"batch":[{events}]{filler}}}'.encode()


def main() -> None:
    """Overload a server, say what came of it, and fail where something is not as it should be."""
    usual = Load()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=int, default=usual.limit)
    parser.add_argument("--seconds", type=float, default=usual.seconds)
    parser.add_argument("--slow", type=int, default=usual.slow)
    parser.add_argument("--large", type=int, default=usual.large)
    load = Load(**vars(parser.parse_args()))
    with tempfile.TemporaryDirectory() as folder:
        outcome = overload(Path(folder) / "home", load)
    print(outcome)  # noqa: T201 - the outcome is its output
    raise SystemExit(1 if outcome.faults else 0)


if __name__ == "__main__":
    main()
