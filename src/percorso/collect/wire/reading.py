"""What an event of the Segment wire tells: one interaction, with who, when, where and how much."""

import functools
import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

import msgspec

from percorso.collect.wire import posthog
from percorso.collect.wire.consents import choices_of
from percorso.collect.wire.judging import own_id
from percorso.collect.wire.moments import moment_of
from percorso.domain.consent.choices import Choice
from percorso.domain.contact import Contact
from percorso.domain.traits import traits_in

# Reads amounts as they are written, never through binary fractions.
decode_exactly = msgspec.json.Decoder(float_hook=Decimal).decode
NUL = b"\\u0000"
_CANONICAL = msgspec.json.Encoder(order="sorted", decimal_format="number")
# Added on the way: not what the sender said happened.
_TRANSPORT = frozenset({"sentAt", "writeKey", "receivedAt", "_metadata"})

_NAME_OF_CALL = {
    "identify": "customer.identified",
    "group": "group.joined",
    "alias": "customer.aliased",
    "page": "page.viewed",
    "screen": "screen.viewed",
}
# What of traits and properties stays in the archive alone, since it tells who somebody is.
_CONTACT = frozenset({"email", "phone"})
_PRIVATE = {
    "identify": _CONTACT
    | {"id", "name", "firstName", "lastName", "first_name", "last_name", "username", "avatar",
       "address", "birthday"},
    "group": _CONTACT,
}  # fmt: skip
_REFERENCES = ("order_id", "tracking_number", "invoice_id", "case_id")
_AMOUNTS = ("total", "revenue", "value")
_TIMES = tuple((name, f"_{name}") for name in ("originalTimestamp", "timestamp", "sentAt"))
_KEPT_OF_CONTEXT = (("campaign", dict), ("consent", dict), ("locale", str), ("timezone", str))
_MOST_DIGITS = 14
_LONGEST_NAME = 200
_CURRENCY = re.compile(r"[A-Za-z]{3}")
# A part of an address that names one thing of many: a number, or a long mixture of signs.
_ONE_OF_MANY = re.compile(r"(?=.*[0-9])[0-9a-zA-Z_.~%-]+|[0-9a-fA-F-]{16,}")
_MOST_PATH_PARTS = 3
# What a door notes of a program that says of itself that it is no person's.
ROBOT = "robot"


class Unreadable(ValueError):
    """A message that its door has taken and its reader cannot read."""


