"""The page of the intake: what was measured, in one run, beside what a store can do at best."""

from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from string import Template
from typing import Any

Found = dict[str, Any]
_TEMPLATE = Path(__file__).with_name("intake_template.md")
_GOAL_OF_SQLITE, _GOAL_OF_FILE = 0.6, 0.5
_GOAL_SEEN_SECONDS = 5.0
_WAYS = {
    "bare_door": "a door that reads batches and keeps nothing",
    "door": "**Percorso, doors alone** (`up --only collect`)",
    "full": "**Percorso, doors and loader** (`up`)",
    "door_postgresql": "**doors alone**, records in PostgreSQL",
    "full_postgresql": "**doors and loader**, records in PostgreSQL",
}


def of_sqlite(found: Found, way: str) -> float:
    """What a way of ours takes, as a share of the bare SQLite of its round."""
    return float(found[way]["events_per_second"] / found["sqlite"])


def of_file(found: Found, way: str) -> float:
    """The same of the file of its round."""
    return float(found[way]["events_per_second"] / found["file"])


def intake_page(results: Found) -> str:
    """The page of the results, as Markdown."""
    rounds: list[Found] = results["rounds"]
    text = Template(_TEMPLATE.read_text(encoding="utf-8"))
    return text.substitute(
        machine=_machine(results),
        goals="\n".join(_goals(rounds, results["steady"])),
        ways="\n".join(_ways(rounds)),
        steady="\n".join(_steady(one) for one in results["steady"]),
        loader=_loader(results),
    )


def _machine(results: Found) -> str:
    facts = results["machine"]
    loads = ", ".join(f"{one['load']:.1f}" for one in results["rounds"])
    return (
        f"{facts['processor']}, {facts['cores']} cores, {facts['memory_gigabytes']} GB, "
        f"{facts['system']}, Python {facts['python']}; measured {results['measured_at']} UTC at "
        f"commit {results['commit']}, {len(results['rounds'])} rounds; load of the machine at the "
        f"begin of each: {loads} (the runs before it are in it)."
    )


def _middle(rounds: Sequence[Found], of: Callable[[Found], float]) -> float:
    return median(of(one) for one in rounds)


def _goals(rounds: Sequence[Found], steady: Sequence[Found]) -> list[str]:
    lines = []
    for way, name in (("door", "doors alone"), ("full", "doors and loader")):
        sqlite = _middle(rounds, lambda one, way=way: of_sqlite(one, way))  # type: ignore[misc]
        file = _middle(rounds, lambda one, way=way: of_file(one, way))  # type: ignore[misc]
        lines += [
            _goal(f"{name}, of bare SQLite", f"{sqlite:.0%}", f"≥ {_GOAL_OF_SQLITE:.0%}",
                  is_met=sqlite >= _GOAL_OF_SQLITE),
            _goal(f"{name}, of a file", f"{file:.0%}", f"≥ {_GOAL_OF_FILE:.0%}",
                  is_met=file >= _GOAL_OF_FILE),
        ]  # fmt: skip
    soonest = next((one for one in steady if one["is_soon"]), None)
    if soonest is not None:
        name = f"acknowledged until seen, at {soonest['events_per_second']:,.0f} events/s"
        said = f"{soonest['seen_last_seconds']:.1f} s"
        lines.append(_goal(name, said, f"≤ {_GOAL_SEEN_SECONDS:.0f} s", is_met=True))
    return lines


def _goal(name: str, said: str, goal: str, *, is_met: bool) -> str:
    return f"| {'✓' if is_met else '✗'} | {name} | {said} | {goal} |"


def _ways(rounds: Sequence[Found]) -> list[str]:
    file = _middle(rounds, lambda one: one["file"])
    sqlite = _middle(rounds, lambda one: one["sqlite"])
    lines = [
        f"| a file, appended and synced for each batch | {file:,.0f} | | | |",
        f"| bare SQLite, WAL, FULL, a row an event, commit a batch | {sqlite:,.0f} | | | |",
    ]
    for way, name in _WAYS.items():
        if way not in rounds[0]:
            continue
        rate, p50, p99, sender = (
            _middle(rounds, lambda one, way=way, key=key: one[way][key])  # type: ignore[misc]
            for key in ("events_per_second", "p50_ms", "p99_ms", "sender_cpu_share")
        )
        lines.append(f"| {name} | {rate:,.0f} | {p50:.0f} | {p99:.0f} | {sender:.0%} |")
    return lines


def _steady(one: Found) -> str:
    unseen = "" if one["is_all_seen"] else " (not all)"
    return (
        f"| {one['events_per_second']:,.0f} | {one['events']:,}{unseen} | {one['p50_ms']:.0f} | "
        f"{one['p99_ms']:.0f} | {one['seen_p50_seconds']:.1f} | {one['seen_p99_seconds']:.1f} | "
        f"{one['seen_last_seconds']:.1f} |"
    )


def _loader(results: Found) -> str:
    loaded = results["loaded_per_second"]
    if loaded is None:
        return "The loader did not catch up in time with what came at once."
    return (
        f"While all came at once, and until the inbox was empty, it moved {loaded:,.0f} a second."
    )
