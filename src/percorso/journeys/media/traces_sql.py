"""Where customers' data speak of a medium: its promo codes, its numbers, and what people answer."""

from collections.abc import Sequence

from percorso.store.query import Query

PROPERTY_NAMES = Query("""
select distinct unnest(json_keys(properties)) as name from interaction
where properties is not null order by name""")

# One order, call or answer may be several interactions of one row, or of one order number.
_THING = "coalesce(x.subject.order_id, x.source_no::varchar || ':' || x.message_id)"
_PERSON = "coalesce(r.customer_no::varchar, 'row ' || x.source_no::varchar || ':' || x.message_id)"


def paths_of(names: Sequence[str]) -> list[str]:
    """JSON paths of properties; a name with a quotation mark in it cannot be asked for."""
    return [f'$."{name}"' for name in names if '"' not in name and "\\" not in name]


def _carried(names: Sequence[str], since_us: int | None, until_us: int | None) -> Query:
    """Every value of the named properties in the period, with whose it is and of which thing."""
    return Query(
        f"""
carried as (
  select {_THING} as thing, {_PERSON} as person, r.customer_no, r.occurred_us,
    r.observed_name_no, x.subject.order_id is not null as has_order, said.value as said
  from resolved as r join interaction as x using (interaction_no),
    unnest(json_extract_string(x.properties, $paths::varchar[])) as said(value)
  where x.properties is not null and said.value is not null and trim(said.value) <> ''
    and ($since_us is null or r.occurred_us >= $since_us)
    and ($until_us is null or r.occurred_us <= $until_us))""",
        {"paths": paths_of(names), "since_us": since_us, "until_us": until_us},
    )


def orders_with_codes(
    names: Sequence[str], buying: Sequence[int], since_us: int | None, until_us: int | None
) -> Query:
    """Orders and customers by medium, whose codes stand in `media_code` (code, medium).

    What has no order number is one where its observed name is among `buying`.
    """
    carried = _carried(names, since_us, until_us)
    return Query(
        f"""
with {carried.sql},
single as (
  select c.*, upper(regexp_replace(part.value, '\\s', '', 'g')) as code
  from carried as c, unnest(regexp_split_to_array(c.said, '[;,|]')) as part(value))
select m.medium, count(distinct s.thing) as things, count(distinct s.customer_no) as customers
from single as s join media_code as m using (code)
where s.has_order or s.observed_name_no in (select unnest($buying::integer[]))
group by m.medium order by m.medium""",
        carried.parameters | {"buying": list(buying)},
    )


def contacts_made(names: Sequence[str], since_us: int | None, until_us: int | None) -> Query:
    """Contacts and customers by medium, whose addresses stand in `media_contact`."""
    carried = _carried(names, since_us, until_us)
    return Query(
        f"""
with {carried.sql},
plain as (
  select *, regexp_replace(said, '[^0-9]', '', 'g') as digits,
    regexp_extract(regexp_replace(lower(trim(said)), '^.*://', ''), '^(?:www\\.)?([^?#]*)', 1)
      as address
  from carried)
select m.medium, count(distinct p.thing) as things, count(distinct p.customer_no) as customers
from plain as p join media_contact as m
  on m.contact = case when length(p.digits) >= 6 and not regexp_matches(p.said, '[[:alpha:]]')
    then right(p.digits, 9) else rtrim(p.address, '/') end
group by m.medium order by m.medium""",
        carried.parameters,
    )


def answers_given(
    names: Sequence[str], asking: Sequence[int], since_us: int | None, until_us: int | None
) -> Query:
    """What people answered, the last answer of each person, and how many people gave it.

    Args:
        names: Properties that hold the answer.
        asking: Numbers of observed names that are the question, with the answer as their text.
        since_us: First instant that counts; None for all.
        until_us: Last instant that counts; None for all.
    """
    carried = _carried(names, since_us, until_us)
    return Query(
        f"""
with {carried.sql},
answer as (
  select person, occurred_us, said from carried
  union all
  select {_PERSON} as person, r.occurred_us, x.text as said
  from resolved as r join interaction as x using (interaction_no)
  where r.observed_name_no in (select unnest($asking::integer[])) and x.text is not null
    and ($since_us is null or r.occurred_us >= $since_us)
    and ($until_us is null or r.occurred_us <= $until_us))
select said, count(*) as people from (
  select person, arg_max(said, (occurred_us, said)) as said from answer group by person)
group by said order by said""",
        carried.parameters | {"asking": list(asking)},
    )


def people_asked(
    names: Sequence[str], asking: Sequence[int], since_us: int | None, until_us: int | None
) -> Query:
    """People who met a touchpoint that asks: one where anybody ever answered."""
    carried = _carried(names, since_us, until_us)
    return Query(
        f"""
with {carried.sql},
asks as (
  select distinct observed_name_no from carried
  union select unnest($asking::integer[]))
select count(distinct {_PERSON})
from resolved as r join interaction as x using (interaction_no)
where r.observed_name_no in (select observed_name_no from asks)
  and ($since_us is null or r.occurred_us >= $since_us)
  and ($until_us is null or r.occurred_us <= $until_us)""",
        carried.parameters | {"asking": list(asking)},
    )
