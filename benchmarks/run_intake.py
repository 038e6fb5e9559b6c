"""Measures how much a server takes in, and writes docs/understand/intake.md."""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from harness.data_sets import BENCHMARKS
from harness.intake_page import Found, intake_page
from harness.intake_rounds import Lengths, loaded_per_second, one_round, steady
from harness.results import commit, machine_facts

PAGE = BENCHMARKS.parent / "docs" / "understand" / "intake.md"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and write the page; exit status 1 where the ledger does not close."""
    options = _options(arguments)
    options.work.mkdir(parents=True, exist_ok=True)
    lengths = Lengths(
        options.seconds / 2, options.seconds, options.seconds, 3 * options.seconds,
        options.connections,
    )  # fmt: skip
    with tempfile.TemporaryDirectory(dir=options.work) as scratch:
        results = _measured(Path(scratch), lengths, options)
    options.work.joinpath("intake.json").write_text(json.dumps(results, indent=1), encoding="utf-8")
    page = intake_page(results)
    print(page)
    options.page.write_text(page, encoding="utf-8")
    return 1 if any(one["ledger_difference"] for one in results["rounds"]) else 0


def _measured(scratch: Path, lengths: Lengths, options: argparse.Namespace) -> Found:
    rounds, loaded = [], []
    for number in range(options.rounds):
        print(f"round {number + 1} of {options.rounds}", flush=True)
        found = one_round(scratch, lengths, options.postgresql)
        loaded.append(loaded_per_second(found, lengths))
        for way in ("bare_door", "door", "full"):
            del found[way]["taken_at"]
        rounds.append(found)
    moved = [one for one in loaded if one is not None]
    middle = median(moved) if moved else None
    print("what comes evenly", flush=True)
    return {
        "machine": machine_facts(),
        "measured_at": datetime.now(UTC).isoformat(" ", "minutes")[:16],
        "commit": commit(),
        "rounds": rounds,
        "loaded_per_second": middle,
        "steady": steady(scratch, lengths, middle) if middle else [],
    }


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks/intake", description=__doc__)
    add = parser.add_argument
    add("--rounds", type=int, default=3, help="rounds, of which the median counts (default: 3)")
    add("--seconds", type=float, default=5.0, help="how long each way is sent to (default: 5)")
    add("--connections", type=int, default=32, help="of the sender (default: 32)")
    add(
        "--postgresql", metavar="ADDRESS",
        help="a PostgreSQL to measure over, too: postgresql://USER@HOST/DATABASE; databases are "
        "made beside that one and taken away",
    )  # fmt: skip
    add(
        "--work", type=Path, default=BENCHMARKS / ".work", metavar="FOLDER",
        help="workspaces and results (default: benchmarks/.work)",
    )  # fmt: skip
    add(
        "--page", type=Path, default=PAGE, metavar="FILE",
        help="page to write (default: docs/understand/intake.md)",
    )  # fmt: skip
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
