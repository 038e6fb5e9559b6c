"""Surveys to begin with: each asks one thing, and why."""

from percorso.domain.survey.questions import Choice, Kind, Question, ShowIf, Survey

_ASKED: dict[Kind, tuple[str, str]] = {
    "nps": (
        "Quanto consiglieresti {firm} a una persona cara?",
        "How likely are you to recommend {firm} to somebody close to you?",
    ),
    "csat": ("Com’è andata?", "How was it?"),
    "ces": (
        "{firm} mi ha reso facile ottenere ciò che volevo.",
        "{firm} made it easy to get what I wanted.",
    ),
}
_WHY = ("Che cosa ha pesato di più?", "What mattered most?")
_WRONG = ("Che cosa non è andato?", "What went wrong?")
_REASONS = (
    Choice("late", "È arrivato tardi", "It came late"),
    Choice("damaged", "È arrivato danneggiato", "It came damaged"),
    Choice("not_told", "Non sapevo a che punto era", "I was not told where it was"),
    Choice("other", "Altro", "Something else"),
)
BEGINNINGS: tuple[Kind, ...] = ("nps", "csat", "ces")


def beginning(kind: Kind, key: str, name: str, firm: str, about: str = "") -> Survey:
    """A survey of one rating with its reason, to be used as it is or changed.

    Args:
        kind: Of the rating.
        key: Of the survey.
        name: Its title, in both languages.
        firm: Whom it is about.
        about: Key of the touchpoint it asks about.
    """
    italian, english = (text.format(firm=firm) for text in _ASKED[kind])
    questions = [Question("score", kind, italian, english, is_needed=True)]
    if kind == "csat":
        low = ShowIf("score", "at_most", "3")
        questions.append(Question("wrong", "choice", *_WRONG, choices=_REASONS, show_if=low))
    questions.append(Question("why", "text", *_WHY))
    return Survey(key, name, name, tuple(questions), about)
