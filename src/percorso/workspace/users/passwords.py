"""Passwords: how hard to guess one must be, and the hash that is kept of it."""

import secrets
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Literal

from percorso.domain.errors import InputError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST, LONGEST = 12, 200
# What OWASP asks for; the library's own default takes three and a half times as long.
_MEMORY_KB, _ROUNDS = 19 * 1024, 2
# Guesses that a slow hash still withstands ("safely unguessable"; Wheeler 2016, zxcvbn).
_FEWEST_GUESSES = 10**8
_LONGEST_JUDGED = 72

Weakness = Literal["short", "long", "common"]


class PasswordWeak(InputError):
    """A password that is too short, too long, or soon guessed."""

    def __init__(self, weakness: Weakness) -> None:
        self.weakness = weakness
        wanted = {
            "short": f"has at least {SHORTEST} characters; three or four words are easy to keep",
            "long": f"has at most {LONGEST} characters",
            "common": "is none that is soon guessed: no word everybody uses, no name of yours",
        }
        super().__init__(f"A password {wanted[weakness]}. Choose another one.")


def check_strength(password: str, known: Iterable[str] = ()) -> None:
    """Refuse a password that is soon guessed.

    Args:
        password: As it was typed; every character counts, blanks too.
        known: Words that who guesses would try first: the person's and the company's names.

    Raises:
        PasswordWeak: it is too short, too long, or soon guessed.

    Source: Wheeler (2016), zxcvbn: Low-Budget Password Strength Estimation, USENIX Security.
    """
    if len(password) < SHORTEST:
        raise PasswordWeak("short")
    if len(password) > LONGEST:
        raise PasswordWeak("long")
    from zxcvbn import zxcvbn  # its lists of words take a moment

    judged = zxcvbn(password[:_LONGEST_JUDGED], user_inputs=[word for word in known if word])
    if judged["guesses"] < _FEWEST_GUESSES:
        raise PasswordWeak("common")


def hashed(password: str) -> str:
    """What is kept of a password: argon2id with a salt of its own."""
    return _hasher().hash(password)


def is_password(kept: str | None, password: str) -> bool:
    """Whether a hash is of this password; where there is none, it takes the same time to say no."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return _hasher().verify(kept or _decoy(), password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(kept: str) -> bool:
    """Whether a hash was made with other parameters than hashes are made with now."""
    return _hasher().check_needs_rehash(kept)


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=_ROUNDS, memory_cost=_MEMORY_KB, parallelism=1)


@cache
def _decoy() -> str:
    return hashed(secrets.token_urlsafe())
