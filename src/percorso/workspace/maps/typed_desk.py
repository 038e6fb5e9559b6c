"""Persona, typed rows and owners of stages edited one at a time, and the last edit taken back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from percorso.domain.catalogue import Stage
from percorso.domain.catalogue.words import plain_words
from percorso.domain.errors import ConflictError, InputError, NotFoundError
from percorso.domain.hypotheses import (
    LONGEST_TEXT,
    MOST_COUNTED,
    MOST_ROWS,
    ROW_LABELS,
    Hypotheses,
    Persona,
    TypedCell,
    TypedRow,
)
from percorso.store.records import catalogue as catalogue_records
from percorso.store.records import hypotheses as records
from percorso.store.records.database import RecordsConnection
from percorso.store.records.hypotheses import KeptHypotheses
from percorso.workspace.account import account
from percorso.workspace.maps.pictures import kept_picture
from percorso.workspace.stores import Stores, now_utc

_LONGEST_NAME = 60
_LONGEST_PERSONA = 120
_LONGEST_OWNER = 80


class TypedRefused(InputError):
    """Something typed that cannot be shown."""

    def __init__(self, what: str, wanted: str, got: str) -> None:
        self.what, self.wanted, self.got = what, wanted, got
        super().__init__(f"{what} is {wanted}; got {got!r}. Nothing was saved.")


class TypedRowMissing(NotFoundError):
    """There is no typed row of this key."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"There is no typed row {key!r}. Somebody may have removed it.")


