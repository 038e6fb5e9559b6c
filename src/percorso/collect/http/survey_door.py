"""The public door of surveys: looking shows, sending records, and nobody logs in."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response as Answer

from percorso.collect.entry.pages import code_of
from percorso.collect.entry.stamps import LONGEST, new_stamp, stamp_in
from percorso.collect.entry.words import Lang, language_of
from percorso.collect.http import answers
from percorso.collect.http.answers import TurnedAway
from percorso.collect.http.collector import Collector, now_naive
from percorso.collect.http.entry_requests import (
    Robot,
    check_origin,
    form_of,
    html,
    seen_other,
)
from percorso.collect.http.key_book import Holder
from percorso.collect.http.limits import Rate
from percorso.collect.http.reading_requests import body_of
from percorso.collect.survey.form import Filled, filled, is_whole, message_id
from percorso.collect.survey.pages import page
from percorso.collect.survey.place import SurveyPlace
from percorso.collect.survey.response import SURVEY_DOOR, SURVEY_FORMAT, Response
from percorso.collect.survey.words import words_of
from percorso.domain.consent.choices import Choice, Proof, Spoken
from percorso.domain.consent.purposes import Scope
from percorso.domain.survey.questions import Progress
from percorso.store.inbox_writer import Delivery
from percorso.store.records.consents import add_choices
from percorso.store.records.inbox import Batch
from percorso.store.records.invitations import Invited, invited

MOST_BYTES = 64 * 1024
_FORMS_PER_SECOND = 5
_WAYS = ("link", "widget", "mail", "personal")
_LONGEST_TOKEN = 120


class NoSurvey(TurnedAway):
    """An address at which no survey takes answers, or none any more."""

    def __init__(self) -> None:
        super().__init__(404, "not_found", "No survey takes answers at this address.")


@dataclass(frozen=True, slots=True)
class SurveyVisit:
    """Somebody at a survey.

    Attributes:
        holder: Its source.
        place: What it asks.
        token: The end of the address.
        language: Of the page.
        asked: Who was asked by this link; None of the link that is everybody's.
    """

    holder: Holder
    place: SurveyPlace
    token: str
    language: Lang
    asked: Invited | None = None


class SurveyDoor:
    """The public pages of surveys.

    Args:
        collector: The doors.
        public_url: Where browsers reach the server; empty is where a request came to.
    """

    def __init__(self, collector: Collector, public_url: str = "") -> None:
        self._collector = collector
        self._public = public_url.rstrip("/")
        self._forms = Rate(_FORMS_PER_SECOND)

    async def visit(self, request: Request, purpose: str = "answer") -> SurveyVisit:
        """Who opens which survey.

        Raises:
            NoSurvey: there is none at this address, or it takes no answers any more.
        """
        token = request.path_params["token"][:_LONGEST_TOKEN]
        language = language_of(
            request.query_params.get("lang"), request.headers.get("accept-language", "")
        )
        book, now = self._collector.book, now_naive()
        await book.renew()
        asked = await self._asked(token)
        holder = book.holder_of(asked.source_no, now) if asked else book.find(token, now)
        if holder is None or holder.door.kind != "survey" or holder.door.place is None:
            raise NoSurvey
        place = SurveyPlace.from_text(holder.door.place)
        if asked is not None and not place.is_token(token, purpose):
            raise NoSurvey
        if purpose == "answer":
            self._check_open(holder, asked, now)
        return SurveyVisit(holder, place, token, language, asked)

    @staticmethod
    def _check_open(holder: Holder, asked: Invited | None, now: datetime) -> None:
        """Refuse answers to what is closed.

        Raises:
            NoSurvey: it is.
        """
        if holder.door.disabled_at is not None:
            raise NoSurvey
        if asked is not None and asked.invitation.expires_at <= now:
            raise NoSurvey

    async def _asked(self, token: str) -> Invited | None:
        """Who a customer's own link was made for; None of the link that is everybody's.

        Raises:
            NoSurvey: nobody, or somebody who was erased.
        """
        if "." not in token:
            return None
        id_, records = token.partition(".")[0], self._collector.records

        def look() -> Invited | None:
            with records.read() as connection:
                return invited(connection, id_)

        found = await asyncio.to_thread(look)
        if found is None:
            raise NoSurvey
        return found

    async def ask(self, request: Request) -> Answer:
        """The questions; a button pressed records what was answered and shows what comes next.

        Raises:
            Robot: a program filled the form in.
        """
        visit = await self.visit(request)
        if request.method != "POST":
            return self._looked_at(request, visit)
        async with body_of(
            request, MOST_BYTES, self._collector.limits, self._collector.under_way
        ) as body:
            fields = (await form_of(request, body)).fields
        if fields.get("website"):
            raise Robot
        found = filled(visit.place.survey, fields)
        warning = self._warning(request, visit, fields)
        if warning or found.problems or not found.shown:
            return self._shown(visit, found.before, fields, found, warning=warning)
        await self._keep(request, visit, fields, found)
        if found.after.screen(visit.place.survey):
            return self._shown(visit, found.after, fields)
        return seen_other(f"/s/{visit.token}?lang={visit.language}&done=1")

    def _looked_at(self, request: Request, visit: SurveyVisit) -> Answer:
        asked = request.query_params
        if "done" in asked:
            return self._thanks(visit)
        # What a link of a mail holds stands chosen, and is recorded by nobody but who sends it.
        chosen = {
            one.key: asked[one.key] for one in visit.place.survey.questions
            if one.kind != "text" and one.admits(asked.get(one.key, ""))
        }  # fmt: skip
        by = asked.get("by", "")
        fields = {f"a.{key}": value for key, value in chosen.items()}
        return self._shown(visit, Progress(), {**fields, "by": by if by in _WAYS else ""})

    def _warning(self, request: Request, visit: SurveyVisit, fields: Mapping[str, str]) -> str:
        """Why a form cannot be taken as it comes: the key of a sentence; empty where it can.

        A link of a customer's own is what proves who sends; that of everybody takes forms of ours
        alone, and no more of one address than people send.
        """
        if visit.asked is None:
            check_origin(request, self._public)
            stamp = stamp_in(fields.get("stamp", ""), visit.place.secret, datetime.now(UTC))
            if stamp is None or stamp.age > LONGEST:
                return "stale"
            if not stamp.is_fresh:
                return "busy"
        address = request.client.host if request.client else ""
        return "busy" if self._forms.wait_seconds(address, time.monotonic()) else ""

    async def _keep(
        self, request: Request, visit: SurveyVisit, fields: Mapping[str, str], found: Filled
    ) -> None:
        """Wait until what is new is on disk.

        Raises:
            TurnedAway: it is not kept.
        """
        new = found.new(visit.language)
        if not new:
            return
        at = now_naive()
        response = self._response(visit, fields)
        moment = self._nonce(visit, fields.get("stamp", "")) or f"{at:%Y-%m-%dT%H:%M:%S}"
        survey, asked = visit.place.survey, visit.asked
        told = Response(
            id=message_id(response, moment, new), survey=survey.key, version=visit.place.version,
            response=response, answers=new, name=survey.observed_name, about=survey.about,
            language=visit.language, by=_way(visit, fields),
            is_whole=is_whole(survey, found.after),
            who={} if asked is None else {asked.known.type: asked.known.clear_value},
            order="" if asked is None else asked.invitation.order_id or "",
        )  # fmt: skip
        source_no, raw = visit.holder.door.source_no, told.as_bytes()
        batch = Batch(
            source_no, at, SURVEY_DOOR, "", 1, (), {"format": SURVEY_FORMAT}, b"[" + raw + b"]"
        )
        await self._collector.store(Delivery(source_no, visit.holder.key.sha256, at, 1, batch))

    def _response(self, visit: SurveyVisit, fields: Mapping[str, str]) -> str:
        """Which response a form belongs to: that of the link's owner, or of the first page."""
        if visit.asked is not None:
            return visit.asked.invitation.id
        return self._nonce(visit, fields.get("first", "")) or self._nonce(
            visit, fields.get("stamp", "")
        )

    @staticmethod
    def _nonce(visit: SurveyVisit, stamp: str) -> str:
        found = stamp_in(stamp, visit.place.secret, datetime.now(UTC))
        return found.nonce if found is not None else ""

    def _shown(
        self, visit: SurveyVisit, progress: Progress, fields: Mapping[str, str],
        found: Filled | None = None, *, warning: str = "",
    ) -> Answer:  # fmt: skip
        place, survey = visit.place, visit.place.survey
        problems = found.problems if found is not None else {}
        questions = progress.screen(survey)
        if found is not None and found.shown:
            questions = found.shown
        then = Progress(progress.answers, progress.passed | {one.key for one in questions})
        stamp = new_stamp(place.secret, datetime.now(UTC))
        text = page(
            "ask", visit.language, firm=place.firm, privacy_url=place.privacy_url,
            title=survey.says(visit.language), questions=questions, problems=problems,
            warning=warning, kept=bool(progress.passed), is_personal=visit.asked is not None,
            told={one.key: fields.get(f"a.{one.key}", "") for one in questions},
            passed=sorted(progress.passed), was=progress.answers, stamp=stamp,
            first=fields.get("first") if self._nonce(visit, fields.get("first", "")) else stamp,
            by=fields.get("by", ""), is_last=not then.screen(survey) and not _branches(visit, then),
        )  # fmt: skip
        return _framed(visit, html(text, visit.language, 422 if problems or warning else 200))

    def _thanks(self, visit: SurveyVisit) -> Answer:
        return _framed(visit, said(visit, "thanks_title", "thanks"))

    async def stop(self, request: Request) -> Answer:
        """No more surveys: looking shows a button, pressing it ends them at once (RFC 8058)."""
        visit = await self.visit(request, "stop")
        if request.method != "POST" or visit.asked is None:
            return said(visit, "stop_title", "stop_text", "stop_press")
        key, records = visit.asked.invitation.identifier_key, self._collector.records
        at = datetime.now(UTC)
        proof = Proof(
            form="unsubscribe", source=visit.place.survey.key, language=visit.language,
            document=f"survey {visit.place.survey.key}, version {visit.place.version}",
        )  # fmt: skip
        choice = Choice(Scope("survey", ""), "objected", at, "legitimate_interest", proof)

        def keep() -> None:
            with records.write() as connection:
                add_choices(connection, [Spoken(key, choice)], at.replace(tzinfo=None))

        await asyncio.to_thread(keep)
        return said(visit, "stop_title", "stopped")

    async def poster(self, request: Request) -> Answer:
        """The page to be printed and hung up; of the link that is everybody's alone.

        Raises:
            NoSurvey: it is a customer's own.
        """
        visit = await self.visit(request)
        if visit.asked is not None:
            raise NoSurvey
        base = self._public or f"{request.url.scheme}://{request.headers.get('host', '')}"
        host = urlsplit(base).hostname or ""
        address = f"{base}/s/{visit.token}"
        text = page(
            "poster", visit.language, firm=visit.place.firm,
            title=visit.place.survey.says(visit.language), address=address, code=code_of(address),
            is_local=host in ("localhost", "::1") or host.startswith("127."),
        )  # fmt: skip
        return html(text, visit.language)


