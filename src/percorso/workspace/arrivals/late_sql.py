"""Which rows at hand are of persons who were erased, and both kinds of rows without them."""

from percorso.identity.keys_sql import keyed_hash, pads
from percorso.store.query import Query

_REFERENCES = ("order_id", "tracking_number", "invoice_id", "case_id")

# A person is known by any identifier but a device, which may have been handed on: a device counts
# where nothing else says who. What is lifted holds for what happened before.
_HIT = """t.key is not null
    and (t.lifted_at is null or coalesce(o.occurred_at < t.lifted_at, true))"""


def erased_lines(keyed: str, secret: bytes, family: str) -> Query:
    """The lines of a relation that are of erased persons; reads `tomb(key, type, lifted_at)`.

    Args:
        keyed: Has line, occurred_at, identifiers and a column a reference.
        secret: Of the workspace.
        family: Of the rows' source: its references are those of the family.
    """
    values = "\n    union all\n".join(
        f"select line, occurred_at, 'reference|{kind}|' || $family || '|' || "
        f"ltrim(upper(trim({kind})), '# ') as said from {keyed} "
        f"where len(identifiers) = 0 and {kind} is not null"
        for kind in _REFERENCES
    )
    return Query(
        f"""
create or replace temp table erased_line as
with named as (select line, occurred_at, unnest(identifiers) as one from {keyed}),
judged as (
  select o.line, o.one.type = 'anonymous_id' as is_device, {_HIT} as is_hit
  from named as o left join tomb as t on t.key = o.one.key),
referring as ({values})
select line from judged group by line
having bool_or(is_hit and not is_device) or bool_and(is_hit)
union
select o.line from referring as o join tomb as t on t.key = {keyed_hash("o.said")} where {_HIT}""",
        {**pads(secret), "family": family},
    )


# Rows of one thing go together: one of them may hold the address alone.
WITH_THEIR_THINGS = Query("""
insert into erased_line
select line from parsed where group_id in (
  select group_id from parsed semi join erased_line using (line) where group_id is not null)""")

COUNT = Query("select count(distinct line) from erased_line")
DROP_PARSED = Query("delete from parsed where line in (select line from erased_line)")
DROP_MESSAGES = Query("delete from message where line in (select line from erased_line)")
DROP_KEYED = Query("delete from keyed where line in (select line from erased_line)")
ERASED_IDS = Query("select distinct message_id from parsed semi join erased_line using (line)")
