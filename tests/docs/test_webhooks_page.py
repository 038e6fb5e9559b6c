"""The pages about webhooks hold what the program knows, and the other way round."""

import re

from pages import DOCS, first_cells, text_of

from percorso.collect.hooks import FORMATS

SYSTEMS = (
    "shopify", "woocommerce", "prestashop", "google-analytics", "mailchimp-klaviyo", "brevo",
    "trustpilot", "google-reviews", "zendesk", "whatsapp", "couriers", "the-till",
)  # fmt: skip


def test_every_format_has_a_row_and_every_row_is_a_format():
    table = text_of("look-up/webhooks.md").partition("**A secret it sends along**")[0]
    assert set(first_cells(table)) == set(FORMATS)


def test_each_of_the_twelve_systems_has_its_page():
    pages = {page.stem.removeprefix("connect-") for page in DOCS.glob("do/connect-*.md")}
    assert pages - {"your-systems"} == set(SYSTEMS)


def test_the_pages_name_no_format_that_does_not_exist():
    told = {
        name
        for page in DOCS.glob("do/connect-*.md")
        for name in re.findall(r"--format ([a-z]+)", page.read_text(encoding="utf-8"))
    }
    assert told
    assert told <= set(FORMATS)
