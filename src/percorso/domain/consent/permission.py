"""May we contact this customer for this purpose over this channel: yes or no, why, what proof."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from percorso.domain.consent.choices import Choice, Spoken
from percorso.domain.consent.purposes import ALL_CHANNELS, Basis, Scope, purpose_of
from percorso.domain.consent.replay import Joined, deciding

# An unconfirmed request lapses after this long, and is never asked again by itself.
REQUEST_LIVES = timedelta(days=7)

Reason = Literal[
    "given", "usual_basis", "chosen_basis", "never_asked", "unconfirmed", "withdrawn", "objected",
    "expired", "restricted",
]  # fmt: skip
_SENTENCES: dict[Reason, str] = {
    "given": "Yes: a yes holds, with its proof.",
    "usual_basis": "Yes: it rests on {basis}, and needs no consent.",
    "chosen_basis": "Yes: the workspace rests it on {basis}, and nobody objected.",
    "never_asked": "No: there is no yes, and without one it is off.",
    "unconfirmed": "No: the yes was asked to be confirmed, and is not.",
    "withdrawn": "No: the yes was taken back, or refused.",
    "objected": "No: the customer objected.",
    "expired": "No: the yes has expired.",
    "restricted": "No: the customer's data are restricted: kept, and used for nothing.",
}
# What is said of everything: data that are kept and used for nothing (GDPR 18).
RESTRICTION = Scope("restriction", ALL_CHANNELS)


@dataclass(frozen=True, slots=True)
class Permission:
    """The answer every sender asks for.

    Attributes:
        is_allowed: Whether it may be done now.
        scope: What was asked.
        reason: Why.
        basis: What a yes rests on; None of a no.
        choice: The word that decided, with its proof; None where nobody spoke.
    """

    is_allowed: bool
    scope: Scope
    reason: Reason
    basis: Basis | None = None
    choice: Choice | None = None

    @property
    def sentence(self) -> str:
        """The answer in words."""
        return _SENTENCES[self.reason].format(basis=(self.basis or "").replace("_", " "))


@dataclass(frozen=True, slots=True)
class Said:
    """All that a customer said, and since when the identifiers it was said with are one person.

    Attributes:
        spoken: Every choice.
        joined: The merges among their identifiers.
        bases: Purpose -> the basis the workspace rests it on, where it has chosen one.
    """

    spoken: Sequence[Spoken] = ()
    joined: Sequence[Joined] = ()
    bases: Mapping[str, Basis] = field(default_factory=dict)

    def word_on(self, scope: Scope, now: datetime) -> Choice | None:
        """The word on one purpose and channel that holds now."""
        about = [one for one in self.spoken if one.choice.scope.holds(scope)]
        return deciding(about, self.joined, now)


def permission(scope: Scope, said: Said, now: datetime) -> Permission:
    """Whether something may be done now; where nothing allows it, it may not.

    Args:
        scope: Purpose and channel, as `scope_of` gives them.
        said: What the customer said.
        now: Aware UTC.
    """
    restriction = said.word_on(RESTRICTION, now)
    if restriction is not None and restriction.state == "objected":
        return Permission(False, scope, "restricted", None, restriction)
    against = _against(scope, said, now)
    if against is not None:
        return Permission(False, scope, _refusal(against), None, against)
    choice = said.word_on(scope, now)
    purpose = purpose_of(scope.purpose)
    if purpose.usual is not None:
        return Permission(True, scope, "usual_basis", purpose.usual, choice)
    if choice is None:
        return _unasked(scope, said, now)
    if choice.state != "given":
        return Permission(False, scope, _refusal(choice), None, choice)
    if choice.is_expired(now):
        return replace(_on_chosen_basis(scope, said, "expired"), choice=choice)
    return Permission(True, scope, "given", choice.basis, choice)


def _unasked(scope: Scope, said: Said, now: datetime) -> Permission:
    """The answer about what nobody said yes or no to."""
    waiting = [
        one.choice
        for one in said.spoken
        if one.choice.state == "requested"
        and one.choice.scope.holds(scope)
        and one.choice.at + REQUEST_LIVES > now
    ]
    if waiting:
        newest = max(waiting, key=lambda one: (one.at, one.request_id))
        return Permission(False, scope, "unconfirmed", None, newest)
    return _on_chosen_basis(scope, said, "never_asked")


def _on_chosen_basis(scope: Scope, said: Said, otherwise: Reason) -> Permission:
    basis = said.bases.get(scope.purpose)
    if basis == "legitimate_interest" and purpose_of(scope.purpose).may_be_chosen:
        return Permission(True, scope, "chosen_basis", basis)
    return Permission(False, scope, otherwise)


def _against(scope: Scope, said: Said, now: datetime) -> Choice | None:
    """A no to marketing by e-mail forbids mail on similar products, too (art. 130 c. 4)."""
    if scope.purpose != "soft_spam":
        return None
    word = said.word_on(Scope("marketing", "email"), now)
    return word if word is not None and word.state in ("withdrawn", "objected") else None


def _refusal(choice: Choice) -> Reason:
    return "objected" if choice.state == "objected" else "withdrawn"
