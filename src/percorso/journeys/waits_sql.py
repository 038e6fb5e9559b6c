"""How long people wait before, after and between visits: times and bins for the finishers."""

from percorso.stats.quantiles import BIN_EXPRESSION, KEPT_VALUES
from percorso.store.query import Query


def waits_between() -> list[Query]:
    """Times between touchpoints, for the finisher: keys code, code_after."""
    return _finished(
        "select code, code_after, us_after as us from visit where us_after is not null"
    )


def waits_before() -> list[Query]:
    """Times since the interaction before; journeys without a known beginning are left out."""
    return _finished(
        "select code, 0 as code_after, us_before as us from visit "
        "where us_before is not null and not is_left_truncated"
    )


def waits_after() -> list[Query]:
    """Times until the next interaction of the journey."""
    return _finished(
        "select code, 0 as code_after, us_after as us from visit where us_after is not null"
    )


def waits_to_next_stage() -> list[Query]:
    """Times from entering a stage to the first visit of a later stage, keyed by stage."""
    return _finished(
        "select stage as code, 0 as code_after, next_us - entered_us as us "
        "from stage_entry where next_us is not null"
    )


def _finished(waits: str) -> list[Query]:
    """Exact quantiles of groups up to 1,000 times, histogram bins of larger ones."""
    return [
        Query(
            f"""
select code, code_after, quantile_cont(us, 0.5) / 1e6 as median, quantile_cont(us, 0.9) / 1e6 as p90
from ({waits}) group by code, code_after
having count(*) <= {KEPT_VALUES} order by code, code_after"""
        ),
        Query(
            f"""
with wait as ({waits}),
large as (
  select code, code_after from wait group by code, code_after having count(*) > {KEPT_VALUES})
select code, code_after, {BIN_EXPRESSION.format(us="us")} as bin, count(*) as times
from wait semi join large using (code, code_after)
group by all order by code, code_after, bin"""
        ),
    ]


def running_waits(data_until_us: int) -> Query:
    """Waits until the next interaction, by code and time; those of open journeys still run.

    A visit at which its journey was lost or done waits for nothing. `place` is the time in
    microseconds, for codes with many waits its bin.

    Args:
        data_until_us: The cut-off T.
    """
    return Query(
        f"""
with wait as (
  select code, us_after is not null as has_ended, coalesce(us_after, $data_until_us - last_us) as us
  from visit where us_after is not null or status = 'open'),
counted as (
  select code, count(*) > {KEPT_VALUES} as is_large from wait group by code)
select code, is_large,
  case when is_large then {BIN_EXPRESSION.format(us="us")} else us end as place,
  count(*) filter (has_ended) as finished, count(*) filter (not has_ended) as running
from wait join counted using (code)
group by all order by code, place""",
        {"data_until_us": data_until_us},
    )
