"""The segments of a workspace: kept under names, and counted."""

from collections.abc import Mapping
from dataclasses import replace

from percorso.domain.catalogue import key_for
from percorso.domain.segment import TRAITS, Segment
from percorso.journeys import fact_sql
from percorso.store.records import segments as records
from percorso.store.warehouse import Warehouse
from percorso.workspace.left_out import without_restricted
from percorso.workspace.maps.scoping import known_names
from percorso.workspace.maps.segment_customers import (
    Asking,
    SegmentUnknown,
    customers_of,
    kept_segment,
)
from percorso.workspace.restoring import ask_warehouse
from percorso.workspace.stores import Stores, now_utc


class SegmentsDesk:
    """The segments of one workspace."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    def all(self) -> list[Segment]:
        """All of them by name."""
        with self._stores.records.read() as connection:
            return records.segments(connection)

    def of(self, key: str) -> Segment:
        """The segment of a key.

        Raises:
            SegmentUnknown: there is none.
        """
        return kept_segment(self._stores, key)

    def save(self, segment: Segment) -> Segment:
        """Keep a segment: under its key, or as a new one where it has none.

        Raises:
            SegmentRefused: it has no name, no facts, or too many.
            FactIncomplete: a fact does not say enough.
            SegmentUnknown: it has a key nothing is kept under.
        """
        segment = replace(segment, name=" ".join(segment.name.split()))
        segment.check()
        with self._stores.records.write() as connection:
            known = {one.key for one in records.segments(connection)}
            if segment.key and segment.key not in known:
                raise SegmentUnknown(segment.key, sorted(known))
            key = segment.key or key_for(segment.name, known)
            segment = replace(segment, key=key)
            records.save_segment(connection, segment, now_utc())
        return segment

    def remove(self, key: str) -> None:
        """Forget a segment; no customer is.

        Raises:
            SegmentUnknown: there is none.
        """
        with self._stores.records.write() as connection:
            if not records.remove_segment(connection, key):
                raise SegmentUnknown(key, [one.key for one in records.segments(connection)])

    def count(self, segment: Segment) -> int:
        """How many customers are in it now.

        Raises:
            FactIncomplete: a fact does not say enough.
        """

        def read(warehouse: Warehouse) -> int:
            known = known_names(self._stores, warehouse)
            asking = Asking(self._stores, warehouse, known.named, known.sources)
            chosen = customers_of(asking, segment, "counted")
            chosen = without_restricted(self._stores, warehouse, chosen) or chosen
            return int(warehouse.value(fact_sql.how_many(chosen)))

        return ask_warehouse(self._stores, read)

    def traits(self) -> Mapping[str, list[str]]:
        """The traits customers can be told by, with what was said of them."""
        with self._stores.records.read() as connection:
            said = {name: records.trait_values(connection, name) for name in TRAITS}
        return {name: values for name, values in said.items() if values}
