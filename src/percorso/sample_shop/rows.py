"""One interaction on its way into a file, and the walk that collects a customer's rows."""

from dataclasses import dataclass, field
from typing import Literal

from percorso.sample_shop.clock import DAY, HOUR, RomeClock, next_minute
from percorso.sample_shop.draws import Draws
from percorso.sample_shop.people import Person

FileKey = Literal["shop", "site", "courier", "desk", "voice"]


@dataclass(slots=True)
class Row:
    """One line of one export; what its system does not know stays empty.

    `instant` is in UTC seconds, `amount_cents` in euro cents; the ratings are on the scale
    their name says (stars and CSAT 1..5, NPS 0..10, CES 1..7 with 7 easy).
    """

    instant: int
    file: FileKey
    touchpoint: str
    channel: str
    user_id: str = ""
    email: str = ""
    phone: str = ""
    card: str = ""
    anonymous_id: str = ""
    case_id: str = ""
    order_id: str = ""
    tracking: str = ""
    amount_cents: int | None = None
    stars: int | None = None
    nps: int | None = None
    csat: int | None = None
    ces: int | None = None
    text: str = ""
    language: str = ""
    city: str = ""
    page: str = ""
    shipping_shown: str = ""
    detail: str = ""


class Numbers:
    """Order and ticket numbers that grow with time and are never given twice."""

    def __init__(self, first: int) -> None:
        self._first = first
        self._taken: set[int] = set()

    def take(self, instant: int) -> str:
        """Seven digits for something that came to be at this instant."""
        number = (instant - self._first) // 60 * 10
        while number in self._taken:
            number += 1
        self._taken.add(number)
        return f"{number:07d}"


@dataclass(slots=True)
class Shop:
    """What all walks share: the clock, the draws, the numbering and the data's last instant.

    What the desk does with its cases has draws of its own, and changes nobody's way.
    """

    clock: RomeClock
    draws: Draws
    desk_draws: Draws
    until: int
    drift_at: int
    orders: Numbers
    cases: Numbers
    rows: list[Row] = field(default_factory=list)

    def write(self, row: Row) -> None:
        """Keep a row, unless it happens after the data end: then nobody knows of it yet."""
        if row.instant <= self.until:
            self.rows.append(row)


@dataclass(slots=True)
class Walk:
    """Where one customer stands: the instant, the device in hand, and who the site thinks it is.

    Attributes:
        now: UTC seconds of the last thing that happened.
        logging_in: the next page is the one of the log-in form, which shows the e-mail too.
        known_at: when the shop first learnt the e-mail; None while a stranger.
        mails: letters of the last exchange with the desk.
    """

    person: Person
    shop: Shop
    now: int
    device: str = ""
    logged_in: bool = False
    typed_email: bool = False
    logging_in: bool = False
    known_at: int | None = None
    orders: int = 0
    mails: int = 0

    @property
    def draws(self) -> Draws:
        """The shared stream of chance."""
        return self.shop.draws

    @property
    def is_over(self) -> bool:
        """Whether the walk has left the data."""
        return self.now > self.shop.until

    def moment(self, median_seconds: float, sigma: float = 0.8) -> None:
        """Let a moment inside a visit pass, at least one second."""
        self.now += max(1, int(self.draws.around(median_seconds, sigma)))

    def days_later(self, median_days: float, sigma: float = 0.9) -> None:
        """Come back on a later day, or later the same day, at an hour people keep."""
        clock = self.shop.clock
        day = clock.day(self.now + int(self.draws.around(median_days, sigma) * DAY))
        at = clock.some_time_on(day, self.draws)
        self.now = max(at, self.now + HOUR)

    def in_hours(self, opens: float, closes: float) -> None:
        """Wait for opening hours, if they are over."""
        clock = self.shop.clock
        hour = clock.local(self.now) % DAY / HOUR
        if not opens <= hour < closes:
            day = clock.day(self.now) + (1 if hour >= closes else 0)
            self.now = clock.on(day, self.draws.between(opens, closes))

    def to_the_minute(self) -> int:
        """Move to the next whole minute and say which it is."""
        self.now = next_minute(self.now)
        return self.now

    def open_session(self) -> None:
        """Take a device in hand; those with an account log in half of the time."""
        person = self.person
        if not person.devices:
            return
        self.typed_email = False
        self.logging_in = False
        self.logged_in = bool(person.user_id) and self.draws.chance(0.5)
        if self.logged_in:
            self.become_known()
            self.logging_in = True
        # An unknown second device would make one person two customers.
        other = self.logged_in and len(person.devices) > 1 and self.draws.chance(0.35)
        self.device = person.devices[1 if other else 0]

    def become_known(self) -> None:
        """Give the shop the e-mail address."""
        if self.known_at is None:
            self.known_at = self.now
