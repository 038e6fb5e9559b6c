"""What one customer did, and the journeys it makes; asked after the paths of the customer."""

from dataclasses import dataclass

from percorso.store.query import Query


def only_customer(customer_no: int) -> Query:
    """The segment of one customer."""
    return Query("select $one_customer::integer", {"one_customer": customer_no})


def interactions_of(customer_no: int) -> Query:
    """The customer's interactions in order, each with the number of its journey or null."""
    return Query(
        """
select r.occurred_us, r.observed_name_no, r.source_no, s.journey_no, i.observed_channel,
  i.text, i.rating_value, i.rating_max, i.rating_kind, i.amount_minor, i.currency
from resolved as r join interaction as i using (interaction_no)
left join (select interaction_no, journey_no from step) as s using (interaction_no)
where r.customer_no = $customer_no order by r.ord""",
        {"customer_no": customer_no},
    )


JOURNEYS = Query("""
select journey_no, first_us, last_us, length, status, is_left_truncated
from journey order by journey_no""")

# The number of the touchpoint of the last visit, and when it was.
LAST_VISIT = Query("""
select code, occurred_us from step order by visit_no desc, occurred_us desc limit 1""")

# Which interaction is in which journey.
JOURNEY_OF_INTERACTION = Query("select interaction_no, journey_no from step")

# One text as every kind of identifier it may be.
POSSIBLE = Query("""
create or replace temp table possible as
select line, text as user_id, text as email, text as phone, text as loyalty_card,
  text as case_id, text as anonymous_id
from asked""")


_SORTED_BY = {
    "last": "last_us", "first": "first_us", "interactions": "interactions",
    "happy": "rank", "drop": "rank",
}  # fmt: skip
# Those with a rank, where the order is one; reads the temporary table happy_rank.
RANKED = Query("select customer_no from happy_rank")
_RANKED = ("happy", "drop")


@dataclass(frozen=True, slots=True)
class Met:
    """Customers who had a contact of some names within some time; by default all.

    Attributes:
        names: Numbers of observed names; None is any.
        since_us, until_us: Instants, the last one left out; None is without limit.
        among: Gives the numbers of the customers it is about; None is everybody.
    """

    names: tuple[int, ...] | None = None
    since_us: int | None = None
    until_us: int | None = None
    among: Query | None = None

    def query(self) -> Query:
        """Their numbers as `customer_no`, each once."""
        among = self.among or Query("select customer_no from customer")
        if self.names is None and self.since_us is None and self.until_us is None:
            # Whoever is a customer had some contact: no contact is looked at.
            return among
        return Query(
            f"""
select distinct customer_no from resolved
where customer_no is not null and customer_no in ({among.sql})
  and ($names is null or observed_name_no in (select unnest($names::integer[])))
  and ($since_us is null or occurred_us >= $since_us)
  and ($until_us is null or occurred_us < $until_us)""",
            {
                "names": None if self.names is None else list(self.names),
                "since_us": self.since_us,
                "until_us": self.until_us,
                **among.parameters,
            },
        )


def listed(met: Met, order: str, *, rising: bool, skipped: int, most: int) -> Query:
    """One row a customer: number, interactions, first and last instant, name of the last one.

    Args:
        met: Who.
        order: `last`, `first`, `interactions`, or `happy` and `drop` by the table happy_rank.
        rising: Whether the least comes first.
        skipped: How many customers are left out before.
        most: How many at most.
    """
    way = "asc" if rising else "desc"
    chosen = met.query()
    is_ranked = order in _RANKED
    return Query(
        f"""
with page as (
  select customer_no, interactions, first_us, last_us, {"value" if is_ranked else "0"} as rank
  from customer {"join happy_rank using (customer_no)" if is_ranked else ""}
  where {"true" if met == Met() else f"customer_no in ({chosen.sql})"}
  order by {_SORTED_BY[order]} {way}, customer_no limit $most offset $skipped)
select p.customer_no, p.interactions, p.first_us, p.last_us, arg_max(r.observed_name_no, r.ord)
from page as p join resolved as r using (customer_no)
group by p.customer_no, p.interactions, p.first_us, p.last_us, p.rank
order by {_SORTED_BY[order]} {way}, p.customer_no""",
        {**chosen.parameters, "most": most, "skipped": skipped},
    )


def how_many(met: Met) -> Query:
    """The number of customers who met."""
    chosen = met.query()
    return Query(f"select count(*) from ({chosen.sql})", chosen.parameters)


def rated_contacts(customer_no: int) -> Query:
    """(id): the contacts in which a customer gave a rating."""
    return Query(
        """
select i.interaction_id from resolved as r join interaction as i using (interaction_no)
where r.customer_no = $customer_no and r.felt is not null""",
        {"customer_no": customer_no},
    )
