"""Sets the platforms side by side, and lists their reviews."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import floor, sqrt
from typing import Any

import numpy as np

from percorso.domain.catalogue import Touchpoint
from percorso.domain.errors import InputError
from percorso.domain.journey_map import Estimate
from percorso.domain.replies import ReplyStep, ReviewUnknown
from percorso.domain.reviews import (
    STARS,
    USUAL_REPLY_SECONDS,
    Platform,
    Replies,
    Review,
    Reviews,
    ReviewWhole,
    StarsOfMonth,
)
from percorso.stats.proportion import wilson_interval
from percorso.stats.shrinkage import pooled_variance, shrinkage_weight, shrunk_means
from percorso.stats.student import student_quantile
from percorso.store.records import catalogue as catalogue_records
from percorso.store.records import customers as customer_records
from percorso.store.records import replies as reply_records
from percorso.store.warehouse import Warehouse
from percorso.workspace.restoring import ask_warehouse
from percorso.workspace.reviews import reviews_sql as ask
from percorso.workspace.reviews.whole import whole_review
from percorso.workspace.stores import Stores

_IN_THE_MAKING = ("drafted", "approved")
WHICH = ("all", "unanswered", "late", "low", *_IN_THE_MAKING)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_A_MICROSECOND = timedelta(microseconds=1)
_US_AN_HOUR = 3_600_000_000
_MONTHS = 12
# With more it is exact to a thousandth of the half-width to take the normal distribution.
_MOST_FREEDOM = 2_000
_Months = dict[date, list[tuple[float, int]]]


class PlatformUnknown(InputError):
    """No platform with reviews is called that."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        self.name = name
        there = ", ".join(known) or "none: no review was loaded yet"
        super().__init__(f"No platform with reviews is called {name!r}; there are {there}.")


class WhichUnknown(InputError):
    """Reviews are not parted so."""

    def __init__(self, which: str) -> None:
        self.which = which
        super().__init__(f"Reviews can be {', '.join(WHICH)}; not {which!r}.")


@dataclass(frozen=True, slots=True)
class _Question:
    places: tuple[Touchpoint, ...]
    asked: ask.Asked
    steps: Mapping[str, ReplyStep]


