"""A first look at a batch takes what a look at each event takes, and never more."""

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.collect.wire.body import judged, parts_of
from percorso.collect.wire.first_look import fine_events
from percorso.collect.wire.judging import TYPES
from percorso.collect.wire.refusals import BodyUnusable
from tests.collect.http.corpus import CASES, batch, event, with_text

_MOST = 32 * 1024
_TEXTS = (
    "1e308", "1e309", "1E+309", "-4e0350", "1.5e400", "1e-400", "1" * 199, "1" * 310 + ".5",
    "1" * 5_000, '"1e999"', '"\\ud83d"', '"\\u00e8"', '"è"', '" 7e999 "', '"1-4e999"', "[1,2]",
    '{"a":[{}]}', "null", "true", "0", '""', '" "', '"' + "x" * 513 + '"', "NaN", '"a+7e+999"',
)  # fmt: skip
_NAMES = ("userId", "anonymousId", "type", "event", "other")


def _taken(body: bytes, most: int = _MOST) -> int:
    """How many events a look at each of them takes, where it takes them all."""
    try:
        parts = parts_of(body, "")
    except BodyUnusable:
        return 0
    return 0 if judged(parts, "", most) else len(parts.events)


def test_an_ordinary_batch_is_fine_at_a_first_look():
    found = [
        event(userId=7, properties={"total": 12.5, "order_id": "4e35099-7e35099"}),
        b'{"type":"page","anonymousId":"00000000-4e35-4000-8000-4e3500123456","userId":null}',
        event(context={"offset": "2026-11-20T10:00:00+01:00", "agent": "Caffè"}),
    ]
    assert fine_events(batch(*found), _MOST) == 3


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_it_takes_nothing_of_the_corpus_that_is_refused(case):
    assert fine_events(case.body, _MOST) in (0, _taken(case.body))


@pytest.mark.parametrize("value", _TEXTS)
def test_a_value_is_taken_only_where_it_is_by_itself(value):
    for body in (
        batch(event(), with_text(value.encode())),
        batch(event(), rest=b',"context":' + value.encode()),
        *(batch(event(**{name: "HERE"}).replace(b'"HERE"', value.encode())) for name in _NAMES),
    ):
        assert fine_events(body, _MOST) in (0, _taken(body)), body[:200]


def test_bytes_that_were_damaged_on_their_way_are_taken_only_where_they_are_by_themselves():
    draw = random.Random(7)
    whole = batch(
        event(properties={"price": 16.42e10, "list": [1, {"a": "\u00e8"}], "id": "7e355-1"}),
        b'{"type":"page","anonymousId":"4e3500123456","name":"Home"}',
    )
    signs = b'"{}[],:\\e+-.0123456789\x00\xff\xc3 u'
    taken = 0
    for _ in range(5_000):
        body = bytearray(whole)
        for _ in range(draw.randrange(1, 4)):
            place = draw.randrange(len(body))
            body[place : place + draw.randrange(2)] = bytes([draw.choice(signs)])
        found = fine_events(bytes(body), _MOST)
        taken += bool(found)
        assert found in (0, _taken(bytes(body))), bytes(body)
    assert taken > 500


@pytest.mark.parametrize(
    "body",
    [
        batch(event(properties={"text": "x" * _MOST})),
        batch(event(properties=json.loads("[" * 40 + "]" * 40))),
        batch(event(userId="", anonymousId="")),
        batch(event(), b"7"),
        b'{"batch":[]}',
        b'{"batch":{}}',
        b"[]",
        b"",
    ],
    ids=["large", "deep", "nobody", "no object", "empty", "no list", "bare list", "nothing"],
)
def test_what_is_not_fine_is_looked_at_closer(body):
    assert fine_events(body, _MOST) == 0


_VALUES = st.one_of(
    st.none(), st.just(""), st.sampled_from([0, 1, 1.5, True, [], {}, " ", "ada", "a" * 513]),
    st.recursive(st.just(1), lambda inner: st.lists(inner, max_size=1), max_leaves=50),
)  # fmt: skip
_EVENTS = st.fixed_dictionaries(
    {"type": st.sampled_from([*TYPES, "Page", 1, None])},
    optional=dict.fromkeys(
        ("userId", "anonymousId", "previousId", "event", "groupId", "x"), _VALUES
    ),
)


@given(_EVENTS, st.sampled_from([50, 500, _MOST]))
def test_whatever_an_event_is_a_first_look_takes_it_only_where_a_second_does(told, most):
    body = batch(json.dumps(told).encode())
    assert fine_events(body, most) in (0, _taken(body, most))
