"""Reviews out of interactions: what is one, how it stands now, and the reply to it.

A review is all that is told under one number: written, written anew, answered, taken back. Exports
tell it in one row, webhooks in one message each.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from percorso.store.query import Query

# As each export and webhook names the number of a review; a file of another kind has its own ids.
_NUMBER = """
coalesce(properties ->> '$.id', properties ->> '$."Review Id"', properties ->> '$.reviewId',
  message_id)"""
# What replies know a review by.
REVIEW_ID = f"md5({_NUMBER})"
_GONE, _ANSWERED = "review.deleted", "review.answered"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of reviews.

    Attributes:
        platforms: Of each observed name by its number, which platform it is, from 1; 0 is none.
        limits_us: Of each platform, from 1, the time for a reply; that of 0 is not asked for.
        zone: Of the months.
        sent: Of each review whose reply was sent from here its id, and when in microseconds.
    """

    platforms: Sequence[int]
    limits_us: Sequence[int]
    zone: str
    sent: Mapping[str, int] = field(default_factory=dict)

    @property
    def values(self) -> dict[str, object]:
        """What the questions are filled with."""
        return {
            "platforms": list(self.platforms), "limits": list(self.limits_us),
            "sent": list(self.sent), "sent_us": list(self.sent.values()),
        }  # fmt: skip


# One row a review: a later writing counts, and a reply before the last writing is one all the same.
# Whether it is answered is known as of the last time its source told of reviews, or as soon as the
# reply was sent from here; where the platform tells of it, too, its time counts.
_REVIEW = f"""
with told as (
  select {_NUMBER} as number, source_no, interaction_no, epoch_us(occurred_at) as at_us, type,
    epoch_us(max(received_at) over (partition by source_no)) as known_us,
    ($platforms::utinyint[])[observed_name_no + 1] as platform, text, subject.order_id as order_id,
    case when rating_kind = 'stars' and rating_max > rating_min
      then 1 + 4 * (rating_value - rating_min) / (rating_max - rating_min) end as stars,
    case when rating_kind = 'good_bad' then rating_value > 0 end as recommends
  from interaction where human_verdict is distinct from 'machine' and (
    ($platforms::utinyint[])[observed_name_no + 1] > 0 or type in ('{_GONE}', '{_ANSWERED}'))),
written as (
  select number, min(platform) as platform, min(at_us) as written_us, count(*) as writings,
    max(known_us) as known_us, arg_max(stars, (at_us, interaction_no)) as stars,
    arg_max(recommends, (at_us, interaction_no)) as recommends,
    arg_max(text, (at_us, interaction_no)) as text,
    max(order_id) as order_id, max(interaction_no) as interaction_no
  from told where platform > 0 and type not in ('{_GONE}', '{_ANSWERED}') group by number),
answered as (
  select number, min(at_us) as replied_us, arg_min(text, at_us) as reply
  from told where type = '{_ANSWERED}' group by number),
gone as (select distinct number from told where type = '{_GONE}'),
sent as (select unnest($sent::varchar[]) as review_id, unnest($sent_us::bigint[]) as sent_us),
review as (
  select w.*, md5(w.number) as review_id, coalesce(a.replied_us, s.sent_us) as replied_us, a.reply,
    a.replied_us is not null as is_confirmed, g.number is not null as is_gone,
    ($limits::bigint[])[platform + 1] as limit_us,
    coalesce(a.replied_us, s.sent_us, w.known_us) - w.written_us as waited_us
  from written as w left join answered as a using (number) left join gone as g using (number)
  left join sent as s on s.review_id = md5(w.number))"""


def platforms_of_reviews(asked: Asked) -> Query:
    """One row a platform, in their order.

    Returns:
        (platform, reviews, revised, taken back, judged, answered, late, waiting, median of
        microseconds until the reply, last one, who say yes or no, who say yes); judged is what
        has a reply, or could have had one in time.
    """
    return Query(
        f"""{_REVIEW}
select platform, count(*) filter (not is_gone), count(*) filter (not is_gone and writings > 1),
  count(*) filter (is_gone),
  count(*) filter (not is_gone and (replied_us is not null or waited_us > limit_us)),
  count(*) filter (not is_gone and replied_us is not null),
  count(*) filter (not is_gone and waited_us > limit_us),
  count(*) filter (not is_gone and replied_us is null and waited_us <= limit_us),
  median(replied_us - written_us) filter (not is_gone), max(written_us),
  count(recommends) filter (not is_gone), count(*) filter (recommends and not is_gone)
from review group by platform order by platform""",
        asked.values,
    )


def stars_of_reviews(asked: Asked) -> Query:
    """(platform, month, stars, reviews): what has stars and is not taken back."""
    return Query(
        f"""{_REVIEW}
select platform,
  date_trunc('month', timezone($zone, timezone('UTC', make_timestamp(written_us))))::date as month,
  stars, count(*)
from review where stars is not null and not is_gone group by all order by all""",
        asked.values | {"zone": asked.zone},
    )


def reviews_listed(
    asked: Asked, platform: int | None, which: str, skip: int, most: int,
    ids: Sequence[str] | None = None,
) -> Query:  # fmt: skip
    """Reviews, the newest first.

    Args:
        asked: As above.
        platform: Only of one.
        which: `all`, `unanswered`, `late`, or `low` (two stars at most).
        skip: Of them, the first so many are left out.
        most: So many at most.
        ids: Only these; None is all.

    Returns:
        (platform, customer, written, stars, text, order, replied, reply, whether late, id,
        writings, whether it recommends, whether the platform tells of the reply).
    """
    only = {
        "all": "true", "unanswered": "replied_us is null", "late": "waited_us > limit_us",
        "low": "stars <= 2",
    }[which]  # fmt: skip
    return Query(
        f"""{_REVIEW}
select platform, r.customer_no, written_us, stars, text, v.order_id, replied_us, reply,
  waited_us > limit_us, review_id, writings, recommends, is_confirmed
from review as v left join resolved as r using (interaction_no)
where not is_gone and {only} and ($platform is null or platform = $platform)
  and ($ids is null or list_contains($ids::varchar[], review_id))
order by written_us desc, number limit $most offset $skip""",
        asked.values | {
            "platform": platform, "skip": skip, "most": most,
            "ids": None if ids is None else list(ids),
        },
    )  # fmt: skip


def writings_of(asked: Asked, id_: str) -> Query:
    """How one review was written, and written anew, the oldest first.

    Returns:
        (written, stars, whether it recommends, text, properties as JSON, types of the identifiers
        that stand with it).
    """
    return Query(
        f"""{_REVIEW}
select t.at_us, t.stars, t.recommends, t.text, i.properties,
  list_transform(i.identifier_keys, lambda one: one."type")
from told as t join interaction as i using (interaction_no)
where t.platform > 0 and t.type not in ('{_GONE}', '{_ANSWERED}') and md5(t.number) = $id
order by t.at_us, t.interaction_no""",
        asked.values | {"id": id_},
    )


def buyers_of(order_id: str) -> Query:
    """(customer): whose the contacts of an order are that are no reviews."""
    return Query(
        """
select distinct r.customer_no from resolved as r join interaction as i using (interaction_no)
where i.subject.order_id = $order_id and r.customer_no is not null
  and i.observed_channel is distinct from 'review_site' limit 5""",
        {"order_id": order_id},
    )
