"""The customer card as a public contract: `percorso.customer/1`, described by its JSON Schema."""

from typing import Literal, TypedDict

from percorso.domain.consent.plain import ConsentNow, ConsentProof
from percorso.domain.journey_map import Estimate

SCHEMA = "percorso.customer/1"

__all__ = [
    "SCHEMA", "ConsentNow", "ConsentProof", "CustomerCard", "FollowUpOnCard",
    "HappyAssumed", "HappyChange",
    "HappyLine", "HappyMove", "HappyOnCard", "HappyPoint", "IdentifierOnCard", "JourneyOnCard",
    "Money", "RatingOnCard", "SaidBy", "StageNow", "Timeline", "TimelineEntry", "TraitOnCard",
    "TraitValue", "ValueOnCard",
]  # fmt: skip


class SaidBy(TypedDict):
    """A source that said a value."""

    source: str
    first_said_at: str
    last_said_at: str
    verified: bool


class TraitValue(TypedDict):
    """A value of a trait."""

    value: str
    said_by: list[SaidBy]


class TraitOnCard(TypedDict):
    """What a person is said to be, and why this value stands here."""

    name: str
    value: str
    rule: Literal["only", "verified", "most_sources", "latest", "corrected"]
    said_by: list[SaidBy]
    others: list[TraitValue]


class IdentifierOnCard(TypedDict):
    """Something that points to the customer."""

    type: str
    value: str
    first_seen_at: str
    last_seen_at: str


class Money(TypedDict):
    """An amount of one currency."""

    minor: int
    currency: str


class ValueOnCard(TypedDict):
    """What the customer bought."""

    orders: int
    revenue_minor: int
    currency: str
    other_currencies: list[Money]
    first_order_at: str | None
    last_order_at: str | None
    median_days_between_orders: float | None


class StageNow(TypedDict):
    """The stage the customer is in: that of the newest contact that has one."""

    key: str
    name: str
    since: str


class JourneyOnCard(TypedDict):
    """One journey of the customer."""

    number: int
    status: Literal["success", "failure", "open"] | None
    first_at: str
    last_at: str
    visits: int
    left_truncated: bool


class RatingOnCard(TypedDict):
    """A score the customer gave."""

    value: float
    min: float | None
    max: float | None
    kind: str | None


class TimelineEntry(TypedDict):
    """One contact."""

    id: str
    at: str
    touchpoint: str
    name: str
    stage: str
    channel: str
    source: str
    direction: str
    actor: str
    journey: int | None
    order_id: str | None
    text: str | None
    rating: RatingOnCard | None
    emotion: float | None
    amount: Money | None


class Timeline(TypedDict):
    """Contacts, newest first, a page at a time."""

    total: int
    stages: dict[str, int]
    channels: dict[str, int]
    entries: list[TimelineEntry]
    next: str | None


class HappyLine(TypedDict):
    """One evidence of the index, and its points."""

    kind: str
    dimension: str
    at: str
    value: float
    interaction: str | None
    points: float
    bar: float


class HappyAssumed(TypedDict):
    """Points of a dimension that stand on what is typical."""

    dimension: str
    points: float


class HappyMove(TypedDict):
    """By how many points something new would move the index today."""

    kind: str
    points: float


class HappyPoint(TypedDict):
    """The index as it was at an instant."""

    at: str
    index: float


class HappyChange(TypedDict):
    """How far the index moved."""

    days: int
    before: float
    points: float


class HappyOnCard(TypedDict):
    """The Happy Index of the customer, or why there is none."""

    index: float | None
    reason: Literal["objected", "restricted", "segment_estimate", "no_data"] | None
    tier: Literal["solid", "few", "segment"] | None
    estimate: float | None
    estimate_n: int | None
    low: float | None
    high: float | None
    coverage: float | None
    band: Literal["at_risk", "neutral", "happy"] | None
    crosses: list[float]
    change: HappyChange | None
    start: float | None
    lines: list[HappyLine]
    assumed: list[HappyAssumed]
    cap: float | None
    history: list[HappyPoint]
    moves: list[HappyMove]
    at: str | None
    assumed_on: str | None


class NextStep(TypedDict):
    """A step others took, and how often."""

    touchpoint: str | None
    name: str | None
    share: Estimate


class NextStepsOnCard(TypedDict):
    """What others did after a visit like the customer's last one."""

    touchpoint: str
    name: str
    visits: int
    steps: list[NextStep]


class FollowUpOnCard(TypedDict):
    """One follow-up of the customer."""

    no: int
    touchpoint: str
    name: str
    cause: Literal["answer", "review"]
    happened_at: str
    status: Literal["to_do", "in_progress", "done", "dropped"]
    owner: str | None
    due_on: str | None
    is_overdue: bool
    outcome: Literal["solved", "explained", "not_reached", "nothing_to_do"] | None


class CustomerCard(TypedDict):
    """A customer as the workspace knows them now."""

    schema: str
    id: str
    name: str | None
    computed_at: str
    time_zone: str
    language: str
    masked: bool
    restricted: bool
    first_at: str | None
    last_at: str | None
    traits: list[TraitOnCard]
    identifiers: list[IdentifierOnCard]
    consents: list[ConsentNow]
    value: ValueOnCard
    stage: StageNow | None
    happy: HappyOnCard
    follow_ups: list[FollowUpOnCard]
    journey: str
    journeys: list[JourneyOnCard]
    next_steps: NextStepsOnCard | None
    timeline: Timeline
