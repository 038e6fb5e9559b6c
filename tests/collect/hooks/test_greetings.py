"""Calls that only try the address: what is answered, and that nothing else is let through."""

from urllib.parse import urlencode

from percorso.collect.hooks import FORMATS, Delivery
from percorso.collect.hooks.meta import verify_token
from tests.collect.hooks.senders import URL, delivered

SECRETS = ["new secret", "old secret"]


def asked_by_meta(token: str, mode: str = "subscribe") -> Delivery:
    query = {"hub.mode": mode, "hub.challenge": "1158201444", "hub.verify_token": token}
    return Delivery(b"", {}, f"{URL}?{urlencode(query)}")


def test_meta_s_challenge_is_echoed_to_who_knows_the_token():
    greet = FORMATS["meta"].greet
    for secret in SECRETS:
        assert greet("GET", asked_by_meta(verify_token(secret)), SECRETS) == "1158201444"


def test_meta_s_challenge_is_not_echoed_to_others():
    greet = FORMATS["meta"].greet
    right = verify_token("new secret")
    assert greet("GET", asked_by_meta("wrong"), SECRETS) is None
    assert greet("GET", asked_by_meta(""), SECRETS) is None
    assert greet("GET", asked_by_meta(right, "unsubscribe"), SECRETS) is None
    assert greet("POST", asked_by_meta(right), SECRETS) is None
    assert greet("GET", asked_by_meta(right), []) is None


def test_the_token_does_not_tell_the_secret_and_is_another_for_each():
    tokens = {verify_token(secret) for secret in SECRETS}
    assert len(tokens) == 2
    assert all(len(token) == 32 and "secret" not in token for token in tokens)


def test_mailchimp_s_try_is_answered_where_it_brings_the_secret():
    greet = FORMATS["mailchimp"].greet
    known = delivered("mailchimp", b"", "new secret")
    assert greet("GET", known, SECRETS) == ""
    assert greet("GET", delivered("mailchimp", b"", "foreign secret"), SECRETS) is None
    assert greet("POST", known, SECRETS) is None


def test_woocommerce_s_unsigned_ping_is_answered_and_nothing_else_unsigned():
    greet = FORMATS["woocommerce"].greet
    assert greet("POST", Delivery(b"webhook_id=3", {}, URL), SECRETS) == ""
    for body in (b"webhook_id=3&id=4", b"webhook_id=x", b'{"webhook_id":3}', b""):
        assert greet("POST", Delivery(body, {}, URL), SECRETS) is None
    signed = Delivery(b"webhook_id=3", {"x-wc-webhook-signature": "x"}, URL)
    assert greet("POST", signed, SECRETS) is None
