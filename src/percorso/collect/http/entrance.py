"""Who may enter contacts, and when what they entered is on disk: what counters and stands share."""

import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from percorso.collect.entry.entry import ENTRY_DOOR, ENTRY_FORMAT, Entry, UnfitEntry
from percorso.collect.entry.pages import page
from percorso.collect.entry.place import EntryPlace
from percorso.collect.entry.sheet import SheetRow
from percorso.collect.entry.stamps import LONGEST, new_stamp, stamp_in
from percorso.collect.entry.words import Lang, language_of, words_of
from percorso.collect.http import answers
from percorso.collect.http.answers import TurnedAway
from percorso.collect.http.collector import Collector, now_naive
from percorso.collect.http.entry_requests import (
    MOST_BYTES,
    Foreign,
    Form,
    Robot,
    check_origin,
    form_of,
    html,
)
from percorso.collect.http.key_book import Holder
from percorso.collect.http.limits import Rate
from percorso.collect.http.reading_requests import body_of, check_head
from percorso.collect.messages import envelope_text
from percorso.store.inbox_writer import Delivery
from percorso.store.records.doors import Kind
from percorso.store.records.inbox import Batch
from percorso.store.records.rejections import Rejection

_LOG = logging.getLogger("percorso")
# A person sends a form now and then; of one address, which a fair's visitors may share, at most
# so many a second.
_FORMS_PER_SECOND = 5
_HIDDEN = "website"


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody at a place.

    Attributes:
        holder: The source, and the key of the address.
        place: What is said of it.
        key: The key.
        language: Of the page.
        path: Of the place's address.
    """

    holder: Holder
    place: EntryPlace
    key: str
    language: Lang
    path: str


Work = Callable[[Request, Visit], Awaitable[Response]]


class Entrance:
    """Lets people in, and keeps what they enter.

    Args:
        collector: The doors, with their book, limits and writer.
        zone: Of the times people tell.
        public_url: Where browsers reach the server; empty is where the request came to.
    """

    def __init__(self, collector: Collector, zone: str, public_url: str = "") -> None:
        self._collector = collector
        self._forms = Rate(_FORMS_PER_SECOND)
        self.zone = zone
        self._public = public_url.rstrip("/")

    def answering(self, kind: Kind, work: Work) -> Callable[[Request], Awaitable[Response]]:
        """A route that answers with pages, whatever happens."""

        async def answer(request: Request) -> Response:
            language = language_of(
                request.query_params.get("lang"), request.headers.get("accept-language", "")
            )
            try:
                check_head(request, self._collector.limits)
                self._collector.check_load(request)
                return await work(request, await self._visit(request, kind, language))
            except TurnedAway as turned:
                self._collector.refused[turned.code] += 1
                return turned_page(turned, language)
            except ClientDisconnect:
                self._collector.refused["client_gone"] += 1
                return Response(status_code=400)
            except Exception:  # noqa: BLE001 - who entered something is told that it is not kept
                _LOG.exception("A form failed; who sent it was told to come again.")
                return turned_page(answers.Overloaded(), language)

        return answer

    async def _visit(self, request: Request, kind: Kind, language: Lang) -> Visit:
        """Who a key of an address belongs to.

        Raises:
            TurnedAway: nobody, or no longer.
            SourceDisabled: it is switched off.
        """
        key = request.path_params["key"]
        book = self._collector.book
        # People are few and slow: a key that was replaced shows them nothing from then on.
        await book.renew()
        holder = book.find(key, now_naive())
        if holder is None or holder.door.kind != kind or holder.door.place is None:
            raise TurnedAway(404, "not_found", "Nobody enters contacts at this address.")
        if holder.door.disabled_at is not None:
            raise answers.SourceDisabled()
        place = EntryPlace.from_text(holder.door.place)
        return Visit(holder, place, key, language, f"/{kind}/{key}")

    def base_url(self, request: Request) -> str:
        """Where browsers reach the server."""
        return self._public or f"{request.url.scheme}://{request.headers.get('host', '')}"

    def is_local(self, request: Request) -> bool:
        """Whether no other machine can reach that."""
        host = urlsplit(self.base_url(request)).hostname or ""
        return host in ("localhost", "::1") or host.startswith("127.")

    def stamp(self, visit: Visit) -> str:
        """A stamp for a form that is served now."""
        return new_stamp(visit.place.secret, datetime.now(UTC))

    async def form(self, request: Request) -> Form:
        """What a form brings.

        Raises:
            Foreign: another site's page has sent it.
            Robot: a program filled it in.
        """
        check_origin(request, self._public)
        limits = self._collector.limits
        async with body_of(request, MOST_BYTES, limits, self._collector.under_way) as body:
            told = await form_of(request, body)
        if told.fields.get(_HIDDEN):
            raise Robot
        return told

    def warning(self, request: Request, visit: Visit, told: Mapping[str, str]) -> str:
        """Why a form cannot be taken as it comes: the key of a sentence; empty where it can.

        Raises:
            Foreign: it is none of ours.
        """
        stamp = stamp_in(told.get("stamp", ""), visit.place.secret, datetime.now(UTC))
        if stamp is None:
            raise Foreign
        if stamp.is_fresh:
            address = request.client.host if request.client else ""
            return "busy" if self._forms.wait_seconds(address, time.monotonic()) else ""
        return "stale" if stamp.age > LONGEST else "busy"

    def nonce(self, visit: Visit, told: Mapping[str, str]) -> str:
        """What makes a form one of a kind."""
        stamp = stamp_in(told.get("stamp", ""), visit.place.secret, datetime.now(UTC))
        return stamp.nonce if stamp is not None else ""

    async def keep(self, visit: Visit, rows: Sequence[SheetRow]) -> None:
        """Wait until what was entered is on disk, that which cannot be used with its reason.

        Raises:
            TurnedAway: it is not kept.
        """
        at, source_no = now_naive(), visit.holder.door.source_no
        raw = [row.entry.as_bytes() for row in rows]
        refused = tuple(place for place, row in enumerate(rows) if row.problems)
        body = b"[" + b",".join(raw) + b"]"
        batch = Batch(
            source_no, at, ENTRY_DOOR, "", len(rows), refused, {"format": ENTRY_FORMAT}, body
        )
        rejections = tuple(_rejection(rows[place], raw[place]) for place in refused)
        await self._collector.store(
            Delivery(
                source_no, visit.holder.key.sha256, at, len(rows),
                batch if len(refused) < len(rows) else None, rejections,
            )
        )  # fmt: skip


def _rejection(row: SheetRow, raw: bytes) -> Rejection:
    envelope = envelope_text({"format": ENTRY_FORMAT, "door": ENTRY_DOOR}, {})
    return Rejection(
        row.entry.id, "schema", UnfitEntry.code, row.reason, raw.decode(), None, row.line,
        envelope=envelope,
    )  # fmt: skip


def one_row(entry: Entry) -> list[SheetRow]:
    """An entry of a form as the one row it is."""
    return [SheetRow(0, entry)]


def turned_page(turned: TurnedAway, language: Lang) -> Response:
    """The page for who is turned away: what it means, in their language."""
    say = words_of(language)
    if turned.status == 404:
        heading, text = say["gone_title"], say["gone"]
    elif turned.status in (429, 503):
        heading, text = say["foreign_title"], say["busy" if turned.status == 429 else "unkept"]
    else:
        heading, text = say["foreign_title"], say["foreign"]
    answer = html(
        page("message", language, heading=heading, text=text, whose="", link=""),
        language,
        turned.status,
    )
    if turned.retry_seconds is not None:
        answer.headers["Retry-After"] = str(turned.retry_seconds)
    return answer
