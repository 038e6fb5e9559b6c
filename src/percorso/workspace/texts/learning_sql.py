"""What a model of mood is learnt from, and where it is kept."""

from percorso.store.query import Query

# More teach little more, and cost seconds each time.
MOST_RATED = 10_000

HAS_RESOLVED = Query("select exists (from resolved) or not exists (from interaction)")
# (language as its source says it, text, rating on -1..1), the newest first. What a machine sent is
# not in `resolved`; reads the temporary table restricted_customer(customer_no).
RATED_TEXTS = Query(f"""
select i.language, i.text, r.felt::double
from resolved as r join interaction as i using (interaction_no)
where r.felt is not null and i.text is not null and trim(i.text) <> '' and i.actor = 'customer'
  and (r.customer_no is null
    or r.customer_no not in (select customer_no from restricted_customer))
order by r.occurred_us desc, r.interaction_no desc limit {MOST_RATED}""")

KEEP_WEIGHTS = """
insert into mood_model select $language, place, weight, rarity from weights_now"""
KEEP_CARD = """
insert into mood_card values ($language, $rated, $negative, $kept_back, $auc, $low, $high,
  $lexicon_auc, $is_kept, $intercept, $slope, $shift)"""

CARDS = Query("""
select language, rated, negative, kept_back, auc, low, high, lexicon_auc, is_kept, intercept, slope,
  shift
from mood_card order by language desc""")
WEIGHTS = "select place, weight, rarity from mood_model where language = $language order by place"
