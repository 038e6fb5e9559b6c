"""Placeholders that stand for nobody, and the cheap look that finds what may be one."""

import re

from hypothesis import given
from hypothesis import strategies as some

from percorso.domain.identifiers import BLOCKED, BLOCKED_INITIALS, is_blocked


@given(some.from_regex(re.compile(BLOCKED), fullmatch=True).filter(str.strip))
def test_every_placeholder_begins_as_the_cheap_look_expects(value):
    told = value.strip()
    assert is_blocked(told)
    assert told[0] in BLOCKED_INITIALS
    assert told.upper()[0] in BLOCKED_INITIALS
