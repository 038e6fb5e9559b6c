"""How much the rating of a touchpoint matters, as a section of its panel."""

from collections.abc import Iterator, Sequence

from percorso.domain.journey_map import Importance, ImportanceModel, TouchpointOnMap
from percorso.drawing.language import Language
from percorso.drawing.svg import attribute

# Customers with a rating and an outcome that a touchpoint needs.
FEWEST = 30


def importance_section(
    touchpoint: TouchpointOnMap, models: Sequence[ImportanceModel], language: Language
) -> str:
    """What goes with the rating later, by outcome; empty where nobody rated and has an outcome.

    Args:
        touchpoint: its numbers.
        models: what they rest on.
        language: the language of the words.
    """
    parts = "".join(
        _outcome(one, model, language)
        for model in models
        if (one := touchpoint["importance"][model["outcome"]]) is not None
    )
    if not parts:
        return ""
    note = attribute(language.say("importance_note"))
    head = f"<h3>{attribute(language.say('importance'))} <small>{note}</small></h3>"
    return f'<section>{head}<ul class="found">{parts}</ul></section>'


def _outcome(one: Importance, model: ImportanceModel, language: Language) -> str:
    name = f"<b>{attribute(language.say('importance_' + model['outcome']))}</b>"
    if one["value"] is None:
        few = "importance_few" if one["n"] < FEWEST else "importance_no_model"
        said = attribute(language.say(few, n=language.number(one["n"])))
        return f'<li>{name}<p class="muted wide">{said}</p></li>'
    share = language.say("importance_share", share=language.share(one["value"], 1))
    interval = language.interval(
        {"value": one["value"], "low": one["low"], "high": one["high"], "n": one["n"]}
    )
    rests_on = f"{interval or '–'} · n {language.number(one['n'])}"
    texts = "".join(f'<p class="wide">{attribute(text)}</p>' for text in _texts(one, language))
    within = _within(model, language)
    return (
        f'<li>{name} <span class="num">{attribute(share)}</span> '
        f'<small class="muted num">{attribute(rests_on)}</small>{texts}{within}</li>'
    )


def _texts(one: Importance, language: Language) -> Iterator[str]:
    """What the number means: no more than chance, or what to do about it."""
    say, by_chance = language.say, language.share(one["random_high"], 1)
    if (one["low"] or 0.0) <= (one["random_high"] or 0.0):
        yield say("importance_is_chance", share=by_chance)
        return
    yield say(f"quadrant_{one['quadrant']}")
    if (one["correlation"] or 0.0) < 0:
        yield say("importance_reversed")
    yield say("importance_beyond_chance", share=by_chance)
    yield say("importance_part", share=language.share(one["share_of_r2"]))


def _within(model: ImportanceModel, language: Language) -> str:
    if model["within_seconds"] is None:
        return ""
    said = language.say("importance_within", time=language.duration(model["within_seconds"]))
    return f'<p class="muted wide">{attribute(said)}</p>'
