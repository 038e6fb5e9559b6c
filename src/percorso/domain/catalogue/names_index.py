"""Which touchpoint a person means: by its key, its name in either language, or an observed name."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from percorso.domain.catalogue.nouns import Touchpoint

_NEAREST = 3
_SIMILAR = 0.6


class TouchpointNames:
    """The ways to say each of some touchpoints.

    Args:
        places: The touchpoints that can be meant.
        observed: (name as a source writes it, key it leads to); others' keys are passed over.
    """

    def __init__(
        self, places: Sequence[Touchpoint], observed: Iterable[tuple[str, str]] = ()
    ) -> None:
        keys = {place.key for place in places}
        self._exact = {name: key for name, key in observed if key in keys}
        self._known: dict[str, str] = {}
        for name, key in self._exact.items():
            self._known.setdefault(name.casefold(), key)
        for place in places:
            self._known.setdefault(place.name_it.casefold(), place.key)
            self._known.setdefault(place.name_en.casefold(), place.key)
        self._known |= {key: key for key in keys}
        self._shown = {place.key: place.name_en for place in places}

    def key(self, name: str) -> str | None:
        """The key of the touchpoint a name means; None where it means none."""
        return self._exact.get(name) or self._known.get(name) or self._known.get(name.casefold())

    def nearest(self, name: str) -> tuple[str, ...]:
        """Names that look most like one that means nothing, at most three."""
        return nearest_names(name, [*self._known])

    @property
    def names(self) -> tuple[str, ...]:
        """The English name of each touchpoint, in order of the alphabet."""
        return tuple(sorted(set(self._shown.values())))


def nearest_names(name: str, known: Sequence[str]) -> tuple[str, ...]:
    """The known names that look most like a name, the nearest first, at most three.

    >>> nearest_names("serch", ["search", "order", "Site search"])
    ('search', 'Site search')
    """
    spelled = {one.casefold(): one for one in reversed(known)}
    found = get_close_matches(name.casefold(), spelled, _NEAREST, _SIMILAR)
    return tuple(spelled[one] for one in found)
