"""Tells owners by mail which follow-ups were opened for them; each is told once."""

import logging
from collections import defaultdict
from collections.abc import Iterable

from percorso.domain.errors import InputError, PercorsoError
from percorso.domain.follow_up import FollowUp, Told
from percorso.store.records import catalogue as catalogue_records
from percorso.store.records import follow_ups as records
from percorso.store.records import users as user_records
from percorso.workspace.mail.letter import Letter
from percorso.workspace.mail.sending import LetterInDoubt, PostOffice
from percorso.workspace.stores import Stores

_LOG = logging.getLogger("percorso")
_MOST_NAMED = 20
_WORDS = {
    "it": {
        "subject": "Da seguire: {count} su {company}",
        "head": "Un cliente ha detto che qualcosa non va. Da seguire:",
        "line": "- n. {no}, {place}, entro il {due}",
        "more": "e altri {count}.",
        "where": "Apri: {address}/follow-ups",
    },
    "en": {
        "subject": "To follow up: {count} at {company}",
        "head": "A customer said that something went badly. To be followed up:",
        "line": "- no. {no}, {place}, by {due}",
        "more": "and {count} more.",
        "where": "Open: {address}/follow-ups",
    },
}


def tell_owners(stores: Stores) -> int:
    """Send each owner who is a user one letter on what was opened for them since the last.

    No customer is named in it. What was handed over and not answered is in doubt, and never sent
    again; what was put off is sent the next time.

    Returns:
        How many letters were taken. Without a mail server none is sent, and nothing is said.
    """
    settings = stores.settings
    if not settings.smtp_host:
        return 0
    with stores.records.read() as connection:
        waiting = [
            one for one in records.follow_ups(connection)
            if not one.told and one.owner_email and one.handling.is_open
        ]  # fmt: skip
    by_owner: defaultdict[str, list[FollowUp]] = defaultdict(list)
    for one in waiting:
        by_owner[one.owner_email or ""].append(one)
    if not by_owner:
        return 0
    sent = 0
    with PostOffice(settings) as office:
        for owner, found in by_owner.items():
            sent += _tell(stores, office, owner, found)
    return sent


def _tell(stores: Stores, office: PostOffice, owner: str, found: list[FollowUp]) -> int:
    """Say that it is being sent, send, and say what became of it."""
    with stores.records.write() as connection:
        claimed = set(records.mark_told(connection, [one.no for one in found], "sending", ""))
    mine = [one for one in found if one.no in claimed]
    if not mine:
        return 0
    told: Told = "told"
    try:
        office.send(_letter(stores, owner, mine))
    except LetterInDoubt:
        told = "in_doubt"
    except InputError:
        told = "refused"
    except PercorsoError as failure:
        _LOG.warning("A letter on follow-ups was put off: %s", failure)
        told = ""
    with stores.records.write() as connection:
        records.mark_told(connection, sorted(claimed), told, "sending")
    return int(told == "told")


def _letter(stores: Stores, owner: str, found: list[FollowUp]) -> Letter:
    with stores.records.read() as connection:
        user = next((one for one in user_records.users(connection) if one.email == owner), None)
        places = catalogue_records.touchpoints(connection)
    language = (user.language if user else "") or stores.settings.language
    words = _WORDS["en" if language == "en" else "it"]
    names = {one.key: getattr(one, f"name_{'en' if language == 'en' else 'it'}") for one in places}
    return Letter(
        to=owner,
        subject=words["subject"].format(count=len(found), company=stores.company().name),
        text="\n".join(_lines(found, words, names, stores.settings.public_url)) + "\n",
    )


def _lines(
    found: list[FollowUp], words: dict[str, str], names: dict[str, str], address: str
) -> Iterable[str]:
    yield words["head"]
    for one in found[:_MOST_NAMED]:
        due = one.handling.due_on
        place = names.get(one.touchpoint, one.touchpoint)
        yield words["line"].format(no=one.no, place=place, due=due.isoformat() if due else "–")
    if len(found) > _MOST_NAMED:
        yield words["more"].format(count=len(found) - _MOST_NAMED)
    if address:
        yield ""
        yield words["where"].format(address=address.rstrip("/"))
