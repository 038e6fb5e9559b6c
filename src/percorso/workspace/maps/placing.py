"""What a person says about a touchpoint, and what of it can be kept."""

from dataclasses import dataclass
from math import isfinite
from typing import Any

from percorso.domain.errors import InputError

_LONGEST_NAME, _LONGEST_OWNER = 200, 80


class PlacingRefused(InputError):
    """A name, an owner or a promise that cannot be kept."""

    def __init__(self, field: str, wanted: str, came: str) -> None:
        self.field = field
        self.wanted, self.came = wanted, came
        super().__init__(f"Wanted {wanted} as {field}, got {came!r}. Nothing was changed.")


@dataclass(frozen=True, slots=True)
class Placing:
    """What a person says about a touchpoint; None leaves a field as it is.

    An empty owner is none, and a promise of 0 seconds is taken back.
    """

    stage: str | None = None
    channel: str | None = None
    name_it: str | None = None
    name_en: str | None = None
    owner: str | None = None
    into: str | None = None
    is_goal: bool | None = None
    is_broadcast: bool | None = None
    promise_seconds: float | None = None


def given(placing: Placing) -> dict[str, Any]:
    """The fields a person says something about, as a touchpoint keeps them."""
    given: dict[str, Any] = {
        name: value
        for name in ("is_goal", "is_broadcast")
        if (value := getattr(placing, name)) is not None
    }
    for name in ("name_it", "name_en"):
        if (said := getattr(placing, name)) is not None:
            given[name] = _text(name, said, least=1, most=_LONGEST_NAME)
    if placing.owner is not None:
        given["owner"] = _text("owner", placing.owner, least=0, most=_LONGEST_OWNER) or None
    if placing.promise_seconds is not None:
        given["promise_seconds"] = _promise(placing.promise_seconds)
    return given


def _text(field: str, said: str, *, least: int, most: int) -> str:
    text = " ".join(said.split())
    if not least <= len(text) <= most:
        raise PlacingRefused(field, f"{least} to {most} characters", text)
    return text


def _promise(seconds: float) -> float | None:
    if not isfinite(seconds) or seconds < 0:
        wanted = "a time above 0, or 0 for none"
        raise PlacingRefused("promise", wanted, f"{seconds / 3600:g} h")
    return seconds or None
