"""Writes docs/understand/performance.md from the results, so that no number is typed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from string import Template
from typing import Any

from harness.contest import (
    ATTRIBUTION,
    ENGINE,
    JOURNEYS,
    REFRESH,
    SAMPLE_SHOP,
    SPARK,
    Contestant,
    Task,
)
from harness.goals import goal_rows, goals_found, goals_summed, reasons
from harness.results import Results

Row = Mapping[str, Any]
Block = Mapping[str, Any]

_TEMPLATE = Path(__file__).with_name("performance_template.md")
_MEASURES = {
    "wall_seconds": "less time",
    "cpu_seconds": "less processor time",
    "peak_megabytes": "less memory",
}


def performance_page(results: Results) -> str:
    """The whole page.

    Args:
        results: What `results.json` holds.
    """
    blocks = sorted(results["blocks"], key=lambda block: block["rows"] or 0)
    journeys = _of(JOURNEYS, blocks)
    goals = goals_found(blocks)
    return Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(
        machine=_machine(results, blocks),
        journeys=_sections(JOURNEYS, journeys),
        summed=goals_summed(goals),
        goals="\n".join(goal_rows(goals)),
        reasons="\n".join(reasons(goals, blocks)) or "Nothing is left to explain.",
        better=_better(journeys),
        growth=_growth(journeys),
        engine=_sections(ENGINE, _of(ENGINE, blocks)),
        refresh=_sections(REFRESH, _of(REFRESH, blocks)),
        spark=_sections(SPARK, _of(SPARK, blocks)),
        attribution=_sections(ATTRIBUTION, _of(ATTRIBUTION, blocks)),
        shop=_sections(SAMPLE_SHOP, _of(SAMPLE_SHOP, blocks)),
    )


def profile_lines(rows: Iterable[Row]) -> Iterator[str]:
    """Where the time of each profiled contestant went, a line a part: share, how much, what."""
    for row in rows:
        for kind, parts in row["profile"].items():
            total = sum(taken for _, taken in parts)
            unit = "MB" if kind == "memory" else "s"
            yield f"{row['key']}, {kind}"
            yield from (
                f"  {taken / total:4.0%} {taken:8.3f} {unit}  {what}" for what, taken in parts
            )


def _of(task: Task, blocks: Iterable[Block]) -> list[Block]:
    return [block for block in blocks if block["task"] == task.key]


def _machine(results: Results, blocks: Sequence[Block]) -> str:
    machine = results["machine"]
    versions: dict[str, str] = {}
    for block in blocks:
        for row in block["contestants"]:
            versions |= row["versions"]
    listed = ", ".join(f"{name} {version}" for name, version in sorted(versions.items()))
    return (
        f"Measured on {machine['processor']}, {machine['cores']} cores, "
        f"{machine['memory_gigabytes']} GB, {machine['system']}, Python {machine['python']}, "
        f"with {listed}."
    )


def _sections(task: Task, blocks: Sequence[Block]) -> str:
    return "\n\n".join(
        "\n".join([*_heading(task, block), "", *_table(task, block), *_notes(task, block)])
        for block in blocks
    )


def _heading(task: Task, block: Block) -> Iterator[str]:
    yield f"## {task.title}: {_named(block)}"
    yield ""
    if task.note:
        yield task.note
        yield ""
    yield (
        f"{block['measured_at'][:10]}, commit `{block['commit']}`; "
        f"load of the machine before: {block['load_before']}."
    )


def _named(block: Block) -> str:
    if block["rows"] is None:
        return str(block["data"])
    rows = f"{block['rows']:,} interactions"
    return rows if block["data"][:1].isdigit() else f"{block['data']}, {rows}"


def _table(task: Task, block: Block) -> Iterator[str]:
    floor = _seconds_of(block, task.floor)
    ratio = "| x floor " if task.floor else ""
    yield f"| tool {ratio}| {task.ratio} | wall s | CPU s | peak MB | runs | answer |"
    yield "|---" + ("|--:" if task.floor else "") + "|--:|--:|--:|--:|--:|---|"
    for contestant, row in _rows(task, block):
        if row["wall_seconds"] is None:
            empty = " |" * (5 if task.floor else 4)
            yield f"| {contestant.title} |{empty} 0 | {row['failure']} |"
            continue
        cells = [
            contestant.title,
            *([_ratio(row, floor)] if task.floor else []),
            _ratio(row, _seconds_of(block, task.reference_of(contestant))),
            _number(row["wall_seconds"]),
            _number(row["cpu_seconds"]),
            f"{row['peak_megabytes']:,.0f}",
            str(len(row["runs"])),
            _answer(task, contestant, row),
        ]
        yield f"| {' | '.join(cells)} |"


def _rows(task: Task, block: Block) -> Iterator[tuple[Contestant, Row]]:
    by_key = {contestant.key: contestant for contestant in task.contestants}
    for row in block["contestants"]:
        if row["key"] in by_key:
            yield by_key[row["key"]], row


def _seconds_of(block: Block, key: str | None) -> float | None:
    found = (row["wall_seconds"] for row in block["contestants"] if row["key"] == key)
    return next(found, None)


def _number(seconds: float) -> str:
    """Three digits that count, and no false fourth."""
    decimals = 4 if seconds < 0.1 else 3 if seconds < 1 else 2 if seconds < 10 else 1
    return f"{seconds:.{decimals}f}"


def _ratio(row: Row, against: float | None) -> str:
    return "–" if not against else f"{row['wall_seconds'] / against:.2f}"


def _answer(task: Task, contestant: Contestant, row: Row) -> str:
    if contestant.role == "floor":
        return "–"
    if row["failure"]:
        return f"{row['failure']} (later run)"
    if contestant.key == task.reference_of(contestant) and row["checksum"]:
        return f"compared with the others' `{row['checksum']}`"
    said = f"{row['said']} `{row['checksum']}`" if row["checksum"] else row["said"]
    return said or "nothing to compare"


def _notes(task: Task, block: Block) -> Iterator[str]:
    notes = [(c.title, c.note) for c, _ in _rows(task, block) if c.note]
    if notes:
        yield ""
        yield from (f"- {title}: {note}" for title, note in notes)


def _better(blocks: Sequence[Block]) -> str:
    """Every measure in which a peer beats `map_of`, from the numbers themselves."""
    lines = [line for block in blocks for line in _better_in(block)]
    return "\n".join(lines) if lines else "Nowhere, in what was measured."


def _better_in(block: Block) -> Iterator[str]:
    rows = {contestant.key: (contestant, row) for contestant, row in _rows(JOURNEYS, block)}
    ours = rows[JOURNEYS.reference][1] if JOURNEYS.reference in rows else {}
    for measure, words in _MEASURES.items():
        better = [
            (row[measure] / ours[measure], contestant.title)
            for contestant, row in rows.values()
            if contestant.role == "peer" and ours.get(measure) and row[measure]
            and row[measure] < ours[measure]
        ]  # fmt: skip
        if better:
            named = ", ".join(f"{title} ({share:.0%})" for share, title in sorted(better))
            yield f"- **{_named(block)}, {words}** than `map_of`: {named}."


def _growth(blocks: Sequence[Block]) -> str:
    """How time and memory grow from each size of made data to the next."""
    made = [block for block in blocks if block["data"][:1].isdigit()]
    if len(made) < 2:
        return ""
    lines = ["## Growth", "", "| tool | from, to | x rows | x wall | x peak memory |",
             "|---|---|--:|--:|--:|"]  # fmt: skip
    for small, large in pairwise(made):
        lines.extend(_growth_rows(small, large))
    return "\n".join(lines)


def _growth_rows(small: Block, large: Block) -> Iterator[str]:
    before = {contestant.key: row for contestant, row in _rows(JOURNEYS, small)}
    for contestant, row in _rows(JOURNEYS, large):
        first = before.get(contestant.key)
        if first is None or not first["wall_seconds"] or not row["wall_seconds"]:
            continue
        yield (
            f"| {contestant.title} | {small['data']}, {large['data']} "
            f"| {large['rows'] / small['rows']:.1f} "
            f"| {row['wall_seconds'] / first['wall_seconds']:.1f} "
            f"| {row['peak_megabytes'] / first['peak_megabytes']:.1f} |"
        )
