"""The page of the keys: what programs show to ask, and what senders show to send."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from babel.dates import format_date
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from percorso.collect.hooks import FORMATS
from percorso.domain.access import Permission
from percorso.domain.api_token import LONGEST_NAME, TOKEN_SCOPES, ApiToken, scope_of
from percorso.domain.errors import InputError, PercorsoError
from percorso.web.page import Page, on, visitor_of
from percorso.web.shell import Shell
from percorso.web.users.fresh import Fresh
from percorso.web.words import Lang, words_of
from percorso.workspace import Workspace
from percorso.workspace.server.sources_desk import NewKey, SendingSource

_ADDRESS = "/settings/keys"
KINDS = ("server", "browser", "webhook", "counter", "stand")
PLACES = ("counter", "stand")
# Messages of any other sender are read by a profile, which is a file.
HOOKS = tuple(sorted(set(FORMATS) - {"generic"}))


class KeyPages:
    """The page of the keys.

    Args:
        workspace: Whose.
        shell: What stands around.
        fresh: Asks once more who does it.
    """

    def __init__(self, workspace: Workspace, shell: Shell, fresh: Fresh) -> None:
        self._workspace = workspace
        self._shell = shell
        self._fresh = fresh

    def routes(self) -> list[Page]:
        """Which address shows what."""
        manage, post, fresh = Permission.MANAGE, ["POST"], self._fresh
        return [
            Page(_ADDRESS, self.show, manage),
            Page(f"{_ADDRESS}/token", fresh.asks(self.make_token), manage, methods=post,
                 act="token_made"),
            Page(f"{_ADDRESS}/token/revoke", fresh.asks(self.revoke), manage, methods=post,
                 act="token_revoked"),
            Page(f"{_ADDRESS}/source", fresh.asks(self.make_source), manage, methods=post,
                 act="source_made"),
            Page(f"{_ADDRESS}/source/rotate", fresh.asks(self.rotate), manage, methods=post,
                 act="source_key_changed"),
            Page(f"{_ADDRESS}/source/switch", fresh.asks(self.switch), manage, methods=post,
                 act="source_switched"),
        ]  # fmt: skip

    async def show(self, request: Request) -> Response:
        """Every token and every source that sends."""
        return await self._shown(request, "")

    async def make_token(self, request: Request) -> Response:
        """Make a token, and show it this once."""
        form = await request.form(max_files=0, max_fields=6)
        visitor, name, days = visitor_of(request), _text(form, "name"), _text(form, "days")
        # Nobody makes a program see what they may not see themselves.
        sees = form.get("sees_personal") is not None and visitor.reads_texts

        def make() -> str:
            return self._workspace.tokens.add(
                name, scope_of(_text(form, "scope")), days=_days(days), sees_personal=sees,
                by=visitor.name or "",
            ).clear  # fmt: skip

        on(request, name, sees_personal="yes" if sees else "no")
        return await self._told_once(request, make, name)

    async def revoke(self, request: Request) -> Response:
        """Let a token hold no more."""
        form = await request.form(max_files=0, max_fields=2)
        no = _text(form, "no")
        on(request, no)
        number = int(no) if no.isascii() and no.isdigit() and len(no) < 10 else 0
        return await self._changed(request, lambda: self._workspace.tokens.revoke(number))

    async def make_source(self, request: Request) -> Response:
        """Let a source send, and show its key this once."""
        form = await request.form(max_files=0, max_fields=12)
        name, kind = _text(form, "name"), _text(form, "kind")
        on(request, name, kind=kind)
        return await self._told_once(request, lambda: self._made(form, name, kind), name)

    def _made(self, form: FormData, name: str, kind: str) -> str:
        """What is told of a new source: its key, its tag, or its address.

        Raises:
            WebhookUnfit: a webhook without a sender or its secret.
            StandUnfit: a stand that does not say whose it is.
        """
        desk = self._workspace.sources
        if kind == "webhook":
            format_, secret = _text(form, "format"), str(form.get("secret") or "").strip()
            if format_ not in HOOKS or not secret:
                raise WebhookUnfit
            made = desk.add_webhook(name, format_=format_, secret=secret)
            return "\n".join(filter(None, (f"/hooks/{made.id}", made.verify_token)))
        if kind in PLACES:
            given = {one: _text(form, one) or None for one in ("title", "firm", "privacy_url")}
            if kind == "counter":
                given |= {"firm": None, "privacy_url": None}
            elif not _is_notice(given["firm"], given["privacy_url"]):
                raise StandUnfit
            return _clear(desk.add_entry(name, kind=kind, **given))
        sites = _text(form, "origins").replace(",", " ").split() if kind == "browser" else ()
        return _clear(desk.add(name, kind=kind if kind in KINDS else KINDS[0], origins=sites))

    async def rotate(self, request: Request) -> Response:
        """Give a source a new key, and show it this once; those it has hold for a day."""
        form = await request.form(max_files=0, max_fields=2)
        name = _text(form, "name")
        on(request, name)
        return await self._told_once(
            request, lambda: _clear(self._workspace.sources.rotate(name)), name
        )

    async def switch(self, request: Request) -> Response:
        """Switch a source off, or on again."""
        form = await request.form(max_files=0, max_fields=3)
        name, is_on = _text(form, "name"), _text(form, "on") == "yes"
        desk = self._workspace.sources
        on(request, name, on="yes" if is_on else "no")
        return await self._changed(
            request, lambda: desk.enable(name) if is_on else desk.disable(name)
        )

    async def _told_once(self, request: Request, make: Callable[[], str], name: str) -> Response:
        try:
            clear = await asyncio.to_thread(make)
        except PercorsoError as failure:
            return await self._shown(request, self._shell.why(request, failure))
        return self._shell.page(request, "key", {"clear": clear, "name": name})

    async def _changed(self, request: Request, change: Callable[[], None]) -> Response:
        try:
            await asyncio.to_thread(change)
        except PercorsoError as failure:
            return await self._shown(request, self._shell.why(request, failure))
        return RedirectResponse(f"{_ADDRESS}?done=1", status_code=303)

    async def _shown(self, request: Request, trouble: str) -> Response:
        language = self._shell.language(request)
        told = await asyncio.to_thread(self._told, language)
        told |= {
            "trouble": trouble, "done": "done" in request.query_params,
            "may_see": visitor_of(request).reads_texts,
        }  # fmt: skip
        return self._shell.page(request, "keys", told, status=422 if trouble else 200)

    def _told(self, language: Lang) -> dict[str, Any]:
        now = datetime.now(UTC).replace(tzinfo=None)
        return {
            "tokens": [self._token(one, now, language) for one in self._workspace.tokens.all()],
            "sources": [_source(one) for one in self._workspace.sources.all()],
            "scopes": TOKEN_SCOPES, "kinds": KINDS, "hooks": HOOKS, "longest_name": LONGEST_NAME,
        }  # fmt: skip

    def _token(self, one: ApiToken, now: datetime, language: Lang) -> dict[str, Any]:
        def day(at: datetime | None) -> str:
            if at is None:
                return ""
            local = at.replace(tzinfo=UTC).astimezone(self._shell.company.zone)
            return str(format_date(local, "d MMM y", locale=language))

        say = words_of(language)
        return {
            "no": one.no, "name": one.name, "scope": say[f"scope_{one.scope}"],
            "sees_personal": one.sees_personal, "made": day(one.made_at), "by": one.made_by,
            "until": day(one.until_at), "used": day(one.used_at), "holds": one.holds(now),
        }  # fmt: skip


def _source(one: SendingSource) -> dict[str, Any]:
    return {
        "name": one.door.key, "kind": one.door.kind, "is_on": one.door.disabled_at is None,
        "keys": one.live_keys, "sites": " ".join(one.door.origins),
        "can_rotate": one.door.kind != "webhook",
    }  # fmt: skip


def _clear(made: NewKey) -> str:
    """What is told of a new key: what goes where it is used, as it stands there."""
    return made.tag or made.address or made.write_key or ""


def _text(form: FormData, name: str) -> str:
    return " ".join(str(form.get(name) or "").split())


class DaysUnreadable(InputError):
    """A number of days that is none."""

    def __init__(self, came: str) -> None:
        self.came = came
        super().__init__(f"A token holds a number of days such as 90, got {came!r}. None was made.")


class WebhookUnfit(InputError):
    """A webhook without a sender or its secret."""

    def __init__(self) -> None:
        super().__init__(
            "A webhook has a sender of the list, and the secret it signs with. None was made."
        )


class StandUnfit(InputError):
    """A stand that does not tell who answers for the data."""

    def __init__(self) -> None:
        super().__init__(
            "A stand tells customers which firm answers for their data and where the whole notice "
            "is, as https://shop.example/privacy. None was made."
        )


def _is_notice(firm: str | None, privacy_url: str | None) -> bool:
    parts = urlsplit(privacy_url or "")
    return bool(firm) and parts.scheme in ("http", "https") and bool(parts.hostname)


def _days(text: str) -> int | None:
    """How long a token holds; None until it is revoked.

    Raises:
        DaysUnreadable: it is no number.
    """
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise DaysUnreadable(text[:20])
    return int(text)
