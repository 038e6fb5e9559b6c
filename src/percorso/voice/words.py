"""A text as words and clauses: what every reading of a text starts from."""

import re
from dataclasses import dataclass

# A word may end in 't ("don't"); an Italian apostrophe parts two words ("dov'è").
_TOKEN = re.compile(
    r"[^\W\d_]+(?:'t\b)?|\d+|[\U0001F300-\U0001FAFF\u2600-\u27BF\u2B50]|:-?[()dp]|<3"
    r"|[.,;:!?…()\n]+"
)
_CLAUSE_ENDS = frozenset(".;!?…\n")
_TURNS = frozenset(
    ("ma", "però", "pero", "tuttavia", "peccato", "purtroppo", "but", "however", "although",
     "though", "unfortunately", "except")
)  # fmt: skip

# Nobody reads a letter of a million words for its mood: what follows is not read.
MOST_CHARACTERS = 20_000


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text in order, lower case, each with the clause it stands in.

    Attributes:
        words: Words, numbers and emoji, without punctuation.
        clauses: Number of the clause of each word, from 0.
        breaks: Number of the stretch between any two marks (a comma too), of each word.
        turned: Clauses that a turning word opens ("but", "però").
        text: What was read, at most `MOST_CHARACTERS` characters.
    """

    words: tuple[str, ...]
    clauses: tuple[int, ...]
    breaks: tuple[int, ...]
    turned: frozenset[int]
    text: str


def words_of(text: str) -> Words:
    """The words of a text, with its clauses.

    >>> read = words_of("Bella, ma l'imballo è rotto!")
    >>> read.words
    ('bella', 'ma', 'l', 'imballo', 'è', 'rotto')
    >>> read.clauses, sorted(read.turned)
    ((0, 1, 1, 1, 1, 1), [1])
    """
    text = text[:MOST_CHARACTERS]
    words: list[str] = []
    clauses: list[int] = []
    breaks: list[int] = []
    turned: set[int] = set()
    clause = stretch = 0
    for token in _TOKEN.findall(text.lower().replace("’", "'")):
        if token[0] in ".,;:!?…()\n" and token not in _FACES:
            stretch += 1
            clause += bool(words and clauses[-1] == clause and not _CLAUSE_ENDS.isdisjoint(token))
            continue
        if token in _TURNS:
            if words and clauses[-1] == clause:
                clause += 1
                stretch += 1
            turned.add(clause)
        words.append(token)
        clauses.append(clause)
        breaks.append(stretch)
    return Words(tuple(words), tuple(clauses), tuple(breaks), frozenset(turned), text)


_FACES = frozenset((":)", ":-)", ":d", ":-d", ":(", ":-(", ":p", ":-p"))
