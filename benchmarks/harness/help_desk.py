"""Writes the Italian help-desk log, a CSV file of 4TU.ResearchData, in the benchmarks' form."""

import csv
import gzip
import sys
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq


def write_help_desk(source: Path, path: Path) -> None:
    """Write the log as Parquet: customer (the case), at, touchpoint (the activity).

    Equal instants of one case are told apart by microseconds in the order of the file: some
    contestants sort by time alone, and the order of ties is not what is measured.
    """
    seen: Counter[tuple[str, datetime]] = Counter()
    rows = []
    with gzip.open(source, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            case = row["Case ID"]
            instant = datetime.strptime(row["Complete Timestamp"], "%Y/%m/%d %H:%M:%S.%f")
            rows.append(
                (case, instant + timedelta(microseconds=seen[case, instant]), row["Activity"])
            )
            seen[case, instant] += 1
    customers, instants, touchpoints = zip(*rows, strict=True)
    table = pa.table(
        {
            "customer": customers,
            "at": pa.array(instants, pa.timestamp("us")),
            "touchpoint": touchpoints,
        }
    )
    unfinished = path.with_suffix(".unfinished")
    pq.write_table(table, unfinished, compression="zstd")
    unfinished.rename(path)


if __name__ == "__main__":
    write_help_desk(Path(sys.argv[1]), Path(sys.argv[2]))
