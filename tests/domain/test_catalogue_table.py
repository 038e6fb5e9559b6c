"""What an edited catalogue table may say, and how it says what is wrong."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.domain.catalogue import DEFAULT_TOUCHPOINTS, Touchpoint
from percorso.domain.catalogue.table import (
    COLUMNS,
    CatalogueEntry,
    CatalogueRowRefused,
    DuplicateKey,
    NamePlacedTwice,
    UnknownCatalogueColumn,
    UnknownChannel,
    UnknownStage,
    catalogue_as_rows,
    entries_of_rows,
)


def through_csv(rows):
    file = io.StringIO()
    writer = csv.DictWriter(file, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    file.seek(0)
    return list(csv.DictReader(file))


def test_the_default_catalogue_survives_a_csv_file():
    observed = {"cart": ("cart_viewed", "Carrello | sito", "a\\b")}
    entries = entries_of_rows(through_csv(catalogue_as_rows(DEFAULT_TOUCHPOINTS, observed)))
    assert [entry.touchpoint for entry in entries] == list(DEFAULT_TOUCHPOINTS)
    assert {e.touchpoint.key: e.observed_names for e in entries}["cart"] == observed["cart"]


@given(st.lists(st.text("a|\\ é", min_size=1).filter(str.strip), unique=True))
def test_observed_names_survive_whatever_signs_they_hold(names):
    rows = catalogue_as_rows(DEFAULT_TOUCHPOINTS[:1], {"promotion": names})
    assert entries_of_rows(rows) == [CatalogueEntry(DEFAULT_TOUCHPOINTS[0], tuple(names))]


def test_promise_owner_and_flags_survive():
    touchpoint = Touchpoint(
        "home", "Casa", "Home", "delivery", "delivery", "partner", "LR", True, True, 86_400.0
    )
    assert entries_of_rows(through_csv(catalogue_as_rows([touchpoint], {}))) == [
        CatalogueEntry(touchpoint)
    ]


def test_a_short_row_is_filled_with_what_follows_from_it():
    (entry,) = entries_of_rows(
        [{"name_it": "Visita", "stage": "Valutazione", "channel": "negozio"}]
    )
    assert entry.touchpoint == Touchpoint(
        "visita", "Visita", "Visita", "consideration", "store", "customer"
    )


def test_a_minted_key_avoids_the_keys_of_later_rows():
    entries = entries_of_rows([{"name_it": "Cart"}, {"key": "cart"}])
    assert [entry.touchpoint.key for entry in entries] == ["cart_2", "cart"]


def test_an_unknown_stage_is_refused_with_the_stages_there_are():
    with pytest.raises(
        UnknownStage, match=r"Row 2 .* stage: wanted one of awareness, .*“acquisti”"
    ):
        entries_of_rows([{"key": "a"}, {"key": "b", "stage": "acquisti"}])


def test_an_unknown_channel_is_refused_with_the_channels_there_are():
    with pytest.raises(UnknownChannel, match=r"Row 1 .* channel: .*store.*“piccione”"):
        entries_of_rows([{"key": "a", "channel": "piccione"}])


def test_a_key_on_two_rows_is_refused_naming_both():
    with pytest.raises(DuplicateKey) as caught:
        entries_of_rows([{"key": "a"}, {"key": "b"}, {"key": "a"}])
    assert (caught.value.row, caught.value.first_row, caught.value.came) == (3, 1, "a")


def test_a_name_claimed_by_two_rows_is_refused():
    with pytest.raises(NamePlacedTwice, match="row 1 has it too"):
        entries_of_rows(
            [{"key": "a", "observed_names": "x|y"}, {"key": "b", "observed_names": "y"}]
        )


@pytest.mark.parametrize(
    ("column", "cell"),
    [("initiator", "robot"), ("is_goal", "forse"), ("promise_seconds", "-5"),
     ("promise_seconds", "nan"), ("promise_seconds", "un giorno"), ("key", "Carrello Sito")],
)  # fmt: skip
def test_a_cell_that_cannot_stand_is_refused_by_its_column(column, cell):
    with pytest.raises(CatalogueRowRefused) as caught:
        entries_of_rows([{"key": "a"} | {column: cell}])
    assert (caught.value.column, caught.value.came) == (column, cell)


def test_a_row_without_key_and_name_is_refused():
    with pytest.raises(CatalogueRowRefused, match="a name or a key"):
        entries_of_rows([{"stage": "purchase"}])


def test_an_unknown_column_is_refused():
    with pytest.raises(UnknownCatalogueColumn, match="“colour”"):
        entries_of_rows([{"key": "a", "colour": "red"}])
