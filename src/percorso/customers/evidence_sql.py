"""Which evidence of the Happy Index is in what customers did: one row each, the worst of a day.

What a deadline decides stands at its deadline: one that lies ahead is pending, and tells when the
customer is to be looked at again.
"""

from percorso.customers.kinds import KINDS, IndexSettings
from percorso.customers.one_sql import SAYS_CRITICAL
from percorso.customers.roles import BIT, OF_ROLE
from percorso.store.query import Query

DAY_US = 86_400_000_000
WEEK_US = 7 * DAY_US
HOUR_US = 3_600_000_000


def contacts(among: str | None, until_us: int) -> Query:
    """The temporary table `happy_contact`: contacts with a role or a score, up to an instant.

    Args:
        among: A table with the customers it is about; None is everybody.
        until_us: The instant.

    Reads the temporary table happy_name(observed_name_no, roles, promise_us).
    """
    only = "" if among is None else f"and r.customer_no in (select customer_no from {among})"
    return Query(
        f"""
create or replace temp table happy_contact as
select r.customer_no, r.occurred_us as us, r.interaction_no, r.order_id, r.case_id, r.topics,
  r.felt::double as felt, r.rating_kind, r.rating_max, r.text_felt::double as text_felt,
  r.text_trust::double as text_trust, n.roles, n.promise_us
from resolved as r join happy_name as n using (observed_name_no)
where r.customer_no is not null and r.occurred_us <= $until_us
  and (n.roles <> 0 or r.felt is not null or r.text_felt is not null) {only}""",
        {"until_us": until_us},
    )


# Arrays have no nulls: no promise is -1.
NAMES = Query("""
create or replace temp table happy_name as
select observed_name_no, roles, nullif(promise_us, -1) as promise_us from happy_name_given""")

# Each order once, at its first contact.
PURCHASES = Query(f"""
create or replace temp table happy_purchase as
select customer_no, min(us) as us, max(promise_us) as promise_us, any_value(order_id) as order_id
from happy_contact where roles & {BIT["goal"]} > 0
group by customer_no, coalesce('order ' || order_id, 'at ' || us)""")


def found(settings: IndexSettings) -> Query:
    """The temporary table `happy_found`: all evidence, pending ones among them."""
    parts = [_RATED, _SIMPLE, _VISITS, _LEFT_CARTS, _ANSWERS, _DELIVERIES, _REFUNDS, _SOLVED,
             _AGAIN, _DEAD_ENDS, _CHOICES, _TEXTS]  # fmt: skip
    return Query(
        "create or replace temp table happy_found as\n" + "\nunion all by name\n".join(parts),
        {
            "cart_us": round(settings.cart_hours * HOUR_US),
            "refund_us": round(settings.refund_days * DAY_US),
        },
    )


def evidence(until_us: int) -> Query:
    """The temporary table `happy_evidence`: one per kind, subject and day, the worst."""
    return Query(
        f"""
create or replace temp table happy_evidence as
select customer_no, kind, at_us, e, trust, interaction_no from happy_found where at_us <= $until_us
qualify row_number() over (partition by customer_no, kind, subject, at_us // {DAY_US}
  order by e, trust desc, at_us, interaction_no) = 1""",
        {"until_us": until_us},
    )


def sums(then_us: int, ref_us: int, until_us: int) -> Query:
    """One row a customer: sums of m and m e by dimension, of all and of what was known then.

    Args:
        then_us: An earlier instant.
        ref_us: To which all masses are brought.
        until_us: What lies behind it is pending.

    Reads the temporary table happy_kind(kind, dimension, weight, half_life_us).
    """
    columns = ", ".join(
        f"coalesce(sum({what}) filter (where dimension = {at}{known}), 0) as {name}_{at}"
        for name, what, known in (
            ("mass", "m", ""), ("weighted", "m * e", ""),
            ("mass_then", "m", " and at_us <= $then_us"),
            ("weighted_then", "m * e", " and at_us <= $then_us"),
            ("count", "1", ""), ("total", "e", ""), ("squares", "e * e", ""),
        )
        for at in range(5)
    )  # fmt: skip
    return Query(
        f"""
with weighed as (
  select customer_no, at_us, e, dimension,
    weight * trust * pow(2.0, (at_us - $ref_us) / half_life_us) as m
  from happy_evidence join happy_kind using (kind)),
summed as (select customer_no, {columns} from weighed group by customer_no),
gaps as (
  select customer_no, us, us - lag(us) over (partition by customer_no order by us) as gap_us
  from happy_purchase),
bought as (
  select customer_no, max(us) as last_us, count(*) as orders,
    max(us) filter (where us <= $then_us) as last_then_us, median(gap_us) as gap_us
  from gaps group by customer_no),
due as (
  select customer_no, min(at_us) as due_us from happy_found where at_us > $until_us
  group by customer_no),
held as (
  select customer_no from summed union select customer_no from bought
  union select customer_no from due)
select held.customer_no, summed.* exclude (customer_no),
  coalesce(last_us, {_NEVER}) as last_us, coalesce(orders, 0) as orders,
  coalesce(last_then_us, {_NEVER}) as last_then_us, coalesce(gap_us, 0)::double as gap_us,
  coalesce(due_us, {_NOT_DUE}) as due_us,
  coalesce(critical.since_us, {_NOT_DUE}) as critical_us
from held left join summed using (customer_no) left join bought using (customer_no)
left join due using (customer_no) left join happy_critical as critical using (customer_no)
order by held.customer_no""",
        {"then_us": then_us, "ref_us": ref_us, "until_us": until_us},
    )


