"""The page of the Happy Index: how the company or a segment stands, and how well it foresees."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from percorso.domain.access import Permission
from percorso.domain.errors import NotFoundError
from percorso.drawing.happy_picture import history_picture
from percorso.drawing.happy_report import signal_words, weights_words
from percorso.drawing.happy_words import HAPPY_WORDS
from percorso.drawing.language import Language
from percorso.web.page import Page
from percorso.web.shell import Shell
from percorso.web.words import Lang, words_of
from percorso.workspace import Workspace
from percorso.workspace.people.timeline import text_of

_BANDS = (("at_risk", "at_risk"), ("neutral", "neutral"), ("happy_band", "happy"))
_TIERS = (("solid", "solid"), ("few", "few"), ("segment", "estimates"))


class HappyPages:
    """The page of the index.

    Args:
        workspace: Whose.
        shell: What stands around.
    """

    def __init__(self, workspace: Workspace, shell: Shell) -> None:
        self._workspace = workspace
        self._shell = shell

    def routes(self) -> list[Page]:
        """Which address shows what."""
        return [
            Page("/happy-index", self.show, Permission.LOOK),
            Page("/map/happy", self.number, Permission.LOOK),
        ]

    async def number(self, request: Request) -> Response:
        """The index of the company or of the map's segment, for the strip of main numbers."""
        language = self._shell.language(request)
        segment = request.query_params.get("segment", "")
        try:
            report = await asyncio.to_thread(self._workspace.happy.of, segment or None)
        except NotFoundError:
            return JSONResponse({})
        behind = f"?{urlencode({'segment': segment})}" if segment else ""
        told = _number(asdict(report.group), language)
        return JSONResponse(told | {"href": f"/happy-index{behind}"})

    async def show(self, request: Request) -> Response:
        """The index of the company or of one segment, with its validation card."""
        language = self._shell.language(request)
        segment = request.query_params.get("segment", "")
        desk = self._workspace.happy
        try:
            report = await asyncio.to_thread(desk.of, segment or None)
            name = self._workspace.segments.of(segment).name if segment else ""
        except NotFoundError as failure:
            told = {"heading": words_of(language)["not_found"],
                    "text": self._shell.why(request, failure), "leads_back": True}  # fmt: skip
            return self._shell.page(request, "notice", told, status=404)
        judged = await asyncio.to_thread(desk.validation)
        told = _report(asdict(report), language) | _validation(
            asdict(judged.validation), text_of(judged.cut_us), language
        )
        return self._shell.page(request, "happy_index", told | {"segment": name})


def _number(group: Mapping[str, Any], language: Lang) -> dict[str, str]:
    """Name, value and note of the index among the main numbers; without one, why."""
    words, speech = HAPPY_WORDS[language], Language(language)
    if group["index"] is None:
        return {"name": words["happy"], "value": "–", "note": words["fewer_than_5"]}
    low, high = speech.number(group["low"], 1), speech.number(group["high"], 1)
    n = f"{speech.number(group['n'])} {words['customers']}"
    weak = f", {words['weak_short']}" if group["is_weak"] else ""
    return {
        "name": words["happy"], "value": speech.number(group["index"], 1),
        "note": f"{low}–{high}, {n}{weak}",
    }  # fmt: skip


