"""What happened, where no column of a file says so: an order, a review, a request for help."""

from collections.abc import Mapping

from percorso.domain.mapping import RATING_ROLES

# Columns of these names tell what became of a thing later, not what happened at its time.
_STATES = frozenset({"stato", "status", "state", "stato ordine", "order status"})
_TEXTS = frozenset({"text", "subject"})


def touchpoint_of_all(file: str, columns: Mapping[str, str]) -> str | None:
    """The key of the touchpoint every row of a file tells of; None where nothing speaks of one.

    An export of orders has a line an order, at the time it was placed: what its state says came
    later. One of ratings or of requests for help has no column for what happened at all.

    Args:
        file: Its name.
        columns: role -> column, as they were recognised.

    >>> orders = {"order_id": "N.", "amount": "Totale", "touchpoint": "Stato"}
    >>> touchpoint_of_all("ordini.csv", orders)
    'order'
    >>> touchpoint_of_all("recensioni_google.csv", {"stars": "Stelle", "text": "Testo"})
    'google_review'
    >>> touchpoint_of_all("eventi.csv", {"touchpoint": "Evento", "amount": "Totale"}) is None
    True
    """
    told = columns.get("touchpoint", "")
    if told and told.strip().lower() not in _STATES:
        return None
    name = file.lower()
    if columns.keys() & RATING_ROLES:
        return _review(name, columns)
    if {"order_id", "amount"} <= columns.keys():
        return "order"
    if _TEXTS & columns.keys():
        return "ticket_opened"
    return None


def _review(name: str, columns: Mapping[str, str]) -> str | None:
    for word, key in (("google", "google_review"), ("trustpilot", "trustpilot_review")):
        if word in name:
            return key
    # A rating beside an amount is one of many things.
    return None if "amount" in columns else "review"
