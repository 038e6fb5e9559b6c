"""Everything the warehouse and the archive hold of one customer, machines' doings among it."""

from collections.abc import Sequence
from pathlib import Path

from percorso.store.parquet_file import literal_path
from percorso.store.query import Query


def interactions_of_person(customer_no: int, keys: Sequence[str]) -> Query:
    """Every interaction that is a customer's, or that names an identifier of theirs.

    Returns:
        One row an interaction by time: id, number of the source, time and time of receipt in µs
        since 1970, observed name, channel, direction, actor, order, tracking, invoice and case
        number, text, rating, its kind, amount in minor units, currency, properties as JSON text,
        whether a person did it, message id, segment.
    """
    return Query(
        """
select interaction_id, source_no, epoch_us(occurred_at), epoch_us(received_at),
  observed_name_no, observed_channel, direction, actor, subject.order_id,
  subject.tracking_number, subject.invoice_id, subject.case_id, text, rating_value, rating_kind,
  amount_minor, currency, properties, human_verdict, message_id, segment
from interaction
where interaction_no in (select interaction_no from resolved where customer_no = $customer_no)
  or list_has_any(list_transform(identifier_keys, lambda one: one.key), $keys::varchar[])
order by occurred_at, interaction_no""",
        {"customer_no": customer_no, "keys": list(keys)},
    )


def raw_messages(segment: Path, message_ids: Sequence[str]) -> Query:
    """Messages of a sealed segment as they came: (message id, µs since 1970, body)."""
    return Query(
        """
select message_id, epoch_us(received_at), body from read_parquet($segment)
where list_contains($ids::varchar[], message_id) order by line""",
        {"segment": literal_path(segment), "ids": list(message_ids)},
    )
