"""The head of the page: whose map this is, what it rests on, and its main numbers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from percorso.domain.journey_map import Estimate, JourneyMap, Voices
from percorso.drawing.comparison.telling import compared_days
from percorso.drawing.comparison.view import against, compared_with, view_of
from percorso.drawing.language import Language, days_of
from percorso.drawing.text import clean

_USUAL_JOURNEY = "lifecycle"


@dataclass(frozen=True, slots=True)
class MainNumber:
    """One number of the strip below the title.

    Attributes:
        name: what it is.
        value: the number, in the form of the language.
        note: its interval or what else it rests on; may be empty.
        key: what it is for a program; empty where no change of it is told.
    """

    name: str
    value: str
    note: str
    key: str = ""


def context_line(journey_map: JourneyMap, language: Language, *, with_year: bool = False) -> str:
    """Which journeys, where not the whole relation; who, how many, which period and sources.

    Args:
        journey_map: the map.
        language: of the words.
        with_year: whether days have their year even where it is that of the computation, since
            nobody knows when a sheet on the wall is read.
    """
    persona = clean(journey_map["persona"]["name"]) if journey_map["persona"] else ""
    if not journey_map["sources"] and not journey_map["totals"]["journeys"]:
        return " · ".join(part for part in (persona, language.say("empty_sources")) if part)
    days = days_of(journey_map)
    year = 0 if with_year else datetime.fromisoformat(journey_map["computed_at"]).year
    sources = journey_map["sources"]
    view = view_of(journey_map)
    definition = journey_map["definition"]
    parts = [
        persona,
        "" if definition["key"] == _USUAL_JOURNEY else clean(definition["name"]),
        clean(journey_map["segment"] or language.say("everybody")),
        language.counted("customers", journey_map["totals"]["customers"]),
        language.period(*days, this_year=year) if days else "",
        clean(sources[0]["name"]) if len(sources) == 1 else "",
        language.counted("sources", len(sources)) if len(sources) > 1 else "",
        clean(compared_with(view, compared_days(journey_map, language), language)) if view else "",
    ]
    return " · ".join(part for part in parts if part)


def main_numbers(journey_map: JourneyMap, language: Language) -> tuple[MainNumber, ...]:
    """The numbers the map can give, and only those."""
    if not journey_map["sources"] and not journey_map["totals"]["journeys"]:
        # Before the first data there is no number, and no zero either.
        note = language.say("kpi_no_data_note")
        return (MainNumber(language.say("kpi_no_data"), language.say("no_data"), note),)
    asked = [stage["voices"] for stage in journey_map["stages"]]
    found = [
        MainNumber(
            language.say("kpi_customers"),
            language.number(journey_map["totals"]["customers"]),
            "",
            "customers",
        ),
        _journeys(journey_map, language),
        _conversion(journey_map, language),
        _asked("NPS", asked, lambda v: v["nps"], language),
        _asked("CSAT", asked, lambda v: v["csat"], language),
        _asked("CES", asked, lambda v: v["ces"], language),
        _entry(journey_map, language),
        _interactions(journey_map, language),
    ]
    return tuple(number for number in found if number is not None)


def _journeys(journey_map: JourneyMap, language: Language) -> MainNumber:
    totals = journey_map["totals"]
    still_open, all_of_them = totals["open"], totals["journeys"]
    note = ""
    if still_open is not None and all_of_them:
        note = language.say("kpi_open", share=language.share(still_open / all_of_them))
    return MainNumber(language.say("kpi_journeys"), language.number(all_of_them), note, "journeys")


def _conversion(journey_map: JourneyMap, language: Language) -> MainNumber | None:
    conversion = journey_map["totals"]["conversion"]
    if conversion is None or conversion["value"] is None:
        return None
    totals = journey_map["totals"]
    note = language.interval(conversion) or ""
    if totals["open"] is not None and 2 * totals["open"] > totals["journeys"]:
        # Success comes sooner than failure, so what is decided so far is too good to be true.
        note = language.say("kpi_decided", n=language.number(conversion["n"]),
                            of=language.number(totals["journeys"]))  # fmt: skip
    if (comparison := journey_map["comparison"]) is not None:
        note = against(comparison["totals"]["conversion"], "conversion", language) or note
    value = language.share(conversion["value"], 1)
    return MainNumber(language.say("kpi_conversion"), value, note, "conversion")


def _entry(journey_map: JourneyMap, language: Language) -> MainNumber | None:
    share = journey_map["totals"]["entry_share"]
    if share is None:
        return None
    return MainNumber(
        language.say("kpi_entry"), language.share(share, 1), language.say("kpi_entry_note")
    )


def _interactions(journey_map: JourneyMap, language: Language) -> MainNumber:
    totals = journey_map["totals"]
    anonymous, count = totals["anonymous_interactions"], totals["interactions"]
    note = ""
    if anonymous and count:
        note = language.say("kpi_anonymous", share=language.share(anonymous / count))
    return MainNumber(
        language.say("kpi_interactions"), language.number(count), note, "interactions"
    )


def _asked(
    name: str,
    voices: list[Voices],
    pick: Callable[[Voices], Estimate | None],
    language: Language,
) -> MainNumber | None:
    """A score pooled over stages: the mean of its answers, so stages weigh by their n."""
    parts = [
        (estimate["value"], estimate["n"])
        for voice in voices
        if (estimate := pick(voice)) and estimate["value"] is not None
    ]
    answers = sum(count for _, count in parts)
    if answers == 0:
        return None
    value = sum(level * count for level, count in parts) / answers
    said = {
        "NPS": language.signed(value, 0),
        "CSAT": language.share(value),
        "CES": language.number(value, 1),
    }[name]
    return MainNumber(name, said, language.counted("answers", answers), name.lower())


def shows_only_successes(journey_map: JourneyMap) -> bool:
    """Whether every journey succeeded: as where orders alone are loaded, and nothing can fail."""
    totals = journey_map["totals"]
    return bool(totals["journeys"]) and totals["success"] == totals["journeys"]


def coverage_sentences(
    journey_map: JourneyMap,
    shown: int,
    edges: tuple[int, int],
    transitions_share: float | None,
    replayed: tuple[float | None, bool],
    language: Language,
    *,
    with_folds: bool = True,
) -> tuple[str, ...]:
    """What the drawing leaves out, in words.

    Args:
        journey_map: the map.
        shown: touchpoints with a card.
        edges: kinds of transitions shown, and all of them.
        transitions_share: share of transitions shown.
        replayed: share of journeys that can be replayed, and whether it is a lower limit.
        language: the language of the sentences.
        with_folds: whether what has no card stands in a fold; on paper it does not.
    """
    number, total = language.number, len(journey_map["touchpoints"])
    said: list[str] = []
    if shown < total:
        left_out = "coverage_cards" if with_folds else "coverage_cards_paper"
        said.append(language.say(left_out, shown=number(shown), total=number(total)))
    if transitions_share is not None:
        said.append(
            language.say(
                "coverage_edges",
                shown=number(edges[0]),
                total=number(edges[1]),
                share=language.share(transitions_share),
            )
        )
    share, is_least = replayed
    if share is not None:
        key = "coverage_replay_least" if is_least else "coverage_replay"
        said.append(language.say(key, share=language.share(share)))
    return tuple(said)
