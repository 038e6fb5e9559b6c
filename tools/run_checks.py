"""Does everything hold: style, types, layers, sizes, licences, tests and documentation?"""

import argparse
import os
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Each may take a gigabyte.
_MOST_WORKERS = 8


@dataclass(frozen=True, slots=True)
class Step:
    """One check: how it is called by name, what it asks, and the command that answers.

    Attributes:
        key: The word that selects the step on the command line.
        title: What the step checks, printed before it runs.
        command: Program and arguments; exit status 0 means that it holds.
        is_shown: Print the output while it comes, not only where the step fails.
        is_beside: It takes one processor for long: it runs beside the others, and is told last.
    """

    key: str
    title: str
    command: tuple[str, ...]
    is_shown: bool = False
    is_beside: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a step ended, with the last line it wrote."""

    step: Step
    is_good: bool
    closing_line: str


def steps(workers: str) -> tuple[Step, ...]:
    """All checks, the quick ones first."""
    python = (sys.executable, "-m")
    program = Path(sysconfig.get_path("scripts"))
    return (
        Step("lint", "lint (ruff check)", (*python, "ruff", "check", "--quiet", ".")),
        Step("format", "format (ruff format)", (*python, "ruff", "format", "--check", ".")),
        Step("types", "types (mypy, strict)", (*python, "mypy"), is_beside=True),
        Step("imports", "layers (import-linter)", (str(program / "lint-imports"),)),
        Step("sizes", "sizes of functions and modules", (sys.executable, "tools/check_sizes.py"),
             is_shown=True),
        Step("licences", "licences of the installed tree, core and every extra",
             (sys.executable, "tools/check_licences.py"), is_shown=True),
        Step("tests", "tests, with the completeness of the documentation",
             (*python, "pytest", "-n", workers), is_shown=True),
    )  # fmt: skip


def usual_workers() -> int:
    """Two for a processor: a quarter of the time a test waits for its servers and its disk."""
    return min(2 * (os.cpu_count() or 1), _MOST_WORKERS)


def environment() -> Mapping[str, str]:
    """The caller's environment, with this source tree importable and output unbuffered.

    The tests start hundreds of processes: without bytecode each would compile all it imports.
    """
    paths = [str(ROOT / "src"), os.environ.get("PYTHONPATH", "")]
    callers = {key: said for key, said in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return {
        **callers,
        "PYTHONPATH": os.pathsep.join(path for path in paths if path),
        "PYTHONUNBUFFERED": "1",
    }


def run(step: Step) -> Outcome:
    """Run one step from the root of the project, and print what its reader needs."""
    print(f"\n== {step.title}", flush=True)
    return begun(step)()


def begun(step: Step) -> Callable[[], Outcome]:
    """Begin a step; what waits for its end, and prints what its reader needs."""
    started = time.monotonic()
    process = subprocess.Popen(
        step.command, cwd=ROOT, env=environment(), text=True, errors="replace",
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip

    def ended() -> Outcome:
        written = list(_lines_of(process, is_shown=step.is_shown))
        is_good = process.wait() == 0
        if not is_good and not step.is_shown:
            print(*written, sep="\n")
        print(f"{'ok' if is_good else 'FAILED'} in {time.monotonic() - started:.1f} s", flush=True)
        last = next((line for line in reversed(written) if line.strip()), "")
        return Outcome(step, is_good, last)

    return ended


def _lines_of(process: subprocess.Popen[str], *, is_shown: bool) -> Iterator[str]:
    for line in process.stdout or ():
        if is_shown:
            print(line, end="", flush=True)
        yield line.rstrip("\n")


def run_all(chosen: Sequence[Step]) -> list[Outcome]:
    """Run steps one after another, and beside them those that are told last."""
    beside = [(step, begun(step)) for step in chosen if step.is_beside]
    outcomes = [run(step) for step in chosen if not step.is_beside]
    for step, ended in beside:
        print(f"\n== {step.title}, run beside the others", flush=True)
        outcomes.append(ended())
    return outcomes


def verdict(outcomes: Sequence[Outcome]) -> str:
    """The closing line: what failed, or that nothing did, and how the tests ended."""
    failed = [outcome.step.key for outcome in outcomes if not outcome.is_good]
    tests = [f" Tests: {o.closing_line}" for o in outcomes if o.step.key == "tests"]
    if failed:
        return f"FAILED: {', '.join(failed)}." + "".join(tests)
    return f"All {len(outcomes)} checks hold." + "".join(tests)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the chosen steps, all of them by default; exit status 1 where one failed."""
    keys = [step.key for step in steps("0")]
    parser = argparse.ArgumentParser(prog="tools/check", description=__doc__)
    parser.add_argument("steps", nargs="*", metavar="STEP", help=f"only these: {', '.join(keys)}")
    parser.add_argument(
        "--workers", default=str(usual_workers()),
        help="processes that run tests (default: two for a processor, 8 at most)",
    )  # fmt: skip
    parser.add_argument(
        "--thorough", action="store_true",
        help="go through all of long lists of cases, of which a change is held against a part",
    )  # fmt: skip
    options = parser.parse_args(arguments)
    if options.thorough:
        os.environ["PERCORSO_THOROUGH"] = "1"
    unknown = sorted(set(options.steps) - set(keys))
    if unknown:
        parser.error(f"no step is called {', '.join(unknown)}; there are {', '.join(keys)}")
    chosen = [s for s in steps(options.workers) if not options.steps or s.key in options.steps]
    outcomes = run_all(chosen)
    print(f"\n{verdict(outcomes)}")
    return 0 if all(outcome.is_good for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
