"""Whose each interaction is: by its own identifier, else by a reference its owner made."""

from percorso.domain.identifiers import BLOCKED
from percorso.identity.changes_sql import swap_in_next
from percorso.store.query import Query

# A number shorter than this, or claimed by more customers than this, links nothing.
_SHORTEST_REFERENCE = 4
_MOST_CLAIMS = 50
_REFERENCES = ("order_id", "tracking_number", "invoice_id", "case_id")

# The interactions that create a number of each kind: their claim to own it counts first. A
# ticket that names an order has not placed it.
_CREATING = {
    "order_id": ("order.placed", "receipt.issued"),
    "tracking_number": ("order.shipped", "order.placed"),
    "invoice_id": ("invoice.issued", "receipt.issued", "order.placed"),
    "case_id": ("case.opened",),
}


# What a text must be as long as, in signs, to be shown as it is.
_SHORTEST_QUOTE, _LONGEST_QUOTE = 8, 280

# What an interaction is about, as far as it names a number: two that share one are about the same.
# In a log without persons the case is the customer, and tells nothing apart.
_TOPICS = """case when i.subject is not null then list_transform(list_filter([
      case when len(list_filter(i.identifier_keys, lambda id: id['type'] = 'case_id')) = 0
        then 'case ' || i.subject.case_id end,
      'order ' || i.subject.order_id, 'invoice ' || i.subject.invoice_id,
      'parcel ' || i.subject.tracking_number], lambda number: number is not null),
    lambda number: (hash(number) >> 1)::bigint) end"""


def own_customers(interactions: str = "interaction") -> Query:
    """Each interaction of a relation with the customer its strongest identifier is, or null.

    What stands for nobody is passed over. Reads the temporary tables shut_out(key),
    identity(key, customer_no) and device_window(key, customer_no, since_us, until_us).
    """
    return Query(f"""
create or replace temp table own as
with nobody as (select coalesce(list(key), []) as shut from shut_out),
led as (
  select interaction_no, occurred_at,
    case when list_contains(shut, identifier_keys[1].key)
      then list_filter(identifier_keys, lambda one: not list_contains(shut, one.key))[1].key
      else identifier_keys[1].key end as key
  from {interactions}, nobody)
select i.interaction_no, coalesce(w.customer_no, d.customer_no)::integer as customer_no
from led as i
left join identity as d using (key)
left join device_window as w on w.key = i.key
  and epoch_us(i.occurred_at) >= w.since_us and epoch_us(i.occurred_at) < w.until_us""")


def references(interactions: str = "interaction") -> Query:
    """Every reference an interaction carries, with the customer who claims it by it, or null.

    They are added to the table `reference`. Reads the temporary table `own`.
    """
    lines = "\nunion all\n".join(_references_of(kind, interactions) for kind in _REFERENCES)
    return Query(f"insert into reference by name {lines}", {"blocked": BLOCKED})


def _references_of(kind: str, interactions: str) -> str:
    # Shops write #1001 where a courier writes 1001.
    value = f"ltrim(upper(trim(i.subject.{kind})), '# ')"
    # Where a case id says who, it is an identifier of its source and no number others share.
    is_shared = (
        "and not list_contains(list_transform(i.identifier_keys, lambda one: one.type), 'case_id')"
    )
    return (
        f"select i.interaction_no, '{kind}' as kind, s.family, {value} as value, "
        "o.customer_no, i.identifier_keys[1].type as claimed_with, i.type, i.occurred_at, "
        "i.source_rank, i.source_sequence, "
        f"i.interaction_id from {interactions} as i join own as o using (interaction_no) "
        "join source_family as s using (source_no) "
        f"where length({value}) >= {_SHORTEST_REFERENCE} "
        f"and not regexp_full_match(lower({value}), $blocked) "
        f"{is_shared if kind == 'case_id' else ''}"
    )


