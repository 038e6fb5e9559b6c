"""Killed at a named place and started again: nothing acknowledged is lost, nothing is there twice.

A chain of kills meets one workspace, each at the next place, and what was acknowledged is looked
for after each of them. At the end it is started like any other.
"""

import json
import threading
from collections.abc import Callable

import pytest

from tests.faults.child import Child, Faults, Spot
from tests.faults.crash_points import POINTS, Point, chains
from tests.faults.shop import HURRIED, Shop
from tests.thorough import one_in

LONGEST_CHAIN = 6
KILLED_AT = one_in(2, POINTS)
ADD = ("source", "add", "shop", "--kind", "server", "--json")
REPLAY = ("rejected", "replay", "--new-ids")


def _dies(point: Point) -> Faults:
    return Faults(point.place, HURRIED)


def _founding(shop: Shop, point: Point) -> Child:
    """A first command makes the workspace."""
    return shop.child(*ADD, faults=_dies(point))


def _serving(shop: Shop, point: Point) -> Child:
    """Clients send, the loader loads and seals."""
    child, sender = shop.serves(_dies(point))
    shop.sends_until_it_dies(sender)
    return child


def _stopping(shop: Shop, point: Point) -> Child:
    """A server is told to end while clients send."""
    child, sender = shop.serves(_dies(point))
    clients = threading.Thread(target=shop.sends_until_it_dies, args=(sender,))
    clients.start()
    while not shop.acknowledged:
        threading.Event().wait(0.01)
    child.process.terminate()
    clients.join()
    return child


def _restarting(shop: Shop, point: Point) -> Child:
    """A server starts that left something counted and not stored."""
    before = Spot("percorso.workspace.arrivals.inbox_loading:store_inbox")
    child, sender = shop.serves(Faults(before, HURRIED))
    shop.sends_until_it_dies(sender)
    child.wait()
    return shop.serves(_dies(point))[0]


def _loaded(shop: Shop) -> None:
    """Segments are sealed, the inbox holds something, and a message is in conflict."""
    if not shop.sent:
        child, sender = shop.serves(Faults(values=HURRIED))
        with child:
            for _ in range(12):
                assert shop.send(sender) == 200
            sender.drained()
            assert shop.send(sender) == 200
            sender.drained()


def _mending(shop: Shop, point: Point) -> Child:
    """A server finds its warehouse damaged."""
    _loaded(shop)
    (shop.home / "warehouse.duckdb").write_bytes(b"no database" * 1000)
    return shop.serves(_dies(point))[0]


def _rebuilding(shop: Shop, point: Point) -> Child:
    """`percorso rebuild` makes the warehouse anew."""
    _loaded(shop)
    return shop.child("rebuild", faults=_dies(point))


def _replaying(shop: Shop, point: Point) -> Child:
    """`percorso rejected replay` tries rejected messages again."""
    _loaded(shop)
    child, sender = shop.serves(Faults(values=HURRIED))
    with child:
        shop.sends_a_conflict(sender)
        sender.drained()
    return shop.child(*REPLAY, faults=_dies(point))


STORIES: dict[str, Callable[[Shop, Point], Child]] = {
    "founding": _founding, "beginning": _serving, "serving": _serving, "stopping": _stopping,
    "restarting": _restarting, "mending": _mending, "rebuilding": _rebuilding,
    "replaying": _replaying,
}  # fmt: skip


@pytest.mark.parametrize(
    "chain",
    [pytest.param(chain, id=f"{chain[0].name} …") for chain in chains(KILLED_AT, LONGEST_CHAIN)],
)
def test_killed_there_it_comes_back_with_all_it_acknowledged_once(tmp_path, chain):
    is_founding = chain[0].story == "founding"
    shop = Shop(tmp_path / "home") if is_founding else Shop.founded(tmp_path / "home")
    for point in chain:
        child = STORIES[point.story](shop, point)
        child.wait()
        said = (tmp_path / "stderr").read_text()
        assert child.is_killed, f"the place {point.name!r} was not reached: {said}"
        if shop.sent:
            assert shop.acknowledged <= shop.kept(), point.name
    if is_founding:
        again = shop.child(*ADD)
        shop.key = json.loads(again.said.read())["write_key"]
        assert again.wait() == 0
    shop.comes_back()
    if chain[0].story == "replaying":
        assert shop.child(*REPLAY).wait() == 0
        shop.is_whole()
        assert len(set(shop.stored()) - shop.known) == shop.conflicts


def test_every_place_has_a_name_of_its_own_and_they_are_enough():
    assert len({point.name for point in POINTS}) == len(POINTS)
    assert len(KILLED_AT) >= 30
