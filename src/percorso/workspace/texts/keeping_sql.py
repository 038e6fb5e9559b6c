"""Which texts are still to be read, and where what they say is kept."""

from percorso.store.query import Query

# (what the kept readings were made with, the last interaction that was resolved, whether all up
# to it are still there)
READ_SO_FAR = Query("""
select read_with, resolved_through_no, resolved_count = (
  select count(*) from interaction where interaction_no <= layout.resolved_through_no)
from layout""")

_OF_A_CUSTOMER = "i.actor = 'customer' and i.text is not null and trim(i.text) <> ''"
_CONTENT = "hash(i.text, i.language)"

FORGET_ALL = [
    Query(f"create or replace table {table} as from {table} limit 0")
    for table in ("text_reading", "text_theme", "text_feeling", "mood_model", "mood_card")
]

# Readings whose text is gone, or whose number is another text's now.
FORGET_GONE = [
    Query(f"""
create or replace table text_reading as
select t.* from text_reading as t join interaction as i using (interaction_no)
where t.content = {_CONTENT} and {_OF_A_CUSTOMER}"""),
    *(
        Query(f"""
create or replace table {table} as
from {table} where interaction_no in (select interaction_no from text_reading)""")
        for table in ("text_theme", "text_feeling")
    ),
]


def unread(after_no: int) -> Query:
    """The numbers of texts that nobody has read, rising, of those behind a number."""
    return Query(
        f"""
select i.interaction_no from interaction as i anti join text_reading using (interaction_no)
where i.interaction_no > $after_no and {_OF_A_CUSTOMER} order by i.interaction_no""",
        {"after_no": after_no},
    )


def texts_between(first_no: int, last_no: int) -> Query:
    """(number, hash, language as its source says it, channel, is rated, text) of the unread."""
    return Query(
        f"""
select i.interaction_no, {_CONTENT}, i.language, i.observed_channel, i.rating_value is not null,
  i.text
from interaction as i anti join text_reading using (interaction_no)
where i.interaction_no between $first_no and $last_no and {_OF_A_CUSTOMER}
order by i.interaction_no""",
        {"first_no": first_no, "last_no": last_no},
    )


# Arrays have no nulls: not a number stands for none.
KEEP_READINGS = Query("""
insert into text_reading by name
select interaction_no, content, language, intent, urgency,
  case when not isnan(language_probability) then language_probability end as language_probability,
  case when not isnan(level) then level end as level
from read_now""")
KEEP_THEMES = Query("""
insert into text_theme by name
select interaction_no, key, words, case when not isnan(level) then level end as level
from themes_now""")
KEEP_FEELINGS = Query("""
insert into text_feeling by name
select interaction_no, level as felt, trust from read_now
where not isnan(level) and not is_rated""")
PASSING = ("read_now", "themes_now")

NOTE_READ = "update layout set read_with = $read_with"
READ_WITH = Query("select read_with from layout")
