"""Whatever is sent, a reader takes it or refuses it by name, and a splitter keeps every byte."""

import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from percorso.collect.hooks import FORMATS, BadSignature, Delivery, Receipt, UnmappedPayload
from percorso.collect.hooks.node import Node, decoded
from percorso.domain.mapping import Mapping
from tests.collect.hooks.recorded import examples
from tests.collect.hooks.senders import NOW, URL, live_secret

EXAMPLES = examples()
MAPPING = Mapping({"at": "at", "touchpoint": "ride.asked", "amount": "stars"}, ("%d/%m/%Y",))
RECEIPT = Receipt(NOW, mapping=MAPPING)

leaves = (
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False)
    | st.sampled_from([10**40, "NaN", "1e400", "0", "\0", "9" * 400, "2026-13-01", "+", "-0"])
)  # fmt: skip
anything = st.recursive(
    leaves, lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(), inside)
)


def read_or_refused(form: str, raw: bytes) -> None:
    told, path = (), "$"
    try:
        told = FORMATS[form].read(raw, RECEIPT)
    except UnmappedPayload as refused:
        path = refused.path
    assert path.startswith("$")
    for one in told:
        assert one.at.tzinfo is not None
        assert one.at <= NOW or one.at_quality == "exact"
        assert all(isinstance(text, str) and text for text in one.cells.values())


def split_and_read(form: str, body: bytes, headers: dict[str, str]) -> None:
    for message in FORMATS[form].split(Delivery(body, headers, URL)):
        assert len(message.id) <= 100
        read_or_refused(form, message.raw)


def with_a_leaf_changed(told: object, place: int, value: object) -> tuple[object, int]:
    """The same JSON with the n-th value replaced, and how many there were before it."""
    if place == 0:
        return value, 1
    seen = 1
    if isinstance(told, dict | list):
        pairs = told.items() if isinstance(told, dict) else enumerate(told)
        made = []
        for name, one in pairs:
            inside, count = with_a_leaf_changed(one, place - seen, value)
            made.append((name, inside))
            seen += count
        told = dict(made) if isinstance(told, dict) else [one for _, one in made]
    return told, seen


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(sorted(FORMATS)), anything)
def test_any_json_is_read_or_refused(form, told):
    split_and_read(form, json.dumps(told).encode(), {})


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(EXAMPLES), st.integers(0, 80), anything)
def test_an_example_with_any_value_changed_is_read_or_refused(example, place, value):
    if "form" in example.told:
        pairs = list(example.told["form"])
        text = value if isinstance(value, str) else json.dumps(value)
        pairs[place % len(pairs)] = (pairs[place % len(pairs)][0], text.replace("&", ""))
        body = "&".join(f"{name}={one}" for name, one in pairs).encode("utf-8", "replace")
    else:
        body = json.dumps(with_a_leaf_changed(example.told["body"], place, value)[0]).encode()
    split_and_read(example.form, body, example.told.get("headers", {}))


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(sorted(FORMATS)), st.binary(max_size=300))
def test_any_bytes_are_kept_and_read_or_refused(form, body):
    split_and_read(form, body, {"x-shopify-topic": "orders/create"})
    with pytest.raises(BadSignature):
        FORMATS[form].verify(Delivery(body, {}, URL), [live_secret(form, "new secret")], NOW)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    "body",
    [b"", b"[" * 100_000, b'{"a":' * 40 + b"1" + b"}" * 40, b"1" * 5_000, b"NaN", b'"\\ud800"',
     b"\xff\xfe{", b'{"timestamp":1e999999999}', b'{"timestamp":0e-999999999}', b"null",
     b'{"event":"open","email":"a@b.it","timestamp":99999999999999999999}'],
    ids=["empty", "deep list", "40 levels", "5000 digits", "NaN", "surrogate", "UTF-16",
         "huge exponent", "tiny exponent", "null", "far future"],
)  # fmt: skip
def test_known_bombs_are_refused_by_name(form, body):
    split_and_read(form, body, {})


@pytest.mark.parametrize("form", FORMATS)
def test_a_url_that_is_none_is_no_crash(form):
    for url in ("", "https://[::1", "https://a:99999999/x", "http://h:x/?secret=\udcff"):
        delivery = Delivery(b"{}", {"x-twilio-signature": "x"}, url)
        with pytest.raises(BadSignature):
            FORMATS[form].verify(delivery, [live_secret(form, "new secret")], NOW)


def test_integers_and_amounts_are_exact():
    told, _ = decoded(b'{"id":5500019876543210987654321,"total":1234567890.10,"cents":0.1}')
    assert told.get("id").text() == "5500019876543210987654321"
    assert told.get("total").amount() == "1234567890.10"
    assert told.get("cents").value == Decimal("0.1")


def test_a_nul_is_taken_out_and_said():
    body = json.dumps({"event": "open", "email": "ada\0@esempio.it", "timestamp": 1772355600})
    (told,) = FORMATS["sendgrid"].read(body.encode(), RECEIPT)
    assert told.cells["email"] == "ada@esempio.it"
    assert told.flags == ("nul_removed",)


def test_a_refusal_says_where_and_never_what():
    order = {"name": "#1", "customer": {"email": ["ada@esempio.it"]}}
    body = json.dumps({"headers": {"x-shopify-topic": "orders/create"}, "body": order})
    with pytest.raises(UnmappedPayload) as refused:
        FORMATS["shopify"].read(body.encode(), RECEIPT)
    assert refused.value.path == "$.body.customer.email"
    assert "ada@" not in str(refused.value)
    assert "a list came" in str(refused.value)


def test_paths_of_odd_names_are_written_as_json_path_does():
    with pytest.raises(UnmappedPayload) as refused:
        Node({"data[email]": {}}).get("data[email]").text()
    assert refused.value.path == '$["data[email]"]'