_NEVER = -(2**62)
_NOT_DUE = 2**62
NEVER_US, NOT_DUE_US = _NEVER, _NOT_DUE

# The usual wait between two purchases of who has fewer than three, in microseconds.
USUAL_GAP = Query("""
select median(gap_us) from (
  select us - lag(us) over (partition by customer_no order by us) as gap_us from happy_purchase)""")

COMPLAINTS = Query(f"select count(*) from happy_contact where roles & {BIT['complaint']} > 0")


def critical(*, any_complaint: bool) -> Query:
    """The temporary table `happy_critical`: complaints that say they are critical and are open.

    They are open until something of the same case is solved, or anything where they name no case.

    Args:
        any_complaint: Whether anybody complained: else what they said need not be read.
    """
    said = "i.properties from happy_contact as c join interaction as i using (interaction_no)"
    if not any_complaint:
        said = "null::varchar as properties from happy_contact as c"
    return Query(f"""
create or replace temp table happy_critical as
with complained as (
  select c.customer_no, c.us, c.interaction_no, c.case_id, {said}
  where c.roles & {BIT["complaint"]} > 0)
select c.customer_no, min(c.us) as since_us, arg_min(c.interaction_no, c.us) as interaction_no
from complained as c
where {SAYS_CRITICAL}
  and not exists (from happy_contact as s where s.customer_no = c.customer_no
    and s.roles & {BIT["solved"]} > 0 and s.us >= c.us
    and (c.case_id is null or s.case_id = c.case_id))
group by c.customer_no""")


# How often each kind was met, and of how many customers: what has no data yet is not in it.
KINDS_MET = Query("""
select kind, count(*) as evidence, count(distinct customer_no) as customers
from happy_evidence group by kind order by kind""")

# An own survey knows whom it asked; a review without an order may be of anybody.
_RATED = f"""
select customer_no,
  case rating_kind when 'nps' then {KINDS["nps"].number} when 'csat' then {KINDS["csat"].number}
    when 'ces' then {KINDS["ces"].number} else case when rating_max = 1
    then {KINDS["recommends"].number} else {KINDS["stars"].number} end end as kind,
  coalesce(order_id, case_id, '') as subject, us as at_us,
  case when rating_kind is null and rating_max = 1 then 0.8 * felt else felt end as e,
  case when roles & {BIT["review"]} > 0 and order_id is null then 0.5 else 1.0 end as trust,
  interaction_no
from happy_contact where felt is not null"""

_SIMPLE = "\nunion all by name\n".join(
    f"""
select customer_no, {KINDS[kind].number} as kind, coalesce(case_id, order_id, '') as subject,
  us as at_us, {KINDS[kind].value} as e, 1.0 as trust, interaction_no
from happy_contact where roles & {BIT[role]} > 0"""
    for role, kind in OF_ROLE.items()
)

_VISITS = f"""
select customer_no, {KINDS["visited"].number} as kind, '' as subject, min(us) as at_us, 1.0 as e,
  1.0 as trust, arg_min(interaction_no, us) as interaction_no
from happy_contact where roles & {BIT["visit"]} > 0 group by customer_no, us // {WEEK_US}"""

_LEFT_CARTS = f"""
select c.customer_no, {KINDS["left_cart"].number} as kind, '' as subject, c.us + $cart_us as at_us,
  -1.0 as e, 1.0 as trust, c.interaction_no
from (select customer_no, us, interaction_no from happy_contact
  where roles & {BIT["cart"]} > 0) as c
asof left join happy_purchase as p on p.customer_no = c.customer_no and p.us >= c.us
where p.us is null or p.us > c.us + $cart_us"""

