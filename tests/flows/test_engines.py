"""What is said where an engine, or the lake it counts on, is not the right one."""

import sys
from datetime import timedelta

import pytest

from percorso.store.engines.spark import SparkMissing
from percorso.workspace import Workspace
from percorso.workspace.lake.counting import LakeBehind
from tests.flows.door import percorso

ROWS = (
    "customer,email,at,touchpoint\n"
    "ada,,2025-03-01T10:00:00Z,Home\n"
    "ada,,2025-03-01T10:05:00Z,Order Completed\n"
    ",b@b.it,2025-03-02T10:00:00Z,Home\n"
)


@pytest.fixture
def shop(desk):
    desk.load(ROWS)
    percorso("lake", "export", "-w", desk.home, "--keep", 0)
    return desk


def spark_map(home):
    return Workspace(home).map(engine="spark", master="local[1]")


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (("--engine", "hadoop"), 2),
        (("--master", "local[1]"), 2),
        (("--lake", "/no/lake"), 3),
        (("--engine", "spark", "--lake", "/no/lake"), 3),
    ],
)
def test_an_option_that_cannot_be_is_said(shop, asked, code):
    answer = percorso("map", "-w", shop.home, *asked)
    assert answer.code == code
    assert answer.err.startswith("percorso: ")


def test_a_lake_that_is_behind_the_workspace_counts_nothing(shop):
    shop.load("customer,at,touchpoint\nbob,2025-03-02T10:00:00Z,Home\n")
    with pytest.raises(LakeBehind, match="rows came in"):
        spark_map(shop.home)


def test_a_lake_with_other_customers_counts_nothing(shop):
    with Workspace(shop.home)._stores.records.write() as connection:
        connection.exec_driver_sql("update identity_link set batch = batch + 1")
    with pytest.raises(LakeBehind, match="linked otherwise"):
        spark_map(shop.home)


def test_the_lake_of_another_workspace_counts_nothing(shop, tmp_path):
    other = Workspace(tmp_path / "other", create=True)
    with pytest.raises(LakeBehind, match="another workspace"):
        other.map(engine="spark", lake=shop.home / "lake")


def test_a_lake_with_a_lost_file_counts_nothing(shop):
    next((shop.home / "lake").glob("bucket-*.parquet")).unlink()
    with pytest.raises(LakeBehind, match="it is not there"):
        spark_map(shop.home)


def test_a_lake_without_customers_needs_no_spark(tmp_path):
    workspace = Workspace(tmp_path / "empty", create=True)
    workspace.lake.export(keep=timedelta())
    assert workspace.map(engine="spark").data["totals"]["journeys"] == 0


def test_without_pyspark_its_extra_is_named(shop, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(SparkMissing, match=r"percorso\[spark\]"):
        spark_map(shop.home)
