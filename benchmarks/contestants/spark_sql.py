"""Spark SQL alone, on the threads of this machine: the textbook windows in Spark's words."""

import os
from functools import cache

from pyspark.sql import DataFrame, SparkSession

from harness.answers import ARROW, GAP_US, Journeys, Work

# A million rows: with fewer, Java still compiles during most of the measured run.
_ROWS_TO_WARM_UP = 1_000_000


@cache
def session(scratch: str) -> SparkSession:
    """The one session of this process, its temporary files in a folder."""
    threads = len(os.sched_getaffinity(0))
    builder = SparkSession.builder.master(f"local[{threads}]").appName("percorso-benchmarks")
    settings = {
        "spark.driver.memory": "8g",
        "spark.local.dir": scratch,
        "spark.sql.shuffle.partitions": str(8 * threads),
        # Few large partitions leave a core idle.
        "spark.sql.adaptive.coalescePartitions.enabled": "false",
        "spark.sql.session.timeZone": "UTC",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def warm_up(work: Work) -> None:
    """A cluster is running and its code compiled: start, and run once over a few rows."""
    spark = session(str(work.scratch))
    counted(spark, spark.read.parquet(str(work.data)).limit(_ROWS_TO_WARM_UP))
    spark.catalog.clearCache()


def journeys(work: Work) -> Journeys:
    """Lag, a running sum of cuts, then two groupings; the ordered steps are kept between them."""
    spark = session(str(work.scratch))
    return counted(spark, spark.read.parquet(str(work.data)))


def counted(spark: SparkSession, interactions: DataFrame) -> Journeys:
    """The journeys of interactions with the columns customer, at, touchpoint."""
    interactions.createOrReplaceTempView("interaction")
    spark.sql(f"""
with timed as (select customer, unix_micros(cast(`at` as timestamp)) as us, touchpoint
  from interaction),
before as (
  select *, us - lag(us) over (partition by customer order by us) as wait,
    lag(touchpoint) over (partition by customer order by us) as source
  from timed),
cut as (select *, coalesce(wait > {GAP_US}, true) as opens from before)
select *, sum(cast(opens as int)) over (partition by customer order by us) as journey
from cut""").persist().createOrReplaceTempView("step")
    pairs = spark.sql("""
select source, touchpoint, count(*) as times, percentile(wait, 0.5) / 1e6 as median
from step where not opens group by source, touchpoint""").collect()
    variants = spark.sql(f"""
with path as (
  select array_join(transform(sort_array(collect_list(struct(us, touchpoint))),
    visit -> visit.touchpoint), '{ARROW}') as path
  from step group by customer, journey)
select path, count(*) as journeys from path group by path""").collect()
    return Journeys(
        [(row.source, row.touchpoint, row.times, row.median) for row in pairs],
        ((row.path, row.journeys) for row in variants),
    )
