"""The table view: stages, touchpoints, transitions and findings, sortable, in all numbers."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from percorso.domain.journey_map import (
    Estimate,
    JourneyMap,
    TouchpointOnMap,
    TransitionOnMap,
    Voices,
)
from percorso.drawing.actions import actions_table
from percorso.drawing.cards import four_shares
from percorso.drawing.cells import amount, score_text
from percorso.drawing.columns import Columns
from percorso.drawing.comparison.table import comparison_table
from percorso.drawing.language import Language
from percorso.drawing.marks import level_of
from percorso.drawing.media import days_text, money_text
from percorso.drawing.page.findings import trust_words
from percorso.drawing.page.panel import lane_name
from percorso.drawing.scene import kinds_per_touchpoint
from percorso.drawing.svg import attribute
from percorso.drawing.typed import typed_table

Number = float | int | None

_SCORES = ("CSAT", "NPS", "CES")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number of the table: as it is sorted and exported, and as it is read."""

    value: Number
    said: str


TableCell = str | Amount


def tables(journey_map: JourneyMap, columns: Columns, language: Language, openable: int) -> str:
    """The tables as HTML.

    Args:
        journey_map: the map.
        columns: its columns, for the names of stages.
        language: the language of the words.
        openable: touchpoints from this place on have no panel, so their names are no buttons.
    """
    say = language.say
    touchpoints = _table(
        "touchpoints", say("table_touchpoints"), _touchpoint_heads(language),
        _touchpoint_rows(journey_map, columns, language), language, openable,
    )  # fmt: skip
    transitions = _table(
        "transitions", say("table_transitions"), _transition_heads(language),
        _transition_rows(journey_map, language), language, 0,
    )  # fmt: skip
    stages = _table(
        "stages", say("table_stages"), _stage_heads(language),
        _stage_rows(journey_map, language), language, 0,
    )  # fmt: skip
    findings = _table(
        "findings", say("table_findings"), _finding_heads(language),
        _finding_rows(journey_map, language), language, 0,
    )  # fmt: skip
    feeling = ""
    if journey_map["feeling"]["journeys"]:
        feeling = _table(
            "feeling", say("table_feeling"), _feeling_heads(language),
            _feeling_rows(journey_map, language), language, 0,
        )  # fmt: skip
    compared = ""
    if journey_map["comparison"] is not None:
        heads, rows = comparison_table(journey_map, language)
        cells = ([_compared_cell(*cell) for cell in row] for row in rows)
        compared = _table("comparison", say("table_comparison"), heads, cells, language, 0)
    media = ""
    if journey_map["media"]:
        media = _table(
            "media", say("table_media"), _media_heads(language),
            _media_rows(journey_map, language), language, 0,
        )  # fmt: skip
    typed, planned = _typed(journey_map, language), _actions(journey_map, language)
    noticed = findings + planned + feeling
    return touchpoints + stages + typed + noticed + transitions + compared + media


def _actions(journey_map: JourneyMap, language: Language) -> str:
    """What people decided to do; nothing where they decided nothing."""
    heads, rows = actions_table(journey_map, language)
    cells: Iterable[list[TableCell]] = (list(row) for row in rows)
    return _table("actions", language.say("actions"), heads, cells, language, 0) if rows else ""


def _typed(journey_map: JourneyMap, language: Language) -> str:
    """What people typed, with what it rests on; nothing where they typed nothing."""
    heads, rows = typed_table(journey_map, language)
    if not rows:
        return ""
    cells: Iterable[list[TableCell]] = (
        [row, stage, text, _count(count, language), source, grade]
        for row, stage, text, count, source, grade in rows
    )
    return _table("typed", language.say("typed_title"), heads, cells, language, 0)


def _table(
    name: str,
    caption: str,
    heads: list[str],
    rows: Iterable[list[TableCell]],
    language: Language,
    openable: int,
) -> str:
    hint = attribute(language.say("sort_hint"))
    head = "".join(
        f'<th scope="col" aria-sort="none"><button title="{hint}">{attribute(text)}</button></th>'
        for text in heads
    )
    body = "".join(_line(row, at if at < openable else None) for at, row in enumerate(rows))
    csv = attribute(language.say("csv"))
    return (
        f'<section class="tbl"><h2>{attribute(caption)} '
        f'<button class="btn" data-csv="{name}">{csv}</button></h2><div class="scroll">'
        f'<table id="table-{name}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
        "</div></section>"
    )


def _compared_cell(value: Number | str, said: str) -> TableCell:
    return said if isinstance(value, str) else Amount(value, said)


