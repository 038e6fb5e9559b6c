"""What was entered by hand, as it is kept, and the interaction it tells of."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from percorso.collect.entry.kinds import KIND_OF
from percorso.domain.consent.choices import Choice, Proof, choices_told
from percorso.domain.contact import Contact
from percorso.domain.errors import InputError

ENTRY_DOOR = "entry"
ENTRY_FORMAT = "entry"
_AHEAD = timedelta(minutes=5)
_KEPT = ("place", "note", "by", "form", "document")


class UnfitEntry(InputError):
    """What somebody entered cannot be an interaction."""

    code = "bad_entry"

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        said = "; ".join(f"{field}: {problem}" for field, problem in problems.items())
        super().__init__(f"The entry cannot be used as it is: {said}. Mend it and enter it again.")


class Consent(msgspec.Struct, frozen=True, omit_defaults=True):
    """A choice, with what proves it.

    Attributes:
        purposes: Purpose -> given or not.
        text: What was shown.
        version: Which text that was.
        language: Of the text.
        document: The paper it stands on, if any.
    """

    purposes: dict[str, bool]
    text: str = ""
    version: str = ""
    language: str = ""
    document: str = ""


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """A contact as somebody entered it; what is empty is left out.

    Attributes:
        id: What makes it one of a kind in its source.
        form: `counter`, `list` or `stand`.
        kind: Of contact.
        at: When, ISO 8601 with its offset; empty is when it came.
        email, phone, customer, order: Who it is, or whose order.
        name: What the person is called; kept with the raw message, and as a trait of theirs.
        place, note, by, document: Where, what was said, who took it, which paper.
        consent: What was agreed to.
        row: Of a list: the cells as they stand there, by the column's key.
        zone: Of a list: where its times are told.
    """

    id: str
    form: str
    kind: str = ""
    at: str = ""
    email: str = ""
    phone: str = ""
    customer: str = ""
    order: str = ""
    name: str = ""
    place: str = ""
    note: str = ""
    by: str = ""
    document: str = ""
    consent: Consent | None = None
    row: dict[str, str] | None = None
    zone: str = ""

    def as_bytes(self) -> bytes:
        """The message as it is kept."""
        return msgspec.json.encode(self)


def entry_in(raw: bytes) -> Entry:
    """An entry as it was kept.

    Raises:
        UnfitEntry: it is none.
    """
    try:
        return msgspec.json.decode(raw, type=Entry)
    except msgspec.MsgspecError as problem:
        raise UnfitEntry({"message": str(problem)}) from None


def contact_of(entry: Entry, received_at: datetime) -> Contact:
    """The interaction an entry tells of.

    Args:
        entry: With its kind and its time, where it has one.
        received_at: Aware UTC.

    Raises:
        UnfitEntry: its kind is unknown, or its time cannot be.
    """
    kind = KIND_OF.get(entry.kind)
    if kind is None:
        raise UnfitEntry({"kind": f"one of {', '.join(KIND_OF)} is wanted, got {entry.kind!r}"})
    cells = {
        "user_id": entry.customer,
        "email": entry.email,
        "phone": entry.phone,
        "order_id": entry.order,
        "channel": kind.channel,
    }
    if entry.form == "stand" and entry.email:
        # Who stands there says who they are, and nobody checked: one claim joins no two customers.
        del cells["phone"]
    at = _instant(entry.at, received_at)
    return Contact(
        at=at,
        name=kind.name,
        direction=kind.direction,
        actor=kind.actor,
        cells={role: text for role, text in cells.items() if text},
        properties=_properties(entry),
        verdict="human",
        verdict_reason="entered_by_hand",
        # What nobody checked changes no trait.
        traits={"name": entry.name} if entry.name and entry.form != "stand" else {},
        choices=_choices(entry, at),
    )


def _choices(entry: Entry, at: datetime) -> tuple[Choice, ...]:
    """What the person chose; a box the staff left empty is no word of the customer."""
    consent = entry.consent
    if consent is None:
        return ()
    proof = Proof(
        form=entry.form,
        text_version=consent.version,
        text_sha256=hashlib.sha256(consent.text.encode()).hexdigest(),
        language=consent.language,
        document=consent.document or entry.document,
        actor=entry.by,
    )
    is_own = entry.form == "stand"
    chosen = {name: said for name, said in consent.purposes.items() if said or is_own}
    return choices_told(chosen, at, proof)


def _instant(told: str, received_at: datetime) -> datetime:
    """When it was.

    Raises:
        UnfitEntry: it is no time, or one nobody can know of yet.
    """
    if not told:
        return received_at
    try:
        at = datetime.fromisoformat(told).astimezone(UTC)
    except (ValueError, OverflowError):
        raise UnfitEntry({"at": f"a time is wanted, got {told!r}"}) from None
    if at > received_at + _AHEAD:
        raise UnfitEntry({"at": f"{told} lies in the future"})
    if at.year < 1970:
        raise UnfitEntry({"at": f"{told} is before 1970"})
    return at


def _properties(entry: Entry) -> dict[str, Any]:
    told = msgspec.to_builtins(entry)
    kept = {name: told[name] for name in _KEPT if told.get(name)}
    if entry.consent is not None:
        proof = msgspec.to_builtins(entry.consent)
        # The text itself lies with the raw message.
        proof["text_sha256"] = hashlib.sha256(proof.pop("text", "").encode()).hexdigest()
        kept["consent"] = proof
    return kept


def local_instant(day: str, clock: str, zone: str) -> str:
    """A day and a time of day of a zone as ISO 8601 with its offset.

    Raises:
        ValueError: it is no such thing.

    >>> local_instant("2026-11-23", "09:30", "Europe/Rome")
    '2026-11-23T09:30:00+01:00'
    """
    at = datetime.fromisoformat(f"{day}T{clock or '12:00'}")
    return at.replace(tzinfo=ZoneInfo(zone)).isoformat()


def identified(entry: Entry, nonce: str) -> Entry:
    """An entry of a form with its id: of the form, and of what was written on it.

    Sent twice it is one contact; gone back to and changed, it is another.
    """
    said = msgspec.json.encode(msgspec.structs.replace(entry, id=nonce))
    return msgspec.structs.replace(entry, id=hashlib.sha256(said).hexdigest())


def raw_entries(body: bytes) -> list[bytes]:
    """The entries a batch holds, each as it is kept."""
    return [bytes(one) for one in msgspec.json.decode(body, type=list[msgspec.Raw])]
