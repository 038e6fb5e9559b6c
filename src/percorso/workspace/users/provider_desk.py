"""Which user somebody is whom an OpenID provider names: known, invited, new, or nobody here."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from percorso.domain.access import Actor, Role, User
from percorso.settings import Settings
from percorso.store.records import provider_accounts as accounts
from percorso.store.records import user_sessions
from percorso.store.records import users as records
from percorso.store.records.database import RecordsConnection
from percorso.workspace.noting import note
from percorso.workspace.stores import Stores, now_utc
from percorso.workspace.users.desk import plain_email, plain_name, rights, role_named
from percorso.workspace.users.provider import Attempt, Provider
from percorso.workspace.users.provider_errors import AccountRefused, TokenRefused

__all__ = ["AccountRefused", "Attempt", "ProviderDesk"]


class ProviderDesk:
    """The OpenID provider of one workspace.

    Args:
        stores: Of the workspace.
        clock: The present instant, naive UTC.
    """

    def __init__(self, stores: Stores, clock: Callable[[], datetime] = now_utc) -> None:
        self._stores = stores
        self._clock = clock
        said = stores.settings
        self._provider = Provider(said.oidc_issuer, said.oidc_client_id, said.oidc_client_secret)

    @property
    def is_set(self) -> bool:
        """Whether the settings name a provider."""
        return bool(self._provider.issuer)

    @property
    def issuer(self) -> str:
        """The provider's name."""
        return self._provider.issuer

    def address(self, attempt: Attempt) -> str:
        """Where to send somebody who is to say who they are."""
        return self._provider.address(attempt)

    def entered(self, code: str, attempt: Attempt, address: str = "") -> User:
        """The user who came back with a code; a new one where the settings say so.

        Raises:
            AccountRefused: they are not let in.
            TokenRefused: what the provider sent proves nobody.
        """
        try:
            claims = self._provider.claims(code, attempt)
            with self._stores.records.write() as connection:
                user = self._user(connection, claims, address)
                if user.disabled_at is not None:
                    raise AccountRefused("disabled", user.email)
                return self._with_role(connection, user, claims, address)
        except (AccountRefused, TokenRefused) as refused:
            # Of a token that proves nothing, nothing is kept but that it came.
            why = refused.why if isinstance(refused, AccountRefused) else "token"
            told = {"provider": self.issuer, "why": why}
            with self._stores.records.write() as connection:
                note(self._stores, connection, Actor("", address), "log_in_wrong", "", told,
                     at=self._clock())  # fmt: skip
            raise

    def link(self, user: User, code: str, attempt: Attempt, address: str = "") -> None:
        """Let somebody who has logged in do so with their account at the provider, too.

        Raises:
            AccountRefused: it is another user's, or they have another one.
        """
        subject = str(self._provider.claims(code, attempt)["sub"])
        with self._stores.records.write() as connection:
            known = accounts.user_of_account(connection, self.issuer, subject)
            if known == user.no:
                return
            if known is not None or accounts.has_account(connection, user.no):
                raise AccountRefused("linked", user.email)
            self._link(connection, user, subject, address)

    def has_account(self, user: User) -> bool:
        """Whether a user can come from the provider."""
        with self._stores.records.read() as connection:
            return accounts.has_account(connection, user.no)

    def _user(self, connection: RecordsConnection, claims: Mapping[str, Any], address: str) -> User:
        """Who the provider names.

        Raises:
            AccountRefused: nobody who is let in.
        """
        subject = str(claims["sub"])
        known = accounts.user_of_account(connection, self.issuer, subject)
        if known is not None:
            return records.credentials_of(connection, known).user
        if not records.has_users(connection):
            raise AccountRefused("no_users")
        if claims.get("email_verified") is not True:
            raise AccountRefused("email_unproved")
        email = plain_email(str(claims.get("email") or ""))
        found = records.credentials_of_email(connection, email)
        if found is not None and (
            found.password is not None or accounts.has_account(connection, found.user.no)
        ):
            # An e-mail is given anew; who has proved themselves here says whose account it is.
            raise AccountRefused("email_taken", email)
        if found is None and self._stores.settings.oidc_new_users != "viewer":
            raise AccountRefused("new", email)
        user = found.user if found else self._new(connection, email, claims, address)
        self._link(connection, user, subject, address)
        user_sessions.forget_links(connection, user.no)
        return user

    def _new(
        self, connection: RecordsConnection, email: str, claims: Mapping[str, Any], address: str
    ) -> User:
        wanted = User(0, email, str(claims.get("name") or "")[:80], "viewer")
        wanted = replace(wanted, name=plain_name(wanted))
        made = replace(wanted, no=records.add_user(connection, wanted, self._clock()))
        self._note(connection, made, "user_of_provider", address, rights(made))
        return made

    def _link(self, connection: RecordsConnection, user: User, subject: str, address: str) -> None:
        accounts.link_account(connection, self.issuer, subject, user.no, self._clock())
        self._note(connection, user, "account_linked", address, {"provider": self.issuer})

    def _with_role(
        self, connection: RecordsConnection, user: User, claims: Mapping[str, Any], address: str
    ) -> User:
        """A user with the role the provider says now; an owner stays one."""
        role = role_said(self._stores.settings, claims)
        has_password = records.credentials_of(connection, user.no).password is not None
        if role is None and self._stores.settings.oidc_role_claim and not has_password:
            # Nobody else has said what they are: what the provider takes back is gone.
            role = "viewer"
        if role is None or user.role in ("owner", role):
            return user
        changed = replace(user, role=role)
        records.save_user(connection, changed)
        told = {"role": f"{user.role} → {role}", "provider": self.issuer}
        self._note(connection, changed, "user_changed", address, told)
        return changed

    def _note(
        self, connection: RecordsConnection, user: User, act: str, address: str,
        told: Mapping[str, str],
    ) -> None:  # fmt: skip
        by = Actor(user.email, address, user.role)
        note(self._stores, connection, by, act, user.email, told, at=self._clock())


def role_said(settings: Settings, claims: Mapping[str, Any]) -> Role | None:
    """The role the claims say; None where they say none that is known.

    >>> said = Settings(oidc_role_claim="groups", oidc_roles="chiefs=admin, crm=marketer")
    >>> role_said(said, {"groups": ["crm", "others"]}), role_said(said, {"groups": "others"})
    ('marketer', None)
    """
    if not settings.oidc_role_claim:
        return None
    told = claims.get(settings.oidc_role_claim)
    values = {str(one) for one in told} if isinstance(told, list) else {str(told)}
    for pair in filter(None, settings.oidc_roles.split(",")):
        value, _, role = pair.rpartition("=")
        if value.strip() in values:
            return role_named(role.strip())
    return None
