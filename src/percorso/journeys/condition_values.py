"""Is there such a stage, channel, touchpoint or source? Words of a condition that mean nothing."""

from collections.abc import Sequence

from percorso.domain.catalogue import CHANNELS, Stage, normalised_channel
from percorso.domain.catalogue.names_index import TouchpointNames, nearest_names
from percorso.domain.condition import Comparison, Condition, comparisons_of
from percorso.domain.errors import InputError

_MOST_LISTED = 12
_CHANNEL_NAMES = [name for one in CHANNELS.values() for name in (one.key, one.name_it, one.name_en)]


class ValueUnknown(InputError):
    """A condition asks for a stage, channel, touchpoint or source that does not exist."""

    def __init__(
        self, field: str, value: str, nearest: Sequence[str], known: Sequence[str]
    ) -> None:
        self.field = field
        self.value = value
        meant = f" Did you mean {' or '.join(nearest)}?" if nearest else ""
        more = f" and {len(known) - _MOST_LISTED} more" if len(known) > _MOST_LISTED else ""
        listed = ", ".join(known[:_MOST_LISTED]) or "none yet"
        super().__init__(
            f"There is no {field} {value!r}.{meant} There are: {listed}{more}. For a part of a "
            f"name write `{field} contains ...`."
        )


def require_known_values(
    condition: Condition, touchpoints: TouchpointNames, stages: Sequence[Stage],
    sources: Sequence[str],
) -> None:  # fmt: skip
    """Refuse a condition that nobody can meet because of a misspelt word.

    Args:
        condition: What is asked.
        touchpoints: All of the catalogue, by all their names.
        stages: Those of the workspace.
        sources: Keys of the sources.

    Raises:
        ValueUnknown: a stage, channel, touchpoint or source does not exist.
    """
    stage_names = [name for one in stages for name in (one.key, one.name_it, one.name_en)]
    for comparison in comparisons_of(condition):
        for value in _asked(comparison):
            match comparison.name:
                case "touchpoint" if touchpoints.key(value) is None:
                    nearest = touchpoints.nearest(value)
                    raise ValueUnknown("touchpoint", value, nearest, touchpoints.names)
                case "channel" if not (value in CHANNELS or normalised_channel(value)):
                    nearest = nearest_names(value, _CHANNEL_NAMES)
                    raise ValueUnknown("channel", value, nearest, [*CHANNELS])
                case "stage" if not _is_among(value, stage_names):
                    known = [stage.key for stage in stages]
                    raise ValueUnknown("stage", value, nearest_names(value, stage_names), known)
                case "source" if not _is_among(value, sources):
                    raise ValueUnknown("source", value, nearest_names(value, sources), sources)


def _asked(comparison: Comparison) -> list[str]:
    """The values that must be there whole; part of a name may be anything."""
    if comparison.kind != "text" or comparison.operator == "contains":
        return []
    return [value for value in comparison.values if isinstance(value, str)]


def _is_among(value: str, known: Sequence[str]) -> bool:
    return value.casefold() in {one.casefold() for one in known}
