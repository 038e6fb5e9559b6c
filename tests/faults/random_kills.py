"""Kills a real server under load at random instants, and says what became of what it acknowledged.

`tools/kill-test --kills 200` runs it as a program; the tests run it with fewer kills.
"""

import argparse
import random
import statistics
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from percorso.cli.options import settings_of
from percorso.workspace import Workspace
from tests.faults.shop import Shop
from tests.flows.server import Server

# After that a client is in the middle of something, whatever the machine.
_SHORTEST_SECONDS, _LONGEST_SECONDS = 0.005, 0.5
_CLIENTS = 3


@dataclass(frozen=True)
class Outcome:
    """What kills did.

    Attributes:
        seed: What the instants were drawn with.
        kills: How many there were.
        acknowledged: Messages that were answered with 200 before their server was killed.
        unanswered: Batches whose client never heard of them, and sent them again at the end.
        lost, twice: Messages that are not stored though acknowledged, and stored more than once.
        again: Messages the loader met that were stored already.
        difference: Of the ledger: messages nothing became of.
        equal: Whether a warehouse made anew says the same.
        ready_seconds: How long each start took until the server listened.
    """

    seed: int
    kills: int
    acknowledged: int
    unanswered: int
    lost: int
    twice: int
    again: int
    difference: int
    equal: bool | None
    ready_seconds: tuple[float, ...]

    @property
    def is_well(self) -> bool:
        """Whether nothing was lost, and nothing is there twice or unaccounted for."""
        return not (self.lost or self.twice or self.difference) and self.equal is True

    def __str__(self) -> str:
        """The outcome as a line of a table."""
        return (
            f"{self.kills} kills (seed {self.seed}): {self.acknowledged:,} acknowledged, "
            f"{self.lost} lost, {self.twice} twice, {self.again:,} came again; "
            f"{self.unanswered} batches unanswered and sent again; ledger difference "
            f"{self.difference}; rebuild equal: {self.equal}; ready after "
            f"{statistics.median(self.ready_seconds):.1f} s (median), "
            f"{max(self.ready_seconds):.1f} s at most"
        )


def kill_often(home: Path, kills: int, seed: int, *, is_forged: bool = False) -> Outcome:
    """Start a server, let clients send, kill it; so many times. Then send again, and count.

    Args:
        home: The folder of the workspace, which is made.
        kills: How often.
        seed: Of the instants.
        is_forged: How servers start, as `tests.flows.server.Server` says.
    """
    draw = random.Random(seed)
    shop = Shop.founded(home)
    ready = []
    for kill in range(kills):
        begun = time.monotonic()
        with Server(home, is_forged=is_forged) as server:
            ready.append(time.monotonic() - begun)
            clients = [
                threading.Thread(target=_sends_on, args=(shop, server, f"{kill}-{one}"))
                for one in range(_CLIENTS)
            ]
            for client in clients:
                client.start()
            # Every other server lives long enough to load and link.
            seconds = draw.uniform(_SHORTEST_SECONDS, _LONGEST_SECONDS) + (kill % 2)
            threading.Event().wait(seconds)
            server.kill()
            for client in clients:
                client.join()
    acknowledged = shop.acknowledged
    unanswered = [one for one in shop.sent if one.status != 200]
    with Server(home, is_forged=is_forged) as server:
        for sent in unanswered + shop.sent[:50]:
            assert server.send(shop.key, sent.body)[0] == 200
        server.drained()
        assert server.stop() == 0
    return _counted(shop, seed, kills, acknowledged, len(unanswered), ready)


def _sends_on(shop: Shop, server: Server, who: str) -> None:
    while shop.send(server, who):
        pass


def _counted(
    shop: Shop, seed: int, kills: int, acknowledged: set[str], unanswered: int,
    ready: list[float],
) -> Outcome:  # fmt: skip
    stored = Counter(shop.stored())
    workspace = Workspace(shop.home, settings_of(shop.home))
    [line] = workspace.sources.ledger()
    return Outcome(
        seed, kills, len(acknowledged), unanswered, len(acknowledged - set(stored)),
        sum(1 for count in stored.values() if count > 1), line.duplicate, line.difference,
        workspace.rebuild().is_equal, tuple(ready),
    )  # fmt: skip


def main() -> None:
    """Kill as often as asked, say what came of it, and fail where anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        outcome = kill_often(Path(folder) / "home", given.kills, given.seed)
    print(outcome)  # noqa: T201 - the outcome is its output
    raise SystemExit(0 if outcome.is_well else 1)


if __name__ == "__main__":
    main()
