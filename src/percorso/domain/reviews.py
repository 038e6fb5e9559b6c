"""Reviews as plain values: what each platform counts, and the reviews themselves."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Literal

from percorso.domain.journey_map import Estimate

SCHEMA = "percorso.reviews/1"
STARS = (1, 2, 3, 4, 5)
# Where nobody promised anything: who writes in public may wait so long for a reply.
USUAL_REPLY_SECONDS = 7 * 86_400.0


@dataclass(frozen=True, slots=True)
class StarsOfMonth:
    """Stars of the reviews of a month.

    Attributes:
        month: Its first day, in the zone of the workspace.
        reviews: With stars.
        mean: Of their stars, 1 to 5.
    """

    month: date
    reviews: int
    mean: float


@dataclass(frozen=True, slots=True)
class Replies:
    """What the company answered, as far as the data tell of replies at all.

    Attributes:
        answered: Share of the reviews old enough to be judged that have a reply, 0 to 1; its n are
            these reviews.
        median_hours: Until the reply; None where there is none.
        waiting: Without a reply and still in time.
        late: Without a reply, or with one after the time: reviews.
        limit_hours: The time: what the touchpoint promises, else a week.
        is_promised: Whether the touchpoint promises it.
    """

    answered: Estimate
    median_hours: float | None
    waiting: int
    late: int
    limit_hours: float
    is_promised: bool


@dataclass(frozen=True, slots=True)
class Platform:
    """The reviews of one platform.

    Attributes:
        key: Of its touchpoint.
        name_it: What people call it.
        name_en: The same in English.
        reviews: How many there are, with stars or without; those taken back are not among them.
        stars: Reviews with 1, 2, 3, 4 and 5 stars, the half rounded up.
        mean: Of the stars with its interval; a review is the unit, as most name nobody.
        recommends: Share of those who say yes or no that recommend the company: no stars, and never
            made into any; its n are they.
        shrunk: The mean drawn towards that of all platforms, as small numbers are.
        revised: Reviews that were written anew; the last writing counts.
        taken_back: Reviews that are gone.
        replies: None where the data tell of no reply to any.
        months: The last twelve with reviews, the oldest first.
        last_at: When the last one was written, UTC.
    """

    key: str
    name_it: str
    name_en: str
    reviews: int
    stars: tuple[int, int, int, int, int]
    mean: Estimate
    recommends: Estimate | None
    shrunk: float | None
    revised: int
    taken_back: int
    replies: Replies | None
    months: tuple[StarsOfMonth, ...]
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Reviews:
    """All platforms side by side.

    Attributes:
        platforms: The one with the most reviews first.
        pooled: Mean of all stars with its interval; None where there is one platform alone.
    """

    platforms: tuple[Platform, ...]
    pooled: Estimate | None

    def as_json(self) -> dict[str, Any]:
        """As `percorso reviews --json` prints it; names of people are not in it."""
        return {"schema": SCHEMA, **_plain(asdict(self))}


@dataclass(frozen=True, slots=True)
class Review:
    """One review, as it stands now.

    Attributes:
        platform: Key of its touchpoint.
        customer: Id of who wrote it, where an identifier or a reference tells.
        written_at: First written, UTC.
        stars: None where it has none.
        text: What was written last.
        order: Number of the order it names.
        replied_at: When the company replied, UTC.
        reply: What it replied, where that is told.
        is_late: Whether there was no reply in time.
        id: Of the review here; the same from load to load.
        writings: How often it was written: above one it was written anew.
        recommends: Whether it recommends the company, where it says yes or no.
        is_confirmed: Whether the platform itself tells of the reply.
    """

    platform: str
    customer: str | None
    written_at: datetime
    stars: float | None
    text: str | None
    order: str | None
    replied_at: datetime | None
    reply: str | None
    is_late: bool
    id: str = ""
    writings: int = 1
    recommends: bool | None = None
    is_confirmed: bool = False

    def as_json(self) -> dict[str, Any]:
        """As the page lists it."""
        plain: dict[str, Any] = _plain(asdict(self))
        return plain


@dataclass(frozen=True, slots=True)
class Writing:
    """One time a review was written.

    Attributes:
        written_at: UTC.
        stars: None where it had none.
        recommends: Yes or no, where it said so.
        text: What it said then.
    """

    written_at: datetime
    stars: float | None
    recommends: bool | None
    text: str | None


Sureness = Literal["confirmed", "single", "disputed", "none"]


@dataclass(frozen=True, slots=True)
class Match:
    """Whose a review is, and what says so; a name never does.

    Attributes:
        sureness: `confirmed`: an identifier of the reviewer and the order are one customer's;
            `single`: one of them alone tells; `disputed`: they are two customers'; `none`: nobody.
        by: What tells: types of identifiers, and `order`.
    """

    sureness: Sureness
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReviewWhole:
    """A review with all that is known of it.

    Attributes:
        review: As it stands now.
        written: Every time it was written, the oldest first; the last one counts.
        match: Whose it is.
        is_verified: Whether the platform says that it checked the reviewer; None is not told.
        verified_how: In the platform's word, such as `invited`.
        experienced_on: When the reviewer says it happened, as the platform tells it.
        title: Of the review, where it has one.
        link: To the review on its platform, as the data tell it; https alone.
    """

    review: Review
    written: tuple[Writing, ...]
    match: Match
    is_verified: bool | None = None
    verified_how: str | None = None
    experienced_on: str | None = None
    title: str | None = None
    link: str | None = None

    def as_json(self) -> dict[str, Any]:
        """As the command line and the API tell it."""
        plain: dict[str, Any] = _plain(asdict(self))
        return plain


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value
