"""One review with all that is known of it: every writing, whose it is, what its platform says."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from percorso.domain.reviews import Match, Review, ReviewWhole, Sureness, Writing

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
# As exports, webhooks and public programs call them; the first that is there counts.
_LINKS = ("link", "url", "reviewUrl", "Review Url", "Review URL", "Review Link", "permalink_url")
_EXPERIENCED = ("experiencedAt", "dateOfExperience", "Date of Experience", "Experience Date")
_VERIFIED = ("isVerified", "is_verified", "Verified")
_HOW = ("verificationLevel", "Verification Level", "source", "Review Source")
_TITLES = ("title", "Review Title")
_YES, _NO = frozenset({"true", "yes", "1"}), frozenset({"false", "no", "0"})
_LONGEST_LINK, _LONGEST_WORD = 2_000, 300


def whole_review(
    review: Review, customer: int | None, written: Sequence[Sequence[Any]], buyers: Collection[int]
) -> ReviewWhole:
    """A review with its writings, the newest of which says most.

    Args:
        review: As it stands now.
        customer: Number of whose it is.
        written: Its writings: (written, stars, whether it recommends, text, properties, types of
            identifiers), the oldest first.
        buyers: Whose the other contacts of its order are.
    """
    told: dict[str, Any] = {}
    types: dict[str, None] = {}
    for row in written:
        told |= {key: value for key, value in _decoded(row[4]).items() if value not in (None, "")}
        types |= dict.fromkeys(row[5] or ())
    level = _word(told, _HOW)
    return ReviewWhole(
        review=review,
        written=tuple(
            Writing(_EPOCH + row[0] * _MICROSECOND, row[1], row[2], row[3]) for row in written
        ),
        match=match_of(customer, tuple(types), buyers, has_order=review.order is not None),
        is_verified=_is_verified(_word(told, _VERIFIED), level),
        verified_how=level,
        experienced_on=_word(told, _EXPERIENCED),
        title=_word(told, _TITLES),
        link=safe_link(_word(told, _LINKS, _LONGEST_LINK)),
    )


def match_of(
    customer: int | None, types: tuple[str, ...], buyers: Collection[int], *, has_order: bool
) -> Match:
    """Whose a review is by its identifiers and its order, and how sure that is.

    >>> match_of(7, ("email",), {7}, has_order=True)
    Match(sureness='confirmed', by=('email', 'order'))
    >>> match_of(7, ("email",), {8}, has_order=True).sureness
    'disputed'
    """
    if customer is None:
        return Match("none", ())
    by_order = has_order and bool(buyers)
    sureness: Sureness = "single"
    if types and by_order:
        sureness = "confirmed" if customer in buyers else "disputed"
    return Match(sureness, (*types, "order") if by_order or not types else types)


def safe_link(told: str | None) -> str | None:
    """A link that may be shown: https to a host with a name, and nothing that logs anybody in.

    >>> safe_link("https://www.trustpilot.com/reviews/5f")
    'https://www.trustpilot.com/reviews/5f'
    >>> safe_link("javascript:alert(1)")
    """
    try:
        parts = urlsplit(told or "")
        port = parts.port
    except ValueError:
        return None
    fits = parts.scheme == "https" and "." in (parts.hostname or "") and "@" not in parts.netloc
    is_plain = told is not None and told.isascii() and told.isprintable() and " " not in told
    return told if fits and is_plain and port in (None, 443) else None


def _is_verified(told: str | None, level: str | None) -> bool | None:
    said = (told or "").casefold()
    if said in _YES or said in _NO:
        return said in _YES
    if level is None:
        return None
    known = {"verified": True, "invited": True, "not-verified": False, "notverified": False}
    return known.get(level.casefold())


def _word(told: Mapping[str, Any], keys: Sequence[str], most: int = _LONGEST_WORD) -> str | None:
    for key in keys:
        value = told.get(key)
        if isinstance(value, (str, bool, int)):
            text = str(value).strip()
            if 0 < len(text) <= most:
                return text
    return None


def _decoded(properties: str | None) -> dict[str, Any]:
    try:
        found = json.loads(properties or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
