"""What a map tells of interactions without cutting them into journeys."""

from percorso.journeys.path.rows_sql import chosen_rows
from percorso.journeys.path.visits import BAD_TEXT
from percorso.journeys.scope import Period, Scope
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


def themes_by_name(scope: Scope) -> Query:
    """(observed name, theme, texts that blame it) of the period's days.

    A text blames a theme where the clause feels bad; one that tells nothing, by its rating.
    """
    chosen = chosen_rows(scope, None)
    period = scope.period
    return Query(
        f"""
select observed_name_no, t.key, count(*)
from text_theme as t join resolved using (interaction_no)
where coalesce(t.level, felt) < {BAD_TEXT} and {chosen.sql}
  and ($since_us is null or occurred_us >= $since_us)
  and ($until_us is null or occurred_us < $until_us)
group by all""",
        chosen.parameters | {"since_us": period.since_us, "until_us": period.until_us},
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
