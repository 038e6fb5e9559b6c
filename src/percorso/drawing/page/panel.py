"""The side panel of a touchpoint: every number with its n, its steps, findings and quotes."""

from collections.abc import Sequence
from dataclasses import dataclass

from percorso.domain.journey_map import (
    EffortSignals,
    Emotion,
    Finding,
    FollowUpsOnMap,
    ImportanceModel,
    JourneyMap,
    TouchpointOnMap,
    TransitionOnMap,
)  # fmt: skip
from percorso.drawing import marks
from percorso.drawing.actions import this_year
from percorso.drawing.cards import FOUR, four_shares
from percorso.drawing.cells import indicator_texts, quoted, said_where
from percorso.drawing.columns import Columns
from percorso.drawing.comparison.telling import changes_of_touchpoint
from percorso.drawing.comparison.view import View, view_of
from percorso.drawing.lanes import lane_of, lane_word
from percorso.drawing.language import Language
from percorso.drawing.page.findings import (
    Actions,
    actions_section,
    findings_section,
    follow_ups_section,
    kind_sign,
    section,
)
from percorso.drawing.page.importance import importance_section
from percorso.drawing.page.numbers import first_numbers
from percorso.drawing.svg import attribute

STEPS = 6
QUOTES = 5
FOLD_LIST = 60


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a panel needs to know beside its touchpoint.

    Attributes:
        names: touchpoint key -> name.
        steps_out: key -> transitions that leave it, strongest first.
        steps_in: key -> transitions that arrive at it, strongest first.
        findings: key -> its findings.
        actions: what people decided to do.
        follow_ups: key -> customers still to be looked after there.
        columns: the columns of the map.
        models: what the importance of ratings rests on.
        zone: IANA name of the zone dates are told in.
        view: the comparison, where there is one.
    """

    names: dict[str, str]
    steps_out: dict[str, list[TransitionOnMap]]
    steps_in: dict[str, list[TransitionOnMap]]
    findings: dict[str, list[Finding]]
    actions: Actions
    follow_ups: dict[str, FollowUpsOnMap]
    columns: Columns
    models: Sequence[ImportanceModel]
    zone: str
    view: View | None


def surroundings_of(journey_map: JourneyMap, columns: Columns) -> Surroundings:
    """The map seen from its touchpoints."""
    out: dict[str, list[TransitionOnMap]] = {}
    into: dict[str, list[TransitionOnMap]] = {}
    for step in sorted(journey_map["transitions"], key=lambda t: (-t["count"], t["from"], t["to"])):
        out.setdefault(step["from"], []).append(step)
        into.setdefault(step["to"], []).append(step)
    findings: dict[str, list[Finding]] = {}
    for finding in journey_map["findings"]:
        findings.setdefault(finding["touchpoint"], []).append(finding)
    return Surroundings(
        names={t["key"]: t["name"] for t in journey_map["touchpoints"]},
        steps_out=out,
        steps_in=into,
        findings=findings,
        actions=Actions(journey_map["actions"], this_year(journey_map)),
        follow_ups={one["touchpoint"]: one for one in journey_map["follow_ups"]},
        columns=columns,
        models=journey_map["importance"],
        zone=journey_map["time_zone"],
        view=view_of(journey_map),
    )


def lane_name(channel: str | None, language: Language) -> str:
    """The name of a channel's lane."""
    return language.say(lane_word(lane_of(channel)))


def panel(touchpoint: TouchpointOnMap, index: int, around: Surroundings, language: Language) -> str:
    """The panel of one touchpoint as HTML.

    Args:
        touchpoint: its numbers.
        index: its place in the map's list, by which the script finds it.
        around: the rest of the map.
        language: the language of the words.
    """
    findings = around.findings.get(touchpoint["key"], [])
    if touchpoint["evidence"] == "hypothesis":
        head = _head(touchpoint, findings, around, language)
        said = attribute(language.say("typed_nobody_met"))
        tag = f'<span class="chip">{attribute(language.say("evidence_hypothesis"))}</span>'
        text = f'<section>{tag}<p class="wide">{said}</p></section>'
        planned = actions_section(touchpoint["key"], findings, around.actions, language)
        return f'<article data-i="{index}">{head}{text}{planned}</article>'
    sections = (
        first_numbers(touchpoint, around.columns, language),
        _leads(touchpoint, language),
        changes_of_touchpoint(around.view, touchpoint["key"], language),
        _emotion(touchpoint, language),
        importance_section(touchpoint, around.models, language),
        findings_section(findings, around.actions, language),
        actions_section(touchpoint["key"], findings, around.actions, language),
        follow_ups_section(around.follow_ups.get(touchpoint["key"]), language),
        _next(touchpoint, around, language),
        _previous(touchpoint, around, language),
        _quotes(touchpoint, around, language),
    )
    head = _head(touchpoint, findings, around, language)
    return f'<article data-i="{index}">{head}{"".join(sections)}</article>'


