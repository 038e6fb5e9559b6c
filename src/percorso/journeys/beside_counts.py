"""What a map shows beside its counts: contacts in no journey, words, and what ratings go with."""

from collections.abc import Iterable
from math import isnan

import numpy as np

from percorso.journeys import outside_sql as ask
from percorso.journeys.importance import importance_of_ratings
from percorso.journeys.measures import BesideCounts
from percorso.journeys.partials.table import Row, Sums
from percorso.journeys.path.cutting import Places
from percorso.journeys.scope import Scope
from percorso.store.warehouse import Columns, Warehouse

_QUOTES = 3
_THEMES = 3


def beside_counts(warehouse: Warehouse, scope: Scope, sums: Sums) -> BesideCounts:
    """All that a map tells of a scope and that is no sum over its customers."""
    return BesideCounts(
        outside=outside_journeys(warehouse, scope, sums),
        quotes=quotes(warehouse, sums),
        importance=importance_of_ratings(warehouse, scope, sums),
        blamed=blamed_themes(warehouse, scope),
    )


def outside_journeys(warehouse: Warehouse, scope: Scope, sums: Sums) -> dict[int, Row]:
    """Interactions of the period that stand in no journey, by code, and the anonymous of them.

    Anonymous ones, broadcasts on their own, and contacts no journey of the definition takes. A
    definition that selects its contacts speaks only of places its journeys met; a segment of
    customers has nobody outside.
    """
    if scope.segment is not None:
        return {}
    return outside_of_all(warehouse.rows(ask.interactions_by_name(scope.period)), scope, sums)


def outside_of_all(
    by_name: Iterable[tuple[int, int, int]], scope: Scope, sums: Sums
) -> dict[int, Row]:
    """The same, where the interactions of the period are known.

    Args:
        by_name: Numbers of observed names, with their interactions, and the anonymous of these.
        scope: Whose journeys were counted.
        sums: Their counts.
    """
    inside = {row["code"]: row["interactions"] for row in sums.rows("inside")}
    rows: dict[int, Row] = {}
    for name, interactions, anonymous in by_name:
        code = scope.code_of_name[name]
        row = rows.setdefault(
            code, {"code": code, "interactions": -inside.get(code, 0), "anonymous": 0}
        )
        row["interactions"] += interactions
        row["anonymous"] += anonymous
    met = set(sums.columns("touchpoints")["code"].tolist())
    return {
        code: row
        for code, row in sorted(rows.items())
        if row["interactions"] and (code in met or not scope.definition.is_selective)
    }


def blamed_themes(warehouse: Warehouse, scope: Scope) -> dict[int, list[tuple[str, int]]]:
    """What the texts of each code blame, the most texts first; a topic alone where none is deeper.

    A theme brings its topic with it, which says less.
    """
    found: dict[int, dict[str, int]] = {}
    for name, key, texts in warehouse.rows(ask.themes_by_name(scope)):
        of_code = found.setdefault(scope.code_of_name[name], {})
        of_code[key] = of_code.get(key, 0) + texts
    blamed = {}
    for code, themes in sorted(found.items()):
        deep = {key.partition(".")[0] for key in themes if "." in key}
        told = [(key, texts) for key, texts in themes.items() if key not in deep]
        blamed[code] = sorted(told, key=lambda one: (-one[1], one[0]))[:_THEMES]
    return blamed


def quotes(warehouse: Warehouse, sums: Sums) -> list[Row]:
    """The three strongest texts of each code, the latest first where they are as strong."""
    table = sums.columns("quotes")
    chosen = _strongest(table)
    if not chosen.size:
        return []
    numbers = table["interaction_no"][chosen].tolist()
    columns, texts = warehouse.table(ask.quoted_texts(numbers))
    said = {row[0]: dict(zip(columns, row, strict=True)) for row in texts}
    rows = [
        {**said[number], "code": code, "occurred_us": us, "felt": felt}
        for number, code, us, felt in zip(
            numbers,
            *(table[name][chosen].tolist() for name in ("code", "occurred_us", "felt")),
            strict=True,
        )
    ]
    rows.sort(
        key=lambda row: (
            row["code"], -_strength(row["felt"]), -row["occurred_us"], row["interaction_id"],
        )
    )  # fmt: skip
    first: dict[int, int] = {}
    for place, row in enumerate(rows):
        first.setdefault(row["code"], place)
    return [row for place, row in enumerate(rows) if place - first[row["code"]] < _QUOTES]


def _strength(felt: float) -> float:
    """How strong a level is; a text without one is not."""
    return 0.0 if isnan(felt) else abs(felt)


def _strongest(table: Columns) -> Places:
    """Places of the first three rows of each code, and of those as strong and late as the third."""
    code, us = table["code"], table["occurred_us"]
    strength = np.nan_to_num(np.abs(table["felt"]))
    order = np.lexsort((-us, -strength, code))
    if not order.size:
        return order
    begin = np.flatnonzero(np.diff(code[order], prepend=code[order[0]] - 1))
    length = np.diff(np.append(begin, order.size))
    third = np.repeat(order[begin + np.minimum(length, _QUOTES) - 1], length)
    kept = (strength[order] > strength[third]) | (
        (strength[order] == strength[third]) & (us[order] >= us[third])
    )
    strongest: Places = order[kept]
    return strongest
