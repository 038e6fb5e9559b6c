"""Bytes a strict reader refuses, read as somebody says they are meant."""

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.collect.wire.mending import documents, in_utf8

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.lists(JSON.filter(lambda one: isinstance(one, (dict, list))), max_size=3))
def test_what_is_right_stays_as_it_is(values):
    raw = b"\n".join(json.dumps(value).encode() for value in values)
    assert [msgspec.json.decode(one) for one in documents(raw)] == values


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b'{"a":[1,2,],}', [b'{"a":[1,2]}']),
        (b'{"a":",}"}', [b'{"a":",}"}']),
        (b'{"a":"\\",}",}', [b'{"a":"\\",}"}']),
        (b'{"a":NaN,"b":-Infinity,"c":1e999}', [b'{"a":null,"b":null,"c":null}']),
        (b'{"a":' + b"9" * 5_000 + b"}", [b'{"a":null}']),
        (b'{"a":19.90}', [b'{"a":19.90}']),
        (b'{"a":"x\\ud83dy"}', ['{"a":"x\ufffdy"}'.encode()]),
        (b'{"a":1}\n\n{"a":2}', [b'{"a":1}', b'{"a":2}']),
        (b'{"a":1}{"a":', []),
        (b"words", []),
        (b"\xff", []),
        (b"[" * 100_000, []),
        (b"", []),
    ],
    ids=range(13),
)
def test_what_is_nearly_right_is_read_as_it_was_meant(raw, said):
    assert documents(raw) == said


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "mac-roman"])
@given(text=st.text(st.characters(max_codepoint=126, min_codepoint=32)))
def test_utf_8_stays_utf_8_whatever_the_rest_is(encoding, text):
    raw = f"{text}è".encode() + "è".encode(encoding)
    assert in_utf8(raw, encoding) == f"{text}èè".encode()


def test_what_is_no_text_in_that_encoding_either_is_none():
    assert in_utf8(b"\x81\x8d", "cp1252") is None
    assert in_utf8(b"abc", "utf-16") is None