def _head(
    touchpoint: TouchpointOnMap,
    findings: Sequence[Finding],
    around: Surroundings,
    language: Language,
) -> str:
    stage = around.columns.all[around.columns.place[touchpoint["key"]]].name
    where = f"{stage} · {lane_name(touchpoint['channel'], language)}"
    if touchpoint["owner"]:
        where = f"{where} · {language.say('owner', name=touchpoint['owner'])}"
    kinds = list(dict.fromkeys(f["kind"] for f in findings))
    chips = "".join(
        f'<span class="chip solid">{kind_sign(kind)}{attribute(language.say(kind))}</span>'
        for kind in kinds
    )
    return (
        f'<header><p class="muted">{attribute(where)}</p>'
        f'<h2 tabindex="-1">{attribute(touchpoint["name"])}</h2>'
        f"{f'<p class=chips>{chips}</p>' if chips else ''}</header>"
    )


def _leads(touchpoint: TouchpointOnMap, language: Language) -> str:
    shares = four_shares(touchpoint)
    items = "".join(
        f'<li><span><i class="sw {key}"></i>{attribute(language.say(key))}</span>'
        f'<span class="num">{attribute(language.share(share))}</span></li>'
        for key, share in zip(FOUR, shares, strict=True)
        if share is not None
    )
    body = f'{html_rail(shares)}<ul class="four">{items}</ul>'
    return section(
        language.say("where_leads"), language.counted("visits", touchpoint["visits"]), body
    )


def html_rail(shares: Sequence[float | None]) -> str:
    """The bar of the four shares as HTML."""
    parts = "".join(
        f'<i class="sw {key}" style="flex:{share:.4f} 1 0"></i>'
        for key, share in zip(FOUR, shares, strict=True)
        if share
    )
    return f'<span class="shares" aria-hidden="true">{parts}</span>'


def _emotion(touchpoint: TouchpointOnMap, language: Language) -> str:
    emotion, say = touchpoint["emotion"], language.say
    level = marks.level_of(emotion)
    below = _scores(touchpoint, language) + _effort(touchpoint, language)
    if level is None:
        missing = f"{say('no_voices')}: {say('connect_voices')}"
        body = f'<p class="muted">{attribute(missing)}</p>' + _inferred(emotion, language)
        return section(say("emotion"), "", body + below)
    low, high = emotion["low"], emotion["high"]
    index = say("emotion_index_plain", value=language.signed(level))
    if low is not None and high is not None:
        index = say(
            "emotion_index",
            value=language.signed(level),
            low=language.signed(low),
            high=language.signed(high),
        )
    if emotion["raw"] is not None and round(emotion["raw"], 2) != round(level, 2):
        index = f"{index}; {say('emotion_raw', value=language.signed(emotion['raw']))}"
    few = 0 < emotion["n"] < marks.FEW_VOICES
    note = say("few_voices", n=language.number(emotion["n"])) if few else ""
    if emotion["n"] == 0:
        note = language.counted("texts", emotion["text_n"])
    kind = marks.tone(level)
    body = (
        f'<p class="felt"><svg class="map-svg" viewBox="-10 -10 20 20" aria-hidden="true">'
        f"{marks.face(0, 0, emotion, 8.5).svg()}</svg>"
        f'<b class="num {kind}">{attribute(language.stars(level))}</b>'
        '<svg class="map-svg star" viewBox="0 0 10 10" aria-hidden="true">'
        f"{marks.star(0, 0, kind).svg()}</svg>"
        f"<span>{attribute(say(marks.tone_word(level)))}</span></p>"
        f'<p class="muted num wide">{attribute(index)}</p>'
    )
    if emotion["text_n"]:
        body += f'<p class="muted wide">{attribute(_from_texts(emotion, language))}</p>'
    return section(say("emotion"), note or language.counted("voices", emotion["n"]), body + below)


def _from_texts(emotion: Emotion, language: Language) -> str:
    """What of the level was asked and what was read, with the number of each."""
    key = "asked_and_read" if emotion["n"] else "only_read"
    return language.say(
        key,
        voices=language.counted("voices", emotion["n"]),
        texts=language.counted("texts", emotion["text_n"]),
    )


def _inferred(emotion: Emotion, language: Language) -> str:
    """What the effort of those who said nothing suggests."""
    if emotion["value"] is None:
        return ""
    value = language.signed(emotion["value"])
    text = language.say("inferred", value=value, n=language.number(emotion["inferred_n"]))
    return f'<p class="muted wide">{attribute(text)}</p>'


def _scores(touchpoint: TouchpointOnMap, language: Language) -> str:
    """The scores asked for here, each with its answers."""
    said = indicator_texts(touchpoint["voices"], language)
    if not said:
        return ""
    scores = " · ".join(
        f"<b>{attribute(text)}</b> n {attribute(language.number(count))}" for text, count in said
    )
    return f'<p class="num wide">{scores}</p>'


