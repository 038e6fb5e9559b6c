"""The partial step of every measure: additive counts over the visits and journeys of a scope."""

from percorso.store.query import Query

TOTALS = Query("""
select count(*) as journeys, count(distinct customer_no) as customers,
  count(*) filter (status = 'success') as success,
  count(*) filter (status = 'failure') as failure,
  count(*) filter (status = 'open') as open,
  count(*) filter (is_left_truncated) as left_truncated,
  (select count(distinct journey_no) from visit where felt_count > 0) as journeys_with_voice
from journey""")

TOUCHPOINTS = Query("""
select code, sum(interactions)::bigint as interactions, count(*) as visits,
  count(distinct journey_no) as journeys, count(distinct customer_no) as customers,
  median(case when length > 1 then (place - 1) / (length - 1) end) as median_position,
  count(*) filter (place = 1 and not is_left_truncated) as first_visits,
  count(*) filter (not is_left_truncated) as visits_from_the_start,
  count(*) filter (place = length) as last_visits,
  count(*) filter (place < length) as moves_on,
  count(*) filter (place = length and status = 'failure') as lost,
  count(*) filter (place = length and status = 'success') as done,
  count(*) filter (place = length and status = 'open') as still_open,
  sum(amount_minor)::bigint as value_minor,
  count(*) filter (until_goal) as visits_until_goal
from visit group by code order by code""")

TRANSITIONS = Query("""
select code, code_after, count(*) as visits, count(distinct journey_no) as journeys
from visit where code_after is not null
group by code, code_after order by code, code_after""")

STARTS = Query("""
select code, count(*) as journeys from visit
where place = 1 and not is_left_truncated group by code order by code""")

ENDS = Query("""
select code, status, count(*) as journeys from visit
where place = length group by code, status order by code, status""")

# Journeys that met a touchpoint no later than their first goal, and how they ended.
SUCCESS_AFTER = Query("""
select code, count(distinct journey_no) filter (status = 'success') as success,
  count(distinct journey_no) as decided
from visit where until_goal and status in ('success', 'failure')
group by code order by code""")

# Does coming back help? Success among journeys by their number of visits to a touchpoint.
RETURNS = Query("""
with met as (
  select code, journey_no, count(*) as visits, any_value(status) as status
  from visit where until_goal and status in ('success', 'failure') group by code, journey_no)
select code, count(*) filter (visits = 1) as once,
  count(*) filter (visits = 1 and status = 'success') as once_success,
  count(*) filter (visits > 1) as again,
  count(*) filter (visits > 1 and status = 'success') as again_success
from met group by code order by code""")

# The chain's steps (METHODS 4): -1 is the start, 0 success, -2 failure; the rest are codes.
CHAIN_STEPS = Query("""
select jackknife_group, source, target, count(*) as steps from (
  select jackknife_group, -1 as source, code as target from visit where place = 1
  union all
  select jackknife_group, code, case when is_goal then 0 when code_after is not null then code_after
      when status = 'failure' then -2 end
  from visit where until_goal)
where target is not null
group by all""")

VOICES = Query("""
select jackknife_group, code, sum(felt_count)::bigint as voices, sum(felt_sum) as felt
from visit where felt_count > 0 group by jackknife_group, code""")

VOICE_SPREAD = Query("""
select code, sum(felt_count)::bigint as voices, sum(felt_sum) as felt,
  sum(felt_squares) as squares, sum(felt_bad)::bigint as bad
from visit where felt_count > 0 group by code order by code""")

# A journey's emotional peak is its strongest voice (ties: the negative one), its end the last.
REMEMBERED = Query("""
with felt as (
  select journey_no, code, visit_no, felt_sum / felt_count as level
  from visit where felt_count > 0),
kept as (
  select journey_no, arg_max(code, (abs(level), -level, -visit_no)) as peak,
    arg_max(code, visit_no) as last
  from felt group by journey_no)
select code, count(distinct journey_no) as journeys from (
  select journey_no, peak as code from kept union all select journey_no, last from kept)
group by code order by code""")

FEEL = Query("""
with felt as (
  select customer_no, code, sum(felt_sum) / sum(felt_count) as level
  from visit where felt_count > 0 group by customer_no, code),
went as (
  select distinct code, code_after from visit where code_after is not null)
select w.code, w.code_after, round(avg(b.level - a.level), 12) as feel, count(*) as customers
from went as w join felt as a on a.code = w.code
join felt as b on b.customer_no = a.customer_no and b.code = w.code_after
where w.code <> w.code_after
group by w.code, w.code_after order by w.code, w.code_after""")

