"""Surveys of a workspace: made, changed, closed, handed out; and what their answers come to."""

import json
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from percorso.collect.survey.place import SurveyPlace
from percorso.collect.survey.response import SURVEY_FORMAT
from percorso.domain.catalogue import Touchpoint
from percorso.domain.errors import ConflictError, InputError, NotFoundError
from percorso.domain.survey.questions import Survey, checked
from percorso.domain.survey.results import SurveyResults, Written
from percorso.domain.survey.sending import Sending, checked_sending
from percorso.store.records import catalogue as catalogue_records
from percorso.store.records import doors as door_records
from percorso.store.records import sources as source_records
from percorso.store.records import surveys as records
from percorso.store.records.database import RecordsConnection
from percorso.store.records.doors import Door
from percorso.store.records.invitations import (
    NewInvitation,
    add_invitation,
    counts_of,
    parked_of,
    put_off,
)
from percorso.store.records.pressure import settle_contact
from percorso.store.records.surveys import KeptSurvey
from percorso.store.records.workspaces import catalogue_changed
from percorso.workspace.people.consent_of import person_of
from percorso.workspace.reached import reached
from percorso.workspace.stores import Stores, now_utc
from percorso.workspace.surveys.results import results_of, written_of

if TYPE_CHECKING:
    from percorso.workspace.surveys.outbox import Sent

_SITE = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?")
_RANK = 20
_KEY_BYTES = 16
_ID_BYTES = 16
_LINK_LIVES = timedelta(days=60)
_USUAL_STAGE = "loyalty"


class SurveyUnknown(NotFoundError):
    """No survey has this key."""

    def __init__(self, key: str, known: Sequence[str]) -> None:
        self.key = key
        listed = ", ".join(known) or "none yet: percorso survey new KEY --ask nps"
        super().__init__(f"There is no survey {key!r}. There are: {listed}.")


class SurveyExists(ConflictError):
    """The key is taken: by a survey, or by the source its answers would come by."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"There is a survey or a source for {key!r} already. Choose another key.")


class AboutUnknown(InputError):
    """A survey about a touchpoint there is not."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(
            f"There is no touchpoint {key!r} to ask about: percorso catalogue list names them."
        )


class SiteUnusable(InputError):
    """A site that no browser would call so."""

    def __init__(self, site: str) -> None:
        self.site = site
        super().__init__(
            f"A site is scheme, host and port alone, such as https://shop.example; got {site!r}."
        )


class PrivacyUnusable(InputError):
    """An address of the privacy notice that no browser would open."""

    def __init__(self, url: str) -> None:
        self.url = url
        super().__init__(f"The privacy notice has a whole address, https://…; got {url!r}.")


@dataclass(frozen=True, slots=True)
class SurveyNow:
    """A survey as it stands.

    Attributes:
        kept: What it asks, in which version.
        is_open: Whether it takes answers.
        address: The link that is everybody's.
        notice: What to know of the host in it before it is printed.
        privacy_url: Where the whole notice is.
    """

    kept: KeptSurvey
    is_open: bool
    address: str
    notice: str
    privacy_url: str

    @property
    def asked(self) -> Survey:
        """What it asks."""
        return self.kept.asked


