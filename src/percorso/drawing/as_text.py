"""The map for a terminal: its ten most telling lines as a table."""

from io import StringIO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from percorso.domain.journey_map import Finding, JourneyMap, TouchpointOnMap
from percorso.drawing.actions import actions_as_text
from percorso.drawing.comparison.telling import changes_as_text
from percorso.drawing.headline import shows_only_successes
from percorso.drawing.language import Language, days_of, language_of
from percorso.drawing.marks import level_of
from percorso.drawing.media import media_as_text
from percorso.drawing.typed import typed_as_text

_LINES = 10
_WIDTH = 118
_WORDS = {
    "it": {
        "touchpoint": "touchpoint", "stage": "fase", "customers": "clienti", "reach": "percorsi",
        "moves_on": "prosegue", "lost": "perso", "done": "concluso", "success": "riesce",
        "wait": "attesa dopo", "emotion": "emozione (n)", "findings": "Da guardare",
        "conversion": "conversione", "no_goal": "nessun obiettivo: indica --success",
        "nothing": "Nessun percorso in questo periodo e segmento.",
        "more": "e altri {count} touchpoint (--format json, csv o html li mostra tutti)",
        "weak": "pochi dati",
    },
    "en": {
        "touchpoint": "touchpoint", "stage": "stage", "customers": "customers",
        "reach": "journeys", "moves_on": "moves on", "lost": "lost", "done": "done",
        "success": "succeeds", "wait": "wait after", "emotion": "emotion (n)",
        "findings": "Worth a look", "conversion": "conversion",
        "no_goal": "no goal: give --success",
        "nothing": "No journey in this period and segment.",
        "more": "and {count} more touchpoints (--format json, csv or html shows all)",
        "weak": "little data",
    },
}  # fmt: skip


def map_as_text(journey_map: JourneyMap) -> str:
    """The map's head, its ten most telling touchpoints and its findings, as plain text.

    Touchpoints with a finding come first, then those most journeys meet.
    """
    language = language_of(journey_map, None)
    words = _WORDS[language.code]
    if not journey_map["totals"]["journeys"]:
        return "\n".join([*_without_journeys(journey_map, language, words), ""])
    lines = [_head(journey_map, language, words)]
    shown = _telling(journey_map)
    if shows_only_successes(journey_map):
        lines.append(language.say("only_success_note"))
    lines.append(_table(journey_map, shown, language, words))
    if more := len(journey_map["touchpoints"]) - len(shown):
        lines.append(words["more"].format(count=language.number(more)))
    if journey_map["findings"]:
        lines += ["", words["findings"]]
        lines += [_finding_line(finding, language, words) for finding in _most_telling(journey_map)]
    lines += actions_as_text(journey_map, language)
    lines += typed_as_text(journey_map, language)
    lines += changes_as_text(journey_map, language)
    lines += media_as_text(journey_map, language)
    return "\n".join([*lines, ""])


def _without_journeys(
    journey_map: JourneyMap, language: Language, words: dict[str, str]
) -> list[str]:
    """Why nothing is counted, and what was typed or bought nevertheless."""
    below = [*typed_as_text(journey_map, language), *media_as_text(journey_map, language)]
    if journey_map["sources"]:
        return [_head(journey_map, language, words), words["nothing"], *below]
    head = f"{journey_map['definition']['key']}: {language.say('empty_sources')}"
    return [head, *below] if below else [head, language.say("empty_text")]


def _head(journey_map: JourneyMap, language: Language, words: dict[str, str]) -> str:
    totals = journey_map["totals"]
    days = days_of(journey_map)
    parts = [
        f"{journey_map['definition']['key']}: {language.counted('journeys', totals['journeys'])}",
        language.counted("customers", totals["customers"]),
    ]
    if days is not None:
        parts.append(language.period(*days, this_year=0))
    conversion = totals["conversion"]
    if conversion is None:
        parts.append(words["no_goal"])
    else:
        interval = language.interval(conversion)
        parts.append(
            f"{words['conversion']} {language.share(conversion['value'], 1)}"
            + (f" ({interval}, n {language.number(conversion['n'])})" if interval else "")
        )
    return " · ".join(parts)


def _telling(journey_map: JourneyMap) -> list[TouchpointOnMap]:
    with_finding = {finding["touchpoint"] for finding in journey_map["findings"]}
    ranked = sorted(
        journey_map["touchpoints"],
        key=lambda row: (row["key"] not in with_finding, -row["journeys"], row["key"]),
    )[:_LINES]
    keys = {row["key"] for row in ranked}
    return [row for row in journey_map["touchpoints"] if row["key"] in keys]


def _table(
    journey_map: JourneyMap, rows: list[TouchpointOnMap], language: Language,
    words: dict[str, str],
) -> str:  # fmt: skip
    stages = {stage["key"]: stage["name"] for stage in journey_map["stages"]}
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column(words["touchpoint"], max_width=30)
    table.add_column(words["stage"], max_width=16)
    for column in ("reach", "moves_on", "lost", "done", "success", "wait", "emotion"):
        table.add_column(words[column], justify="right", no_wrap=True)
    for row in rows:
        table.add_row(
            escape(row["name"]),
            stages[row["stage"]],
            language.number(row["journeys"]),
            language.share(row["moves_on_share"]),
            language.share(row["lost_share"]),
            language.share(row["done_share"]),
            language.share(row["success_probability"]),
            language.duration(row["median_seconds_after"]) or "–",
            _emotion(row, language),
        )
    return _rendered(table)


def _emotion(row: TouchpointOnMap, language: Language) -> str:
    level = level_of(row["emotion"])
    if level is None:
        return "–"
    return f"{language.signed(level)} ({language.number(row['emotion']['n'])})"


def _rendered(table: Table) -> str:
    console = Console(file=StringIO(), width=_WIDTH, color_system=None)
    console.print(table)
    assert isinstance(console.file, StringIO)  # noqa: S101 (for the type checker)
    lines = console.file.getvalue().splitlines()
    return "\n".join(line.rstrip() for line in lines if line.strip())


def _most_telling(journey_map: JourneyMap) -> list[Finding]:
    """The weightiest findings, each kind in its turn, so that none hides the others."""
    ranked: dict[str, int] = {}
    turns = []
    for finding in journey_map["findings"]:
        turn = ranked[finding["kind"]] = ranked.get(finding["kind"], -1) + 1
        turns.append((turn, finding))
    kept = [finding for _, finding in sorted(turns, key=lambda one: one[0])[:_LINES]]
    return [finding for finding in journey_map["findings"] if finding in kept]


def _finding_line(finding: Finding, language: Language, words: dict[str, str]) -> str:
    mark = {"moment_of_truth": "◆", "pain_point": "!", "dead_end": "■"}.get(finding["kind"], "·")
    weak = "" if finding["evidence"] == "solid" else f" ({words['weak']})"
    return f"  {mark} {finding['title']} · n {language.number(finding['measure']['n'])}{weak}"
