"""A company with some customers, and its lake."""

import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from percorso.workspace.lake import LakeExport
from tests.workspace.company import Company

BUCKETS = 16
AT_ONCE = timedelta()

_HEADER = "customer,email,anonymous_id,at,touchpoint,order_id,text,rating\n"


def rows(*some: tuple[str, ...]) -> str:
    """An export of rows; what a row leaves out is empty."""
    return _HEADER + "".join(",".join((*row, *("",) * (8 - len(row)))) + "\n" for row in some)


@dataclass
class Lake:
    """The lake of a company, and what an engine reads of it."""

    company: Company

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return self.company.folder / "lake"

    def export(self, **how: Any) -> LakeExport:
        """Bring it up to the workspace."""
        return self.company.workspace.lake.export(
            self.folder, **({"buckets": BUCKETS, "keep": AT_ONCE} | how)
        )

    def ask(self, sql: str, export: LakeExport) -> list[tuple[Any, ...]]:
        """An engine's answer about the rows of the files that hold, as `lake`."""
        files = [str(self.folder / one.path) for one in export.manifest.files]
        engine = duckdb.connect()
        engine.execute("set TimeZone = 'UTC'").fetchall()
        engine.execute(f"create view lake as from read_parquet({files!r})").fetchall()
        found = engine.execute(sql).fetchall()
        engine.close()
        return found

    def buckets_of(self, export: LakeExport, touchpoints: tuple[str, ...]) -> set[int | None]:
        """The buckets that hold an interaction of one of these observed names."""
        files = {str(self.folder / one.path): one.bucket for one in export.manifest.files}
        engine = duckdb.connect()
        found = engine.execute(
            f"select distinct filename from read_parquet({list(files)!r}, filename = true) "
            f"where observed_name in {touchpoints!r}"
        ).fetchall()
        engine.close()
        return {files[row[0]] for row in found}

    def identity_of_files(self) -> dict[str, tuple[int, int]]:
        """Each file's inode and time of change: equal only for the same, untouched file."""
        return {
            path.name: (path.stat().st_ino, path.stat().st_mtime_ns)
            for path in self.folder.glob("*.parquet")
        }


def written_buckets(export: LakeExport) -> set[int | None]:
    """The buckets an export wrote."""
    return {one.bucket for one in export.manifest.files if one.path in export.written}


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company of forty customers: each has a visit of their own, every other one an order."""
    company = Company(tmp_path_factory.mktemp("template"))
    visits = [
        (f"n{no}", f"n{no}@b.it", "", f"2025-03-01T10:{no:02}:00Z", f"Visit {no}")
        for no in range(40)
    ]
    orders = [
        (f"n{no}", "", "", f"2025-03-02T10:{no:02}:00Z", "Order Completed", f"O-10{no:02}",
         f"says {no}", "4")
        for no in range(0, 40, 2)
    ]  # fmt: skip
    company.load(rows(*visits, *orders, ("", "", "", "2025-03-03T10:00:00Z", "Passer-by")))
    return company.home


@pytest.fixture
def lake(template: Path, tmp_path: Path) -> Lake:
    """The lake, not written yet, of a company of its own."""
    shutil.copytree(template, tmp_path / "company")
    return Lake(Company(tmp_path))