class SurveysDesk:
    """The surveys of one workspace."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    def all(self) -> list[SurveyNow]:
        """Every survey, in the order they were made."""
        with self._stores.records.read() as connection:
            found = records.surveys(connection)
            doors = {door.source_no: door for door in door_records.doors(connection)}
            keys = door_records.keys_of_doors(connection)
        now, server = now_utc(), reached(self._stores.folder, self._stores.settings)
        listed = []
        for one in found:
            door = doors[one.source_no]
            live = [key for key in keys.get(one.source_no, []) if key.is_live(now)]
            token = live[-1].clear_value if live else ""
            listed.append(
                SurveyNow(
                    one, door.disabled_at is None, f"{server.url}/s/{token}", server.notice,
                    _place_of(door).privacy_url,
                )
            )  # fmt: skip
        return listed

    def of(self, key: str) -> SurveyNow:
        """The survey of a key.

        Raises:
            SurveyUnknown: there is none.
        """
        found = {one.asked.key: one for one in self.all()}
        if key not in found:
            raise SurveyUnknown(key, sorted(found))
        return found[key]

    def make(self, survey: Survey, *, privacy_url: str = "", by: str = "") -> SurveyNow:
        """Make a survey, which takes answers from now on.

        Args:
            survey: What it asks.
            privacy_url: Where the whole notice is; empty is nowhere.
            by: Who makes it.

        Raises:
            SurveyUnfit: it cannot be asked.
            SurveyExists: its key is taken.
            AboutUnknown: it asks about a touchpoint there is not.
            PrivacyUnusable: the address of the notice is none.
        """
        checked(survey)
        place = SurveyPlace.new(survey, self._stores.company().name, _address(privacy_url))
        at, source_key = now_utc(), f"survey-{survey.key}"
        with self._stores.records.write() as connection:
            taken = source_records.source_by_key(connection, source_key)
            if taken or records.survey_by_key(connection, survey.key):
                raise SurveyExists(survey.key)
            source = source_records.add_source(connection, key=source_key, rank=_RANK, at=at)
            door_records.add_door(
                connection, source.no, public_id="src_" + secrets.token_hex(8), kind="survey",
                format_=SURVEY_FORMAT, origins=(), place=place.as_text(),
            )  # fmt: skip
            clear = "sv_" + secrets.token_urlsafe(_KEY_BYTES)
            door_records.add_key(connection, source.no, clear, at, kind="survey")
            _place_on_map(connection, survey, source.no, at)
            records.add_survey(connection, survey, source.no, at, by)
        return self.of(survey.key)

    def change(self, survey: Survey, *, privacy_url: str | None = None, by: str = "") -> SurveyNow:
        """Ask something else from now on, as a new version; what was answered stays of its own.

        Args:
            survey: What it asks; its key says which one is changed.
            privacy_url: Where the whole notice is; None leaves it.
            by: Who changes it.

        Raises:
            SurveyUnfit: it cannot be asked.
            AboutUnknown: it asks about a touchpoint there is not.
            PrivacyUnusable: the address of the notice is none.
        """
        checked(survey)
        kept = self.of(survey.key).kept
        with self._stores.records.write() as connection:
            _check_about(connection, survey)
            place = _place_of(_door(connection, kept))
            version = kept.version
            if survey != kept.asked:
                version += 1
                records.add_version(connection, kept.no, version, survey, now_utc(), by)
            told = SurveyPlace(
                survey, version, self._stores.company().name,
                place.privacy_url if privacy_url is None else _address(privacy_url), place.secret,
                place.origins,
            )  # fmt: skip
            door_records.set_place(connection, kept.source_no, told.as_text())
        return self.of(survey.key)

    def embed(self, key: str, *origins: str) -> str:
        """Let pages of these sites show a survey, and no others; the tag for their HTML.

        Args:
            key: Of the survey.
            origins: As `https://shop.example`; none takes the permission back.

        Raises:
            SurveyUnknown: there is none.
            SiteUnusable: no browser would call a site that.
        """
        now, sites = self.of(key), tuple(dict.fromkeys(_site(one) for one in origins))
        with self._stores.records.write() as connection:
            place = replace(_place_of(_door(connection, now.kept)), origins=sites)
            door_records.set_place(connection, now.kept.source_no, place.as_text())
        base, _, token = now.address.rpartition("/s/")
        return f'<script async src="{base}/survey.js" data-survey="{token}"></script>'

    def close(self, key: str) -> None:
        """Take no more answers; what was answered stays."""
        self._switch(key, now_utc())

    def open(self, key: str) -> None:
        """Take answers again."""
        self._switch(key, None)

    def link_for(self, key: str, customer: str, *, order: str | None = None) -> str:
        """A link of a customer's own: what is answered there is known to be theirs.

        Args:
            key: Of the survey.
            customer: The id, or any identifier as a file may write it.
            order: The order it is about.

        Raises:
            CustomerUnknown: nobody is known by this.
            SeveralCustomers: it stands for several.
        """
        now = self.of(key)
        person = person_of(self._stores, customer)
        at, id_ = now_utc(), secrets.token_hex(_ID_BYTES)
        with self._stores.records.write() as connection:
            add_invitation(
                connection,
                NewInvitation(
                    id_, now.kept.no, person.customer_no or 0, f"link:{id_}",
                    person.named or person.keys[0][1], order, "link", at, at + _LINK_LIVES,
                ),
            )  # fmt: skip
            place = _place_of(_door(connection, now.kept))
        return f"{now.address.rpartition('/')[0]}/{place.token_of(id_)}"

    def send_after(self, key: str, rule: Sending, *, since: datetime | None = None) -> Sending:
        """Send a survey by mail a set time after a touchpoint, from now on.

        Args:
            key: Of the survey.
            rule: After what, how long after, to how many, at which hours.
            since: What was before is not asked about, naive UTC; None is now.

        Raises:
            SurveyUnknown: there is none.
            AboutUnknown: it follows a touchpoint there is not.
        """
        kept, whole = self.of(key).kept, checked_sending(rule)
        told = replace(whole, since=(since or now_utc()).isoformat())
        with self._stores.records.write() as connection:
            if rule.after not in {one.key for one in catalogue_records.touchpoints(connection)}:
                raise AboutUnknown(rule.after)
            records.set_sending(connection, kept.no, json.dumps(told.as_json()))
        return told

    def send_never(self, key: str) -> None:
        """Send a survey by itself no more; what is due is not sent either."""
        kept = self.of(key).kept
        with self._stores.records.write() as connection:
            records.set_sending(connection, kept.no, None)

    @property
    def can_send(self) -> bool:
        """Whether a mail server and an address customers reach are set."""
        return bool(self._stores.settings.smtp_host and self._stores.settings.public_url)

    def sending(self, key: str) -> Sending | None:
        """When a survey is sent by itself; None is never."""
        from percorso.workspace.surveys.planning import sending_of

        return sending_of(self.of(key).kept)

    def plan(self) -> int:
        """Write down who is to be asked by now; how many are new."""
        from percorso.workspace.surveys.planning import plan_invitations

        return plan_invitations(self._stores, now_utc())

    def send_due(self) -> "Sent":
        """Send the letters that are due, each once."""
        from percorso.workspace.surveys.outbox import Outbox

        return Outbox(self._stores).send_due()

    def send_again(self, key: str) -> int:
        """Let the letters of a survey that are in doubt leave once more: a person says so.

        Args:
            key: Of the survey.

        Returns:
            How many are due again.

        Raises:
            SurveyUnknown: there is none.
        """
        kept, now = self.of(key).kept, now_utc()
        with self._stores.records.write() as connection:
            parked = parked_of(connection, kept.no)
            for one in parked:
                put_off(connection, one.no, now)
                # What is counted is the letter that leaves now.
                settle_contact(connection, f"survey:{kept.no}", one.id, "let_go", now, "again")
        return len(parked)

    def outbox(self, key: str) -> list[tuple[str, str, int]]:
        """How many invitations of a survey are in which state, and why.

        Raises:
            SurveyUnknown: there is none.
        """
        kept = self.of(key).kept
        with self._stores.records.read() as connection:
            return counts_of(connection, kept.no)

    def results(self, key: str, segment: str | None = None) -> SurveyResults:
        """What the answers to a survey come to.

        Args:
            key: Of the survey.
            segment: Key of a kept segment; None is everybody.

        Raises:
            SurveyUnknown: there is none.
            SegmentUnknown: no segment has this key.
        """
        return results_of(self._stores, self.of(key).kept, segment)

    def written(self, key: str, most: int = 100) -> list[Written]:
        """What was written in answer to a survey, the newest first.

        Raises:
            SurveyUnknown: there is none.
        """
        return written_of(self._stores, self.of(key).kept, most)

    def _switch(self, key: str, at: datetime | None) -> None:
        kept = self.of(key).kept
        with self._stores.records.write() as connection:
            door_records.disable_door(connection, kept.source_no, at)


def _place_on_map(
    connection: RecordsConnection, survey: Survey, source_no: int, at: datetime
) -> None:
    """Let its answers stand at a touchpoint of their own, in the stage it asks about."""
    places = _check_about(connection, survey)
    if survey.touchpoint not in places:
        stage = places[survey.about].stage if survey.about else _USUAL_STAGE
        made = Touchpoint(
            survey.touchpoint, survey.name_it, survey.name_en, stage, "survey", "customer"
        )
        catalogue_records.add_touchpoints(connection, [made])
    row = ("survey.answered", survey.observed_name, survey.touchpoint, "user")
    catalogue_records.add_observed_names(connection, source_no, [row], at)
    catalogue_changed(connection)


def _check_about(connection: RecordsConnection, survey: Survey) -> dict[str, Touchpoint]:
    """The touchpoints there are.

    Raises:
        AboutUnknown: the one it asks about is none of them.
    """
    places = {one.key: one for one in catalogue_records.touchpoints(connection)}
    if survey.about and survey.about not in places:
        raise AboutUnknown(survey.about)
    return places


def _door(connection: RecordsConnection, kept: KeptSurvey) -> Door:
    return next(one for one in door_records.doors(connection) if one.source_no == kept.source_no)


def _place_of(door: Door) -> SurveyPlace:
    return SurveyPlace.from_text(door.place or "")


def _site(told: str) -> str:
    """A site as browsers name it; nothing in it can end a header.

    Raises:
        SiteUnusable: it is none.
    """
    found = told.strip().lower()
    if not _SITE.fullmatch(found):
        raise SiteUnusable(told)
    return found


def _address(url: str) -> str:
    """An address of the web, or nothing.

    Raises:
        PrivacyUnusable: it is neither.
    """
    told = url.strip()
    if not told:
        return ""
    try:
        parts = urlsplit(told)
    except ValueError:
        raise PrivacyUnusable(url) from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise PrivacyUnusable(url)
    return told
