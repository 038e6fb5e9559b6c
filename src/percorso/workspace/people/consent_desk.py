"""What customers allow: asked, recorded, confirmed; the one answer every sender has to ask for."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from percorso.domain.consent.asked import (
    ConsentRequest,
    ExpiryPast,
    RequestLapsed,
    TokenUnknown,
    is_token_of,
    token_of,
)
from percorso.domain.consent.choices import Choice, Proof, Spoken, State
from percorso.domain.consent.permission import (
    REQUEST_LIVES,
    RESTRICTION,
    Permission,
    permission,
)
from percorso.domain.consent.purposes import (
    ALL_CHANNELS,
    PURPOSES,
    Basis,
    Purpose,
    Scope,
    purpose_of,
    require_basis,
    scope_of,
)
from percorso.domain.errors import InputError
from percorso.store.records import consents
from percorso.store.records.consents import ChosenBasis
from percorso.workspace.people.consent_files import ConsentReport, load_consents
from percorso.workspace.people.consent_of import Person, person_of, said_by, scopes_spoken_of
from percorso.workspace.stores import Stores

_REQUEST_BYTES = 16


LONGEST_REASON = 300


class BasisNotChosen(InputError):
    """A basis is to be chosen where there is no choice, or without a reason."""

    def __init__(self, purpose: str) -> None:
        self.purpose = purpose
        free = ", ".join(key for key, one in PURPOSES.items() if one.may_be_chosen)
        super().__init__(
            f"A basis is chosen for {free}, with a reason of 1 to {LONGEST_REASON} characters; got "
            f"{purpose}. Nothing was chosen."
        )


@dataclass(frozen=True, slots=True)
class Paper:
    """What a choice that is recorded by hand rests on.

    Attributes:
        text: What was shown or read; its hash is kept.
        version: Which text that was.
        language: Of the text.
        document: The paper, order, call or page.
        actor: Who took it down.
        form: How it was made.
    """

    text: str = ""
    version: str = ""
    language: str = ""
    document: str = ""
    actor: str = ""
    form: str = "command"

    def as_proof(self) -> Proof:
        """The same as it is kept."""
        hashed = hashlib.sha256(self.text.encode()).hexdigest() if self.text else ""
        return Proof(
            form=self.form, text_version=self.version, text_sha256=hashed,
            language=self.language, document=self.document, actor=self.actor,
        )  # fmt: skip


class ConsentDesk:
    """The consents of one workspace."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    def may_contact(
        self, customer: str, purpose: str, channel: str = ALL_CHANNELS, *,
        at: datetime | None = None,
    ) -> Permission:  # fmt: skip
        """Whether a customer may be contacted now; what nothing allows is refused.

        Args:
            customer: The id, or any identifier as a file may write it.
            purpose: For what.
            channel: Over which channel, or of which category.
            at: As of when, aware; None is now.

        Raises:
            CustomerUnknown: nobody is known by this, and nothing was said with it.
            SeveralCustomers: it stands for several.
            PurposeUnknown: there is no such purpose.
            ChannelUnfit: it is not asked for over this channel.
        """
        scope = scope_of(purpose, channel)
        person = person_of(self._stores, customer)
        with self._stores.records.read() as connection:
            return permission(scope, said_by(connection, person), at or _now())

    def state(self, customer: str, *, at: datetime | None = None) -> list[Permission]:
        """The answer for every purpose and channel the customer said anything about.

        Raises:
            CustomerUnknown: nobody is known by this, and nothing was said with it.
            SeveralCustomers: it stands for several.
        """
        person = person_of(self._stores, customer)
        with self._stores.records.read() as connection:
            said = said_by(connection, person)
        now = at or _now()
        return [permission(scope, said, now) for scope in scopes_spoken_of(said)]

    def history(self, customer: str) -> list[Choice]:
        """Every word of a customer in order of time, requests among them.

        Raises:
            CustomerUnknown: nobody is known by this, and nothing was said with it.
            SeveralCustomers: it stands for several.
        """
        person = person_of(self._stores, customer)
        with self._stores.records.read() as connection:
            spoken = said_by(connection, person).spoken
        return sorted((one.choice for one in spoken), key=lambda one: (one.at, repr(one)))

    def record(
        self,
        customer: str,
        purpose: str,
        state: State,
        channel: str = ALL_CHANNELS,
        *,
        basis: str | None = None,
        at: datetime | None = None,
        expires_at: datetime | None = None,
        paper: Paper | None = None,
    ) -> Choice:
        """Record what a customer said; kept with the identifier it was said with.

        Args:
            customer: The id, or any identifier as a file may write it.
            purpose: For what.
            state: `given`, `withdrawn` or `objected`.
            channel: Over which channel; a refusal without one is of all.
            basis: What a yes rests on; None is the purpose's usual one.
            at: When it was said, aware; None is now.
            expires_at: When a yes ends by itself; None is never.
            paper: What proves it.

        Raises:
            CustomerUnknown: nobody is known by this.
            PurposeUnknown: there is no such purpose.
            ChannelUnfit: it is not asked for over this channel.
            BasisUnfit: the purpose cannot rest on this basis.
            ExpiryPast: it would end before it begins.
        """
        scope = scope_of(purpose, channel, may_be_all=state != "given")
        choice = _choice(scope, state, basis, at, expires_at, paper)
        self._add(person_of(self._stores, customer), choice)
        return choice

    def request(
        self, customer: str, purpose: str, channel: str = ALL_CHANNELS, *,
        at: datetime | None = None, paper: Paper | None = None,
    ) -> ConsentRequest:  # fmt: skip
        """Note a yes that counts once it is confirmed (double opt-in); send its token by mail.

        Args:
            customer: The id, or any identifier as a file may write it.
            purpose: For what.
            channel: Over which channel.
            at: When it was asked, aware; None is now.
            paper: What proves the request.

        Raises:
            CustomerUnknown: nobody is known by this.
            PurposeUnknown: there is no such purpose.
            ChannelUnfit: it is not asked for over this channel.
            BasisUnfit: the purpose rests on no consent.
        """
        scope = scope_of(purpose, channel)
        require_basis(purpose, "consent")
        asked = _choice(scope, "requested", "consent", at, None, paper)
        choice = replace(asked, request_id=secrets.token_hex(_REQUEST_BYTES))
        self._add(person_of(self._stores, customer), choice)
        return ConsentRequest(token_of(choice, self._stores.secret), choice)

    def confirm(
        self, token: str, *, at: datetime | None = None, expires_at: datetime | None = None
    ) -> Choice:
        """Confirm a request: of a form somebody sent, never of a page somebody opened.

        Confirmed twice, it is confirmed once.

        Args:
            token: As `request` gave it.
            at: When it was confirmed, aware; None is now.
            expires_at: When the yes ends by itself; None is never.

        Raises:
            TokenUnknown: no request of this workspace has it.
            RequestLapsed: it was to be confirmed before.
        """
        now = at or _now()
        with self._stores.records.write() as connection:
            found = consents.choices_of_request(connection, token.partition(".")[0])
            request = next((one for one in found if one.choice.state == "requested"), None)
            if request is None or not is_token_of(token, request.choice, self._stores.secret):
                raise TokenUnknown
            confirmed = next((one for one in found if one.choice.state == "given"), None)
            if confirmed is not None:
                return confirmed.choice
            if request.choice.at + REQUEST_LIVES <= now:
                raise RequestLapsed(REQUEST_LIVES.days)
            choice = replace(
                request.choice, state="given", at=now, confirmed_at=now, expires_at=expires_at
            )
            consents.add_choices(connection, [Spoken(request.key, choice)], _naive(_now()))
        return choice

    def bases(self) -> Mapping[str, Basis]:
        """Purpose -> the basis the workspace chose for it; what it chose none for is left out."""
        with self._stores.records.read() as connection:
            return consents.chosen_bases(connection)

    def basis_history(self) -> list[ChosenBasis]:
        """Every choice of a basis with its reason, the newest first."""
        with self._stores.records.read() as connection:
            return consents.basis_history(connection)

    def choose_basis(self, purpose: str, basis: str, *, reason: str, actor: str = "") -> None:
        """Rest a purpose on a basis from now on; profiling, surveys and invitations ask for it.

        Raises:
            PurposeUnknown: there is no such purpose.
            BasisUnfit: the purpose cannot rest on it.
        """
        chosen = require_basis(purpose, basis)
        with self._stores.records.write() as connection:
            consents.choose_basis(
                connection, purpose, chosen, reason=reason, actor=actor, at=_naive(_now())
            )

    def choose_own_basis(self, purpose: Purpose, basis: str, *, reason: str, actor: str) -> None:
        """Choose a basis as somebody who manages the workspace does, with a reason.

        Raises:
            BasisNotChosen: the purpose leaves no choice, or there is no reason.
            BasisUnfit: the purpose cannot rest on it.
        """
        reason = " ".join(reason.split())
        if not purpose.may_be_chosen or not 1 <= len(reason) <= LONGEST_REASON:
            raise BasisNotChosen(purpose.key)
        self.choose_basis(purpose.key, basis, reason=reason, actor=actor)

    def restrict(self, customer: str, *, paper: Paper, lift: bool = False) -> Choice:
        """Keep a customer's data and use them for nothing (GDPR 18), or lift that again.

        Raises:
            CustomerUnknown: nobody is known by this.
            SeveralCustomers: it stands for several.
        """
        state: State = "withdrawn" if lift else "objected"
        choice = Choice(RESTRICTION, state, _now(), "legal", paper.as_proof())
        self._add(person_of(self._stores, customer), choice)
        return choice

    def load(self, *files: Path | str, source: str, defaults: dict[str, str]) -> ConsentReport:
        """Load choices from files; one that was loaded before is not recorded again.

        Args:
            files: In any form the loader reads, one choice a row.
            source: Where they came from.
            defaults: Role -> what holds where the row is silent: `purpose`, `channel`, `state`,
                `basis`, `version`, `document`, …

        Raises:
            ConsentColumnMissing: no column says who, and none when or what.
        """
        return load_consents(self._stores, [Path(file) for file in files], source, defaults)

    def _add(self, person: Person, choice: Choice) -> None:
        with self._stores.records.write() as connection:
            spoken = Spoken(person.key_for(choice.scope), choice)
            consents.add_choices(connection, [spoken], _naive(_now()))


def _choice(
    scope: Scope, state: State, basis: str | None, at: datetime | None,
    expires_at: datetime | None, paper: Paper | None,
) -> Choice:  # fmt: skip
    """A choice, checked.

    Raises:
        BasisUnfit: the purpose cannot rest on this basis.
        ExpiryPast: it would end before it begins.
    """
    said_at = at or _now()
    if expires_at is not None and expires_at <= said_at:
        raise ExpiryPast(expires_at.isoformat())
    rests_on = require_basis(scope.purpose, basis or _usual_basis(scope.purpose))
    return Choice(
        scope, state, said_at, rests_on, (paper or Paper()).as_proof(), expires_at=expires_at
    )


def _usual_basis(purpose: str) -> str:
    return purpose_of(purpose).bases[0]


def _now() -> datetime:
    return datetime.now(UTC)


def _naive(instant: datetime) -> datetime:
    return instant.replace(tzinfo=None)
