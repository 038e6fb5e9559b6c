"""Percorso through its public doors: the map of a bare file, and of a loaded workspace."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import percorso
from contestants.percorso_sums import ASKED, journeys_of
from harness.answers import ARROW, GAP, Journeys, Work
from harness.kept import of_this_layout, remove_other_layouts
from harness.page_cache import read_whole
from percorso.domain.catalogue import Touchpoint
from percorso.journeys.counting import Count
from percorso.journeys.scope import Scope
from percorso.store.warehouse import Warehouse
from percorso.workspace.maps import bare_table

GAP_ONLY = str(Path(__file__).with_name("gap_only.yaml"))
# What the data call the touchpoints that the default catalogue knows by another name.
_OBSERVED = {
    "product_page": "Product Viewed",
    "cart": "Cart Viewed",
    "order": "Order Completed",
    "checkout": "Checkout Started",
}


class NothingCounted(RuntimeError):
    """`map_of` did not ask for a map where it used to."""

    def __init__(self) -> None:
        super().__init__("map_of no longer calls bare_table.build_map: see how it counts now.")


def journeys(work: Work) -> Journeys:
    """`percorso.map_of` with the gap rule alone, as the other tools can compute it, too."""
    return _answer(_map_of(work.data, GAP_ONLY).data)


def asked_alone(work: Work) -> Journeys:
    """What `percorso.map_of` does up to the counts that were asked for; no map is made of them.

    Raises:
        NothingCounted: `map_of` builds its map in another way than it did.
    """
    found: list[Journeys] = []

    def counted(
        warehouse: Warehouse, scope: Scope, _head: object, count: Count, _beside: object
    ) -> dict[str, object]:
        names = {code.number: _observed(code.touchpoint) for code in scope.codes}
        found.append(journeys_of(count(warehouse, scope, ASKED), names))
        return {}

    with patch.object(bare_table, "build_map", counted):
        _map_of(work.data, GAP_ONLY)
    if not found:
        raise NothingCounted
    return found[0]


def _observed(place: Touchpoint) -> str:
    return _OBSERVED.get(place.key, place.name_en)


def whole_map(work: Work) -> None:
    """`percorso.map_of` with a goal: the chain, all intervals and findings on top."""
    _map_of(work.data, "purchase")


def _map_of(data: Path, journey: str, gap: timedelta = GAP) -> "percorso.MapResult":
    return percorso.map_of(
        data, customer="customer", at="at", touchpoint="touchpoint", journey=journey, gap=gap,
        language="en",
    )  # fmt: skip


def load(work: Work) -> None:
    """The workspace of a data set, loaded once for each layout of the warehouse."""
    remove_other_layouts(work.kept)
    folder = _folder(work)
    if not (folder / "loaded").exists():
        shutil.rmtree(folder, ignore_errors=True)
        percorso.open(folder).load(work.data, source="benchmark", time_zone="UTC")
        (folder / "loaded").touch()
    workspace_journeys(work)


def read_once(work: Work) -> None:
    """The workspace is in the page cache before the clock starts, as the bare file is."""
    read_whole(_folder(work))


def forget_counts(work: Work) -> None:
    """The same, and no counts of an earlier map are kept."""
    shutil.rmtree(_folder(work) / "counts", ignore_errors=True)
    read_once(work)


def keep_counts(work: Work) -> None:
    """The same, and the counts of an earlier map are kept."""
    workspace_journeys(work)
    read_once(work)


def _folder(work: Work) -> Path:
    return of_this_layout(work.kept) / f"workspace-{work.data.stem}"


def workspace_journeys(work: Work) -> Journeys:
    """The same from a workspace, whose warehouse is stored in the order of customers."""
    return _answer(percorso.open(_folder(work)).map(GAP_ONLY, language="en").data)


def workspace_command(work: Work) -> Journeys:
    """The same as the command a person types, with the start of Python."""
    out = work.scratch / "map.json"
    _run("map", "--journey", GAP_ONLY, "--json", "--out", str(out), "--workspace", _folder(work))
    return _answer(json.loads(out.read_text(encoding="utf-8")))


def _run(*words: object) -> None:
    command = [sys.executable, "-m", "percorso", *map(str, words), "--lang", "en"]
    subprocess.run(command, check=True, env=os.environ, stdout=subprocess.DEVNULL)


def _answer(data: Mapping[str, Any]) -> Journeys:
    names = {card["key"]: _OBSERVED.get(card["key"], card["name"]) for card in data["touchpoints"]}
    return Journeys(
        [
            (names[row["from"]], names[row["to"]], row["count"], row["median_seconds"])
            for row in data["transitions"]
        ],
        _paths(data["variants"], names),
        data["totals"]["journeys"],
        data["variant_total"],
    )


def _paths(
    variants: Sequence[Mapping[str, Any]], names: Mapping[str, str]
) -> list[tuple[str, int]]:
    return [
        (ARROW.join(names[key] for key in variant["path"]), variant["journeys"])
        for variant in variants
    ]
