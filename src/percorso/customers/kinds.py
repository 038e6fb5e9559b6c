"""What counts as evidence of the Happy Index: its dimensions, and each kind with its weight."""

from dataclasses import dataclass

import numpy as np

from percorso.stats.arrays import Floats


@dataclass(frozen=True, slots=True)
class Dimension:
    """One of the five sides of a relationship.

    Attributes:
        weight: W, its share of the index; those in use add to 1.
        half_life_days: After which an evidence counts for half.
    """

    key: str
    weight: float
    half_life_days: float


DIMENSIONS = (
    Dimension("voice", 0.35, 180.0),
    Dimension("service", 0.20, 120.0),
    Dimension("promise", 0.20, 180.0),
    Dimension("rhythm", 0.15, 60.0),
    Dimension("bond", 0.10, 365.0),
)
VOICE, SERVICE, PROMISE, RHYTHM, BOND = range(5)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of evidence.

    Attributes:
        key: Its name everywhere: in JSON, in the words, in SQL by `number`.
        dimension: Position in `DIMENSIONS`.
        weight: w: severity sits here, a failure is always -1.
        value: e; None where it is measured, as a rating is.
    """

    number: int
    key: str
    dimension: int
    weight: float
    value: float | None


_TABLE: tuple[tuple[int, str, int, float, float | None], ...] = (
    (0, "nps", VOICE, 1.0, None),
    (1, "csat", VOICE, 1.0, None),
    (2, "ces", VOICE, 1.0, None),
    (3, "stars", VOICE, 1.0, None),
    (4, "recommends", VOICE, 1.0, None),
    (5, "text", VOICE, 0.5, None),
    (10, "answered_in_time", SERVICE, 0.3, 1.0),
    (11, "answered_late", SERVICE, 0.6, -1.0),
    (12, "solved_first_time", SERVICE, 0.6, 1.0),
    (13, "reopened", SERVICE, 0.8, -1.0),
    (14, "contacted_again", SERVICE, 0.6, -1.0),
    (15, "bot_dead_end", SERVICE, 0.6, -1.0),
    (16, "transferred", SERVICE, 0.3, -1.0),
    (17, "asked_again", SERVICE, 0.5, -1.0),
    (20, "delivered_in_time", PROMISE, 0.6, 1.0),
    (21, "delivered_late", PROMISE, 1.0, -1.0),
    (22, "delivered_a_day_late", PROMISE, 0.6, -1.0),
    (23, "damaged", PROMISE, 1.0, -1.0),
    (24, "refunded_in_time", PROMISE, 0.5, 1.0),
    (25, "refunded_late", PROMISE, 1.0, -1.0),
    (26, "promise_kept", PROMISE, 0.3, 1.0),
    (27, "promise_broken", PROMISE, 0.6, -1.0),
    (30, "silence", RHYTHM, 1.0, None),
    (31, "left_cart", RHYTHM, 0.3, -1.0),
    (32, "visited", RHYTHM, 0.2, 1.0),
    (40, "consent_given", BOND, 0.5, 1.0),
    (41, "consent_withdrawn", BOND, 0.7, -1.0),
    (42, "unsubscribed", BOND, 0.5, -1.0),
    (43, "complained", BOND, 1.0, -1.0),
    (44, "referred", BOND, 1.0, 1.0),
    (45, "loyalty_used", BOND, 0.3, 1.0),
)
KINDS = {row[1]: Kind(*row) for row in _TABLE}
KIND_OF_NUMBER = {kind.number: kind for kind in KINDS.values()}


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """What a firm may set; a dimension that makes no sense for it is off, for all at once.

    Attributes:
        off: Keys of dimensions that do not count; the weights of the others grow to add to 1.
        refund_days: Within which a refund is due: 14 in the Union (Directive 2011/83, art. 13).
        cart_hours: After which a cart without an order is a left one.
        learned: Weights that foresaw better than those of the table; none is as the table has it.
    """

    off: tuple[str, ...] = ()
    refund_days: float = 14.0
    cart_hours: float = 24.0
    learned: tuple[float, ...] = ()

    @property
    def weights(self) -> Floats:
        """W of each dimension; 0 of one that is off."""
        if self.learned:
            return np.array(self.learned)
        raw = np.array([0.0 if one.key in self.off else one.weight for one in DIMENSIONS])
        made: Floats = raw / raw.sum()
        return made


HALF_LIVES: Floats = np.array([one.half_life_days for one in DIMENSIONS])
USUAL_PULL: Floats = np.ones(len(DIMENSIONS))
NO_PRIOR: Floats = np.zeros(len(DIMENSIONS))
