"""Percorso's parts alone, over interactions that lie as a warehouse stores them."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from contestants.percorso_map import GAP_ONLY
from contestants.percorso_sums import ASKED, journeys_of
from harness.answers import GAP, Figures, Journeys, Work
from harness.kept import of_this_layout, remove_other_layouts
from harness.made_warehouse import asked_of, make_warehouse, opened, place_names
from harness.page_cache import read_whole
from percorso.journeys.counting import count_scope
from percorso.journeys.partials.registry import MAP
from percorso.journeys.partials.sample import Sample
from percorso.journeys.partials.table import Partial, Sums, add_tables, count_sample
from percorso.journeys.partials.waits import LargeWaits
from percorso.journeys.path.reading import read_customers, source_starts
from percorso.journeys.path.rows import Reading, Rows
from percorso.journeys.path.rules import rules_of
from percorso.journeys.path.visits import path_of
from percorso.journeys.sharing import USUAL
from percorso.store.warehouse import Columns

ROWS_A_SHARE = USUAL.rows


def lay_out(work: Work) -> None:
    """The warehouse of a data set, made once for each layout."""
    remove_other_layouts(work.kept)
    make_warehouse(work.data, warehouse_of(work), work.scratch)


def warehouse_of(work: Work) -> Path:
    """Where the made warehouse of a data set lies."""
    return of_this_layout(work.kept) / f"made-{work.data.stem}.duckdb"


def read_once(work: Work) -> None:
    """The warehouse is in the page cache before the clock starts, and its names are placed."""
    read_whole(warehouse_of(work))
    place_names(warehouse_of(work), work.scratch)


def path_builder(work: Work) -> Figures:
    """Goals, collapsing and broadcasts: read and cut share by share; counted is how much it is."""
    (found,) = _counted(work, "purchase", (Partial("laid", (), _laid),)).rows("laid")
    return Figures(found)


def _laid(sample: Sample) -> Columns:
    laid = {
        "journeys": sample.journeys.number.size,
        "visits": sample.visits.code.size,
        "interactions": int(sample.visits.interactions.sum()),
    }
    return {name: np.array([size], dtype=np.int64) for name, size in laid.items()}


def all_counts(work: Work) -> Figures:
    """Every table a map with a goal needs."""
    sums = _counted(work, "purchase", MAP)
    visits = sums.columns("touchpoints")
    (totals,) = sums.rows("totals")
    return Figures(
        {
            "journeys": totals["journeys"],
            "visits": int(visits["visits"].sum()),
            "interactions": int(visits["interactions"].sum()),
        }
    )


def asked_counts(work: Work) -> Journeys:
    """The question of all tools, counted as Percorso counts everything."""
    with opened(warehouse_of(work), work.scratch) as warehouse:
        asked = asked_of(warehouse, GAP_ONLY, GAP)
        return journeys_of(count_scope(warehouse, asked.scope, ASKED), asked.names)


def bare_counts(work: Work) -> Journeys:
    """The same without shares read one by one, and without threads: one query, arrays, a loop."""
    with opened(warehouse_of(work), work.scratch) as warehouse:
        asked = asked_of(warehouse, GAP_ONLY, GAP)
        rules = rules_of(asked.scope)
        reading = read_customers(warehouse, asked.scope, rules)
        starts = source_starts(warehouse)
        large, counted = LargeWaits(rules.codes), []
        for part in _parts(reading):
            sample = Sample(path_of(part, rules, starts), rules, large_waits=large.keys)
            counted.append(count_sample(ASKED, sample))
            large.note(counted[-1])
        return journeys_of(add_tables(ASKED, counted), asked.names)


def _counted(work: Work, journey: str, partials: tuple[Partial, ...]) -> Sums:
    with opened(warehouse_of(work), work.scratch) as warehouse:
        return count_scope(warehouse, asked_of(warehouse, journey, GAP).scope, partials)


def _parts(reading: Reading) -> Iterator[Reading]:
    """Whole customers, about as many rows at a time as in a share: they stay near the processor."""
    rows = reading.rows
    size = rows.customer_no.size
    changes = np.append(np.flatnonzero(np.diff(rows.customer_no)) + 1, size)
    wanted = np.append(np.arange(ROWS_A_SHARE, size, ROWS_A_SHARE), size)
    cuts = np.unique(changes[np.searchsorted(changes, wanted)])
    for begin, end in zip([0, *cuts[:-1]], cuts, strict=True):
        part = Rows(*(getattr(rows, name)[begin:end] for name in Rows.__slots__))
        yield Reading(part, reading.remarks, reading.topics, reading.texts)