def owners(reference: str = "reference") -> Query:
    """Who owns each reference: the customer of the interaction that created it, else the first.

    Args:
        reference: The references to look at, with all that stand beside them.
    """
    creating = " or ".join(
        f"(kind = '{kind}' and type in {types!r})".replace(",)", ")")
        for kind, types in _CREATING.items()
    )
    return Query(f"""
create or replace temp table reference_owner as
select family, kind, value, arg_min(customer_no,
    (not ({creating}), occurred_at, source_rank, source_sequence, interaction_id)
  ) as customer_no
from {reference} where customer_no is not null
group by family, kind, value
having count(distinct customer_no) <= {_MOST_CLAIMS}""")


def follow_chain(reference: str = "reference") -> Query:
    """One step of a chain: a reference nobody claims takes the owner of one it stands beside.

    One that somebody claims has its owner already, or too many claims to have any.
    """
    return Query(f"""
insert into reference_owner
select r.family, r.kind, r.value, min(o.customer_no)
from {reference} as r
join {reference} as beside on beside.interaction_no = r.interaction_no
join reference_owner as o
  on o.family = beside.family and o.kind = beside.kind and o.value = beside.value
where not exists (from reference_owner as known where known.family = r.family
    and known.kind = r.kind and known.value = r.value)
  and not exists (from {reference} as claim where claim.family = r.family
    and claim.kind = r.kind and claim.value = r.value and claim.customer_no is not null)
group by r.family, r.kind, r.value
having count(distinct o.customer_no) = 1""")


def conflicts() -> list[Query]:
    """References more than one person claims, or that stand beside those of several owners.

    Rows of the table `reference_conflict`: family, kind, value, reason, owner_no (null where
    none has the number), others (the customers who do not get it). A browser is no person: what
    it claims is no conflict. The temporary table `conflict_before` keeps the last resolving's.
    """
    return [
        Query(_NO_CONFLICT_YET),
        Query(_CONFLICTS_BEFORE),
        Query("delete from reference_conflict"),
        Query(_CONFLICTS.format(reference="reference")),
    ]


def conflicts_here() -> list[Query]:
    """The same, of the references in `reference_here` alone: the others' stand as they do."""
    return [
        Query(_NO_CONFLICT_YET),
        Query(_CONFLICTS_BEFORE),
        Query("""
delete from reference_conflict as c where exists (from touched_reference as t
  where t.family = c.family and t.kind = c.kind and t.value = c.value)"""),
        Query(_CONFLICTS.format(reference="reference_here")),
    ]


_NO_CONFLICT_YET = """
create table if not exists reference_conflict (
  family varchar, kind varchar, value varchar, reason varchar, owner_no integer,
  others integer[])"""
_CONFLICTS_BEFORE = """
create or replace temp table conflict_before as
select family, kind, value from reference_conflict"""
_CONFLICTS = """
insert into reference_conflict by name
with claimed as (
  select family, kind, value, list_sort(list(distinct customer_no)) as customers
  from {reference} where customer_no is not null and claimed_with <> 'anonymous_id'
  group by family, kind, value having count(distinct customer_no) > 1),
ownerless as (
  select * from {reference} as r
  where not exists (from reference_owner as known where known.family = r.family
      and known.kind = r.kind and known.value = r.value)
    and not exists (from {reference} as claim where claim.family = r.family
      and claim.kind = r.kind and claim.value = r.value and claim.customer_no is not null))
select c.family, c.kind, c.value,
  case when o.value is null then 'too_many_claims' else 'several_claims' end as reason,
  o.customer_no as owner_no,
  list_filter(c.customers, lambda one: one is distinct from o.customer_no) as others
from claimed as c left join reference_owner as o using (family, kind, value)
union all
select r.family, r.kind, r.value, 'several_owners' as reason, null as owner_no,
  list_sort(list(distinct o.customer_no)) as others
from ownerless as r
join {reference} as beside on beside.interaction_no = r.interaction_no
join reference_owner as o
  on o.family = beside.family and o.kind = beside.kind and o.value = beside.value
group by r.family, r.kind, r.value having count(distinct o.customer_no) > 1
order by family, kind, value"""


