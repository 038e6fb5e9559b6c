"""What a comparison says in words around the drawing: list, notes, legend, panel."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from percorso.domain.journey_map import JourneyMap
from percorso.domain.map_comparison import Comparison, Difference
from percorso.drawing.comparison.amounts import (
    difference_text,
    interval_text,
    is_beyond_chance,
    points,
    this_value,
    value_text,
)
from percorso.drawing.comparison.marks import dot, sure_sign, triangle
from percorso.drawing.comparison.view import CardChange, View, compared_with, view_of
from percorso.drawing.language import Language
from percorso.drawing.legend import Entry
from percorso.drawing.svg import attribute, path

_PANEL = (
    "reach", "moves_on_share", "lost_share", "done_share", "success_after",
    "median_seconds_after", "emotion", "exit_share", "removal_effect", "decisive_share",
)  # fmt: skip


def compared_days(journey_map: JourneyMap, language: Language) -> str:
    """The days of the other sample's period, in the map's zone."""
    comparison = journey_map["comparison"]
    if comparison is None:
        return ""
    period, zone = comparison["period"], ZoneInfo(journey_map["time_zone"])
    limits = [period["from"], period["to"] or comparison["followed_until"]]
    first, end = (
        None if text is None else datetime.fromisoformat(text).astimezone(zone) for text in limits
    )
    if end is None:
        return ""
    last = (end - timedelta(microseconds=1)).date()
    start: date = first.date() if first else last
    text = language.period(start, max(start, last), this_year=0)
    return text if first else f"… – {text}"


def title_of(journey_map: JourneyMap, language: Language) -> str:
    """The title above the list: what changed, or what differs."""
    view = view_of(journey_map)
    return language.say("since_title" if view and view.is_change else "differs_title")


def sentences(journey_map: JourneyMap, language: Language) -> list[str]:
    """The most telling differences, or that there is none."""
    comparison = journey_map["comparison"]
    if comparison is None:
        return []
    told = [change["title"] for change in comparison["changes"]]
    if any(change["subject"] == "total" for change in comparison["changes"]):
        told[1:1] = _why(journey_map, comparison, language)
    return told or [language.say("no_changes")]


def _why(journey_map: JourneyMap, comparison: Comparison, language: Language) -> list[str]:
    """How much of the difference of conversion comes from beginnings, and the largest of them."""
    parts = comparison["conversion_parts"]
    if not parts or comparison["changes"][0]["measure"] != "conversion":
        return []
    names = {row["key"]: row["name"] for row in journey_map["touchpoints"]}
    largest = parts[0]
    return [
        language.say(
            "why_conversion",
            mix=points(sum(part["mix"] for part in parts), language),
            rate=points(sum(part["rate"] for part in parts), language),
            name=names.get(largest["touchpoint"], largest["touchpoint"]),
            part=points(largest["mix"] + largest["rate"], language),
        )
    ]


def told_changes(journey_map: JourneyMap, language: Language) -> list[tuple[str, str]]:
    """The list below a drawing: (text, style)."""
    said = sentences(journey_map, language)
    if not said:
        return []
    return [(title_of(journey_map, language), "strong"), *((text, "soft") for text in said)]


def changes_as_text(journey_map: JourneyMap, language: Language) -> list[str]:
    """The list for a terminal."""
    said = sentences(journey_map, language)
    if not said:
        return []
    head = f"{title_of(journey_map, language)} ({_with_what(journey_map, language)})"
    return ["", head, *(f"  Δ {text}" for text in said)]


def _with_what(journey_map: JourneyMap, language: Language) -> str:
    view = view_of(journey_map)
    assert view is not None  # noqa: S101 (there are sentences, so there is a comparison)
    return compared_with(view, compared_days(journey_map, language), language)


def changes_html(journey_map: JourneyMap, language: Language) -> str:
    """The list for the page, open at first."""
    said = sentences(journey_map, language)
    if not said:
        return ""
    items = "".join(f"<li>{attribute(text)}</li>" for text in said)
    title = attribute(title_of(journey_map, language))
    return f'<details class="changes" open><summary>{title}</summary><ul>{items}</ul></details>'


def change_html(change: CardChange | None) -> str:
    """A card's difference on a phone."""
    if change is None:
        return ""
    if not change.is_sure:
        return attribute(change.text)
    drawn = sure_sign(change, 0, 0).svg()
    sign = f'<svg class="map-svg tiny" viewBox="0 0 8 8" aria-hidden="true">{drawn}</svg>'
    return f'{sign}<b class="{change.tone}">{attribute(change.text)}</b>'


def comparison_notes(journey_map: JourneyMap, language: Language) -> list[str]:
    """What the reader must know: how long both were followed, and who is in both."""
    view = view_of(journey_map)
    if view is None:
        return []
    shared = view.comparison["customers_shared"]
    said = [
        language.say("samples_shared", n=language.number(shared))
        if shared
        else language.say("samples_independent")
    ]
    until, other = journey_map["data_until"], view.comparison["followed_until"]
    if view.is_period and until and other:
        days = [language.day(text, journey_map["time_zone"], with_year=True)
                for text in (until, other)]  # fmt: skip
        said.insert(0, language.say("followed_note", until=days[0], until_other=days[1]))
    return said


def change_entries(journey_map: JourneyMap, language: Language) -> tuple[Entry, ...]:
    """The legend of a comparison."""
    view = view_of(journey_map)
    if view is None:
        return ()
    signs = (triangle(1, 4, "pos", rises=True), triangle(11, 4, "neg", rises=False))
    more = path("M1 8H22", "flowmark more")
    return (
        Entry(
            signs if view.is_change else (dot(1, 4, "pos"), dot(11, 4, "neg")),
            21,
            language.say("legend_change"),
        ),
        Entry((more, path("M26 8H47", "flowmark fewer")), 48, language.say("legend_flow")),
        Entry((path("M1 8H22", "othercurve"),), 23, language.say("legend_other_curve")),
    )


def changes_of_touchpoint(view: View | None, key: str, language: Language) -> str:
    """The section of a panel that says every difference of a touchpoint."""
    row = view.touchpoints.get(key) if view else None
    if view is None or row is None:
        return ""
    items = "".join(
        _line(measure, row[measure], view, language)  # type: ignore[literal-required]
        for measure in _PANEL
    )
    title = language.say("since_title" if view.is_change else "differs_title")
    return f'<section><h3>{attribute(title)}</h3><ul class="deltas">{items}</ul></section>'


def _line(measure: str, difference: Difference | None, view: View, language: Language) -> str:
    if difference is None or difference["value"] is None:
        return ""
    values = [value_text(measure, value, language)
              for value in (difference["other"], this_value(difference))]  # fmt: skip
    small = language.say(f"pair_{view.manner}", other=values[0], this=values[1])
    if difference["low"] is not None:
        said = interval_text(measure, difference, view.manner, language)
        small = f"{small} · {said}"
    sure = ' class="sure"' if is_beyond_chance(difference) else ""
    return (
        f'<li{sure}><span>{attribute(language.say("measure_" + measure))}</span><b class="num">'
        f"{attribute(difference_text(measure, difference['value'], language))}</b>"
        f"<small>{attribute(small)}</small></li>"
    )
