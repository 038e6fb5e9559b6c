"""The results as one JSON file: machine, and a block for each task and data set."""

import json
import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from harness.contest import Task
from harness.data_sets import BENCHMARKS, DataSet
from harness.running import MEASURES, Record

Results = dict[str, Any]


def machine_facts() -> dict[str, Any]:
    """What the numbers belong to."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gigabytes": round(memory / 1e9, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
    }


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())


def block_of(
    task: Task, data: DataSet, records: Sequence[Record], load_before: float
) -> dict[str, Any]:
    """The results of one task on one data set, all from one interleaved run.

    Args:
        task: The task.
        data: Its file.
        records: What became of its contestants.
        load_before: How many processes wanted to run before the first of ours did.
    """
    return {
        "task": task.key,
        "data": data.name,
        "rows": data.rows,
        "measured_at": datetime.now(UTC).isoformat(timespec="minutes"),
        "commit": commit(),
        "load_before": round(load_before, 1),
        "contestants": [_row(record) for record in records],
    }


def _row(record: Record) -> dict[str, Any]:
    costs = {
        measure: median(run[measure] for run in record.runs) if record.runs else None
        for measure in MEASURES
    }
    # Every run was compared: one that differs outweighs all that do not.
    worst = sorted(record.verdicts, key=lambda verdict: verdict.is_equal is not False)[:1]
    return {
        "key": record.contestant.key,
        **costs,
        "runs": record.runs,
        "versions": dict(record.versions),
        "profile": dict(record.profile),
        "failure": record.failure,
        "is_equal": worst[0].is_equal if worst else None,
        "checksum": worst[0].checksum if worst else "",
        "said": worst[0].said if worst else "",
        "largest_error": worst[0].largest_error if worst else None,
    }


def commit() -> str:
    """The commit that is measured."""
    command = ("git", "-C", str(BENCHMARKS), "describe", "--always", "--dirty")
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    return found.stdout.strip() or "unknown"


def with_block(results: Results, block: Mapping[str, Any]) -> Results:
    """The results with a block in the place of an older one of the same task and data."""
    others = [
        kept
        for kept in results.get("blocks", [])
        if (kept["task"], kept["data"]) != (block["task"], block["data"])
    ]
    return {"machine": machine_facts(), "blocks": [*others, dict(block)]}


def read_results(path: Path) -> Results:
    """What was measured before; nothing where there is no file."""
    if not path.exists():
        return {}
    results: Results = json.loads(path.read_text(encoding="utf-8"))
    return results


def write_results(path: Path, results: Results) -> None:
    """Write the file whole, or not at all."""
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_text(json.dumps(results, indent=1), encoding="utf-8")
    unfinished.replace(path)
