"""Which values link nobody, written as identifiers are kept."""

from percorso.store.records import sources as source_records
from percorso.store.warehouse import Warehouse
from percorso.workspace.people.finding import written_keys
from percorso.workspace.stores import Stores

# Cases belong to a source each: none is the shop's own.
_OF_A_SOURCE = frozenset({"case_id"})


def values_of(stores: Stores, value: str, warehouse: Warehouse) -> list[str]:
    """A value as identifiers of each kind are kept; `@shop.example` is all of a domain."""
    if value.strip().startswith("@"):
        return [value.strip().lower()]
    with stores.records.read() as connection:
        sources = source_records.sources(connection)
    written = written_keys(stores, value, sources, warehouse)
    found = {one.clear.lower() for one in written if one.type not in _OF_A_SOURCE}
    return sorted(found) or [value.strip().lower()]
