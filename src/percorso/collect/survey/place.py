"""What the public pages of a survey are made of: what it asks, whose it is, and its secret."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

import msgspec

from percorso.domain.survey.questions import Survey, survey_of

_SECRET_BYTES = 32
_MAC_CHARACTERS = 24


@dataclass(frozen=True, slots=True)
class SurveyPlace:
    """A survey as its door keeps it.

    Attributes:
        survey: What it asks.
        version: Which version that is.
        firm: Who asks.
        privacy_url: Where the whole notice is; empty is nowhere.
        secret: What its forms are stamped with, and the links of customers signed.
        origins: Sites that may show it in a frame.
    """

    survey: Survey
    version: int
    firm: str
    privacy_url: str
    secret: str
    origins: tuple[str, ...] = ()

    @classmethod
    def new(cls, survey: Survey, firm: str, privacy_url: str) -> "SurveyPlace":
        """A survey's place with a secret of its own."""
        return cls(survey, 1, firm, privacy_url, secrets.token_urlsafe(_SECRET_BYTES))

    @classmethod
    def from_text(cls, text: str) -> "SurveyPlace":
        """A place as `as_text` has written it."""
        told = msgspec.json.decode(text)
        origins = tuple(told.get("origins", ()))
        return cls(**{**told, "survey": survey_of(told["survey"]), "origins": origins})

    def as_text(self) -> str:
        """The place as the records keep it."""
        told = {name: getattr(self, name) for name in self.__match_args__}
        return msgspec.json.encode({**told, "survey": self.survey.as_json()}).decode()

    def token_of(self, invitation: str, purpose: str = "answer") -> str:
        """What a customer's own link ends with: good for one invitation and one purpose."""
        return f"{invitation}.{self._mac(purpose, invitation)}"

    def is_token(self, token: str, purpose: str = "answer") -> bool:
        """Whether this survey has signed it, for this purpose."""
        invitation, _, mac = token.partition(".")
        wanted = self._mac(purpose, invitation)
        return hmac.compare_digest(mac.encode(), wanted.encode())

    def _mac(self, purpose: str, invitation: str) -> str:
        told = f"{purpose}\x1f{self.survey.key}\x1f{invitation}"
        return hmac.new(self.secret.encode(), told.encode(), hashlib.sha256).hexdigest()[
            :_MAC_CHARACTERS
        ]
