"""What senders tell of persons: names as traits, subscriptions and complaints as choices."""

import pytest

from tests.collect.hooks.recorded import examples

EXAMPLES = examples()


def told_by(name):
    [found] = [one for one in EXAMPLES if one.name == name]
    return found.contacts()


@pytest.mark.parametrize(
    ("name", "states"),
    [
        ("shopify-newsletter-left", ["withdrawn"]),
        ("brevo-unsubscribed", ["withdrawn"]),
        ("brevo-spam", ["objected"]),
        ("brevo-delivered", []),
        ("brevo-first-opening", []),
    ],
)
def test_a_subscription_that_ends_is_a_choice_about_marketing_mail(name, states):
    choices = [choice for one in told_by(name) for choice in one.choices]
    assert [choice.state for choice in choices] == states
    assert {(one.scope.purpose, one.scope.channel) for one in choices} <= {("marketing", "email")}


def test_names_are_traits_and_no_properties():
    found = {}
    for example in EXAMPLES:
        for one in example.contacts():
            for trait, value in one.traits.items():
                found.setdefault(example.form, {})[trait] = value
                assert trait in ("city", "country", "province") or value not in str(one.properties)
    assert {"first_name", "last_name"} <= found["shopify"].keys()
    assert {"first_name", "last_name"} <= found["woocommerce"].keys()
