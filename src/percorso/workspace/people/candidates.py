"""Customers who may be one person: found, shown, and judged by a person."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from percorso.domain.errors import NotFoundError
from percorso.domain.identifiers import masked
from percorso.identity.bridges import Weighed, without_bridges
from percorso.identity.candidates import known_identifiers, likely_pairs, traits_compared
from percorso.stats.proportion import wilson_interval
from percorso.store.records import customers as customer_records
from percorso.store.records import match_candidates as candidate_records
from percorso.store.records.database import RecordsConnection
from percorso.store.records.match_candidates import ACCEPTED, REJECTED, Found, MatchCandidate
from percorso.store.records.rulings import APART, SAME, rulings
from percorso.workspace.people.consent_of import Person, keys_of
from percorso.workspace.people.finding import in_memory
from percorso.workspace.people.ruling import rule_pairs
from percorso.workspace.people.traits_of import full_name, traits_of
from percorso.workspace.restoring import ask_warehouse, bring_up
from percorso.workspace.stores import Stores, now_utc

AUTOMATIC = "percorso"
_REACHED_BY = ("email", "phone")
# Of fewer judged pairs no share is told.
_FEWEST_JUDGED = 20
_USUAL_THRESHOLD = 0.99


class CandidateUnknown(NotFoundError):
    """A pair that waits for nobody's word."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(
            f"No pair of the number {number} waits to be judged. "
            "See those that do: percorso identity candidates"
        )


@dataclass(frozen=True, slots=True)
class Side:
    """One of two customers: id, name where somebody said it, identifiers; masked or in clear."""

    id: str
    name: str | None
    identifiers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two customers who may be one person.

    Attributes:
        no: Its number.
        probability: That they are, as the model has it, 0..1.
        sides: The two.
        agreement: What was compared -> how alike it is; 0 is unlike, the more the more alike.
    """

    no: int
    probability: float
    sides: tuple[Side, Side]
    agreement: dict[str, int]


@dataclass(frozen=True, slots=True)
class Precision:
    """Of the pairs at least so likely that a person judged, how many were one person.

    Attributes:
        threshold: The probability.
        judged: How many a person judged.
        right: How many of them were accepted.
        share, low, high: The share with its 95 % interval (Wilson); None of fewer than 20.
    """

    threshold: float
    judged: int
    right: int
    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Queue:
    """The pairs that wait for a word, and how the model has done.

    Attributes:
        waiting: The likeliest first.
        accepts_above: The probability above which pairs are accepted by themselves; None is never.
        precision: At that probability, or at 0.99 where none is set.
        accepted, rejected: How many a person accepted and rejected.
        automatic: How many were accepted by themselves.
    """

    waiting: tuple[Candidate, ...]
    accepts_above: float | None
    precision: Precision
    accepted: int
    rejected: int
    automatic: int


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of judging a pair: whether those accepted are one customer now."""

    no: int
    is_followed: bool


def find_candidates(stores: Stores, least: float) -> None:
    """Look for customers who may be one person, and put them in the queue.

    Where the setting `accept_likely_above` says so, the likeliest are accepted at once, but for
    those by which alone two groups of customers would become one.

    Args:
        stores: The workspace.
        least: Pairs less likely than this are left out, 0..1.

    Raises:
        IdentityExtraMissing: Splink is not installed.
    """
    known = ask_warehouse(stores, known_identifiers)
    with stores.records.read() as connection:
        said = candidate_records.traits_said(connection, traits_compared())
        written = candidate_records.clear_values(connection, _REACHED_BY)
        judged = [one.pair for one in rulings(connection)]
        judged += [
            one.found.pair
            for one in candidate_records.candidates(connection)
            if one.verdict is not None
        ]
    with in_memory(stores) as engine:
        likely = likely_pairs(engine, known, said, written, judged, least)
    found = [Found(one.pair, one.probability, one.agreement) for one in likely]
    with stores.records.write() as connection:
        candidate_records.renew(connection, found, now_utc())
    threshold = stores.settings.accept_likely_above
    if threshold:
        with stores.records.read() as connection:
            likeliest = {
                one.found.pair: one
                for one in candidate_records.candidates(connection)
                if one.verdict is None and one.found.probability >= threshold
            }
        weighed = [Weighed(*pair, one.found.probability) for pair, one in likeliest.items()]
        sure = [likeliest[one.one, one.other].no for one in without_bridges(weighed)]
        judge_candidates(stores, sure, SAME, AUTOMATIC, f"likely above {threshold}")


