"""How whole journeys felt: sums by customer group, and where the first bad moment was."""

from percorso.store.query import Query

_FELT = """
felt as (
  select journey_no, jackknife_group, code, visit_no, felt_sum, felt_count,
    felt_sum / felt_count as level
  from visit where felt_count > 0)"""

# The peak is the strongest visit (ties: the negative one), the end the last with a voice.
JOURNEY_FEELING = Query(f"""
with {_FELT},
kept as (
  select any_value(jackknife_group) as jackknife_group, sum(felt_sum) / sum(felt_count) as mean,
    (arg_max(level, (abs(level), -level)) + arg_max(level, visit_no)) / 2 as peak_end
  from felt group by journey_no)
select jackknife_group, count(*) as journeys, sum(mean) as mean, sum(peak_end) as peak_end
from kept group by jackknife_group order by jackknife_group""")


def first_bad_moments(longer_than_us: int, below: float) -> Query:
    """Long journeys with a voice by the touchpoint of their first bad moment; null: none.

    Args:
        longer_than_us: A journey is long when it takes more than this many microseconds.
        below: A moment is bad when its felt level lies below this.
    """
    return Query(
        f"""
with {_FELT},
spoken as (
  select journey_no, arg_min(code, visit_no) filter (level < $below) as code
  from felt join journey using (journey_no)
  where journey.last_us - journey.first_us > $longer_than_us
  group by journey_no)
select code, count(*) as journeys from spoken group by code order by code nulls last""",
        {"longer_than_us": longer_than_us, "below": below},
    )
