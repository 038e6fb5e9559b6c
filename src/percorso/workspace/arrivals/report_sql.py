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


def conflicts_of(segments: list[str]) -> Query:
    """Conflicts that are new or decide interactions of the segments: (kind, …, how many decided).

    Reads the temporary tables of the resolving just done.
    """
    return Query(
        """
with decided as (
  select r.family, r.kind, r.value, count(*)::integer as interactions
  from reference as r join own using (interaction_no) join interaction as i using (interaction_no)
  where own.customer_no is null and i.segment in (select unnest($segments::varchar[]))
  group by r.family, r.kind, r.value)
select c.kind, c.value, c.reason, len(c.others) + (c.owner_no is not null)::integer,
  coalesce(d.interactions, 0)
from reference_conflict as c left join decided as d using (family, kind, value)
where d.interactions is not null
  or not exists (from conflict_before as b
    where b.family = c.family and b.kind = c.kind and b.value = c.value)
order by c.kind, c.value limit 1000""",
        {"segments": segments},
    )


# Messages of the archive that no mapping of today can use.
REFUSED_ROWS = Query("select count(*) from refused")

KNOWS_CONFLICTS = Query(
    "select count(*) > 0 from duckdb_tables() where table_name = 'reference_conflict'"
)
CONFLICTS = Query("select kind, value from reference_conflict order by kind, value")
