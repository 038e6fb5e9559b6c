"""Spark on several processes counts what this process counts: the same map, whatever is asked.

A real cluster: a master and two workers of Spark, each with an executor of its own.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from percorso.store.engines.spark import Spark, SparkFailed, open_spark
from tests.conftest import REPOSITORY
from tests.flows.door import percorso
from tests.flows.over_lake import QUESTIONS, assert_map_over_lake_is_that_of_warehouse, told
from tests.flows.shop_world import ShopWorld
from tests.thorough import one_in

pytestmark = pytest.mark.xdist_group("shop")

MASTER = "local-cluster[2,1,1024]"


def require_spark() -> None:
    """Skip without Java or pyspark, and say why; on the build server that is a failure."""
    missing = []
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        missing.append("Java")
    try:
        import pyspark  # noqa: F401
    except ImportError:
        missing.append("pyspark")
    if missing:
        reason = f"{' and '.join(missing)} not found: needed to run Spark"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.fixture(scope="module")
def spark() -> Iterator[Spark]:
    """A cluster for all questions; what asks for Spark meanwhile gets this one."""
    require_spark()
    with open_spark(MASTER) as opened:
        yield opened


@pytest.fixture
def shop(lamp_shop_with_lake: ShopWorld) -> ShopWorld:
    return lamp_shop_with_lake


@pytest.mark.parametrize("question", one_in(4, QUESTIONS))
def test_spark_and_this_process_give_the_same_map(shop, spark, question):
    assert_map_over_lake_is_that_of_warehouse(shop, QUESTIONS[question], engine="spark")


def test_an_executor_that_is_killed_changes_nothing(shop, spark, monkeypatch, tmp_path):
    killed = tmp_path / "killed"
    whole = Spark.sum_over_files

    def once_killed(self: Spark, files: Any, count: Any, add: Any, on_share: Any) -> Any:
        victim = str(files[2])

        def count_or_die(file: Path) -> Any:
            if str(file) == victim and not killed.exists():
                # A worker's parent is the daemon of its executor, whose parent is the executor.
                daemon = Path(f"/proc/{os.getppid()}/stat").read_text()
                executor = int(daemon.rpartition(")")[2].split()[1])
                killed.write_text(Path(f"/proc/{executor}/cmdline").read_text())
                os.kill(executor, signal.SIGKILL)
            return count(file)

        return whole(self, files, count_or_die, add, on_share)

    monkeypatch.setattr(Spark, "sum_over_files", once_killed)
    there = shop.workspace.map("purchase", engine="spark").data
    assert any(place["quotes"] for place in there["touchpoints"])
    assert "CoarseGrainedExecutorBackend" in killed.read_text()
    assert told(there) == told(shop.map(journey="purchase"))


def test_results_are_added_in_the_order_of_the_files_whatever_ends_first(spark):
    files = [Path(str(number)) for number in range(20)]

    def count(file: Path) -> list[str]:
        return [file.name]

    def add(parts: Any) -> list[str]:
        return [name for part in parts for name in part]

    assert spark.sum_over_files(files, count, add) == [str(number) for number in range(20)]


def test_a_task_that_fails_is_told_with_its_reason(spark):
    def count(file: Path) -> int:
        raise ValueError(f"cannot count {file}")

    with pytest.raises(SparkFailed, match=r"ValueError: cannot count /nowhere\."):
        spark.sum_over_files([Path("/nowhere")], count, sum)


def test_the_command_line_asks_spark(shop, spark, tmp_path):
    out = tmp_path / "map.json"
    answer = percorso(
        "map", "-w", shop.workspace.folder, "--lang", "en", "--engine", "spark", "--master",
        "local[2]", "--lake", shop.workspace.folder / "lake", "--json", "--out", out,
    )  # fmt: skip
    assert answer.code == 0, answer.err
    assert told(json.loads(out.read_text())) == told(shop.map())


def test_without_java_there_is_a_sentence(shop):
    require_spark()
    answer = subprocess.run(
        [sys.executable, "-m", "percorso", "map", "-w", shop.workspace.folder,
         "--engine", "spark", "--master", "local[1]"],
        env={**os.environ, "JAVA_HOME": "/nowhere"}, capture_output=True, text=True,
        cwd=REPOSITORY, check=False,
    )  # fmt: skip
    assert answer.returncode == 5
    assert "percorso: Spark could not be started at 'local[1]'" in answer.stderr
