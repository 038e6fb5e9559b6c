"""Percorso's kernel inside Spark's tasks, and Spark SQL alone: one session, the same lake."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession

from contestants.percorso_engine import lay_out, warehouse_of
from contestants.percorso_map import GAP_ONLY
from contestants.percorso_sums import ASKED, journeys_of
from contestants.spark_sql import counted, session
from harness.answers import GAP, Journeys, Work
from harness.kept import of_this_layout
from harness.made_warehouse import asked_of, opened, place_names, write_lake
from harness.page_cache import read_whole
from percorso.journeys.counting_buckets import BucketsCounter
from percorso.settings import Settings
from percorso.store.engines.spark import open_spark

_RUNS_TO_WARM_UP = 2


def write(work: Work) -> None:
    """The lake of a data set, written once for each layout."""
    lay_out(work)
    write_lake(warehouse_of(work), _lake(work), work.scratch)


def warm_up_kernel(work: Work) -> None:
    """A cluster is running, its workers have imported Percorso and counted all before."""
    _warm_up(kernel, work)


def warm_up_native(work: Work) -> None:
    """A cluster is running, and its code for this question is compiled."""
    _warm_up(native, work)


def _warm_up(run: Callable[[Work], Journeys], work: Work) -> None:
    # Before Spark starts: with this Python its tasks run.
    os.environ["PYSPARK_PYTHON"] = sys.executable
    read_whole(_lake(work))
    place_names(warehouse_of(work), work.scratch)
    # After one run Java still compiles during most of the next.
    for _ in range(_RUNS_TO_WARM_UP):
        run(work)
        session(str(work.scratch)).catalog.clearCache()


def kernel(work: Work) -> Journeys:
    """The counts of each bucket in a task of its own, added by Spark."""
    session(str(work.scratch))
    with (
        open_spark("of the session") as spark,
        opened(warehouse_of(work), work.scratch) as warehouse,
    ):
        asked = asked_of(warehouse, GAP_ONLY, GAP)
        count = BucketsCounter(spark, _files(work), Settings().memory_limit_mb)
        return journeys_of(count(warehouse, asked.scope, ASKED), asked.names)


def native(work: Work) -> Journeys:
    """Spark's own windows and groupings over the same files."""
    spark = session(str(work.scratch))
    return counted(spark, _interactions(spark, work))


def _interactions(spark: SparkSession, work: Work) -> DataFrame:
    rows = spark.read.parquet(*map(str, _files(work)))
    return rows.selectExpr(
        "customer_no as customer", "timestamp_micros(occurred_us) as `at`",
        "observed_name as touchpoint",
    )  # fmt: skip


def _lake(work: Work) -> Path:
    return of_this_layout(work.kept) / f"lake-{work.data.stem}"


def _files(work: Work) -> list[Path]:
    return sorted(_lake(work).glob("*.parquet"))