def _report(told: Mapping[str, Any], language: Lang) -> dict[str, Any]:
    words, speech, group = HAPPY_WORDS[language], Language(language), told["group"]
    has_index = group["index"] is not None
    return {
        "words": words,
        "note": words["as_of"].format(day=str(told["at"])[:10]),
        "index": speech.number(group["index"], 1) if has_index else None,
        "interval": f"{speech.number(group['low'], 1)}–{speech.number(group['high'], 1)}"
        if has_index else "",
        "n": speech.number(group["n"]), "is_weak": group["is_weak"],
        "bands": [(words[word], speech.number(group[key])) for word, key in _BANDS],
        "tiers": [(words[word], speech.number(group[key])) for word, key in _TIERS],
        "active": _active(group, language),
        "falls": [
            {"id": fall["id"], "index": speech.number(fall["index"]),
             "change": speech.signed(fall["change"], 1)}
            for fall in told["falls"]
        ],
        "alerts": [_alert(one, speech) for one in told["alerts"]],
        "nights": _nights(told["history"], language),
        "signals": [
            (signal_words(kind, language), speech.number(count))
            for kind, count in told["signals"].items()
        ],
        "without_data": ", ".join(signal_words(kind, language) for kind in told["without_data"]),
        "version": words["version"].format(day=told["assumed_on"]),
        "weights": weights_words(told, language),
        "estimated": words["estimated"] if told["is_estimated"] else "",
    }  # fmt: skip


def _alert(one: Mapping[str, Any], speech: Language) -> dict[str, str]:
    return {
        "id": one["id"], "day": one["at"][:10], "then": speech.number(one["index"]),
        "change": speech.signed(one["change"], 1), "now": speech.number(one["index_now"]),
    }  # fmt: skip


def _nights(history: Sequence[Mapping[str, Any]], language: Lang) -> dict[str, str] | None:
    """The picture of the nights told of; None below two."""
    known = [one for one in history if one["index"] is not None]
    if len(known) < 2:
        return None
    days = [date.fromisoformat(one["day"]).toordinal() for one in known]
    values = [one["index"] for one in known]
    whole = max(1, days[-1] - days[0])
    points = [((day - days[0]) / whole, value) for day, value in zip(days, values, strict=True)]
    speech = Language(language)
    first, last = known[0]["day"], known[-1]["day"]
    return {
        "picture": history_picture(points, sum(values) / len(values)), "first": first, "last": last,
        "name": HAPPY_WORDS[language]["nights_name"].format(
            nights=speech.number(len(known)), first=first, last=last,
            low=speech.number(min(values), 1), high=speech.number(max(values), 1),
        ),
    }  # fmt: skip


def _active(group: Mapping[str, Any], language: Lang) -> str:
    """Share of the active buyers with a number of their own; empty where nobody bought."""
    if not group["active_buyers"]:
        return ""
    speech = Language(language)
    of = HAPPY_WORDS[language]["of"]
    share = speech.share(group["active_with_number"] / group["active_buyers"])
    return (
        f"{share} ({speech.number(group['active_with_number'])} {of} "
        f"{speech.number(group['active_buyers'])})"
    )


def _validation(told: Mapping[str, Any], cut_at: str, language: Lang) -> dict[str, Any]:
    words, speech = HAPPY_WORDS[language], Language(language)
    gain = None
    if told["gain"] is not None:
        low, high = speech.signed(told["gain_low"], 3), speech.signed(told["gain_high"], 3)
        gain = f"{speech.signed(told['gain'], 3)} ({low} … {high})"
    return {
        "verdict": words[told["verdict"]],
        "verdict_note": words[f"{told['verdict']}_note"],
        "cut": words["cut"].format(day=cut_at[:10]),
        "judged": f"{speech.number(told['customers'])} {words['judged']}, "
        f"{speech.number(told['bad'])} {words['bad_ones']}",
        "figures": [_figure(one, language) for one in told["figures"]],
        "gain": gain,
    }


def _figure(one: Mapping[str, Any], language: Lang) -> dict[str, str]:
    words, speech = HAPPY_WORDS[language], Language(language)

    def told(key: str, digits: int) -> str:
        low, high = (speech.number(one[f"{key}_{end}"], digits) for end in ("low", "high"))
        return f"{speech.number(one[key], digits)} ({low}–{high})"

    return {
        "name": words["index_figure" if one["key"] == "index" else one["key"]],
        "auc": told("auc", 3), "lift": told("lift", 2),
    }  # fmt: skip
