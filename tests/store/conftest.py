"""Stores in a folder of the test's own."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from percorso.store.warehouse import Warehouse, open_warehouse


@pytest.fixture
def opened(tmp_path: Path) -> Callable[..., AbstractContextManager[Warehouse]]:
    """Opens the warehouse file of the test."""

    def opens(*, read_only: bool = False, name: str = "w.duckdb", memory_limit_mb: int = 200):
        return open_warehouse(
            tmp_path / name, read_only=read_only, memory_limit_mb=memory_limit_mb,
            temporary_limit_mb=1, scratch=tmp_path / "scratch",
        )  # fmt: skip

    return opens


@pytest.fixture
def warehouse(opened: Callable[..., AbstractContextManager[Warehouse]]) -> Iterator[Warehouse]:
    """An open warehouse without a table."""
    with opened() as one:
        yield one
