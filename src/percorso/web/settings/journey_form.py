"""A journey definition as a form: what its fields show, and what is said in them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from percorso.domain.catalogue import CHANNELS, Stage, Touchpoint
from percorso.domain.durations import DAY, HOUR, LONGEST_SECONDS, MINUTE
from percorso.domain.errors import InputError
from percorso.domain.journey import BUILT_IN, OTHERWISE, JourneyDefinition
from percorso.domain.written_journey import WrittenJourney

UNITS = (("min", MINUTE), ("h", HOUR), ("d", DAY))
MOST_COLLAPSED = 12
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
_LONGEST_NAME, _LONGEST_CONDITION = 80, 2_000
# Which part of a definition a choice of the form belongs to.
_ENDS = ("success", "failure")
_BEGINS = {"start": "start", "silent": "broadcasts"}


class JourneyUnfit(InputError):
    """A field of a definition that cannot be kept.

    Attributes:
        field: Which: `key`, `name`, `gap`, `tail`, `collapse` or `where`.
    """

    def __init__(self, field: str, came: str) -> None:
        self.field, self.came = field, came
        super().__init__(f"The field {field} of a journey cannot be {came!r}. Nothing was kept.")


@dataclass(frozen=True, slots=True)
class Choices:
    """What a definition may speak of.

    Attributes:
        places: The touchpoints, in the order they are shown in.
        stages: From left to right.
    """

    places: Sequence[Touchpoint]
    stages: Sequence[Stage]


def told_form(
    written: WrittenJourney, meant: JourneyDefinition, choices: Choices, language: str
) -> dict[str, Any]:
    """What the fields show.

    Args:
        written: The definition as it is written.
        meant: What it comes to with the catalogue of today.
        choices: What it may speak of.
        language: `it` or `en`.
    """
    silent = [one.key for one in choices.places if meant.is_broadcast(one)]
    return {
        "key": written.key, "name_it": written.name_it, "name_en": written.name_en,
        "like": written.like, "likes": list(BUILT_IN), "by_case": meant.by_case,
        "own_ends": written.success is not None or bool(written.failure),
        "own_begins": bool(written.start) or written.broadcasts is not None,
        "named": [
            {"key": one.key, "name": getattr(one, f"name_{language}"),
             "end": _first(one.key, success=meant.success, failure=meant.failure),
             "begin": _first(one.key, start=meant.start, silent=silent)}
            for one in choices.places
        ],
        "stages": [
            (one.key, getattr(one, f"name_{language}"),
             not meant.stages or one.key in meant.stages)
            for one in choices.stages
        ],
        "gap": _parts(written.gap_seconds), "tail": _parts(meant.tail_seconds),
        "collapse": [
            *((key, _parts(one)) for key, one in meant.collapse.items()), ("", ("", "min")),
        ],
        "collapsed": [
            *((one.key, getattr(one, f"name_{language}")) for one in CHANNELS.values()),
            (OTHERWISE, ""),
        ],
        "units": [one for one, _ in UNITS],
        "where": written.where or "",
    }  # fmt: skip


def _first(key: str, **lists: Sequence[str]) -> str:
    return next((name for name, keys in lists.items() if key in keys), "")


def _parts(seconds: float | None) -> tuple[str, str]:
    """A time as a number and its unit, the largest that says it in whole numbers."""
    if not seconds:
        return "", "d"
    unit, size = next((one for one in reversed(UNITS) if seconds % one[1] == 0), UNITS[0])
    return f"{seconds / size:g}", unit


def said_form(said: Mapping[str, str], before: WrittenJourney, choices: Choices) -> WrittenJourney:
    """The definition a form says.

    Args:
        said: Its fields; a tick that is set has a value.
        before: What was shown; what the form has no field for stays.
        choices: What it may speak of.

    Raises:
        JourneyUnfit: a field says nothing that can be kept.
    """
    key, like = said.get("key", "").strip(), said.get("like", "")
    if not _KEY.fullmatch(key) or key in BUILT_IN:
        raise JourneyUnfit("key", key)
    like = like if like in BUILT_IN else before.like
    names = [" ".join(said.get(f"name_{one}", "").split()) for one in ("it", "en")]
    if not any(names) or max(map(len, names)) > _LONGEST_NAME:
        raise JourneyUnfit("name", " / ".join(names)[:_LONGEST_NAME])
    where = said.get("where", "").strip()
    if len(where) > _LONGEST_CONDITION:
        raise JourneyUnfit("where", where[:60])
    is_cut = BUILT_IN[like].is_cut
    return replace(
        before, key=key, like=like, name_it=names[0] or names[1], name_en=names[1] or names[0],
        by_case=said.get("by") == "case", where=where or None,
        gap_seconds=_seconds(said, "gap"),
        tail_seconds=(_seconds(said, "tail") or 0.0) if is_cut else None,
        tail_stages=before.tail_stages if is_cut else None,
        stages=_stages(said, choices), collapse=_collapse(said, choices), **_ends_and_begins(
            said, choices
        ),
    )  # fmt: skip


def _ends_and_begins(said: Mapping[str, str], choices: Choices) -> dict[str, Any]:
    def those(prefix: str, value: str) -> tuple[str, ...]:
        return tuple(one.key for one in choices.places if said.get(f"{prefix}_{one.key}") == value)

    has_ends, has_begins = (said.get(name) == "own" for name in ("ends", "begins"))
    ends = {name: those("end", name) if has_ends else None for name in _ENDS}
    begins = {
        name: those("begin", value) if has_begins else None for value, name in _BEGINS.items()
    }
    return ends | begins


def _stages(said: Mapping[str, str], choices: Choices) -> tuple[str, ...] | None:
    chosen = tuple(one.key for one in choices.stages if said.get(f"stage_{one.key}"))
    return None if len(chosen) in (0, len(choices.stages)) else chosen


def _collapse(said: Mapping[str, str], choices: Choices) -> dict[str, float]:
    known = {*CHANNELS, OTHERWISE, *(one.key for one in choices.places)}
    found: dict[str, float] = {}
    for place in range(MOST_COLLAPSED):
        key, seconds = said.get(f"what{place}", ""), _seconds(said, f"within{place}")
        if key in known and seconds is not None:
            found[key] = seconds
    return found


def _seconds(said: Mapping[str, str], name: str) -> float | None:
    """A time of two fields; None where its number is empty.

    Raises:
        JourneyUnfit: the number is none, or too large.
    """
    text, sizes = said.get(f"{name}_n", "").strip().replace(",", "."), dict(UNITS)
    if not text:
        return None
    try:
        seconds = float(text) * sizes.get(said.get(f"{name}_unit", ""), DAY)
    except ValueError:
        raise JourneyUnfit(name.rstrip("0123456789"), text[:20]) from None
    if not 0 <= seconds <= LONGEST_SECONDS:
        raise JourneyUnfit(name.rstrip("0123456789"), text[:20])
    return seconds
