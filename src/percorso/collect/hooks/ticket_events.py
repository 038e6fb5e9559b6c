"""What happened to a ticket of a help desk: names, and the body a trigger is told to send."""

from collections.abc import Mapping

from percorso.collect.hooks.delivery import Receipt
from percorso.collect.hooks.moments import Moment, moment
from percorso.collect.hooks.node import Node
from percorso.collect.hooks.reading import Contacts, contact
from percorso.domain.contact import Contact

# As the file profiles of help desks call them.
OPENED = "ticket.opened"
ANSWERED = "ticket.answered"
SOLVED = "ticket.solved"
REOPENED = "ticket.reopened"
RATED = "ticket.rated"
# The customer writes again.
REPLIED = "ticket message"

_NAMES = {
    "opened": OPENED,
    "created": OPENED,
    "answered": ANSWERED,
    "replied": REPLIED,
    "solved": SOLVED,
    "closed": SOLVED,
    "reopened": REOPENED,
    "rated": RATED,
}
_OF_THE_COMPANY = (ANSWERED, SOLVED)
_TYPES = {REPLIED: "message.in"}
_KEPT = ("status", "priority", "group", "tags", "via", "type")


def ticket_contact(
    name: str, when: Moment, cells: Mapping[str, str], properties: dict[str, object]
) -> Contact:
    """A contact of a ticket; what customers write or vote is surely theirs."""
    by_company = name in _OF_THE_COMPANY
    return contact(
        name,
        when,
        {"channel": "desk", **cells},
        direction="out" if by_company else "in",
        actor="staff" if by_company else "customer",
        human="" if by_company else "wrote to the help desk",
        type=_TYPES.get(name, ""),
        properties=properties,
    )


def trigger_contacts(told: Node, receipt: Receipt) -> Contacts:
    """What the body of docs/do says: `event`, `ticket_id`, `at`, and who and what.

    Raises:
        UnmappedPayload: a member is missing or is something else.
    """
    event = told.get("event").wanted().lower()
    cells = {
        "case_id": told.get("ticket_id").wanted(),
        "email": told.get("email").text(),
        "phone": told.get("phone").text(),
        "order_id": told.get("order_id").text(),
    }
    name = _NAMES.get(event)
    if name is None:
        return ()
    cells["text"] = told.first("comment", "text").text()
    if name == OPENED:
        cells["text"] = told.get("subject").text() or cells["text"]
    if name == RATED:
        cells |= vote_cells(told.get("score").text())
    when = moment(told.get("at"), receipt)
    return (ticket_contact(name, when, cells, told.kept(*_KEPT)),)


def vote_cells(score: str) -> dict[str, str]:
    """A vote as the cell of a rating, 1 good and 0 bad; nothing where there is none.

    >>> vote_cells("Bad, I'm unsatisfied")
    {'rating': '0'}
    """
    word = score.strip().lower()
    value = "1" if word.startswith("good") else "0" if word.startswith("bad") else ""
    return {"rating": value} if value else {}
