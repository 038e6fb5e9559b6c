"""Learning what the firm's own customers mean by their words: asked for, judged, taken back."""

import secrets
from collections.abc import Mapping

from percorso.store.records.preferences import preference_of, set_preference
from percorso.voice.hybrid import ModelCard
from percorso.voice.lexicon import Language
from percorso.workspace.account import account
from percorso.workspace.restoring import ask_warehouse
from percorso.workspace.stores import Stores, now_utc
from percorso.workspace.texts.learning import cards_of
from percorso.workspace.texts.unread import LEARN_PREFERENCE

Cards = Mapping[Language, ModelCard]


def learn_now(stores: Stores, by: str | None) -> Cards:
    """Learn from all rated texts, and read all texts anew with what was learnt.

    Args:
        stores: The workspace.
        by: Who asks; None is the account of this process.

    Returns:
        How each language's model was judged, and whether it is kept.
    """
    _set(stores, secrets.token_hex(4), by)
    # A warehouse that had to be made anew for the question learns at the next one.
    return cards_now(stores) or cards_now(stores)


def forget_learnt(stores: Stores, by: str | None) -> None:
    """Let the word tables read again, for all texts."""
    _set(stores, "", by)
    cards_now(stores)


def cards_now(stores: Stores) -> Cards:
    """How the models in use were judged; none where nobody asked to learn."""
    return ask_warehouse(stores, cards_of)


def _set(stores: Stores, value: str, by: str | None) -> None:
    with stores.records.write() as connection:
        if preference_of(connection, LEARN_PREFERENCE) != value:
            set_preference(connection, LEARN_PREFERENCE, value, now_utc(), by or account())
