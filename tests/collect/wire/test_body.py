"""What a body holds, and what of it is refused: one bad event never costs its neighbours."""

import pytest

from percorso.collect.wire.body import judged, parts_of
from percorso.collect.wire.raw_items import NotCuttable, cut_batch
from percorso.collect.wire.refusals import BodyUnusable

GOOD = b'{"type":"page","userId":"ada"}'
LIMIT = 32 * 1024


def verdicts(*events: bytes, most: int = LIMIT) -> dict[int, str]:
    parts = parts_of(b'{"batch":[' + b",".join(events) + b"]}", "")
    return {place: refusal.code for place, refusal in judged(parts, "", most).items()}


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (b'{"type":"page","userId":"ada","n":NaN}', "bad_number"),
        (b'{"type":"page","userId":"ada","n":1e999}', "bad_number"),
        (b'{"type":"page","userId":"ada","n":' + b"9" * 5000 + b"}", "bad_number"),
        (b'{"type":"page","userId":"a\xff"}', "bad_text"),
        (b'{"type":"page","userId":"a\\ud800"}', "bad_text"),
        (b'{"type":"page","userId":"ada",}', "bad_json"),
        (b'"text"', "not_an_object"),
        (b"null", "not_an_object"),
        (b'{"type":"page","userId":"ada","x":' + b"[" * 40 + b"]" * 40 + b"}", "too_deep"),
        (b'{"type":"page","userId":"ada","x":' + b"[" * 9000 + b"]" * 9000 + b"}", "too_deep"),
        (b'{"type":"Page","userId":"ada"}', "unknown_type"),
        (b'{"userId":"ada"}', "unknown_type"),
        (b'{"type":"page","userId":""}', "missing_identifier"),
        (b'{"type":"page","userId":null}', "missing_identifier"),
        (b'{"type":"alias","userId":"ada"}', "missing_identifier"),
        (b'{"type":"page","userId":true}', "bad_identifier"),
        (b'{"type":"page","userId":1.5}', "bad_identifier"),
        (b'{"type":"page","userId":"' + b"a" * 513 + b'"}', "bad_identifier"),
        (b'{"type":"track","userId":"ada","event":" "}', "missing_event"),
        (b'{"type":"group","userId":"ada"}', "missing_group"),
        (b'{"type":"page","userId":"' + b"a" * LIMIT + b'"}', "event_too_large"),
    ],
)
def test_a_bad_event_is_refused_with_its_code_and_its_neighbours_are_not(event, code):
    assert verdicts(GOOD, event, GOOD) == {1: code}


def test_more_than_ten_thousand_properties_are_too_many():
    listed = b",".join(b'"p%d":1' % number for number in range(10_001))
    event = b'{"type":"page","userId":"ada","properties":{' + listed + b"}}"
    assert verdicts(event, most=10**6) == {0: "too_many_properties"}


@pytest.mark.parametrize(
    "event",
    [
        b'{"type":"page","userId":9007199254740993}',
        b'{"type":"page","userId":18446744073709551616}',
        b'{"type":"page","anonymousId":"x","userId":null}',
        b'{"type":"page","userId":"undefined"}',
        b'{"type":"page","userId":"ada","userId":"bob"}',
        b'{"type":"page","userId":"ada","t":"a\\u0000b"}',
        b'{"type":"track","userId":"ada","event":"\xf0\x9f\x98\x80 \xe2\x80\xae"}',
        b'{"type":"alias","userId":"ada","previousId":"x"}',
    ],
)
def test_odd_events_that_mean_something_are_taken(event):
    assert verdicts(event) == {}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "bad_json"),
        (b"<html></html>", "bad_json"),
        (b"words", "bad_json"),
        (b'{"batch":[' + GOOD + b"]} {}", "bad_json"),
        (b'{"batch":[' + GOOD + b"],}", "bad_json"),
        (GOOD + b"\n" + GOOD, "bad_json"),
        ('{"batch":[]}'.encode("utf-16"), "bad_json"),
        (b'"text"', "not_an_object"),
        (b"12", "not_an_object"),
        (b"null", "not_an_object"),
        (b'{"batch":{}}', "bad_request"),
        (b"{}", "bad_request"),
    ],
)
def test_a_body_of_no_use_says_why(body, code):
    with pytest.raises(BodyUnusable) as met:
        judged(parts_of(body, ""), "", LIMIT)
    assert met.value.code == code


def test_an_envelope_after_and_before_the_batch_is_read_where_an_event_is_broken():
    body = b'{"sentAt":"x","batch":[{"a":NaN},' + GOOD + b'],"context":{"a":"]}"}}'
    parts = parts_of(body, "")
    assert parts.envelope == {"sentAt": "x", "context": {"a": "]}"}}
    assert parts.events == [b'{"a":NaN}', GOOD]


@pytest.mark.parametrize(
    "body", [b"[", b'{"batch":[', b'{"batch":["}', b'{"a" 1}', b'{"a":1}', b'{"batch":[}"a":1}']
)
def test_brackets_and_quotes_that_do_not_pair_cannot_be_cut(body):
    with pytest.raises(NotCuttable):
        cut_batch(body)
