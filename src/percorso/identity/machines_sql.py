"""Which identifiers behave like machines, on which days, and which interactions go with that.

A day of an identifier is judged by what came of it on that day alone, so neither the order
of arrival nor another day can change the verdict.
"""

from datetime import date

from percorso.domain import machines as rule
from percorso.identity.newcomers_sql import NEW
from percorso.store.query import Query

# Messages whose door does not know who acted, by their strongest identifier. What is loaded from a
# file somebody chose: it is never judged.
_TOLD = "human_verdict = 'unknown' and len(identifier_keys) > 0"
_ROW = """
interaction_no, source_no, identifier_keys[1].key as key, observed_name_no as name_no,
  occurred_at::date as day"""
_BETWEEN = """
occurred_at >= $first_day::date::timestamp
  and occurred_at < $last_day::date::timestamp + interval 1 day"""

_BEAT_US = rule.BEAT_HOURS * 3_600_000_000
# What a day must hold at least for either rule: most days of most people are none of these.
_BUSY = f"""
group by key, day
having count(*) > {rule.LEAST_GAPS}
  and (count(*) >= {rule.INSTANTS_A_SECOND * rule.SECONDS_IN_A_ROW}
    or epoch_us(max(occurred_at)) - epoch_us(min(occurred_at)) >= {_BEAT_US})"""

BUSY_DAYS = Query(f"""
create or replace temp table busy_day as
select identifier_keys[1].key as key, occurred_at::date as day
from interaction where {_TOLD} {_BUSY}""")
# (first and last day)
SPAN_OF_BUSY = Query("select min(day), max(day) from busy_day")


def told_between(first_day: date, last_day: date) -> Query:
    """The temporary table `told`: what came on the days in `busy_day`, in microseconds."""
    return Query(
        f"""
create or replace temp table told as
select i.key, i.day, i.name_no, i.us, i.company
from (
  select {_ROW}, epoch_us(occurred_at) as us, hash(identifier_keys) as company
  from interaction where {_BETWEEN} and {_TOLD}) as i
semi join busy_day as b on b.key = i.key and b.day = i.day""",
        {"first_day": first_day, "last_day": last_day},
    )


# Days that break a rule: of all an identifier sends (name_no is null), or of one event alone.
FOUND_DAYS = Query(f"""
create or replace temp table found_day as
with fast_second as (
  select key, day, company, us // 1000000 as second_no
  from told group by all having count(distinct us) >= {rule.INSTANTS_A_SECOND}),
in_row as (
  select *, second_no - row_number() over (
    partition by key, day, company order by second_no) as run_no
  from fast_second),
fast as (
  select distinct key, day from (
    select key, day from in_row group by key, day, company, run_no
    having count(*) >= {rule.SECONDS_IN_A_ROW})),
slow as (select * from told anti join fast using (key, day)),
gap as (
  select key, day, name_no,
    us - lag(us) over (partition by key, day, name_no order by us) as gap_us
  from slow),
beat as (
  select key, day, name_no, median(gap_us) as beat_us from gap where gap_us is not null
  group by key, day, name_no
  having count(*) >= {rule.LEAST_GAPS} and sum(gap_us) >= {_BEAT_US}),
paced as (
  select key, day, name_no, gap_us, beat_us, abs(gap_us - beat_us) <= greatest(
      {rule.PACE} * beat_us, least({rule.MOST_JITTER_US}, {rule.PACE_OF_SHORT} * beat_us)
    ) as is_in_pace
  from gap join beat using (key, day, name_no) where gap_us is not null),
steady as (
  select key, name_no, day, beat_us from paced group by key, name_no, day, beat_us
  having count(*) filter (is_in_pace) >= {rule.SHARE_IN_PACE} * count(*)
    and sum(gap_us) filter (is_in_pace) >= {_BEAT_US})
select key, null::integer as name_no, day, '{rule.TOO_FAST}' as rule, null::double as beat_seconds
from fast
union all
select key, name_no, day, '{rule.ONE_BEAT}', beat_us / 1000000 from steady""")
NO_DAYS = Query("""
create or replace temp table found_day as from machine_day limit 0""")


def _left_out(rows: str) -> str:
    """Of rows those that go with a machine, but for identifiers that were said to be persons."""
    return f"""
select distinct i.interaction_no, i.source_no, i.key, i.name_no
from ({rows}) as i join machine_day as m on m.key = i.key
  and (m.name_no is null or m.name_no = i.name_no)
  and i.day between m.day - {rule.DAYS_BESIDE} and m.day + {rule.DAYS_BESIDE}
where i.key not in (select key::varchar from persons_word)"""


