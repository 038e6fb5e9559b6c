"""Where prepared warehouses and workspaces lie: a folder for each layout of the warehouse."""

import hashlib
import shutil
from functools import cache
from pathlib import Path

from percorso.store.warehouse import LAYOUT_VERSION
from percorso.store.warehouse_tables_sql import warehouse_tables

_PREFIX = "layout-"


@cache
def layout_key() -> str:
    """Names the layout: its version, and its tables, which may change before the version does."""
    tables = "".join(query.sql for query in warehouse_tables(LAYOUT_VERSION))
    return f"{_PREFIX}{LAYOUT_VERSION}-{hashlib.sha256(tables.encode()).hexdigest()[:8]}"


def of_this_layout(kept: Path) -> Path:
    """The folder for what this layout's release prepared; what others prepared is left alone."""
    folder = kept / layout_key()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def remove_other_layouts(kept: Path) -> None:
    """Take away what no release of this layout can read: it can be prepared again."""
    for folder in kept.glob(f"{_PREFIX}*"):
        if folder.name != layout_key():
            shutil.rmtree(folder)
