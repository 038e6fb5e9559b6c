"""The definitions of METHODS 1 to 3 in plain Python, to hold the SQL against."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from tests.journeys.logs import PLACES, Contact, Rules, Walk

_STAGE = {place.key: place.stage for place in PLACES}
_CHANNEL = {place.key: place.channel for place in PLACES}
_PROMISE = {place.key: place.promise_seconds for place in PLACES}
_CUSTOMER_SIDE = {place.key for place in PLACES if place.initiator == "customer"}
_ANSWERS = {
    place.key
    for place in PLACES
    if place.initiator in ("company", "partner") and not place.is_broadcast
}
_WEEK = 7 * 86_400
_TAIL_STAGES = {"delivery", "service", "advocacy"}


@dataclass(slots=True)
class Journey:
    """One journey while it is put together."""

    customer: int
    contacts: list[Contact] = field(default_factory=list)
    before: list[Contact] = field(default_factory=list)
    attached: list[tuple[int, Contact]] = field(default_factory=list)

    @property
    def interactions(self) -> list[Contact]:
        """All rows in order: each broadcast before the contact it was followed by."""
        rows: list[Contact] = []
        for place, contact in enumerate(self.contacts):
            rows += [letter for at, letter in self.attached if at == place]
            rows.append(contact)
        return rows


def journeys(log: Sequence[Contact], rules: Rules) -> list[Journey]:
    """Every journey of the log, the period not yet looked at."""
    made = []
    for customer in sorted({row.customer for row in log if row.customer is not None}):
        if rules.segment is not None and customer not in rules.segment:
            continue
        rows = sorted((row for row in log if row.customer == customer), key=lambda row: row.second)
        for case, mine in _by_case(rows, rules).items():
            made += _cut(customer, mine, rules) if case is None else _case(customer, mine, rules)
    return made


def _by_case(rows: list[Contact], rules: Rules) -> dict[str | None, list[Contact]]:
    """The rows that may stand in a journey, by case; those without one under None."""
    found: dict[str | None, list[Contact]] = {}
    case_of_order: dict[str, str] = {}
    for row in rows:
        case = row.case if rules.by_case else None
        if case is None and not _may_be_step(row.place, rules):
            continue
        if case is not None and row.order is not None:
            case_of_order[row.order] = case
        if case is None and rules.by_case:
            case = case_of_order.get(row.order or "")
        found.setdefault(case, []).append(row)
    return found


def _may_be_step(place: str, rules: Rules) -> bool:
    named = {*rules.start, *rules.success, *rules.failure}
    return not rules.stages or _STAGE[place] in rules.stages or place in named


def _case(customer: int, rows: list[Contact], rules: Rules) -> list[Journey]:
    """A case is one journey from its first contact on, whatever happens in it."""
    return _cut(customer, rows, replace(rules, is_cut=False, start=()))


def _cut(customer: int, rows: list[Contact], rules: Rules) -> list[Journey]:
    made: list[Journey] = []
    letters: list[Contact] = []
    journey: Journey | None = None
    closed, in_tail, goal_at, last_at = True, False, None, 0
    for row in rows:
        if row.place in rules.broadcasts:
            letters.append(row)
            continue
        stays = (
            journey is not None
            and goal_at is not None
            and _STAGE[row.place] in _TAIL_STAGES
            and row.place not in rules.start
            and row.second - goal_at <= rules.tail
        )
        silent = row.second - last_at > rules.gap
        if rules.is_cut and not stays and (closed or in_tail or silent):
            journey = None
        opens = journey is None
        if opens and rules.start and row.place not in rules.start:
            letters = []
            continue
        if journey is None:
            journey = Journey(customer)
            made.append(journey)
        journey.attached += [
            (len(journey.contacts), letter)
            for letter in letters
            if not opens or row.second - letter.second <= rules.gap
        ]
        letters = []
        journey.contacts.append(row)
        is_goal = row.place in rules.success
        closed = is_goal or row.place in rules.failure
        goal_at = row.second if is_goal else goal_at if stays else None
        in_tail, last_at = stays, row.second
    return made


def visits(journey: Journey, rules: Rules) -> list[tuple[str, list[Contact]]]:
    """Immediate repeats within the collapse window of a page-like place are one visit."""
    made: list[tuple[str, list[Contact]]] = []
    for row in journey.interactions:
        repeats = (
            made
            and made[-1][0] == row.place
            and _CHANNEL[row.place] == "web"
            and rules.collapse > 0
            and row.second - made[-1][1][-1].second <= rules.collapse
        )
        if repeats:
            made[-1][1].append(row)
        else:
            made.append((row.place, [row]))
    return made


def walk(journey: Journey, log: Sequence[Contact], rules: Rules) -> Walk:
    """The journey as a value, with its status."""
    seen = visits(journey, rules)
    places = tuple(place for place, _ in seen)
    goals = [number for number, place in enumerate(places) if place in rules.success]
    first = journey.contacts[0]
    data_began = min(row.second for row in log if row.source == first.source)
    return Walk(
        customer=journey.customer,
        places=places,
        interactions=tuple(len(rows) for _, rows in seen),
        status=_status(journey, bool(goals), log, rules),
        goal=goals[0] if goals else None,
        left_truncated=first.second - data_began < rules.gap,
    )


def _status(
    journey: Journey, succeeded: bool, log: Sequence[Contact], rules: Rules
) -> str | None:  # fmt: skip
    if not rules.success and not rules.failure:
        return None
    if succeeded:
        return "success"
    silence = max(row.second for row in log) - journey.contacts[-1].second
    failed = any(row.place in rules.failure for row in journey.contacts)
    return "failure" if failed or silence > rules.gap else "open"


def walks(log: Sequence[Contact], rules: Rules) -> Counter[Walk]:
    """The journeys whose first contact lies in the period."""
    return Counter(walk(journey, log, rules) for journey in chosen(log, rules))


def chosen(log: Sequence[Contact], rules: Rules) -> list[Journey]:
    """The journeys whose first contact lies in the period."""
    since = rules.since if rules.since is not None else -1
    until = rules.until if rules.until is not None else 1 << 40
    return [one for one in journeys(log, rules) if since <= one.contacts[0].second < until]


def transitions(cut: Counter[Walk]) -> Counter[tuple[str, str]]:
    """How often one place directly follows another."""
    counts: Counter[tuple[str, str]] = Counter()
    for one, times in cut.items():
        for step in zip(one.places, one.places[1:], strict=False):
            counts[step] += times
    return counts


def leads(cut: Counter[Walk]) -> dict[str, Counter[str]]:
    """Of the visits of each place: how many move on, are lost, done, open or unknown."""
    ending = {"success": "done", "failure": "lost", "open": "open", None: "unknown"}
    counts: dict[str, Counter[str]] = {}
    for one, times in cut.items():
        for number, place in enumerate(one.places, start=1):
            ends = number == len(one.places)
            where = ending[one.status] if ends else "moves_on"
            counts.setdefault(place, Counter())[where] += times
    return counts


def success_after(cut: Counter[Walk]) -> dict[str, tuple[int, int]]:
    """Successful and decided journeys that met each place no later than their first goal."""
    counts: dict[str, tuple[int, int]] = {}
    for one, times in cut.items():
        if one.status not in ("success", "failure"):
            continue
        for place in set(_until_goal(one)):
            success, decided = counts.get(place, (0, 0))
            counts[place] = (success + times * (one.status == "success"), decided + times)
    return counts


def _until_goal(one: Walk) -> tuple[str, ...]:
    return one.places if one.goal is None else one.places[: one.goal + 1]


def chain_steps(cut: Counter[Walk]) -> Counter[tuple[str, str]]:
    """Steps up to the first goal; the last visit of an open journey gives none."""
    counts: Counter[tuple[str, str]] = Counter()
    for one, times in cut.items():
        way = _until_goal(one)
        end = {"success": ("success",), "failure": ("failure",)}.get(one.status or "", ())
        for step in zip(("start", *way), (*way, *end), strict=False):
            counts[step] += times
    return counts


def onward_waits(log: Sequence[Contact], rules: Rules) -> dict[str, list[tuple[int, bool]]]:
    """Seconds to the next visit and whether it came, for visits that wait or waited."""
    until = max(row.second for row in log)
    waits: dict[str, list[tuple[int, bool]]] = {}
    for journey in chosen(log, rules):
        seen = visits(journey, rules)
        is_open = walk(journey, log, rules).status == "open"
        for number, (place, rows) in enumerate(seen, start=1):
            if number < len(seen):
                wait = (seen[number][1][0].second - rows[-1].second, True)
            elif is_open:
                wait = (until - rows[-1].second, False)
            else:
                continue
            waits.setdefault(place, []).append(wait)
    return waits


def moments(journey: Journey, rules: Rules) -> list[tuple[str, float]]:
    """Place and level of the visits at which somebody spoke, in order."""
    said = [
        (place, [row.felt for row in rows if row.felt is not None])
        for place, rows in visits(journey, rules)
    ]
    return [(place, sum(felt) / len(felt)) for place, felt in said if felt]


def peak_and_end(levels: Sequence[float]) -> float:
    """Half of the strongest moment, the negative of two, and half of the last."""
    return (min(levels, key=lambda level: (-abs(level), level)) + levels[-1]) / 2


def answers(log: Sequence[Contact], rules: Rules) -> dict[str, Counter[str]]:
    """Contacts of customers with a promise: answered by the company in time, not, or pending."""
    until = max(row.second for row in log)
    counts: dict[str, Counter[str]] = {}
    for journey in chosen(log, rules):
        seen = visits(journey, rules)
        status = walk(journey, log, rules).status
        for number, (place, rows) in enumerate(seen):
            promise = _PROMISE[place]
            is_done = status == "success" and number + 1 == len(seen)
            if promise is None or place not in _CUSTOMER_SIDE or is_done:
                continue
            later = [them[0].second for other, them in seen[number + 1 :] if other in _ANSWERS]
            wait = (later[0] if later else until) - rows[-1].second
            fate = "unanswered" if wait > promise else "answered" if later else "pending"
            counts.setdefault(place, Counter())[fate] += 1
    return counts


def hand_offs(log: Sequence[Contact], rules: Rules) -> dict[tuple[str, str], list[bool]]:
    """Of each change of channel from place to place, whether information was asked again."""
    again = "information_asked_again"
    made: dict[tuple[str, str], list[bool]] = {}
    for one in walks(log, rules).elements():
        for at, (a, b) in enumerate(zip(one.places, one.places[1:], strict=False), start=1):
            last = at + 1 == len(one.places)
            known = not last or one.status != "open"
            if _CHANNEL[a] != _CHANNEL[b] and again not in (a, b) and known:
                made.setdefault((a, b), []).append(not last and one.places[at + 1] == again)
    return made


Visit = tuple[str, list[Contact]]


def effort(log: Sequence[Contact], rules: Rules) -> list[tuple[str, bool, set[str]]]:
    """Of every visit its place, whether somebody spoke, and the signals of effort it shows."""
    until = max(row.second for row in log)
    made = []
    for journey in chosen(log, rules):
        seen = visits(journey, rules)
        status = walk(journey, log, rules).status
        for number, (place, rows) in enumerate(seen):
            last = number + 1 == len(seen)
            end = until if last else seen[number + 1][1][0].second
            signals = _of_customer_side(seen, number) if place in _CUSTOMER_SIDE else set()
            promise = _PROMISE[place]
            waits = not (last and status == "success")
            if promise is not None and waits and end - rows[-1].second > promise:
                signals.add("waited")
            if place in ("ticket_reopened", "information_asked_again"):
                signals.add("redone")
            made.append((place, any(row.felt is not None for row in rows), signals))
    return made


def _of_customer_side(seen: list[Visit], number: int) -> set[str]:
    place, rows = seen[number]
    before = [(at, visit) for at, visit in enumerate(seen[:number]) if visit[0] in _CUSTOMER_SIDE]
    service = [(at, visit) for at, visit in before if _STAGE[visit[0]] == "service"]
    signals = set()
    same = [(at, visit) for at, visit in before if visit[0] == place]
    if same and _soon(same[-1][1], rows):
        at = same[-1][0]
        stages = [{_STAGE[p] for p, _ in seen[: upto + 1]} for upto in (at, number)]
        if stages[0] == stages[1]:
            signals.add("returned")
    if _STAGE[place] == "service" and service:
        last = service[-1][1]
        if _CHANNEL[last[0]] != _CHANNEL[place] and _soon(last, rows):
            signals.add("switched")
        about = _numbers((place, rows))
        if any(_soon(visit, rows) for _, visit in service if about & _numbers(visit)):
            signals.add("repeated")
    return signals


def _soon(before: Visit, rows: list[Contact]) -> bool:
    return rows[0].second - before[1][-1].second <= _WEEK


def _numbers(visit: Visit) -> set[str | None]:
    """The cases and orders a visit is about; one that stands for who it is says nothing."""
    cases = {row.case for row in visit[1] if not row.is_of_case}
    return (cases | {row.order for row in visit[1]}) - {None}
