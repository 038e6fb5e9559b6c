"""How a mapping profile is written: its YAML document read, checked, and written again."""

from collections.abc import Callable
from dataclasses import replace
from difflib import get_close_matches
from typing import Any, NoReturn, TypeVar, get_args
from zoneinfo import ZoneInfo

from percorso.collect.profile_errors import ProfileInvalid
from percorso.collect.times_said import days_said
from percorso.domain.mapping import ROLES, SKIP, DateOrder, ValueRule
from percorso.domain.profile import Names, Profile, ProfileEvent, ProfileRule

Found = TypeVar("Found")

RATING_KINDS = ("stars", "nps", "csat", "ces", "good_bad")
_KEYS = (
    "profile", "name", "recognise", "columns", "constants", "skip", "rules", "events", "one_per",
    "amounts", "private", "times", "table", "source",
)  # fmt: skip
_RULE_KEYS = ("role", "column", "equals", "prefix", "pattern", "value", "take", "words",
              "otherwise")  # fmt: skip
_SKIP_KEYS = ("column", "equals", "prefix", "pattern")
_EVENT_KEYS = ("part", "at", "touchpoint", "columns", "constants")
_NOTHING = ("", "~", "null", "none")
_LONGEST_PART = 20


def profile_from_yaml(
    text: str, origin: str, is_pattern: Callable[[str], bool] = lambda _: True
) -> Profile:
    """The profile a YAML document describes; every scalar in it is text, as cells are.

    Args:
        text: The document.
        origin: What to call it when something is wrong: a key or a file.
        is_pattern: Whether the warehouse can read a regular expression.

    Raises:
        ProfileInvalid: it is no YAML, or says something that cannot be.
    """
    import yaml

    try:
        # The plainest loader: texts, lists and mappings, and nothing else; `no` stays a word.
        loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
        found = yaml.load(text, Loader=loader)  # noqa: S506
    except yaml.YAMLError as error:
        reason = " ".join(str(error).split())
        raise ProfileInvalid(origin, "", f"it is no YAML ({reason})") from error
    return _Document(origin, is_pattern).profile(found)


