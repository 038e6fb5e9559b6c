"""Which limits hold for who is one person: those of CONSENT 9, or others on trial."""

from dataclasses import dataclass, field
from datetime import timedelta

from percorso.domain.identifiers import IDENTIFIER_TYPES, IdentifierType

# An identifier seen with more of one kind than this is nobody's own: an address of the shop, a
# card that a till swipes for everybody.
MOST_PARTNERS = 20


@dataclass(frozen=True, slots=True)
class Rails:
    """What no join may pass.

    Attributes:
        kinds: The kinds of identifier, strongest first, each with its limit.
        most_partners: An identifier seen with more others of one kind stands for nobody.
        unused: Kinds of which every identifier stands for nobody.
    """

    kinds: tuple[IdentifierType, ...] = IDENTIFIER_TYPES
    most_partners: int = MOST_PARTNERS
    unused: frozenset[str] = field(default_factory=frozenset)

    def limit_of(self, kind: str) -> tuple[int | None, timedelta | None]:
        """How many of a kind one customer may gain, and within which time; None is no limit."""
        found = next(one for one in self.kinds if one.name == kind)
        return found.limit, found.per


RAILS = Rails()
