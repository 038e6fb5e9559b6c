"""What a profile leaves out, takes from elsewhere, counts once and keeps to itself."""

import pytest

from percorso.collect.profile_errors import ProfileInvalid
from percorso.collect.profile_file import profile_as_yaml, profile_from_yaml
from percorso.domain.mapping import SKIP

WHOLE = """
profile: calls
columns: {at: Time, phone: From}
constants: {rating_kind: good_bad}
skip:
  - {column: [Direction, Verso], equals: [Internal, Interna]}
rules:
  - {role: phone, column: Direction, prefix: Out, take: [To, A]}
  - {role: touchpoint, value: call.received}
one_per: Call
amounts: once
private: [Caller name, Nome]
"""


def test_the_keys_are_read_and_written_again():
    profile = profile_from_yaml(WHOLE, "calls")
    assert [(one.rule.role, one.column, one.take) for one in profile.rules] == [
        (SKIP, ("Direction", "Verso"), ()),
        ("phone", ("Direction",), ("To", "A")),
        ("touchpoint", (), ()),
    ]
    assert profile.amounts_once
    assert profile.private == ("Caller name", "Nome")
    assert profile_from_yaml(profile_as_yaml(profile), "calls") == profile


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("skip: [{column: Direction}]", "a column and one test were wanted"),
        ("skip: [{equals: Internal, prefix: In}]", "a column and one test were wanted"),
        ("skip: [{column: Direction, value: no}]", 'there is no key "value"'),
        ("amounts: twice", "sum or once was wanted"),
        ("rules: [{role: text, column: A, value: x, take: B}]", "both say what the role gets"),
        ("rules: [{role: text, column: A, words: {a: b}, take: B}]", "give the value themselves"),
    ],
)
def test_what_cannot_be_is_said(line, said):
    with pytest.raises(ProfileInvalid, match=said):
        profile_from_yaml(f"profile: x\ncolumns: {{at: A, touchpoint: B}}\n{line}\n", "x")
