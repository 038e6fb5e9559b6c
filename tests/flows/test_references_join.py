"""Four files of one shop: whatever the order they come in, they are one and the same map."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import permutations
from math import isclose
from pathlib import Path
from typing import Any

import duckdb
import pytest

from percorso.domain.load_report import ReferenceConflict
from percorso.settings import Settings
from percorso.workspace import FileOf, Workspace
from tests.thorough import THOROUGH

# T9 stands beside two orders; 77 is too short; PROMO is claimed by 51 customers. The shop has a
# state called as the courier calls one.
ORDERS = """order_id,at,touchpoint,email,amount,tracking_number
O-1001,2025-03-01T10:00:00Z,Order Completed,ada@casa.it,50.00,TRK1
O-1002,2025-03-01T11:00:00Z,Order Completed,bob@casa.it,80.00,TRK2
O-1003,2025-03-01T12:00:00Z,Order Completed,cleo@casa.it,20.00,TRK9
O-1004,2025-03-01T13:00:00Z,Order Completed,dora@casa.it,30.00,TRK9
77,2025-03-01T14:00:00Z,Order Completed,elio@casa.it,10.00,
n/a,2025-03-01T15:00:00Z,Order Completed,fede@casa.it,15.00,TRK6
O-1001,2025-03-03T09:30:00Z,Consegnata,ada@casa.it,,
""" + "".join(
    f"PROMO,2025-03-02T10:{minute:02d}:00Z,Coupon Applied,claim{minute}@casa.it,,\n"
    for minute in range(51)
)
# The gift of order O-1002 goes to gina, who signs with her own address.
TRACKING = """tracking_number,order_id,at,stato,email
TRK1,,2025-03-02T09:00:00Z,In transito,
TRK1,,2025-03-03T09:00:00Z,Consegnata,
TRK2,#O-1002,2025-03-02T09:00:00Z,In transito,
TRK2,O-1002,2025-03-03T10:00:00Z,Consegnata,gina@casa.it
TRK9,,2025-03-03T11:00:00Z,Consegnata,
TRK7,o-1001,2025-03-04T09:00:00Z,In transito,
TRK7,,2025-03-05T09:00:00Z,Consegnata,
,77,2025-03-04T12:00:00Z,In transito,
,n/a,2025-03-04T13:00:00Z,In transito,
,PROMO,2025-03-04T14:00:00Z,In transito,
TRK8,O-1003,2025-03-06T09:00:00Z,In transito,
TRK8,O-1004,2025-03-06T10:00:00Z,In transito,
TRK8,,2025-03-07T10:00:00Z,Consegnata,
"""
# A stranger asks about O-1001 before anything else says whose it is.
TICKETS = """case_id,at,touchpoint,order_id,email
CASE-1,2025-02-28T09:00:00Z,Ticket Opened,O-1001,hugo@casa.it
CASE-2,2025-03-04T10:00:00Z,Ticket Opened,O-1002,
CASE-2,2025-03-04T11:00:00Z,Ticket Answered,,
CASE-2,2025-03-04T12:00:00Z,Ticket Solved,,
"""
REVIEWS = """at,touchpoint,order_id,stars,testo
2025-03-08T10:00:00Z,Trustpilot Review,O-1001,5,Arrivata subito
2025-03-08T11:00:00Z,Trustpilot Review,O-1002,2,Il ticket è durato troppo
2025-03-08T12:00:00Z,Trustpilot Review,O-9999,4,Bella
"""
FILES = {"shop": ORDERS, "courier": TRACKING, "desk": TICKETS, "reviews": REVIEWS}
# Of any two files each comes before the other in some of them, and each file is the first of one.
_IN_TURN = [tuple(FILES)[first:] + tuple(FILES)[:first] for first in range(len(FILES))]
ORDERS_OF_FILES = list(permutations(FILES)) if THOROUGH else [*_IN_TURN, tuple(FILES)[::-1]]
COURIER = 'channel=="delivery"'

# What depends on when a map was computed, and nothing else.
_OF_THE_COMPUTING = {"computed_at"}

pytestmark = pytest.mark.xdist_group("references")


@dataclass(frozen=True)
class World:
    """The shop loaded in one order: what its reports said, and its map."""

    home: Path
    conflicts: frozenset[ReferenceConflict]
    map: dict[str, Any]

    def asked(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.home / "warehouse.duckdb"), read_only=True) as warehouse:
            return warehouse.execute(sql).fetchall()

    def together(self) -> set[frozenset[str]]:
        """Interactions by customer, each as its time; the anonymous ones are left out."""
        rows = self.asked(
            "select customer_no, list(strftime(make_timestamp(occurred_us), '%m-%d %H:%M')) "
            "from resolved where customer_no is not null group by customer_no"
        )
        return {frozenset(times) for _, times in rows}

    def anonymous(self) -> set[str]:
        rows = self.asked(
            "select strftime(make_timestamp(occurred_us), '%m-%d %H:%M') from resolved "
            "where customer_no is null"
        )
        return {time for (time,) in rows}


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> list[World]:
    """The four files loaded in several orders.

    Orders that begin alike are loaded once so far, and the last two files in one load, one after
    the other: linking once less makes the orders no fewer, and the test a third shorter.
    """
    folder = tmp_path_factory.mktemp("orders")
    for source, content in FILES.items():
        (folder / f"{source}.csv").write_text(content, encoding="utf-8")
    new = folder / "new"
    Workspace(new, Settings(workspace=new), create=True)
    begun = {(): (new, frozenset[ReferenceConflict]())}
    for size in (1, 2):
        for order in dict.fromkeys(order[:size] for order in ORDERS_OF_FILES):
            begun[order] = loaded(folder, order, 1, *begun[order[:-1]])
    for order in ORDERS_OF_FILES:
        begun[order] = loaded(folder, order, 2, *begun[order[:-2]])
    return [mapped(*begun[order]) for order in ORDERS_OF_FILES]


def loaded(
    folder: Path, order: tuple[str, ...], last: int, before: Path,
    conflicts: frozenset[ReferenceConflict],
) -> tuple[Path, frozenset[ReferenceConflict]]:  # fmt: skip
    home = folder / "-".join(order)
    shutil.copytree(before, home)
    files = {
        folder / f"{source}.csv": FileOf(source, COURIER if source == "courier" else None)
        for source in order[-last:]
    }
    report = Workspace(home, Settings(workspace=home)).load_together(files)
    assert report.rejected == 0
    return home, conflicts | set(report.conflicts)


def mapped(home: Path, conflicts: frozenset[ReferenceConflict]) -> World:
    data = Workspace(home, Settings(workspace=home, language="en")).map().data
    return World(home, conflicts, {key: data[key] for key in data.keys() - _OF_THE_COMPUTING})


def difference(one: Any, other: Any, path: str = "map") -> str | None:
    """Where two maps differ first; floats within 1e-9."""
    if isinstance(one, float) and isinstance(other, float):
        return None if isclose(one, other, rel_tol=1e-9, abs_tol=1e-9) else f"{path}: {one} {other}"
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        if one.keys() != other.keys():
            return f"{path}: {one.keys() ^ other.keys()}"
        parts = [(one[key], other[key], f"{path}.{key}") for key in one]
    elif isinstance(one, list) and isinstance(other, list):
        if len(one) != len(other):
            return f"{path}: {len(one)} and {len(other)}"
        parts = [(a, b, f"{path}[{no}]") for no, (a, b) in enumerate(zip(one, other, strict=True))]
    else:
        return None if one == other else f"{path}: {one!r} {other!r}"
    return next((found for part in parts if (found := difference(*part))), None)


def test_every_order_gives_one_map(worlds):
    assert len(worlds) == len(ORDERS_OF_FILES)
    first = worlds[0].map
    assert first["totals"]["interactions"] == 78
    assert [difference(first, world.map) for world in worlds] == [None] * len(worlds)


def test_every_order_brings_the_same_rows_together(worlds):
    assert {frozenset(world.together()) for world in worlds} == {frozenset(worlds[0].together())}


def customer_with(world: World, time: str) -> frozenset[str]:
    (found,) = [times for times in world.together() if time in times]
    return found


def test_courier_ticket_and_review_rows_find_the_one_who_placed_the_order(worlds):
    ada = customer_with(worlds[0], "03-01 10:00")
    parcels = {"03-02 09:00", "03-03 09:00", "03-04 09:00", "03-05 09:00"}
    assert ada == {"03-01 10:00", "03-03 09:30", "03-08 10:00"} | parcels
    bob = customer_with(worlds[0], "03-01 11:00")
    assert bob >= {"03-04 10:00", "03-04 11:00", "03-04 12:00", "03-08 11:00"}


def test_the_recipient_of_a_gift_and_the_stranger_who_asked_keep_their_own_rows(worlds):
    assert customer_with(worlds[0], "03-03 10:00") == {"03-03 10:00"}
    assert customer_with(worlds[0], "02-28 09:00") == {"02-28 09:00"}


def test_a_parcel_of_two_orders_goes_to_the_first_and_loses_nothing(worlds):
    cleo, dora = customer_with(worlds[0], "03-01 12:00"), customer_with(worlds[0], "03-01 13:00")
    assert cleo == {"03-01 12:00", "03-03 11:00", "03-06 09:00"}
    assert dora == {"03-01 13:00", "03-06 10:00"}


def test_short_numbers_placeholders_and_shared_codes_bring_nobody_together(worlds):
    lone = {"03-04 12:00", "03-04 13:00", "03-04 14:00", "03-07 10:00", "03-08 12:00"}
    assert worlds[0].anonymous() == lone


def test_what_is_claimed_twice_is_listed_whatever_comes_first(worlds):
    listed = {(one.kind, one.value, one.reason, one.customers) for one in worlds[0].conflicts}
    assert listed == {
        ("order_id", "O-1001", "several_claims", 2),
        ("order_id", "O-1002", "several_claims", 2),
        ("order_id", "PROMO", "too_many_claims", 51),
        ("tracking_number", "TRK2", "several_claims", 2),
        ("tracking_number", "TRK9", "several_claims", 2),
        ("tracking_number", "TRK8", "several_owners", 2),
    }
    assert {world.conflicts for world in worlds} == {worlds[0].conflicts}
