"""Long lists of cases: the check of every change goes through a part, `tools/check --thorough` all.

The part is the same each time: what fails here fails again.
"""

import os
from collections.abc import Iterable
from typing import TypeVar

Case = TypeVar("Case")

THOROUGH = bool(os.environ.get("PERCORSO_THOROUGH"))


def one_in(share: int, cases: Iterable[Case]) -> list[Case]:
    """One of so many cases, the first among them; all of them where that is asked for."""
    return list(cases)[:: 1 if THOROUGH else share]
