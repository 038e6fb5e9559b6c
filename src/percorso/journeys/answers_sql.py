"""Who got in touch and was answered in time, or had to begin all over again (METHODS 6.4)."""

from percorso.store.query import Query


def answers(data_until_us: int) -> Query:
    """Contacts that customers begin where the catalogue promises something, by touchpoint.

    Answered: a visit that the company or a partner begins follows in the journey within the
    promise. Unanswered: none did, or too late. Pending: the promise still runs. A journey whose
    goal was met at the contact itself waits for no answer.

    Args:
        data_until_us: The cut-off T.
    """
    return Query(
        """
with heard as (
  select code, last_us, getvariable('promise_us_of_code')[code] as promise_us,
    getvariable('is_customer_side_of_code')[code] as asks,
    place = length and status is not distinct from 'success' as is_done,
    min(case when getvariable('answers_of_code')[code] then first_us end) over (
      partition by journey_no order by visit_no
      rows between 1 following and unbounded following) as answer_us
  from visit),
asked as (
  select code, answer_us is not null as was_answered, promise_us,
    coalesce(answer_us, $data_until_us) - last_us as us
  from heard where asks and promise_us is not null and not is_done)
select code, count(*) filter (was_answered and us <= promise_us) as answered,
  count(*) filter (us > promise_us) as unanswered,
  count(*) filter (not was_answered and us <= promise_us) as pending
from asked group by code order by code""",
        {"data_until_us": data_until_us},
    )


def hand_offs(asked_again: int) -> Query:
    """Changes of channel from one touchpoint to another, and how many began all over again.

    A visit that is the last so far of an open journey is left out: what follows is not known.

    Args:
        asked_again: Code of the touchpoint at which information is asked again.
    """
    return Query(
        """
select code_before, code, count(*) as switches,
  count(*) filter (code_after = $asked_again) as broken
from visit
where getvariable('channel_of_code')[code_before] <> getvariable('channel_of_code')[code]
  and $asked_again not in (code_before, code)
  and (code_after is not null or status is distinct from 'open')
group by code_before, code order by code, code_before""",
        {"asked_again": asked_again},
    )
