"""What can be wrong with a webhook's delivery, or with one of its messages: one leaf each."""

from collections.abc import Sequence
from difflib import get_close_matches

from percorso.domain.errors import InputError, NotFoundError


class BadSignature(InputError):
    """A delivery that does not prove that its sender knows the secret."""

    code = "bad_signature"

    def __init__(self, sender: str, problem: str) -> None:
        self.sender, self.problem = sender, problem
        super().__init__(
            f"This delivery is not proven to come from {sender}: {problem}. "
            "Compare the secret of the source with the one set there."
        )


class StaleSignature(InputError):
    """A delivery that was signed too long ago, or too far ahead: a copy, or a wrong clock."""

    code = "stale_signature"

    def __init__(self, sender: str, seconds_off: float) -> None:
        self.sender, self.seconds_off = sender, seconds_off
        side = "ago" if seconds_off > 0 else "ahead"
        super().__init__(
            f"{sender} signed this delivery {abs(seconds_off):,.0f} seconds {side}; at most 300 "
            "are taken. Let the sender deliver it again, and look at this machine's clock."
        )


class UnmappedPayload(InputError):
    """A message that is not what its format says, at one place of it."""

    code = "unmapped_payload"

    def __init__(self, path: str, wanted: str, came: str) -> None:
        self.path, self.wanted, self.came = path, wanted, came
        super().__init__(
            f"At {path} of the message {wanted} was wanted, {came} came. "
            "The message is kept; once the format or the mapping reads it, replay it."
        )


class HookFormatUnknown(NotFoundError):
    """No sender of webhooks goes by this name."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        self.name, self.known = name, tuple(known)
        near = get_close_matches(name, known, 1)
        hint = f' Did you mean "{near[0]}"?' if near else ""
        super().__init__(f'There is no webhook format "{name}".{hint} Known: {", ".join(known)}.')
