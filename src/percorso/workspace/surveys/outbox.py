"""Sends what is due, each letter once: written down before it leaves, and never twice.

An invitation is claimed in one transaction that asks, in this order: is the address one that
refused before, may the customer be asked, were they written to too often, is it night. Only what
passes becomes *sending*, with the id of its letter; then it leaves; then what became of it is
written. What stays *sending* was cut short in between: nobody knows whether it left, so it is
parked, and no program sends it again.
"""

import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from percorso.collect.survey.place import SurveyPlace
from percorso.domain.consent.permission import permission
from percorso.domain.consent.purposes import Scope
from percorso.domain.errors import InputError
from percorso.domain.survey.sending import CAP, CAP_DAYS, CAPPED_CLASSES, GRACE, Sending
from percorso.store.records import customers as customer_records
from percorso.store.records import doors as door_records
from percorso.store.records import invitations as records
from percorso.store.records import surveys as survey_records
from percorso.store.records.database import RecordsConnection
from percorso.store.records.invitations import Invitation, State
from percorso.store.records.pressure import (
    PressureState,
    claim_contact,
    contacts_since,
    hold_person,
    settle_contact,
)
from percorso.store.records.surveys import KeptSurvey
from percorso.workspace.mail.letter import AddressUnfit, Letter, new_message_id
from percorso.workspace.mail.sending import (
    LetterDelayed,
    LetterInDoubt,
    LetterRefused,
    PostOffice,
)
from percorso.workspace.people.consent_of import Person, keys_of, said_by
from percorso.workspace.stores import Stores, now_utc
from percorso.workspace.surveys.letters import letter_of
from percorso.workspace.surveys.planning import sending_of

_ASKING = Scope("survey", "")
_CLASS = "survey"
# A letter is handed over within minutes; who holds one for longer is gone.
_LEASE = timedelta(minutes=15)
_MOST_TRIES = 5
_AGAIN = timedelta(minutes=15)
MOST_AT_ONCE = 500


class NoPublicAddress(InputError):
    """Letters are to lead to a page nobody could open."""

    def __init__(self) -> None:
        super().__init__(
            "A letter leads to a page of this server: set PERCORSO_PUBLIC_URL to the address "
            "customers reach it by."
        )


@dataclass(slots=True)
class Sent:
    """What became of what was due.

    Attributes:
        states: State -> how many ended in it now.
        reasons: Why some were not sent, by reason.
    """

    states: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)

    def as_json(self) -> dict[str, Mapping[str, int]]:
        """The counts as plain values."""
        return {"states": dict(self.states), "reasons": dict(self.reasons)}


@dataclass(frozen=True, slots=True)
class _Claimed:
    """What may leave now."""

    invitation: Invitation
    letter: Letter


