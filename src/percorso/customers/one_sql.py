"""What the warehouse holds of one customer, read by the order it is laid out in."""

from collections.abc import Sequence

from percorso.store.query import Query


def rows_of(customer_no: int) -> Query:
    """The interactions of a customer: name, instant, then as `Contact` has them.

    The number stands in the text: as a parameter the engine would read the whole table for it.
    """
    return Query(f"""
select observed_name_no, occurred_us, interaction_no, order_id, case_id, topics,
  felt::double as felt, rating_kind, rating_max, text_felt::double as text_felt,
  text_trust::double as text_trust
from resolved where customer_no = {int(customer_no)}""")


def critical_among(numbers: Sequence[int]) -> Query:
    """Which of some complaints say that they are critical."""
    listed = ", ".join(str(int(no)) for no in numbers)
    return Query(f"""
select interaction_no from interaction where interaction_no in ({listed}) and {SAYS_CRITICAL}""")


SAYS_CRITICAL = """lower(coalesce(json_extract_string(properties, '$.severity'),
      json_extract_string(properties, '$.priority'), '')) in ('critical', 'critica', 'critico')"""
