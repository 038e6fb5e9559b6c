"""The Happy Index of one customer as the page of the card shows it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from percorso.domain.customer_card import HappyOnCard
from percorso.drawing.happy_picture import bar_pictures, history_picture, scale_picture
from percorso.drawing.happy_text import bars, move_words, reason_words
from percorso.drawing.happy_words import HAPPY_WORDS
from percorso.drawing.language import Language
from percorso.web.words import Lang

_LEAST_MOVE = 0.05
_MOST_MOVES = 3
Day = Callable[[str], str]


def happy_told(happy: HappyOnCard, language: Lang, day: Day) -> dict[str, Any]:
    """All the page shows of it.

    Args:
        happy: Of the card.
        language: Of the words.
        day: Writes an instant as a day.
    """
    words, speech = HAPPY_WORDS[language], Language(language)
    told: dict[str, Any] = {
        "words": words,
        "as_of": words["as_of"].format(day=day(happy["at"])) if happy["at"] else "",
    }
    if happy["index"] is None:
        return told | {
            "index": None, "reason": reason_words(happy, language),
            "estimate": None if happy["estimate"] is None else speech.number(happy["estimate"]),
        }  # fmt: skip
    index, low, high = happy["index"], happy["low"] or 0.0, happy["high"] or 0.0
    return told | {
        "index": speech.number(index),
        "is_few": happy["tier"] == "few",
        "tier": words[str(happy["tier"])],
        "change": _change(happy, language),
        "scale": scale_picture(index, low, high, is_solid=happy["tier"] == "solid"),
        "interval": f"{speech.number(low)}–{speech.number(high)}",
        "coverage": speech.number(happy["coverage"] or 0.0, 2),
        "band": words["happy_band" if happy["band"] == "happy" else str(happy["band"])],
        "crosses": [
            words["crosses"].format(limit=speech.number(limit)) for limit in happy["crosses"]
        ],
        "history": _history(happy, language, day),
        "steps": _steps(happy, language, day),
        "assumed": words["assumed_note"].format(
            points=", ".join(
                f"{words[one['dimension']]} {speech.signed(one['points'], 1)}"
                for one in happy["assumed"]
                if abs(one["points"]) >= _LEAST_MOVE
            )
            or "0"
        ),
        "moves": _moves(happy, language),
        "version": words["version"].format(day=day(f"{happy['assumed_on']}T12:00:00+00:00")),
    }  # fmt: skip


def _change(happy: HappyOnCard, language: Lang) -> dict[str, str] | None:
    change, speech = happy["change"], Language(language)
    if change is None:
        return None
    rounded = round(change["points"])
    return {
        "sign": "▲" if rounded > 0 else "▼" if rounded < 0 else "",
        "tone": "pos" if rounded > 0 else "neg" if rounded < 0 else "",
        "points": speech.number(abs(rounded)),
        "said": HAPPY_WORDS[language]["in_days"].format(
            days=change["days"], before=speech.number(change["before"])
        ),
    }


def _history(happy: HappyOnCard, language: Lang, day: Day) -> dict[str, str] | None:
    rows = happy["history"]
    if len(rows) < 2:
        return None
    instants = [datetime.fromisoformat(row["at"]).timestamp() for row in rows]
    whole = instants[-1] - instants[0] or 1.0
    points = [
        ((at - instants[0]) / whole, row["index"]) for at, row in zip(instants, rows, strict=True)
    ]
    speech, values = Language(language), [row["index"] for row in rows]
    first, last = day(rows[0]["at"]), day(rows[-1]["at"])
    return {
        "picture": history_picture(points, happy["start"] or 0.0),
        "first": first, "last": last,
        "name": HAPPY_WORDS[language]["history_name"].format(
            first=first, last=last, low=speech.number(min(values)),
            high=speech.number(max(values)), now=speech.number(values[-1]),
        ),
    }  # fmt: skip


def _steps(happy: HappyOnCard, language: Lang, day: Day) -> list[dict[str, str]]:
    """Rows of the waterfall, the typical customer first and today last."""
    words, speech = HAPPY_WORDS[language], Language(language)
    told = list(bars(happy, language, lambda instant: day(instant or "")))
    pictures = bar_pictures(happy["start"] or 0.0, [points for _, points in told])
    middle = [
        {
            "name": name, "points": speech.signed(points, 1), "picture": picture,
            "tone": "pos" if points > 0 else "neg" if points < 0 else "",
        }
        for (name, points), picture in zip(told, pictures[1:-1], strict=True)
    ]  # fmt: skip
    return [
        {"name": words["typical"], "points": speech.number(happy["start"] or 0.0, 1),
         "picture": pictures[0], "tone": "muted"},
        *middle,
        {"name": words["today"], "points": speech.number(happy["index"] or 0.0, 1),
         "picture": pictures[-1], "tone": "end"},
    ]  # fmt: skip


def _moves(happy: HappyOnCard, language: Lang) -> list[tuple[str, str]]:
    speech = Language(language)
    ups = [one for one in happy["moves"] if one["points"] >= _LEAST_MOVE][:_MOST_MOVES]
    downs = [one for one in happy["moves"] if one["points"] <= -_LEAST_MOVE][-2:]
    return [
        (move_words(one["kind"], language), speech.signed(one["points"], 1))
        for one in (*ups, *downs)
    ]