def _effort(touchpoint: TouchpointOnMap, language: Language) -> str:
    mean, high = touchpoint["effort"]["mean"], touchpoint["effort"]["high_share"]
    if mean is None:
        return ""
    number = language.number(mean, 1)
    text = language.say("effort_mean", mean=number)
    if high is not None and high["value"] is not None:
        text = language.say("effort_value", mean=number, share=language.share(high["value"]))
    if signals := _signals(touchpoint["effort"]["signals"], language):
        text = f"{text} ({signals})"
    return f'<p class="muted wide">{attribute(language.say("effort"))}: {attribute(text)}</p>'


def _signals(signals: EffortSignals | None, language: Language) -> str:
    """The signals there are, the most frequent first: `782 ritorni, 114 cambi di canale`."""
    counts = [] if signals is None else [
        (signals["returned"], "signal_returned"), (signals["switched"], "signal_switched"),
        (signals["repeated"], "signal_repeated"), (signals["waited"], "signal_waited"),
        (signals["redone"], "signal_redone"),
    ]  # fmt: skip
    shown = sorted((row for row in counts if row[0]), key=lambda row: -row[0])
    return ", ".join(language.counted(key, count) for count, key in shown)


def _next(touchpoint: TouchpointOnMap, around: Surroundings, language: Language) -> str:
    """Next steps as shares of the visits, so that they add up to moves on."""
    steps = [(s["to"], s["count"]) for s in around.steps_out.get(touchpoint["key"], [])]
    share = touchpoint["moves_on_share"]
    note = (
        f"{language.share(share)} {language.say('moves_on').lower()}" if share is not None else ""
    )
    body = _bars(steps, touchpoint["visits"], around, language)
    return section(language.say("next_steps"), note, body)


def _previous(touchpoint: TouchpointOnMap, around: Surroundings, language: Language) -> str:
    steps = [(s["from"], s["count"]) for s in around.steps_in.get(touchpoint["key"], [])]
    body = _bars(steps, touchpoint["visits"], around, language)
    return section(language.say("previous_steps"), "", body)


def _bars(
    steps: list[tuple[str, int]], visits: int, around: Surroundings, language: Language
) -> str:
    if not steps or visits == 0:
        return f'<p class="muted">{attribute(language.say("no_steps"))}</p>'
    rows = [(around.names.get(key, key), count / visits) for key, count in steps[:STEPS]]
    rest = sum(count for _, count in steps[STEPS:])
    if rest:
        rows.append((language.say("others"), rest / visits))
    items = "".join(
        f"<li><span>{attribute(name)}</span>"
        f'<span class="num">{attribute(language.share(share))}</span>'
        f'<span class="t"><i style="width:{min(1.0, share):.1%}"></i></span></li>'
        for name, share in rows
    )
    return f'<ul class="bars">{items}</ul>'


def _quotes(touchpoint: TouchpointOnMap, around: Surroundings, language: Language) -> str:
    quotes = touchpoint["quotes"][:QUOTES]
    if not quotes:
        return ""
    items = "".join(
        f'<div class="q {marks.tone(quote["felt"] or 0.0)}">{attribute(quoted(quote["text"]))}'
        f"<small>{attribute(said_where(quote, around.zone, language))}</small></div>"
        for quote in quotes
    )
    return section(language.say("quotes"), "", items)


def fold_panel(
    key: str, folded: Sequence[tuple[int, TouchpointOnMap]], title: str, language: Language,
    openable: int,
) -> str:  # fmt: skip
    """The panel of a fold: the touchpoints it holds, each of which opens its own.

    Args:
        key: the fold's key.
        folded: (place in the map's list, touchpoint), best first.
        title: stage and lane.
        language: the language of the words.
        openable: touchpoints from this place on have no panel of their own.
    """
    shown = folded[:FOLD_LIST]
    items = "".join(
        f"<li>{_fold_entry(index, t, language, can_open=index < openable)}</li>"
        for index, t in shown
    )
    note = ""
    if len(shown) < len(folded):
        said = language.say(
            "shown_of", shown=language.number(len(shown)), total=language.number(len(folded))
        )
        note = f'<p class="muted wide">{attribute(said)}</p>'
    count = f"+{language.number(len(folded))} {language.plural('fold', len(folded))}"
    return (
        f'<article data-i="{attribute(key)}"><header><p class="muted">{attribute(title)}</p>'
        f'<h2 tabindex="-1">{attribute(count)}</h2></header>'
        f'<section><ul class="others">{items}</ul>{note}</section></article>'
    )


def _fold_entry(
    index: int, touchpoint: TouchpointOnMap, language: Language, *, can_open: bool
) -> str:
    name = attribute(touchpoint["name"])
    shown = f'<button data-i="{index}">{name}</button>' if can_open else f"<span>{name}</span>"
    return (
        f'{shown}<span class="num">{language.counted("customers", touchpoint["customers"])}</span>'
    )
