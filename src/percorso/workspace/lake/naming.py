"""The names a lake gives: told to the warehouse as temporary tables, as of one state."""

from dataclasses import dataclass

import numpy as np

from percorso.domain.lake import LakeTouchpoint
from percorso.store.records import catalogue as catalogue_records
from percorso.store.records import customers as customer_records
from percorso.store.records import sources as source_records
from percorso.store.records.database import RecordsConnection
from percorso.store.records.workspaces import Company, company
from percorso.store.warehouse import Warehouse
from percorso.workspace.stores import Stores, WorkspaceMissing


@dataclass(frozen=True, slots=True)
class LakeNames:
    """What of the records a manifest tells.

    Attributes:
        identity_version: The last batch of links; 0 before the first.
        touchpoints: Those that an observed name leads to, by key.
    """

    company: Company
    identity_version: int
    touchpoints: tuple[LakeTouchpoint, ...]


def tell_names(stores: Stores, warehouse: Warehouse) -> LakeNames:
    """Make the temporary tables `lake_name`, `lake_source` and `customer_name`.

    Raises:
        WorkspaceMissing: the workspace was never founded.
    """
    # One connection sees one state: names, and the version of the catalogue they belong to.
    with stores.records.read() as connection:
        found = company(connection)
        if found is None:
            raise WorkspaceMissing(stores.folder)
        _tell_customers(warehouse, connection)
        _tell_sources(warehouse, connection)
        touchpoints = _tell_observed(warehouse, connection)
        return LakeNames(found, customer_records.last_batch(connection), touchpoints)


def _tell_customers(warehouse: Warehouse, connection: RecordsConnection) -> None:
    warehouse.do(
        "create or replace temp table customer_name (customer_no integer, customer_id varchar)"
    )
    for part in customer_records.customer_ids_in_parts(connection):
        numbers, ids = zip(*part, strict=True)
        warehouse.fill(
            "some_customers",
            {"no": np.array(numbers, dtype=np.int32), "id": np.array(ids, dtype=object)},
        )
        warehouse.do("insert into customer_name select no, id from some_customers")


def _tell_sources(warehouse: Warehouse, connection: RecordsConnection) -> None:
    sources = source_records.sources(connection)
    warehouse.fill(
        "lake_source",
        {
            "source_no": np.array([one.no for one in sources], dtype=np.int32),
            "source_key": np.array([one.key for one in sources], dtype=object),
        },
    )


def _tell_observed(
    warehouse: Warehouse, connection: RecordsConnection
) -> tuple[LakeTouchpoint, ...]:
    names = catalogue_records.observed_names(connection)
    warehouse.fill(
        "lake_name",
        {
            "observed_name_no": np.array([one.no for one in names], dtype=np.int32),
            "observed_name": np.array([one.name for one in names], dtype=object),
            "touchpoint_key": np.array([one.touchpoint_key for one in names], dtype=object),
        },
    )
    seen = {one.touchpoint_key for one in names}
    return tuple(
        LakeTouchpoint(at.key, at.name_it, at.name_en, at.stage, at.channel, at.initiator)
        for at in catalogue_records.touchpoints(connection)
        if at.key in seen
    )
