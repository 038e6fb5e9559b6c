"""The one path builder: interactions of a customer in, journeys and their visits out.

Everything downstream reads the two tables made here, `journey` and `visit`, so that the same
number agrees in every view. The rows of `resolved` are ordered by customer and total order, and
every step keeps that order, so `lag(...) over ()` streams: no partition, no sort. Where the
interactions of a case are a journey, the walk is ordered by customer, case and total order, and
the rest follows that order.
"""

from percorso.journeys.case_sql import contacts_with_case
from percorso.journeys.scope import Scope
from percorso.store.query import Query

_RUNNING = "over (rows between unbounded preceding and current row)"

_CODED = """(select *, getvariable('code_of_name')[observed_name_no]::integer as code,
    null::varchar as case_key from resolved)"""

# Whose the contact is: another customer, or another case of the same one, is another journey.
_OTHER_KEY = """(customer_no is distinct from lag(customer_no) over ()
      or case_key is distinct from lag(case_key) over ())"""

# A voice this low stands in the bottom two of five boxes (METHODS 6.2).
_BAD_LEVEL = -0.5

# Below this many customers each is a group of its own, so that an interval has enough of them.
FEWEST_CUSTOMERS_TO_GROUP = 2000


def path_statements(scope: Scope) -> list[Query]:
    """The statements that make the temporary tables `journey` and `visit`."""
    cut = _cut_statements(scope) if scope.definition.is_cut else [_never_cut(scope)]
    attach = [_attach_broadcasts(scope)] if scope.broadcasts else []
    return [
        *contact_statements(scope),
        *cut,
        *attach,
        _visits(),
        _first_instants(),
        _journeys(scope),
        _visits_of_journeys(),
    ]


def contact_statements(scope: Scope) -> list[Query]:
    """The statements that make `walk`, and of it `contact`: what opens and prolongs journeys."""
    cases = [contacts_with_case()] if scope.definition.by_case else []
    return [*cases, _walk(scope), _contacts(with_broadcasts=bool(scope.broadcasts))]


def _walk(scope: Scope) -> Query:
    """The interactions in scope, each with the contacts up to and with it."""
    segment, definition = scope.segment, scope.definition
    chosen = ["customer_no is not null"]
    if segment is not None:
        chosen.append(f"customer_no in ({segment.sql})")
    if scope.is_cut_off:
        chosen.append("occurred_us <= $data_until_us")
    if definition.stages:
        chosen.append("(getvariable('may_be_step_of_code')[code] or case_key is not null)")
    ordered = "order by customer_no, case_key nulls first, ord"
    if not definition.by_case:
        ordered = "order by ord" if segment is not None or definition.stages else ""
    until: dict[str, object] = {"data_until_us": scope.data_until_us} if scope.is_cut_off else {}
    return Query(
        f"""
create or replace temp table walk as
select *, row_number() over () as walk_no,
  sum((not getvariable('is_broadcast_of_code')[code])::integer) {_RUNNING} as contact_no
from (
  select customer_no, group_no, ord, occurred_us, source_no, felt, amount_minor, interaction_no,
    code, case_key
  from {"cased" if definition.by_case else _CODED}
  where {" and ".join(chosen)} {ordered})""",
        until if segment is None else segment.parameters | until,
    )


def _contacts(*, with_broadcasts: bool) -> Query:
    """What opens and prolongs journeys: everything but the company's broadcasts."""
    inside = "where not getvariable('is_broadcast_of_code')[code]" if with_broadcasts else ""
    return Query(f"create or replace temp table contact as select * from walk {inside}")


def _never_cut(scope: Scope) -> Query:
    return Query(_step(scope, f"select *, {_OTHER_KEY} as opens from contact"))


def _step(scope: Scope, opened: str) -> str:
    """Numbers the journeys; where they begin at given places, what lies before is left out.

    A cut ends a journey, whatever follows; the next one begins at the first place of a start
    since. A case needs no such place: its first interaction opens it.
    """
    if not scope.definition.waits_for_start:
        return f"""
create or replace temp table step as
select *, sum(opens::integer) {_RUNNING} as journey_no from ({opened})"""
    return f"""
create or replace temp table step as
select * exclude (opened_at, started_at) from (
  select *, sum(opens::integer) {_RUNNING} as journey_no,
    max(case when opens then walk_no end) {_RUNNING} as opened_at,
    max(case when getvariable('is_start_of_code')[code] then walk_no end) {_RUNNING} as started_at
  from ({opened}))
where case_key is not null or started_at >= opened_at"""


def _cut_statements(scope: Scope) -> list[Query]:
    """Cut after a goal or failure and after a silence longer than the gap; mind the tail."""
    return [
        Query("""
create or replace temp table marked as
select *, row_number() over () as place,
  getvariable('is_success_of_code')[code] as is_goal,
  getvariable('is_success_of_code')[code] or getvariable('is_failure_of_code')[code] as ends,
  getvariable('in_tail_of_code')[code] as may_be_tail
from contact"""),
        # The tail hangs on the last goal, unless something came since that cannot be tail: was
        # it a goal, and not too long ago?
        Query(
            f"""
create or replace temp table tailed as
select m.*, coalesce(m.may_be_tail and leader.is_goal and leader.customer_no = m.customer_no
    and m.occurred_us - leader.occurred_us <= $tail_us, false) as is_tail
from (select *, lag(leads) over () as led_by from (
  select *, max(case when is_goal or not may_be_tail then place end) {_RUNNING} as leads
  from marked)) as m
left join marked as leader on leader.place = m.led_by
order by m.place""",
            {"tail_us": round((scope.definition.tail_seconds or 0) * 1_000_000)},
        ),
        Query(
            _step(
                scope,
                f"""
  select * exclude (place, is_goal, may_be_tail, leads, led_by), {_OTHER_KEY}
      or (case_key is null and not is_tail and (lag(is_tail) over () or lag(ends) over ()
        or occurred_us - lag(occurred_us) over () > $gap_us)) as opens
  from tailed""",
            ),
            {"gap_us": scope.gap_us},
        ),
    ]


