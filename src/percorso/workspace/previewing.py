"""How would a file be read, and how was its source read last?"""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from percorso.collect.look import Wanted
from percorso.collect.preview import Preview, preview_file
from percorso.domain.errors import NotFoundError
from percorso.domain.mapping import Mapping
from percorso.domain.profile import Profile, profile_of_mapping
from percorso.settings import Settings
from percorso.store.records import sources as source_records
from percorso.store.warehouse import LAYOUT_VERSION, open_warehouse
from percorso.store.warehouse_tables_sql import warehouse_tables
from percorso.workspace.stores import Stores, now_utc


class SourceUnknown(NotFoundError):
    """A source from which nothing was loaded."""

    def __init__(self, key: str, known: Sequence[str]) -> None:
        self.key, self.known = key, tuple(known)
        super().__init__(
            f'There is no source "{key}" in this workspace. '
            f"Its sources: {', '.join(known) or 'none'}."
        )


def profile_of_source(stores: Stores, source_key: str) -> Profile:
    """How a source was read last, as a profile.

    Raises:
        SourceUnknown: nothing was loaded from it.
    """
    mappings = mappings_of_source(stores, source_key)
    if not mappings:
        with stores.records.read() as connection:
            known = [source.key for source in source_records.sources(connection)]
        raise SourceUnknown(source_key, known)
    return profile_of_mapping(mappings[0], source_key)


def mappings_of_source(stores: Stores, source_key: str) -> list[Mapping]:
    """The mappings of a source, the last first; none of one nobody knows."""
    with stores.records.read() as connection:
        source = source_records.source_by_key(connection, source_key)
        bodies = source_records.mapping_bodies(connection, source.no) if source else []
    return [Mapping.from_json(body) for body in reversed(bodies)]


def preview(
    stores: Stores | None, settings: Settings, path: Path, source_key: str, wanted: Wanted
) -> Preview:
    """The first interactions a load of the file would store.

    Args:
        stores: The workspace, where there is one.
        settings: How Percorso runs on this machine.
        path: The file.
        source_key: The source it comes from.
        wanted: What the caller says about it.
    """
    earlier = [] if stores is None else mappings_of_source(stores, source_key)
    with tempfile.TemporaryDirectory(prefix="percorso-") as folder:
        scratch = Path(folder)
        with open_warehouse(
            scratch / "warehouse.duckdb", read_only=False,
            memory_limit_mb=settings.memory_limit_mb,
            temporary_limit_mb=settings.temporary_limit_mb, scratch=scratch,
        ) as warehouse:  # fmt: skip
            for statement in warehouse_tables(LAYOUT_VERSION):
                warehouse.do(statement)
            return preview_file(
                warehouse, path, wanted, earlier=earlier, scratch=scratch, now=now_utc()
            )
