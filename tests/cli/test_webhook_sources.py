"""`percorso source` for webhooks: what it tells, and what it refuses."""

import pytest

from percorso.collect.hooks.meta import verify_token
from tests.flows.door import percorso


@pytest.fixture
def secret(tmp_path):
    path = tmp_path / "secret.txt"
    path.write_text("  s3cret\n", encoding="utf-8")
    return path


def added(tmp_path, *more: object):
    return percorso("source", "add", "shop", "--workspace", tmp_path / "home", *more)


def webhook(tmp_path, secret, form: str, *more: object):
    return added(tmp_path, "--kind", "webhook", "--format", form, "--secret-file", secret, *more)


def test_a_webhook_s_source_tells_its_id_and_no_key(tmp_path, secret):
    told = webhook(tmp_path, secret, "shopify", "--json").data
    assert told == {"name": "shop", "id": told["id"], "write_key": None}
    assert told["id"].startswith("src_")
    listed = percorso("source", "list", "--workspace", tmp_path / "home", "--json").data
    assert [(one["kind"], one["format"], one["live_keys"]) for one in listed] == [
        ("webhook", "shopify", 1)
    ]


def test_no_listing_shows_a_secret(tmp_path, secret):
    shown = webhook(tmp_path, secret, "shopify").out
    for more in ((), ("--json",)):
        shown += percorso("source", "list", "--workspace", tmp_path / "home", *more).out
    assert "s3cret" not in shown


def test_meta_s_source_tells_the_token_to_type_in(tmp_path, secret):
    assert verify_token("s3cret") in webhook(tmp_path, secret, "meta").out


def test_a_new_secret_and_the_old_one_are_both_live_for_a_while(tmp_path, secret):
    webhook(tmp_path, secret, "shopify")
    secret.write_text("another", encoding="utf-8")
    rotate = ("source", "rotate", "shop", "--workspace", tmp_path / "home", "--secret-file", secret)
    assert percorso(*rotate).code == 0
    listed = ("source", "list", "--workspace", tmp_path / "home", "--json")
    assert percorso(*listed).data[0]["live_keys"] == 2
    secret.write_text("a third", encoding="utf-8")
    assert percorso(*rotate, "--overlap-hours", "0").code == 0
    assert percorso(*listed).data[0]["live_keys"] == 1


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--kind", "webhook", "--format", "shopify"), "--secret-file FILE"),
        (("--kind", "server", "--format", "shopify"), "are for --kind webhook"),
    ],
)
def test_what_is_missing_or_too_much_is_said(tmp_path, more, said):
    answer = added(tmp_path, *more)
    assert answer.code == 2
    assert said in answer.err


def test_an_unknown_sender_is_named_with_those_there_are(tmp_path, secret):
    answer = webhook(tmp_path, secret, "shopfy")
    assert answer.code == 3
    assert 'Did you mean "shopify"?' in answer.err


def test_a_generic_webhook_wants_a_profile_and_others_do_not(tmp_path, secret):
    assert "--profile FILE" in webhook(tmp_path, secret, "generic").err
    answer = webhook(tmp_path, secret, "shopify", "--profile", "shopify-orders")
    assert "leave --profile out" in answer.err


def test_a_profile_that_messages_cannot_be_read_by_is_refused(tmp_path, secret):
    answer = webhook(tmp_path, secret, "generic", "--profile", "phone-log")
    assert answer.code == 2
    assert "rules without a pattern is wanted" in answer.err


def test_a_secret_that_cannot_be_read_is_said(tmp_path, secret):
    assert "No such file" in webhook(tmp_path, tmp_path / "none.txt", "shopify").err
    secret.write_text(" \n", encoding="utf-8")
    assert "it is empty" in webhook(tmp_path, secret, "shopify").err
    secret.write_bytes(b"\xff\xfe\x00")
    assert "it is no text" in webhook(tmp_path, secret, "shopify").err


def test_two_sources_may_be_signed_with_one_secret(tmp_path, secret):
    webhook(tmp_path, secret, "shopify")
    answer = percorso(
        "source", "add", "shop-2", "--kind", "webhook", "--format", "shopify",
        "--secret-file", secret, "--workspace", tmp_path / "home",
    )  # fmt: skip
    assert answer.code == 0


def test_a_source_has_one_door(tmp_path, secret):
    webhook(tmp_path, secret, "shopify")
    again = webhook(tmp_path, secret, "shopify")
    assert again.code == 4
    assert "sends already" in again.err


def test_a_generic_webhook_is_read_by_another_profile_from_now_on(tmp_path, secret):
    first, other = (tmp_path / f"{name}.yaml" for name in ("first", "other"))
    first.write_text("{profile: a, columns: {at: when, touchpoint: what}}", encoding="utf-8")
    other.write_text("{profile: b, columns: {at: at, touchpoint: kind}}", encoding="utf-8")
    webhook(tmp_path, secret, "generic", "--profile", first)
    read = ("source", "read", "shop", "--workspace", tmp_path / "home", "--profile")
    assert percorso(*read, other).out == f"read by: {other}\n"
    assert percorso(*read, "phone-log").code == 2


def test_a_sender_s_own_format_is_read_by_no_profile(tmp_path, secret):
    webhook(tmp_path, secret, "shopify")
    answer = percorso(
        "source", "read", "shop", "--workspace", tmp_path / "home", "--profile", "shopify-orders"
    )
    assert answer.code == 2
    assert "a profile is for the format generic" in answer.err
