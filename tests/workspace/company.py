"""A small company in a folder: its files go in, and what the stores hold can be looked at."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
from sqlalchemy import text

from percorso.domain.load_report import LoadReport
from percorso.settings import Settings
from percorso.store.records.opening import open_records
from percorso.workspace import Workspace

# All of an interaction that does not depend on when and in which segment it was stored.
_CONTENT = """
select r.customer_no, r.ord, r.occurred_us, r.felt, r.amount_minor, r.source_no,
  i.* exclude (interaction_no, segment, received_at, source_no, amount_minor)
from resolved as r join interaction as i using (interaction_no) order by r.ord"""


class Company:
    """A workspace in a folder of its own, and the exports beside it."""

    def __init__(self, folder: Path, records_url: str = "") -> None:
        self.folder = folder
        self.home = folder / "company"
        self.settings = Settings(
            workspace=self.home, lock_wait_seconds=0.0, records_url=records_url
        )
        self.workspace = Workspace(self.home, self.settings, create=True)

    def export(self, content: str | bytes, name: str = "export.csv") -> Path:
        """Write an export file."""
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def load(
        self, content: str | bytes, source: str = "shop", name: str = "export.csv", **how: Any
    ) -> LoadReport:
        """Write an export and load it."""
        return self.workspace.load(self.export(content, name), source=source, **how)

    def warehouse(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of the warehouse."""
        with self.warehouse_file() as connection:
            return connection.execute(sql).fetchall()

    @contextlib.contextmanager
    def warehouse_file(self, *, read_only: bool = True) -> Iterator[duckdb.DuckDBPyConnection]:
        """The warehouse, to look at with the engine itself."""
        connection = duckdb.connect(str(self.home / "warehouse.duckdb"), read_only=read_only)
        try:
            yield connection
        finally:
            connection.close()

    def records(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of the records."""
        records = open_records(self.home, self.settings.records_url)
        with records.read() as connection:
            rows = [tuple(row) for row in connection.execute(text(sql))]
        records.close()
        return rows

    def content(self) -> list[tuple[Any, ...]]:
        """Everything the warehouse says, in the order of the resolved view."""
        return self.warehouse(_CONTENT)

    def owners(self) -> list[tuple[str, int | None]]:
        """(touchpoint, customer) of every interaction by time."""
        with self.warehouse_file() as connection:
            rows = connection.execute(
                "select observed_name_no, customer_no from resolved order by occurred_us, ord"
            ).fetchall()
        names = dict(self.records("select no, name from observed_name"))
        return [(names[no], customer) for no, customer in rows]

    def segments(self) -> set[str]:
        """Names of the segments that lie in the archive's folder."""
        return {path.stem for path in (self.home / "archive").glob("*.parquet")}
