"""What happens when a customer needs the desk: questions, calls, and letters back and forth."""

from percorso.sample_shop import names
from percorso.sample_shop.clock import HOUR
from percorso.sample_shop.contacts import (
    asked_in_widget,
    called,
    logged_at_desk,
    marked_at_desk,
)
from percorso.sample_shop.plan import PLAN
from percorso.sample_shop.rows import Row, Walk
from percorso.sample_shop.voices import (
    FAQ_CSAT,
    PHONE_CES,
    REPLY_CSAT,
    REPLY_CSAT_SLOW,
    Mood,
    rated,
    words,
)

_MOST_MAILS = 8


def _reply_to(walk: Walk, asked: Row) -> Row:
    """Answer a support e-mail; from the drift on it takes longer."""
    draws, slow = walk.draws, asked.instant >= walk.shop.drift_at
    hours = draws.around(PLAN.reply_hours_after if slow else PLAN.reply_hours_before, 0.5)
    walk.now = asked.instant + int(hours * HOUR)
    row = logged_at_desk(
        walk, names.SUPPORT_REPLY, "email", case_id=asked.case_id, order_id=asked.order_id
    )
    if draws.chance(0.28):
        row.csat = rated(REPLY_CSAT_SLOW if slow else REPLY_CSAT, draws)
    return row


def write_to_desk(walk: Walk, subject: str, order_id: str) -> Row:
    """Write, be answered, and often write again on the same ticket; the first letter."""
    case_id = f"AS-{walk.shop.cases.take(walk.now)}"
    mood: Mood = "bad" if subject == "where" else "neutral"
    letters: list[Row] = []
    answers: list[Row] = []
    while not letters or _writes_again(walk, len(letters)):
        said = words(subject, mood, walk.person.language, walk.draws)
        asked = logged_at_desk(
            walk, names.SUPPORT_MAIL, "email", case_id=case_id, order_id=order_id, said=said
        )
        letters.append(asked)
        answers.append(_reply_to(walk, asked))
    walk.mails = len(letters)
    _mark(walk, letters, answers)
    return letters[0]


def _mark(walk: Walk, letters: list[Row], answers: list[Row]) -> None:
    """Mark a case as solved after its last answer, or too early, so that it is opened again."""
    draws = walk.shop.desk_draws
    for answer, following in zip(answers, letters[1:], strict=False):
        if draws.chance(PLAN.solved_too_early):
            marked_at_desk(walk, names.SOLVED, answer, answer.instant)
            marked_at_desk(walk, names.REOPENED, following, following.instant)
    if draws.chance(PLAN.solved):
        hours = draws.around(PLAN.solved_hours, 0.9)
        last = answers[-1]
        marked_at_desk(walk, names.SOLVED, last, last.instant + int(hours * HOUR))


def _writes_again(walk: Walk, letters: int) -> bool:
    """Whether the answer was not enough; then some hours pass before the next letter."""
    if letters == _MOST_MAILS or walk.is_over or not walk.draws.chance(PLAN.ping_pong):
        return False
    walk.now += int(walk.draws.around(5, 0.8) * HOUR)
    return True


def call_desk(walk: Walk, order_id: str) -> None:
    """Call in opening hours, and say how easy it was."""
    walk.in_hours(9, 18)
    row = called(walk, f"AS-{walk.shop.cases.take(walk.now)}", order_id)
    if walk.draws.chance(0.45):
        row.ces = rated(PHONE_CES, walk.draws)
    walk.now += HOUR // 4
    if walk.shop.desk_draws.chance(PLAN.solved):
        marked_at_desk(walk, names.SOLVED, row, walk.now)


def ask_for_help(walk: Walk, subject: str, order_id: str) -> None:
    """Call or write, whichever the customer can and likes better."""
    if walk.person.phone and walk.draws.chance(0.45):
        call_desk(walk, order_id)
    else:
        write_to_desk(walk, subject, order_id)


def search_the_faq(walk: Walk) -> None:
    """Look for an answer in the help pages after an order, and mostly find none."""
    row = asked_in_widget(walk, names.FAQ, "web")
    if walk.draws.chance(0.05):
        row.csat = rated(FAQ_CSAT, walk.draws)
    walk.now += HOUR // 4
