"""Which texts are to be read, and with what: asked at every resolving, so it imports no tables."""

from typing import Any

from percorso.store.query import Query
from percorso.store.records.preferences import preference_of
from percorso.store.warehouse import Warehouse
from percorso.voice.edition import EDITION
from percorso.workspace.stores import Stores
from percorso.workspace.texts import keeping_sql as ask

# Names the firm's own lists as they are now; changes with each of them.
LISTS_PREFERENCE = "theme_seeds"
# Set anew whenever somebody asks to learn from the firm's own ratings; empty is not at all.
LEARN_PREFERENCE = "mood_model"


def read_with(connection: Any) -> str:
    """What texts are to be read with: the edition of the package, and what is the firm's own."""
    own = [preference_of(connection, key) for key in (LISTS_PREFERENCE, LEARN_PREFERENCE)]
    return " ".join(filter(None, (str(EDITION), *own)))


def is_read_otherwise(warehouse: Warehouse, wanted: str) -> bool:
    """Whether texts were read with something else than they are to be read with."""
    return warehouse.value(ask.READ_WITH) not in ("", wanted)


def unread_texts(stores: Stores, warehouse: Warehouse) -> Any:
    """The numbers of the texts to be read, rising; readings that hold no more are taken away.

    A reading holds as long as its text is the same and it would be read with the same.
    """
    with stores.records.read() as connection:
        wanted = read_with(connection)
    held, through_no, is_whole = warehouse.rows(ask.READ_SO_FAR)[0]
    if held == wanted and through_no is not None and is_whole:
        return warehouse.columns(ask.unread(through_no))["interaction_no"]
    with warehouse.transaction():
        for statement in ask.FORGET_GONE if held == wanted else ask.FORGET_ALL:
            warehouse.do(statement)
        warehouse.do(Query(ask.NOTE_READ, {"read_with": wanted}))
    return warehouse.columns(ask.unread(-1))["interaction_no"]
