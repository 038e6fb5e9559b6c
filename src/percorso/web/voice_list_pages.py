"""The page of a firm's own lists of themes, and of phrases that might belong into them."""

import asyncio

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from percorso.domain.access import Permission
from percorso.drawing.language import Language as Speech
from percorso.voice.lexicon import LANGUAGES, Language
from percorso.voice.seeds import SeedsUnreadable, shipped_text
from percorso.web.page import Page, on, visitor_of
from percorso.web.shell import Shell
from percorso.workspace import Workspace

_ADDRESS = "/voice/lists"
_LARGEST_BYTES = 400_000


class VoiceListPages:
    """The page of the lists.

    Args:
        workspace: Whose.
        shell: What stands around.
    """

    def __init__(self, workspace: Workspace, shell: Shell) -> None:
        self._workspace = workspace
        self._shell = shell

    def routes(self) -> list[Page]:
        """Which address shows what."""
        edit = Permission.EDIT_MAP
        return [
            Page(_ADDRESS, self.show, edit),
            Page(_ADDRESS, self.keep, edit, methods=["POST"], act="seed_list_kept",
                 most_bytes=_LARGEST_BYTES),
        ]  # fmt: skip

    async def show(self, request: Request) -> Response:
        """The own list of a language, the package's beside it, and the phrases found."""
        language = _language(request.query_params.get("list", self._shell.language(request)))
        text = await asyncio.to_thread(self._workspace.voice.seed_list, language)
        return await self._page(request, language, text, "")

    async def keep(self, request: Request) -> Response:
        """Keep a list; one that cannot be read stays in the form, and nothing is changed."""
        form = await request.form(max_files=0, max_fields=4, max_part_size=_LARGEST_BYTES)
        language, text = _language(str(form.get("list") or "")), str(form.get("text") or "")
        who = visitor_of(request).name
        try:
            await asyncio.to_thread(self._workspace.voice.keep_seed_list, language, text, who)
        except SeedsUnreadable as failure:
            return await self._page(request, language, text, str(failure))
        on(request, language)
        return RedirectResponse(f"{_ADDRESS}?list={language}&kept=1", status_code=303)

    async def _page(
        self, request: Request, language: Language, text: str, trouble: str
    ) -> Response:
        found = await asyncio.to_thread(self._workspace.voice.phrases)
        speech = Speech(self._shell.language(request))
        share = found.without_theme / found.texts if found.texts else 0.0
        return self._shell.page(
            request, "voice_lists", {
                "list": language, "languages": LANGUAGES, "text": text, "trouble": trouble,
                "kept": "kept" in request.query_params and not trouble,
                "shipped": shipped_text(language),
                "share": speech.share(share), "texts": speech.number(found.texts),
                "phrases": [
                    (one.words, speech.number(one.texts), speech.number(one.customers))
                    for one in found.phrases
                ] if visitor_of(request).reads_texts else [],
            }, status=422 if trouble else 200,
        )  # fmt: skip


def _language(told: str) -> Language:
    return next((known for known in LANGUAGES if known == told), LANGUAGES[0])
