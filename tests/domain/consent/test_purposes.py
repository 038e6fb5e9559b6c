"""A purpose is asked for over its channels, and rests on its bases, and on no others."""

import pytest

from percorso.domain.consent.purposes import (
    BasisUnfit,
    ChannelUnfit,
    PurposeUnknown,
    Scope,
    require_basis,
    scope_of,
    scopes_named,
)


def test_marketing_is_asked_for_channel_by_channel():
    assert scope_of("marketing", " SMS ") == Scope("marketing", "sms")
    for channel in ("", "pigeon"):
        with pytest.raises(ChannelUnfit, match="email or sms or phone"):
            scope_of("marketing", channel)
    assert scope_of("marketing", may_be_all=True) == Scope("marketing", "")


def test_a_purpose_with_a_channel_by_nature_knows_no_other():
    assert scope_of("email_open_tracking") == Scope("email_open_tracking", "email")
    with pytest.raises(ChannelUnfit):
        scope_of("soft_spam", "sms")


def test_no_purpose_rests_on_a_basis_the_law_does_not_give_it():
    assert require_basis("profiling", "legitimate_interest") == "legitimate_interest"
    for basis in ("legitimate_interest", "soft_spam", "because"):
        with pytest.raises(BasisUnfit, match="wants consent"):
            require_basis("marketing", basis)
    with pytest.raises(PurposeUnknown, match="third_party"):
        require_basis("fun", "consent")


@pytest.mark.parametrize(
    ("name", "scopes"),
    [
        ("Newsletter", [("marketing", "email")]),
        ("marketing_email", [("marketing", "email")]),
        ("profiling", [("profiling", "")]),
        # A page's category of cookies is no consent to be written to.
        ("marketing", [("web_tracking", "marketing")]),
        ("Advertising", [("web_tracking", "advertising")]),
        (" ", []),
    ],
)
def test_a_name_of_a_form_stands_for_what_it_says(name, scopes):
    assert [(one.purpose, one.channel) for one in scopes_named(name)] == scopes
