"""What a customer chose, when, and what proves it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from percorso.domain.consent.purposes import Basis, Scope, purpose_of, scopes_named

State = Literal["requested", "given", "withdrawn", "objected"]
STATES: tuple[State, ...] = ("requested", "given", "withdrawn", "objected")


@dataclass(frozen=True, slots=True)
class Proof:
    """What a choice can be proved by; what is empty was not told.

    Attributes:
        form: How it was made: `stand`, `counter`, `web`, `file`, `hook`, `command`, `mail`.
        source: Key of the source that brought it.
        message_id: Of the message it stands in.
        text_version, text_sha256: Which text was shown, and its hash.
        language: Of the text.
        document: The paper, order or page it stands on.
        actor: Who took it down.
    """

    form: str
    source: str = ""
    message_id: str = ""
    text_version: str = ""
    text_sha256: str = ""
    language: str = ""
    document: str = ""
    actor: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One word of a customer on one purpose and channel; instants are aware UTC.

    Attributes:
        scope: What it is about; a refusal may be about every channel.
        state: What was said. `requested` waits to be confirmed, and allows nothing.
        at: When it was said.
        basis: What a yes rests on.
        proof: What proves it.
        expires_at: When a yes ends by itself; None is never.
        confirmed_at: When it was confirmed, of a double opt-in.
        request_id: Which request it is, or confirms; empty where there was none.
    """

    scope: Scope
    state: State
    at: datetime
    basis: Basis
    proof: Proof
    expires_at: datetime | None = None
    confirmed_at: datetime | None = None
    request_id: str = ""

    def is_expired(self, now: datetime) -> bool:
        """Whether it is a yes that has ended by itself."""
        return self.state == "given" and self.expires_at is not None and self.expires_at <= now

    def strictness(self, now: datetime) -> int:
        """How much it forbids: an objection most, a yes that holds least."""
        return 1 if self.is_expired(now) else _STRICTNESS[self.state]


_STRICTNESS = {"given": 0, "requested": 1, "withdrawn": 2, "objected": 3}


@dataclass(frozen=True, slots=True)
class Spoken:
    """A choice, and the key of the identifier it was made with."""

    key: str
    choice: Choice


def choices_told(purposes: Mapping[str, bool], at: datetime, proof: Proof) -> tuple[Choice, ...]:
    """Choices by the names a form or page gives its purposes."""
    return tuple(
        Choice(
            scope, "given" if is_given else "withdrawn", at, purpose_of(scope.purpose).bases[0],
            proof,
        )
        for name, is_given in purposes.items()
        for scope in scopes_named(name)
    )  # fmt: skip
