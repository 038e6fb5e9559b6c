"""The map as data: the public contract `percorso.map/1`, key by key.

The JSON Schema beside this module (`map.schema.json`) says type, unit, denominator and
whether a key may be null; these types say the same to the type checker. Times are seconds,
shares are 0..1, instants ISO 8601 UTC text, money minor units of the workspace currency.
Without success touchpoints everything that needs them is null, never 0.
"""

from typing import Any, Literal, TypedDict

from percorso.domain.map_comparison import Comparison

SCHEMA = "percorso.map/1"

Evidence = Literal["hypothesis", "weak", "solid"]
FindingKind = Literal["moment_of_truth", "pain_point", "opportunity", "dead_end", "deviation"]
Outcome = Literal["repurchase", "nps"]
Quadrant = Literal["focus", "promote", "monitor", "maintain"]
NoImportance = Literal["no_ratings", "no_outcome", "too_few"]


class Estimate(TypedDict):
    """A value with its 95 % interval and the count it rests on."""

    value: float | None
    low: float | None
    high: float | None
    n: int


class Emotion(TypedDict):
    """Felt level on -1..+1 with interval; n counts voices, raw is their mean before shrinking.

    `text_n` texts without a rating weigh beside them, less than a voice each. Where nobody rated or
    wrote, the level is inferred from `inferred_n` visits with effort signals.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    evidence: Evidence
    raw: float | None
    text_n: int
    inferred_n: int


class Voices(TypedDict):
    """Scores asked for: NPS on -100..100, CSAT top-two-box share, CES mean 1..7."""

    nps: Estimate | None
    csat: Estimate | None
    ces: Estimate | None


class EffortSignals(TypedDict):
    """Visits that show each signal of effort; a visit may show several."""

    returned: int
    switched: int
    repeated: int
    waited: int
    redone: int


class Effort(TypedDict):
    """Effort signals per visit, the share of visits with two or more, and which they are."""

    mean: float | None
    high_share: Estimate | None
    signals: EffortSignals | None


class Importance(TypedDict):
    """Part of an outcome's variance that falls to a rating (LMG); n counts customers with both.

    `random_high` is what a random column with the same gaps seldom exceeds. Below 30 customers
    only n is told. Quadrant: important or not, rated well or not, beside the mean of the others.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    random_high: float | None
    share_of_r2: float | None
    correlation: float | None
    mean_felt: float | None
    quadrant: Quadrant | None


class Importances(TypedDict):
    """Importance of a touchpoint's rating for each later outcome; null where nobody has both."""

    repurchase: Importance | None
    nps: Importance | None


class ImportanceModel(TypedDict):
    """What the importances for one outcome rest on, or why there are none."""

    outcome: Outcome
    customers: int
    touchpoints: int
    r_squared: Estimate | None
    method: Literal["lmg", "johnson"] | None
    shrinkage: float | None
    within_seconds: float | None
    null_reason: NoImportance | None


class Quote(TypedDict):
    """What a customer wrote at a touchpoint, with its rating if one was given."""

    text: str
    language: str | None
    occurred_at: str
    felt: float | None
    rating: str | None
    source: str


class OnwardWait(TypedDict):
    """Time until the next interaction, with the waits that still run counted (Kaplan-Meier)."""

    median_seconds: float | None
    p90_seconds: float | None
    finished: int
    running: int


class StageOnMap(TypedDict):
    """One column of the map. Counts are of customers and journeys that reached the stage."""

    key: str
    name: str
    owner: str | None
    position: int
    customers: int
    journeys: int
    reach: float | None
    moves_on_share: float | None
    lost_share: float | None
    done_share: float | None
    open_share: float | None
    median_seconds_to_next: float | None
    emotion: Emotion
    voices: Voices


class TouchpointOnMap(TypedDict):
    """One card of the map, with every measure of a touchpoint."""

    key: str
    name: str
    stage: str
    channel: str
    initiator: str
    owner: str | None
    evidence: Evidence
    interactions: int
    visits: int
    journeys: int
    customers: int
    reach: float | None
    visits_per_journey: float | None
    median_position: float | None
    first_share: float | None
    last_share: float | None
    moves_on_share: float | None
    lost_share: float | None
    done_share: float | None
    open_share: float | None
    median_seconds_before: float | None
    p90_seconds_before: float | None
    median_seconds_after: float | None
    p90_seconds_after: float | None
    onward_wait: OnwardWait | None
    success_after: Estimate | None
    success_lift: float | None
    success_odds_ratio: float | None
    success_probability: float | None
    exit_share: Estimate | None
    removal_effect: Estimate | None
    decisive_share: Estimate | None
    emotion: Emotion
    voices: Voices
    effort: Effort
    importance: Importances
    value_minor: int | None
    findings: list[str]
    quotes: list[Quote]


# "from" is a Python keyword, so this one is written in the functional form.
TransitionOnMap = TypedDict(
    "TransitionOnMap",
    {
        "from": str,
        "to": str,
        "count": int,
        "journeys": int,
        "share_out": float | None,
        "share_in": float | None,
        "median_seconds": float | None,
        "p90_seconds": float | None,
        "dependency": float,
        "gain": float | None,
        "feel": float | None,
        "flags": list[str],
    },
)

PeriodOnMap = TypedDict("PeriodOnMap", {"from": str | None, "to": str | None})

