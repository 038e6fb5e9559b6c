"""A firm's own lists of seeds, and the phrases that might belong into them."""

import hashlib
from dataclasses import asdict, dataclass
from typing import Any

from percorso.store.records.preferences import preference_of, set_preference
from percorso.store.warehouse import Warehouse
from percorso.voice.lexicon import LANGUAGES, Language
from percorso.voice.phrases import Phrase, PhraseFinder
from percorso.voice.seeds import edited, shipped_seeds
from percorso.workspace.account import account
from percorso.workspace.left_out import tell_restricted
from percorso.workspace.restoring import ask_warehouse
from percorso.workspace.stores import Stores, now_utc
from percorso.workspace.texts.keeping import seeds_preference
from percorso.workspace.texts.unread import LISTS_PREFERENCE
from percorso.workspace.voice.lists_sql import TEXTS_TO_LOOK_THROUGH


@dataclass(frozen=True, slots=True)
class Discovered:
    """Phrases that stand out where no theme covers a text.

    Attributes:
        texts: Texts of customers that were looked through.
        without_theme: Of them, without a theme.
        phrases: The furthest out first; at most 30, each of 5 customers or more.
    """

    texts: int
    without_theme: int
    phrases: tuple[Phrase, ...]

    def as_json(self) -> dict[str, Any]:
        """The same as plain values."""
        return asdict(self)


def own_list(stores: Stores, language: Language) -> str:
    """The firm's own list, as it was written; empty where there is none."""
    with stores.records.read() as connection:
        return preference_of(connection, seeds_preference(language))


def keep_own_list(stores: Stores, language: Language, text: str, by: str | None) -> bool:
    """Keep a list; all texts are read anew with it at the next question.

    Args:
        stores: The workspace.
        language: Of the list.
        text: As it is written; empty takes the firm's own list away.
        by: Who keeps it; None is the account of this process.

    Returns:
        Whether it is another one than before.

    Raises:
        SeedsUnreadable: a line of it cannot be read; the list stays as it was.
    """
    plain = text.replace("\r\n", "\n").strip()
    edited(shipped_seeds(language), plain, f"the {language} list")
    who, at = by or account(), now_utc()
    with stores.records.write() as connection:
        if preference_of(connection, seeds_preference(language)) == plain:
            return False
        set_preference(connection, seeds_preference(language), plain, at, who)
        all_lists = [preference_of(connection, seeds_preference(one)) for one in LANGUAGES]
        digest = hashlib.sha256("\0".join(all_lists).encode()).hexdigest()[:12]
        set_preference(connection, LISTS_PREFERENCE, digest if any(all_lists) else "", at, who)
    return True


def discovered_phrases(stores: Stores) -> Discovered:
    """Look through the newest texts for phrases no theme covers."""
    finder = PhraseFinder()
    counts = [0, 0]

    def read(warehouse: Warehouse) -> None:
        tell_restricted(stores, warehouse)
        for customer_no, has_theme, text in warehouse.stream(TEXTS_TO_LOOK_THROUGH):
            finder.add(text, customer_no, has_theme=has_theme)
            counts[has_theme] += 1

    ask_warehouse(stores, read)
    return Discovered(sum(counts), counts[0], tuple(finder.found()))
