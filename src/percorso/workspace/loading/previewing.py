"""How would a file be read, and how was its source read last?"""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
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


class MappingVersionUnknown(NotFoundError):
    """A version of a source's mapping that there is not."""

    def __init__(self, key: str, version: int, last: int) -> None:
        self.key, self.version, self.last = key, version, last
        super().__init__(
            f'The source "{key}" has no version {version} of its mapping; there are 1 to {last}.'
        )


@dataclass(frozen=True, slots=True)
class SourceProfile:
    """How a source is read, as a profile: which version of its mappings, of how many."""

    profile: Profile
    version: int
    versions: int


def profile_of_source(stores: Stores, source_key: str, version: int | None = None) -> SourceProfile:
    """How a source was read last, or in an earlier version, as a profile.

    Raises:
        SourceUnknown: nothing was loaded from it.
        MappingVersionUnknown: there is no such version.
    """
    found = _versions(stores, source_key)
    if not found:
        with stores.records.read() as connection:
            known = [source.key for source in source_records.sources(connection)]
        raise SourceUnknown(source_key, known)
    wanted = next(iter(found)) if version is None else version
    if wanted not in found:
        raise MappingVersionUnknown(source_key, wanted, len(found))
    return SourceProfile(profile_of_mapping(found[wanted], source_key), wanted, len(found))


def mappings_of_source(stores: Stores, source_key: str) -> list[Mapping]:
    """The mappings of a source, the one used last first; none of one nobody knows."""
    return list(_versions(stores, source_key).values())


def _versions(stores: Stores, source_key: str) -> dict[int, Mapping]:
    with stores.records.read() as connection:
        source = source_records.source_by_key(connection, source_key)
        if source is None:
            return {}
        bodies = source_records.mapping_bodies(connection, source.no)
        order = source_records.versions_by_use(connection, source.no)
    return {version: Mapping.from_json(bodies[version - 1]) for version in order}


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
