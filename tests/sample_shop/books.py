"""The sample shop's files read back the plain way: rows, and who they belong to."""

import csv
import gzip
import io
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from percorso.sample_shop import SampleFile, SampleShop

ROME = ZoneInfo("Europe/Rome")
TABLET = "7ab1e7000000cafe"
_NAME_COLUMNS = {
    "shop": "evento",
    "site": "event",
    "courier": "stato",
    "desk": "tipo contatto",
    "voice": "punto di contatto",
}
_IDENTIFIERS = {
    "codice cliente": "user",
    "user_id": "user",
    "email": "email",
    "telefono": "phone",
    "tessera": "card",
    "anonymous_id": "device",
}


@dataclass(frozen=True)
class Line:
    """One interaction as a file tells it."""

    source: str
    at: datetime
    touchpoint: str
    cells: dict[str, str]
    position: int

    def identifiers(self) -> list[tuple[str, str]]:
        found = []
        for column, kind in _IDENTIFIERS.items():
            value = self.cells.get(column, "")
            if kind == "phone":
                value = value.replace(" ", "").removeprefix("+39")
            if value and value != TABLET:
                found.append((kind, value))
        return found

    @property
    def order(self) -> str:
        return self.cells.get("numero ordine", "")


@dataclass
class Books:
    """All lines of the shop, and the journeys of its customers in the order of time."""

    lines: list[Line]
    journeys: list[list[Line]] = field(default_factory=list)
    nobodys: list[Line] = field(default_factory=list)

    def named(self, *touchpoints: str) -> list[Line]:
        return [line for line in self.lines if line.touchpoint in touchpoints]

    def by_order(self, touchpoint: str) -> dict[str, Line]:
        return {line.order: line for line in self.lines if line.touchpoint == touchpoint}


def table(file: SampleFile) -> list[dict[str, str]]:
    opener = gzip.open if file.path.suffix == ".gz" else open
    with opener(file.path, "rb") as binary:
        text = io.TextIOWrapper(binary, encoding="utf-8-sig", newline="")
        return list(csv.DictReader(text, delimiter="," if file.source == "site" else ";"))


def read(shop: SampleShop) -> Books:
    lines = [
        Line(file.source, _instant(cells), cells[_NAME_COLUMNS[file.source]], cells, position)
        for file in shop.files
        for position, cells in enumerate(table(file))
    ]
    books = Books(lines)
    _attach(books)
    return books


def _instant(cells: dict[str, str]) -> datetime:
    if "timestamp" in cells:
        return datetime.fromisoformat(cells["timestamp"])
    return datetime.strptime(cells["data ora"], "%d/%m/%Y %H:%M").replace(tzinfo=ROME)


def _attach(books: Books) -> None:
    """Join lines by identifiers; lines with only an order number go to the order's owner."""
    parent: dict[tuple[str, str], tuple[str, str]] = {}

    def root(key: tuple[str, str]) -> tuple[str, str]:
        parent.setdefault(key, key)
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    owner: dict[str, tuple[str, str]] = {}
    for line in books.lines:
        keys = line.identifiers()
        for key in keys:
            parent[root(key)] = root(keys[0])
        if line.touchpoint == "Order Completed" and keys:
            owner[line.order] = keys[0]
    ways: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in books.lines:
        keys = line.identifiers()
        key = keys[0] if keys else owner.get(line.order)
        if key is None:
            books.nobodys.append(line)
        else:
            ways[root(key)].append(line)
    rank = {"site": 0, "shop": 1, "courier": 2, "desk": 3, "voice": 4}
    for way in ways.values():
        way.sort(key=lambda line: (line.at, rank[line.source], line.position))
        books.journeys.append(way)
