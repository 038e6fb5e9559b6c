"""The pages of surveys: all of them, one's results, and the form that makes and changes them."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from percorso.domain.access import Permission
from percorso.domain.errors import ConflictError, InputError, NotFoundError
from percorso.domain.survey.questions import KINDS, MOST_QUESTIONS, TESTS, TOUCHPOINT_PREFIX, Survey
from percorso.domain.survey.results import Written
from percorso.domain.survey.sending import Sending
from percorso.domain.survey.templates import BEGINNINGS, beginning
from percorso.drawing.language import Language
from percorso.web.masking import text_for
from percorso.web.page import Page, Visitor, on, visitor_of
from percorso.web.shell import Shell
from percorso.web.survey_form import MOST_FIELDS, rows_in, rows_of, survey_in
from percorso.web.told_survey import SurveyWords
from percorso.web.words import Lang, words_of
from percorso.workspace import Workspace
from percorso.workspace.surveys.desk import SurveyNow

_MOST_WORDS = 50
_BLANK = {"kind": "text", "test": "at_most"}


class SurveyPages:
    """The pages of surveys.

    Args:
        workspace: Whose.
        shell: What stands around.
        on_changed: Called after a survey has its place on the map.
    """

    def __init__(self, workspace: Workspace, shell: Shell, on_changed: Callable[[], None]) -> None:
        self._workspace = workspace
        self._shell = shell
        self._on_changed = on_changed

    def routes(self) -> list[Page]:
        """Which address shows what."""
        edit = Permission.EDIT_MAP
        return [
            Page("/surveys", self.show_all, Permission.LOOK),
            Page("/surveys", self.keep, edit, methods=["POST"], act="survey_kept"),
            Page("/surveys/edit", self.edit, edit),
            Page("/surveys/{key}", self.show, Permission.LOOK),
            Page("/surveys/{key}/mail", self.mail, edit, methods=["POST"], act="survey_mailed"),
            Page("/surveys/{key}/switch", self.switch, edit, methods=["POST"],
                 act="survey_switched"),
        ]  # fmt: skip

    async def show_all(self, request: Request) -> Response:
        """Every survey with its score."""
        told = await asyncio.to_thread(self._listed, self._shell.language(request))
        return self._shell.page(request, "surveys", told)

    async def show(self, request: Request) -> Response:
        """What the answers to a survey come to."""
        language, key = self._shell.language(request), request.path_params["key"]
        segment = request.query_params.get("segment") or None
        try:
            told = await asyncio.to_thread(self._told, key, segment, language, visitor_of(request))
        except NotFoundError as failure:
            return self._refused(request, failure)
        told["kept"] = "kept" in request.query_params
        return self._shell.page(request, "survey", told)

    async def edit(self, request: Request) -> Response:
        """The form of a survey, a new one or one to be changed."""
        asked = request.query_params
        key = asked.get("key", "")
        try:
            now = await asyncio.to_thread(self._workspace.surveys.of, key) if key else None
        except NotFoundError as failure:
            return self._refused(request, failure)
        if now is not None:
            return await self._form(request, now.asked, rows_of(now.asked), now.privacy_url, key)
        ask = next((one for one in BEGINNINGS if one == asked.get("ask")), BEGINNINGS[0])
        language = self._shell.language(request)
        name = words_of(language)[f"survey_begin_{ask}"].partition(" (")[0]
        made = beginning(ask, "new", name, self._workspace.name, asked.get("about", ""))
        return await self._form(request, made, rows_of(made), "", "")

    async def keep(self, request: Request) -> Response:
        """Make a survey, or its next version; or show the form with one more question."""
        form = dict(await request.form(max_files=0, max_fields=MOST_FIELDS))
        key, rows = str(form.get("key") or ""), rows_in(form)
        if "add" in form:
            rows = [*rows, dict(_BLANK)][:MOST_QUESTIONS]
            return await self._form(request, form, rows, str(form.get("privacy") or ""), key)
        by = visitor_of(request).name or ""
        try:
            kept = await asyncio.to_thread(self._keep, form, key, by)
        except (InputError, ConflictError, NotFoundError) as failure:
            privacy = str(form.get("privacy") or "")
            return await self._form(request, form, rows, privacy, key, str(failure))
        on(request, kept.asked.key, version=str(kept.kept.version))
        self._on_changed()
        return RedirectResponse(f"/surveys/{kept.asked.key}?kept=1", status_code=303)

    def _keep(self, form: Mapping[str, Any], key: str, by: str) -> SurveyNow:
        desk = self._workspace.surveys
        known = {one.asked.key: one.asked for one in desk.all()}
        survey, privacy = (
            survey_in(form, key, known.get(key), known),
            str(form.get("privacy") or ""),
        )
        if key:
            return desk.change(survey, privacy_url=privacy, by=by)
        return desk.make(survey, privacy_url=privacy, by=by)

    async def switch(self, request: Request) -> Response:
        """Close a survey, or open it again."""
        form = await request.form(max_files=0, max_fields=2)
        key, desk = request.path_params["key"], self._workspace.surveys
        act = desk.open if form.get("on") == "yes" else desk.close
        try:
            await asyncio.to_thread(act, key)
        except NotFoundError as failure:
            return self._refused(request, failure)
        on(request, key, on=str(form.get("on") or "no"))
        return RedirectResponse(f"/surveys/{key}?kept=1", status_code=303)

    async def mail(self, request: Request) -> Response:
        """Let a survey leave by mail after a touchpoint, or no more."""
        form = await request.form(max_files=0, max_fields=6)
        key, desk = request.path_params["key"], self._workspace.surveys

        def keep() -> None:
            after = str(form.get("after") or "")
            if not after:
                desk.send_never(key)
                return
            share, days = _number(form.get("share"), 100), _number(form.get("days"), 30)
            hours = _number(form.get("hours"), 24)
            desk.send_after(key, Sending(after, hours, share / 100, int(days)))

        try:
            await asyncio.to_thread(keep)
        except (InputError, NotFoundError) as failure:
            return self._refused(request, failure)
        on(request, key, after=str(form.get("after") or ""))
        return RedirectResponse(f"/surveys/{key}?kept=1#mail", status_code=303)

    async def _form(
        self, request: Request, said: Survey | Mapping[str, Any], rows: list[dict[str, str]],
        privacy: str, key: str, trouble: str = "",
    ) -> Response:  # fmt: skip
        names = ("name_it", "name_en", "about")
        fields = (
            {name: getattr(said, name) for name in names} if isinstance(said, Survey)
            else {name: str(said.get(name) or "") for name in names}
        )  # fmt: skip
        language = self._shell.language(request)
        told = {
            "key": key, "said": fields, "privacy": privacy, "rows": rows, "trouble": trouble,
            "kinds": KINDS, "tests": TESTS, "can_add": len(rows) < MOST_QUESTIONS,
            "met": await asyncio.to_thread(self._places, language, fields["about"]),
        }  # fmt: skip
        return self._shell.page(request, "survey_form", told, status=422 if trouble else 200)

    def _places(self, language: Lang, about: str) -> list[tuple[str, str]]:
        """What can be asked about: the touchpoints customers meet, and the one chosen before."""
        desk = self._workspace.catalogue
        met = {one.key for one in desk.met() if not one.key.startswith(TOUCHPOINT_PREFIX)}
        found = [
            (one.key, getattr(one, f"name_{language}"))
            for one in desk.places() if one.key in met | {about}
        ]  # fmt: skip
        return sorted(found, key=lambda one: one[1].casefold())

    def _listed(self, language: Lang) -> dict[str, Any]:
        desk, words = self._workspace.surveys, SurveyWords(language)
        places = dict(self._all_places(language))
        rows = []
        for now in desk.all():
            found = desk.results(now.asked.key)
            rows.append({
                "key": now.asked.key, "name": now.asked.says(language), "is_open": now.is_open,
                "about": places.get(now.asked.about, ""), "score": words.score(found.headline),
                "responses": Language(language).number(found.asked.responses),
            })  # fmt: skip
        return {"rows": rows, "beginnings": BEGINNINGS}

    def _all_places(self, language: Lang) -> list[tuple[str, str]]:
        return [
            (one.key, getattr(one, f"name_{language}"))
            for one in self._workspace.catalogue.places()
        ]

    def _told(
        self, key: str, segment: str | None, language: Lang, visitor: Visitor
    ) -> dict[str, Any]:
        desk, words = self._workspace.surveys, SurveyWords(language)
        now, found = desk.of(key), desk.results(key, segment)
        places = dict(self._all_places(language))
        written = [] if segment else desk.written(key, _MOST_WORDS)
        return {
            "key": key, "name": now.asked.says(language), "about": now.asked.about,
            "place": places.get(now.asked.about, ""), "is_open": now.is_open,
            "address": f"/s/{now.address.rpartition('/')[2]}",
            "version": now.kept.version, "score": words.score(found.headline),
            "asked": words.asked(found), "weighted": words.weighted(found),
            "months": words.months(found),
            "questions": [words.question(one) for one in found.questions],
            "written": [self._row(one, language, visitor) for one in written],
            "segment": segment or "",
            "mail": self._mail(key, language, places),
            "met": self._places(language, self._rule_after(key)),
            "segments": [(one.key, one.name) for one in self._workspace.segments.all()],
        }  # fmt: skip

    def _rule_after(self, key: str) -> str:
        rule = self._workspace.surveys.sending(key)
        return rule.after if rule is not None else ""

    def _mail(self, key: str, language: Lang, places: Mapping[str, str]) -> dict[str, Any]:
        """When it leaves by mail, and how many letters are in which state."""
        desk, say, lang = self._workspace.surveys, words_of(language), Language(language)
        rule = desk.sending(key)
        told = say["survey_mail_off"]
        if rule is not None:
            told = say["survey_mail_on"].format(
                hours=lang.duration(3600 * rule.delay_hours), share=lang.share(rule.share),
                place=places.get(rule.after, rule.after), days=lang.number(rule.quiet_days),
            )  # fmt: skip
        return {
            "told": told, "can_send": desk.can_send, "after": rule.after if rule else "",
            "hours": f"{rule.delay_hours:g}" if rule else "24",
            "share": f"{100 * rule.share:g}" if rule else "100",
            "days": rule.quiet_days if rule else 30,
            "rows": [
                (say[f"state_{state}"], say.get(f"why_{why}", why), lang.number(count))
                for state, why, count in desk.outbox(key)
            ],
        }  # fmt: skip

    def _row(self, one: Written, language: Lang, visitor: Visitor) -> dict[str, Any]:
        day = Language(language).day
        return {
            "day": day(one.at.isoformat(), self._workspace.time_zone, with_year=True),
            "rating": "" if one.rating is None else Language(language).number(one.rating),
            "text": text_for(visitor, one.text), "customer": one.customer,
        }  # fmt: skip

    def _refused(self, request: Request, failure: NotFoundError | InputError) -> Response:
        say = words_of(self._shell.language(request))
        told = {"heading": say["refused"], "text": str(failure), "leads_back": True}
        status = 404 if isinstance(failure, NotFoundError) else 422
        return self._shell.page(request, "notice", told, status=status)


def _number(told: object, usual: float) -> float:
    """A number of a form; what is none is none that fits anywhere."""
    text = str(told or "").strip().replace(",", ".")
    try:
        return float(text) if text else usual
    except ValueError:
        return -1.0
