"""The page: one HTML file with its own styles, script, font and data, asking nobody for more."""

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from percorso.design.tokens import dark_by_device, tokens_css
from percorso.domain.journey_map import JourneyMap
from percorso.drawing.choose import RIBBONS_UNFOLDED, choose, ranked_touchpoints
from percorso.drawing.columns import Columns, columns_of
from percorso.drawing.comparison.telling import change_entries, changes_html
from percorso.drawing.font import STACK, font_faces
from percorso.drawing.headline import context_line, main_numbers
from percorso.drawing.ink import drawing_css, page_file
from percorso.drawing.lanes import lane_word
from percorso.drawing.language import Language, language_of
from percorso.drawing.legend import MARK_HEIGHT, entries, hypothesis_entry, media_entry
from percorso.drawing.page.panel import fold_panel, panel, surroundings_of
from percorso.drawing.page.phone import phone
from percorso.drawing.page.stage_set import moving_parts, stage_set
from percorso.drawing.page.table import tables
from percorso.drawing.scene import Scene, compose
from percorso.drawing.sheet import empty_reason, is_blank, notes, ways_in
from percorso.drawing.svg import attribute, n

# At home on a screen of 1,440 px; the script scales the drawing a little for other screens.
PAGE_WIDTH = 1400
# Up to here everything can be unfolded in the drawing itself.
UNFOLDABLE = 120
# Panels are a few kB each; the rest of a very long list is in the table.
PANELS = 400

LOGO = (
    '<svg class="logo" viewBox="0 0 20 20" aria-hidden="true"><rect width="20" height="20" rx="5"/>'
    '<path d="M4 13.5c3 0 3.2-7 6-7s3 5 6 3"/></svg>'
)
_THEME = (
    '<svg viewBox="0 0 16 16" aria-hidden="true"><circle cx="8" cy="8" r="5.5"/>'
    '<path d="M8 2.5a5.5 5.5 0 0 1 0 11z" class="half"/></svg>'
)


def map_page(journey_map: JourneyMap, *, title: str, language: str | None = None) -> str:
    """The map as one self-contained HTML file.

    Args:
        journey_map: the map as data.
        title: whose map it is: the name of the workspace or the firm.
        language: `it` or `en`; the map's own where none is given.
    """
    speech = language_of(journey_map, language)
    ordered = _ranked(journey_map)
    body = _empty(ordered, title, speech) if is_blank(ordered) else _full(ordered, title, speech)
    script = page_file("page.js")
    return (
        f'<!doctype html>\n<html lang="{speech.code}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(script)}">'
        f"<title>{attribute(title)} · {attribute(speech.say('title'))}</title>"
        f"<style>{styles()}</style></head><body>{body}<script>{script}</script></body></html>\n"
    )


def styles(faces: str | None = None) -> str:
    """Every rule of the page: font, tokens, page and drawing.

    Args:
        faces: The rules that name the font; None carries it inside.
    """
    carried = font_faces() if faces is None else faces
    return (
        f"{carried}{tokens_css()}:root{{--font:{STACK}}}"
        f"{dark_by_device(':root:not([data-theme])')}"
        f"{page_file('page.css')}{drawing_css()}"
    )


