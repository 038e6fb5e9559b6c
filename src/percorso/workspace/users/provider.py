"""Speaks with an OpenID provider: where to send somebody, and who it says has come back.

Authorization code with PKCE (RFC 7636, S256), state and nonce; OpenID Connect Core 1.0, 3.1.
"""

import base64
import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from urllib.error import HTTPError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from percorso.workspace.users.provider_errors import (
    ProviderUnusable,
    ProviderWithoutLibrary,
    TokenRefused,
)

# Signed by a key of the provider: neither by nobody nor by a secret both sides have.
_ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
_WAIT_SECONDS = 10.0
_MOST_BYTES = 512 * 1024
_KEPT_SECONDS = 3_600.0
_LEEWAY_SECONDS = 60


class _NoRedirect(HTTPRedirectHandler):
    """A provider answers where it said it would; a secret goes nowhere else."""

    def redirect_request(self, *_: Any) -> None:
        """Follow nothing."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One way out to the provider and back.

    Attributes:
        redirect: Where it sends somebody back to.
        state: Comes back as it went.
        nonce: Stands in the token.
        verifier: Proves that who brings the code is who asked for it.
    """

    redirect: str
    state: str
    nonce: str
    verifier: str


class Provider:
    """An OpenID provider.

    Args:
        issuer: Its name, which is its address.
        client_id: What it knows Percorso by.
        client_secret: The secret it gave; empty is none.
    """

    def __init__(self, issuer: str, client_id: str, client_secret: str) -> None:
        self.issuer = issuer
        self._client_id = client_id
        self._client_secret = client_secret
        self._kept: dict[str, tuple[float, dict[str, Any]]] = {}

    def address(self, attempt: Attempt) -> str:
        """Where to send somebody who is to say who they are.

        Raises:
            ProviderUnusable: the provider does not say.
        """
        challenge = hashlib.sha256(attempt.verifier.encode()).digest()
        asked = {
            "response_type": "code", "client_id": self._client_id, "scope": "openid email profile",
            "redirect_uri": attempt.redirect, "state": attempt.state, "nonce": attempt.nonce,
            "code_challenge": base64.urlsafe_b64encode(challenge).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }  # fmt: skip
        found = self._endpoint("authorization_endpoint")
        return f"{found}{'&' if urlsplit(found).query else '?'}{urlencode(asked)}"

    def claims(self, code: str, attempt: Attempt) -> Mapping[str, Any]:
        """What the provider says of who came back with a code.

        Raises:
            ProviderUnusable: it does not answer as a provider does.
            ProviderWithoutLibrary: what reads tokens is not installed.
            TokenRefused: its token proves nothing, or it takes the code for none of its own.
        """
        form = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": attempt.redirect,
            "client_id": self._client_id, "code_verifier": attempt.verifier,
        }  # fmt: skip
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if self._client_secret:
            pair = f"{quote(self._client_id, safe='')}:{quote(self._client_secret, safe='')}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        answer = self._ask(self._endpoint("token_endpoint"), urlencode(form).encode(), headers)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise TokenRefused("it sent no ID token")
        return self._checked(token, attempt.nonce)

    def _checked(self, token: str, nonce: str) -> Mapping[str, Any]:
        """The claims of a token that was made for us, now, for this attempt.

        Raises:
            ProviderWithoutLibrary: what reads tokens is not installed.
            TokenRefused: it was not.
        """
        try:
            from joserfc import jwt
            from joserfc.errors import InvalidKeyIdError, JoseError
            from joserfc.jwk import KeySet
        except ImportError:
            raise ProviderWithoutLibrary from None

        def read() -> Any:
            keys = self._document("keys", self._endpoint("jwks_uri"))
            return jwt.decode(
                token, KeySet.import_key_set(cast("Any", keys)), algorithms=_ALGORITHMS
            )

        wanted = {
            "iss": {"essential": True, "value": self.issuer},
            "aud": {"essential": True, "value": self._client_id},
            "nonce": {"essential": True, "value": nonce},
            "sub": {"essential": True}, "exp": {"essential": True}, "iat": {"essential": True},
        }  # fmt: skip
        try:
            try:
                found = read()
            except InvalidKeyIdError:
                # Keys change; what is kept may be older than this one.
                self._kept.pop("keys", None)
                found = read()
            registry = jwt.JWTClaimsRegistry(leeway=_LEEWAY_SECONDS, **wanted)  # type: ignore[arg-type]
            registry.validate(found.claims)
        except (JoseError, ValueError, KeyError, TypeError) as failure:
            raise TokenRefused(str(failure).partition("\n")[0][:200]) from None
        claims: dict[str, Any] = dict(found.claims)
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if (several or "azp" in claims) and claims.get("azp") != self._client_id:
            raise TokenRefused("it was made for another program")
        if not (isinstance(claims["sub"], str) and 1 <= len(claims["sub"]) <= 255):
            raise TokenRefused("it names nobody")
        return claims

    def _endpoint(self, name: str) -> str:
        """An address the provider has for something.

        Raises:
            ProviderUnusable: it has none, is another one, or would be spoken with in clear.
        """
        place = f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"
        told = self._document("configuration", place)
        if told.get("issuer") != self.issuer:
            raise ProviderUnusable(self.issuer, f"it calls itself {str(told.get('issuer'))[:200]}")
        found = told.get(name)
        if not isinstance(found, str) or urlsplit(found).scheme != urlsplit(self.issuer).scheme:
            raise ProviderUnusable(self.issuer, f"it has no {name} to speak with as with itself")
        return found

    def _document(self, name: str, place: str) -> dict[str, Any]:
        kept = self._kept.get(name)
        if kept is not None and time.monotonic() - kept[0] < _KEPT_SECONDS:
            return kept[1]
        found = self._ask(place, None, {})
        self._kept[name] = time.monotonic(), found
        return found

    def _ask(self, place: str, form: bytes | None, headers: dict[str, str]) -> dict[str, Any]:
        """What is answered there, as data.

        Raises:
            ProviderUnusable: nothing is, or no data.
            TokenRefused: the provider refuses what it is asked for.
        """
        headers = {**headers, "Accept": "application/json"}
        asked = Request(place, form, headers)  # noqa: S310 - https or this machine: the settings
        try:
            with build_opener(_NoRedirect).open(asked, timeout=_WAIT_SECONDS) as answer:
                told = answer.read(_MOST_BYTES + 1)
        except HTTPError as refused:
            refused.close()
            if form is not None and 400 <= refused.code < 500:
                raise TokenRefused(f"it answered {refused.code}") from None
            raise ProviderUnusable(self.issuer, f"{place} answered {refused.code}") from None
        except OSError as cause:
            raise ProviderUnusable(self.issuer, f"{place}: {cause}") from None
        try:
            found = json.loads(told) if len(told) <= _MOST_BYTES else None
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise ProviderUnusable(self.issuer, f"{place} answered no JSON object of a usual size")
        return found
