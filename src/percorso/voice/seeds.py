"""The seed lists: which words speak of which topic and theme, and how a firm edits them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from importlib.resources import files

from percorso.domain.errors import InputError
from percorso.voice.lexicon import Language
from percorso.voice.patterns import Pattern, PatternUnreadable, pattern_of

# A list somebody writes by hand is far smaller; what is larger is another file.
MOST_CHARACTERS = 500_000


class SeedsUnreadable(InputError):
    """A seed list with a line that cannot be read."""

    def __init__(self, origin: str, line: int, why: str) -> None:
        self.origin, self.line, self.why = origin, line, why
        super().__init__(
            f"{origin}, line {line}: {why} A list has heads such as [delivery.late] In ritardo, "
            "each with its seeds below, separated by commas."
        )


@dataclass(slots=True)
class Theme:
    """A topic, or a theme inside it, in one language.

    Attributes:
        key: `delivery`, or `delivery.late`.
        name: What people read.
        patterns: What speaks of it, by its text.
    """

    key: str
    name: str
    patterns: dict[str, Pattern] = field(default_factory=dict)

    @property
    def topic(self) -> str:
        """The topic it is, or lies in."""
        return self.key.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Seeds:
    """The topics and themes of a language, by key, and which edition of the lists this is."""

    language: Language
    themes: dict[str, Theme]
    version: str


@cache
def shipped_text(language: Language, kind: str = "themes") -> str:
    """A list as it lies in the package."""
    path = files("percorso.voice").joinpath("seeds", f"{kind}-{language}.txt")
    return path.read_text(encoding="utf-8")


@cache
def shipped_seeds(language: Language, kind: str = "themes") -> Seeds:
    """A list of the package, read."""
    return edited(Seeds(language, {}, ""), shipped_text(language, kind), f"{kind}-{language}.txt")


def edited(seeds: Seeds, text: str, origin: str) -> Seeds:
    r"""Seeds with a list laid over them: seeds are added, those with a minus are taken away.

    Args:
        seeds: What there is; stays as it is.
        text: The list. A head with a minus, `[-store]`, takes a topic or theme away whole.
        origin: What errors call the list.

    Raises:
        SeedsUnreadable: a line of it cannot be read.

    >>> firm = edited(shipped_seeds("it"), "[delivery.late]\nfuori tempo, -con calma", "ours.txt")
    >>> "fuori tempo" in firm.themes["delivery.late"].patterns
    True
    """
    if len(text) > MOST_CHARACTERS:
        raise SeedsUnreadable(origin, 1, f"the list has {len(text):,} characters.")
    themes = {
        key: Theme(key, theme.name, dict(theme.patterns)) for key, theme in seeds.themes.items()
    }
    current: Theme | None = None
    for number, line in _lines(text):
        if line.startswith("["):
            current = _headed(themes, line, origin, number)
        elif current is None:
            raise SeedsUnreadable(origin, number, f"{line!r} stands below no head.")
        else:
            _sow(current, line, origin, number)
    digest = sha256((seeds.version + text).encode()).hexdigest()[:10]
    return Seeds(seeds.language, themes, f"seeds-{digest}")


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        plain = line.partition("#")[0].strip()
        if plain:
            yield number, plain


def _headed(themes: dict[str, Theme], line: str, origin: str, number: int) -> Theme | None:
    key, closed, name = line[1:].partition("]")
    key = key.strip().lower()
    gone = key.startswith("-")
    key = key.removeprefix("-").strip()
    parts = key.split(".")
    if not closed or len(parts) > 2 or not all(part.isidentifier() for part in parts):
        raise SeedsUnreadable(origin, number, f"{line!r} is no head.")
    if gone:
        for known in [known for known in themes if known == key or known.startswith(f"{key}.")]:
            del themes[known]
        return None
    if len(parts) == 2 and parts[0] not in themes:
        raise SeedsUnreadable(origin, number, f"there is no topic {parts[0]!r} for {key!r}.")
    theme = themes.setdefault(key, Theme(key, name.strip() or parts[-1].replace("_", " ")))
    theme.name = name.strip() or theme.name
    return theme


def _sow(theme: Theme, line: str, origin: str, number: int) -> None:
    for seed in (part.strip() for part in line.split(",")):
        if seed.startswith("-"):
            theme.patterns.pop(seed[1:].strip(), None)
        elif seed:
            try:
                theme.patterns[seed] = pattern_of(seed)
            except PatternUnreadable as error:
                raise SeedsUnreadable(origin, number, str(error)) from None