class _Document:
    """Reads one document; knows what to call it when something is wrong."""

    def __init__(self, origin: str, is_pattern: Callable[[str], bool]) -> None:
        self._origin = origin
        self._is_pattern = is_pattern

    def profile(self, found: object) -> Profile:
        keys = self._members(found, "", _KEYS)
        times = self._members(keys.get("times", {}), "times", ("zone", "order"))
        table = self._members(keys.get("table", {}), "table", ("sheet", "header_row"))
        source = self._members(keys.get("source", {}), "source", ("rank",))
        key = self._text(keys.get("profile"), "profile")
        profile = Profile(
            key=key,
            name=self._name(keys.get("name", key)),
            recognise=tuple(
                self._names(one, "recognise") for one in self._list(keys, "recognise")
            ),
            columns=self._columns(keys.get("columns", {}), "columns"),
            constants=self._constants(keys.get("constants", {}), "constants"),
            rules=(*self._each(keys, "skip", self._skip), *self._each(keys, "rules", self._rule)),
            events=tuple(self._each(keys, "events", self._event)),
            one_per=self._names(keys["one_per"], "one_per") if "one_per" in keys else (),
            private=self._names(keys["private"], "private") if "private" in keys else (),
            amounts_once=self._is_once(keys.get("amounts", "sum")),
            time_zone=self._zone(times.get("zone")),
            date_order=self._order(times.get("order")),
            sheet=table.get("sheet"),
            header_row=self._count(table.get("header_row"), "table: header_row", 1, 1_048_576),
            rank=self._count(source.get("rank"), "source: rank", 0, 255),
        )  # fmt: skip
        self._check_whole(profile)
        return profile

    def _fail(self, place: str, problem: str) -> NoReturn:
        raise ProfileInvalid(self._origin, place, problem)

    def _check_whole(self, profile: Profile) -> None:
        ruled = {one.rule.role for one in profile.rules}
        base = {*profile.columns, *profile.constants, *ruled}
        for event in profile.events:
            if "touchpoint" not in {*base, *event.columns, *event.constants}:
                self._fail(f"event {event.part}", "nothing says its touchpoint")
        if not profile.events:
            for role in ("at", "touchpoint"):
                if role not in base:
                    self._fail("", f'nothing says the role "{role}"')
        parts = [event.part for event in profile.events]
        if len(set(parts)) < len(parts):
            self._fail("events", "two of them have the same part")

    def _members(self, found: object, place: str, known: tuple[str, ...] | None) -> dict[str, Any]:
        if found in ("", None):
            return {}
        if not isinstance(found, dict):
            self._fail(place, f"{', '.join(known or ('role: column',))} were wanted, "
                              f"got {str(found)[:60]!r}")  # fmt: skip
        for key in found:
            if known is not None and key not in known:
                near = get_close_matches(str(key), known, 1)
                hint = f', did you mean "{near[0]}"?' if near else ""
                self._fail(place, f'there is no key "{key}"{hint} (known: {", ".join(known)})')
        return found

    def _list(self, keys: dict[str, Any], key: str) -> list[Any]:
        found = keys.get(key, "")
        if found == "":
            return []
        if not isinstance(found, list):
            self._fail(key, f"a list was wanted, got {str(found)[:60]!r}")
        return found

    def _each(
        self, keys: dict[str, Any], key: str, read: Callable[[object, str], Found]
    ) -> list[Found]:
        listed = enumerate(self._list(keys, key), start=1)
        return [read(one, f"{key}, entry {number}") for number, one in listed]

    def _text(self, found: object, place: str) -> str:
        if not isinstance(found, str) or not found.strip():
            self._fail(place, f"a text was wanted, got {str(found)[:60]!r}")
        return found.strip()

    def _name(self, found: object) -> dict[str, str]:
        if isinstance(found, str):
            return {"it": found, "en": found}
        names = self._members(found, "name", ("it", "en"))
        return {language: self._text(name, "name") for language, name in names.items()}

    def _names(self, found: object, place: str) -> Names:
        listed = found if isinstance(found, list) else [found]
        if not listed:
            self._fail(place, "a column was wanted, got an empty list")
        return tuple(self._text(one, place) for one in listed)

    def _role(self, role: str, place: str) -> str:
        if role not in ROLES:
            near = get_close_matches(role, ROLES, 1)
            hint = f' Did you mean "{near[0]}"?' if near else f" Roles: {', '.join(ROLES)}."
            self._fail(place, f'there is no role "{role}".{hint}')
        return "user_id" if role == "customer" else role

    def _columns(self, found: object, place: str) -> dict[str, Names]:
        members = self._members(found, place, None)
        return {self._role(role, place): self._names(names, f"{place}, {role}")
                for role, names in members.items()}  # fmt: skip

    def _constants(self, found: object, place: str) -> dict[str, str]:
        constants = {}
        for role, value in self._members(found, place, None).items():
            text = self._text(value, f"{place}, {role}")
            if role == "rating_kind":
                if text not in RATING_KINDS:
                    self._fail(place, f"rating_kind is one of {', '.join(RATING_KINDS)}")
                constants[role] = text
            else:
                constants[self._role(role, place)] = text
        return constants

    def _is_once(self, found: object) -> bool:
        if found not in ("sum", "once"):
            self._fail("amounts", f"sum or once was wanted, got {str(found)[:60]!r}")
        return found == "once"

    def _skip(self, found: object, place: str) -> ProfileRule:
        keys = self._members(found, place, _SKIP_KEYS)
        if len(keys) != 2 or "column" not in keys:
            self._fail(place, "a column and one test were wanted: equals, prefix or pattern")
        one = self._rule({**keys, "role": "text", "value": SKIP}, place)
        return replace(one, rule=replace(one.rule, role=SKIP))

    def _rule(self, found: object, place: str) -> ProfileRule:
        keys = self._members(found, place, _RULE_KEYS)
        role = self._role(self._text(keys.get("role"), f"{place}, role"), place)
        if role in ("at", "id"):
            self._fail(place, f'the role "{role}" is a column, and takes no rules')
        column = self._names(keys["column"], f"{place}, column") if "column" in keys else ()
        tests = [test for test in ("equals", "prefix", "pattern", "words") if test in keys]
        if len(tests) > 1:
            self._fail(place, f"one test a rule; {' and '.join(tests)} are two")
        if "words" in keys:
            return ProfileRule(self._words(keys, role, place), column)
        if "otherwise" in keys:
            self._fail(place, "`otherwise` belongs to `words`; a rule without a test is a default")
        take = self._names(keys["take"], f"{place}, take") if "take" in keys else ()
        if take and "value" in keys:
            self._fail(place, "`value` and `take` both say what the role gets")
        rule = ValueRule(
            role=role,
            value=None if take else self._text(keys.get("value"), f"{place}, value"),
            equals=self._names(keys["equals"], f"{place}, equals") if "equals" in keys else (),
            prefix=self._text(keys["prefix"], f"{place}, prefix") if "prefix" in keys else None,
            pattern=self._pattern(keys.get("pattern"), place),
        )
        return ProfileRule(rule, column, take)

    def _words(self, keys: dict[str, Any], role: str, place: str) -> ValueRule:
        if {"value", "take"} & keys.keys() or "column" not in keys:
            self._fail(place, "`words` need a `column`, and give the value themselves")
        words = self._members(keys["words"], f"{place}, words", None)
        if not words:
            self._fail(place, "`words` is empty")
        otherwise = keys.get("otherwise")
        return ValueRule(
            role=role,
            words={self._text(word, place): self._text(value, f"{place}, {word}")
                   for word, value in words.items()},
            otherwise=None if otherwise is None else self._text(otherwise, place),
        )  # fmt: skip

    def _pattern(self, found: object, place: str) -> str | None:
        if found is None:
            return None
        pattern = self._text(found, f"{place}, pattern")
        if not self._is_pattern(pattern):
            self._fail(place, f"{pattern!r} is no regular expression (RE2 knows no lookaround)")
        return pattern

    def _event(self, found: object, place: str) -> ProfileEvent:
        keys = self._members(found, place, _EVENT_KEYS)
        part = self._text(keys.get("part"), f"{place}, part")
        if not part.isidentifier() or len(part) > _LONGEST_PART:
            self._fail(place, f"a part is one word of at most {_LONGEST_PART} letters: {part!r}")
        columns: dict[str, Names] = {"at": self._names(keys.get("at"), f"{place}, at")}
        for role, names in self._members(
            keys.get("columns", {}), f"{place}, columns", None
        ).items():
            taken_away = isinstance(names, str) and names.strip().lower() in _NOTHING
            columns[self._role(role, place)] = () if taken_away else self._names(names, place)
        constants = self._constants(keys.get("constants", {}), f"{place}, constants")
        if "touchpoint" in keys:
            constants["touchpoint"] = self._text(keys["touchpoint"], f"{place}, touchpoint")
        return ProfileEvent(part, columns, constants)

    def _zone(self, name: str | None) -> str | None:
        if name is None:
            return None
        try:
            return ZoneInfo(name).key
        except (KeyError, ValueError, OSError):
            self._fail("times: zone", f'there is no time zone "{name}"')

    def _order(self, order: str | None) -> DateOrder | None:
        orders: tuple[DateOrder, ...] = get_args(DateOrder)
        if order is not None and order not in orders:
            self._fail("times: order", f"dmy, mdy or ymd was wanted, got {order!r}")
        return next((known for known in orders if known == order), None)

    def _count(self, found: object, place: str, low: int, high: int) -> int | None:
        if found is None:
            return None
        if not (isinstance(found, str) and found.isdecimal() and low <= int(found) <= high):
            self._fail(place, f"a whole number from {low} to {high} was wanted, got {found!r}")
        return int(found)


