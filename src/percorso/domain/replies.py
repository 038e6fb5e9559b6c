"""The reply to a review as people make it: drafted, approved, sent, and what it starts from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from percorso.domain.errors import ConflictError, InputError, NotFoundError

Step = Literal["drafted", "approved", "sent", "withdrawn"]
STEPS: tuple[Step, ...] = get_args(Step)
# What a step may follow; a reply that was not begun, or was withdrawn, is None.
_AFTER: dict[Step, tuple[Step | None, ...]] = {
    "drafted": (None, "drafted", "approved"),
    "approved": ("drafted",),
    "sent": ("approved",),
    "withdrawn": ("drafted", "approved", "sent"),
}
# Google takes 4,096 bytes at most, and no platform we know of takes less.
LONGEST_REPLY = 4_000
Band = Literal["low", "middle", "high", "unrated"]
BANDS: tuple[Band, ...] = get_args(Band)
_LOW, _HIGH = 2.5, 3.5
_HELLO, _COMPANY = "{hello}", "{company}"


class ReviewUnknown(NotFoundError):
    """No review has this id."""

    def __init__(self, id_: str) -> None:
        self.id = id_
        super().__init__(
            f"There is no review {id_!r}, or it was taken back. `percorso replies list` shows "
            "those there are."
        )


class ReplyRefused(InputError):
    """A reply, or a template of one, that cannot be kept."""

    def __init__(self, what: str, came: str) -> None:
        self.what = what
        super().__init__(
            f"A {what} has 1 to {LONGEST_REPLY:,} characters, got {came}. Nothing was saved."
        )


class TemplateUnknown(InputError):
    """There is no template of this language and band of stars."""

    def __init__(self, language: str, band: str) -> None:
        self.language = language
        self.band = band
        super().__init__(
            f"There is no template {language!r} {band!r}: languages are it and en, bands "
            f"{', '.join(BANDS)}. Nothing was saved."
        )


class ReplyOutOfTurn(ConflictError):
    """A step of a reply that does not follow on the one before."""

    def __init__(self, wanted: Step, state: Step | None) -> None:
        self.wanted = wanted
        self.state = state
        super().__init__(
            f"A reply is drafted, then approved, then sent; this one is {state or 'not begun'}, so "
            f"it cannot be {wanted}. Nothing was changed."
        )


class ReplyOvertaken(ConflictError):
    """A reply was changed by somebody else since it was read."""

    def __init__(self, id_: str) -> None:
        self.id = id_
        super().__init__(
            f"The reply to review {id_} was changed by somebody else in the meantime, so nothing "
            "was saved. Read it again, then change it."
        )


@dataclass(frozen=True, slots=True)
class ReplyStep:
    """One step of a reply.

    Attributes:
        review: Id of the review.
        step: What was done.
        text: The reply as it stood then; empty where it was withdrawn.
        by: Who did it.
        at: UTC, without zone.
    """

    review: str
    step: Step
    text: str
    by: str
    at: datetime

    def as_json(self) -> dict[str, Any]:
        """As the command line and the API tell it."""
        return {
            "step": self.step, "text": self.text or None, "by": self.by or None,
            "at": f"{self.at.isoformat(timespec='seconds')}Z",
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply with all its steps, the oldest first; none is no reply yet."""

    review: str
    steps: tuple[ReplyStep, ...] = ()

    @property
    def state(self) -> Step | None:
        """The last step; None where nothing is begun, or it was withdrawn."""
        last = self.steps[-1].step if self.steps else None
        return None if last == "withdrawn" else last

    @property
    def text(self) -> str:
        """As it stands now."""
        return self.steps[-1].text if self.steps else ""

    def check(self, wanted: Step, read: int | None) -> None:
        """Whether a step may follow.

        Args:
            wanted: The step.
            read: How many steps there were when it was read; None does not look.

        Raises:
            ReplyOvertaken: there are others by now.
            ReplyOutOfTurn: it does not follow on the last one.
        """
        if read is not None and read != len(self.steps):
            raise ReplyOvertaken(self.review)
        if self.state not in _AFTER[wanted]:
            raise ReplyOutOfTurn(wanted, self.state)

    def as_json(self) -> dict[str, Any]:
        """As the command line and the API tell it."""
        return {
            "state": self.state, "text": self.text or None, "changes": len(self.steps),
            "steps": [one.as_json() for one in self.steps],
        }  # fmt: skip


def fit_text(text: str, what: str = "reply") -> str:
    """A text as it is kept.

    Raises:
        ReplyRefused: it is empty or too long.
    """
    told = text.replace("\r\n", "\n").strip()
    if not told or len(told) > LONGEST_REPLY:
        raise ReplyRefused(what, f"{len(told):,}" if told else "nothing")
    return told


def band_of(stars: float | None, recommends: bool | None = None) -> Band:
    """Which templates suit a review: by its stars, or by whether it recommends the company.

    >>> [band_of(2.0), band_of(3.0), band_of(5.0), band_of(None, False), band_of(None)]
    ['low', 'middle', 'high', 'low', 'unrated']
    """
    if stars is None:
        return "unrated" if recommends is None else "high" if recommends else "low"
    return "low" if stars < _LOW else "high" if stars > _HIGH else "middle"


def filled(template: str, language: str, first_name: str | None, company: str) -> str:
    """A template with the greeting and the name of the company; nothing else is ever filled in.

    >>> filled("{hello} grazie da {company}.", "it", "Ada", "Casa Lume")
    'Ciao Ada, grazie da Casa Lume.'
    """
    hello = {"it": "Buongiorno,", "en": "Hello,"}[language]
    if first_name:
        hello = f"{'Ciao' if language == 'it' else 'Hello'} {first_name},"
    return template.replace(_HELLO, hello).replace(_COMPANY, company)


# Nothing is said here that nobody knows: no cause, no promise, no refund.
_ITALIAN: dict[Band, str] = {
    "low": "{hello}\nci dispiace che la tua esperienza non sia andata come doveva. Vogliamo capire "
    "che cosa è successo: scrivi al nostro servizio clienti con il numero dell’ordine.\n"
    "{company}",
    "middle": "{hello}\ngrazie per averci scritto che cosa è andato bene e che cosa no. Se vuoi "
    "dirci di più, il nostro servizio clienti ti ascolta.\n{company}",
    "high": "{hello}\ngrazie per il tempo che hai dedicato a questa recensione: leggerla ci fa "
    "molto piacere.\n{company}",
    "unrated": "{hello}\ngrazie per averci scritto. Se possiamo esserti utili, il nostro servizio "
    "clienti è a disposizione.\n{company}",
}
_ENGLISH: dict[Band, str] = {
    "low": "{hello}\nwe are sorry that your experience was not what it should have been. We would "
    "like to understand what happened: please write to our customer service with your order "
    "number.\n{company}",
    "middle": "{hello}\nthank you for telling us what went well and what did not. If you would "
    "like to say more, our customer service is glad to listen.\n{company}",
    "high": "{hello}\nthank you for taking the time to write this review: we are very glad to read "
    "it.\n{company}",
    "unrated": "{hello}\nthank you for writing. If we can be of help, our customer service is "
    "there for you.\n{company}",
}
Templates = Mapping[str, Mapping[Band, str]]
USUAL_TEMPLATES: Templates = {"it": _ITALIAN, "en": _ENGLISH}