SourceOnMap = TypedDict(
    "SourceOnMap",
    {"key": str, "name": str, "interactions": int, "from": str | None, "to": str | None},
)


class DefinitionOnMap(TypedDict):
    """The journey definition a map was computed with."""

    key: str
    name: str
    version: int
    start: list[str]
    success: list[str]
    failure: list[str]
    gap_seconds: float
    gap_origin: str
    collapse: dict[str, float]
    tail: float | None
    tail_stages: list[str]
    broadcasts: list[str]
    stages: list[str]
    by_case: bool
    where: str | None


class Totals(TypedDict):
    """What the whole map rests on; conversion is success / (success + failure)."""

    interactions: int
    customers: int
    journeys: int
    success: int | None
    failure: int | None
    open: int | None
    left_truncated: int
    anonymous_interactions: int
    conversion: Estimate | None
    entry_share: float | None


class FirstBadMoment(TypedDict):
    """Long journeys whose first bad moment was at a touchpoint."""

    touchpoint: str
    journeys: int


class Feeling(TypedDict):
    """How whole journeys felt, on -1..+1: mean of their voices, and of their peak and end."""

    journeys: int
    mean: Estimate | None
    peak_end: Estimate | None
    long_journeys: int
    first_bad_share: Estimate | None
    first_bad: list[FirstBadMoment]


class StartOnMap(TypedDict):
    """Journeys that began at a touchpoint; left-truncated ones are left out."""

    touchpoint: str
    journeys: int


class EndOnMap(TypedDict):
    """Journeys that ended at a touchpoint, by status (null without goals)."""

    touchpoint: str
    journeys: int
    status: Literal["success", "failure", "open"] | None


class VariantOnMap(TypedDict):
    """An exact sequence of touchpoints and the journeys that took it."""

    path: list[str]
    journeys: int
    share: float


class Finding(TypedDict):
    """Something worth a person's attention, with its measure and how far to trust it."""

    id: str
    kind: FindingKind
    touchpoint: str
    title: str
    measure: Estimate
    evidence: Evidence
    causal_badge: Literal["experiment", "before_after", "adjusted", "association"]
    detail: dict[str, Any]


class UnplacedName(TypedDict):
    """A name the catalogue gives no stage yet, with its interactions."""

    name: str
    interactions: int


class Coverage(TypedDict):
    """What the map leaves out, and how much of it."""

    interactions_placed: float | None
    unplaced_names: list[UnplacedName]
    other_currencies: dict[str, int]
    states_without_ending: list[str]


class Chain(TypedDict):
    """How the absorbing-chain measures were obtained."""

    censoring_adjusted: bool
    folded_touchpoints: int
    null_reason: Literal["no_success", "nothing_decided"] | None


MediumPeriod = TypedDict("MediumPeriod", {"from": str, "to": str})


class MediumOnMap(TypedDict):
    """A medium without a person: what was bought, and its traces; no visits, no journeys."""

    key: str
    name: str
    kind: str
    places: list[str]
    periods: list[MediumPeriod]
    rows: int
    overlapping_rows: int
    reach: int | None
    spend_minor: int | None
    other_currencies: dict[str, int]
    codes: list[str]
    orders: int | None
    order_customers: int | None
    contact_points: list[str]
    contacts: int | None
    contact_customers: int | None
    answers: Estimate | None
    response_rate: Estimate | None


class PersonaOnMap(TypedDict):
    """Whose map it is, as a team imagines the person; the picture is a data URI."""

    name: str
    text: str
    picture: str | None


class TypedCellOnMap(TypedDict):
    """What a person typed into a stage, and what it rests on."""

    stage: str
    text: str
    n: int
    source: str | None
    evidence: Evidence


class TypedRowOnMap(TypedDict):
    """One typed row of the map."""

    key: str
    label: str
    cells: list[TypedCellOnMap]


class ActionOnMap(TypedDict):
    """What people decided to do about a touchpoint or a stage."""

    no: int
    title: str
    touchpoint: str | None
    stage: str
    finding: str | None
    status: Literal["to_do", "in_progress", "done", "dropped"]
    owner: str | None
    due_on: str | None
    is_overdue: bool


class FollowUpsOnMap(TypedDict):
    """Customers still to be looked after at a touchpoint."""

    touchpoint: str
    open: int
    overdue: int


class JourneyMap(TypedDict):
    """The whole map, as `percorso map --format json` prints it."""

    schema: str
    id: str
    definition: DefinitionOnMap
    period: PeriodOnMap
    time_zone: str
    currency: str
    language: Literal["it", "en"]
    segment: str | None
    persona: PersonaOnMap | None
    typed_rows: list[TypedRowOnMap]
    sources: list[SourceOnMap]
    data_until: str | None
    computed_at: str
    totals: Totals
    feeling: Feeling
    importance: list[ImportanceModel]
    stages: list[StageOnMap]
    touchpoints: list[TouchpointOnMap]
    transitions: list[TransitionOnMap]
    starts: list[StartOnMap]
    ends: list[EndOnMap]
    variants: list[VariantOnMap]
    variant_total: int
    findings: list[Finding]
    actions: list[ActionOnMap]
    follow_ups: list[FollowUpsOnMap]
    media: list[MediumOnMap]
    comparison: Comparison | None
    coverage: Coverage
    chain: Chain
