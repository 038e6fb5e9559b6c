"""Measures Percorso beside other tools, and writes docs/understand/performance.md."""

import argparse
import fcntl
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from harness import data_sets
from harness.contest import ATTRIBUTION, JOURNEYS, OWN, SAMPLE_SHOP, TASKS, Contestant, Task
from harness.data_sets import BENCHMARKS, DataMissing, DataSet
from harness.environments import interpreter
from harness.page import performance_page
from harness.results import block_of, read_results, with_block, write_results
from harness.running import Place, run_task

PAGE = BENCHMARKS.parent / "docs" / "understand" / "performance.md"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was chosen; exit status 1 where a contestant failed or answered otherwise."""
    options = _options(arguments)
    place = Place(
        options.work.resolve(),
        options.repeat,
        options.timeout,
        options.once_above,
        None if options.here else options.work.resolve() / "environments",
    )
    place.work.mkdir(parents=True, exist_ok=True)
    with (place.work / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(f"Another run works in {place.work}. Wait for it, or give another --work.")
            return 1
        return _measure(options, place)


def _measure(options: argparse.Namespace, place: Place) -> int:
    file = place.work / "results.json"
    is_good = True
    for task, data in [] if options.page_only else _runs(options, place):
        block = _block(task, data, options.contestants, place)
        is_good &= _is_good(block["contestants"])
        if options.contestants:
            print("Some contestants alone: nothing is kept.")
        else:
            write_results(file, with_block(read_results(file), block))
    if file.exists() and not options.contestants:
        options.page.write_text(performance_page(read_results(file)), encoding="utf-8")
    return 0 if is_good else 1


def _block(task: Task, data: DataSet, keys: Sequence[str], place: Place) -> dict[str, Any]:
    print(f"{task.title}, {data.name}", flush=True)
    load_before = os.getloadavg()[0]
    return block_of(task, data, run_task(task, data, _chosen(task, data, keys), place), load_before)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks/run.py", description=__doc__)
    _add_choices(parser)
    _add_places(parser)
    return parser.parse_args(arguments)


def _add_choices(parser: argparse.ArgumentParser) -> None:
    """What runs, how often, and for how long."""
    add = parser.add_argument
    add(
        "--rows",
        type=_words,
        default=[data_sets.HELP_DESK, "1M", "10M"],
        metavar="N,...",
        help="sizes of made data, and helpdesk-italy (default: helpdesk-italy,1M,10M)",
    )
    add(
        "--tasks",
        type=_words,
        default=[task.key for task in TASKS],
        metavar="TASK,...",
        help=f"of {', '.join(task.key for task in TASKS)} (default: all)",
    )
    add(
        "--contestants",
        type=_words,
        default=[],
        metavar="KEY,...",
        help="only these: printed, and not kept, because ratios need one run of all",
    )
    add("--repeat", type=int, default=3, help="rounds; the median counts (default: 3)")
    add(
        "--timeout",
        type=float,
        default=1800.0,
        metavar="SECONDS",
        help="a run is ended after this (default: 1800)",
    )
    add(
        "--once-above",
        type=float,
        default=60.0,
        metavar="SECONDS",
        help="who needs longer runs a single time (default: 60)",
    )
    add("--page-only", action="store_true", help="measure nothing, write the page anew")


def _add_places(parser: argparse.ArgumentParser) -> None:
    """Where things lie."""
    shared = os.environ.get("PERCORSO_TEST_DATA", BENCHMARKS.parent / "../shared/data")
    add = parser.add_argument
    add(
        "--work",
        type=Path,
        default=BENCHMARKS / ".work",
        metavar="FOLDER",
        help="environments, data, results (default: benchmarks/.work)",
    )
    add(
        "--page",
        type=Path,
        default=PAGE,
        metavar="FILE",
        help="page to write (default: docs/understand/performance.md)",
    )
    add(
        "--shared",
        type=Path,
        default=Path(shared),
        metavar="FOLDER",
        help="real data sets (default: $PERCORSO_TEST_DATA or ../shared/data)",
    )
    add("--here", action="store_true",
        help="run all in this environment instead of one for each tool")  # fmt: skip


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _runs(options: argparse.Namespace, place: Place) -> Iterator[tuple[Task, DataSet]]:
    """Every chosen task with every data set it is to run on, the quick ones first."""
    if SAMPLE_SHOP.key in options.tasks:
        yield SAMPLE_SHOP, DataSet("sample-shop", place.work / "kept", None)
    makers: list[tuple[Task, Callable[[], DataSet]]] = [
        (ATTRIBUTION, partial(data_sets.channel_paths, options.shared)),
        *((JOURNEYS, partial(_interactions, name, options, place)) for name in options.rows),
    ]
    for task, made in makers:
        if task.key in options.tasks:
            try:
                yield task, made()
            except DataMissing as missing:
                print(f"{task.title}: left out. {missing}")


def _interactions(name: str, options: argparse.Namespace, place: Place) -> DataSet:
    folder = place.work / "data"
    python = interpreter(OWN if options.here else "data", place.work / "environments")
    if name == data_sets.HELP_DESK:
        return data_sets.help_desk(options.shared, folder, python)
    return data_sets.made_interactions(name, folder, python)


def _chosen(task: Task, data: DataSet, keys: Sequence[str]) -> list[Contestant]:
    return [
        contestant
        for contestant in task.contestants
        if (not keys or contestant.key in {*keys, task.reference})
        and (contestant.most_rows is None or (data.rows or 0) <= contestant.most_rows)
    ]


def _is_good(rows: Sequence[dict[str, object]]) -> bool:
    for row in rows:
        if row["is_equal"] is False:
            print(f"  {row['key']}: {row['said']}")
    return not any(row["failure"] or row["is_equal"] is False for row in rows)


if __name__ == "__main__":
    sys.exit(main())
