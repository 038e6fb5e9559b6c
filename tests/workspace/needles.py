"""Persons whose every value is one of a kind, sent through every door of a workspace."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from percorso.domain.errors import NotFoundError
from percorso.store.records import rejections
from percorso.store.records.rejections import Rejection
from percorso.workspace import Workspace
from tests.workspace.inbox import RECEIVED, Inbox, event


@dataclass(frozen=True)
class Needle:
    """A person nobody can be mistaken for."""

    number: int

    @property
    def user_id(self) -> str:
        return f"kunde-{self.number:04d}-nadel"

    @property
    def email(self) -> str:
        return f"needle{self.number:02d}@posta-nadel.example"

    @property
    def phone(self) -> str:
        return f"+39355{self.number:07d}"

    @property
    def surname(self) -> str:
        return f"Nadelstein{self.number:02d}"

    @property
    def order(self) -> str:
        return f"NADEL-{self.number:05d}"

    @property
    def words(self) -> str:
        return f"nadelwort{self.number:02d} was said here"

    @property
    def texts(self) -> list[str]:
        """All that a scanner looks for."""
        spaced = f"355 {self.number:07d}"
        return [
            self.user_id, self.email, self.phone, spaced, self.surname, self.order, self.words,
        ]  # fmt: skip


def sent_through_every_door(folder: Path, needles: list[Needle], others: int) -> Inbox:
    """A workspace where needles and others came in by files, wire and hand, and were rejected."""
    inbox = Inbox(folder / "company")
    everybody = [*needles, *(Needle(5000 + place) for place in range(others))]
    _load_files(inbox.workspace, folder, everybody)
    _send(inbox, everybody)
    inbox.load(seal=True)
    _send_later(inbox, everybody)
    for one in everybody[: len(needles)]:
        inbox.workspace.consent.record(one.email, "marketing", "given", "email")
    inbox.workspace.lake.export(text="a test", keep=timedelta(hours=1), buckets=4)
    inbox.workspace.map()
    return inbox


def _load_files(workspace: Workspace, folder: Path, everybody: list[Needle]) -> None:
    head = "customer_id,email,phone,surname,at,touchpoint,order_id,review\n"
    day = "2026-11-{:02d}T10:00:00Z"
    orders = [
        f"{one.user_id},{one.email},355 {one.number:07d},{one.surname},"
        f"{day.format(1 + place % 20)},Order Completed,{one.order},{one.words}\n"
        # Its time cannot be read: the row is set aside, whole.
        f"{one.user_id},{one.email},,{one.surname},some day,Home,,\n"
        for place, one in enumerate(everybody)
    ]
    _load(workspace, folder, "orders.csv", head + "".join(orders), "shop")
    parcels = [f"TRK-{one.order},{one.order},2026-11-21T10:00:00Z,Delivered\n" for one in everybody]
    _load(workspace, folder, "parcels.csv",
          "tracking_number,order_id,at,touchpoint\n" + "".join(parcels), "courier")  # fmt: skip
    # An invoice of two rows is one contact; only its first row names anybody.
    lines = [
        f"F{one.order},{mail},2026-11-2{day}T11:00:00Z,Invoice,{one.words} {day}\n"
        for one in everybody
        for day, mail in ((1, one.email), (2, ""))
    ]
    _load(workspace, folder, "invoices.csv", "invoice_id,email,at,touchpoint,item\n"
          + "".join(lines), "till", one_per="invoice_id")  # fmt: skip


def _load(
    workspace: Workspace, folder: Path, name: str, text: str, source: str, **how: Any
) -> None:
    path = folder / name
    path.write_text(text)
    workspace.load(path, source=source, **how)


def _send(inbox: Inbox, everybody: list[Needle]) -> None:
    events: list[object] = []
    for one in everybody:
        traits = {"email": one.email, "lastName": one.surname, "phone": one.phone}
        events += [
            event(f"i-{one.number}", one.user_id, type="identify", traits=traits),
            event(f"t-{one.number}", one.user_id, properties={"note": one.words}),
        ]
    inbox.brings(*events, source="site")
    for one in everybody:
        inbox.delivers("freshdesk", _ticket(one))


def _ticket(one: Needle) -> object:
    """What a help desk's webhook says when somebody writes."""
    told = {
        "ticket_id": 7000 + one.number, "ticket_subject": one.words, "ticket_status": "Open",
        "ticket_description": "…", "ticket_url": f"https://desk.example/{one.number}",
        "ticket_source": "Email", "ticket_contact_name": f"Ada {one.surname}",
        "ticket_contact_email": one.email, "ticket_contact_phone": one.phone,
    }  # fmt: skip
    return {"freshdesk_webhook": told}


def _letter(one: Needle) -> object:
    """What a mail service's webhook says of a letter it has sent."""
    return {
        "event": "request", "email": one.email, "id": one.number, "date": "2026-11-01 10:00:00",
        "ts": 1793530800, "ts_event": 1793530800, "subject": one.words,
        "message-id": f"<{one.number}@mail.example>",
    }  # fmt: skip


def _send_later(inbox: Inbox, everybody: list[Needle]) -> None:
    """Some is loaded and not sealed, some waits, and some was refused at the door."""
    for one in everybody:
        inbox.delivers("brevo", _letter(one))
    inbox.brings(*(event(f"u-{one.number}", one.user_id) for one in everybody), source="site")
    inbox.load()
    inbox.brings(*(event(f"w-{one.number}", one.user_id) for one in everybody), source="site")
    refused = [
        Rejection(f"r-{one.number}", "door", "bad_event", "no type",
                  f'{{"userId": "{one.user_id}", "note": "{one.words}"}}', None, None)
        for one in everybody
    ]  # fmt: skip
    with inbox.stores.records.write() as connection:
        rejections.keep_rejected(connection, 1, refused, RECEIVED)


def is_known(workspace: Workspace, name: str) -> bool:
    """Whether a workspace has a customer of this name."""
    try:
        workspace.cards.of(name)
    except NotFoundError:
        return False
    return True