def _line(row: list[TableCell], opens: int | None) -> str:
    first = f'<td><button data-i="{opens}">{attribute(str(row[0]))}</button></td>'
    cells = row if opens is None else row[1:]
    return f"<tr>{first if opens is not None else ''}{''.join(_cell(cell) for cell in cells)}</tr>"


def _cell(cell: TableCell) -> str:
    if isinstance(cell, Amount):
        raw = (
            ""
            if cell.value is None
            else f"{cell.value:.6g}"
            if cell.value % 1
            else str(int(cell.value))
        )
        return f'<td data-v="{raw}">{attribute(cell.said)}</td>'
    return f"<td>{attribute(cell)}</td>"


def _touchpoint_heads(language: Language) -> list[str]:
    keys = (
        "col_touchpoint", "col_stage", "col_channel", "col_customers", "col_journeys",
        "col_visits", "col_interactions", "moves_on", "lost", "done", "open", "success_after",
        "col_lift", "col_odds", "col_time", "col_p90", "col_onward", "col_running", "col_emotion",
        "col_voices",
    )  # fmt: skip
    return [*(language.say(key) for key in keys), *_SCORES, language.say("col_marks")]


def _touchpoint_rows(
    journey_map: JourneyMap, columns: Columns, language: Language
) -> Iterable[list[TableCell]]:
    kinds = kinds_per_touchpoint(journey_map)
    for touchpoint in journey_map["touchpoints"]:
        signs = ", ".join(sorted(language.say(k).lower() for k in kinds.get(touchpoint["key"], ())))
        if touchpoint["evidence"] == "hypothesis":
            signs = language.say("evidence_hypothesis")
        stage = columns.all[columns.place[touchpoint["key"]]].name
        yield [*_touchpoint_cells(touchpoint, stage, language), signs]


def _touchpoint_cells(
    touchpoint: TouchpointOnMap, stage: str, language: Language
) -> list[TableCell]:
    success, level = touchpoint["success_after"], level_of(touchpoint["emotion"])
    wait = touchpoint["onward_wait"]
    return [
        touchpoint["name"],
        stage,
        lane_name(touchpoint["channel"], language),
        *(
            Amount(count, language.number(count))
            for count in (
                touchpoint["customers"],
                touchpoint["journeys"],
                touchpoint["visits"],
                touchpoint["interactions"],
            )
        ),
        *(Amount(share, language.share(share)) for share in four_shares(touchpoint)),
        _share(success["value"] if success else None, language),
        _plain(touchpoint["success_lift"], language),
        _plain(touchpoint["success_odds_ratio"], language),
        _time(touchpoint["median_seconds_after"], language),
        _time(touchpoint["p90_seconds_after"], language),
        _time(wait["median_seconds"] if wait else None, language),
        Amount(wait["running"], language.number(wait["running"])) if wait else Amount(None, "–"),
        Amount(level, "–" if level is None else language.signed(level)),
        Amount(touchpoint["emotion"]["n"], language.number(touchpoint["emotion"]["n"])),
        *_scores(touchpoint["voices"], language),
    ]


def _stage_heads(language: Language) -> list[str]:
    keys = (
        "col_stage", "col_customers", "col_journeys", "moves_on", "lost", "done", "open",
        "col_to_next", "col_emotion", "col_voices",
    )  # fmt: skip
    return [*(language.say(key) for key in keys), *_SCORES]


def _stage_rows(journey_map: JourneyMap, language: Language) -> Iterable[list[TableCell]]:
    for stage in journey_map["stages"]:
        level = level_of(stage["emotion"])
        shares = (
            stage["moves_on_share"], stage["lost_share"], stage["done_share"], stage["open_share"],
        )  # fmt: skip
        yield [
            stage["name"],
            Amount(stage["customers"], language.number(stage["customers"])),
            Amount(stage["journeys"], language.number(stage["journeys"])),
            *(Amount(share, language.share(share)) for share in shares),
            _time(stage["median_seconds_to_next"], language),
            Amount(level, "–" if level is None else language.signed(level)),
            Amount(stage["emotion"]["n"], language.number(stage["emotion"]["n"])),
            *_scores(stage["voices"], language),
        ]  # fmt: skip


def _scores(voices: Voices, language: Language) -> list[TableCell]:
    asked = (voices["csat"], voices["nps"], voices["ces"])
    return [_score(name, e, language) for name, e in zip(_SCORES, asked, strict=True)]


def _score(name: str, estimate: Estimate | None, language: Language) -> Amount:
    if estimate is None or estimate["value"] is None:
        return Amount(None, "–")
    said = score_text(name, estimate, language).removeprefix(f"{name} ")
    return Amount(estimate["value"], f"{said} · n {language.number(estimate['n'])}")


