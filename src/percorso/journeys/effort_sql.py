"""How much work customers had: the signals of effort of each visit (METHODS 5)."""

from percorso.store.query import Query

SIGNALS = ("returned", "switched", "repeated", "waited", "redone")

_WEEK_US = 7 * 86_400 * 1_000_000


def effort_signals(service_stage: int, data_until_us: int) -> Query:
    """Make `signal`: one row a visit that shows effort, with the signals it shows.

    Returns, switches and repeats are told of visits that customers begin: what the company sends
    again costs them nothing. A wait that still runs, or that a failed journey ended in, has
    lasted up to the cut-off at least.

    Args:
        service_stage: Position of the service stage.
        data_until_us: The cut-off T.
    """
    return Query(
        f"""
create or replace temp table signal as
with staged as (
  select v.visit_no, v.journey_no, v.code, v.stage, v.first_us, v.last_us,
    entered.visit_no is not null as opens_stage
  from visit as v left join stage_entry as entered using (visit_no)
  order by v.visit_no),
-- Equal sums inside a journey mean that no new stage was entered in between.
counted as (
  select *, sum(opens_stage::integer) over (
    rows between unbounded preceding and current row) as stages
  from staged),
own as (
  select * from counted where getvariable('is_customer_side_of_code')[code]),
returned as (
  select visit_no from own
  qualify first_us - lag(last_us) over (
    partition by journey_no, code, stages order by visit_no) <= $week_us),
switched as (
  select visit_no from own where stage = $service
  window around as (partition by journey_no order by visit_no)
  qualify lag(getvariable('channel_of_code')[code]) over around
      <> getvariable('channel_of_code')[code]
    and first_us - lag(last_us) over around <= $week_us),
{_TOPICS},
repeated as (
  select distinct visit_no from (
    select own.visit_no, first_us - lag(last_us) over (
      partition by journey_no, topic order by own.visit_no) as pause_us
    from own join topic using (visit_no))
  where pause_us <= $week_us),
waited as (
  select visit_no from visit
  where coalesce(us_after, case when status is distinct from 'success'
    then $data_until_us - last_us end) > getvariable('promise_us_of_code')[code]),
redone as (
  select visit_no from visit where getvariable('is_redone_of_code')[code]),
shown as (
  select visit_no, 'returned' as kind from returned
  union all select visit_no, 'switched' from switched
  union all select visit_no, 'repeated' from repeated
  union all select visit_no, 'waited' from waited
  union all select visit_no, 'redone' from redone)
select any_value(v.code) as code, any_value(v.jackknife_group) as jackknife_group,
  any_value(v.felt_count) > 0 as has_voice, count(*) as signals,
  {", ".join(f"count(*) filter (kind = '{kind}') as {kind}" for kind in SIGNALS)}
from shown join visit as v using (visit_no)
group by visit_no""",
        {"week_us": _WEEK_US, "service": service_stage, "data_until_us": data_until_us},
    )


# What a contact with service is about, as far as it names a number: two that share one are about
# the same. In a log without persons the case is the customer, and tells nothing apart. A contact
# belongs to the last visit of its journey that began no later.
_TOPICS = """
about as (
  select step.journey_no, step.ord, unnest(list_filter([
      case when len(list_filter(i.identifier_keys, lambda id: id['type'] = 'case_id')) = 0
        then 'case ' || i.subject.case_id end,
      'order ' || i.subject.order_id, 'invoice ' || i.subject.invoice_id,
      'parcel ' || i.subject.tracking_number], lambda number: number is not null)) as topic
  from step join interaction as i using (interaction_no)
  where getvariable('stage_of_code')[step.code] = $service
    and getvariable('is_customer_side_of_code')[step.code]),
topic as (
  select distinct stay.visit_no, about.topic from about
  asof join stay on about.journey_no = stay.journey_no and about.ord >= stay.ord)"""

EFFORT = Query(f"""
select code, sum(signals)::bigint as signals, count(*) filter (signals >= 2) as high,
  {", ".join(f"sum({kind})::bigint as {kind}" for kind in SIGNALS)}
from signal group by code order by code""")

# Visits with signals and without a voice, and the felt level their signals suggest.
INFERRED = Query("""
select jackknife_group, code, count(*) as visits, -sum(least(1, signals / 4)) as felt
from signal where not has_voice group by jackknife_group, code""")