def _policy(script: str) -> str:
    """No request may leave the file, and no script but its own may run."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")
    return (
        "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:; "
        f"script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )


def _ranked(journey_map: JourneyMap) -> JourneyMap:
    """The map with its touchpoints in rank order, so that the first have panels."""
    of_key = {t["key"]: t for t in journey_map["touchpoints"]}
    ranked = [of_key[key] for key in ranked_touchpoints(journey_map)]
    return {**journey_map, "touchpoints": ranked}


@dataclass(frozen=True, slots=True)
class MapParts:
    """A map as HTML without a head, for the page it stands in.

    Attributes:
        main: Its main numbers, changes, drawing, tables and legend.
        beside: What stands beside the main part: the panel, what it shows, and data for the
            script.
    """

    main: str
    beside: str


def map_parts(journey_map: JourneyMap, language: Language, tables_at: str) -> MapParts:
    """The map for a page that has a head of its own.

    Args:
        journey_map: the map as data; not blank.
        language: of the words.
        tables_at: where the script asks for the tables when they are to be shown: a third of the
            page, which few look at.
    """
    return _parts(_ranked(journey_map), language, tables_at)


def map_tables(journey_map: JourneyMap, language: Language) -> str:
    """The tables of that map."""
    return _tables(_ranked(journey_map), columns_of(journey_map, language), language)


def _full(journey_map: JourneyMap, title: str, language: Language) -> str:
    parts = _parts(journey_map, language)
    return (
        f'<a class="skip" href="#map">{attribute(language.say("skip"))}</a>'
        f'<div class="page" id="page"><main class="main">'
        f"{_head(journey_map, title, language, can_switch=True)}"
        f"{parts.main}</main>{parts.beside}</div>"
    )


def _tables(journey_map: JourneyMap, columns: Columns, language: Language) -> str:
    openable = min(PANELS, len(journey_map["touchpoints"]))
    return tables(journey_map, columns, language, openable)


def _parts(journey_map: JourneyMap, language: Language, tables_at: str = "") -> MapParts:
    columns = columns_of(journey_map, language)
    scenes = _scenes(journey_map, language)
    drawings = "".join(
        stage_set(scene, at, language, journey_map["persona"]) for at, scene in enumerate(scenes)
    )
    openable = min(PANELS, len(journey_map["touchpoints"]))
    asks = f' data-ask="{attribute(tables_at)}"' if tables_at else ""
    shown = "" if tables_at else _tables(journey_map, columns, language)
    return MapParts(
        f"{changes_html(journey_map, language)}"
        f'<div class="wrap" id="map" tabindex="-1">{drawings}'
        f"{phone(journey_map, columns, language, openable)}"
        f'<div class="tables" id="tables" hidden{asks}>{shown}</div></div>'
        f"{_foot(journey_map, scenes, language)}",
        f'<aside class="panel" id="panel" aria-label="{attribute(language.say("panel"))}" hidden>'
        f'</aside><template id="panels">'
        f"{_panels(journey_map, columns, scenes[0], language, openable)}"
        f"</template>{_data(journey_map, scenes, language)}",
    )


def _scenes(journey_map: JourneyMap, language: Language) -> list[Scene]:
    """The drawing by the rule, and where something is folded and few enough, all unfolded."""
    first = compose(journey_map, language, PAGE_WIDTH, interactive=True, name="map0")
    count = len(journey_map["touchpoints"])
    if not first.choice.folded or count > UNFOLDABLE:
        return [first]
    everything = choose(journey_map, cards=count, ribbons=RIBBONS_UNFOLDED)
    return [
        first,
        compose(journey_map, language, PAGE_WIDTH, everything, interactive=True, name="map1"),
    ]


def _head(journey_map: JourneyMap, title: str, language: Language, *, can_switch: bool) -> str:
    say = language.say
    switch = view_switch(language) if can_switch else ""
    return (
        f'<header class="head"><div class="row">{LOGO}<div><p class="brand">{attribute(title)}</p>'
        f"<h1>{attribute(say('title'))}</h1></div>{switch}<div class=right>"
        f"{unfold_button(language)}{theme_button(language)}</div></div>"
        f'<p class="ctx num">{attribute(context_line(journey_map, language))}</p>'
        f"{main_strip(journey_map, language) if can_switch else ''}</header>"
    )


def view_switch(language: Language) -> str:
    """The two buttons that show the drawing or its tables."""
    say = language.say
    return (
        f'<div class="seg" role="group" aria-label="{attribute(say("view"))}">'
        f'<button data-view="map" aria-pressed="true">{attribute(say("view_map"))}</button>'
        f'<button data-view="table" aria-pressed="false">{attribute(say("view_table"))}</button>'
        "</div>"
    )


def unfold_button(language: Language) -> str:
    """The button that shows what the drawing has folded; the script shows it where there is any."""
    return (
        '<button class="btn" id="unfold" aria-pressed="false" hidden>'
        f"{attribute(language.say('unfold_all'))}</button>"
    )


def theme_button(language: Language) -> str:
    """The button that changes from light to dark and back."""
    name = attribute(language.say("theme"))
    return (
        f'<button class="btn icon" id="theme" aria-label="{name}" title="{name}">{_THEME}</button>'
    )


def main_strip(journey_map: JourneyMap, language: Language) -> str:
    """The main numbers of a map."""
    parts = "".join(
        f'<div class="kpi"{_keyed(number.key)}><dt>{attribute(number.name)}</dt><dd><b class="num">'
        f'{attribute(number.value)}</b><small class="num">{attribute(number.note)}</small></dd>'
        "</div>"
        for number in main_numbers(journey_map, language)
    )
    name = attribute(language.say("main_numbers"))
    return f'<dl class="kpis" tabindex="0" aria-label="{name}">{parts}</dl>'


def _keyed(key: str) -> str:
    return f' data-kpi="{key}"' if key else ""


def _foot(journey_map: JourneyMap, scenes: list[Scene], language: Language) -> str:
    with_goal = journey_map["totals"]["success"] is not None
    items = "".join(
        f'<span><svg class="map-svg" viewBox="0 0 {n(entry.wide)} {MARK_HEIGHT}" '
        f'style="width:{n(entry.wide)}px" aria-hidden="true">'
        f"{''.join(piece.svg() for piece in entry.pieces)}</svg>{attribute(entry.word)}</span>"
        for entry in (
            *entries(language, with_goal=with_goal),
            *change_entries(journey_map, language),
            *media_entry(journey_map, language),
            *hypothesis_entry(journey_map, language),
        )
    )
    said = "".join(
        f'<p class="note" data-drawing="{at}"{" hidden" if at else ""}>'
        f"{attribute(' '.join(notes(journey_map, scene, language)))}</p>"
        for at, scene in enumerate(scenes)
    )
    legend = attribute(language.say("legend"))
    return (
        f'<footer class="foot"><div class="legend" role="group" aria-label="{legend}">{items}</div>'
        f"{said}</footer>"
    )


def _panels(
    journey_map: JourneyMap, columns: Columns, scene: Scene, language: Language, openable: int
) -> str:
    around = surroundings_of(journey_map, columns)
    touchpoints = journey_map["touchpoints"]
    cards = "".join(panel(t, at, around, language) for at, t in enumerate(touchpoints[:openable]))
    place = {t["key"]: at for at, t in enumerate(touchpoints)}
    folds = [
        fold_panel(
            spot.key,
            [(place[key], touchpoints[place[key]]) for key in spot.folded],
            f"{columns.all[spot.column].name} · {language.say(lane_word(spot.lane))}",
            language,
            openable,
        )
        for spot in scene.layout.places.values()
        if spot.folded
    ]
    return cards + "".join(folds)


def _data(journey_map: JourneyMap, scenes: list[Scene], language: Language) -> str:
    say = language.say
    facts: dict[str, Any] = {
        "keys": [t["key"] for t in journey_map["touchpoints"]],
        "drawings": [moving_parts(scene, journey_map) for scene in scenes],
        "say": {
            "close": say("close"),
            "unfold": say("unfold_all"),
            "fold": say("fold_again"),
        },
    }
    return f'<script type="application/json" id="data">{script_json(facts)}</script>'


def script_json(value: Any) -> str:
    """JSON that cannot end the script block it stands in, nor break a line of it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text.encode("utf-8", "replace").decode("utf-8")


def _empty(journey_map: JourneyMap, title: str, language: Language) -> str:
    ways = "".join(
        f"<p><b>{attribute(word)}</b> <code>{attribute(command)}</code></p>"
        for word, command in ways_in(language)
    )
    return (
        f'<div class="page" id="page"><main class="main">'
        f"{_head(journey_map, title, language, can_switch=False)}"
        f'<div class="state"><h2>{attribute(language.say("empty_title"))}</h2>'
        f"<p>{attribute(empty_reason(journey_map, language))}</p><div>{ways}</div></div>"
        "</main></div>"
    )
