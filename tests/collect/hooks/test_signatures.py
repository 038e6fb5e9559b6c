"""Who may deliver: for every sender the five cases of WIRE-FORMATS 14.2, and what is missing."""

from dataclasses import replace

import pytest

from percorso.collect.hooks import FORMATS, BadSignature, StaleSignature
from tests.collect.hooks.senders import (
    BODY_SIGNED,
    NOW,
    OLD,
    SENDERS,
    TIME_SIGNED,
    UNSIGNED,
    URL,
    delivered,
    live_secret,
)

BODY = b'{"event-data": {"id": "e1"}, "note": "perch\xc3\xa9"}'
FORM = b"From=%2B393331112233&Body=ciao&MessageSid=SM1"


def body_of(form: str) -> bytes:
    return FORM if form == "twilio" else BODY


def verified(form: str, delivery, *names: str) -> None:
    FORMATS[form].verify(delivery, [live_secret(form, name) for name in names], NOW)


def test_every_format_has_a_sender_of_its_own_here():
    assert set(SENDERS) == set(FORMATS)


@pytest.mark.parametrize("form", FORMATS)
def test_what_the_sender_signed_is_taken(form):
    verified(form, delivered(form, body_of(form), "new secret"), "new secret")


@pytest.mark.parametrize("form", FORMATS)
def test_both_secrets_are_live_while_one_replaces_the_other(form):
    for secret in ("new secret", "old secret"):
        verified(form, delivered(form, body_of(form), secret), "new secret", "old secret")


@pytest.mark.parametrize("form", FORMATS)
def test_another_key_is_refused(form):
    with pytest.raises(BadSignature):
        verified(form, delivered(form, body_of(form), "foreign secret"), "new secret", "old secret")


@pytest.mark.parametrize("form", FORMATS)
def test_without_a_live_secret_nothing_is_taken(form):
    delivery = delivered(form, body_of(form), "new secret")
    for secrets in ([], [""]):
        with pytest.raises(BadSignature):
            FORMATS[form].verify(delivery, secrets, NOW)


@pytest.mark.parametrize("form", FORMATS)
def test_without_its_headers_a_delivery_is_refused(form):
    delivery = replace(delivered(form, body_of(form), "new secret"), headers={}, url=URL)
    if form == "mailgun":
        delivery = replace(delivery, body=BODY)
    with pytest.raises(BadSignature):
        verified(form, delivery, "new secret")


@pytest.mark.parametrize("form", BODY_SIGNED)
def test_one_changed_byte_is_refused(form):
    delivery = delivered(form, body_of(form), "new secret")
    changed = delivery.body.replace(b"e1", b"e2").replace(b"ciao", b"ciap")
    assert changed != delivery.body
    with pytest.raises(BadSignature):
        verified(form, replace(delivery, body=changed), "new secret")


@pytest.mark.parametrize("form", BODY_SIGNED)
def test_json_written_anew_is_refused(form):
    delivery = delivered(form, body_of(form), "new secret")
    anew = delivery.body.replace(b": ", b":").replace(b"=ciao", b"=ciao&X=1")
    with pytest.raises(BadSignature):
        verified(form, replace(delivery, body=anew), "new secret")


def test_a_changed_token_of_mailgun_is_refused():
    delivery = delivered("mailgun", BODY, "new secret")
    changed = replace(delivery, body=delivery.body.replace(b"aaaa", b"aaab", 1))
    with pytest.raises(BadSignature):
        verified("mailgun", changed, "new secret")


@pytest.mark.parametrize("form", TIME_SIGNED)
def test_a_time_signed_more_than_five_minutes_ago_is_stale(form):
    with pytest.raises(StaleSignature) as refused:
        verified(form, delivered(form, body_of(form), "new secret", OLD), "new secret")
    assert refused.value.code == "stale_signature"
    assert refused.value.seconds_off == 360


@pytest.mark.parametrize("form", TIME_SIGNED)
def test_a_time_five_minutes_ahead_is_stale_and_four_are_taken(form):
    ahead, near = (NOW + (NOW - OLD) * share for share in (1, 4 / 6))
    with pytest.raises(StaleSignature):
        verified(form, delivered(form, body_of(form), "new secret", ahead), "new secret")
    verified(form, delivered(form, body_of(form), "new secret", near), "new secret")


@pytest.mark.parametrize("form", TIME_SIGNED)
def test_an_old_time_under_another_key_is_not_called_stale(form):
    with pytest.raises(BadSignature):
        verified(form, delivered(form, body_of(form), "foreign secret", OLD), "new secret")


@pytest.mark.parametrize("form", UNSIGNED)
def test_a_sent_secret_is_taken_by_whatever_way_the_sender_offers(form):
    if form == "telegram":
        return
    for way in ("brevo", "freshdesk", "mailchimp", "postmark"):
        verified(form, delivered(way, BODY, "new secret"), "new secret")


def test_a_name_and_password_may_be_the_secret_together():
    verified("postmark", delivered("postmark", BODY, "new secret"), "percorso:new secret")


def test_a_refusal_names_the_sender_and_never_the_secret():
    with pytest.raises(BadSignature) as refused:
        verified("shopify", delivered("shopify", BODY, "foreign secret"), "new secret")
    assert "Shopify" in str(refused.value)
    assert "secret of the source" in str(refused.value)
    assert "new secret" not in str(refused.value)


def test_a_signature_with_foreign_letters_is_refused_and_no_error():
    for form in BODY_SIGNED:
        delivery = delivered(form, body_of(form), "new secret")
        odd = dict.fromkeys(delivery.headers, "sha256=é� ☃")
        with pytest.raises(BadSignature):
            verified(form, replace(delivery, headers=odd), "new secret")


def test_klaviyo_s_wrong_header_time_is_mended_by_the_signed_body():
    # Its header was seen hours off, while the time in the body was right.
    body = b'{"meta": {"timestamp": "2026-03-02T09:59:58.120000+00:00"}, "data": []}'
    verified("klaviyo", delivered("klaviyo", body, "new secret", OLD), "new secret")


def test_a_secret_behind_its_prefix_is_base64_with_or_without_padding():
    for written in ("whsec_bmV3IHNlY3JldA==", "whsec_bmV3IHNlY3JldA"):
        FORMATS["generic"].verify(delivered("generic", BODY, "new secret"), [written], NOW)
