"""The first numbers of a panel: how many, how long until the next, how often it succeeds."""

from percorso.domain.journey_map import Estimate, OnwardWait, TouchpointOnMap
from percorso.drawing.columns import Columns
from percorso.drawing.language import Language
from percorso.drawing.svg import attribute

# What is told of a number: its name, the number, and what stands small below it.
_Cell = tuple[str, str, str]


def first_numbers(touchpoint: TouchpointOnMap, columns: Columns, language: Language) -> str:
    """The numbers as HTML, each with what it counts."""
    cells = [
        _customers(touchpoint, columns, language),
        _time_after(touchpoint, language),
        *_onward(touchpoint["onward_wait"], language),
        _visits(touchpoint, language),
        _journeys(touchpoint, language),
        *_success(touchpoint, language),
    ]
    parts = "".join(
        f'<div><dt>{attribute(name)}</dt><dd><b class="num">{attribute(value)}</b>'
        f"<small>{attribute(note)}</small></dd></div>"
        for name, value, note in cells
    )
    return f'<section><dl class="quad">{parts}</dl></section>'


def _customers(touchpoint: TouchpointOnMap, columns: Columns, language: Language) -> _Cell:
    stage = columns.all[columns.place[touchpoint["key"]]].stage
    whole = stage["customers"] if stage else 0
    share = language.share(touchpoint["customers"] / whole) if whole else ""
    note = language.say("of_stage", share=share) if share else ""
    return language.say("customers_involved"), language.number(touchpoint["customers"]), note


def _time_after(touchpoint: TouchpointOnMap, language: Language) -> _Cell:
    say, after = language.say, touchpoint["median_seconds_after"]
    p90 = language.duration(touchpoint["p90_seconds_after"])
    note = "" if after is None else say("median_p90", p90=p90) if p90 else say("median")
    return say("time_after"), language.duration(after) or "–", note


def _onward(wait: OnwardWait | None, language: Language) -> list[_Cell]:
    """Told where some still wait: elsewhere it is the time after over again."""
    if wait is None or not wait["running"]:
        return []
    say = language.say
    note = say("onward_note", running=language.number(wait["running"]))
    if wait["p90_seconds"] is not None:
        note = f"{say('within_p90', p90=language.duration(wait['p90_seconds']))}; {note}"
    median = language.duration(wait["median_seconds"]) or say("onward_most_running")
    return [(say("onward_wait"), median, note)]


def _visits(touchpoint: TouchpointOnMap, language: Language) -> _Cell:
    per = touchpoint["visits_per_journey"]
    note = language.say("per_journey", n=language.number(per, 1)) if per is not None else ""
    return language.say("col_visits"), language.number(touchpoint["visits"]), note


def _journeys(touchpoint: TouchpointOnMap, language: Language) -> _Cell:
    reach = touchpoint["reach"]
    note = language.say("reach", share=language.share(reach)) if reach is not None else ""
    return language.say("col_journeys"), language.number(touchpoint["journeys"]), note


def _success(touchpoint: TouchpointOnMap, language: Language) -> list[_Cell]:
    success, lift = touchpoint["success_after"], touchpoint["success_lift"]
    if success is None or success["value"] is None:
        return []
    note = _of_n(success, language)
    if lift is not None:
        note = f"{language.say('times_average', lift=language.number(lift, 2))}; {note}"
    return [(language.say("success_after"), language.share(success["value"], 1), note)]


def _of_n(estimate: Estimate, language: Language) -> str:
    """Interval and n of a share: `14,1–14,7 % · n 412`."""
    count = f"n {language.number(estimate['n'])}"
    interval = language.interval(estimate)
    return f"{interval} · {count}" if interval else count
