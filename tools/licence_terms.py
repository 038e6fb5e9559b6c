"""Which licence statements Percorso may depend on: allowed, refused, or not understood."""

import re
from collections.abc import Sequence
from enum import Enum


class Verdict(Enum):
    """What a licence statement means for us; the worst of several counts."""

    ALLOWED = "allowed"
    UNKNOWN = "unknown"
    REFUSED = "refused"


# LGPL passes: a library one may replace. GPL and AGPL would bind everyone who runs Percorso.
_REFUSED = re.compile(
    r"(?<![A-Za-z])A?GPL|Affero|(?<!Lesser )(?<!Library )General Public License"
    r"|SSPL|Server Side Public|BUSL|Business Source|Proprietary|Non-?Commercial|CC-BY-NC",
    re.IGNORECASE,
)
_LESSER = re.compile(r"(?<![A-Za-z])LGPL|Lesser General Public|Library General Public", re.I)
_ALLOWED = re.compile(
    r"\b(?:0BSD|MIT|MIT-0|X11|BSD|Apache|ISC|ISCL|PSF|Python|MPL|Mozilla|Zlib|OFL|CC0|CC-BY"
    r"|Unlicense|HPND|BlueOak|BSL-1\.0|Boost|EPL|Public Domain"
    r"|Permission is hereby granted|Redistribution and use)(?![A-Za-z])|\bPSFL\b",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"\(|\)|[^\s()]+")

# What is left over after a broken expression: nothing continues it, so it is not understood.
_BROKEN = (Verdict.UNKNOWN, [""])


def judged_text(statement: str) -> Verdict:
    """A licence named in plain words, as in a `License` field or a classifier."""
    if _REFUSED.search(statement):
        return Verdict.REFUSED
    if _LESSER.search(statement) or _ALLOWED.search(statement):
        return Verdict.ALLOWED
    return Verdict.UNKNOWN


def judged_expression(expression: str) -> Verdict:
    """An SPDX expression: of `A OR B` the better counts, of `A AND B` the worse.

    `GPL-2.0 WITH some-exception` is judged as the GPL it names: an exception is for a person
    to read.

    Source: SPDX specification 2.3, annex D.
    """
    tokens = _TOKEN.findall(expression)
    if not tokens:
        return Verdict.UNKNOWN
    verdict, rest = _either(tokens)
    return Verdict.UNKNOWN if rest else verdict


def worst(verdicts: Sequence[Verdict]) -> Verdict:
    """The verdict that binds when all statements hold at once."""
    return max(verdicts, key=list(Verdict).index, default=Verdict.UNKNOWN)


def _either(tokens: list[str]) -> tuple[Verdict, list[str]]:
    verdict, rest = _both(tokens)
    while rest and rest[0].upper() == "OR":
        other, rest = _both(rest[1:])
        verdict = min(verdict, other, key=list(Verdict).index)
    return verdict, rest


def _both(tokens: list[str]) -> tuple[Verdict, list[str]]:
    verdict, rest = _single(tokens)
    while rest and rest[0].upper() == "AND":
        other, rest = _single(rest[1:])
        verdict = worst([verdict, other])
    return verdict, rest


def _single(tokens: list[str]) -> tuple[Verdict, list[str]]:
    if not tokens:
        return _BROKEN
    if tokens[0] == "(":
        verdict, rest = _either(tokens[1:])
        return (verdict, rest[1:]) if rest[:1] == [")"] else _BROKEN
    rest = tokens[3:] if [token.upper() for token in tokens[1:2]] == ["WITH"] else tokens[1:]
    return judged_text(tokens[0]), rest
