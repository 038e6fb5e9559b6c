"""The files the contestants read, made where they are missing."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

BENCHMARKS = Path(__file__).resolve().parents[1]
HELP_DESK = "helpdesk-italy"
_FACTORS = {"": 1, "k": 1_000, "M": 1_000_000}


class RowsUnreadable(ValueError):
    """A number of rows that cannot be read."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(f"{text!r} is no number of rows. Write it like 250k, 1M or 10M.")


class DataMissing(FileNotFoundError):
    """A real data set that is not on this machine."""

    def __init__(self, place: Path) -> None:
        self.place = place
        super().__init__(f"{place} is missing. Set PERCORSO_TEST_DATA to the folder of data sets.")


@dataclass(frozen=True, slots=True)
class DataSet:
    """A file and how many interactions are in it; None where that is not what is counted."""

    name: str
    file: Path
    rows: int | None


def rows_of(text: str) -> int:
    """A number of rows as people write it: 250k, 1M.

    Raises:
        RowsUnreadable: it is written in another way.
    """
    found = re.fullmatch(r"(\d+)([kM]?)", text)
    if found is None or not int(found[1]):
        raise RowsUnreadable(text)
    return int(found[1]) * _FACTORS[found[2]]


def made_interactions(name: str, folder: Path, python: Path) -> DataSet:
    """Made interactions of that many rows, or the help-desk log by its name.

    Args:
        name: `250k`, `1M`, and so on.
        folder: Where data are kept.
        python: An interpreter with numpy and pyarrow.

    Raises:
        RowsUnreadable: the name is no number of rows.
        CalledProcessError: the data could not be made.
    """
    rows = rows_of(name)
    file = folder / f"{name}.parquet"
    if not file.exists():
        _make(python, "made_interactions", rows, file)
    return DataSet(name, file, rows)


def help_desk(source: Path, folder: Path, python: Path) -> DataSet:
    """The Italian help-desk log in the form of the made data.

    Raises:
        DataMissing: the log is not on this machine.
        CalledProcessError: it could not be written.
    """
    log = source / HELP_DESK / "helpdesk.csv.gz"
    file = folder / f"{HELP_DESK}.parquet"
    if not file.exists():
        _require(log)
        _make(python, "help_desk", log.resolve(), file)
    return DataSet(HELP_DESK, file, 21_348)


def channel_paths(source: Path) -> DataSet:
    """The paths through channels that came with ChannelAttribution.

    Raises:
        DataMissing: they are not on this machine.
    """
    file = source / "channel-paths" / "paths.csv.gz"
    _require(file)
    return DataSet("channel-paths", file, None)


def _require(place: Path) -> None:
    if not place.exists():
        raise DataMissing(place)


def _make(python: Path, module: str, given: int | Path, file: Path) -> None:
    print(f"making {file.name}", flush=True)
    file.parent.mkdir(parents=True, exist_ok=True)
    command = (python, "-m", f"harness.{module}", str(given), file.resolve())
    subprocess.run(command, cwd=BENCHMARKS, check=True)
