"""The warehouse as a question needs it: whole, and with all that is registered in it."""

import contextlib
from collections.abc import Callable, Iterator
from typing import TypeVar

from percorso.store.records import inbox as inbox_records
from percorso.store.records import sources as source_records
from percorso.store.records.erasures import has_unfinished
from percorso.store.warehouse import LAYOUT_VERSION, Warehouse, WarehouseDamaged
from percorso.store.warehouse_tables_sql import IS_RESOLVED, LOADED_INBOX, LOADED_SEGMENTS
from percorso.workspace.stores import Stores
from percorso.workspace.texts.unread import is_read_otherwise, read_with

Answer = TypeVar("Answer")


@contextlib.contextmanager
def up_to_date(stores: Stores) -> Iterator[Warehouse]:
    """A warehouse that is whole and shows all that is registered; brought up first if behind.

    Raises:
        WarehouseDamaged: damage that shows only when it is asked; the next call meets a new one.
    """
    try:
        with contextlib.ExitStack() as held:
            yield _brought_up(stores, held)
    except WarehouseDamaged as damage:
        stores.set_aside(damage)
        raise


def ask_warehouse(stores: Stores, question: Callable[[Warehouse], Answer]) -> Answer:
    """The answer of a warehouse that is up to date; of one made anew where damage shows."""
    try:
        with up_to_date(stores) as warehouse:
            return question(warehouse)
    except WarehouseDamaged:
        with up_to_date(stores) as warehouse:
            return question(warehouse)


def bring_up(stores: Stores, warehouse: Warehouse) -> None:
    """Bring a warehouse that is held to be written up to all that is registered."""
    if is_behind(stores, warehouse):
        _catch_up(stores, warehouse)


def _catch_up(stores: Stores, warehouse: Warehouse) -> None:
    # What reads the archive takes long to import, and is seldom needed.
    from percorso.workspace.arrivals.catching_up import catch_up

    catch_up(stores, warehouse)


def _brought_up(stores: Stores, held: contextlib.ExitStack) -> Warehouse:
    """The warehouse, read by many where it is up to date, else held alone and caught up."""
    with contextlib.suppress(WarehouseDamaged):
        if stores.warehouse_path.exists():
            with contextlib.ExitStack() as tried:
                warehouse = tried.enter_context(stores.hold(to_write=False))
                if not is_behind(stores, warehouse):
                    held.push(tried.pop_all())
                    return warehouse
    warehouse = held.enter_context(stores.hold(to_write=True))
    _catch_up(stores, warehouse)
    return warehouse


def is_behind(stores: Stores, warehouse: Warehouse) -> bool:
    """Whether the warehouse does not show yet what is registered, as it is to be read."""
    if warehouse.layout_version() != LAYOUT_VERSION or not warehouse.value(IS_RESOLVED):
        return True
    with stores.records.read() as connection:
        registered = source_records.segments(connection)
        places = inbox_records.places(connection)
        is_erasing = has_unfinished(connection)
        wanted = read_with(connection)
    if is_erasing or is_read_otherwise(warehouse, wanted):
        return True
    loaded = dict(warehouse.rows(LOADED_SEGMENTS))
    if any(loaded.get(one.name) != one.mapping_version for one in registered):
        return True
    # Messages of the inbox that are judged and counted.
    through = dict(warehouse.rows(LOADED_INBOX))
    return any(place.loaded_no > through.get(no, 0) for no, place in places.items())
