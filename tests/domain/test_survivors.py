"""Of several values said of a person one survives, by a rule that is told, whatever came first."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from percorso.domain.survivors import Mention, survivor

START = datetime(2025, 1, 1, tzinfo=UTC)


def said(text, day, source="shop", *, verified=True):
    at = START + timedelta(days=day)
    return text, Mention(source, at, at, verified)


def found(name, *mentions):
    one = survivor(name, mentions)
    return one.value.text, one.rule, [other.text for other in one.others]


def test_what_nobody_contradicts_stands():
    assert found("city", said("Torino", 1), said("torino ", 2, "till")) == ("torino ", "only", [])


def test_the_newest_word_stands_and_the_others_are_kept():
    words = said("Torino", 3), said("Milano", 5, "till"), said("Roma", 1)
    assert found("city", *words) == ("Milano", "latest", ["Torino", "Roma"])


def test_what_anybody_could_have_said_yields_to_what_was_checked():
    words = said("Torino", 1), said("Milano", 9, "site", verified=False)
    assert found("city", *words) == ("Torino", "verified", ["Milano"])


def test_a_birth_date_is_the_one_that_most_sources_know():
    words = said("1980-01-02", 1), said("1980-01-02", 2, "till"), said("1990-01-02", 9, "desk")
    assert found("birth_date", *words) == ("1980-01-02", "most_sources", ["1990-01-02"])
    assert found("birth_date", said("a", 1), said("b", 2, "till"))[:2] == ("b", "latest")


@given(
    st.lists(
        st.tuples(st.sampled_from("ABab"), st.integers(0, 9), st.sampled_from(["x", "y"]),
                  st.booleans()),
        min_size=1,
    ),
    st.randoms(use_true_random=False),
)  # fmt: skip
def test_the_order_of_arrival_does_not_matter(rows, chance):
    mentions = [said(text, day, source, verified=ok) for text, day, source, ok in rows]
    shuffled = list(mentions)
    chance.shuffle(shuffled)
    one, other = survivor("city", mentions), survivor("city", shuffled)
    assert (one.value.text, one.rule) == (other.value.text, other.rule)
    assert sum(len(each.mentions) for each in (one.value, *one.others)) == len(mentions)
