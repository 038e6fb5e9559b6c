"""Every page is reachable, and no link leads nowhere."""

import pytest
from pages import DOCS, ROOT, all_pages, anchors_of, links_of


def inner_links() -> list[tuple[str, str]]:
    return [
        (str(page.relative_to(ROOT)), link)
        for page in all_pages()
        for link in links_of(page)
        if "://" not in link and not link.startswith("mailto:")
    ]


@pytest.mark.parametrize(("page", "link"), inner_links())
def test_a_link_leads_to_a_file_and_heading_that_exist(page, link):
    path, _, anchor = link.partition("#")
    target = (ROOT / page).parent / path if path else ROOT / page
    assert target.exists(), f"{page} links to {link}"
    assert not anchor or anchor in anchors_of(target), f"{page} links to {link}"


def test_every_page_is_linked_from_another():
    linked = {
        (page.parent / link.partition("#")[0]).resolve()
        for page in all_pages()
        for link in links_of(page)
        if "://" not in link
    }
    alone = [page for page in DOCS.rglob("*.md") if page.resolve() not in linked]
    assert alone == []


def test_there_are_four_shelves_and_the_decisions():
    shelves = {folder.name for folder in DOCS.iterdir() if folder.is_dir()} - {"images"}
    assert shelves == {"learn", "do", "look-up", "understand", "decisions"}