def _plain_number(name: str) -> str:
    """A number as numbers of one kind are compared; null where it is a placeholder."""
    number = f"nullif(upper(trim(i.subject.{name})), '')"
    return f"case when not regexp_full_match(lower({number}), $blocked) then {number} end"


def by_reference(reference: str = "reference") -> Query:
    """The temporary table `by_reference`: what only a number somebody owns says whose it is."""
    return Query(f"""
create or replace temp table by_reference as
select r.interaction_no, min_by(o.customer_no, list_position(
    ['order_id', 'tracking_number', 'invoice_id', 'case_id'], r.kind)) as customer_no
from {reference} as r join reference_owner as o using (family, kind, value)
where r.customer_no is null
group by r.interaction_no""")


WHOSE_ALL = Query("""
create or replace temp table whose as
select own.interaction_no, coalesce(own.customer_no, by_reference.customer_no) as customer_no
from own left join by_reference using (interaction_no)""")


def placed_interactions(currency: str) -> list[Query]:
    """The temporary tables `placed` and `placed_customer` of the interactions in `whose`.

    The group of a customer follows from the first interaction: the same in every workspace,
    whatever the order of loading.
    """
    return [
        Query(
            f"""
create or replace temp table placed as
select whose.customer_no::integer as customer_no,
  i.occurred_at, i.source_rank, i.source_sequence, i.interaction_id, i.observed_name_no,
  i.source_no, i.interaction_no,
  case when i.rating_value is not null then greatest(-1, least(1,
      (2 * i.rating_value - i.rating_min - i.rating_max) / (i.rating_max - i.rating_min)))
    end::float as felt,
  case when i.currency is null or i.currency = $currency then i.amount_minor end as amount_minor,
  {_plain_number("case_id")} as case_id, {_plain_number("order_id")} as order_id,
  {_TOPICS} as topics,
  case when i.rating_kind in ('nps', 'csat', 'ces') then i.rating_kind end as rating_kind,
  i.rating_value, i.rating_max,
  coalesce(length(i.text) between {_SHORTEST_QUOTE} and {_LONGEST_QUOTE}, false) as is_quotable,
  t.felt::float as text_felt, t.trust::float as text_trust
from interaction as i join whose using (interaction_no)
left join text_feeling as t on t.interaction_no = i.interaction_no
anti join machine_interaction as m on m.interaction_no = i.interaction_no
where i.human_verdict is distinct from 'machine'""",
            {"currency": currency, "blocked": BLOCKED},
        ),
        Query("""
create or replace temp table placed_customer as
select customer_no, ('0x' || substr(arg_min(interaction_id,
      (occurred_at, source_rank, source_sequence, interaction_id)), 1, 2))::utinyint as group_no,
  count(*)::integer as interactions, epoch_us(min(occurred_at)) as first_us,
  epoch_us(max(occurred_at)) as last_us
from placed where customer_no is not null
group by customer_no order by customer_no"""),
    ]


def in_order(last: str) -> str:
    """SQL: what was placed by customer and total order, its places behind the last one there is."""
    return f"""
select customer_no, group_no, ({last} + row_number() over ())::integer as ord,
  occurred_us, observed_name_no, source_no, felt, amount_minor, interaction_no, case_id, order_id,
  topics, rating_kind, rating_value, rating_max, is_quotable, text_felt, text_trust
from (
  select p.*, c.group_no, epoch_us(p.occurred_at) as occurred_us
  from placed as p left join placed_customer as c using (customer_no)
  order by p.customer_no nulls last, p.occurred_at, p.source_rank, p.source_sequence,
    p.interaction_id)"""


def resolved_interactions(currency: str) -> list[Query]:
    """The statements that lay out the resolved view by customer and total order."""
    return [
        by_reference(),
        WHOSE_ALL,
        *placed_interactions(currency),
        Query("create or replace table customer as from placed_customer order by customer_no"),
        Query(f"create or replace table resolved_next as {in_order('0')}"),
        Query("drop table placed"),
        *swap_in_next(),
    ]
