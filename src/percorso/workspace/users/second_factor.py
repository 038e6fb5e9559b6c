"""A code that changes every half minute, beside the password (TOTP, RFC 6238)."""

import base64
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

_SECONDS = 30
# The device's clock may be half a minute off, either way.
_STEPS_OFF = (0, -1, 1)
_NONCE_BYTES = 12


@dataclass(frozen=True, slots=True)
class NewFactor:
    """A second factor before its first code proves that a device has it.

    Attributes:
        secret: As a person may type it, in base 32.
        address: The same with whose it is, for the picture a device reads.
    """

    secret: str
    address: str


def new_factor(email: str, company: str) -> NewFactor:
    """A second factor for a user, of 160 random bits."""
    import pyotp

    return factor_of(pyotp.random_base32(), email, company)


def factor_of(secret: str, email: str, company: str) -> NewFactor:
    """The second factor of a secret."""
    import pyotp

    return NewFactor(secret, pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=company))


def step_of_code(secret: str, code: str, at: datetime) -> int | None:
    """The time step a code is of; None where it is none of this moment.

    Args:
        secret: In base 32.
        code: As it was typed; blanks are left out.
        at: Now, aware.
    """
    import pyotp

    typed = "".join(code.split())
    now = int(at.timestamp()) // _SECONDS
    codes = pyotp.TOTP(secret, interval=_SECONDS)
    for off in _STEPS_OFF:
        if hmac.compare_digest(codes.generate_otp(now + off).encode(), typed.encode()):
            return now + off
    return None


def sealed(secret: str, key: bytes, user_no: int) -> str:
    """A secret as it is kept: AES-GCM under a key of the workspace, bound to its user."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = secrets.token_bytes(_NONCE_BYTES)
    hidden = AESGCM(_own_key(key)).encrypt(nonce, secret.encode(), str(user_no).encode())
    return base64.b64encode(nonce + hidden).decode()


def opened(kept: str, key: bytes, user_no: int) -> str:
    """The secret that was sealed."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    whole = base64.b64decode(kept)
    nonce, hidden = whole[:_NONCE_BYTES], whole[_NONCE_BYTES:]
    return AESGCM(_own_key(key)).decrypt(nonce, hidden, str(user_no).encode()).decode()


def _own_key(key: bytes) -> bytes:
    return hmac.digest(key, b"percorso second factor", "sha256")
