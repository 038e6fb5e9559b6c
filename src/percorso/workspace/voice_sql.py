"""What customers wrote and what it says: the texts of their own contacts, with who wrote them.

Contacts of machines are not in `resolved`; who asked for restriction is left out, by the temporary
table `restricted_customer(customer_no)`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from percorso.store.query import Query

_FREE = """
(r.customer_no is null or r.customer_no not in (select customer_no from restricted_customer))"""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which texts are asked for.

    Attributes:
        names: Of these observed names alone, by number; None is of all.
        theme: Those that speak of this topic or theme alone.
        mood: `negative`, `unclear`, `positive` or `silent`: how what they say of it feels.
    """

    names: Sequence[int] | None = None
    theme: str | None = None
    mood: str | None = None


# (customer, language as its source says it, rating on -1..1, text, when), the customer null where
# nobody is known.
TEXTS_OF_CUSTOMERS = Query(f"""
select r.customer_no, i.language, r.felt, i.text, r.occurred_us
from resolved as r join interaction as i using (interaction_no)
where i.text is not null and trim(i.text) <> '' and i.actor = 'customer' and {_FREE}""")


def texts_read(names: Sequence[int] | None) -> Query:
    """One row a text that was read, by number; the customer is -1 where nobody is known."""
    return Query(
        f"""
select t.interaction_no, coalesce(r.customer_no, -1)::bigint as customer_no,
  r.felt::double as felt, r.occurred_us, t.level::double as level
from text_reading as t join resolved as r using (interaction_no)
where {_FREE} and {_OF_NAMES} order by t.interaction_no""",
        {"names": None if names is None else list(names)},
    )


def themes_read(keys: Sequence[str]) -> Query:
    """One row a text and theme: number of the text, place of the key among those given, level."""
    return Query(
        """
select interaction_no, (list_position($keys::varchar[], key) - 1)::bigint as key,
  level::double as level
from text_theme order by interaction_no""",
        {"keys": list(keys)},
    )


TEXTS_BY_NAME = Query(f"""
select r.observed_name_no, count(*)
from text_reading as t join resolved as r using (interaction_no)
where {_FREE} group by r.observed_name_no""")
KEYS_READ = Query("select distinct key from text_theme order by key")
_OF_NAMES = """
($names::integer[] is null or list_contains($names::integer[], r.observed_name_no))"""
_MOODS = {
    "negative": "(1 + level) / 2 < 0.3",
    "unclear": "(1 + level) / 2 between 0.3 and 0.7",
    "positive": "(1 + level) / 2 > 0.7",
    "silent": "level is null",
}


def _said(chosen: Chosen) -> str:
    """The texts asked for, each with the words that spoke of the theme and how they feel."""
    if chosen.theme is None:
        said = "select interaction_no, level, '' as words from text_reading"
    else:
        said = "select interaction_no, level, words from text_theme where key = $theme"
    mood = f"where {_MOODS[chosen.mood]}" if chosen.mood else ""
    return f"""
with said as (select * from ({said}) {mood}),
found as (
  select said.*, r.customer_no, r.occurred_us, r.observed_name_no
  from said join resolved as r using (interaction_no) where {_FREE} and {_OF_NAMES})"""


def _bound(chosen: Chosen) -> dict[str, object]:
    bound: dict[str, object] = {"names": None if chosen.names is None else list(chosen.names)}
    return bound if chosen.theme is None else bound | {"theme": chosen.theme}


def texts_listed(chosen: Chosen, skip: int, most: int) -> Query:
    """Texts, the newest first.

    Returns:
        (customer, when, observed name, level of what is said, words that spoke, text, rating,
        highest rating, kind of rating).
    """
    return Query(
        f"""{_said(chosen)},
page as (from found order by occurred_us desc, interaction_no desc limit $most offset $skip)
select p.customer_no, p.occurred_us, p.observed_name_no, p.level, p.words, i.text, i.rating_value,
  i.rating_max, i.rating_kind
from page as p join interaction as i using (interaction_no)
order by p.occurred_us desc, p.interaction_no desc""",
        _bound(chosen) | {"most": most, "skip": skip},
    )


def customers_listed(chosen: Chosen, most: int) -> Query:
    """(customer, texts, mean level, last one) of who wrote them, the most texts first."""
    return Query(
        f"""{_said(chosen)}
select customer_no, count(*), avg(level), max(occurred_us)
from found where customer_no is not null
group by customer_no order by 2 desc, 4 desc, customer_no limit $most""",
        _bound(chosen) | {"most": most},
    )


def counted(chosen: Chosen) -> Query:
    """(texts, customers) there are."""
    return Query(
        f"{_said(chosen)} select count(*), count(distinct customer_no) from found", _bound(chosen)
    )
