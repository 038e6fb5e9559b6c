"""Naming the stages of the map, putting them in order, and saying who answers for each."""

from collections.abc import Sequence
from dataclasses import replace

from percorso.domain.catalogue import UNPLACED, Stage
from percorso.domain.errors import InputError
from percorso.store.records import catalogue as records
from percorso.workspace.stores import Stores

LONGEST_NAME = 40
LONGEST_OWNER = 80


class StagesUnfit(InputError):
    """Stages that cannot be kept as they were said."""

    def __init__(self, wanted: str, came: str) -> None:
        self.wanted, self.came = wanted, came
        super().__init__(f"Wanted {wanted}, got {came}. No stage was changed.")


def keep_stages(stores: Stores, wanted: Sequence[Stage]) -> list[Stage]:
    """Keep all stages as they are to be, from left to right; history follows at once.

    Args:
        stores: Of the workspace.
        wanted: Each stage once, in their new order; their positions do not count, and what is
            placed nowhere stays the last.

    Returns:
        The stages as they are kept.

    Raises:
        StagesUnfit: one is missing, a name or owner cannot be kept, or two have one name.
    """
    named = [_plain(one) for one in wanted]
    for name in ("name_it", "name_en"):
        said = [getattr(one, name).casefold() for one in named]
        if twice := next((one for one in said if said.count(one) > 1), None):
            raise StagesUnfit("a name of its own for each stage", repr(twice))
    ordered = sorted(named, key=lambda one: one.key == UNPLACED)
    kept = [replace(one, position=place) for place, one in enumerate(ordered)]
    with stores.records.write() as connection:
        before = records.stages(connection)
        if sorted(one.key for one in before) != sorted(one.key for one in kept):
            raise StagesUnfit(
                f"each of {', '.join(one.key for one in before)} once",
                ", ".join(one.key for one in kept) or "none",
            )
        if before != kept:
            records.save_stages(connection, kept)
    return kept


def _plain(stage: Stage) -> Stage:
    """A stage with its texts as they are kept.

    Raises:
        StagesUnfit: a name is missing or too long, or the owner is.
    """
    name_it, name_en = (" ".join(name.split()) for name in (stage.name_it, stage.name_en))
    for text in (name_it, name_en):
        if not 1 <= len(text) <= LONGEST_NAME:
            raise StagesUnfit(f"a name of 1 to {LONGEST_NAME} characters", repr(text))
    owner = " ".join((stage.owner or "").split())
    if len(owner) > LONGEST_OWNER:
        raise StagesUnfit(f"an owner of at most {LONGEST_OWNER} characters", repr(owner))
    return replace(stage, name_it=name_it, name_en=name_en, owner=owner or None)
