"""Rows of one thing become one interaction, with what the archive already holds of it."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from percorso.collect import groups_sql as ask
from percorso.collect.mapping_sql import interactions_from_rows
from percorso.domain.mapping import Mapping
from percorso.store.warehouse import Warehouse

# Segments of the archive that were read with one mapping.
KeptFiles = tuple[Mapping, list[Path]]


def gather_things(
    warehouse: Warehouse, mapping: Mapping, source_no: int, kept: Sequence[KeptFiles],
    load_limit: datetime,
) -> None:  # fmt: skip
    """Turn the rows in the table `parsed` into things; the table `touched` names those known.

    A thing that was known is made again of all its rows, so that it is the same whichever of
    them came first; where rows tell the state of a thing (`events`), of its newest state.

    Args:
        warehouse: Holds the rows at hand in the table `parsed`.
        mapping: With a column `one_per`.
        source_no: Whose interactions are looked at.
        kept: The source's earlier segments, by the mapping they were read with.
        load_limit: The latest instant a row may have.
    """
    warehouse.do(ask.known_things(source_no))
    warehouse.do(ask.rows_at_hand())
    if warehouse.value("select count(*) from touched"):
        for earlier, segments in kept:
            if earlier.one_per == mapping.one_per and segments:
                warehouse.do(ask.kept_rows(earlier, segments))
                warehouse.do(ask.add_kept_rows(interactions_from_rows(earlier, "kept"), load_limit))
        warehouse.do("drop table if exists kept")
    if mapping.events:
        warehouse.do(ask.newest_states())
    warehouse.do(ask.things(amounts_once=mapping.amounts_once))
    warehouse.do("drop table row_of_thing")
