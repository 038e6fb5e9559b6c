"""The Happy Index of many for a terminal: the report of a group, and how well it foresees."""

from collections.abc import Iterator, Mapping
from typing import Any

from percorso.drawing.happy_words import HAPPY_WORDS
from percorso.drawing.language import Language

# So many nights are told in a terminal.
_NIGHTS = 7
_BARE = {"nps", "csat", "ces", "stars", "recommends"}


def report_as_text(told: Mapping[str, Any], language: str) -> str:
    """The report of the company or of a segment, as `HappyReport` holds it."""
    return "\n".join([*_report(told, language), ""])


def _report(told: Mapping[str, Any], language: str) -> Iterator[str]:
    words, speech = HAPPY_WORDS["en" if language == "en" else "it"], Language(language)
    group = told["group"]
    day = str(told["at"])[:10]
    yield f"{words['happy']} · {words['as_of'].format(day=day)}"
    if group["index"] is None:
        yield words["fewer_than_5"]
    else:
        low, high = speech.number(group["low"], 1), speech.number(group["high"], 1)
        yield (
            f"{speech.number(group['index'], 1)} ({words['interval'].lower()} {low}–{high}), "
            f"{speech.number(group['n'])} {words['with_number']}"
        )
        if group["is_weak"]:
            yield words["weak"]
    yield " · ".join(
        f"{words[name]}: {speech.number(group[key])}"
        for name, key in (("solid", "solid"), ("few", "few"), ("estimates", "estimates"))
    )
    yield " · ".join(
        f"{words[name]}: {speech.number(group[key])}"
        for name, key in (("at_risk", "at_risk"), ("neutral", "neutral"), ("happy_band", "happy"))
    )
    if group["active_buyers"]:
        share = speech.share(group["active_with_number"] / group["active_buyers"])
        of = f"{words['of']} {speech.number(group['active_buyers'])}"
        yield f"{share} {words['active']} ({speech.number(group['active_with_number'])} {of})"
    yield ""
    yield words["falls"] if told["falls"] else words["no_falls"]
    for fall in told["falls"]:
        change = speech.signed(fall["change"], 1)
        yield f"  {fall['id']}  {speech.number(fall['index'])}  {change}"
    yield ""
    yield from _since(told, words, speech)
    yield words["signals"]
    for kind, count in told["signals"].items():
        yield f"  {signal_words(kind, language)}: {speech.number(count)}"
    if told["without_data"]:
        named = ", ".join(signal_words(kind, language) for kind in told["without_data"])
        yield f"  {words['no_signals']}: {named}"
    yield words["version"].format(day=told["assumed_on"])
    yield weights_words(told, language)
    if told["is_estimated"]:
        yield words["estimated"]


def _since(told: Mapping[str, Any], words: Mapping[str, str], speech: Language) -> Iterator[str]:
    """The alerts, and the last nights."""
    yield words["alerts"] if told["alerts"] else words["no_alerts"]
    for one in told["alerts"]:
        then, now = speech.number(one["index"]), speech.number(one["index_now"])
        change = speech.signed(one["change"], 1)
        yield f"  {one['at'][:10]}  {one['id']}  {then}  {change}  {words['now'].lower()} {now}"
    nights = [one for one in told["history"] if one["index"] is not None][-_NIGHTS:]
    if nights:
        yield words["nights"]
    for one in nights:
        yield f"  {one['day']}  {speech.number(one['index'], 1)}  (n {speech.number(one['n'])})"
    yield ""


def weights_words(told: Mapping[str, Any], language: str) -> str:
    """The weight of each dimension, and where it comes from."""
    words, speech = HAPPY_WORDS["en" if language == "en" else "it"], Language(language)
    weights = ", ".join(
        f"{words[key]} {speech.number(weight, 2)}" for key, weight in told["weights"].items()
    )
    kind = "weights_learned" if told["is_learned"] else "weights_default"
    return words[kind].format(weights=weights)


def signal_words(kind: str, language: str) -> str:
    """What a kind of evidence is called, without a value."""
    if kind in _BARE:
        return HAPPY_WORDS["en" if language == "en" else "it"][f"{kind}_asked"]
    return HAPPY_WORDS["en" if language == "en" else "it"][kind]


def validation_as_text(told: Mapping[str, Any], language: str) -> str:
    """How well the index foresees, as `Validation` holds it."""
    return "\n".join([*_validation(told, language), ""])


def _validation(told: Mapping[str, Any], language: str) -> Iterator[str]:
    words, speech = HAPPY_WORDS["en" if language == "en" else "it"], Language(language)
    yield f"{words['validation']}: {words[told['verdict']]}"
    yield words[f"{told['verdict']}_note"]
    yield words["cut"].format(day=str(told["cut_at"])[:10])
    yield words["history_note"]
    judged, bad = speech.number(told["customers"]), speech.number(told["bad"])
    yield f"{judged} {words['judged']}, {bad} {words['bad_ones']}"
    for figure in told["figures"]:
        yield f"  {figure_words(figure, language)}"
    if told["gain"] is not None:
        low, high = speech.signed(told["gain_low"], 3), speech.signed(told["gain_high"], 3)
        yield f"{words['gain']}: {speech.signed(told['gain'], 3)} ({low} … {high})"


def figure_words(figure: Mapping[str, Any], language: str) -> str:
    """One way to foresee in a line: AUC and lift, each with its interval."""
    words, speech = HAPPY_WORDS["en" if language == "en" else "it"], Language(language)
    name = words["index_figure" if figure["key"] == "index" else figure["key"]]
    auc, low, high = (speech.number(figure[key], 3) for key in ("auc", "auc_low", "auc_high"))
    lift, least, most = (speech.number(figure[key], 2) for key in ("lift", "lift_low", "lift_high"))
    return f"{name}: {words['auc']} {auc} ({low}–{high}), {words['lift']} {lift} ({least}–{most})"