def judge_candidates(
    stores: Stores, numbers: Collection[int], verdict: str, actor: str, reason: str
) -> list[Judged]:
    """Rule that pairs of the queue are one person each, or two.

    Raises:
        CandidateUnknown: no such pair waits.
    """
    if not numbers:
        return []
    with stores.hold(to_write=True) as warehouse:
        bring_up(stores, warehouse)
        with stores.records.read() as connection:
            waiting = {one.no: one for one in candidate_records.candidates(connection)
                       if one.verdict is None}  # fmt: skip
        for number in numbers:
            if number not in waiting:
                raise CandidateUnknown(number)
        chosen = [waiting[number] for number in sorted(set(numbers))]
        pairs = [one.found.pair for one in chosen]
        rule_pairs(stores, warehouse, pairs, verdict, actor, reason)
        with stores.records.write() as connection:
            candidate_records.judge(
                connection, [one.no for one in chosen],
                ACCEPTED if verdict == SAME else REJECTED, actor, now_utc(),
            )  # fmt: skip
            return [_judged(connection, one, verdict) for one in chosen]


def queue(stores: Stores, *, clear: bool) -> Queue:
    """The pairs that wait for a word."""
    with stores.records.read() as connection:
        known = candidate_records.candidates(connection)
        waiting = [
            told
            for one in known
            if one.verdict is None and (told := _told(connection, one, clear=clear)) is not None
        ]
    threshold = stores.settings.accept_likely_above or None
    by_person = [one for one in known if one.verdict is not None and one.actor != AUTOMATIC]
    return Queue(
        tuple(waiting),
        threshold,
        _precision(by_person, threshold or _USUAL_THRESHOLD),
        sum(one.verdict == ACCEPTED for one in by_person),
        sum(one.verdict == REJECTED for one in by_person),
        sum(one.actor == AUTOMATIC for one in known),
    )


def _precision(judged: Sequence[MatchCandidate], threshold: float) -> Precision:
    likely = [one for one in judged if one.found.probability >= threshold]
    right = sum(one.verdict == ACCEPTED for one in likely)
    if len(likely) < _FEWEST_JUDGED:
        return Precision(threshold, len(likely), right, None, None, None)
    low, high = wilson_interval(right, len(likely))
    return Precision(threshold, len(likely), right, right / len(likely), low, high)


def _judged(connection: RecordsConnection, one: MatchCandidate, verdict: str) -> Judged:
    customers = _customers(connection, one)
    return Judged(one.no, verdict == APART or len(set(customers)) == 1)


def _customers(connection: RecordsConnection, one: MatchCandidate) -> list[int]:
    """Whose the two identifiers are now."""
    links = customer_records.links_of_keys(connection, one.found.pair)
    return [link.customer_no for link in links if link.since_at is None]


def _told(connection: RecordsConnection, one: MatchCandidate, *, clear: bool) -> Candidate | None:
    """A pair as it is shown; None where the two are one customer by now, or one is gone."""
    customers = sorted(set(_customers(connection, one)))
    if len(customers) != 2:
        return None
    left, right = (_side(connection, no, clear=clear) for no in customers)
    return Candidate(one.no, one.found.probability, (left, right), one.found.agreement)


def _side(connection: RecordsConnection, no: int, *, clear: bool) -> Side:
    person = Person(no, keys_of(connection, no))
    identifiers = tuple(
        f"{each.type} {each.clear_value if clear else masked(each.clear_value or '')}"
        for each in customer_records.identifiers_of(connection, no)
    )
    name = full_name(traits_of(connection, person, clear=clear))
    return Side(customer_records.customer_id_of(connection, no), name, identifiers)
