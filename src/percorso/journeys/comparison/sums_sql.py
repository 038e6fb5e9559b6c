"""Additive counts by customer group: what the intervals of a comparison rest on.

Each reads the tables of the scope that was cut last. Below 2,000 customers each is a group of its
own, else they fall into the 256 groups of a hash; both samples use the same groups, so that a
customer in both is found in the same row.
"""

from percorso.stats.quantiles import BIN_EXPRESSION
from percorso.store.query import Query

_FEWEST_TO_GROUP = 2000

# `getvariable` keeps the choice out of every question.
CHOOSE_GROUPS = Query(
    f"""
set variable by_customer = (
  select count(distinct customer_no) < {_FEWEST_TO_GROUP} from resolved)"""
)

_GROUP = (
    "case when getvariable('by_customer') then j.customer_no else j.group_no end::bigint "
    "as jackknife_group"
)

JOURNEYS = Query(f"""
select {_GROUP}, count(*) as journeys, count(distinct j.customer_no) as customers,
  sum(j.length)::bigint as visits, count(*) filter (j.status = 'success') as success,
  count(*) filter (j.status in ('success', 'failure')) as decided
from journey as j group by 1 order by 1""")

TOUCHPOINTS = Query(f"""
select {_GROUP}, v.code, count(*) as visits, count(distinct j.journey_no) as journeys,
  count(distinct j.customer_no) as customers,
  count(*) filter (v.place = 1 and not v.is_left_truncated) as first_visits,
  count(*) filter (not v.is_left_truncated) as visits_from_the_start,
  count(*) filter (v.place = v.length) as last_visits,
  count(*) filter (v.place < v.length) as moves_on,
  count(*) filter (v.place = v.length and v.status = 'failure') as lost,
  count(*) filter (v.place = v.length and v.status = 'success') as done,
  count(*) filter (v.place = v.length and v.status = 'open') as still_open,
  count(distinct j.journey_no) filter (
    v.until_goal and v.status in ('success', 'failure')) as decided,
  count(distinct j.journey_no) filter (v.until_goal and v.status = 'success') as success,
  coalesce(sum(v.felt_sum), 0) as felt, coalesce(sum(v.felt_count), 0)::bigint as voices
from visit as v join journey as j using (journey_no) group by 1, 2 order by 1, 2""")

STAGES = Query(f"""
with felt as (
  select journey_no, stage, sum(felt_sum) as felt, sum(felt_count) as voices
  from visit where felt_count > 0 group by journey_no, stage)
select {_GROUP}, e.stage, count(*) as journeys, count(distinct j.customer_no) as customers,
  count(*) filter (e.next_us is not null) as moves_on,
  count(*) filter (e.next_us is null and e.status = 'failure') as lost,
  count(*) filter (e.next_us is null and e.status = 'success') as done,
  count(*) filter (e.next_us is null and e.status = 'open') as still_open,
  coalesce(sum(f.felt), 0) as felt, coalesce(sum(f.voices), 0)::bigint as voices
from stage_entry as e join journey as j using (journey_no)
left join felt as f on f.journey_no = e.journey_no and f.stage = e.stage
group by 1, 2 order by 1, 2""")

TRANSITIONS = Query(f"""
select {_GROUP}, v.code, v.code_after, count(*) as visits,
  count(distinct j.journey_no) as journeys, count(distinct j.customer_no) as customers
from visit as v join journey as j using (journey_no)
where v.code_after is not null group by 1, 2, 3 order by 1, 2, 3""")

# An NPS answer counts +1, 0 or -1, a CSAT answer 1 in the top two boxes, a CES answer its value.
VOICES = Query(f"""
select {_GROUP}, getvariable('stage_of_code')[s.code] as stage, i.rating_kind,
  count(*) as answers,
  sum(case i.rating_kind
    when 'nps' then (i.rating_value >= 9)::integer - (i.rating_value < 7)::integer
    when 'csat' then (i.rating_value >= i.rating_max - 1)::integer
    else i.rating_value end)::double as score
from step as s join interaction as i using (interaction_no)
join journey as j on j.journey_no = s.journey_no
where i.rating_kind in ('nps', 'csat', 'ces')
group by 1, 2, 3 order by 1, 2, 3""")

STEPS = Query(f"""
select {_GROUP.replace("j.customer_no else", "j.customer_no % 256 else")}, c.source, c.target,
  count(*) as steps
from (
  select journey_no, -1 as source, code as target from visit where place = 1
  union all
  select journey_no, code, case when is_goal then 0 when code_after is not null then code_after
      when status = 'failure' then -2 end
  from visit where until_goal) as c
join journey as j using (journey_no)
where c.target is not null
group by 1, 2, 3 order by 1, 2, 3""")

# Decided journeys by the touchpoint they begin at, and how many of them succeeded.
BEGINNINGS = Query("""
select code, count(*) as decided, count(*) filter (status = 'success') as success
from visit where place = 1 and status in ('success', 'failure') group by code order by code""")

REMEMBER_CUSTOMERS = Query(
    "create or replace temp table compared_customer as select distinct customer_no from journey"
)

CUSTOMERS_SHARED = Query("""
select count(*) from (select distinct customer_no from journey) semi join compared_customer
  using (customer_no)""")


def waits(of: str) -> Query:
    """Waiting times in bins by group and key: `touchpoint`, `transition` or `stage`."""
    table, key, after, us = {
        "touchpoint": ("visit", "code", "0", "us_after"),
        "transition": ("visit", "code", "code_after", "us_after"),
        "stage": ("stage_entry", "stage", "0", "next_us - entered_us"),
    }[of]
    return Query(
        f"""
select {_GROUP}, w.code, w.code_after, {BIN_EXPRESSION.format(us="w.us")} as bin,
  count(*) as times
from (select journey_no, {key} as code, {after} as code_after, {us} as us from {table}) as w
join journey as j using (journey_no)
where w.us is not null group by 1, 2, 3, 4 order by 1, 2, 3, 4"""
    )