def profile_as_yaml(profile: Profile) -> str:
    """The YAML document of a profile; reading it gives the same profile.

    Above it stands, as a comment, how the days of the last file were read, month names too.
    """
    import yaml

    said = "".join(f"# {line}\n" for line in days_said(profile.time_formats))
    return said + yaml.safe_dump(
        profile_as_document(profile), sort_keys=False, allow_unicode=True, width=100
    )


def profile_as_document(profile: Profile) -> dict[str, Any]:
    """The keys of a profile's document, without those that say nothing."""
    keys: dict[str, Any] = {
        "profile": profile.key,
        "name": profile.name,
        "recognise": [_plain(names) for names in profile.recognise],
        "columns": {role: _plain(names) for role, names in profile.columns.items()},
        "constants": dict(profile.constants),
        "skip": [_skip_document(one) for one in profile.rules if one.rule.role == SKIP],
        "rules": [_rule_document(one) for one in profile.rules if one.rule.role != SKIP],
        "events": [_event_document(event) for event in profile.events],
        "one_per": _plain(profile.one_per),
        "amounts": "once" if profile.amounts_once else None,
        "private": list(profile.private),
        "times": {"zone": profile.time_zone, "order": profile.date_order},
        "table": {"sheet": profile.sheet, "header_row": profile.header_row},
        "source": {"rank": profile.rank},
    }
    return _said(keys)


def _said(keys: dict[str, Any]) -> dict[str, Any]:
    """A document without keys that say nothing, at its first two levels."""
    said = {
        key: {name: one for name, one in value.items() if one is not None}
        if isinstance(value, dict) else value
        for key, value in keys.items()
    }  # fmt: skip
    return {key: value for key, value in said.items() if value not in (None, [], {}, ())}


def _plain(names: Names) -> Any:
    return names[0] if len(names) == 1 else list(names)


def _rule_document(one: ProfileRule) -> dict[str, Any]:
    rule = one.rule
    return _said({
        "role": rule.role,
        "column": _plain(one.column),
        "equals": _plain(rule.equals),
        "prefix": rule.prefix,
        "pattern": rule.pattern,
        "value": rule.value,
        "take": _plain(one.take),
        "words": dict(rule.words),
        "otherwise": rule.otherwise,
    })  # fmt: skip


def _skip_document(one: ProfileRule) -> dict[str, Any]:
    rule = _rule_document(one)
    return {key: rule[key] for key in _SKIP_KEYS if key in rule}


def _event_document(event: ProfileEvent) -> dict[str, Any]:
    constants = dict(event.constants)
    columns = {
        role: _plain(names) if names else "~"
        for role, names in event.columns.items() if role != "at"
    }  # fmt: skip
    return _said({
        "part": event.part,
        "at": _plain(event.columns["at"]),
        "touchpoint": constants.pop("touchpoint", None),
        "columns": columns,
        "constants": constants,
    })  # fmt: skip
