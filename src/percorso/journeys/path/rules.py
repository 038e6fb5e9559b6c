"""What each touchpoint does to a journey, and the limits of time: all a path is cut by."""

from collections.abc import Iterable
from dataclasses import dataclass
from zlib import crc32

import numpy as np
import numpy.typing as npt

from percorso.domain.catalogue import ASKED_AGAIN, REDONE, UNPLACED
from percorso.journeys.scope import Scope

Flags = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]

_NOT_CUSTOMERS = ("company", "partner")
_SERVICE = "service"
NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """A scope as arrays, for the path builder: plain values, so that it travels to a cluster.

    Arrays are indexed by code, shape (codes + 1,); codes start at 1. Times are microseconds.

    Attributes:
        is_success, is_failure: What ends a journey well or badly.
        is_start: Where one may begin, if `waits_for_start`.
        may_be_step: What may stand in a journey without a case.
        is_broadcast: What neither opens nor prolongs one.
        is_customer_side: What customers begin.
        answers: What the company or a partner begins, broadcasts apart.
        is_redone: What says by itself that work was done again.
        asks_again: Where information is asked again.
        may_be_tail: What may follow a goal without opening a journey.
        collapse_us: Repeats within it are one visit; 0 = never.
        promise_us: The wait that is promised; `NEVER` where nothing is.
        stage: Position of the stage.
        channel: A number for the channel, equal for equal channels.
    """

    is_success: Flags
    is_failure: Flags
    is_start: Flags
    may_be_step: Flags
    is_broadcast: Flags
    is_customer_side: Flags
    answers: Flags
    is_redone: Flags
    asks_again: Flags
    may_be_tail: Flags
    collapse_us: Integers
    promise_us: Integers
    stage: Integers
    channel: Integers
    service_stage: int
    unplaced_stage: int
    is_cut: bool
    waits_for_start: bool
    by_case: bool
    has_ending: bool
    gap_us: int
    tail_us: int
    data_until_us: int
    since_us: int | None
    until_us: int | None

    @property
    def codes(self) -> int:
        """How many touchpoints there are, and one for the unused code 0."""
        return int(self.stage.size)


def rules_of(scope: Scope) -> Rules:
    """The rules a scope cuts its journeys by."""
    definition = scope.definition
    places = [code.touchpoint for code in scope.codes]
    position = {stage.key: stage.position for stage in scope.stages}
    ours = [at.initiator in _NOT_CUSTOMERS for at in places]
    sent = [definition.is_broadcast(at) for at in places]
    return Rules(
        is_success=_flags(at.key in definition.success for at in places),
        is_failure=_flags(at.key in definition.failure for at in places),
        is_start=_flags(at.key in definition.start for at in places),
        may_be_step=_flags(definition.may_be_step(at) for at in places),
        is_broadcast=_flags(sent),
        is_customer_side=_flags(not own and not cast for own, cast in zip(ours, sent, strict=True)),
        answers=_flags(own and not cast for own, cast in zip(ours, sent, strict=True)),
        is_redone=_flags(at.key in REDONE for at in places),
        asks_again=_flags(at.key == ASKED_AGAIN for at in places),
        may_be_tail=_flags(definition.may_be_tail(at) for at in places),
        collapse_us=_integers(_us(definition.collapse_seconds(at)) for at in places),
        promise_us=_integers(
            NEVER if at.promise_seconds is None else _us(at.promise_seconds) for at in places
        ),
        stage=_integers(position[at.stage] for at in places),
        channel=_integers(crc32(at.channel.encode()) for at in places),
        service_stage=position[_SERVICE],
        unplaced_stage=position[UNPLACED],
        is_cut=definition.is_cut,
        waits_for_start=definition.waits_for_start,
        by_case=definition.by_case,
        has_ending=scope.has_ending,
        gap_us=scope.gap_us,
        tail_us=_us(definition.tail_seconds or 0.0),
        data_until_us=scope.data_until_us,
        since_us=scope.period.since_us,
        until_us=scope.period.until_us,
    )


def _flags(values: Iterable[bool]) -> Flags:
    return np.array([False, *values], dtype=np.bool_)


def _integers(values: Iterable[int]) -> Integers:
    return np.array([0, *values], dtype=np.int64)


def _us(seconds: float) -> int:
    return round(seconds * 1_000_000)