def _attach_broadcasts(scope: Scope) -> Query:
    """A broadcast belongs to the journey it falls into, or to one that begins within the gap."""
    return Query(
        """
create or replace temp table step as
with broadcast as (
  select * from walk where getvariable('is_broadcast_of_code')[code]),
attached as (
  select b.*, following.journey_no
  from broadcast as b
  join step as following on following.contact_no = b.contact_no + 1
    and following.customer_no = b.customer_no
    and following.case_key is not distinct from b.case_key
  left join step as before on before.contact_no = b.contact_no
    and before.customer_no = b.customer_no
  where before.journey_no = following.journey_no
    or following.occurred_us - b.occurred_us <= $gap_us)
select customer_no, ord, occurred_us, group_no, source_no, felt, amount_minor, interaction_no,
  code, walk_no, journey_no
from step
union all
select customer_no, ord, occurred_us, group_no, source_no, felt, amount_minor, interaction_no,
  code, walk_no, journey_no
from attached
order by walk_no""",
        {"gap_us": scope.gap_us},
    )


def _visits() -> Query:
    """Immediate repeats of a touchpoint inside its collapse window become one visit."""
    return Query(f"""
create or replace temp table stay as
select any_value(journey_no) as journey_no, any_value(customer_no) as customer_no,
  any_value(group_no) as group_no, any_value(code) as code,
  min(occurred_us) as first_us, max(occurred_us) as last_us, count(*) as interactions,
  sum(amount_minor) as amount_minor, sum(felt) as felt_sum, count(felt) as felt_count,
  sum(felt * felt) as felt_squares, count(*) filter (felt <= {_BAD_LEVEL}) as felt_bad,
  min(ord) as ord, arg_min(source_no, ord) as source_no, visit_no
from (
  select *, sum(begins::integer) {_RUNNING} as visit_no from (
    select *, not coalesce(lag(journey_no) over () = journey_no and lag(code) over () = code
        and occurred_us - lag(occurred_us) over () <= getvariable('collapse_us_of_code')[code]
        and getvariable('collapse_us_of_code')[code] > 0, false) as begins
    from step))
group by visit_no
order by visit_no""")


def _first_instants() -> Query:
    return Query("""
create or replace temp table source_start as
select source_no, min(occurred_us) as first_us from resolved group by source_no""")


def _journeys(scope: Scope) -> Query:
    """One row a journey of the period, with its status.

    A journey begins with its first contact: a broadcast attached before it opens nothing, so it
    moves the journey into no other period either.
    """
    return Query(
        f"""
create or replace temp table journey as
with whole as (
  select journey_no, any_value(customer_no) as customer_no, any_value(group_no) as group_no,
    min(first_us) filter (is_contact) as first_us, max(last_us) as last_us,
    min(visit_no) as first_visit_no, count(*) as length,
    arg_min(source_no, visit_no) filter (is_contact) as first_source_no,
    min(case when getvariable('is_success_of_code')[code] then visit_no end) as goal_visit_no,
    bool_or(getvariable('is_failure_of_code')[code]) as met_failure
  from (select *, not getvariable('is_broadcast_of_code')[code] as is_contact from stay)
  group by journey_no),
chosen as (
  select * from whole
  where ($since_us is null or first_us >= $since_us)
    and ($until_us is null or first_us < $until_us))
select w.*, w.first_us - s.first_us < $gap_us as is_left_truncated,
  case when not $has_ending then null
    when goal_visit_no is not null then 'success'
    when met_failure or $data_until_us - w.last_us > $gap_us then 'failure'
    else 'open' end as status,
  {_jackknife_group()} as jackknife_group
from chosen as w join source_start as s on s.source_no = w.first_source_no
order by journey_no""",
        {
            "gap_us": scope.gap_us,
            "has_ending": scope.has_ending,
            "data_until_us": scope.data_until_us,
            "since_us": scope.period.since_us,
            "until_us": scope.period.until_us,
            "fewest": FEWEST_CUSTOMERS_TO_GROUP,
        },
    )


def _jackknife_group() -> str:
    return """case when (select count(distinct customer_no) from chosen) < $fewest
    then dense_rank() over (order by w.customer_no) - 1 else w.group_no::integer end"""


def _visits_of_journeys() -> Query:
    """One row a visit of the period's journeys, with what came before and after it."""
    return Query("""
create or replace temp table visit as
with inside as (
  select s.visit_no, s.code, s.first_us, s.last_us, s.interactions, s.amount_minor,
    s.felt_sum, s.felt_count, s.felt_squares, s.felt_bad,
    j.journey_no, j.customer_no, j.jackknife_group, j.length, j.status, j.is_left_truncated,
    s.visit_no - j.first_visit_no + 1 as place,
    j.goal_visit_no is null or s.visit_no <= j.goal_visit_no as until_goal,
    s.visit_no is not distinct from j.goal_visit_no as is_goal,
    getvariable('stage_of_code')[s.code] as stage
  from stay as s join journey as j using (journey_no)
  order by s.visit_no)
select *,
  case when place > 1 then lag(code) over () end as code_before,
  case when place > 1 then first_us - lag(last_us) over () end as us_before,
  case when place < length then lead(code) over () end as code_after,
  case when place < length then lead(first_us) over () - last_us end as us_after
from inside""")
