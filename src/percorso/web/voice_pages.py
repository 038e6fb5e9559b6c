"""The pages of what customers say: themes with their figures, and the texts behind each."""

import asyncio
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from percorso.domain.access import Permission
from percorso.domain.errors import NotFoundError
from percorso.drawing import marks
from percorso.drawing.language import Language
from percorso.voice.edition import EDITION
from percorso.voice.hybrid import ModelCard
from percorso.voice.impact import FEWEST_CUSTOMERS
from percorso.voice.theme_totals import TREND_DAYS, ThemeTotal
from percorso.web.masking import text_for
from percorso.web.page import Page, Visitor, visitor_of
from percorso.web.shell import Shell
from percorso.web.told_listening import listening_told
from percorso.web.words import Lang, words_of
from percorso.workspace import Workspace
from percorso.workspace.texts.report import ThemeTexts, VoiceReport, WrittenText
from percorso.workspace.voice_desk import MOODS, TextsAsked

_MOST_SHOWN = 30
_FARTHEST = 1_000_000


class VoicePages:
    """The pages of themes and texts.

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
            Page("/voice", self.show, Permission.LOOK),
            Page("/voice/texts", self.texts, Permission.LOOK),
            Page(
                "/voice/learn", self.learn, Permission.EDIT_MAP, methods=["POST"], act="mood_learnt"
            ),
            Page("/voice/listening", self.listening, Permission.LOOK),
        ]

    async def show(self, request: Request) -> Response:
        """All themes, or those of one touchpoint."""
        language = self._shell.language(request)
        place = request.query_params.get("touchpoint") or None
        try:
            report = await asyncio.to_thread(
                lambda: self._workspace.voice.themes(language=language, touchpoint=place)
            )
        except NotFoundError as failure:
            return self._not_found(request, failure)
        places = await asyncio.to_thread(self._workspace.voice.places, language)
        cards = await asyncio.to_thread(self._workspace.voice.cards)
        told = _Telling(language, visitor_of(request), self._workspace)
        return self._shell.page(
            request, "voice", told.head(report) | {
                "cards": [told.card(one, card) for one, card in cards.items()],
                "bigger": self._workspace.voice.bigger_host,
                "themes": told.themes(report, place), "place": place, "touchpoints": places,
                "all_texts": _address(None, place, None, 0),
                "trend_head": words_of(language)["voice_trend"].format(days=TREND_DAYS),
            },
        )  # fmt: skip

    async def texts(self, request: Request) -> Response:
        """The texts of a theme, the newest first, and who wrote them."""
        language = self._shell.language(request)
        asked = request.query_params
        theme, place = asked.get("theme") or None, asked.get("touchpoint") or None
        mood = asked.get("mood") if asked.get("mood") in MOODS else None
        skip = _number(asked.get("skip", ""))
        wanted = TextsAsked(theme, place, mood, skip, _MOST_SHOWN + 1)
        try:
            found = await asyncio.to_thread(self._workspace.voice.texts, wanted, language)
        except NotFoundError as failure:
            return self._not_found(request, failure)
        told = _Telling(language, visitor_of(request), self._workspace)
        return self._shell.page(
            request, "voice_texts", told.found(found) | {
                "theme": theme, "place": place, "mood": mood, "moods": MOODS,
                "newer": skip and _address(theme, place, mood, max(0, skip - _MOST_SHOWN)),
                "older": _address(theme, place, mood, skip + _MOST_SHOWN)
                if len(found.texts) > _MOST_SHOWN else "",
            },
        )  # fmt: skip

    async def learn(self, request: Request) -> Response:
        """Learn from the workspace's own ratings, and show how that was judged."""
        await asyncio.to_thread(self._workspace.voice.learn, visitor_of(request).name)
        return RedirectResponse("/voice", status_code=303)

    async def listening(self, request: Request) -> Response:
        """Who is asked where, who answers, and where nobody asks."""
        language = self._shell.language(request)
        found = await asyncio.to_thread(self._workspace.voice.listening)
        return self._shell.page(request, "listening", listening_told(found, language))

    def _not_found(self, request: Request, failure: NotFoundError) -> Response:
        say = words_of(self._shell.language(request))
        told = {"heading": say["not_found"], "text": str(failure), "leads_back": True}
        return self._shell.page(request, "notice", told, status=404)


