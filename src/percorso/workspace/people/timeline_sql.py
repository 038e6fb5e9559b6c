"""What one customer did, asked a page at a time: of a customer's rows alone, never of them all."""

from collections.abc import Sequence

from percorso.store.query import Query

_MINE = """
mine as (
  select ord, occurred_us, observed_name_no, source_no, felt, amount_minor, interaction_no, order_id
  from resolved where customer_no = $customer_no)"""


def contacts_by_name(customer_no: int) -> Query:
    """(observed name, contacts, first and last time in µs since 1970) of a customer."""
    return Query(
        f"with {_MINE} select observed_name_no, count(*), min(occurred_us), max(occurred_us) "
        "from mine group by observed_name_no order by observed_name_no",
        {"customer_no": customer_no},
    )


def page_of(
    customer_no: int, *, most: int, names: Sequence[int] | None, before: tuple[int, int] | None
) -> Query:
    """The numbers of a customer's newest contacts, in that order; one more than asked for.

    Args:
        customer_no: The customer.
        most: How many.
        names: Of these observed names alone; None is of all.
        before: (time in µs since 1970, interaction number) of the contact before which they lie;
            one that is there no more is stood for by its time.
    """
    bound: dict[str, object] = {"customer_no": customer_no, "most": most + 1}
    wanted = ["true"]
    if names is not None:
        wanted.append("list_contains($names::integer[], observed_name_no)")
        bound["names"] = list(names)
    if before is not None:
        wanted.append(
            "case when (select count(*) from mine where interaction_no = $before_no) > 0 "
            "then ord < (select min(ord) from mine where interaction_no = $before_no) "
            "else occurred_us < $before_us end"
        )
        bound |= {"before_us": before[0], "before_no": before[1]}
    return Query(
        f"with {_MINE} select interaction_no, occurred_us, observed_name_no, source_no, felt, "
        f"order_id from mine where {' and '.join(wanted)} order by ord desc limit $most",
        bound,
    )


def told_of(interaction_nos: Sequence[int]) -> Query:
    """What interactions tell beside the resolved view, by number."""
    return Query(
        """
select interaction_no, interaction_id, observed_channel, direction, actor, text,
  rating_value, rating_min, rating_max, rating_kind, amount_minor, currency
from interaction
where interaction_no between $first and $last
  and list_contains($nos::bigint[], interaction_no)""",
        {
            "nos": list(interaction_nos),
            "first": min(interaction_nos),
            "last": max(interaction_nos),
        },
    )


def purchases(customer_no: int, names: Sequence[int]) -> Query:
    """A customer's contacts at goals: (order number, source, µs since 1970, amount, currency).

    The amount is in minor units of its own currency.
    """
    return Query(
        f"""
with {_MINE},
bought as (select * from mine where list_contains($names::integer[], observed_name_no))
select b.order_id, b.source_no, b.occurred_us, i.amount_minor, i.currency
from bought as b join interaction as i using (interaction_no) order by b.ord""",
        {"customer_no": customer_no, "names": list(names)},
    )
