"""Every difference of a comparison as one long table: for the page and as CSV."""

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Any

from percorso.domain.journey_map import JourneyMap
from percorso.domain.map_comparison import Difference
from percorso.drawing.comparison.amounts import difference_text, this_value, value_text
from percorso.drawing.language import Language

Row = tuple[str, str, str, str, Difference]  # subject, key, to, measure, difference
COLUMNS = (
    "subject", "key", "to", "measure", "value", "low", "high", "n", "other", "n_other",
)  # fmt: skip


def differences(journey_map: JourneyMap) -> Iterator[Row]:
    """Every difference: (subject, key, to, measure, difference)."""
    comparison = journey_map["comparison"]
    if comparison is None:
        return
    rows: list[tuple[str, list[Any]]] = [
        ("total", [comparison["totals"]]),
        ("stage", list(comparison["stages"])),
        ("touchpoint", list(comparison["touchpoints"])),
        ("transition", list(comparison["transitions"])),
    ]
    for subject, inside in rows:
        for row in inside:
            key, to = row.get("key") or row.get("from") or "", row.get("to") or ""
            for measure, value in row.items():
                if isinstance(value, dict):
                    yield subject, key, to, measure, value  # type: ignore[misc]


def comparison_as_csv(journey_map: JourneyMap) -> str:
    """One line a difference; the keys of stages and touchpoints, not their names."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for subject, key, to, measure, difference in differences(journey_map):
        numbers = [difference[name] for name in COLUMNS[4:]]  # type: ignore[literal-required]
        writer.writerow([subject, key, to, measure, *numbers])
    return out.getvalue()


Cell = tuple[float | int | str | None, str]  # raw number ("" for a text), text


def comparison_table(
    journey_map: JourneyMap, language: Language
) -> tuple[list[str], Iterator[list[Cell]]]:
    """Heads and rows of the page's table."""
    names = {row["key"]: row["name"] for row in journey_map["touchpoints"]}
    names |= {f"stage {row['key']}": row["name"] for row in journey_map["stages"]}
    keys = (
        "col_subject", "col_measure", "col_now", "col_other", "col_difference", "col_low",
        "col_high", "col_n", "col_n_other",
    )  # fmt: skip
    heads = [language.say(key) for key in keys]

    def rows() -> Iterator[list[Cell]]:
        for subject, key, to, measure, difference in differences(journey_map):
            name = names.get(f"stage {key}" if subject == "stage" else key, "")
            whose = f"{name} → {names.get(to, to)}" if to else name
            yield _cells(whose or language.say("change_whole"), measure, difference, language)

    return heads, rows()


def _cells(whose: str, measure: str, difference: Difference, language: Language) -> list[Cell]:
    values = (this_value(difference), difference["other"])
    changes = (difference["value"], difference["low"], difference["high"])
    counts = (difference["n"], difference["n_other"])
    return [
        ("", whose),
        ("", language.say(f"measure_{measure}")),
        *((value, value_text(measure, value, language)) for value in values),
        *((value, difference_text(measure, value, language)) for value in changes),
        *((count, language.number(count)) for count in counts),
    ]