class ReviewsDesk:
    """The reviews of one workspace."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    def report(self) -> Reviews:
        """Every platform with its numbers."""
        question = self._question()

        def read(warehouse: Warehouse) -> tuple[list[Any], list[Any]]:
            asked = question.asked
            return (
                warehouse.rows(ask.platforms_of_reviews(asked)),
                warehouse.rows(ask.stars_of_reviews(asked)),
            )

        counted, starred = ask_warehouse(self._stores, read)
        months: defaultdict[int, _Months] = defaultdict(lambda: defaultdict(list))
        for no, month, stars, reviews in starred:
            months[no][month].append((stars, reviews))
        groups = [_flat(months[row[0]]) for row in counted]
        drawn = _drawn(groups)
        found = [
            _platform(question, row, months[row[0]], mean)
            for row, mean in zip(counted, drawn, strict=True)
        ]
        found.sort(key=lambda one: (-one.reviews, one.key))
        pooled = mean_of([pair for group in groups for pair in group])
        return Reviews(tuple(found), pooled if len(found) > 1 else None)

    def page(
        self, platform: str | None = None, which: str = "all", skip: int = 0, most: int = 50
    ) -> list[Review]:
        """Reviews, the newest first.

        Args:
            platform: Of one platform alone, by the key of its touchpoint.
            which: `all`, `unanswered`, `late`, `low`: two stars at most; `drafted`: its reply
                waits for approval; `approved`: for being sent.
            skip: The first so many are left out.
            most: So many at most.

        Raises:
            PlatformUnknown: there is no such platform.
            WhichUnknown: `which` is none of these.
        """
        if which not in WHICH:
            raise WhichUnknown(which)
        question = self._question()
        keys = [place.key for place in question.places]
        if platform is not None and platform not in keys:
            raise PlatformUnknown(platform, keys)
        no = None if platform is None else 1 + keys.index(platform)
        ids = None
        if which in _IN_THE_MAKING:
            ids = [id_ for id_, one in question.steps.items() if one.step == which]
            which = "all"
        query = ask.reviews_listed(question.asked, no, which, skip, most, ids)
        rows = ask_warehouse(self._stores, lambda warehouse: warehouse.rows(query))
        return self._told(question, rows)

    def of(self, id_: str) -> ReviewWhole:
        """One review with all that is known of it.

        Raises:
            ReviewUnknown: there is none of this id, or it was taken back.
        """
        return self.with_customer(id_)[0]

    def with_customer(self, id_: str) -> tuple[ReviewWhole, int | None]:
        """The same, and the number of the customer it is of.

        Raises:
            ReviewUnknown: as above.
        """
        question = self._question()

        def read(warehouse: Warehouse) -> tuple[list[Any], list[Any], list[Any]]:
            listed = ask.reviews_listed(question.asked, None, "all", 0, 1, [id_])
            found = warehouse.rows(listed)
            order = found[0][5] if found else None
            return (
                found,
                warehouse.rows(ask.writings_of(question.asked, id_)) if found else [],
                warehouse.rows(ask.buyers_of(order)) if order else [],
            )

        found, written, buyers = ask_warehouse(self._stores, read)
        if not found:
            raise ReviewUnknown(id_)
        (review,) = self._told(question, found)
        no = found[0][1]
        return whole_review(review, no, written, {row[0] for row in buyers}), no

    def steps(self) -> dict[str, ReplyStep]:
        """Of each review with a reply in the making its last step."""
        with self._stores.records.read() as connection:
            return reply_records.last_steps(connection)

    def _told(self, question: _Question, rows: Sequence[Sequence[Any]]) -> list[Review]:
        with self._stores.records.read() as connection:
            ids = {
                row[1]: customer_records.customer_id_of(connection, row[1])
                for row in rows
                if row[1] is not None
            }
        return [_review(question, row, ids.get(row[1])) for row in rows]

    def _question(self) -> _Question:
        with self._stores.records.read() as connection:
            names = catalogue_records.observed_names(connection)
            known = catalogue_records.touchpoints(connection)
            steps = reply_records.last_steps(connection)
        places = tuple(
            place for place in known
            if place.channel == "review_site" and place.initiator == "customer"
        )  # fmt: skip
        nos = {place.key: no for no, place in enumerate(places, start=1)}
        of_names = [0] * (1 + max((name.no for name in names), default=0))
        for name in names:
            of_names[name.no] = nos.get(name.touchpoint_key, 0)
        limits = [0] + [round(1e6 * _limit_seconds(place)) for place in places]
        zone = self._stores.company().time_zone
        sent = {id_: _us(one.at) for id_, one in steps.items() if one.step == "sent"}
        return _Question(places, ask.Asked(of_names, limits, zone, sent), steps)


def mean_of(stars: Sequence[tuple[float, int]]) -> Estimate:
    """Mean of stars and how many have them, with the interval of Student's t.

    >>> {key: round(value, 2) for key, value in mean_of([(5.0, 3), (4.0, 1)]).items()}
    {'value': 4.75, 'low': 3.95, 'high': 5.0, 'n': 4}
    """
    values = np.array([value for value, _ in stars], dtype=float)
    counts = np.array([count for _, count in stars], dtype=float)
    n = int(counts.sum())
    if n == 0:
        return Estimate(value=None, low=None, high=None, n=0)
    mean = float((values * counts).sum() / n)
    if n == 1:
        return Estimate(value=mean, low=None, high=None, n=1)
    spread = sqrt(float((counts * (values - mean) ** 2).sum()) / (n - 1) / n)
    half = spread * student_quantile(min(n - 1, _MOST_FREEDOM))
    return Estimate(
        value=mean, low=max(float(STARS[0]), mean - half), high=min(float(STARS[-1]), mean + half),
        n=n,
    )  # fmt: skip


def _drawn(groups: Sequence[Sequence[tuple[float, int]]]) -> list[float | None]:
    """The mean of each platform, drawn towards that of all."""
    counts = np.array([sum(n for _, n in group) for group in groups], dtype=float)
    sums = np.array([sum(value * n for value, n in group) for group in groups], dtype=float)
    squares = np.array([sum(value**2 * n for value, n in group) for group in groups], dtype=float)
    if not counts.sum():
        return [None] * len(groups)
    means = sums / np.maximum(counts, 1)
    weight = shrinkage_weight(means, counts, pooled_variance(counts, sums, squares))
    drawn = shrunk_means(means, counts, weight)
    return [float(mean) if n else None for mean, n in zip(drawn, counts, strict=True)]


def _platform(
    question: _Question, row: Sequence[Any], months: _Months, drawn: float | None
) -> Platform:
    no, reviews, revised, gone, judged, answered, late, waiting, until_us, last_us, asked, yes = row
    place = question.places[no - 1]
    stars = [0] * len(STARS)
    for value, count in _flat(months):
        stars[floor(value + 0.5) - 1] += count
    replies = None
    if answered:
        replies = Replies(
            _share(answered, judged), until_us / _US_AN_HOUR, waiting, late,
            _limit_seconds(place) / 3600, place.promise_seconds is not None,
        )  # fmt: skip
    return Platform(
        place.key, place.name_it, place.name_en, reviews,
        (stars[0], stars[1], stars[2], stars[3], stars[4]), mean_of(_flat(months)),
        _share(yes, asked) if asked else None, drawn, revised,
        gone, replies, _months(months), _at(last_us),
    )  # fmt: skip


def _share(hits: int, cases: int) -> Estimate:
    low, high = wilson_interval(hits, cases)
    return Estimate(value=hits / cases, low=low, high=high, n=cases)


def _months(months: _Months) -> tuple[StarsOfMonth, ...]:
    made = []
    for month in sorted(months)[-_MONTHS:]:
        found = mean_of(months[month])
        made.append(StarsOfMonth(month, found["n"], found["value"] or 0.0))
    return tuple(made)


def _flat(months: _Months) -> list[tuple[float, int]]:
    return [pair for month in months.values() for pair in month]


def _limit_seconds(place: Touchpoint) -> float:
    return USUAL_REPLY_SECONDS if place.promise_seconds is None else place.promise_seconds


def _review(question: _Question, row: Sequence[Any], customer: str | None) -> Review:
    no, _, written, stars, text, order, replied, reply, is_late, id_, writings, says, told = row
    sent = question.steps.get(id_)
    if not told and sent is not None and sent.step == "sent":
        reply = sent.text
    return Review(
        question.places[no - 1].key, customer, _at(written), stars, text, order,
        None if replied is None else _at(replied), reply, is_late, id_, writings, says, told,
    )  # fmt: skip


def _at(us: int) -> datetime:
    return _EPOCH + us * _A_MICROSECOND


def _us(at: datetime) -> int:
    return (at.replace(tzinfo=UTC) - _EPOCH) // _A_MICROSECOND
