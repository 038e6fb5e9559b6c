"""Which key a new touchpoint gets: short, readable, never one that is taken."""

from collections.abc import Container

from percorso.domain.catalogue.words import plain_words

_LONGEST_KEY = 60
_KEY_OF_NO_LETTERS = "touchpoint"


def key_for(name: str, taken: Container[str]) -> str:
    """A key of a-z, 0-9 and `_` for this name, made unique by a number at its end.

    Args:
        name: Any text; one without Latin letters or digits becomes `touchpoint`.
        taken: Keys that exist already.

    >>> key_for("Visita in città!", set()), key_for("Cart", {"cart"})
    ('visita_in_citta', 'cart_2')
    """
    stem = plain_words(name)[:_LONGEST_KEY].strip().replace(" ", "_") or _KEY_OF_NO_LETTERS
    return stem if stem not in taken else f"{stem}_{_free_number(stem, taken)}"


def _free_number(stem: str, taken: Container[str]) -> int:
    """A number whose key is free, found in few looks even among 10,000 equal names."""
    free = 2
    while f"{stem}_{free}" in taken:
        free *= 2
    used = free // 2
    while free - used > 1:
        middle = (free + used) // 2
        if f"{stem}_{middle}" in taken:
            used = middle
        else:
            free = middle
    return free