def _framed(visit: SurveyVisit, answer: Answer) -> Answer:
    """A page that the sites of the survey may show in a frame; nobody else's own link is shown."""
    origins = visit.place.origins
    if origins and visit.asked is None:
        policy = answer.headers["Content-Security-Policy"]
        framed = f"frame-ancestors {' '.join(origins)}"
        answer.headers["Content-Security-Policy"] = policy.replace("frame-ancestors 'none'", framed)
        del answer.headers["X-Frame-Options"]
    return answer


def _branches(visit: SurveyVisit, then: Progress) -> bool:
    """Whether a question may still come that hangs on an answer of this page."""
    return any(
        one.show_if is not None and one.key not in then.passed
        for one in visit.place.survey.questions
    )


def _way(visit: SurveyVisit, fields: Mapping[str, str]) -> str:
    told = fields.get("by", "")
    if visit.asked is not None:
        return "mail" if visit.asked.invitation.state != "link" else "personal"
    return "widget" if told == "widget" else "link"


def said(visit: SurveyVisit, heading: str, text: str, button: str = "") -> Answer:
    """A page that says something, with one button or none."""
    say, firm = words_of(visit.language), visit.place.firm
    told = page(
        "message", visit.language, firm=firm, heading=say[heading],
        text=say[text].format(firm=firm), button=say[button] if button else "",
        privacy_url=visit.place.privacy_url,
    )  # fmt: skip
    return html(told, visit.language)


def turned_page(turned: TurnedAway, language: Lang) -> Answer:
    """The page for who is turned away: what it means, in their language."""
    say = words_of(language)
    heading, text = "large_title", "unkept"
    if turned.status == 404:
        heading, text = "gone_title", "gone"
    elif isinstance(turned, answers.BodyTooLarge):
        text = "large"
    told = page(
        "message", language, firm="", heading=say[heading], text=say[text], button="",
        privacy_url="",
    )  # fmt: skip
    answer = html(told, language, turned.status)
    if turned.retry_seconds is not None:
        answer.headers["Retry-After"] = str(turned.retry_seconds)
    return answer