class StageMissing(NotFoundError):
    """There is no stage of this key."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"There is no stage {key!r}. `GET /api/stages` lists those there are.")


class TypedOvertaken(ConflictError):
    """What is to be changed was changed by somebody else since it was read."""

    def __init__(self, version: int) -> None:
        self.version = version
        super().__init__(
            f"Somebody else changed this since you opened it (version {version} holds now). "
            "Nothing was saved: open it again, and your words beside it."
        )


class NothingTyped(NotFoundError):
    """No edit of what was typed can be taken back."""

    def __init__(self) -> None:
        super().__init__("Nothing was typed that could be taken back.")


@dataclass(frozen=True, slots=True)
class TypedNow:
    """What is typed at the moment.

    Attributes:
        version: Its number; 0 before anything was typed.
        hypotheses: What it says.
        stages: The stages from left to right, with their owners.
    """

    version: int
    hypotheses: Hypotheses
    stages: tuple[Stage, ...]

    def row(self, key: str) -> TypedRow:
        """One row.

        Raises:
            TypedRowMissing: there is none.
        """
        for row in self.hypotheses.rows:
            if row.key == key:
                return row
        raise TypedRowMissing(key)


@dataclass(frozen=True, slots=True)
class TypedEdit:
    """An edit or import of what is typed.

    Attributes:
        version: What it made.
        made_at: When, naive UTC.
        made_by: Who; empty is nobody we know.
        before, after: What was typed.
        is_undone: Whether it was taken back.
    """

    version: int
    made_at: datetime
    made_by: str
    before: Hypotheses
    after: Hypotheses
    is_undone: bool


_Change = Callable[[Hypotheses], Hypotheses]
_Part = Callable[[Hypotheses], object]


class TypedDesk:
    """What people typed, edited in place.

    Each edit is a version like an import is. `seen` is the version an edit was made on: where
    somebody else changed the same part since, it is refused.
    """

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    def now(self) -> TypedNow:
        """What is typed."""
        with self._stores.records.read() as connection:
            return _now(connection)

    def save_row(
        self, key: str | None, label: str, cells: Mapping[str, TypedCell], seen: int,
        by: str | None = None,
    ) -> str:  # fmt: skip
        """Write a row of the map; its key.

        Args:
            key: Of the row; None makes a new one.
            label: What it is called; one of the names everybody knows is told in each language.
            cells: By key of the stage; one without text is no cell.
            seen: The version it was read at.
            by: Who edits; None is the account this runs under.

        Raises:
            TypedRefused: a text is missing or too long, a number is none, or rows are too many.
            TypedRowMissing: there is no such row.
            TypedOvertaken: somebody else changed the row.
        """
        if key is not None:
            self.now().row(key)
        said, known = _said_text("The name of a row", label, _LONGEST_NAME, needed=True), ""
        for one, names in ROW_LABELS.items():
            if plain_words(said) in {plain_words(name) for name in names.values()}:
                known = one
        checked = {stage: _checked(cell) for stage, cell in cells.items() if cell.text.strip()}
        made = key or ""

        def changed(typed: Hypotheses) -> Hypotheses:
            nonlocal made
            taken = {row.key for row in typed.rows}
            made = key or known or _free_key(said, taken)
            if key is None and made in taken:
                raise TypedRefused("A row", "there once", label)
            # A name everybody knows is kept as its key alone, so that it speaks both languages.
            row = TypedRow(made, "" if known == made else said, checked)
            if made in taken:
                return replace(
                    typed, rows=tuple(row if old.key == made else old for old in typed.rows)
                )
            if len(typed.rows) >= MOST_ROWS:
                raise TypedRefused("The number of rows", f"{MOST_ROWS} at most", "one more")
            return replace(typed, rows=(*typed.rows, row))

        self._edit(seen, lambda typed: _row_of(typed, key), changed, by, stages=checked)
        return made

    def remove_row(self, key: str, seen: int, by: str | None = None) -> None:
        """Take a row off the map.

        Raises:
            TypedRowMissing: there is no such row.
            TypedOvertaken: somebody else changed it.
        """
        self.now().row(key)
        self._edit(
            seen, lambda typed: _row_of(typed, key),
            lambda typed: replace(
                typed, rows=tuple(row for row in typed.rows if row.key != key)
            ),
            by,
        )  # fmt: skip

    def move_row(self, key: str, seen: int, by: str | None = None, *, up: bool) -> None:
        """Let a row stand one place further up or down; at the edge it stays.

        Raises:
            TypedRowMissing: there is no such row.
            TypedOvertaken: somebody else put the rows in another order.
        """
        self.now().row(key)

        def changed(typed: Hypotheses) -> Hypotheses:
            rows = list(typed.rows)
            place = next(no for no, row in enumerate(rows) if row.key == key)
            other = min(max(place + (-1 if up else 1), 0), len(rows) - 1)
            rows[place], rows[other] = rows[other], rows[place]
            return replace(typed, rows=tuple(rows))

        self._edit(seen, lambda typed: [row.key for row in typed.rows], changed, by)

    def save_persona(
        self, name: str, text: str, seen: int, by: str | None = None, *,
        picture: bytes | None = None, without_picture: bool = False,
    ) -> None:  # fmt: skip
        """Write whose map it is; an empty name is nobody's.

        Args:
            name: What the persona is called.
            text: One line about it.
            seen: The version it was read at.
            by: Who edits.
            picture: A new picture; None keeps the one there is.
            without_picture: Take the picture away.

        Raises:
            TypedRefused: a text is too long.
            PictureRefused: the picture is none, too large, or could do something.
            TypedOvertaken: somebody else changed the persona.
        """
        said = _said_text("A name", name, _LONGEST_PERSONA)
        about = _said_text("A line about the persona", text, LONGEST_TEXT)
        new = kept_picture(self._stores, picture) if picture and said else ""

        def changed(typed: Hypotheses) -> Hypotheses:
            old = typed.persona.picture if typed.persona and not without_picture else ""
            return replace(typed, persona=Persona(said, about, new or old) if said else None)

        self._edit(seen, lambda typed: typed.persona, changed, by)

    def save_stage(
        self, key: str, owner: str, feeling: float | None, seen: int, by: str | None = None
    ) -> None:
        """Write who answers for a stage, and how people are thought to feel there.

        Args:
            key: Of the stage.
            owner: Empty is nobody.
            feeling: -1..1; None is nothing thought. It shows until a voice speaks of the stage.
            seen: The version it was read at.
            by: Who edits.

        Raises:
            TypedRefused: the owner is too long, or the feeling lies elsewhere.
            StageMissing: there is no such stage.
            TypedOvertaken: somebody else changed the stage.
        """
        said = _said_text("An owner", owner, _LONGEST_OWNER)
        if feeling is not None and not -1 <= feeling <= 1:
            raise TypedRefused("A feeling", "a number from -1 to 1", f"{feeling:g}")

        def changed(typed: Hypotheses) -> Hypotheses:
            owners = {**typed.stage_owners, key: said}
            feelings: dict[str, float | None] = {**typed.emotions, key: feeling}
            return replace(
                typed, stage_owners={stage: one for stage, one in owners.items() if one},
                emotions={stage: one for stage, one in feelings.items() if one is not None},
            )  # fmt: skip

        def part(typed: Hypotheses) -> object:
            return typed.stage_owners.get(key, ""), typed.emotions.get(key)

        self._edit(seen, part, changed, by, stages=(key,))

    def edits(self, most: int = 50) -> list[TypedEdit]:
        """The last edits and imports, the newest first, those taken back among them."""
        with self._stores.records.read() as connection:
            versions = records.hypotheses_versions(connection)
        undone = {one.undoes for one in versions if one.undoes is not None}
        bodies = [Hypotheses(), *(one.hypotheses for one in versions)]
        made = [
            TypedEdit(
                one.version, one.created_at, one.made_by or "", bodies[at], one.hypotheses,
                one.version in undone,
            )
            for at, one in enumerate(versions) if one.undoes is None
        ]  # fmt: skip
        return made[: -most - 1 : -1]

    def standing_edit(self) -> int | None:
        """The version that would be taken back next; None where there is none."""
        with self._stores.records.read() as connection:
            return _standing(records.hypotheses_versions(connection))

    def undo(self, version: int, by: str | None = None) -> None:
        """Take the last edit back; touchpoints an import made stay in the catalogue.

        Raises:
            NothingTyped: no edit holds.
            TypedOvertaken: another one was made since.
        """
        with self._stores.records.write() as connection:
            versions = records.hypotheses_versions(connection)
            standing = _standing(versions)
            if standing is None:
                raise NothingTyped
            if standing != version:
                raise TypedOvertaken(versions[-1].version)
            before = versions[standing - 2].hypotheses if standing > 1 else Hypotheses()
            records.add_hypotheses(
                connection, versions[-1].version + 1, before, now_utc(), by=_author(by),
                undoes=standing,
            )  # fmt: skip
            _own_stages(connection, before)

    def _edit(
        self, seen: int, part: _Part, change: _Change, by: str | None, *,
        stages: "Mapping[str, object] | tuple[str, ...]" = (),
    ) -> None:  # fmt: skip
        with self._stores.records.write() as connection:
            now = _now(connection)
            for key in stages:
                if key not in {stage.key for stage in now.stages}:
                    raise StageMissing(key)
            kept = {one.version: one.hypotheses for one in records.hypotheses_versions(connection)}
            if part(kept.get(seen, Hypotheses())) != part(kept.get(now.version, Hypotheses())):
                raise TypedOvertaken(now.version)
            changed = change(now.hypotheses)
            if changed == now.hypotheses:
                return
            version = now.version + 1
            if now.version and kept[now.version] != now.hypotheses:
                # An import can leave an owner unsaid that stands: what is taken back must say it.
                records.add_hypotheses(connection, version, now.hypotheses, now_utc())
                version += 1
            records.add_hypotheses(connection, version, changed, now_utc(), by=_author(by))
            _own_stages(connection, changed)


def _now(connection: RecordsConnection) -> TypedNow:
    kept = records.latest_hypotheses(connection)
    stages = tuple(catalogue_records.stages(connection))
    typed = kept.hypotheses if kept else Hypotheses()
    owners = {stage.key: stage.owner for stage in stages if stage.owner}
    return TypedNow(kept.version if kept else 0, replace(typed, stage_owners=owners), stages)


def _standing(versions: list[KeptHypotheses]) -> int | None:
    """The newest version that says something and holds: what is undone is stepped over."""
    at = len(versions)
    while at and (undoes := versions[at - 1].undoes) is not None:
        at = undoes - 1
    return at or None


def _own_stages(connection: RecordsConnection, typed: Hypotheses) -> None:
    for stage in catalogue_records.stages(connection):
        owner = typed.stage_owners.get(stage.key) or None
        if owner != (stage.owner or None):
            catalogue_records.save_stage_owner(connection, stage.key, owner)


def _row_of(typed: Hypotheses, key: str | None) -> TypedRow | None:
    return next((row for row in typed.rows if row.key == key), None)


def _checked(cell: TypedCell) -> TypedCell:
    if not 0 <= cell.n <= MOST_COUNTED:
        raise TypedRefused("The number of answers", f"0 to {MOST_COUNTED:,}", str(cell.n))
    return TypedCell(
        _said_text("A cell", cell.text, LONGEST_TEXT), cell.n,
        _said_text("What a cell rests on", cell.source, LONGEST_TEXT),
    )  # fmt: skip


def _said_text(what: str, text: str, most: int, *, needed: bool = False) -> str:
    said = " ".join(text.split())
    if needed and not said:
        raise TypedRefused(what, "a text", "nothing")
    if len(said) > most:
        raise TypedRefused(what, f"{most} letters at most", said[:20] + "…")
    return said


def _free_key(label: str, taken: set[str]) -> str:
    plain = plain_words(label).replace(" ", "_") or "row"
    made = "".join(letter for letter in plain if letter.isalnum() or letter == "_")[:40] or "row"
    free, at = made, 2
    while free in taken:
        free, at = f"{made[:36]}_{at}", at + 1
    return free


def _author(by: str | None) -> str:
    return (account() if by is None else by)[:80]
