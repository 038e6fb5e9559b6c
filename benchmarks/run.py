"""Measures Percorso beside other tools, and writes docs/understand/performance.md."""

import argparse
import fcntl
import math
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from harness import data_sets
from harness.contest import ATTRIBUTION, OWN, SAMPLE_SHOP, TASKS, Contestant, Task
from harness.data_sets import BENCHMARKS, DataMissing, DataSet
from harness.environments import interpreter
from harness.page import performance_page, profile_lines
from harness.results import block_of, read_results, with_block, write_results
from harness.running import Place, Record, run_task

# Loading ten million interactions into a workspace takes half an hour.
LARGEST_LOADED = 1_000_000
PAGE = BENCHMARKS.parent / "docs" / "understand" / "performance.md"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was chosen; exit status 1 where a contestant failed or answered otherwise."""
    options = _options(arguments)
    place = _place(options)
    place.work.mkdir(parents=True, exist_ok=True)
    with (place.work / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(f"Another run works in {place.work}. Wait for it, or give another --work.")
            return 1
        return _measure(options, place)


def _place(options: argparse.Namespace) -> Place:
    work = options.work.resolve()
    repeat, repeat_of = options.repeat
    return Place(
        work,
        repeat,
        options.timeout,
        options.once_above,
        None if options.here else work / "environments",
        repeat_of,
        options.memory,
        math.inf if options.minutes is None else time.monotonic() + 60 * options.minutes,
        options.profile,
    )


def _keys() -> list[str]:
    return [contestant.key for task in TASKS for contestant in task.contestants]


def _measure(options: argparse.Namespace, place: Place) -> int:
    file = place.work / "results.json"
    is_good = True
    for task, data in [] if options.page_only else _runs(options, place):
        is_good &= _measured(task, data, options, place, file)
    if file.exists() and not options.only:
        options.page.write_text(performance_page(read_results(file)), encoding="utf-8")
    return 0 if is_good else 1


def _measured(
    task: Task, data: DataSet, options: argparse.Namespace, place: Place, file: Path
) -> bool:
    """Run one task on one data set; what each round found is written down at its end."""
    print(f"{task.title}, {data.name}", flush=True)
    load_before = os.getloadavg()[0]
    chosen = _chosen(task, data, options)

    def block(records: Sequence[Record]) -> dict[str, Any]:
        return block_of(task, data, records, load_before)

    def keep(records: Sequence[Record]) -> None:
        if not options.only:
            write_results(file, with_block(read_results(file), block(records)))

    found = block(run_task(task, data, chosen, place, keep))["contestants"]
    if options.only:
        print("Some contestants alone: nothing is kept.")
        print(*profile_lines(found), sep="\n")
    return _is_good(found)


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
        "--only",
        type=_words,
        default=[],
        metavar="KEY,...",
        help="only these contestants: printed, and not kept, because ratios need one run of all",
    )
    add(
        "--repeat",
        type=_repeats,
        default=(3, {}),
        metavar="N,KEY=N,...",
        help="rounds, of which the median counts, and those of single contestants (default: 3)",
    )
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
    _add_limits(parser)
    add("--page-only", action="store_true", help="measure nothing, write the page anew")


def _add_limits(parser: argparse.ArgumentParser) -> None:
    """What a run may not take more of, and what is asked besides."""
    add = parser.add_argument
    add(
        "--memory",
        type=float,
        default=math.inf,
        metavar="MB",
        help="a run that takes more is ended (default: no limit)",
    )
    add(
        "--minutes",
        type=float,
        metavar="N",
        help="no run begins later than so long after the start (default: no limit)",
    )
    add(
        "--large-workspaces",
        action="store_true",
        help=f"load workspaces of more than {LARGEST_LOADED:,} interactions, too: it takes long",
    )
    add(
        "--profile",
        type=_words,
        default=["1M", "sample-shop"],
        metavar="N,...",
        help="data with which it is also asked where Percorso's time and memory go "
        "(default: 1M,sample-shop)",
    )


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


def _repeats(text: str) -> tuple[int, dict[str, int]]:
    """`3,pm4py=1`: rounds of all, and of single contestants.

    Raises:
        ArgumentTypeError: a contestant of this name does not exist.
    """
    words = _words(text)
    alone = dict(word.split("=") for word in words if "=" in word)
    if unknown := alone.keys() - {*_keys()}:
        raise argparse.ArgumentTypeError(f"no contestant is called {', '.join(sorted(unknown))}")
    of_all = [int(word) for word in words if "=" not in word]
    return (of_all or [3])[0], {key: int(rounds) for key, rounds in alone.items()}


def _runs(options: argparse.Namespace, place: Place) -> Iterator[tuple[Task, DataSet]]:
    """Every chosen task with every data set it is to run on, the quick ones first."""
    if SAMPLE_SHOP.key in options.tasks:
        yield SAMPLE_SHOP, DataSet("sample-shop", place.work / "kept", None)
    makers: list[tuple[Task, Callable[[], DataSet]]] = [
        (ATTRIBUTION, partial(data_sets.channel_paths, options.shared)),
        *(
            (task, partial(_interactions, name, options, place))
            for name in options.rows
            for task in TASKS
            if task not in {SAMPLE_SHOP, ATTRIBUTION}
        ),
    ]
    for task, made in makers:
        if task.key in options.tasks:
            try:
                data = made()
            except DataMissing as missing:
                print(f"{task.title}: left out. {missing}")
                continue
            if _is_for(task, data) and _chosen(task, data, options):
                yield task, data


def _is_for(task: Task, data: DataSet) -> bool:
    rows = data.rows or 0
    is_enough = task.least_rows is None or rows >= task.least_rows
    return is_enough and (task.most_rows is None or rows <= task.most_rows)


def _interactions(name: str, options: argparse.Namespace, place: Place) -> DataSet:
    folder = place.work / "data"
    python = interpreter(OWN if options.here else "data", place.work / "environments")
    if name == data_sets.HELP_DESK:
        return data_sets.help_desk(options.shared, folder, python)
    return data_sets.made_interactions(name, folder, python)


def _chosen(task: Task, data: DataSet, options: argparse.Namespace) -> list[Contestant]:
    rows = data.rows or 0
    only = {
        key
        for contestant in task.contestants
        if contestant.key in options.only
        for key in (contestant.key, task.reference_of(contestant))
    }
    return [
        contestant
        for contestant in task.contestants
        if (not options.only or contestant.key in only)
        and (contestant.most_rows is None or rows <= contestant.most_rows)
        and (not contestant.is_loaded or rows <= LARGEST_LOADED or options.large_workspaces)
    ]


def _is_good(rows: Sequence[dict[str, object]]) -> bool:
    for row in rows:
        if row["is_equal"] is False:
            print(f"  {row['key']}: {row['said']}")
    return not any(row["failure"] or row["is_equal"] is False for row in rows)


if __name__ == "__main__":
    sys.exit(main())
