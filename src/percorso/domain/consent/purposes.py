"""What a contact may be for, on which basis, and over which channels it is asked apart."""

from dataclasses import dataclass
from typing import Literal

from percorso.domain.errors import InputError

Basis = Literal["consent", "soft_spam", "contract", "legal", "legitimate_interest"]
BASES: tuple[Basis, ...] = ("consent", "soft_spam", "contract", "legal", "legitimate_interest")

# Ways a firm speaks to somebody; marketing needs a consent of its own for each.
CONTACT_CHANNELS = ("email", "sms", "phone", "chat", "post")
# A word about a channel hangs on the identifier it reaches the person by.
IDENTIFIER_OF_CHANNEL = {"email": "email", "sms": "phone", "phone": "phone", "chat": "phone"}
# Stands for every channel of a purpose.
ALL_CHANNELS = ""
_LONGEST_CATEGORY = 40


@dataclass(frozen=True, slots=True)
class Purpose:
    """One thing data may be used for (CONSENT 1).

    Attributes:
        key: Its name.
        bases: On which bases it may rest.
        usual: The basis it rests on without anybody's word; None where it is off until then.
        channels: Those it is asked apart for; empty where one word is for all, or where it has
            kinds of its own (`has_categories`).
        only: The channel it is about by its nature.
        has_categories: Whether its channel is a category that pages name themselves.
        may_be_chosen: Whether the workspace may rest it on legitimate interest.
    """

    key: str
    bases: tuple[Basis, ...]
    usual: Basis | None = None
    channels: tuple[str, ...] = ()
    only: str = ALL_CHANNELS
    has_categories: bool = False
    may_be_chosen: bool = False


_CHOSEN: tuple[Basis, ...] = ("consent", "legitimate_interest")
PURPOSES = {
    one.key: one
    for one in (
        Purpose("marketing", ("consent",), channels=CONTACT_CHANNELS),
        Purpose("soft_spam", ("soft_spam",), only="email"),
        Purpose("email_open_tracking", ("consent",), only="email"),
        Purpose("email_click_tracking", ("consent",), only="email"),
        Purpose("web_tracking", ("consent",), has_categories=True),
        Purpose("profiling", _CHOSEN, may_be_chosen=True),
        Purpose("survey", _CHOSEN, may_be_chosen=True),
        Purpose("review_invitation", _CHOSEN, may_be_chosen=True),
        Purpose("service", ("contract", "legal"), usual="contract"),
        Purpose("third_party", ("consent",), has_categories=True),
    )
}


class PurposeUnknown(InputError):
    """A purpose that does not exist."""

    def __init__(self, purpose: str) -> None:
        self.purpose = purpose
        super().__init__(f"There is no purpose {purpose!r}. Purposes: {', '.join(PURPOSES)}.")


class ChannelUnfit(InputError):
    """A channel a purpose is not asked for, or none where one is needed."""

    def __init__(self, purpose: str, channel: str, wanted: str) -> None:
        self.purpose = purpose
        self.channel = channel
        super().__init__(f"The purpose {purpose!r} wants {wanted}; got {channel!r}.")


class BasisUnfit(InputError):
    """A basis a purpose cannot rest on."""

    def __init__(self, purpose: str, basis: str, bases: tuple[Basis, ...]) -> None:
        self.purpose = purpose
        self.basis = basis
        super().__init__(
            f"The purpose {purpose!r} cannot rest on {basis!r}: it wants {' or '.join(bases)}."
        )


@dataclass(frozen=True, slots=True)
class Scope:
    """A purpose and the channel or category it is about; an empty one is every one."""

    purpose: str
    channel: str

    def holds(self, other: "Scope") -> bool:
        """Whether a word about this is a word about the other, too."""
        return self.purpose == other.purpose and self.channel in (ALL_CHANNELS, other.channel)


def purpose_of(key: str) -> Purpose:
    """The purpose of a name.

    Raises:
        PurposeUnknown: there is none.
    """
    if key not in PURPOSES:
        raise PurposeUnknown(key)
    return PURPOSES[key]


def scope_of(purpose: str, channel: str = ALL_CHANNELS, *, may_be_all: bool = False) -> Scope:
    """A purpose and its channel, as they are recorded and asked for.

    Args:
        purpose: Its name.
        channel: A channel or category; of a purpose with one by nature it may be left out.
        may_be_all: Whether an empty channel may stand for all: in a refusal, never in a yes.

    Raises:
        PurposeUnknown: there is no such purpose.
        ChannelUnfit: it is not asked for over this channel.

    >>> scope_of("soft_spam")
    Scope(purpose='soft_spam', channel='email')
    """
    known = purpose_of(purpose)
    said = channel.strip().lower()
    if known.only:
        if said not in (ALL_CHANNELS, known.only):
            raise ChannelUnfit(purpose, channel, f"the channel {known.only!r}, or none")
        return Scope(purpose, known.only)
    if said == ALL_CHANNELS:
        if not may_be_all and (known.channels or known.has_categories):
            wanted = " or ".join(known.channels) or "a category, such as 'analytics'"
            raise ChannelUnfit(purpose, channel, wanted)
        return Scope(purpose, ALL_CHANNELS)
    if known.has_categories:
        if len(said) > _LONGEST_CATEGORY:
            wanted = f"a category of at most {_LONGEST_CATEGORY} signs"
            raise ChannelUnfit(purpose, channel, wanted)
        return Scope(purpose, said)
    if said not in CONTACT_CHANNELS:
        raise ChannelUnfit(purpose, channel, " or ".join(CONTACT_CHANNELS))
    return Scope(purpose, said)


def scopes_named(name: str) -> tuple[Scope, ...]:
    """What the name a form or page gives a choice stands for.

    A consent to the telephone that also speaks of messages is one to both. What is no name of
    ours is a category of a page: of what it keeps on the visitor's device.

    >>> [one.channel for one in scopes_named("marketing_phone")]
    ['phone', 'sms', 'chat']
    >>> scopes_named("analytics")
    (Scope(purpose='web_tracking', channel='analytics'),)
    """
    said = name.strip().lower()
    if said in _NAMED:
        return _NAMED[said]
    if said in PURPOSES and not (PURPOSES[said].channels or PURPOSES[said].has_categories):
        return (scope_of(said),)
    category = said[:_LONGEST_CATEGORY]
    return (Scope("web_tracking", category),) if category else ()


_NAMED = {
    **{f"marketing_{one}": (Scope("marketing", one),) for one in CONTACT_CHANNELS},
    "newsletter": (Scope("marketing", "email"),),
    # Its text says: by phone or message.
    "marketing_phone": tuple(Scope("marketing", one) for one in ("phone", "sms", "chat")),
}


def require_basis(purpose: str, basis: str) -> Basis:
    """A basis this purpose may rest on.

    Raises:
        PurposeUnknown: there is no such purpose.
        BasisUnfit: it cannot rest on it.
    """
    known = purpose_of(purpose)
    for one in known.bases:
        if one == basis:
            return one
    raise BasisUnfit(purpose, basis, known.bases)
