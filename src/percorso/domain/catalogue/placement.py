"""Where an observed name belongs: rules 2 to 5 of METHODS 1.4, the first hit wins."""

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from percorso.domain.catalogue.channel_names import channel_called, normalised_channel
from percorso.domain.catalogue.channel_words import (
    ANSWER_PATTERNS,
    BROADCAST_PATTERNS,
    CHANNEL_PATTERNS,
    CUSTOMER_PATTERNS,
    REPLY_PATTERNS,
)
from percorso.domain.catalogue.deliveries import delivery_status
from percorso.domain.catalogue.event_names import EVENT_NAMES, NAMES_WITHOUT_PLACE
from percorso.domain.catalogue.nouns import Initiator, Placement, Rule, Touchpoint
from percorso.domain.catalogue.offline_nouns import STAGE_OF_NOUN
from percorso.domain.catalogue.stage_words import STAGE_PATTERNS
from percorso.domain.catalogue.stages import OTHER_CHANNEL, UNPLACED
from percorso.domain.catalogue.touchpoints import TOUCHPOINTS
from percorso.domain.catalogue.words import normalised_name, plain_words, split_words

# Rule 5. Channels with two faces (a site, an e-mail, a shop, a courier's unknown word) are
# evidence of no stage and stand here on purpose not.
_STAGE_OF_CHANNEL = {
    "offline_ads": "awareness",
    "event": "awareness",
    "search": "awareness",
    "ads": "awareness",
    "social": "awareness",
    "phone": "service",
    "chat": "service",
    "desk": "service",
    "survey": "loyalty",
    "review_site": "advocacy",
}


def place_name(
    name: str, channel: str | None, catalogue: Mapping[str, Touchpoint] = TOUCHPOINTS
) -> Placement:
    """The stage and channel of an observed name, and its touchpoint if rule 2 knows it.

    Rule 1, the mapping set by a person, is the caller's and comes before this.

    Args:
        name: As the source wrote it.
        channel: The source's own word for the channel, if it gave one.
        catalogue: Touchpoints by key, as edited; a key missing here is read from the
            default catalogue.

    Returns:
        The placement. A channel the source told stands before the one the touchpoint or
        the name suggests; without any it is `other`.
    """
    told = normalised_channel(channel)
    key = _touchpoint_of(name, told)
    if key is not None:
        return _placement_at(catalogue.get(key) or TOUCHPOINTS[key], told)
    told = told or channel_called(name)
    stage, rule = _stage_of(name, told)
    used = told or _first_hit(_channel_rules(), name) or OTHER_CHANNEL
    sent, answered = (_holds(words, name) for words in _broadcast_rules())
    heard_offline = used == "offline_ads" and stage == "awareness"
    broadcast = (sent or heard_offline) and not answered
    initiator = "company" if broadcast else _initiator_of(name, used, stage, answered)
    return Placement(None, stage, used, initiator, broadcast, rule)


def _placement_at(touchpoint: Touchpoint, told: str | None) -> Placement:
    return Placement(
        touchpoint.key,
        touchpoint.stage,
        told or touchpoint.channel,
        touchpoint.initiator,
        touchpoint.is_broadcast,
        "event_name",
    )


def _touchpoint_of(name: str, told: str | None) -> str | None:
    key = EVENT_NAMES.get(normalised_name(name))
    if key is None and told == "delivery":
        status = delivery_status(name)
        key = EVENT_NAMES[f"delivery {normalised_name(status)}"] if status else None
    return key


def _stage_of(name: str, told: str | None) -> tuple[str, Rule]:
    if normalised_name(name) in NAMES_WITHOUT_PLACE:
        return UNPLACED, "unplaced"
    noun = STAGE_OF_NOUN.get(plain_words(name))
    if noun is not None:
        return noun, "offline_noun"
    stage = _first_hit(_stage_rules(), name)
    if stage is not None and stage != UNPLACED:
        return stage, "token"
    if stage is None and told in _STAGE_OF_CHANNEL:
        return _STAGE_OF_CHANNEL[told], "channel"
    return UNPLACED, "unplaced"


def _initiator_of(name: str, channel: str, stage: str, answered: bool) -> Initiator:
    """Who most likely began it: most of what companies record is what customers did."""
    if channel == "delivery":
        return "partner"
    if stage == "service" and channel != "phone" and _is_reply_of_the_company(name):
        return "company"
    written = channel in {"email", "sms", "post"} and stage not in {"service", UNPLACED}
    return "company" if written and not answered else "customer"


@cache
def _stage_rules() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((stage, _matcher(patterns)) for stage, patterns in STAGE_PATTERNS)


@cache
def _channel_rules() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((channel, _matcher(patterns)) for channel, patterns in CHANNEL_PATTERNS)


@cache
def _broadcast_rules() -> tuple[re.Pattern[str], re.Pattern[str]]:
    return _matcher(BROADCAST_PATTERNS), _matcher(ANSWER_PATTERNS)


def _is_reply_of_the_company(name: str) -> bool:
    return _holds(_reply_rule(), name) and not _holds(_customer_rule(), name)


@cache
def _reply_rule() -> re.Pattern[str]:
    return _matcher(REPLY_PATTERNS)


@cache
def _customer_rule() -> re.Pattern[str]:
    return _matcher(CUSTOMER_PATTERNS)


def _matcher(patterns: Iterable[str]) -> re.Pattern[str]:
    """A pattern that finds any of the words; compiled at first use, to keep imports fast."""
    words = (pattern.replace("*", r"\w*") for pattern in patterns)
    return re.compile(r"\b(?:" + "|".join(words) + r")\b", re.MULTILINE)


def _first_hit(rules: Iterable[tuple[str, re.Pattern[str]]], name: str) -> str | None:
    return next((answer for answer, matcher in rules if _holds(matcher, name)), None)


def _holds(matcher: re.Pattern[str], name: str) -> bool:
    """Whether the words are found, with camelCase apart (adClicked) or whole (WhatsApp)."""
    return matcher.search(_readable(name)) is not None


@lru_cache(maxsize=8)
def _readable(name: str) -> str:
    """The words of a name in both forms, a line each."""
    whole, apart = plain_words(name), split_words(name)
    return whole if whole == apart else f"{whole}\n{apart}"
