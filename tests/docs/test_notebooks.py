"""The notebooks of the documentation run from the first cell to the last, and are kept empty."""

import re

import nbformat
import pytest
from nbclient import NotebookClient
from pages import DOCS, all_pages, links_of

NOTEBOOKS = sorted(DOCS.rglob("*.ipynb"))


def test_there_are_notebooks_and_pages_lead_to_them():
    linked = {(page.parent / link).resolve() for page in all_pages() for link in links_of(page)}
    assert NOTEBOOKS
    assert set(NOTEBOOKS) <= linked


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_keeps_no_output(path):
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    assert all(cell.outputs == [] and cell.execution_count is None for cell in cells)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_shows_a_map(path, tmp_path):
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(tmp_path)}}).execute()
    shown = [
        output.data["text/html"]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if "text/html" in output.get("data", {})
    ]
    assert any('class="map-svg"' in html for html in shown)
    assert sum("<table" in html for html in shown) >= 3


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_link_of_a_notebook_leads_to_a_page(path):
    cells = nbformat.read(path, as_version=4).cells
    links = [
        link
        for cell in cells
        if cell.cell_type == "markdown"
        for link in re.findall(r"\]\(([^)\s]+)\)", cell.source)
    ]
    assert [link for link in links if not (path.parent / link).exists()] == []
