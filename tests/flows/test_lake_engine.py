"""This process over the lake counts what it counts over the warehouse: the same map."""

import json
import threading
from pathlib import Path
from typing import Any

import pytest

from percorso.journeys import counting, refreshing
from percorso.settings import Settings
from percorso.store.engines.here import Here
from percorso.workspace.lake.counting import here
from tests.flows.door import percorso
from tests.flows.over_lake import QUESTIONS, assert_map_over_lake_is_that_of_warehouse, told
from tests.flows.shop_world import ShopWorld
from tests.thorough import one_in

pytestmark = pytest.mark.xdist_group("shop")


@pytest.fixture
def shop(lamp_shop_with_lake: ShopWorld) -> ShopWorld:
    return lamp_shop_with_lake


@pytest.fixture
def lake(shop: ShopWorld) -> Path:
    return shop.workspace.folder / "lake"


@pytest.mark.parametrize("question", one_in(2, QUESTIONS))
def test_the_lake_and_the_warehouse_give_the_same_map(shop, lake, question):
    assert_map_over_lake_is_that_of_warehouse(shop, QUESTIONS[question], lake=lake)


def test_the_command_line_counts_the_lake_and_not_the_warehouse(shop, lake, tmp_path, monkeypatch):
    expected = told(shop.map())
    monkeypatch.setattr(counting, "count_all", None)
    monkeypatch.setattr(refreshing, "count_all", None)
    monkeypatch.setattr(refreshing, "up_to_now", None)
    out = tmp_path / "map.json"
    answer = percorso(
        "map", "-w", shop.workspace.folder, "--lang", "en", "--engine", "local", "--lake", lake,
        "--json", "--out", out,
    )  # fmt: skip
    assert answer.code == 0, answer.err
    assert told(json.loads(out.read_text())) == expected


def test_files_are_added_in_their_order_whatever_ends_first():
    files = [Path(str(number)) for number in range(20)]
    first_may_end = threading.Event()

    def count(file: Path) -> list[str]:
        if file.name == "0":
            first_may_end.wait(timeout=60)
        elif file.name == "1":
            first_may_end.set()
        return [file.name]

    def add(parts: Any) -> list[str]:
        return [name for part in parts for name in part]

    shares: list[float] = []
    found = Here(at_once=2).sum_over_files(files, count, add, shares.append)
    assert found == [str(number) for number in range(20)]
    assert shares == [number / 20 for number in range(1, 21)]


def test_a_file_that_fails_ends_it_and_the_rest_is_not_begun():
    begun: list[str] = []

    def count(file: Path) -> int:
        begun.append(file.name)
        raise ValueError(file.name)

    with pytest.raises(ValueError, match=r"^0$"):
        Here(at_once=1).sum_over_files([Path(str(no)) for no in range(50)], count, sum)
    assert len(begun) < 50


@pytest.mark.parametrize(("limit", "cores", "each"), [(640, 2, 320), (640, 64, 128), (100, 4, 100)])
def test_buckets_share_the_memory(limit, cores, each):
    assert here(Settings(memory_limit_mb=limit), cores).memory_limit_mb == each
