"""When a survey is sent by itself: after what, how long after, to how many, at which hours."""

import hashlib
import hmac
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from percorso.domain.errors import InputError

_LONGEST_DELAY_HOURS = 24 * 90
_LONGEST_QUIET_DAYS = 365
# Of CONSENT 7: surveys, invitations to review and marketing together, of everybody who sends.
CAPPED_CLASSES = ("marketing", "survey", "review_invitation")
CAP, CAP_DAYS = 2, 7
# What came later than this after its time is not sent any more.
GRACE = timedelta(days=2)


class SendingUnfit(InputError):
    """A rule by which no survey can be sent."""

    def __init__(self, what: str, wanted: str) -> None:
        self.what = what
        super().__init__(f"The survey cannot be sent like that: {what} is {wanted}.")


@dataclass(frozen=True, slots=True)
class Sending:
    """The rule by which a survey is sent.

    Attributes:
        after: Key of the touchpoint it follows.
        delay_hours: How long after.
        share: Of the customers who are asked, 0..1; who is in it is so for good.
        quiet_days: Nobody gets another survey within so many days.
        since: From when it holds, naive UTC as ISO 8601: what was before is not asked about.
        opens, closes: Hours of the company's days between which it is sent.
    """

    after: str
    delay_hours: float
    share: float = 1.0
    quiet_days: int = 30
    since: str = ""
    opens: int = 9
    closes: int = 20

    def as_json(self) -> dict[str, Any]:
        """The rule as plain values."""
        return asdict(self)

    @property
    def delay(self) -> timedelta:
        """How long after."""
        return timedelta(hours=self.delay_hours)

    @property
    def since_at(self) -> datetime:
        """From when it holds, naive UTC."""
        return datetime.fromisoformat(self.since)

    def next_open(self, at: datetime, zone: ZoneInfo) -> datetime:
        """An instant itself where it may be sent then, else when the hours begin again.

        Args:
            at: Naive UTC.
            zone: Of the company.

        >>> rule = Sending("order", 1)
        >>> rule.next_open(datetime(2026, 11, 24, 21), ZoneInfo("Europe/Rome"))
        datetime.datetime(2026, 11, 25, 8, 0)
        """
        here = at.replace(tzinfo=UTC).astimezone(zone)
        if self.opens <= here.hour < self.closes:
            return at
        day = here.date() + timedelta(days=1 if here.hour >= self.closes else 0)
        opening = datetime.combine(day, time(self.opens), zone)
        return opening.astimezone(UTC).replace(tzinfo=None)


def checked_sending(rule: Sending) -> Sending:
    """The same, where a survey can be sent by it.

    Raises:
        SendingUnfit: it cannot.
    """
    if not rule.after:
        raise SendingUnfit("what it follows", "the key of a touchpoint")
    if not 0 <= rule.delay_hours <= _LONGEST_DELAY_HOURS:
        raise SendingUnfit("its delay", f"0 to {_LONGEST_DELAY_HOURS} hours")
    if not 0 < rule.share <= 1:
        raise SendingUnfit("its share", "above 0, and 1 at most")
    if not 0 <= rule.quiet_days <= _LONGEST_QUIET_DAYS:
        raise SendingUnfit("its quiet time", f"0 to {_LONGEST_QUIET_DAYS} days")
    if not 0 <= rule.opens < rule.closes <= 24:
        raise SendingUnfit("its hours", "an hour before another one, 0 to 24")
    return rule


def is_sampled(secret: str, customer: str, share: float) -> bool:
    """Whether a customer is among those who are asked; the same one always is, or never.

    Args:
        secret: Of the survey.
        customer: Id of the customer.
        share: Of all, 0..1.
    """
    drawn = hmac.new(secret.encode(), f"sample\x1f{customer}".encode(), hashlib.sha256).digest()
    return int.from_bytes(drawn[:8], "big") < share * 2**64
