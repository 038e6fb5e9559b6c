"""The pages about webhooks hold what the program knows, and the other way round."""

import re
from datetime import UTC, datetime

import pytest
from pages import DOCS, first_cells, text_of

from percorso.collect.hooks import FORMATS, Receipt
from percorso.collect.hooks.profile import mapping_of_profile
from percorso.collect.profile_file import profile_from_yaml

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


def fenced(page: str, language: str) -> str:
    return re.search(rf"```{language}\n(.*?)```", text_of(page), re.DOTALL).group(1)


@pytest.mark.parametrize(
    ("page", "name", "cells"),
    [
        ("the-till", "receipt.issued",
         {"order_id": "0412-0007", "loyalty_card": "2900012345678", "amount": "29.00",
          "channel": "store", "currency": "EUR"}),
        ("prestashop", "order_placed",
         {"order_id": "XKBKNABJK", "user_id": "12", "email": "ada.neri@esempio.it",
          "amount": "124.90", "channel": "web", "currency": "EUR"}),
    ],
)  # fmt: skip
def test_the_profile_of_a_page_reads_the_message_of_the_page(page, name, cells):
    at = f"do/connect-{page}.md"
    mapping = mapping_of_profile(profile_from_yaml(fenced(at, "yaml"), page))
    receipt = Receipt(datetime(2026, 3, 2, tzinfo=UTC), mapping=mapping)
    (one,) = FORMATS["generic"].read(fenced(at, "json").encode(), receipt)
    assert (one.name, one.at_quality, one.cells) == (name, "exact", cells)


@pytest.mark.parametrize(("number", "event"), [(0, "tracking"), (1, "zendesk")])
def test_the_bodies_of_the_page_are_read_as_it_says(number, event):
    bodies = re.findall(r"```json\n(.*?)```", text_of("look-up/webhooks.md"), re.DOTALL)
    receipt = Receipt(datetime(2026, 3, 2, tzinfo=UTC))
    (one,) = FORMATS[event].read(bodies[number].encode(), receipt)
    assert one.name in ("delivery.out_for_delivery", "ticket.opened")
