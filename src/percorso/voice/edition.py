"""Which edition of tables, lists and rules texts are read with, and how far each is trusted."""

from typing import Final

# Raised whenever a text may read otherwise than before: all texts of a workspace are read anew.
# A test holds the shipped tables and lists against it.
EDITION: Final = 1

# 2 AUC - 1 of the word tables (HAPPY-INDEX 9.4): reviews in Italian, what stands on a social
# network, and English.
_TRUST = {"it": 0.75, "en": 0.6}
_TRUST_OF_SOCIAL = 0.55
_SOCIAL = frozenset(("social", "facebook", "instagram", "twitter", "x", "tiktok", "youtube"))


def trust_of(language: str, channel: str | None) -> float:
    """How far the word tables are to be trusted on a text, 0..1.

    Args:
        language: Of the text.
        channel: As its source names it; None is not said.

    >>> trust_of("it", None), trust_of("en", "email"), trust_of("it", "Facebook")
    (0.75, 0.6, 0.55)
    """
    trust = _TRUST[language]
    return min(trust, _TRUST_OF_SOCIAL) if (channel or "").lower() in _SOCIAL else trust
