"""Which lane of the map a channel belongs to; lanes and their order are the catalogue's."""

from percorso.domain.catalogue.stages import CHANNELS
from percorso.domain.catalogue.stages import LANES as CATALOGUE_LANES

LANES = tuple(lane.key for lane in CATALOGUE_LANES)
OTHER_LANE = "other"
PEOPLE_LANE = "people"


def lane_of(channel: str | None) -> str:
    """The lane of a channel; a channel nobody knows goes to the last lane."""
    known = CHANNELS.get(channel or "")
    return known.lane if known else OTHER_LANE


def lane_word(lane: str) -> str:
    """The key of the word for a lane."""
    return f"lane_{lane}"
