"""What stands in the default catalogue, and what must be true of it."""

import pytest

from percorso.domain.catalogue import (
    CHANNELS,
    DEFAULT_TOUCHPOINTS,
    EVENT_NAMES,
    INITIATORS,
    LANES,
    STAGES,
    TOUCHPOINTS,
    TYPES,
    normalised_name,
)

CARD_LINE, CARD_LINES = 16, 2


def lines_on_card(title):
    """Greedy breaking at spaces, as the map breaks the title of a card."""
    lines = [""]
    for word in title.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= CARD_LINE:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def test_stages_stand_in_the_order_of_the_map_and_unplaced_is_last():
    assert [stage.position for stage in STAGES] == list(range(len(STAGES)))
    assert STAGES[-1].key == "unplaced"


def test_lanes_stand_in_the_fixed_order_of_the_design():
    assert [lane.name_it for lane in LANES] == [
        "Pubblicità offline", "Ricerca e social", "Sito e app", "Email e SMS",
        "Punto vendita", "Persone", "Recensioni", "Altro",
    ]  # fmt: skip


def test_every_channel_stands_in_a_lane_and_every_lane_has_a_channel():
    assert {channel.lane for channel in CHANNELS.values()} == {lane.key for lane in LANES}


def test_touchpoints_name_only_stages_channels_and_initiators_there_are():
    for touchpoint in DEFAULT_TOUCHPOINTS:
        assert touchpoint.stage in {stage.key for stage in STAGES[:-1]}
        assert touchpoint.channel in CHANNELS
        assert touchpoint.initiator in INITIATORS


def test_keys_and_names_of_touchpoints_are_unique():
    for field in ("key", "name_it", "name_en"):
        values = [getattr(touchpoint, field) for touchpoint in DEFAULT_TOUCHPOINTS]
        assert len(set(values)) == len(values)


@pytest.mark.parametrize("touchpoint", DEFAULT_TOUCHPOINTS, ids=lambda it: it.key)
def test_a_default_name_fits_its_card_in_both_languages(touchpoint):
    for title in (touchpoint.name_it, touchpoint.name_en):
        lines = lines_on_card(title)
        assert len(lines) <= CARD_LINES
        assert all(len(line) <= CARD_LINE for line in lines)


def test_a_purchase_is_one_goal_whatever_the_shop_books_to_it_later():
    assert [it.key for it in DEFAULT_TOUCHPOINTS if it.is_goal] == ["order", "store_purchase"]


def test_what_the_company_sends_and_opens_by_machines_are_broadcasts():
    sent, opened = {"message_sent", "message_bounced"}, {"message_opened", "message_proxy_opened"}
    assert {it.key for it in DEFAULT_TOUCHPOINTS if it.is_broadcast} == sent | opened
    assert all(TOUCHPOINTS[key].initiator == "company" for key in sent)


def test_event_names_and_touchpoints_lead_to_each_other():
    assert set(EVENT_NAMES.values()) == set(TOUCHPOINTS)


ON_SITES = {"trustpilot review", "google review", "facebook recommendation"}


def test_every_event_name_has_a_dotted_type_that_leads_to_the_same_touchpoint():
    for name, touchpoint in EVENT_NAMES.items():
        if name not in ON_SITES:
            assert EVENT_NAMES[normalised_name(TYPES[name])] == touchpoint


def test_a_review_on_a_site_is_of_the_type_of_all_reviews():
    assert {TYPES[name] for name in ON_SITES} == {"review.published"}


@pytest.mark.parametrize(
    ("name", "dotted"),
    [
        ("Products Searched", "product.searched"),
        ("Product List Viewed", "list.viewed"),
        ("Product Added", "cart.added"),
        ("Product Added to Wishlist", "wishlist.added"),
        ("Payment Info Entered", "payment.entered"),
        ("Checkout Step Viewed", "checkout.step_viewed"),
        ("Order Completed", "order.placed"),
    ],
)
def test_types_are_those_of_the_wire_formats(name, dotted):
    assert TYPES[normalised_name(name)] == dotted


@pytest.mark.parametrize(
    "same", ["Order Cancelled", "order.cancelled", "ORDER_cancelled", " order-cancelled "]
)
def test_names_compare_without_case_and_separators(same):
    assert normalised_name(same) == normalised_name("Order Cancelled")
