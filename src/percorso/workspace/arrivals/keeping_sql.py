"""What the rows at hand say of persons, asked before they become interactions."""

from collections.abc import Mapping
from pathlib import Path

from percorso.collect.cells_sql import text_literal
from percorso.collect.mapping_sql import json_pointer, trimmed
from percorso.store.parquet_file import literal_path
from percorso.store.query import Query

# (identifiers, µs since 1970, message id, what was said as text)
SAID_IN_MESSAGES = Query("""
select identifiers, epoch_us(occurred_at), message_id, said from keyed
where said is not null and reject_code is null and len(identifiers) > 0
order by line, part""")


def traits_of_rows(segment: Path, columns: Mapping[str, str], longest: int) -> Query:
    """What rows of a file say: (key, trait, value, first and last time in µs since 1970).

    Args:
        segment: The sealed segment the rows (`keyed`) stand in.
        columns: Trait -> column.
        longest: Signs of a value that are kept.
    """
    pairs = ", ".join(
        f"{{'name': {text_literal(trait)}, 'value': "
        f"{trimmed(f'json_extract_string(m.body, {text_literal(json_pointer(column))})')}}}"
        for trait, column in columns.items()
    )
    return Query(
        f"""
with told as (
  select k.identifiers[1].key as key, k.occurred_at, unnest([{pairs}]) as one
  from keyed as k
  join read_parquet($segment) as m using (line, message_id)
  where k.reject_code is null and len(k.identifiers) > 0)
select key, one.name, left(one.value, {longest}), epoch_us(min(occurred_at)),
  epoch_us(max(occurred_at))
from told where one.value is not null group by all order by all""",
        {"segment": literal_path(segment)},
    )