_ANSWERS = f"""
select c.customer_no,
  case when o.us <= c.us + c.promise_us then {KINDS["answered_in_time"].number}
    else {KINDS["answered_late"].number} end as kind,
  coalesce(c.case_id, c.order_id, '') as subject,
  case when o.us <= c.us + c.promise_us then o.us else c.us + c.promise_us end as at_us,
  case when o.us <= c.us + c.promise_us then 1.0 else -1.0 end as e, 1.0 as trust, c.interaction_no
from (from happy_contact where roles & {BIT["promising"]} > 0) as c
asof left join (select customer_no, us from happy_contact where roles & {BIT["ours"]} > 0) as o
  on o.customer_no = c.customer_no and o.us > c.us"""

# Where no window was promised, an order that came is a promise kept and no more.
_DELIVERIES = f"""
select d.customer_no,
  case when p.promise_us is null then {KINDS["promise_kept"].number}
    when d.us <= p.us + p.promise_us then {KINDS["delivered_in_time"].number}
    when d.us <= p.us + p.promise_us + {DAY_US} then {KINDS["delivered_a_day_late"].number}
    else {KINDS["delivered_late"].number} end as kind,
  coalesce(d.order_id, '') as subject, d.us as at_us,
  case when p.promise_us is null or d.us <= p.us + p.promise_us then 1.0 else -1.0 end as e,
  1.0 as trust, d.interaction_no
from (select customer_no, order_id, min(us) as us, arg_min(interaction_no, us) as interaction_no
  from happy_contact where roles & {BIT["delivered"]} > 0
  group by customer_no, order_id, case when order_id is null then us end) as d
left join happy_purchase as p
  on p.customer_no = d.customer_no and p.order_id = d.order_id"""

_REFUNDS = f"""
select r.customer_no,
  case when f.us <= r.us + $refund_us then {KINDS["refunded_in_time"].number}
    else {KINDS["refunded_late"].number} end as kind,
  r.order_id as subject,
  case when f.us <= r.us + $refund_us then f.us else r.us + $refund_us end as at_us,
  case when f.us <= r.us + $refund_us then 1.0 else -1.0 end as e, 1.0 as trust, r.interaction_no
from (select customer_no, order_id, min(us) as us, arg_min(interaction_no, us) as interaction_no
  from happy_contact where roles & {BIT["return"]} > 0 and order_id is not null
  group by customer_no, order_id) as r
left join (select customer_no, order_id, min(us) as us from happy_contact
  where roles & {BIT["refund"]} > 0 and order_id is not null group by customer_no, order_id) as f
  using (customer_no, order_id)"""

_SOLVED = f"""
select customer_no, {KINDS["solved_first_time"].number} as kind, case_id as subject,
  max(us) filter (where roles & {BIT["solved"]} > 0) as at_us, 1.0 as e, 1.0 as trust,
  arg_max(interaction_no, us) filter (where roles & {BIT["solved"]} > 0) as interaction_no
from happy_contact
where case_id is not null and roles & {BIT["solved"] | BIT["need"] | BIT["reopened"]} > 0
group by customer_no, case_id
having count(*) filter (where roles & {BIT["solved"]} > 0) > 0
  and count(*) filter (where roles & {BIT["need"]} > 0) = 1
  and count(*) filter (where roles & {BIT["reopened"]} > 0) = 0"""

_AGAIN = f"""
select customer_no, {KINDS["contacted_again"].number} as kind, '' as subject, us as at_us,
  -1.0 as e, 1.0 as trust, interaction_no
from (select customer_no, us, interaction_no, us - lag(us) over (
    partition by customer_no, topic order by us) as gap_us
  from (select customer_no, us, interaction_no, unnest(topics) as topic from happy_contact
    where roles & {BIT["need"]} > 0 and topics is not null))
where gap_us > 0 and gap_us <= {WEEK_US}"""

# A bot that could not help: within a day the customer asks a person.
_DEAD_ENDS = f"""
select b.customer_no, {KINDS["bot_dead_end"].number} as kind, '' as subject, b.us as at_us,
  -1.0 as e, 1.0 as trust, b.interaction_no
from (from happy_contact where roles & {BIT["bot"]} > 0) as b
asof join (select customer_no, us from happy_contact
  where roles & {BIT["need"]} > 0 and roles & {BIT["bot"]} = 0) as n
  on n.customer_no = b.customer_no and n.us > b.us
where n.us <= b.us + {DAY_US}"""

# What the records know of consents; reads the temporary table happy_said.
_CHOICES = """
select s.customer_no, s.kind, '' as subject, s.at_us, s.e, 1.0 as trust, 0 as interaction_no
from happy_said as s"""

# No scored word is no evidence, not a zero; what was rated needs no reader.
_TEXTS = f"""
select customer_no, {KINDS["text"].number} as kind, coalesce(case_id, order_id, '') as subject,
  us as at_us, text_felt as e, text_trust as trust, interaction_no
from happy_contact where text_felt is not null and text_trust is not null"""
