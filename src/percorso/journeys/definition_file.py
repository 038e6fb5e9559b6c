"""A journey definition in YAML: read with the line of everything that is wrong, and written."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from percorso.domain.catalogue import CHANNELS, Stage, normalised_channel
from percorso.domain.catalogue.names_index import TouchpointNames, nearest_names
from percorso.domain.condition import parse_condition
from percorso.domain.condition_words import ConditionNotUnderstood
from percorso.domain.durations import read_duration, written_duration
from percorso.domain.errors import InputError
from percorso.domain.journey import BUILT_IN, OTHERWISE, PAGE_COLLAPSE
from percorso.domain.written_journey import WrittenJourney

# A node of PyYAML, which is imported only by who reads or writes a definition.
Node = Any

KEYS = (
    "journey", "name", "like", "start", "success", "failure", "gap", "collapse", "tail",
    "broadcasts", "stages", "by", "where",
)  # fmt: skip
LARGEST_BYTES = 64 * 1024
_DEEPEST = 8
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
_A_TIME = "a time such as 30min, 12h or 21d"
_PROPOSE = "propose"
_PAGES = dict.fromkeys(("page", "pagina"), tuple(PAGE_COLLAPSE))
_NULL = "tag:yaml.org,2002:null"


class JourneyFileRefused(InputError):
    """A journey definition in YAML holds something that cannot stand there.

    Attributes:
        problems: (line, what is wrong), by line; line 0 is the file as a whole.
    """

    def __init__(self, file: str, problems: Sequence[tuple[int, str]]) -> None:
        self.file = file
        self.problems = tuple(sorted(problems))
        listed = "\n".join(
            f"  {f'{file}, line {line}' if line else file}: {what}" for line, what in self.problems
        )
        super().__init__(
            f"The journey definition cannot be used:\n{listed}\nNothing was kept. Correct the "
            "file and try again; `percorso journeys show purchase` shows what one looks like."
        )


@dataclass(frozen=True, slots=True)
class Words:
    """What a file may speak of: the touchpoints and stages of the workspace."""

    touchpoints: TouchpointNames
    stages: Sequence[Stage]


def read_journey(text: str, file: str, words: Words) -> WrittenJourney:
    """The definition a YAML text describes, its touchpoints as keys.

    Args:
        text: At most 64 KB, without anchors and aliases.
        file: What errors call it.
        words: The names it may use.

    Raises:
        JourneyFileRefused: with every line that cannot be used.
    """
    reader = _Reader(words)
    written = reader.journey(_root(text, file))
    if reader.problems:
        raise JourneyFileRefused(file, reader.problems)
    return written


def journey_as_yaml(written: WrittenJourney) -> str:
    """The definition as YAML that `read_journey` reads to the same."""
    import yaml  # only who writes or reads one pays for it

    said: dict[str, Any] = {"journey": written.key}
    if written.name_it or written.name_en:
        said["name"] = {"it": written.name_it, "en": written.name_en}
    said["like"] = written.like
    for name in ("start", "success", "failure", "broadcasts", "stages"):
        if (listed := getattr(written, name)) is not None:
            said[name] = list(listed)
    gap = written.gap_seconds
    said["gap"] = _PROPOSE if gap is None else written_duration(gap)
    if written.collapse is not None:
        said["collapse"] = {key: written_duration(one) for key, one in written.collapse.items()}
    if (tail := _tail_as_yaml(written)) is not None:
        said["tail"] = tail
    if written.by_case is not None:
        said["by"] = "case" if written.by_case else "customer"
    if written.where is not None:
        said["where"] = written.where
    return str(yaml.safe_dump(said, sort_keys=False, allow_unicode=True, default_flow_style=None))


def _tail_as_yaml(written: WrittenJourney) -> str | dict[str, Any] | None:
    within = None if written.tail_seconds is None else written_duration(written.tail_seconds)
    if written.tail_stages is None:
        return within
    stages = {"stages": list(written.tail_stages)}
    return stages if within is None else {"within": within, **stages}


def _root(text: str, file: str) -> Node:
    """The nodes of the text.

    Raises:
        JourneyFileRefused: it is no YAML, too large, too deep, or holds anchors.
    """
    import yaml

    if len(text.encode()) > LARGEST_BYTES:
        raise JourneyFileRefused(file, [(0, f"it is larger than {LARGEST_BYTES // 1024} KB.")])
    try:
        _check_plain(text, file)
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 0
        said = getattr(error, "problem", None) or "it holds a sign that no text may hold"
        raise JourneyFileRefused(file, [(line, f"this is no YAML: {said}.")]) from None
    if root is None:
        raise JourneyFileRefused(file, [(0, "it is empty.")])
    return root


def _check_plain(text: str, file: str) -> None:
    """Look at the text without building anything of it.

    Raises:
        JourneyFileRefused: it holds anchors, or is too deep.
    """
    import yaml

    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise JourneyFileRefused(file, [(line, "anchors and aliases (& and *) are not read.")])
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise JourneyFileRefused(file, [(line, f"it is deeper than {_DEEPEST} levels.")])


class _Reader:
    """Reads one definition, gathering what is wrong by line."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.problems: list[tuple[int, str]] = []

    def journey(self, root: Node) -> WrittenJourney:
        said = self._mapping(root, "keys such as `journey:` and `success:`")
        for key, (_, node) in said.items():
            if key not in KEYS:
                nearest = _did_you_mean(nearest_names(key, KEYS)) or f" Keys: {', '.join(KEYS)}."
                self._refuse(node, f"there is no key {key!r}.{nearest}")
        nodes = {key: node for key, (_, node) in said.items() if not _is_null(node)}
        name_it, name_en = self._name(nodes.get("name"))
        tail_seconds, tail_stages = self._tail(nodes.get("tail"))
        key = self._key(nodes.get("journey"), root)
        written = WrittenJourney(
            key=key,
            name_it=name_it or key,
            name_en=name_en or key,
            like=self._word(nodes.get("like"), tuple(BUILT_IN)) or "purchase",
            start=() if "start" in said and "start" not in nodes else self._places(nodes, "start"),
            success=self._places(nodes, "success"),
            failure=self._places(nodes, "failure"),
            gap_seconds=self._gap(nodes.get("gap")),
            collapse=self._collapse(nodes.get("collapse")),
            tail_seconds=tail_seconds,
            tail_stages=tail_stages,
            broadcasts=self._places(nodes, "broadcasts"),
            stages=self._stages(nodes.get("stages")),
            by_case=self._by_case(nodes.get("by")),
            where=self._where(nodes.get("where")),
        )
        self._check_apart(written, nodes)
        return written

    def _check_apart(self, written: WrittenJourney, nodes: dict[str, Node]) -> None:
        """No touchpoint is two things that exclude each other."""
        for one, other, why in (
            ("success", "failure", "ends a journey well or badly, not both"),
            ("start", "broadcasts", "begins journeys or does not, not both"),
        ):
            both = {*(getattr(written, one) or ())} & {*(getattr(written, other) or ())}
            if both:
                listed = ", ".join(sorted(both))
                self._refuse(nodes[other], f"{listed}: a touchpoint {why}; it stands in {one} too.")
        if written.like == "lifecycle" and "tail" in nodes:
            self._refuse(nodes["tail"], "a journey like lifecycle is never cut, so it has no tail.")

    def _key(self, node: Node, root: Node) -> str:
        text = self._text(node, "a key") if node is not None else ""
        if text in BUILT_IN:
            self._refuse(node or root, f"{text} is built in. Choose another key; `like: {text}` "
                         "starts from it.")  # fmt: skip
        elif not _KEY.fullmatch(text):
            wanted = "journey: wanted a key of small letters, digits, - and _ (first-order)"
            self._refuse(node or root, f"{wanted}, got {_shown(text)}.")
        return text

    def _name(self, node: Node) -> tuple[str, str]:
        if node is None:
            return "", ""
        if node.id != "mapping":
            name = self._text(node, "a name")
            return name, name
        names = {
            key: self._text(value, "a name")
            for key, (_, value) in self._mapping(node, "a name").items()
        }
        if unknown := [key for key in names if key not in ("it", "en")]:
            self._refuse(node, f"name: wanted it and en, got {', '.join(unknown)}.")
        either = next((name for name in names.values() if name), "")
        return names.get("it") or either, names.get("en") or either

    def _word(self, node: Node, known: tuple[str, ...]) -> str | None:
        if node is None:
            return None
        word = self._text(node, "a word")
        if word not in known:
            self._refuse(node, f"wanted one of {', '.join(known)}, got {_shown(word)}.")
            return None
        return word

    def _by_case(self, node: Node) -> bool | None:
        word = self._word(node, ("customer", "case"))
        return None if word is None else word == "case"

    def _places(self, nodes: dict[str, Node], name: str) -> tuple[str, ...] | None:
        return self._listed(nodes.get(name), "touchpoint", self._place)

    def _place(self, name: str) -> tuple[str | None, tuple[str, ...]]:
        return self.words.touchpoints.key(name), self.words.touchpoints.nearest(name)

    def _stages(self, node: Node) -> tuple[str, ...] | None:
        return self._listed(node, "stage", self._stage)

    def _stage(self, name: str) -> tuple[str | None, tuple[str, ...]]:
        said = {
            one.casefold(): stage.key
            for stage in self.words.stages
            for one in (stage.key, stage.name_it, stage.name_en)
        }
        return said.get(name.casefold()), nearest_names(name, [*said])

    def _listed(
        self,
        node: Node,
        what: str,
        find: Callable[[str], tuple[str | None, tuple[str, ...]]],
    ) -> tuple[str, ...] | None:
        """Names of one kind as keys, each unknown one with the nearest known."""
        if node is None:
            return None
        found = []
        for item in node.value if node.id == "sequence" else [node]:
            name = self._text(item, f"a {what}")
            key, nearest = find(name) if name else (None, ())
            if key is not None:
                found.append(key)
            elif name:
                self._refuse(item, f"there is no {what} {name!r}.{_did_you_mean(nearest)}")
        return tuple(dict.fromkeys(found))

    def _gap(self, node: Node) -> float | None:
        if node is None or (node.id == "scalar" and node.value.strip().casefold() == _PROPOSE):
            return None
        seconds = self._seconds(node, f"gap: wanted {_PROPOSE}, or {_A_TIME}")
        if seconds == 0:
            self._refuse(node, "gap: wanted a time above 0.")
        return seconds

    def _seconds(self, node: Node, wanted: str) -> float | None:
        text = node.value if node.id == "scalar" else ""
        seconds = read_duration(text)
        if seconds is None:
            self._refuse(node, f"{wanted} (at most ten years), got {_shown(text)}.")
        return seconds

    def _collapse(self, node: Node) -> dict[str, float] | None:
        if node is None:
            return None
        found: dict[str, float] = {}
        wanted = f"collapse: wanted {_A_TIME} for touchpoints, channels or {OTHERWISE}"
        for name, (at, value) in self._mapping(node, wanted).items():
            seconds = self._seconds(value, f"collapse: wanted {_A_TIME}, or 0")
            keys = self._collapsed(name)
            if not keys:
                nearest = (*self.words.touchpoints.nearest(name), *nearest_names(name, [*CHANNELS]))
                self._refuse(at, f"there is no touchpoint or channel {name!r}."
                             + _did_you_mean(nearest))  # fmt: skip
            elif seconds is not None:
                found |= dict.fromkeys(keys, seconds)
        return found

    def _collapsed(self, name: str) -> tuple[str, ...]:
        """What a word of `collapse` stands for; `page` for all that has pages."""
        if name == OTHERWISE:
            return (name,)
        key = self.words.touchpoints.key(name) or normalised_channel(name)
        return (key,) if key else _PAGES.get(name.casefold(), ())

    def _tail(self, node: Node) -> tuple[float | None, tuple[str, ...] | None]:
        if node is None:
            return None, None
        wanted = f"tail: wanted {_A_TIME}, or within and stages"
        if node.id != "mapping":
            return self._seconds(node, wanted), None
        said = self._mapping(node, wanted)
        if unknown := [key for key in said if key not in ("within", "stages")]:
            self._refuse(node, f"{wanted}, got {', '.join(unknown)}.")
        within, stages = said.get("within"), said.get("stages")
        return (
            None if within is None else self._seconds(within[1], wanted),
            None if stages is None else self._stages(stages[1]),
        )

    def _where(self, node: Node) -> str | None:
        if node is None:
            return None
        text = self._text(node, "a condition")
        try:
            parse_condition(text)
        except ConditionNotUnderstood as error:
            self._refuse(node, f"where: {error}")
        return text

    def _mapping(self, node: Node, wanted: str) -> dict[str, tuple[Node, Node]]:
        """Key -> (its node, the node of its value); a key that comes twice is refused."""
        if node.id != "mapping":
            self._refuse(node, f"wanted {wanted}.")
            return {}
        found: dict[str, tuple[Node, Node]] = {}
        for key_node, value in node.value:
            key = self._text(key_node, "a key")
            if key in found:
                self._refuse(key_node, f"{key} stands here for the second time.")
            found[key] = (key_node, value)
        return found

    def _text(self, node: Node, wanted: str) -> str:
        """A scalar as it is written: `no` and `10` are words here, not a truth or a number."""
        if node.id != "scalar" or not str(node.value).strip():
            self._refuse(node, f"wanted {wanted}, got {_kind(node)}.")
            return ""
        return str(node.value).strip()

    def _refuse(self, node: Node, what: str) -> None:
        self.problems.append((node.start_mark.line + 1, what))


def _is_null(node: Node) -> bool:
    return bool(node.tag == _NULL)


def _kind(node: Node) -> str:
    return {"mapping": "keys with values", "sequence": "a list"}.get(node.id, "nothing")


def _shown(text: str) -> str:
    return repr(text[:60]) if text else "nothing"


def _did_you_mean(nearest: Sequence[str]) -> str:
    """The names that look most like it, as the end of a sentence."""
    return f" Did you mean {' or '.join(dict.fromkeys(nearest))}?" if nearest else ""
