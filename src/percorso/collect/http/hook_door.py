"""The door of webhooks: a sender proves itself; what it delivers is on disk before the answer."""

import time
from datetime import UTC
from urllib.parse import urlsplit

from starlette.requests import Request

from percorso.collect.hook_messages import HOOK_DOOR, envelope_of_hook, split_again
from percorso.collect.hooks import BadSignature, Delivery, HookFormat, StaleSignature, hook_format
from percorso.collect.http import answers
from percorso.collect.http.answers import TurnedAway
from percorso.collect.http.collector import Collector, now_naive
from percorso.collect.http.reading_requests import body_of, check_head
from percorso.store import inbox_writer
from percorso.store.records.doors import Door
from percorso.store.records.inbox import Batch


class HookDoor:
    """Takes deliveries of webhooks.

    Args:
        collector: The doors, with their book, limits and writer.
        public_url: Under which address senders reach the server; empty is that of the request.
    """

    def __init__(self, collector: Collector, public_url: str = "") -> None:
        self._collector = collector
        self._public = public_url.rstrip("/")

    async def take(self, request: Request, public_id: str) -> dict[str, object] | str:
        """Take a delivery in; returns when it is on disk.

        Returns:
            The body of the answer: JSON, or the text a sender that only tries the address wants.

        Raises:
            TurnedAway: nothing of it was taken.
        """
        check_head(request, self._collector.limits)
        self._collector.check_load(request)
        door = await self._door(public_id)
        secrets = self._collector.book.secrets(door, now_naive())
        form = hook_format(door.format)
        limits = self._collector.limits
        under_way = self._collector.under_way
        async with body_of(request, limits.body_of_server, limits, under_way) as body:
            delivery = Delivery(body, dict(request.headers.items()), self._address(request))
            greeting = form.greet and form.greet(request.method, delivery, list(secrets.values()))
            if greeting is not None:
                return greeting
            if request.method != "POST":
                raise TurnedAway(401, "bad_signature", "This call does not bring the token.")
            _check(form, delivery, list(secrets.values()))
            return await self._keep(door, delivery, next(iter(secrets)))

    async def _door(self, public_id: str) -> Door:
        """The source of an address.

        Raises:
            TurnedAway: there is none.
            SourceDisabled: it is switched off.
            RateLimited: it sends too much.
        """
        book = self._collector.book
        door = book.door(public_id)
        if door is None or door.disabled_at is not None:
            # It may be new, or switched on again.
            await book.renew()
            door = book.door(public_id)
        if door is None or door.kind != "webhook":
            raise TurnedAway(404, "not_found", "No webhook's source has this address.")
        if door.disabled_at is not None:
            raise answers.SourceDisabled()
        wait = self._collector.by_key.wait_seconds(public_id, time.monotonic())
        if wait:
            raise answers.RateLimited(wait)
        return door

    async def _keep(self, door: Door, delivery: Delivery, secret_sha256: str) -> dict[str, object]:
        if not delivery.body:
            raise TurnedAway(400, "bad_json", "The delivery is empty.")
        envelope = envelope_of_hook(door.format, delivery.headers, door.mapping)
        count = len(split_again(delivery.body, envelope))
        if count:
            at = now_naive()
            batch = Batch(
                door.source_no, at, HOOK_DOOR, "", count, (), envelope, delivery.body
            )  # fmt: skip
            await self._collector.store(
                inbox_writer.Delivery(door.source_no, secret_sha256, at, count, batch)
            )
        return answers.success(count, [])

    def _address(self, request: Request) -> str:
        """The address the sender called: some signatures cover it, and proxies change it."""
        called = urlsplit(str(request.url))
        if not self._public:
            return called.geturl()
        return f"{self._public}{called.path}" + (f"?{called.query}" if called.query else "")


def _check(form: HookFormat, delivery: Delivery, secrets: list[str]) -> None:
    try:
        form.verify(delivery, secrets, now_naive().replace(tzinfo=UTC))
    except (BadSignature, StaleSignature) as refused:
        raise TurnedAway(401, refused.code, str(refused)) from None