def _finding_heads(language: Language) -> list[str]:
    keys = (
        "col_kind", "col_touchpoint", "col_title", "col_value", "col_low", "col_high", "col_n",
        "col_evidence",
    )  # fmt: skip
    return [language.say(key) for key in keys]


def _finding_rows(journey_map: JourneyMap, language: Language) -> Iterable[list[TableCell]]:
    names = {t["key"]: t["name"] for t in journey_map["touchpoints"]}
    for finding in journey_map["findings"]:
        measure = finding["measure"]
        yield [
            language.say(finding["kind"]),
            names.get(finding["touchpoint"], finding["touchpoint"]),
            finding["title"],
            *(
                Amount(value, amount(value, language))
                for value in (measure["value"], measure["low"], measure["high"])
            ),
            Amount(measure["n"], language.number(measure["n"])),
            trust_words(finding, language),
        ]


def _feeling_heads(language: Language) -> list[str]:
    return [language.say(key) for key in ("col_title", "col_value", "col_low", "col_high", "col_n")]


def _feeling_rows(journey_map: JourneyMap, language: Language) -> Iterable[list[TableCell]]:
    """How journeys felt; a bad moment's place with its share of the long journeys."""
    feeling = journey_map["feeling"]
    names = {t["key"]: t["name"] for t in journey_map["touchpoints"]}
    for key in ("mean", "peak_end"):
        measure: Estimate | None = feeling[key]
        yield _measure_row(language.say(f"feeling_{key}"), measure, language.signed, language)
    share = feeling["first_bad_share"]
    yield _measure_row(language.say("feeling_first_bad"), share, language.share, language)
    for moment in feeling["first_bad"]:
        part = moment["journeys"] / feeling["long_journeys"]
        yield [
            language.say("feeling_first_bad_at", name=names[moment["touchpoint"]]),
            Amount(part, language.share(part)),
            Amount(None, "–"),
            Amount(None, "–"),
            Amount(moment["journeys"], language.number(moment["journeys"])),
        ]


def _measure_row(
    title: str, measure: Estimate | None, said: Callable[[float], str], language: Language
) -> list[TableCell]:
    known: Estimate = measure or {"value": None, "low": None, "high": None, "n": 0}
    return [
        title,
        *(
            Amount(value, "–" if value is None else said(value))
            for value in (known["value"], known["low"], known["high"])
        ),
        Amount(known["n"], language.number(known["n"])),
    ]


def _plain(value: float | None, language: Language) -> Amount:
    return Amount(value, "–" if value is None else language.number(value, 2))


def _share(value: float | None, language: Language) -> Amount:
    return Amount(value, language.share(value, 1))


def _time(seconds: float | None, language: Language) -> Amount:
    return Amount(seconds, language.duration(seconds) or "–")


def _media_heads(language: Language) -> list[str]:
    keys = (
        "col_medium", "col_days", "col_place", "col_reach", "col_spend", "col_orders",
        "col_contacts", "col_answers", "col_answers_n",
    )  # fmt: skip
    return [language.say(key) for key in keys]


def _media_rows(journey_map: JourneyMap, language: Language) -> Iterable[list[TableCell]]:
    for medium in journey_map["media"]:
        answers, spend = medium["answers"], medium["spend_minor"]
        yield [
            medium["name"],
            days_text(medium, language),
            ", ".join(medium["places"]),
            _count(medium["reach"], language),
            Amount(spend, money_text(spend, journey_map["currency"], language)),
            _count(medium["orders"], language),
            _count(medium["contacts"], language),
            _share(answers["value"] if answers else None, language),
            _count(answers["n"] if answers else None, language),
        ]


def _count(value: int | None, language: Language) -> Amount:
    return Amount(value, "–" if value is None else language.number(value))


def _transition_heads(language: Language) -> list[str]:
    keys = (
        "col_from", "col_to", "col_count", "col_journeys", "col_share_out", "col_share_in",
        "col_median", "col_p90",
    )  # fmt: skip
    return [language.say(key) for key in keys]


def _transition_rows(journey_map: JourneyMap, language: Language) -> Iterable[list[TableCell]]:
    names = {t["key"]: t["name"] for t in journey_map["touchpoints"]}
    for step in sorted(journey_map["transitions"], key=lambda t: (-t["count"], t["from"], t["to"])):
        yield _transition_cells(step, names, language)


def _transition_cells(
    step: TransitionOnMap, names: dict[str, str], language: Language
) -> list[TableCell]:
    return [
        names.get(step["from"], step["from"]),
        names.get(step["to"], step["to"]),
        Amount(step["count"], language.number(step["count"])),
        Amount(step["journeys"], language.number(step["journeys"])),
        _share(step["share_out"], language),
        _share(step["share_in"], language),
        _time(step["median_seconds"], language),
        _time(step["p90_seconds"], language),
    ]
