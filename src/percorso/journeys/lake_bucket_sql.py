"""A bucket of a lake as the resolved view, so that the kernel reads it like a warehouse."""

from pathlib import Path

from percorso.store.parquet_file import literal_path
from percorso.store.query import Query

# What stands for an interaction where its number in the warehouse is not known.
_SHORT_ID = "('0x' || left({id}, 15))::bigint"


def bucket_as_resolved(file: Path) -> Query:
    """Make the table `resolved` of the rows of a file, numbered through in their order."""
    return Query(
        f"""
create table resolved as
select customer_no, group_no::utinyint as group_no,
  (row_number() over (order by customer_no, ord))::integer as ord, occurred_us,
  observed_name_no, source_no, felt, amount_minor, {_SHORT_ID.format(id="interaction_id")}
  as interaction_no, case_ref as case_id, order_ref as order_id, topics, rating_kind,
  rating_value, rating_max, is_quotable, text_felt, text_trust
from read_parquet($file) order by customer_no, ord""",
        {"file": literal_path(file)},
    )


# (what stands for an interaction, its number), of those in the temporary table `told`.
NUMBERS_OF_TOLD = Query(f"""
select {_SHORT_ID.format(id="interaction_id")} as short, interaction_no
from interaction where {_SHORT_ID.format(id="interaction_id")} in (select short from told)
order by short""")

CUSTOMERS_CHOSEN = Query("select customer_no from chosen_customer")
