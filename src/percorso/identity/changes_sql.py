"""What a resolving changed: which customers, and how they stood before."""

from percorso.store.query import Query

# Of all interactions those of changed customers, above which counts are made anew.
_MOST_CHANGED = 0.5


def swap_in_next() -> list[Query]:
    """Put `resolved_next` in the place of `resolved`, as the next generation.

    How customers stood whose interactions are others now is kept in `replaced`. Where most have
    changed nothing is kept: counting all anew is the shorter way.
    """
    of_customer = """
      select customer_no,
        (bit_xor(hash(interaction_no, group_no, text_felt, text_trust)), count(*)) as content
      from {table} where customer_no is not null group by customer_no"""
    return [
        Query(f"""
create or replace temp table change as
select coalesce(now.customer_no, before.customer_no) as customer_no
from ({of_customer.format(table="resolved_next")}) as now
full join ({of_customer.format(table="resolved")}) as before using (customer_no)
where now.content is distinct from before.content"""),
        Query("""
create or replace temp table change_rows as
select count(*) filter (customer_no in (select customer_no from change)) as changed,
  count(*) as interactions
from resolved_next where customer_no is not null"""),
        *note_changes(),
        Query("drop table change"),
        Query("drop table change_rows"),
        Query("drop table resolved"),
        Query("alter table resolved_next rename to resolved"),
    ]


def note_changes() -> list[Query]:
    """Begin the next generation, and keep how its customers stood, before `resolved` is touched.

    Reads the temporary tables `change(customer_no)` and `change_rows(changed, interactions)`.
    """
    return [
        Query("update layout set generation = generation + 1"),
        Query(f"""
set variable keeps_changes = (
  select changed <= {_MOST_CHANGED} * interactions
    and (select count(*) from replaced) <= {_MOST_CHANGED} * interactions
  from change_rows)"""),
        Query("""
insert into changed_customer
select layout.generation, change.customer_no from change, layout
where getvariable('keeps_changes')"""),
        Query("""
insert into replaced
select layout.generation, resolved.* from resolved, layout
where getvariable('keeps_changes') and resolved.customer_no in (select customer_no from change)
order by resolved.ord"""),
        Query("delete from changed_customer where not getvariable('keeps_changes')"),
        Query("delete from replaced where not getvariable('keeps_changes')"),
        Query("""
update layout set changes_since = generation where not getvariable('keeps_changes')"""),
    ]
