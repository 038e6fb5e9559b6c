"""The tokens of the API: told once when they are made, known again by their hash, revoked."""

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import timedelta

from percorso.domain.api_token import (
    LONGEST_NAME,
    ApiToken,
    TokenRefused,
    TokenScope,
    TokenUnknown,
)
from percorso.store.records import api_tokens as records
from percorso.workspace.account import account
from percorso.workspace.stores import Stores, now_utc

_BEGINS = "percorso_"
_BYTES = 32
_MOST_DAYS = 3_650


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token that is told once."""

    token: ApiToken
    clear: str


class TokensDesk:
    """The tokens of one workspace."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    def add(self, name: str, scope: TokenScope, *, days: int | None, sees_personal: bool = False,
            by: str = "") -> NewToken:  # fmt: skip
        """Make a token.

        Args:
            name: What it is for.
            scope: What it may do.
            days: How long it holds; None until it is revoked.
            sees_personal: Whether identifiers and texts of customers are told in clear.
            by: Who makes it; empty is the account of this computer.

        Raises:
            TokenRefused: it has no name, or would end before it begins.
        """
        name = " ".join(name.split())
        if not 1 <= len(name) <= LONGEST_NAME:
            raise TokenRefused("name", f"1 to {LONGEST_NAME} characters", f"{len(name)}")
        if days is not None and not 1 <= days <= _MOST_DAYS:
            raise TokenRefused("time", f"1 to {_MOST_DAYS:,} days", f"{days:,}")
        now = now_utc()
        until = None if days is None else now + timedelta(days=days)
        made = ApiToken(0, name, scope, now, by or account(), until, sees_personal=sees_personal)
        clear = _BEGINS + secrets.token_urlsafe(_BYTES)
        with self._stores.records.write() as connection:
            no = records.add_token(connection, made, _hash(clear))
        return NewToken(replace(made, no=no), clear)

    def all(self) -> list[ApiToken]:
        """All of them by number; those that do not hold any more are among them."""
        with self._stores.records.read() as connection:
            return records.tokens(connection)

    def revoke(self, no: int) -> None:
        """Let a token hold no more.

        Raises:
            TokenUnknown: there is none.
        """
        with self._stores.records.write() as connection:
            if not records.revoke_token(connection, no, now_utc()):
                raise TokenUnknown(no)

    def shown(self, clear: str) -> ApiToken | None:
        """The token somebody shows; None where it does not hold. Its use is noted, once a day."""
        now = now_utc()
        with self._stores.records.read() as connection:
            found = records.token_hashed(connection, _hash(clear))
        if found is None or not found.holds(now):
            return None
        if found.used_at is None or found.used_at.date() != now.date():
            with self._stores.records.write() as connection:
                records.note_use(connection, found.no, now)
        return found


def _hash(clear: str) -> str:
    """Of 256 random bits: nobody can try them all, so one round is enough."""
    return hashlib.sha256(clear.encode()).hexdigest()
