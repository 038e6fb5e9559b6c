"""Which interactions meet a condition, as a filter over the interactions `i`.

The relation `i` has the columns touchpoint_key, touchpoint_name_it, touchpoint_name_en,
observed_name, stage, channel, source_key, initiator, amount_minor, currency, rating_value,
text, language, occurred_at (UTC, without zone) and properties (JSON text).
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from percorso.domain.catalogue import STAGES, normalised_channel
from percorso.domain.condition import AllOf, AnyOf, Comparison, Condition, Not, Value
from percorso.store.money_sql import minor_units
from percorso.store.query import Query

_COLUMNS = {
    "touchpoint": (
        "i.touchpoint_key",
        "i.touchpoint_name_it",
        "i.touchpoint_name_en",
        "i.observed_name",
    ),
    "stage": ("i.stage",),
    "channel": ("i.channel",),
    "source": ("i.source_key",),
    "initiator": ("i.initiator",),
    "currency": ("i.currency",),
    "text": ("i.text",),
    "language": ("i.language",),
}

_AMOUNT = f"i.amount_minor / {minor_units('i.currency')}::DOUBLE"

_STAGE_OF_NAME = {
    name.casefold(): stage.key for stage in STAGES for name in (stage.name_it, stage.name_en)
}


def condition_filter(condition: Condition, time_zone: str = "UTC") -> Query:
    """A boolean expression over one row of `i`, true or false and never null.

    Args:
        condition: As `parse_condition` gives it.
        time_zone: IANA name: where a date's day begins and ends, and where times without
            an offset are meant.

    Returns:
        SQL text to stand after WHERE, and its values, bound as `$where_0`, `$where_1` …
    """
    writer = _Writer(ZoneInfo(time_zone))
    return Query(writer.written(condition), writer.parameters)


class _Writer:
    """Writes one condition, keeping each of its values as a bound parameter."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone
        self.parameters: dict[str, object] = {}
        self._numbers = count()

    def written(self, condition: Condition) -> str:
        match condition:
            case Not(part):
                return f"(NOT {self.written(part)})"
            case AllOf(parts):
                return "(" + " AND ".join(self.written(part) for part in parts) + ")"
            case AnyOf(parts):
                return "(" + " OR ".join(self.written(part) for part in parts) + ")"
            case Comparison():
                return self._comparison(condition)

    def _comparison(self, comparison: Comparison) -> str:
        if comparison.operator == "!=":
            equal = Comparison(comparison.name, comparison.kind, "=", comparison.values)
            return f"(NOT {self._comparison(equal)})"
        if comparison.operator == "is empty":
            return self._is_empty(comparison)
        tests = " OR ".join(
            test for value in comparison.values for test in self._tests(comparison, value)
        )
        return f"coalesce({tests}, false)"

    def _is_empty(self, comparison: Comparison) -> str:
        texts = self._texts(comparison)
        return "(" + " AND ".join(f"coalesce(trim({text}), '') = ''" for text in texts) + ")"

    def _tests(self, comparison: Comparison, value: Value) -> Iterator[str]:
        """SQL tests of which one must hold for this value."""
        operator = "=" if comparison.operator == "in" else comparison.operator
        if isinstance(value, date):
            yield self._time_test(operator, value)
        elif isinstance(value, float):
            yield self._number_test(comparison, operator, value)
        else:
            bound = _folded(self._bound(_as_stored(comparison.name, comparison.kind, value)))
            for text in self._texts(comparison):
                yield _text_test(operator, _folded(text), bound)

    def _number_test(self, comparison: Comparison, operator: str, value: float) -> str:
        if comparison.kind == "property":
            (text,) = self._texts(comparison)
            number = f"TRY_CAST({text} AS DOUBLE)"
            # Exports write missing numbers as NaN, which DuckDB holds greater than any.
            return f"(isfinite({number}) AND {number} {operator} {self._bound(value)})"
        column = _AMOUNT if comparison.name == "amount" else "i.rating_value"
        return f"({column}) {operator} {self._bound(value)}"

    def _time_test(self, operator: str, value: date) -> str:
        if isinstance(value, datetime):
            return f"i.occurred_at {operator} {self._bound(self._utc(value))}"
        begins = datetime.combine(value, time())
        ends = datetime.combine(value + timedelta(days=1), time())
        limits = {
            "=": ((">=", begins), ("<", ends)),
            "<": (("<", begins),),
            "<=": (("<", ends),),
            ">": ((">=", ends),),
            ">=": ((">=", begins),),
        }[operator]
        tests = (f"i.occurred_at {sign} {self._bound(self._utc(when))}" for sign, when in limits)
        return "(" + " AND ".join(tests) + ")"

    def _texts(self, comparison: Comparison) -> tuple[str, ...]:
        """The expressions, as text, that the name of a comparison stands for."""
        if comparison.kind == "property":
            path = self._bound(_pointer_to(comparison.name))
            return (f"json_extract_string(i.properties, {path})",)
        if comparison.kind == "text":
            return _COLUMNS[comparison.name]
        column = {"amount": "i.amount_minor", "rating": "i.rating_value"}.get(comparison.name)
        return (f"CAST({column or 'i.occurred_at'} AS VARCHAR)",)

    def _utc(self, moment: datetime) -> datetime:
        aware = moment if moment.tzinfo else moment.replace(tzinfo=self.zone)
        return aware.astimezone(UTC).replace(tzinfo=None)

    def _bound(self, value: object) -> str:
        name = f"where_{next(self._numbers)}"
        self.parameters[name] = value
        return f"${name}"


def _text_test(operator: str, text: str, bound: str) -> str:
    return f"contains({text}, {bound})" if operator == "contains" else f"{text} {operator} {bound}"


def _folded(text: str) -> str:
    return f"nfc_normalize(lower({text}))"


def _as_stored(name: str, kind: str, text: str) -> str:
    """The text a column holds for what a person wrote: a stage or channel by its key."""
    if kind == "text" and name == "stage":
        return _STAGE_OF_NAME.get(text.casefold(), text)
    if kind == "text" and name == "channel":
        return normalised_channel(text) or text
    return text


def _pointer_to(name: str) -> str:
    """A JSON pointer (RFC 6901) to a property; no sign in a name has a meaning but ~ and /."""
    return "/" + name.replace("~", "~0").replace("/", "~1")
