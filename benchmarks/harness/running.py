"""Runs the contestants of a task in turn, each in a process of its own."""

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from harness.answers import REPORT
from harness.contest import OWN, Contestant, Task
from harness.data_sets import BENCHMARKS, DataSet
from harness.environments import interpreter
from harness.equality import Verdict, compared

Cost = Mapping[str, float]
MEASURES = ("wall_seconds", "cpu_seconds", "peak_megabytes")


@dataclass(frozen=True, slots=True)
class Place:
    """Where things lie, and how long and how often a contestant may run.

    Attributes:
        work: The folder of everything that is kept: environments, data, workspaces, results.
        repeat: Rounds; in each every contestant runs once.
        timeout_seconds: After this a run is ended.
        once_above_seconds: Who needs longer runs a single time.
        environments: Folder of environments; None: all run in the interpreter of this process.
    """

    work: Path
    repeat: int
    timeout_seconds: float
    once_above_seconds: float
    environments: Path | None

    def python(self, contestant: Contestant) -> Path:
        """The interpreter of a contestant."""
        if self.environments is None:
            return interpreter(OWN, self.work)
        return interpreter(contestant.environment, self.environments)


@dataclass(slots=True)
class Record:
    """What became of a contestant: its runs, what it answered, or why it failed."""

    contestant: Contestant
    runs: list[Cost] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    versions: Mapping[str, str] = field(default_factory=dict)
    failure: str | None = None

    def wants(self, place: Place) -> bool:
        """Whether it should run again."""
        is_slow = any(run["wall_seconds"] > place.once_above_seconds for run in self.runs)
        return self.failure is None and not is_slow


def run_task(
    task: Task, data: DataSet, contestants: Sequence[Contestant], place: Place
) -> list[Record]:
    """Run the contestants in rounds, so that what else the machine does meets all alike.

    Args:
        task: The task they are of.
        data: The file they read.
        contestants: Those of the task that were chosen, fit for so many rows.
        place: Where, how often and how long.
    """
    records = [Record(contestant) for contestant in contestants]
    for record in records:
        _prepare_once(record, data, place)
    for number in range(place.repeat * task.rounds_factor):
        first = number % len(records)
        answers = place.work / "answers"
        shutil.rmtree(answers, ignore_errors=True)
        for record in [*records[first:], *records[:first]]:
            if record.wants(place):
                _run(record, data, place, answers / record.contestant.key)
        _judge(task, records, answers)
    return records


def _prepare_once(record: Record, data: DataSet, place: Place) -> None:
    contestant = record.contestant
    if contestant.once is not None:
        print(f"  {contestant.key}: prepares {data.name}", flush=True)
        folder = place.work / "answers" / contestant.key
        record.failure = _started(contestant, data, place, folder, ["--once", contestant.once])


def _run(record: Record, data: DataSet, place: Place, answer: Path) -> None:
    data.file.read_bytes() if data.file.is_file() else None
    contestant = record.contestant
    record.failure = _started(contestant, data, place, answer, _prepared(contestant))
    if record.failure is not None:
        print(f"  {contestant.key}: {record.failure}", flush=True)
        return
    report = json.loads((answer / REPORT).read_text(encoding="utf-8"))
    record.runs.append({measure: report[measure] for measure in MEASURES})
    record.versions = report["versions"]
    wall, cpu, peak = (report[measure] for measure in MEASURES)
    print(f"  {contestant.key}: {wall:.2f} s, {cpu:.2f} s of processor, {peak:.0f} MB", flush=True)


def _prepared(contestant: Contestant) -> list[str]:
    return [] if contestant.prepare is None else ["--prepare", contestant.prepare]


def _judge(task: Task, records: Sequence[Record], answers: Path) -> None:
    """Compare this round's answers with the reference's; slow ones have one in the first alone."""
    reference = answers / task.reference
    if not (reference / REPORT).exists():
        return
    for record in records:
        answer = answers / record.contestant.key
        if (answer / REPORT).exists():
            tolerance = record.contestant.median_tolerance_seconds
            record.verdicts.append(compared(answer, reference, tolerance))


def _started(
    contestant: Contestant, data: DataSet, place: Place, answer: Path, more: Sequence[str]
) -> str | None:
    """Run the child to its end; why it failed, or None."""
    module, function = contestant.function.split(":")
    scratch, kept = place.work / "scratch", place.work / "kept"
    shutil.rmtree(scratch, ignore_errors=True)
    for folder in (scratch, kept, answer):
        folder.mkdir(parents=True, exist_ok=True)
    command = [
        place.python(contestant), BENCHMARKS / "run_one.py", "--module", f"contestants.{module}",
        "--function", function, "--data", data.file, "--scratch", scratch, "--kept", kept,
        "--answer", answer, *more, "--packages", *contestant.packages,
    ]  # fmt: skip
    with (answer / "output.txt").open("w", encoding="utf-8") as output:
        child = subprocess.Popen(
            list(map(str, command)), env=_environment(scratch), start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
        )  # fmt: skip
        status = _status(child, place.timeout_seconds)
    shutil.rmtree(scratch, ignore_errors=True)
    if status is None:
        return f"not finished after {place.timeout_seconds:.0f} s"
    return None if status == 0 else _why(status, answer / "output.txt")


def _status(child: "subprocess.Popen[bytes]", timeout_seconds: float) -> int | None:
    """Exit status; None where it was ended because it took too long."""
    try:
        return child.wait(timeout_seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        # The child leads a process group of its own: Java and commands it started go with it.
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def _why(status: int, output: Path) -> str:
    lines = output.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    last = next((line.strip() for line in reversed(lines) if line.strip()), "said nothing")
    return f"failed with status {status}: {last[:200]}"


def _environment(scratch: Path) -> dict[str, str]:
    source = str(BENCHMARKS.parent / "src")
    paths = [source, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "TMPDIR": str(scratch)}
