"""Writes the letter that asks: its first question can be answered by one press inside it."""

from html import escape

from percorso.collect.survey.place import SurveyPlace
from percorso.domain.survey.questions import Question
from percorso.workspace.mail.letter import Letter

_WORDS = {
    "it": {
        "hello": "Ciao,",
        "open": "Rispondi qui",
        "dead": "Se i pulsanti non fanno nulla, apri questa pagina:",
        "why": "Te lo chiede {firm}, dopo il tuo contatto con noi.",
        "stop": "Non chiedetemi più un’opinione",
        "privacy": "Informativa sulla privacy",
        "low_nps": "0 = per niente", "high_nps": "10 = senza dubbio",
        "low_csat": "1 = male", "high_csat": "5 = benissimo",
        "low_ces": "1 = per niente d’accordo", "high_ces": "7 = del tutto d’accordo",
    },
    "en": {
        "hello": "Hello,",
        "open": "Answer here",
        "dead": "If the buttons do nothing, open this page:",
        "why": "{firm} asks you, after your contact with us.",
        "stop": "Do not ask for my opinion again",
        "privacy": "Privacy notice",
        "low_nps": "0 = not at all", "high_nps": "10 = without a doubt",
        "low_csat": "1 = bad", "high_csat": "5 = great",
        "low_ces": "1 = strongly disagree", "high_ces": "7 = strongly agree",
    },
}  # fmt: skip
_BUTTON = (
    "min-width:36px;min-height:40px;margin:2px;border:1px solid #888;border-radius:6px;"
    "background:#fff;color:#111;font:600 15px sans-serif"
)


def letter_of(
    place: SurveyPlace, invitation: str, to: str, base_url: str, language: str, message_id: str
) -> Letter:
    """The letter that asks somebody.

    Args:
        place: The survey.
        invitation: Id of the invitation.
        to: The address.
        base_url: Where browsers reach the server.
        language: `it` or `en`.
        message_id: Kept before it is sent.
    """
    say = _WORDS["it" if language == "it" else "en"]
    address = f"{base_url}/s/{place.token_of(invitation)}"
    stop = f"{base_url}/s/{place.token_of(invitation, 'stop')}/stop"
    first = place.survey.questions[0]
    asked, why = first.says(language), say["why"].format(firm=place.firm)
    text = (
        f"{say['hello']}\n\n{asked}\n\n{say['open']}: {address}?lang={language}\n\n{why}\n"
        f"{say['stop']}: {stop}\n"
    )
    if place.privacy_url:
        text += f"{say['privacy']}: {place.privacy_url}\n"
    return Letter(
        to, f"{place.survey.says(language)} · {place.firm}", text,
        _html(place, first, language, address, stop),
        {
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
        message_id,
    )  # fmt: skip


def _html(place: SurveyPlace, first: Question, language: str, address: str, stop: str) -> str:
    """The same with buttons: each sends its answer, and nothing is recorded by opening anything.

    It loads nothing from anywhere: no picture, no pixel, no style sheet.
    """
    say, page = _WORDS["it" if language == "it" else "en"], f"{address}?lang={language}"
    scale = first.scale
    press = ""
    if scale is not None:
        buttons = "".join(
            f'<button type="submit" name="a.{first.key}" value="{value}" style="{_BUTTON}">{value}'
            "</button>" for value in range(scale[0], scale[1] + 1)
        )  # fmt: skip
        ends = f"{say[f'low_{first.kind}']} … {say[f'high_{first.kind}']}"
        press = (
            f'<form method="post" action="{escape(page)}"><p>{buttons}</p></form>'
            f'<p style="color:#555">{escape(ends)}</p><p>{escape(say["dead"])} '
        )
    else:
        press = "<p>"
    privacy = (
        f' · <a href="{escape(place.privacy_url)}">{escape(say["privacy"])}</a>'
        if place.privacy_url else ""
    )  # fmt: skip
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"></head>'
        '<body style="font:16px sans-serif;max-width:560px">'
        f"<p>{escape(say['hello'])}</p><p><b>{escape(first.says(language))}</b></p>{press}"
        f'<a href="{escape(page)}">{escape(say["open"])}</a></p>'
        f'<p style="color:#555;font-size:13px">{escape(say["why"].format(firm=place.firm))}<br>'
        f'<a href="{escape(stop)}">{escape(say["stop"])}</a>{privacy}</p></body></html>'
    )
