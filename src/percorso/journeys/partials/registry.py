"""Which counts make which analysis."""

from percorso.journeys.partials import (
    answers,
    by_group,
    effort,
    stages,
    upcoming,
    variants,
    visits,
    voices,
    waits,
)
from percorso.journeys.partials.table import Partial

_GROUP = "jackknife_group"

TOTALS = Partial("totals", (), visits.totals)

# Everything a map shows.
MAP = (
    TOTALS,
    Partial("touchpoints", ("code",), visits.touchpoints),
    Partial("positions", ("code", "position"), visits.positions),
    Partial("transitions", ("code", "code_after"), visits.transitions),
    Partial("beginnings", ("code",), visits.beginnings),
    Partial("ends", ("code", "status"), visits.ends),
    Partial("chain_steps", (_GROUP, "source", "target"), visits.chain_steps),
    Partial("inside", ("code",), visits.inside),
    Partial("variants", ("high", "low"), variants.variants, carried=("path",)),
    Partial(
        "waits_between",
        ("code", "code_after", "from_the_start", "is_large", "place"),
        waits.waits_between,
        form="is_large",
    ),
    Partial(
        "waits_of_stages",
        ("stage", "is_large", "place"),
        waits.waits_of_stages,
        form="is_large",
    ),
    Partial("still_running", ("code", "since_us"), waits.still_running),
    Partial("stages", ("stage",), stages.stages),
    Partial("effort", ("code",), effort.effort),
    Partial("inferred", (_GROUP, "code"), effort.inferred),
    Partial("answers", ("code",), answers.answers),
    Partial("hand_offs", ("code_before", "code"), answers.hand_offs),
    Partial("voices", (_GROUP, "code"), voices.voices),
    Partial("texts", (_GROUP, "code"), voices.texts),
    Partial("remembered", ("code",), voices.remembered),
    Partial("feeling", (_GROUP,), voices.feeling),
    Partial("first_bad_moments", ("code",), voices.first_bad_moments),
    Partial("changes_of_feeling", ("code", "code_after"), voices.changes_of_feeling),
    Partial(
        "ratings",
        ("interaction_no",),
        voices.ratings,
        carried=("customer_no", "jackknife_group", "code", "occurred_us", "felt"),
    ),
    Partial("customers", ("customer_no",), by_group.customers),
    Partial("scores", ("code", "rating_kind"), voices.scores),
    Partial("quotes", ("code", "interaction_no"), voices.quotes, carried=("occurred_us", "felt")),
)

# What two maps are compared by, beside what each of them shows.
COMPARISON = (
    Partial("group_journeys", (_GROUP,), by_group.journeys),
    Partial("begun", ("customer_no", "half_hour"), by_group.begun),
    Partial("group_touchpoints", (_GROUP, "code"), by_group.touchpoints),
    Partial("group_stages", (_GROUP, "stage"), by_group.stages),
    Partial("group_transitions", (_GROUP, "code", "code_after"), by_group.transitions),
    Partial("group_scores", (_GROUP, "stage", "rating_kind"), by_group.scores),
    Partial(
        "group_waits_at_touchpoints",
        (_GROUP, "code", "code_after", "bin"),
        by_group.waits_at_touchpoints,
    ),
    Partial("group_waits_between", (_GROUP, "code", "code_after", "bin"), by_group.waits_between),
    Partial(
        "group_waits_of_stages", (_GROUP, "code", "code_after", "bin"), by_group.waits_of_stages
    ),
)

# What counts need besides, to be brought up to a later state.
UPCOMING = Partial("upcoming", ("customer_no", "change_us"), upcoming.upcoming)
