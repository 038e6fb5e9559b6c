"""Spark as an engine: a few files a task, results added in an order that is always the same."""

import contextlib
import os
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from pathlib import Path
from typing import TYPE_CHECKING, Any

from percorso.domain.errors import EngineError, InputError
from percorso.store.engines.files import ADDED_TOGETHER, OnShare, Result

if TYPE_CHECKING:
    from pyspark import SparkContext

# Starting a task costs as much as counting a small file: a core has a few tasks, not one a file.
_TASKS_A_CORE = 4
_LOOK_SECONDS = 0.25
_WARNS_OF_PANDAS = "PySpark does not yet fully support pandas"
_LOCAL = ("local", "local[", "local-cluster[")
_QUIET = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}


class SparkMissing(InputError):
    """Spark is asked for, and not installed."""

    def __init__(self) -> None:
        super().__init__(
            "The engine spark needs the package pyspark, which is not installed. "
            'Install it, here and where its tasks run: pip install "percorso[spark]"'
        )


class SparkNotStarted(EngineError):
    """No Spark answers, or there is no Java to start one with."""

    def __init__(self, master: str, cause: Exception) -> None:
        self.master = master
        self.cause = cause
        super().__init__(
            f"Spark could not be started at {master!r}: {_reason(cause)} It needs Java 17 or "
            "newer (JAVA_HOME), and a master that can be reached. The engine local needs neither."
        )


class SparkFailed(EngineError):
    """A task of Spark failed, again and again."""

    def __init__(self, cause: Exception) -> None:
        self.cause = cause
        super().__init__(
            f"Spark could not count: {_reason(cause)} Its tasks need percorso[spark] in the same "
            "release, and read the lake under the same path. Nothing was changed; try again."
        )


class Spark:
    """A connection to Spark."""

    def __init__(self, context: "SparkContext") -> None:
        self._context = context

    def sum_over_files(
        self,
        files: Sequence[Path],
        count: Callable[[Path], Result],
        add: Callable[[Sequence[Result]], Result],
        on_share: OnShare = lambda share: None,
    ) -> Result:
        """Count every file and add the results.

        The results are added in the order of the files whatever task ends first, so that sums of
        fractions are the same to the last bit on every run, also where a task was tried again.

        Args:
            files: Read by the tasks, under the same paths.
            count: Counts one file; it and its result travel.
            add: Adds results in order.
            on_share: Told how many of the files are counted, 0..1.

        Raises:
            SparkFailed: a task failed as often as Spark tries.
        """

        def counted(numbered: tuple[int, Path]) -> tuple[int, tuple[int, Result]]:
            number, file = numbered
            return number // ADDED_TOGETHER, (number, count(file))

        def added(parts: Iterable[tuple[int, Result]]) -> Result:
            return add([result for _, result in sorted(parts, key=_number)])

        tasks = min(len(files), _TASKS_A_CORE * self._context.defaultParallelism)
        sums = (
            self._context.parallelize(list(enumerate(files)), tasks)
            .map(counted)
            .groupByKey(-(-len(files) // ADDED_TOGETHER))
            .mapValues(added)
        )
        with ThreadPoolExecutor(1) as other:
            found = _watched(self._context, other.submit(sums.collect), tasks, on_share)
        return add([result for _, result in sorted(found, key=_number)])


def _number(numbered: tuple[int, Any]) -> int:
    return numbered[0]


@contextlib.contextmanager
def open_spark(master: str) -> Iterator[Spark]:
    """A connection to Spark for one call; one that this process has already is used and stays.

    Args:
        master: Spark's URL: `spark://host:7077`, `yarn`, `local[4]` or `local-cluster[2,1,1024]`.

    Raises:
        SparkMissing: pyspark is not installed.
        SparkNotStarted: nothing answers there, or there is no Java.
    """
    with _silent_about_pandas():
        try:
            from pyspark import SparkContext
        except ImportError:
            raise SparkMissing from None
        running = SparkContext._active_spark_context
        if running is not None:
            yield Spark(running)
            return
        context = _started(master)
        try:
            yield Spark(context)
        finally:
            context.stop()


@contextlib.contextmanager
def _silent_about_pandas() -> Iterator[None]:
    """It warns of a pandas that is newer than it knows; nothing here goes through pandas."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", _WARNS_OF_PANDAS, FutureWarning)
        yield


def _started(master: str) -> "SparkContext":
    from pyspark import SparkConf, SparkContext

    settings = SparkConf().setMaster(master).setAppName("percorso").setAll(list(_QUIET.items()))
    if master.startswith(_LOCAL):
        # Tasks run on this machine: with this Python, and reached without its name.
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        settings.set("spark.driver.host", "127.0.0.1").set("spark.driver.bindAddress", "127.0.0.1")
        settings.set("spark.executorEnv.PYTHONPATH", os.environ.get("PYTHONPATH", ""))
    try:
        return SparkContext(conf=settings)
    except Exception as cause:
        raise SparkNotStarted(master, cause) from cause


def _watched(
    context: "SparkContext", job: "Future[list[tuple[int, Any]]]", tasks: int, on_share: OnShare
) -> list[tuple[int, Any]]:
    """The result of a job, its progress told meanwhile; who interrupts it cancels it.

    Raises:
        SparkFailed: it failed.
    """
    tracker = context.statusTracker()
    try:
        while not wait_for([job], timeout=_LOOK_SECONDS).done:
            stages = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
            done = sum(one.numCompletedTasks for one in stages if one and one.numTasks == tasks)
            if done:
                on_share(done / tasks)
        result = job.result()
    except Exception as cause:
        raise SparkFailed(cause) from cause
    except BaseException:
        context.cancelAllJobs()
        raise
    on_share(1.0)
    return result


def _reason(cause: Exception) -> str:
    """The first line of what Spark says that tells a reason: it says much."""
    lines = [line.strip() for line in str(cause).splitlines()]
    told = [line for line in lines if "Error" in line and not line.startswith("at ")]
    reason = next(iter([*told[::-1], *lines]), type(cause).__name__)[:300]
    return reason if reason.endswith(".") else f"{reason}."
