"""Everything the warehouse holds of one customer, machines' doings among it."""

from percorso.store.query import Query

# Every interaction of the messages found (`gone_message`), a row each, by time: id, source's
# number, time and time of receipt in µs, observed name, channel, direction, actor, order, tracking,
# invoice and case number, text, rating, its kind, amount in minor units, currency, properties as
# JSON text, whether a person did it, message id, segment.
INTERACTIONS_OF_PERSON = Query("""
select interaction_id, source_no, epoch_us(occurred_at), epoch_us(received_at),
  observed_name_no, observed_channel, direction, actor, subject.order_id,
  subject.tracking_number, subject.invoice_id, subject.case_id, text, rating_value, rating_kind,
  amount_minor, currency, properties,
  case when interaction_no in (select interaction_no from machine_interaction) then 'machine'
    else human_verdict end, message_id, segment
from interaction semi join gone_message using (source_no, message_id)
order by occurred_at, interaction_no""")

# How each text of the messages found was read: contact, language, feeling in -1..1, how far it is
# trusted in 0..1, intent, urgency, themes.
READINGS_OF_PERSON = Query("""
select i.interaction_id, r.language, f.felt, f.trust, r.intent, r.urgency, (
  select string_agg(distinct t.key, ', ' order by t.key) from text_theme as t
  where t.interaction_no = r.interaction_no)
from interaction as i semi join gone_message using (source_no, message_id)
join text_reading as r using (interaction_no)
left join text_feeling as f using (interaction_no)
order by i.occurred_at, i.interaction_no""")