class Event:
    """An event as its sender wrote it, what the envelope lacks for it filled in.

    Args:
        raw: Its bytes.
        call: The type its path tells; empty where the event tells it.
        shared: What of the envelope belongs to it.
        form: How it is written: as PostHog's clients do, or else as Segment's.
        value: The same decoded exactly, where it is already.
    """

    def __init__(
        self, raw: bytes, call: str, shared: Mapping[str, Any], form: str = "", value: Any = None
    ) -> None:
        value = decode_exactly(raw) if value is None else value
        if not isinstance(value, dict):
            raise Unreadable("the event is no object")
        cleaned = _without_nul(value) if NUL in raw else value
        self.is_cleaned = cleaned is not value and cleaned != value
        self.told: dict[str, Any] = (
            posthog.as_segment(cleaned) if form == posthog.FORMAT else cleaned
        )
        self.kind: str = call or self.told["type"]
        self._shared = shared
        self.context = _filled(self.told.get("context"), shared.get("context"))
        traits = self.told.get("traits")
        self.traits = traits if isinstance(traits, dict) else _object(self.context.get("traits"))
        self.properties = _object(self.told.get("properties"))

    def fingerprint(self) -> str:
        """The hash of what the sender said, whatever the way it came (WIRE-FORMATS 6)."""
        said = self.told
        if not _TRANSPORT.isdisjoint(said):
            said = {name: value for name, value in said.items() if name not in _TRANSPORT}
        return hashlib.sha256(_CANONICAL.encode(said)).hexdigest()

    def id(self, fingerprint: str, received_at: datetime) -> str:
        """The sender's own id; else the fingerprint, of one without a time with the second."""
        own = own_id(self.told)
        if own is not None:
            return own
        if self.told.get("originalTimestamp") or self.told.get("timestamp"):
            return fingerprint
        second = f"{fingerprint}|{received_at:%Y-%m-%dT%H:%M:%S}"
        return hashlib.sha256(second.encode()).hexdigest()

    def contact(self, received_at: datetime, agent: str) -> Contact:
        """The interaction it tells of.

        Args:
            received_at: Aware UTC.
            agent: What its door noted of the program that sent it.
        """
        moment = moment_of(self.told, self._shared.get("sentAt"), received_at)
        flags = moment.flags
        if self.is_cleaned:
            flags = (*flags, "nul_removed")
        if own_id(self.told) is None:
            flags = (*flags, "message_id_replaced")
        is_machine = agent == ROBOT
        kind = "" if self.kind == "track" else _NAME_OF_CALL[self.kind]
        return Contact(
            at=moment.at,
            name=self._name(),
            type=kind,
            at_quality=moment.quality,
            cells=self._cells(),
            properties=self._kept(),
            flags=flags,
            verdict="machine" if is_machine else "unknown",
            verdict_reason="robot_agent" if is_machine else "",
            traits=traits_in(self.traits) if self.kind == "identify" else {},
            choices=self._choices(moment.at) if self.kind == "track" else (),
        )

    def _choices(self, at: datetime) -> tuple[Choice, ...]:
        return choices_of(str(self.told["event"]), self.properties, self.context, at)

    def _name(self) -> str:
        if self.kind == "track":
            return str(self.told["event"]).strip()[:_LONGEST_NAME]
        if self.kind not in ("page", "screen"):
            return _NAME_OF_CALL[self.kind]
        words = (self.told.get("category"), self.told.get("name"))
        said = " ".join(one.strip() for one in words if isinstance(one, str) and one.strip())
        return said[:_LONGEST_NAME] or self._page() or _NAME_OF_CALL[self.kind]

    def _page(self) -> str:
        """The path of a page without what names one thing of many: `/product/*`."""
        page = _object(self.context.get("page"))
        told = (self.properties.get("path"), page.get("path"),
                self.properties.get("url"), page.get("url"))  # fmt: skip
        found = next((one for one in told if isinstance(one, str) and one.strip()), "")
        try:
            path = urlsplit(found.strip()).path
        except ValueError:
            return ""
        parts = [part for part in path.split("/") if part][:_MOST_PATH_PARTS]
        if not parts:
            return "/" if found else ""
        plain = ("*" if _ONE_OF_MANY.fullmatch(part) else part for part in parts)
        return ("/" + "/".join(plain))[:_LONGEST_NAME]

    def _cells(self) -> dict[str, str]:
        properties = self.properties
        anonymous = "previousId" if self.kind == "alias" else "anonymousId"
        cells = {
            "user_id": _text(self.told.get("userId")),
            "anonymous_id": _text(self.told.get(anonymous)),
            "channel": self._channel(),
        }
        for place in (properties, _object(self.context.get("traits")), self.traits):
            for name in () if _CONTACT.isdisjoint(place) else _CONTACT:
                # Nothing in a place that is asked later leaves what an earlier one says.
                if name in place and (text := _text(place[name])):
                    cells[name] = text
        if "externalIds" in self.context:
            cells |= self._external_ids()
        for role in _REFERENCES:
            if role in properties:
                cells[role] = _text(properties[role])
        for name in _AMOUNTS:
            if name in properties and (money := _money(properties[name])):
                cells["amount"] = money
                break
        currency = properties.get("currency")
        if isinstance(currency, str) and _CURRENCY.fullmatch(currency):
            cells["currency"] = currency
        return {role: text for role, text in cells.items() if text}

    def _external_ids(self) -> dict[str, str]:
        found: dict[str, str] = {}
        listed = self.context.get("externalIds")
        for one in listed if isinstance(listed, list) else ():
            kind, value = (
                (one.get("type"), _text(one.get("id"))) if isinstance(one, dict) else ("", "")
            )
            if kind in ("email", "phone", "loyalty_card") and value:
                found.setdefault(kind, value)
        return found

    def _channel(self) -> str:
        library = _object(self.context.get("library")).get("name")
        if self.kind == "screen" or isinstance(self.context.get("app"), dict):
            return "app"
        is_browser = isinstance(library, str) and "js" in library.lower() and "node" not in library
        has_page = self.kind == "page" or isinstance(self.context.get("page"), dict)
        return "web" if is_browser or has_page else ""

    def _kept(self) -> dict[str, Any]:
        """Its properties without what points to a person, and what it was told with.

        Of a call that describes a person or a group, the traits are its properties.
        """
        traits = self.traits if self.kind in _PRIVATE else {}
        kept = {**traits, **self.properties}
        for name in _PRIVATE.get(self.kind, _CONTACT):
            kept.pop(name, None)
        for name, kept_name in _TIMES:
            told = self.told.get(name) or (self._shared.get(name) if name == "sentAt" else None)
            if isinstance(told, str):
                kept.setdefault(kept_name, told)
        context = self.context
        page = _object(context.get("page"))
        for name in ("url", "referrer"):
            if isinstance(told := page.get(name), str) and told:
                kept.setdefault(name, told)
        for name, kind in _KEPT_OF_CONTEXT:
            if isinstance(told := context.get(name), kind):
                kept.setdefault(name, told)
        visit = context.get("visitId")
        if isinstance(visit, str) and visit:
            kept.setdefault("visit_id", visit[:_LONGEST_NAME])
        return kept


@functools.lru_cache(maxsize=64)
def received_utc(instant: datetime) -> datetime:
    """An instant of the stores, naive UTC, as an aware one."""
    return instant.replace(tzinfo=UTC)


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _filled(own: object, shared: object) -> dict[str, Any]:
    """The item's members, and the envelope's where it lacks them; explicit null is lacking."""
    mine = _object(own)
    if None in mine.values():
        mine = {name: value for name, value in mine.items() if value is not None}
    return {**shared, **mine} if isinstance(shared, dict) else mine


def _text(value: object) -> str:
    """An identifier or a number as text; anything else is none."""
    if isinstance(value, str):
        return value.strip()
    if value is None or isinstance(value, bool):
        return ""
    return str(value) if isinstance(value, (int, Decimal)) else ""


def _money(value: object) -> str:
    """An amount as a plain decimal text, where it is one the stores can hold."""
    if isinstance(value, bool) or not isinstance(value, (int, Decimal, str)):
        return ""
    try:
        amount = value if isinstance(value, Decimal) else Decimal(str(value).strip())
    except InvalidOperation:
        return ""
    if not amount.is_finite() or amount.adjusted() >= _MOST_DIGITS:
        return ""
    # Rounding may add a digit.
    text = f"{amount:.4f}"
    return text if len(text.lstrip("-")) <= _MOST_DIGITS + len(".0000") else ""


def _without_nul(value: Any) -> Any:
    """The same without U+0000, which no database keeps as text."""
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, list):
        return [_without_nul(one) for one in value]
    if isinstance(value, dict):
        return {_without_nul(name): _without_nul(one) for name, one in value.items()}
    return value
