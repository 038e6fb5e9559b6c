"""How a map differs from another one: the part `comparison` of the public contract, key by key."""

from typing import Literal, TypedDict


class Difference(TypedDict):
    """This sample minus the other, with 95 % interval; `other` and `n_other` are the other's."""

    value: float | None
    low: float | None
    high: float | None
    n: int
    other: float | None
    n_other: int


class TotalsChange(TypedDict):
    """What changed of the whole."""

    journeys: int
    journeys_other: int
    customers: int
    customers_other: int
    conversion: Difference | None
    visits_per_journey: Difference
    entry_share: Difference | None


class ConversionPart(TypedDict):
    """What journeys that begin at one touchpoint add to the difference of conversion."""

    touchpoint: str
    share: float
    share_other: float
    conversion: float | None
    conversion_other: float | None
    mix: float
    rate: float
    n: int
    n_other: int


class StageChange(TypedDict):
    """What changed of a stage."""

    key: str
    journeys: int
    journeys_other: int
    reach: Difference
    moves_on_share: Difference
    lost_share: Difference | None
    done_share: Difference | None
    open_share: Difference | None
    median_seconds_to_next: Difference
    emotion: Difference
    nps: Difference | None
    csat: Difference | None
    ces: Difference | None


class TouchpointChange(TypedDict):
    """What changed of a touchpoint; one that is in one sample alone has 0 journeys in the other."""

    key: str
    journeys: int
    journeys_other: int
    reach: Difference
    visits_per_journey: Difference
    first_share: Difference
    last_share: Difference
    moves_on_share: Difference
    lost_share: Difference | None
    done_share: Difference | None
    open_share: Difference | None
    median_seconds_after: Difference
    success_after: Difference | None
    success_probability: Difference | None
    exit_share: Difference | None
    removal_effect: Difference | None
    decisive_share: Difference | None
    emotion: Difference


# "from" is a Python keyword, so these are written in the functional form.
TransitionChange = TypedDict(
    "TransitionChange",
    {
        "from": str,
        "to": str,
        "count": int,
        "count_other": int,
        "journeys": int,
        "journeys_other": int,
        "share_out": Difference,
        "reach": Difference,
        "median_seconds": Difference,
    },
)

ComparedPeriod = TypedDict("ComparedPeriod", {"from": str | None, "to": str | None})


class Change(TypedDict):
    """One of the most telling differences, in a sentence."""

    subject: Literal["total", "stage", "touchpoint", "transition"]
    key: str
    to: str | None
    measure: str
    difference: Difference
    title: str


class Comparison(TypedDict):
    """The other sample and every difference from it."""

    kind: Literal["period", "segment"]
    period: ComparedPeriod
    segment: str | None
    followed_until: str | None
    samples: Literal["independent", "shared"]
    customers_shared: int
    totals: TotalsChange
    conversion_parts: list[ConversionPart]
    stages: list[StageChange]
    touchpoints: list[TouchpointChange]
    transitions: list[TransitionChange]
    changes: list[Change]
