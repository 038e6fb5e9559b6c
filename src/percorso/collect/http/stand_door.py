"""The door of customers at a stand: what is recorded and why stands before every field."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from percorso.collect.entry.entry import Entry, identified
from percorso.collect.entry.fields import Problems, cleaned, problems_of_stand
from percorso.collect.entry.pages import code_of, page
from percorso.collect.entry.place import KIND_OF_CHANNEL
from percorso.collect.entry.terms import chosen, consent_to, terms_of, version_of
from percorso.collect.entry.words import words_of
from percorso.collect.http.entrance import Entrance, Visit, one_row
from percorso.collect.http.entry_requests import html, seen_other


class StandDoor:
    """The pages of a stand.

    Args:
        entrance: Who lets people in.
    """

    def __init__(self, entrance: Entrance) -> None:
        self._entrance = entrance

    async def form(self, request: Request, visit: Visit) -> Response:
        """The page behind the code: looking at it records nothing, sending it does."""
        if request.method == "GET":
            is_done = "done" in request.query_params
            return self._thanks(visit) if is_done else self._shown(visit, {})
        told = cleaned((await self._entrance.form(request)).fields)
        purposes = chosen(told)
        problems = problems_of_stand(told, purposes)
        warning = self._entrance.warning(request, visit, told)
        text = terms_of(visit.place, visit.language)
        if told.get("terms") != version_of(text):
            warning = "terms_changed"
        if problems or warning:
            return self._shown(visit, told, problems, warning)
        entry = Entry(
            "", "stand", KIND_OF_CHANNEL[visit.place.channel],
            email=told.get("email", ""), phone=told.get("phone", ""), name=told.get("name", ""),
            place=visit.place.title, consent=consent_to(text, purposes, visit.language),
        )  # fmt: skip
        entry = identified(entry, self._entrance.nonce(visit, told))
        await self._entrance.keep(visit, one_row(entry))
        return seen_other(f"{visit.path}?lang={visit.language}&done=1")

    def _shown(
        self, visit: Visit, told: Mapping[str, str], problems: Problems | None = None,
        warning: str = "",
    ) -> Response:  # fmt: skip
        text = page(
            "stand", visit.language, place=visit.place, told=told, problems=problems or {},
            warning=warning, stamp=self._entrance.stamp(visit),
            terms=version_of(terms_of(visit.place, visit.language)),
        )  # fmt: skip
        return html(text, visit.language, 422 if problems or warning else 200)

    def _thanks(self, visit: Visit) -> Response:
        say = words_of(visit.language)
        text = page(
            "message", visit.language, heading=say["thanks_title"],
            text=say["thanks"].format(firm=visit.place.firm), whose=visit.place.firm,
            link=visit.place.privacy_url,
        )  # fmt: skip
        return html(text, visit.language)

    async def poster(self, request: Request, visit: Visit) -> Response:
        """The page to be printed and hung up."""
        address = f"{self._entrance.base_url(request)}{visit.path}"
        text = page(
            "poster", visit.language, place=visit.place, address=address, code=code_of(address),
            is_local=self._entrance.is_local(request),
        )  # fmt: skip
        return html(text, visit.language)
