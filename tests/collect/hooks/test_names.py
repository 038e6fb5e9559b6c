"""Is a system's history, loaded from its file, the same touchpoints as its live events?"""

import pytest

from percorso.collect.profiles import built_in_profiles
from percorso.domain.catalogue.deliveries import delivery_status
from percorso.domain.profile import Profile
from tests.collect.hooks.recorded import examples

# Of Mailchimp's file and hook nothing is the same but leaving: campaigns are not told live.
SAME_SYSTEM = {
    "brevo-logs": "brevo",
    "freshdesk-tickets": "freshdesk",
    "klaviyo-events": "klaviyo",
    "shopify-orders": "shopify",
    "trustpilot-reviews": "trustpilot",
    "woocommerce-orders": "woocommerce",
    "zendesk-tickets": "zendesk",
}


def names_in_files(profile: Profile) -> set[str]:
    constants = [profile.constants, *(event.constants for event in profile.events)]
    rules = [one.rule for one in profile.rules if one.rule.role == "touchpoint"]
    told = {found["touchpoint"] for found in constants if "touchpoint" in found}
    return told | {name for rule in rules for name in (rule.value, *rule.words.values()) if name}


def names_told_by(form: str) -> set[str]:
    return {one.name for example in EXAMPLES if example.form == form for one in example.contacts()}


EXAMPLES = examples()


@pytest.mark.parametrize(("profile", "form"), SAME_SYSTEM.items())
def test_every_name_of_a_system_s_file_is_a_name_of_its_events(profile, form):
    # The events of reviews tell of no reply.
    wanted = names_in_files(built_in_profiles()[profile]) - {"review_answered"}
    assert wanted
    assert wanted <= names_told_by(form)


def test_couriers_words_are_read_by_the_table_that_reads_their_files():
    steps = {
        one.name: one.properties["status_words"]
        for example in EXAMPLES
        if example.form == "tracking"
        for one in example.contacts()
    }
    assert len(steps) == 10
    for name, words in steps.items():
        step = delivery_status(words)
        assert name == (f"delivery.{step}" if step else words)
