"""Runs the contestants of a task in turn, each in a process of its own."""

import contextlib
import json
import math
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness.answers import PROFILE, REPORT
from harness.contest import OWN, Contestant, Task
from harness.data_sets import BENCHMARKS, DataSet
from harness.environments import interpreter
from harness.equality import Verdict, compared
from harness.process_tree import resident_megabytes

Cost = Mapping[str, float]
MEASURES = ("wall_seconds", "cpu_seconds", "peak_megabytes")
# How often it is looked whether a run takes too much memory.
_LOOK_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where things lie, and how long and how often a contestant may run.

    Attributes:
        work: The folder of everything that is kept: environments, data, workspaces, results.
        repeat: Rounds; in each every contestant runs once.
        timeout_seconds: After this a run is ended.
        once_above_seconds: Who needs longer runs a single time.
        environments: Folder of environments; None: all run in the interpreter of this process.
        repeat_of: Rounds of single contestants by key; they take part in the last ones.
        most_megabytes: A run that takes more memory is ended.
        ends_at: No run begins after this instant of the monotonic clock.
        profiled: Names of data sets on which it is also asked where Percorso's time goes.
    """

    work: Path
    repeat: int
    timeout_seconds: float
    once_above_seconds: float
    environments: Path | None
    repeat_of: Mapping[str, int] = field(default_factory=dict)
    most_megabytes: float = math.inf
    ends_at: float = math.inf
    profiled: Sequence[str] = ()

    def rounds_of(self, contestant: Contestant) -> int:
        """How often a contestant is to run, where runs are no short ones."""
        return self.repeat_of.get(contestant.key, self.repeat)

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
    profile: Mapping[str, Any] = field(default_factory=dict)
    failure: str | None = None

    def wants(self, place: Place) -> bool:
        """Whether it should run again."""
        is_slow = any(run["wall_seconds"] > place.once_above_seconds for run in self.runs)
        return self.failure is None and not is_slow


AfterRound = Callable[[Sequence[Record]], None]


def run_task(
    task: Task, data: DataSet, contestants: Sequence[Contestant], place: Place,
    after_round: AfterRound = lambda records: None,
) -> list[Record]:  # fmt: skip
    """Run the contestants in rounds, so that what else the machine does meets all alike.

    Args:
        task: The task they are of.
        data: The file they read.
        contestants: Those of the task that were chosen, fit for so many rows.
        place: Where, how often and how long.
        after_round: Told what is known so far, so that it is not lost with the next round.
    """
    records = [Record(contestant) for contestant in contestants]
    answers = place.work / "answers"
    shutil.rmtree(answers, ignore_errors=True)
    _prepare_once(records, data, place)
    rounds = {one.key: place.rounds_of(one) * task.rounds_factor for one in contestants}
    for left in range(max(rounds.values(), default=0), 0, -1):
        first = left % len(records)
        # Who has fewer rounds has the last ones: what is slow does not keep others waiting.
        turn = [
            one
            for one in [*records[first:], *records[:first]]
            if rounds[one.contestant.key] >= left
        ]
        ran = [one for one in turn if one.wants(place) and _run(one, data, place, answers)]
        _judge(task, ran, answers)
        after_round(records)
    for record in records:
        if not record.runs and record.failure is None:
            record.failure = "not run: the time was up"
        if _is_profiled(record, data, place):
            _profile(record, data, place, answers)
    after_round(records)
    return records


def _prepare_once(records: Sequence[Record], data: DataSet, place: Place) -> None:
    """What contestants need once; several that need the same are served together."""
    served: dict[tuple[str, str], str | None] = {}
    for record in records:
        contestant = record.contestant
        if contestant.once is None:
            continue
        wanted = (contestant.function.partition(":")[0], contestant.once)
        if wanted not in served:
            print(f"  {contestant.key}: prepares {data.name}", flush=True)
            folder = place.work / "answers" / contestant.key
            more = ["--once", contestant.once]
            served[wanted] = _started(contestant, data, place, folder, more)
        record.failure = served[wanted]


def _run(record: Record, data: DataSet, place: Place, answers: Path) -> bool:
    """Run once; whether there is an answer."""
    if time.monotonic() > place.ends_at:
        return False
    data.file.read_bytes() if data.file.is_file() else None
    contestant = record.contestant
    answer = answers / contestant.key
    shutil.rmtree(answer, ignore_errors=True)
    record.failure = _started(contestant, data, place, answer, _prepared(contestant))
    if record.failure is not None:
        print(f"  {contestant.key}: {record.failure}", flush=True)
        return False
    report = json.loads((answer / REPORT).read_text(encoding="utf-8"))
    record.runs.append({measure: report[measure] for measure in MEASURES})
    record.versions = report["versions"]
    wall, cpu, peak = (report[measure] for measure in MEASURES)
    print(
        f"  {contestant.key}, run {len(record.runs)}: {wall:.2f} s, {cpu:.2f} s of processor, "
        f"{peak:.0f} MB", flush=True,
    )  # fmt: skip
    return True


def _is_profiled(record: Record, data: DataSet, place: Place) -> bool:
    is_ours = record.contestant.role == "percorso" and bool(record.runs)
    return is_ours and data.name in place.profiled and time.monotonic() <= place.ends_at


def _profile(record: Record, data: DataSet, place: Place, answers: Path) -> None:
    contestant = record.contestant
    folder = answers / f"{contestant.key}-profile"
    print(f"  {contestant.key}: where its time goes", flush=True)
    more = [*_prepared(contestant), "--profile"]
    failure = _started(contestant, data, place, folder, more)
    if failure is None:
        record.profile = json.loads((folder / PROFILE).read_text(encoding="utf-8"))
    else:
        print(f"  {contestant.key}: no profile: {failure}", flush=True)


def _prepared(contestant: Contestant) -> list[str]:
    return [] if contestant.prepare is None else ["--prepare", contestant.prepare]


def _judge(task: Task, ran: Sequence[Record], answers: Path) -> None:
    """Compare answers with the latest of whom each is compared with."""
    for record in ran:
        contestant = record.contestant
        reference = answers / task.reference_of(contestant)
        if (reference / REPORT).exists():
            answer = answers / contestant.key
            tolerance = contestant.median_tolerance_seconds
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
    try:
        python = place.python(contestant)
    except subprocess.CalledProcessError as cause:
        return f"its environment could not be made: {cause}"
    command = [
        python, BENCHMARKS / "run_one.py", "--module", f"contestants.{module}",
        "--function", function, "--data", data.file, "--scratch", scratch, "--kept", kept,
        "--answer", answer, *more, "--packages", *contestant.packages,
    ]  # fmt: skip
    with (answer / "output.txt").open("w", encoding="utf-8") as output:
        child = subprocess.Popen(
            list(map(str, command)), env=_environment(scratch), start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
        )  # fmt: skip
        ended = _ended(child, place)
    shutil.rmtree(scratch, ignore_errors=True)
    if ended is not None:
        return ended
    return None if child.returncode == 0 else _why(child.returncode, answer / "output.txt")


def _ended(child: "subprocess.Popen[bytes]", place: Place) -> str | None:
    """Wait for a child; why it was ended, where it took too long or too much."""
    until = time.monotonic() + place.timeout_seconds
    try:
        while time.monotonic() < until:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(min(_LOOK_SECONDS, place.timeout_seconds))
                return None
            if resident_megabytes(child.pid) > place.most_megabytes:
                return f"ended: it took more than {place.most_megabytes:,.0f} MB of memory"
        return f"not finished after {place.timeout_seconds:.0f} s"
    finally:
        # The child leads a process group of its own: Java and commands it started go with it.
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def _why(status: int, output: Path) -> str:
    if status == -signal.SIGKILL:
        return "killed by the system, which does so where memory runs out"
    lines = output.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    told = [line.strip() for line in lines if line.strip(" ^~")]
    last = next(reversed(told), "said nothing")
    return f"failed with status {status}: {last[:200]}"


def _environment(scratch: Path) -> dict[str, str]:
    source = str(BENCHMARKS.parent / "src")
    paths = [source, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "TMPDIR": str(scratch)}
