"""The library: the smallest useful program of the package's docstring, and its errors."""

import pytest

import percorso

ORDERS = (
    "customer,at,touchpoint\n"
    "ada,2025-03-01T10:00:00Z,Home\n"
    "ada,2025-03-01T10:05:00Z,Order Completed\n"
    "bob,2025-03-02T09:00:00Z,Home\n"
)


@pytest.fixture
def orders(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text(ORDERS)
    return path


def test_open_load_map(tmp_path, orders):
    workspace = percorso.open(tmp_path / "casa-lume")
    report = workspace.load(orders, source="shop")
    assert (report.read, report.loaded) == (3, 3)
    data = workspace.map().data
    assert data["schema"] == "percorso.map/1"
    assert data["totals"]["journeys"] == 2
    assert data["totals"]["success"] == 1


def test_a_map_shows_itself_in_every_form(tmp_path, orders):
    workspace = percorso.open(tmp_path / "casa-lume")
    workspace.load(orders, source="shop")
    result = workspace.map(language="en")
    shown = result._repr_html_()
    assert shown.startswith('<div style="overflow-x: auto"><svg')
    assert shown.rstrip().endswith("</svg>\n</div>")
    assert "<!doctype html>" in result.to_html().lower()
    assert result.to_csv().count("\n") >= 2
    assert result.to_text()


def test_columns_may_be_given_as_a_dictionary(tmp_path, orders):
    workspace = percorso.open(tmp_path / "casa-lume")
    report = workspace.load(
        orders,
        source="shop",
        columns={"user_id": "customer", "at": "at", "touchpoint": "touchpoint"},
    )
    assert report.anonymous == 0


def test_the_company_bears_the_folder_s_name_until_it_is_renamed(tmp_path):
    workspace = percorso.open(tmp_path / "casa-lume")
    assert workspace.name == "casa-lume"
    workspace.rename("Casa Lume")
    assert percorso.open(tmp_path / "casa-lume").name == "Casa Lume"


def test_opening_what_is_not_there_can_be_refused(tmp_path):
    with pytest.raises(percorso.NotFoundError):
        percorso.open(tmp_path / "gone", create=False)
    assert not (tmp_path / "gone").exists()


def test_a_map_of_an_empty_workspace_counts_nothing(tmp_path):
    data = percorso.open(tmp_path / "new").map().data
    assert data["totals"]["journeys"] == 0
    assert data["touchpoints"] == []


def test_errors_are_of_four_branches(tmp_path, orders):
    workspace = percorso.open(tmp_path / "casa-lume")
    with pytest.raises(percorso.InputError):
        workspace.load(orders, source="shop", columns="customer=nobody")
    with pytest.raises(percorso.NotFoundError):
        workspace.load(tmp_path / "gone.csv", source="shop")
    workspace.load(orders, source="shop")
    with pytest.raises(percorso.NotFoundError):
        workspace.map("no such journey")
