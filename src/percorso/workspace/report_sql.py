"""What a load has brought, asked of the warehouse."""

from percorso.store.query import Query

IDENTIFIERS_AT_HAND = Query("""
with seen as (
  select unnest(identifiers) as one, occurred_at from keyed where reject_code is null)
select one.key, any_value(one.type), any_value(one.clear),
  strftime(min(occurred_at), '%Y-%m-%d %H:%M:%S.%f'),
  strftime(max(occurred_at), '%Y-%m-%d %H:%M:%S.%f')
from seen group by one.key order by one.key""")


def stored(segments: list[str]) -> Query:
    """Interactions of the segments: how many, how many anonymous, the first and last instant."""
    return Query(
        """
select count(*), count(*) filter (r.customer_no is null), min(i.occurred_at), max(i.occurred_at)
from interaction as i join resolved as r using (interaction_no)
where i.segment in (select unnest($segments::varchar[]))""",
        {"segments": segments},
    )


def names_of(segments: list[str]) -> Query:
    """Numbers of the observed names in the segments."""
    return Query(
        """
select distinct observed_name_no from interaction
where segment in (select unnest($segments::varchar[])) order by 1""",
        {"segments": segments},
    )


def other_currencies_of(segments: list[str], currency: str) -> Query:
    """Interactions of the segments in another currency than the workspace's, by currency."""
    return Query(
        """
select currency, count(*) from interaction
where segment in (select unnest($segments::varchar[])) and currency <> $currency
group by currency order by currency""",
        {"segments": segments, "currency": currency},
    )


NEW_CONFLICTS = Query("""
select kind, value, reason, len(others) + (owner_no is not null)::integer
from reference_conflict anti join conflict_before using (family, kind, value)
order by kind, value limit 1000""")
