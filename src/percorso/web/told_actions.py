"""Actions of the plan in words: how far, by whom, by when, what could be won, what was measured."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

from percorso.domain.action import OPEN, Action, ActionChange, PlanChange
from percorso.domain.action_state import Effect, MeasureThen, StateThen
from percorso.drawing.actions import status_sign
from percorso.drawing.cells import amount
from percorso.drawing.language import Language
from percorso.web.words import Lang, words_of


@dataclass(frozen=True, slots=True)
class ActionWords:
    """Tells actions.

    Attributes:
        language: Of the words.
        zone: Of the times.
        places: Key of a touchpoint or stage -> its name.
        today: The day, for what is overdue.
    """

    language: Lang
    zone: ZoneInfo
    places: Mapping[str, str]
    today: date

    def told(self, action: Action) -> dict[str, Any]:
        """An action for a row of the list, and for the head of its page."""
        plan, say = action.plan, words_of(self.language)
        return {
            "no": action.no,
            "title": plan.title,
            "touchpoint": action.about.touchpoint or "",
            "place": self.place(action),
            "status": plan.status,
            "status_said": say[f"status_{plan.status}"],
            "sign": status_sign(plan.status).svg(),
            "is_open": plan.status in OPEN,
            "owner": plan.owner,
            "owner_is_user": action.owner_email is not None,
            "due": self.day(plan.due_on) if plan.due_on else "",
            "is_overdue": plan.is_overdue(self.today),
            "effect": self.effect(action.about.effect),
        }

    def place(self, action: Action) -> str:
        """Where an action stands."""
        key = action.about.touchpoint or action.about.stage or ""
        return self.places.get(key, key)

    def whole(self, action: Action, history: list[ActionChange]) -> dict[str, Any]:
        """What the page of an action shows beside its form."""
        say = words_of(self.language)
        return {
            "made": say["action_made"].format(
                when=self._when(action.made_at), who=action.made_by or "–"
            ),
            "finding": action.about.state.finding if action.about.state else "",
            "state": self._state(action.about.state),
            "history": [
                {"when": self._when(one.made_at), "who": one.made_by or "–",
                 "lines": [self._change(field) for field in one.fields]}
                for one in reversed(history)
            ],
        }  # fmt: skip

    def effect(self, effect: Effect | None) -> str:
        """What could be won at most, with interval and n; empty where nobody knows."""
        if effect is None:
            return ""
        say, number = words_of(self.language), Language(self.language).number
        is_share = effect.unit == "share"
        value, low, high = (
            None if one is None else number(100 * one if is_share else one, 1 if is_share else 0)
            for one in (effect.value, effect.low, effect.high)
        )
        form = f"effect_{effect.unit}"
        if low is None or high is None:
            return say[f"{form}_plain"].format(value=value, n=number(effect.n))
        return say[form].format(value=value, low=low, high=high, n=number(effect.n))

    def _state(self, state: StateThen | None) -> dict[str, Any] | None:
        if state is None:
            return None
        say = words_of(self.language)
        days = [self._instant(end) if end else "…" for end in (state.since, state.until)]
        return {
            "map": say["state_map"].format(
                journey=state.journey,
                period=" – ".join(days) if any((state.since, state.until)) else
                say["state_all_days"],
                until=self._instant(state.data_until) if state.data_until else "–",
            ),
            "segment": say["state_segment"].format(segment=state.segment) if state.segment else "",
            "measures": [self._measure(one) for one in state.measures],
        }  # fmt: skip

    def _measure(self, one: MeasureThen) -> dict[str, str]:
        speech = Language(self.language)

        def said(value: float | None) -> str:
            if value is None:
                return "–"
            return speech.signed(value) if one.name == "emotion" else amount(value, speech)

        interval = (
            "–" if one.low is None or one.high is None else f"{said(one.low)} – {said(one.high)}"
        )
        return {
            "name": words_of(self.language)[f"measure_{one.name}"], "value": said(one.value),
            "interval": interval, "n": speech.number(one.n),
        }  # fmt: skip

    def _change(self, change: PlanChange) -> str:
        say = words_of(self.language)
        return say["action_change"].format(
            field=say[f"plan_{change.field}"],
            before=self._value(change.field, change.before),
            after=self._value(change.field, change.after),
        )

    def _value(self, field: str, value: str | None) -> str:
        if value is None:
            return "–"
        if field == "status":
            return words_of(self.language)[f"status_{value}"]
        return self.day(date.fromisoformat(value)) if field == "due_on" else value

    def day(self, day: date) -> str:
        """A day."""
        return str(format_date(day, "d MMM y", locale=self.language))

    def _instant(self, instant: str) -> str:
        return self.day(datetime.fromisoformat(instant).astimezone(self.zone).date())

    def _when(self, at: datetime) -> str:
        local = at.replace(tzinfo=UTC).astimezone(self.zone)
        return str(format_datetime(local, "d MMM y, HH:mm", locale=self.language))
