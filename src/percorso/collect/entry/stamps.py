"""Was this form served by us, and how long ago? Its stamp says so, and nothing is kept for it."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

LONGEST = timedelta(hours=12)
# Nobody fills a form in faster; what does is a program.
SHORTEST = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a form's stamp tells.

    Attributes:
        nonce: What makes this form one of a kind.
        age: How long ago it was served.
    """

    nonce: str
    age: timedelta

    @property
    def is_fresh(self) -> bool:
        """Whether a person may have filled the form in meanwhile."""
        return SHORTEST <= self.age <= LONGEST


def new_stamp(secret: str, now: datetime) -> str:
    """A stamp for a form that is served now."""
    told = f"{int(now.timestamp())}.{secrets.token_hex(8)}"
    return f"{told}.{_mac(secret, told)}"


def stamp_in(text: str, secret: str, now: datetime) -> Stamp | None:
    """What a stamp tells; None where it is not ours.

    Args:
        text: As the form brings it.
        secret: Of the place.
        now: Aware UTC.
    """
    told, _, mac = text.rpartition(".")
    if not hmac.compare_digest(mac.encode(), _mac(secret, told).encode()):
        return None
    served, _, nonce = told.partition(".")
    return Stamp(nonce, timedelta(seconds=now.timestamp() - int(served)))


def _mac(secret: str, told: str) -> str:
    return hmac.new(secret.encode(), told.encode(), hashlib.sha256).hexdigest()[:32]
