"""What a map tells beside its counts as plain values, to be kept and read again.

The texts are no part of it: what customers wrote is kept in one place only.
"""

from collections.abc import Mapping
from typing import Any

from percorso.journeys.importance import RatingImportance, purchase_names
from percorso.journeys.measures import BesideCounts
from percorso.journeys.partials.table import Row
from percorso.journeys.scope import Scope


def rests_on(scope: Scope, generation: int) -> dict[str, Any]:
    """What it follows from beside the question: as long as this is the same, so is all of it.

    Args:
        scope: What is asked.
        generation: The state of the warehouse.
    """
    return {
        "generation": generation,
        "data_until_us": scope.data_until_us,
        "keys": [code.touchpoint.key for code in scope.codes],
        "code_of_name": list(scope.code_of_name),
        "purchases": purchase_names(scope),
    }


def as_plain(beside: BesideCounts) -> dict[str, Any]:
    """All but the texts."""
    return {
        "outside": list(beside.outside.values()),
        "importance": [
            {"model": found.model, "of_code": list(found.of_code.items())}
            for found in beside.importance
        ],
        "blamed": list(beside.blamed.items()),
    }


def from_plain(plain: Mapping[str, Any], quotes: list[Row]) -> BesideCounts:
    """What `as_plain` told, with the texts.

    Raises:
        KeyError: something is missing, as in what another release wrote.
    """
    return BesideCounts(
        outside={row["code"]: row for row in plain["outside"]},
        quotes=quotes,
        importance=[
            RatingImportance(found["model"], dict(found["of_code"]))
            for found in plain["importance"]
        ],
        blamed={code: [(key, texts) for key, texts in of] for code, of in plain["blamed"]},
    )