class Outbox:
    """The outbox of the surveys of one workspace.

    Args:
        stores: The workspace.

    Raises:
        NoPublicAddress: its pages have no address customers reach.
    """

    def __init__(self, stores: Stores) -> None:
        if not stores.settings.public_url:
            raise NoPublicAddress
        self._stores = stores
        self._base = stores.settings.public_url.rstrip("/")
        self._zone = ZoneInfo(stores.company().time_zone)

    def send_due(self, most: int = MOST_AT_ONCE, *, stop: threading.Event | None = None) -> Sent:
        """Send what is due now; park what was cut short.

        Args:
            most: So many at most.
            stop: Set when no other letter is to leave.
        """
        sent = Sent()
        with PostOffice(self._stores.settings) as office:
            with self._stores.records.write() as connection:
                parked = records.park_stale(connection, now_utc() - _LEASE, now_utc())
                for one in parked:
                    settle_contact(connection, _sender(one), one.id, "parked", now_utc())
            sent.states["parked"] += len(parked)
            for no in self._due(most):
                if stop is not None and stop.is_set():
                    break
                claimed = self._claim(no, sent)
                if claimed is not None:
                    self._hand_over(office, claimed, sent)
        return sent

    def _due(self, most: int) -> list[int]:
        with self._stores.records.read() as connection:
            return records.due_numbers(connection, now_utc(), most)

    def _claim(self, no: int, sent: Sent) -> _Claimed | None:
        """Take one up, where it may leave; all that is asked is asked in one transaction."""
        now = now_utc()
        with self._stores.records.write() as connection:
            one = records.claimable(connection, no, now)
            if one is None:
                return None
            kept = survey_records.survey_by_no(connection, one.survey_no)
            rule = sending_of(kept)
            reason = self._reason_against(connection, one, kept, rule, now)
            if reason:
                sent.states["suppressed"] += 1
                sent.reasons[reason] += 1
                records.settle(connection, no, "suppressed", now, reason=reason)
                return None
            opening = (rule or _ANY).next_open(now, self._zone)
            if opening > now:
                records.replan(connection, no, opening)
                sent.reasons["quiet_hours"] += 1
                return None
            letter = self._letter(connection, one, kept)
            records.claim(connection, no, now, letter.message_id)
            claim_contact(
                connection, key=one.identifier_key, channel="email", contact_class=_CLASS,
                sender=_sender(one), step=one.id, at=now,
            )  # fmt: skip
        return _Claimed(one, letter)

    def _reason_against(
        self, connection: RecordsConnection, one: Invitation, kept: KeptSurvey,
        rule: Sending | None, now: datetime,
    ) -> str:  # fmt: skip
        """Why a customer is not asked now; empty where they may be."""
        door = next(d for d in door_records.doors(connection) if d.source_no == kept.source_no)
        if door.disabled_at is not None or rule is None:
            return "survey_closed"
        if one.due_at + GRACE < now:
            return "too_late"
        if records.was_refused(connection, one.identifier_key):
            return "address_refused"
        links = customer_records.links_of_keys(connection, [one.identifier_key])
        if not links:
            return "customer_gone"
        person = Person(
            links[-1].customer_no, keys_of(connection, links[-1].customer_no), one.identifier_key
        )
        answer = permission(_ASKING, said_by(connection, person), datetime.now(UTC))
        if not answer.is_allowed:
            return answer.reason
        keys = {key for _, key in person.keys}
        hold_person(connection, keys)
        if contacts_since(connection, keys, CAPPED_CLASSES, now - timedelta(days=CAP_DAYS)) >= CAP:
            return "too_many_contacts"
        quiet = now - timedelta(days=rule.quiet_days)
        if rule.quiet_days and contacts_since(connection, keys, (_CLASS,), quiet):
            return "asked_of_late"
        return ""

    def _letter(self, connection: RecordsConnection, one: Invitation, kept: KeptSurvey) -> Letter:
        known = customer_records.known_identifier(connection, one.identifier_key)
        door = next(d for d in door_records.doors(connection) if d.source_no == kept.source_no)
        place, settings = SurveyPlace.from_text(door.place or ""), self._stores.settings
        to = known.clear_value if known is not None else ""
        message_id = new_message_id(settings.mail_from)
        return letter_of(place, one.id, to, self._base, settings.language, message_id)

    def _hand_over(self, office: PostOffice, claimed: _Claimed, sent: Sent) -> None:
        """Let a letter leave, and write what became of it."""
        state: State = "sent"
        reason = ""
        try:
            office.send(claimed.letter)
        except LetterInDoubt:
            state, reason = "parked", "no_answer"
        except LetterRefused as refused:
            state, reason = "refused", f"smtp_{refused.code}"
        except AddressUnfit:
            state, reason = "refused", "address_unfit"
        except LetterDelayed:
            is_last = claimed.invitation.tries + 1 >= _MOST_TRIES
            state, reason = ("refused" if is_last else "due"), "put_off"
        now = now_utc()
        one = claimed.invitation
        with self._stores.records.write() as connection:
            if state == "due":
                records.put_off(connection, one.no, now + _AGAIN)
                settle_contact(connection, _sender(one), one.id, "let_go", now, reason)
            else:
                records.settle(connection, one.no, state, now, reason=reason)
                became = _BECAME[state]
                settle_contact(connection, _sender(one), one.id, became, now, reason)
        sent.states[state] += 1
        if reason:
            sent.reasons[reason] += 1


_ANY = Sending("", 0)


_BECAME: dict[str, PressureState] = {"sent": "sent", "parked": "parked", "refused": "refused"}


def _sender(one: Invitation) -> str:
    return f"survey:{one.survey_no}"