INTERACTIONS_OUTSIDE = Query("""
select getvariable('code_of_name')[r.observed_name_no]::integer as code,
  count(*) as interactions,
  count(*) filter (r.customer_no is null) as anonymous
from resolved as r anti join step as s on s.interaction_no = r.interaction_no
where ($since_us is null or r.occurred_us >= $since_us)
  and ($until_us is null or r.occurred_us < $until_us)
group by 1 order by 1""")


def outside_journeys(since_us: int | None, until_us: int | None) -> Query:
    """Interactions of the period in no journey.

    Anonymous ones, broadcasts on their own, and contacts no journey of the definition takes.
    """
    return Query(INTERACTIONS_OUTSIDE.sql, {"since_us": since_us, "until_us": until_us})


def variants(limit: int) -> Query:
    """The most frequent exact sequences, ties by their text, and how many there are in all."""
    return Query(
        """
with walked as (
  select array_to_string(list(code order by visit_no), ',') as path
  from visit group by journey_no)
select path, count(*) as journeys, count(*) over () as variants
from walked group by path order by journeys desc, path limit $limit""",
        {"limit": limit},
    )


def stage_entry(unplaced_stage: int) -> Query:
    """One row a journey and stage: when it entered, and when it went on to a later stage.

    What is not placed has no place in the order either: nobody moves on into it, and from it any
    visit to a placed stage is a step on.
    """
    return Query(
        """
create or replace temp table stage_entry as
with entered as (
  select journey_no, any_value(customer_no) as customer_no, any_value(status) as status, stage,
    min(visit_no) as visit_no, min(first_us) as entered_us
  from visit group by journey_no, stage)
select e.journey_no, e.customer_no, e.stage, e.status, e.visit_no, e.entered_us,
  min(v.first_us) as next_us
from entered as e left join visit as v
  on v.journey_no = e.journey_no and v.visit_no > e.visit_no and v.stage <> $unplaced
    and (v.stage > e.stage or e.stage = $unplaced)
group by all""",
        {"unplaced": unplaced_stage},
    )


STAGES = Query("""
select stage, count(*) as journeys, count(distinct customer_no) as customers,
  count(*) filter (next_us is not null) as moves_on,
  count(*) filter (next_us is null and status = 'failure') as lost,
  count(*) filter (next_us is null and status = 'success') as done,
  count(*) filter (next_us is null and status = 'open') as still_open
from stage_entry group by stage order by stage""")

SCORES = Query("""
select s.code, i.rating_kind,
  count(*) as answers,
  count(*) filter (i.rating_value >= 9) as promoters,
  count(*) filter (i.rating_value between 7 and 8) as passives,
  count(*) filter (i.rating_value >= i.rating_max - 1) as top_two,
  sum(i.rating_value) as total, sum(i.rating_value * i.rating_value) as squares
from step as s join interaction as i using (interaction_no)
where s.journey_no in (select journey_no from journey) and i.rating_kind in ('nps', 'csat', 'ces')
group by s.code, i.rating_kind order by s.code, i.rating_kind""")

QUOTES = Query("""
with said as (
  select s.code, i.text, i.language, s.occurred_us, s.felt, i.rating_value, i.rating_max,
    i.rating_kind, i.source_no,
    row_number() over (partition by s.code
      order by coalesce(abs(s.felt), 0) desc, s.occurred_us desc, i.interaction_id) as place
  from step as s join interaction as i using (interaction_no)
  where i.text is not null and length(i.text) between 8 and 280
    and s.journey_no in (select journey_no from journey))
select code, text, language, occurred_us, felt, rating_value, rating_max, rating_kind, source_no
from said where place <= 3 order by code, place""")

SOURCES = Query("""
select source_no, count(*) as interactions, min(occurred_us) as first_us,
  max(occurred_us) as last_us
from resolved group by source_no order by source_no""")

OTHER_CURRENCIES = Query("""
select currency, count(*) as interactions from interaction
where currency is not null and currency <> $currency group by currency order by currency""")


def other_currencies(currency: str) -> Query:
    """Interactions whose money is in another currency than the workspace's."""
    return Query(OTHER_CURRENCIES.sql, {"currency": currency})


PAUSES = Query("""
select (occurred_us - before_us) / 1e6 as seconds, count(*) as times from (
  select occurred_us, lag(occurred_us) over () as before_us, customer_no, case_key,
    lag(customer_no) over () as customer_before, lag(case_key) over () as case_before
  from contact where getvariable('is_customer_side_of_code')[code])
where customer_no = customer_before and case_key is not distinct from case_before
group by 1""")
