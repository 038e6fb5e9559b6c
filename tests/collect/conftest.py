"""A file written in a test, and the interactions it becomes in a real engine."""

import gzip
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from percorso.collect.columns import Recognition, parse_columns_option, recognise_columns
from percorso.collect.date_order_sql import date_order_evidence, settle_date_order
from percorso.collect.mapping_sql import interactions_from_rows
from percorso.collect.readers.row import FileLimits, Notice, RejectedRow
from percorso.collect.source_file import SourceFile, open_source_file
from percorso.collect.spool import spool_rows
from percorso.collect.spool_sql import spool_relation

LOAD_LIMIT = datetime(2026, 1, 1, 0, 5)


@dataclass
class Loaded:
    """What came of one file."""

    file: SourceFile
    recognition: Recognition
    read: int
    rejected: list[RejectedRow] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)

    def column(self, name: str) -> list[Any]:
        """One column of the interactions, in the order of the file."""
        return [row[name] for row in self.rows]


@pytest.fixture(scope="session")
def engine() -> Iterator[duckdb.DuckDBPyConnection]:
    """An engine in memory, in a zone no test may depend on."""
    connection = duckdb.connect(config={"threads": 1})
    connection.execute("SET TimeZone = 'America/New_York'")
    yield connection
    connection.close()


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Writes text or bytes to a file, gzipped when its name ends in .gz."""

    def written(content: str | bytes, name: str = "export.csv", encoding: str = "utf-8") -> Path:
        data = content.encode(encoding) if isinstance(content, str) else content
        path = tmp_path / name
        path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
        return path

    return written


@pytest.fixture
def load(
    engine: duckdb.DuckDBPyConnection, write: Callable[..., Path], tmp_path: Path
) -> Callable[..., Loaded]:
    """Takes a file (or its text) all the way to interactions."""

    def loaded(
        content: str | bytes | Path,
        columns: str = "",
        *,
        name: str = "export.csv",
        zone: str = "Europe/Rome",
        order: Any = None,
        limits: FileLimits | None = None,
    ) -> Loaded:
        path = content if isinstance(content, Path) else write(content, name)
        file = open_source_file(path, limits)
        given = parse_columns_option(columns)
        seen = recognise_columns(file.header, file.sample, given, time_zone=zone, date_order=order)
        result = Loaded(file, seen, 0)
        spool = tmp_path / "rows.spool"
        result.read = spool_rows(
            file, spool, result.rejected.append, lambda done, total: None, result.notices.append
        )
        relation = f"(SELECT line, 'm' || line AS message_id, body FROM {spool_relation(spool)})"
        mapping = seen.mapping
        evidence = date_order_evidence(mapping, relation)
        counts = engine.execute(evidence.sql, evidence.parameters).fetchall()[0]
        mapping = settle_date_order(mapping, *counts)
        query = interactions_from_rows(mapping, relation)
        bound = {**query.parameters, "load_limit": LOAD_LIMIT}
        answer = engine.execute(f"SELECT * FROM ({query.sql}) ORDER BY line", bound)
        names = [str(column[0]) for column in answer.description]
        result.rows = [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
        return result

    return loaded
