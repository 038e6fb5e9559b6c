"""A workspace learns from its own ratings, and keeps a model only where it reads better."""

import pytest

from tests.workspace.company import Company

# Words no table knows: only the firm's own ratings tell what they mean.
HEAD = "customer_id,at,touchpoint,stars,text\n"


def row(no, stars, text):
    return f"c{no},2026-03-{1 + no % 28:02d},review,{stars},{text}\n"


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    company = Company(tmp_path_factory.mktemp("learning"))
    rows = "".join(
        row(no, 5 if no % 2 else 1, f"{'brillotta' if no % 2 else 'fumacchia'} buono numero {no}")
        for no in range(240)
    )
    rows += "mia,2026-04-01,ticket,,fumacchia ma buono\nleo,2026-04-01,ticket,,Grazie\n"
    company.load(HEAD + rows, source="reviews", columns={"customer": "customer_id"})
    return company


def felt_of(company):
    return company.warehouse(
        "select felt, trust from text_feeling join interaction using (interaction_no) "
        "where text = 'fumacchia ma buono'"
    )[0]


def test_what_is_better_on_texts_kept_back_reads_from_then_on(shop):
    before = felt_of(shop)
    card = shop.workspace.voice.learn("Paola")["it"]
    assert (card.rated, card.negative, card.kept_back, card.is_kept) == (240, 120, 48, True)
    assert card.auc > 0.95 > card.lexicon_auc
    felt, trust = felt_of(shop)
    assert before[0] > 0 > felt
    assert trust == pytest.approx(2 * card.auc - 1)
    # Thanks alone stay no evidence, and what comes later is read by the model, too.
    assert shop.warehouse("select count(*) from text_feeling") == [(1,)]
    late = "late,2026-04-02,ticket,,fumacchia buono davvero\n"
    shop.load(HEAD + late, source="reviews", name="late.csv")
    assert shop.warehouse("select count(*) from text_feeling where felt < 0") == [(2,)]


def test_a_rebuild_learns_anew_and_forgetting_reads_as_before(shop):
    assert shop.workspace.voice.cards()["it"].is_kept
    shop.workspace.rebuild()
    assert shop.workspace.voice.cards()["it"].is_kept
    assert felt_of(shop)[0] < 0
    shop.workspace.voice.forget_learnt("Paola")
    assert shop.workspace.voice.cards() == {}
    assert felt_of(shop)[0] > 0
    assert shop.warehouse("select count(*) from mood_model") == [(0,)]


def test_too_few_ratings_are_said_and_the_tables_read_on(tmp_path):
    company = Company(tmp_path)
    company.load(
        HEAD + row(1, 1, "pessimo") + row(2, 5, "ottimo"), source="reviews",
        columns={"customer": "customer_id"},
    )  # fmt: skip
    card = company.workspace.voice.learn()["it"]
    assert (card.rated, card.auc, card.is_kept) == (2, None, False)