JUDGE_ALL = [
    Query("create or replace table machine_day as from found_day"),
    Query(f"""
create or replace table machine_interaction as
{_left_out(f"select {_ROW} from interaction where {_TOLD}")}"""),
]

ANY_TOLD = Query(f"select exists (from interaction where {NEW} and {_TOLD})")
# What is new: days that were found too fast stay so, whatever else comes.
FRESH_DAYS = Query(f"""
create or replace temp table fresh_day as
select distinct identifier_keys[1].key as key, occurred_at::date as day
from interaction where {NEW} and {_TOLD}
except select key, day from machine_day where rule = '{rule.TOO_FAST}'""")
DAYS_OF_FRESH = Query("select distinct day from fresh_day order by day")
NO_BUSY_DAYS = Query("create or replace temp table busy_day as from fresh_day limit 0")


def busy_of_fresh(first_day: date, last_day: date) -> Query:
    """Add the busy ones among the fresh days of some days in a row to `busy_day`."""
    return Query(
        f"""
insert into busy_day
select i.key, i.day from (
  select identifier_keys[1].key as key, occurred_at::date as day, occurred_at
  from interaction where {_BETWEEN} and {_TOLD}) as i
semi join fresh_day as f on f.key = i.key and f.day = i.day {_BUSY}""",
        {"first_day": first_day, "last_day": last_day},
    )


# Days of identifiers about which something else is known now.
CHANGED_DAYS = [
    Query("""
create or replace temp table changed_day as
with held as (select key, name_no, day from machine_day semi join fresh_day using (key, day)),
is_now as (select key, name_no, day from found_day)
select distinct key, day from (
  (from held except from is_now) union all (from is_now except from held))"""),
    Query("""
delete from machine_day where exists (
  from fresh_day as f where f.key = machine_day.key and f.day = machine_day.day)"""),
    Query("insert into machine_day by name select * from found_day"),
]
SPAN_OF_CHANGED = Query(f"""
select min(day) - {rule.DAYS_BESIDE}, max(day) + {rule.DAYS_BESIDE} from changed_day""")

JUDGED_NEW = Query(f"""
create or replace temp table judged as
select {_ROW} from interaction where {NEW} and {_TOLD}""")


def judged_beside(first_day: date, last_day: date) -> Query:
    """Add to `judged` what came before, near a day about which something else is known now."""
    return Query(
        f"""
insert into judged
select i.* from (
  select {_ROW} from interaction where {_BETWEEN} and {_TOLD} and not ({NEW})) as i
where exists (from changed_day as c where c.key = i.key
  and i.day between c.day - {rule.DAYS_BESIDE} and c.day + {rule.DAYS_BESIDE})""",
        {"first_day": first_day, "last_day": last_day},
    )


# Interactions that go with a machine now and did not, and those that did and do not.
TURNED = [
    Query(f"""
create or replace temp table machine_now as {_left_out("from judged")}"""),
    Query("""
create or replace temp table turned as
select interaction_no, true as is_machine
from machine_now anti join machine_interaction using (interaction_no)
union all
select interaction_no, false
from judged semi join machine_interaction using (interaction_no)
anti join machine_now using (interaction_no)"""),
    Query("""
delete from machine_interaction
where interaction_no in (select interaction_no from turned where not is_machine)"""),
    Query("""
insert into machine_interaction by name
select m.* from machine_now as m
semi join (from turned where is_machine) as t using (interaction_no)"""),
]
NOTHING_TURNED = Query("""
create or replace temp table turned as
select 0::bigint as interaction_no, false as is_machine limit 0""")

# Whether any identifier is, or was, found to behave like a machine.
ANY_MACHINE = Query("""
select exists (from machine_day) or exists (from found_day)""")

# (source, contacts left out because a machine made them): told by the door, or found.
CONTACTS_LEFT_OUT = Query("""
select source_no, count(*) from (
  select source_no from interaction where human_verdict = 'machine'
  union all select source_no from machine_interaction)
group by source_no order by source_no""")

# (identifier, event or null, rule, beat in seconds, first and last day, days), the newest first.
MACHINES_FOUND = Query("""
select key, name_no, rule, median(beat_seconds), min(day), max(day), count(*)
from machine_day group by key, name_no, rule
order by max(day) desc, key, name_no nulls first""")
# (identifier, event, contacts left out)
LEFT_OUT_OF_EACH = Query("""
select key, name_no, count(*) from machine_interaction group by key, name_no""")
# (identifiers, contacts left out)
LEFT_OUT_IN_ALL = Query("""
select count(distinct key), count(*) from machine_interaction""")
