"""What deserves attention at a touchpoint, in its panel, and what is done about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from percorso.domain.journey_map import (
    ActionOnMap,
    Estimate,
    Finding,
    FindingKind,
    FollowUpsOnMap,
)
from percorso.drawing import marks
from percorso.drawing.actions import actions_html
from percorso.drawing.cells import amount
from percorso.drawing.language import Language
from percorso.drawing.svg import attribute

_REASONS = (
    "decisive", "important", "remembered", "leak", "no_way_out", "unanswered", "spin",
    "broken_hand_off", "felt", "effort",
)  # fmt: skip
_SIGNS = {"moment_of_truth": marks.diamond(0.5, 0.5), "pain_point": marks.bolt(0.5, 0.5)}


@dataclass(frozen=True, slots=True)
class Actions:
    """The actions on a map.

    Attributes:
        all: the most urgent first.
        year: in which the map was computed.
    """

    all: Sequence[ActionOnMap]
    year: int


def kind_sign(kind: FindingKind) -> str:
    """The sign of a kind of finding inside HTML; some have none."""
    shape = _SIGNS.get(kind)
    if shape is None:
        return ""
    return f'<svg class="map-svg" viewBox="0 0 12 12" aria-hidden="true">{shape.svg()}</svg>'


def section(title: str, note: str, body: str) -> str:
    """A part of a panel under its title."""
    small = f'<small class="num">{attribute(note)}</small>' if note else ""
    return f"<section><h3>{attribute(title)} {small}</h3>{body}</section>"


def findings_section(findings: Sequence[Finding], actions: Actions, language: Language) -> str:
    """The findings of a touchpoint, each with what is done about it; nothing without any."""
    if not findings:
        return ""
    items = "".join(
        f'<li data-finding="{attribute(finding["id"])}">{_finding(finding, language)}'
        f"{_actions_of_finding(finding, actions, language)}</li>"
        for finding in findings
    )
    return section(language.say("findings"), "", f'<ul class="found">{items}</ul>')


def _actions_of_finding(finding: Finding, actions: Actions, language: Language) -> str:
    mine = [one for one in actions.all if one["finding"] == finding["id"]]
    return actions_html(mine, actions.year, language)


def actions_section(
    touchpoint: str, findings: Sequence[Finding], actions: Actions, language: Language
) -> str:
    """What is done about a touchpoint, beside what stands under its findings."""
    told = {one["id"] for one in findings}
    mine = [
        one for one in actions.all if one["touchpoint"] == touchpoint and one["finding"] not in told
    ]
    body = actions_html(mine, actions.year, language)
    return section(language.say("actions"), "", body) if body else ""


def follow_ups_section(found: FollowUpsOnMap | None, language: Language) -> str:
    """How many customers are still to be looked after here; nothing where none is."""
    if found is None:
        return ""
    said = attribute(language.plural("followed", found["open"], n=language.number(found["open"])))
    late = ""
    if found["overdue"]:
        overdue = language.plural("overdue", found["overdue"], n=language.number(found["overdue"]))
        late = f' <small class="late">{attribute(overdue)}</small>'
    key = attribute(found["touchpoint"])
    body = f'<p><b data-follow-ups="{key}">{said}</b>{late}</p>'
    return section(language.say("follow_ups"), "", body)


def _finding(finding: Finding, language: Language) -> str:
    kind = attribute(language.say(finding["kind"]))
    reason = reason_words(finding, language)
    price = _price(finding, language)
    blamed = blamed_words(finding, language)
    why = "".join(f"<p>{attribute(text)}</p>" for text in (reason, blamed, price) if text)
    return (
        f"<b>{kind_sign(finding['kind'])}{kind}: {attribute(finding['title'])}</b>{why}"
        f'<p class="muted num wide">{attribute(measure_words(finding["measure"], language))}</p>'
        f'<span class="chip">{attribute(trust_words(finding, language))}</span>'
    )


def trust_words(finding: Finding, language: Language) -> str:
    """How far to trust a finding: its data grade and its causal badge."""
    grade = language.say(f"evidence_{finding['evidence']}")
    return f"{grade} · {language.say('badge_' + finding['causal_badge'])}"


def _price(finding: Finding, language: Language) -> str:
    """What a leak costs in successes, where that could be reckoned."""
    lost = finding["detail"].get("lost_successes")
    if (
        finding["detail"].get("test") != "leak"
        or not lost
        or not lost["value"]
        or round(lost["value"]) == 0
    ):
        return ""
    low, high = lost["low"] or 0.0, lost["high"] or lost["value"]
    return language.say(
        "lost_successes",
        value=language.number(lost["value"]),
        low=language.number(low),
        high=language.number(high),
    )


def reason_words(finding: Finding, language: Language) -> str:
    """Why a finding fired: the names of its tests or kinds, told as sentences."""
    said = [
        value
        for entry in finding["detail"].values()
        for value in (entry if isinstance(entry, list) else [entry])
        if value in _REASONS
    ]
    flags = [key for key, value in finding["detail"].items() if value is True and key in _REASONS]
    return " ".join(language.say(f"reason_{name}") for name in dict.fromkeys([*said, *flags]))


def blamed_words(finding: Finding, language: Language) -> str:
    """What the texts behind a felt pain blame, each theme with its texts."""
    told = [
        language.say(
            "blamed_one", name=theme["name"], texts=language.counted("texts", theme["texts"])
        )
        for theme in finding["detail"].get("themes", [])
    ]
    return language.say("blamed", themes=", ".join(told)) if told else ""


def measure_words(measure: Estimate, language: Language) -> str:
    """A measure with its interval and n, in words."""
    value, count = amount(measure["value"], language), language.number(measure["n"])
    if measure["low"] is None or measure["high"] is None:
        return language.say("measure_plain", value=value, n=count)
    return language.say(
        "measure",
        value=value,
        low=amount(measure["low"], language),
        high=amount(measure["high"], language),
        n=count,
    )
