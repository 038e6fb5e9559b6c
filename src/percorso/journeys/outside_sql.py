"""What a map tells of interactions without cutting them into journeys."""

from percorso.journeys.scope import Period
from percorso.store.query import Query


def interactions_by_name(period: Period) -> Query:
    """Interactions of the period's days by observed name, and how many are anonymous."""
    return Query(
        """
select observed_name_no, count(*), count(*) filter (customer_no is null)
from resolved
where ($since_us is null or occurred_us >= $since_us)
  and ($until_us is null or occurred_us < $until_us)
group by observed_name_no""",
        {"since_us": period.since_us, "until_us": period.until_us},
    )


def other_currencies(currency: str) -> Query:
    """Interactions whose money is in another currency than the workspace's."""
    return Query(
        """
select currency, count(*) as interactions from interaction
where currency is not null and currency <> $currency group by currency order by currency""",
        {"currency": currency},
    )


def quoted_texts(interaction_nos: list[int]) -> Query:
    """The texts of some interactions, with what was said in them."""
    return Query(
        """
select interaction_no, interaction_id, text, language, rating_value, rating_max, rating_kind,
  source_no
from interaction where interaction_no in (select unnest($interactions::bigint[]))""",
        {"interactions": interaction_nos},
    )
