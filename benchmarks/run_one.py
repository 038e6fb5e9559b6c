"""Runs one contestant once, in the process it is started in: the child of `run.py`."""

import argparse
import importlib
import json
import time
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from harness.answers import PROFILE, REPORT, Answer, Work, write_answer
from harness.process_tree import cpu_seconds, peak_megabytes


def measured(run: Callable[[Work], Answer], work: Work) -> tuple[Answer, dict[str, float]]:
    """The answer, and what it cost: wall and processor seconds, peak memory in MB."""
    cpu_before, started = cpu_seconds(), time.perf_counter()
    answer = run(work)
    wall = time.perf_counter() - started
    cost = {
        "wall_seconds": wall,
        "cpu_seconds": cpu_seconds() - cpu_before,
        "peak_megabytes": peak_megabytes(),
    }
    return answer, cost


def profiled(run: Callable[[Work], Answer], work: Work) -> object:
    """Where the time of a run goes, in seconds by part."""
    from harness.profiling import Profile  # it imports Percorso, which peers do not have

    profile = Profile()
    with profile.watching():
        run(work)
    return profile.told()


def versions_of(packages: Sequence[str]) -> dict[str, str]:
    """Installed versions; a package that is only on the path has none."""
    found = {}
    for package in packages:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def main() -> None:
    """Import, prepare, run against the clock, then write the answer and the cost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--module", required=True)
    parser.add_argument("--function", required=True)
    parser.add_argument("--prepare", help="function that runs before the clock starts")
    parser.add_argument("--once", help="run this function instead, and measure nothing")
    parser.add_argument("--profile", action="store_true", help="say where the time goes instead")
    for folder in ("data", "scratch", "kept", "answer"):
        parser.add_argument(f"--{folder}", type=Path, required=True)
    parser.add_argument("--packages", nargs="*", default=[])
    chosen = parser.parse_args()
    contestant = importlib.import_module(chosen.module)
    work = Work(chosen.data, chosen.scratch, chosen.kept)
    if chosen.once:
        getattr(contestant, chosen.once)(work)
        return
    if chosen.prepare:
        getattr(contestant, chosen.prepare)(work)
    run = getattr(contestant, chosen.function)
    if chosen.profile:
        (chosen.answer / PROFILE).write_text(json.dumps(profiled(run, work)), encoding="utf-8")
        return
    answer, cost = measured(run, work)
    report = {
        **cost,
        "answer": write_answer(answer, chosen.answer),
        "versions": versions_of(chosen.packages),
    }
    (chosen.answer / REPORT).write_text(json.dumps(report), encoding="utf-8")


if __name__ == "__main__":
    main()
