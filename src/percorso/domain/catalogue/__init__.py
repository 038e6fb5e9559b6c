"""Which touchpoints there are, and where a name nobody has placed yet belongs."""

from percorso.domain.catalogue.channel_names import normalised_channel
from percorso.domain.catalogue.deliveries import delivery_status
from percorso.domain.catalogue.event_names import EVENT_NAMES, TYPE_OF_TOUCHPOINT, TYPES
from percorso.domain.catalogue.keys import key_for
from percorso.domain.catalogue.nouns import (
    INITIATORS,
    Channel,
    Initiator,
    Lane,
    Placement,
    Rule,
    Stage,
    Touchpoint,
)
from percorso.domain.catalogue.placement import place_name
from percorso.domain.catalogue.service_contacts import asks_for_help, gives_up, solves
from percorso.domain.catalogue.stages import CHANNELS, LANES, OTHER_CHANNEL, STAGES, UNPLACED
from percorso.domain.catalogue.touchpoints import (
    ASKED_AGAIN,
    DEFAULT_TOUCHPOINTS,
    REDONE,
    TOUCHPOINTS,
    default_goals,
)
from percorso.domain.catalogue.words import normalised_name

__all__ = [
    "ASKED_AGAIN",
    "CHANNELS",
    "DEFAULT_TOUCHPOINTS",
    "EVENT_NAMES",
    "INITIATORS",
    "LANES",
    "OTHER_CHANNEL",
    "REDONE",
    "STAGES",
    "TOUCHPOINTS",
    "TYPES",
    "TYPE_OF_TOUCHPOINT",
    "UNPLACED",
    "Channel",
    "Initiator",
    "Lane",
    "Placement",
    "Rule",
    "Stage",
    "Touchpoint",
    "asks_for_help",
    "default_goals",
    "delivery_status",
    "gives_up",
    "key_for",
    "normalised_channel",
    "normalised_name",
    "place_name",
    "solves",
]
