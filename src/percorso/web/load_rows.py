"""What the pages and the API show of a file: how it would be read, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from percorso.collect.file_errors import AmbiguousDates
from percorso.collect.preview import Preview, SeenInteraction
from percorso.domain.errors import PercorsoError
from percorso.domain.load_report import LoadReport, RejectedGroup
from percorso.drawing.language import Language
from percorso.web.happened import touchpoint_of_all
from percorso.web.loads import Upload, said_of
from percorso.web.masking import reason_for, text_for, who_for
from percorso.web.mending_words import is_explained, said_of_code
from percorso.web.page import Visitor
from percorso.web.refusal_words import refusal
from percorso.web.words import Lang, words_of
from percorso.workspace import Workspace

_LONGEST_TEXT = 120


@dataclass(frozen=True, slots=True)
class Looked:
    """How a file would be read, or why it cannot be yet."""

    seen: Preview | None
    header: tuple[str, ...]
    trouble: str

    @property
    def can_load(self) -> bool:
        """Whether any of its first rows would come in."""
        return self.seen is not None and bool(self.seen.interactions)


def look(
    workspace: Workspace, upload: Upload, chosen: dict[str, str], order: str, language: Lang,
    visitor: Visitor,
) -> Looked:  # fmt: skip
    """How a file would be read, with what was chosen of it."""
    try:
        if not any(chosen.values()):
            seen = _recognised(workspace, upload, order)
        else:
            seen = workspace.preview(upload.file, said_of(upload, chosen, order))
    except PercorsoError as error:
        header = getattr(error, "header", ())
        return Looked(None, tuple(header), reason_of(error, language, visitor))
    return Looked(seen, seen.header, "")


def _recognised(workspace: Workspace, upload: Upload, order: str) -> Preview:
    """A file as its columns say; where none says what happened, as the whole file does.

    Raises:
        PercorsoError: it cannot be read, or nothing says what happened.
    """
    try:
        found = workspace.preview(upload.file, said_of(upload, {}, order))
        upload.recognised = found.columns
    except PercorsoError as error:
        if getattr(error, "role", "") != "touchpoint":
            raise
        # Whatever happened, the other columns speak for themselves.
        found = workspace.preview(upload.file, said_of(upload, {"touchpoint": "=order"}, order))
        upload.recognised = {role: one for role, one in found.columns.items() if one[:1] != "="}
        key = touchpoint_of_all(upload.file.name, upload.recognised)
        if key is None:
            raise
    else:
        key = touchpoint_of_all(upload.file.name, found.columns)
    if key is None:
        return found
    upload.chosen = {**upload.chosen, "touchpoint": f"={key}"}
    return workspace.preview(upload.file, said_of(upload, upload.chosen, order))


def reason_of(error: BaseException, language: Lang, visitor: Visitor) -> str:
    """What is the matter with a file; what a command's option would mend is chosen on the page."""
    say = words_of(language)
    if isinstance(error, AmbiguousDates):
        return say["load_dates"].format(column=error.column)
    role = getattr(error, "role", "")
    return say.get(f"load_no_{role}", "") or refusal(error, language, hides=not visitor.reads_texts)


def rows_of(
    seen: Preview | None, speech: Language, visitor: Visitor,
    places: Mapping[str, str] = MappingProxyType({}),
) -> list[dict[str, str]]:  # fmt: skip
    """The first contacts of a file.

    Args:
        seen: How it would be read.
        speech: Of numbers.
        visitor: Who looks.
        places: What the whole file may tell of, `=order`, with its name.
    """
    return [_row(one, speech, visitor, places) for one in seen.interactions] if seen else []


def _row(
    one: SeenInteraction, speech: Language, visitor: Visitor, places: Mapping[str, str]
) -> dict[str, str]:
    amount = one.values.get("amount")
    money = [] if amount is None else [speech.number(amount, 2), one.values.get("currency", "")]
    return {
        "line": "" if one.line is None else str(one.line),
        "at": f"{one.occurred_at:%Y-%m-%d %H:%M}",
        "touchpoint": places.get(f"={one.touchpoint}", one.touchpoint),
        "who": who_for(visitor, one),
        "amount": " ".join(money).strip(),
        "text": text_for(visitor, str(one.values.get("text", ""))[:_LONGEST_TEXT]),
    }


def _said_group(group: RejectedGroup, language: Lang, visitor: Visitor) -> str:
    if language != "en" and is_explained(group.code):
        return said_of_code(group.code, language)[0]
    return reason_for(visitor, group.reason)


def told_report(report: LoadReport, language: Lang, visitor: Visitor) -> dict[str, Any]:
    """What became of the rows of a load."""
    number = Language(language).number
    counts = ("read", "loaded", "duplicate", "rejected", "interactions", "anonymous")
    return {
        "counts": [(name, number(getattr(report, name))) for name in counts],
        "unplaced": report.unplaced[:30],
        "groups": [
            (number(group.rows), _said_group(group, language, visitor))
            for group in report.rejected_groups
        ],
        "said": report.said,
    }
