"""What the log of acts tells of a search for a customer: never what was searched for."""

from collections.abc import Sequence

SEARCHED = "customer_searched"


def found_id(ids: Sequence[str]) -> str:
    """The customer that was found; empty where it is none, or not one alone."""
    return ids[0] if len(ids) == 1 else ""


def size_of(name: str, ids: Sequence[str]) -> dict[str, str]:
    """How much was searched for and found; the log outlives the person.

    >>> size_of("ada@lume.example", ["c_1", "c_2"])
    {'signs': '16', 'found': '2'}
    """
    return {"signs": str(len(name)), "found": str(len(ids))}
