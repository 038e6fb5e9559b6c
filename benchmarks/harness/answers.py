"""What a contestant is asked, what it answers, and how an answer is written down."""

import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

GAP = timedelta(days=30)
GAP_US = GAP // timedelta(microseconds=1)
# What stands between the touchpoints of a path; no name of the data holds it.
ARROW = " > "

TRANSITIONS = "transitions.csv"
VARIANTS = "variants.csv"
EFFECTS = "effects.csv"
FIGURES = "figures.csv"
REPORT = "report.json"
PROFILE = "profile.json"


Figure = int | float | str


@dataclass(frozen=True, slots=True)
class Work:
    """What a contestant is given.

    Attributes:
        data: The file it reads.
        scratch: An empty folder, removed after the run.
        kept: A folder that stays, for what is prepared once per data set.
    """

    data: Path
    scratch: Path
    kept: Path


@dataclass(frozen=True, slots=True)
class Journeys:
    """Customers' interactions cut where more than the gap passes, and counted.

    The counting is done when this is made; rows may still be formatted while they are written,
    after the clock has stopped.

    Attributes:
        transitions: (touchpoint, next touchpoint, times, median seconds or None).
        variants: (touchpoints joined by ` > `, journeys); None where the tool gives none.
        journeys: Number of journeys; None where the tool does not say.
        variant_total: Different variants; None: as many as listed.
    """

    transitions: Iterable[tuple[str, str, int, float | None]]
    variants: Iterable[tuple[str, int]] | None = None
    journeys: int | None = None
    variant_total: int | None = None


@dataclass(frozen=True, slots=True)
class Effects:
    """Removal effect of each channel.

    Attributes:
        effects: Share of the successes that a channel's removal would cost, by channel.
        largest_error: Computes the largest difference from the definition, after the clock has
            stopped; None where only this tool's own numbers are known.
    """

    effects: dict[str, float]
    largest_error: Callable[[], float] | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """Numbers by name, where one contestant of ours must find what another one finds.

    Attributes:
        figures: Whole numbers and digests are to be equal, fractions to nine digits; or what
            works them out, after the clock has stopped.
    """

    figures: Mapping[str, Figure] | Callable[[], Mapping[str, Figure]]


Answer = Journeys | Effects | Figures | None


def write_answer(answer: Answer, folder: Path) -> dict[str, object]:
    """Write the tables of an answer as CSV in a fixed order; give back what is no table."""
    if isinstance(answer, Effects):
        rows = ((name, repr(value)) for name, value in answer.effects.items())
        _write_rows(folder / EFFECTS, sorted(rows))
        error = answer.largest_error
        return {"kind": "effects", "largest_error": None if error is None else error()}
    if isinstance(answer, Figures):
        figures = answer.figures() if callable(answer.figures) else answer.figures
        _write_rows(folder / FIGURES, sorted((name, repr(one)) for name, one in figures.items()))
        return {"kind": "figures"}
    if answer is None:
        return {"kind": "none"}
    _write_rows(folder / TRANSITIONS, _transition_rows(answer))
    if answer.variants is not None:
        ordered = sorted(answer.variants, key=lambda row: (-row[1], row[0]))
        _write_rows(folder / VARIANTS, ((count, path) for path, count in ordered))
    return {"kind": "journeys", "journeys": answer.journeys, "variants": answer.variant_total}


def _transition_rows(answer: Journeys) -> Iterable[tuple[str, str, int, str]]:
    for source, target, count, median in sorted(answer.transitions, key=lambda row: row[:2]):
        yield source, target, int(count), "" if median is None else repr(float(median))


def _write_rows(path: Path, rows: Iterable[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