class _Telling:
    """Puts themes and texts into words."""

    def __init__(self, code: Lang, visitor: Visitor, workspace: Workspace) -> None:
        self._language = Language(code)
        self._say = words_of(code)
        self._visitor = visitor
        self._zone = workspace.time_zone

    def head(self, report: VoiceReport) -> dict[str, Any]:
        """How many texts there are, and how they were read."""
        number, say = self._language.number, self._say
        moods = {mood: number(report.moods.get(mood, 0)) for mood in MOODS}
        without = report.without_topic
        return {
            "count": report.texts,
            "texts_said": say["voice_texts"].format(count=number(report.texts)),
            "without": report.texts
            and say["voice_without"].format(
                share=self._language.share(without / report.texts), count=number(without)
            ),
            "moods_said": say["voice_moods"].format(**moods),
            "read_by": say["voice_read_by"].format(edition=EDITION),
        }

    def card(self, language: str, card: ModelCard) -> str:
        """Which model reads texts of a language, and how it was judged."""
        number = self._language.number
        told = {
            "language": self._say[f"lists_{language}"], "rated": number(card.rated),
            "negative": number(card.negative), "back": number(card.kept_back),
        }  # fmt: skip
        if card.auc is None or card.lexicon_auc is None:
            return self._say["voice_too_few"].format(**told)
        key = "voice_learnt" if card.is_kept else "voice_not_better"
        told |= {"auc": number(card.auc, 3), "tables": number(card.lexicon_auc, 3)}
        return self._say[key].format(**told)

    def themes(self, report: VoiceReport, place: str | None) -> list[dict[str, Any]]:
        """Each topic with its themes below it, the most texts first."""
        topics = [one for one in report.themes if "." not in one.key]
        return [
            self._theme(report, one, place)
            for topic in topics
            for one in (topic, *(t for t in report.themes if t.key.startswith(f"{topic.key}.")))
        ]

    def _theme(self, report: VoiceReport, one: ThemeTotal, place: str | None) -> dict[str, Any]:
        is_hidden = one.customers < FEWEST_CUSTOMERS
        number = self._language.number
        feeling = None if is_hidden else one.feeling
        return {
            "key": one.key,
            "name": report.names.get(one.key, one.key),
            "is_deeper": "." in one.key,
            "href": _address(one.key, place, None, 0),
            "texts": number(one.texts),
            "share": self._language.share(one.texts / report.texts),
            "customers": self._say["voice_few"].format(n=FEWEST_CUSTOMERS)
            if is_hidden
            else number(one.customers),
            "face": feeling and marks.voice(feeling.value).svg(),
            "feeling": "" if is_hidden else self._feeling(one),
            "impact": "" if is_hidden else self._impact(one),
            "trend": "" if is_hidden else self._trend(one),
        }

    def _feeling(self, one: ThemeTotal) -> str:
        found, signed = one.feeling, self._language.signed
        if found is None:
            return ""
        if found.low is None or found.high is None:
            return self._say["voice_feeling_bare"].format(
                value=signed(found.value), n=self._language.number(found.n)
            )
        return self._say["voice_feeling_n"].format(
            value=signed(found.value), low=signed(found.low), high=signed(found.high)
        )

    def _impact(self, one: ThemeTotal) -> str:
        found, signed = one.impact, self._language.signed
        if found is None:
            return ""
        told = {"points": signed(found.points, 1), "n": self._language.number(found.rated)}
        if found.low is None or found.high is None:
            return self._say["voice_impact_bare"].format(**told)
        return self._say["voice_impact_n"].format(
            **told, low=signed(found.low, 1), high=signed(found.high, 1)
        )

    def _trend(self, one: ThemeTotal) -> str:
        if one.trend is None:
            return ""
        share = self._language.share
        return self._say[f"voice_{one.trend.direction}"].format(
            before=share(one.trend.before, 1), now=share(one.trend.now, 1)
        )

    def found(self, found: ThemeTexts) -> dict[str, Any]:
        """The texts of a theme and who wrote them."""
        number, say = self._language.number, self._say
        return {
            "title": say["voice_texts_of"].format(name=found.name)
            if found.name
            else say["voice_all_texts"],
            "found": say["voice_found"].format(
                texts=number(found.total), customers=number(found.customers)
            ),
            "texts": [self._text(one) for one in found.texts[:_MOST_SHOWN]],
            "reads": self._visitor.reads_texts,
            "writers": [
                {
                    "customer": one.customer,
                    "texts": number(one.texts),
                    "feeling": "–" if one.level is None else self._language.signed(one.level),
                    "last": self._day(one.last_at),
                }
                for one in found.writers
            ],
        }

    def _text(self, one: WrittenText) -> dict[str, Any]:
        return {
            "day": self._day(one.at),
            "place": one.touchpoint_name,
            "rating": one.rating or "",
            "mood": self._say[f"voice_{one.mood or 'silent'}"],
            "face": "" if one.level is None else marks.voice(one.level).svg(),
            "text": text_for(self._visitor, one.text),
            "customer": one.customer,
        }

    def _day(self, instant: str) -> str:
        return self._language.day(instant, self._zone, with_year=True)


def _number(told: str) -> int:
    return min(int(told), _FARTHEST) if told.isascii() and told.isdigit() and len(told) < 8 else 0


def _address(theme: str | None, place: str | None, mood: str | None, skip: int) -> str:
    told = {"theme": theme, "touchpoint": place, "mood": mood, "skip": skip or None}
    query = urlencode({key: value for key, value in told.items() if value})
    return f"/voice/texts?{query}" if query else "/voice/texts"
