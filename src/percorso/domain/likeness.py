"""By what two persons are compared: which columns, how, and who is set beside whom."""

from dataclasses import dataclass
from typing import Literal

# A name (spelling, sound, rarity), a day, a code with typing errors, or text that is equal or not.
Kind = Literal["name", "day", "code", "same"]


@dataclass(frozen=True, slots=True)
class Compared:
    """A column of the persons.

    Attributes:
        column: Its name.
        kind: How two of its values are compared.
        counts_rarity: Whether a rare value in common says more than a frequent one.
        day_format: How a day is written, for `day`.
    """

    column: str
    kind: Kind
    counts_rarity: bool = False
    day_format: str = "%Y-%m-%d"


@dataclass(frozen=True, slots=True)
class Likeness:
    """A model of Fellegi and Sunter (1969), its chances estimated from the persons themselves.

    Attributes:
        compared: What is compared.
        beside: Persons are compared who agree on all columns of one of these; or a condition in
            SQL on `l` and `r`.
        surely: Who agrees on all columns of one of these is taken for one person, to estimate how
            many there are.
        surely_found: The share of pairs of one person that these find, 0..1.
        trained_on: Chances are estimated among those who agree on one of these.
        most_sampled: Pairs drawn to estimate how often others agree by chance.
    """

    compared: tuple[Compared, ...]
    beside: tuple[tuple[str, ...] | str, ...]
    surely: tuple[tuple[str, ...], ...]
    surely_found: float
    trained_on: tuple[tuple[str, ...], ...]
    most_sampled: int = 1_000_000

    def among(self, columns: frozenset[str]) -> "Likeness":
        """The same where only these columns say anything."""

        def kept(rules: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
            return tuple(rule for rule in rules if columns.issuperset(rule))

        named = [rule for rule in self.beside if not isinstance(rule, str)]
        return Likeness(
            tuple(one for one in self.compared if one.column in columns),
            kept(tuple(named)), kept(self.surely), self.surely_found, kept(self.trained_on),
            self.most_sampled,
        )  # fmt: skip
