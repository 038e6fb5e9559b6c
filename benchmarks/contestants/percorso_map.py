"""Percorso through its public doors: the map of a bare file, and of a loaded workspace."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import percorso
from harness.answers import ARROW, GAP, Journeys, Work

GAP_ONLY = str(Path(__file__).with_name("gap_only.yaml"))
_BLOCK = 1 << 20
# What the data call the touchpoints that the default catalogue knows by another name.
_OBSERVED = {
    "product_page": "Product Viewed",
    "cart": "Cart Viewed",
    "order": "Order Completed",
    "checkout": "Checkout Started",
}


def journeys(work: Work) -> Journeys:
    """`percorso.map_of` with the gap rule alone, as the other tools can compute it, too."""
    return _answer(_map_of(work.data, GAP_ONLY).data)


def whole_map(work: Work) -> None:
    """`percorso.map_of` with a goal: the chain, all intervals and findings on top."""
    _map_of(work.data, "purchase")


def _map_of(data: Path, journey: str, gap: timedelta = GAP) -> "percorso.MapResult":
    return percorso.map_of(
        data, customer="customer", at="at", touchpoint="touchpoint", journey=journey, gap=gap,
        language="en",
    )  # fmt: skip


def load(work: Work) -> None:
    """The workspace of a data set, loaded once; a map brings an older warehouse up to date."""
    folder = _folder(work)
    if not (folder / "loaded").exists():
        percorso.open(folder).load(work.data, source="benchmark", time_zone="UTC")
        (folder / "loaded").touch()
    warehouse_journeys(work)


def read_once(work: Work) -> None:
    """The warehouse is in the page cache before the clock starts, as the bare file is."""
    with (_folder(work) / "warehouse.duckdb").open("rb") as file:
        while file.read(_BLOCK):
            pass


def _folder(work: Work) -> Path:
    return work.kept / f"workspace-{work.data.stem}"


def warehouse_journeys(work: Work) -> Journeys:
    """The same from a workspace's warehouse, which is stored in the order of customers."""
    return _answer(percorso.open(_folder(work)).map(GAP_ONLY, language="en").data)


def warehouse_command(work: Work) -> Journeys:
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
