"""Hypotheses of a workspace: imported from the file people edit, exported, kept in versions."""

import base64
from dataclasses import dataclass, replace
from pathlib import Path

from percorso.domain.catalogue import (
    TOUCHPOINTS,
    Touchpoint,
    key_for,
    normalised_name,
    place_name,
)
from percorso.domain.errors import InputError, NotFoundError
from percorso.domain.hypotheses import Hypotheses, Persona, TypedTouchpoint
from percorso.domain.picture import MIME, MOST_BYTES, picture_kind
from percorso.journeys.hypotheses import NOTHING_TYPED, Typed
from percorso.store.records import catalogue as catalogue_records
from percorso.store.records import hypotheses as records
from percorso.store.records.database import RecordsConnection
from percorso.workspace.maps.pictures import PictureNotKept, kept_picture, pictures_of
from percorso.workspace.stores import Stores, now_utc


class HypothesesFileMissing(NotFoundError):
    """No document or picture lies there."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(f"There is no file {path}. Check the name and the folder.")


class HypothesesUnreadable(InputError):
    """A document or picture that the system or its encoding does not let us read."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        super().__init__(f"{path} cannot be read: {reason}. Save it as UTF-8 text and try again.")


class OwnerOfNothing(NotFoundError):
    """An owner is named for a touchpoint there is not."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"There is no touchpoint {name!r} to own. Type it among `touchpoints`, or see "
            "`percorso catalogue list`. Nothing was imported."
        )


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did.

    Attributes:
        version: The version that holds now.
        is_new: Whether the import changed anything.
        made: Names of touchpoints that the catalogue did not have.
    """

    version: int
    is_new: bool
    made: tuple[str, ...]


class HypothesesDesk:
    """The hypotheses of one workspace."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    def load(self, file: Path | str) -> ImportReport:
        """Take the document as the newest version; typed touchpoints join the catalogue.

        Args:
            file: YAML; the picture it names lies beside it.

        Raises:
            HypothesesFileMissing: the document or its picture is not there.
            HypothesesInvalid: the document says something that cannot be.
            PictureRefused: the picture is none, too large, or could do something.
            OwnerOfNothing: an owner is named for a touchpoint there is not.
        """
        from percorso.journeys.hypotheses.document import hypotheses_from_yaml

        path = Path(file)
        text = _text_of(path)
        with self._stores.records.write() as connection:
            stages = tuple(catalogue_records.stages(connection))
            said = hypotheses_from_yaml(text, path.name, stages)
            said = replace(said, persona=self._with_picture(said.persona, path.parent))
            said, made = _in_catalogue(connection, said)
            _set_owners(connection, said)
            latest = records.latest_hypotheses(connection)
            if latest is not None and latest.hypotheses == said:
                return ImportReport(latest.version, is_new=False, made=())
            version = latest.version + 1 if latest else 1
            records.add_hypotheses(connection, version, said, now_utc())
        return ImportReport(version, is_new=True, made=made)

    def as_yaml(self) -> str:
        """The newest version as a document; an empty one before the first import."""
        from percorso.journeys.hypotheses.document import hypotheses_as_yaml

        kept = self.latest()
        return hypotheses_as_yaml(kept if kept else Hypotheses())

    def latest(self) -> Hypotheses | None:
        """The version that holds."""
        with self._stores.records.read() as connection:
            kept = records.latest_hypotheses(connection)
        return kept.hypotheses if kept else None

    def save(self, file: Path | str) -> None:
        """Write the document, and the picture it names beside it.

        Raises:
            PictureNotKept: the folder refuses.
        """
        path = Path(file)
        kept = self.latest()
        try:
            path.write_text(self.as_yaml(), encoding="utf-8")
            if kept and kept.persona and kept.persona.picture:
                name = kept.persona.picture
                (path.parent / name).write_bytes((pictures_of(self._stores) / name).read_bytes())
        except OSError as cause:
            raise PictureNotKept(path, cause) from cause

    def versions(self) -> list[tuple[int, str]]:
        """Every version with the instant it was imported, the oldest first."""
        with self._stores.records.read() as connection:
            kept = records.hypotheses_versions(connection)
        return [(one.version, f"{one.created_at:%Y-%m-%dT%H:%M:%SZ}") for one in kept]

    def _with_picture(self, persona: Persona | None, folder: Path) -> Persona | None:
        """The persona with its picture kept under the name of its content.

        Raises:
            PictureNotKept: the workspace refuses.
        """
        if persona is None or not persona.picture:
            return persona
        data = _bytes_of(folder / persona.picture, MOST_BYTES + 1)
        return replace(persona, picture=kept_picture(self._stores, data))


def typed_of(stores: Stores, connection: RecordsConnection) -> Typed:
    """What the newest version holds, as a map takes it."""
    kept = records.latest_hypotheses(connection)
    if kept is None:
        return NOTHING_TYPED
    said = kept.hypotheses
    keys = {one.key for one in said.touchpoints}
    places = catalogue_records.touchpoints(connection)
    return Typed(
        persona=said.persona,
        picture=_data_uri(stores, said.persona),
        rows=said.rows,
        touchpoints=tuple(place for place in places if place.key in keys),
        emotions=said.emotions,
    )


def _data_uri(stores: Stores, persona: Persona | None) -> str | None:
    if persona is None or not persona.picture:
        return None
    path = pictures_of(stores) / persona.picture
    try:
        data = path.read_bytes()
    except OSError:
        # A map without its picture is still the map; `hypotheses import` brings it back.
        return None
    return f"data:{MIME[picture_kind(data)]};base64,{base64.b64encode(data).decode('ascii')}"


def _in_catalogue(
    connection: RecordsConnection, said: Hypotheses
) -> tuple[Hypotheses, tuple[str, ...]]:
    """The hypotheses with the key of each touchpoint; those unknown join the catalogue."""
    places = catalogue_records.touchpoints(connection)
    known = _known_names(connection, places)
    taken = {place.key for place in places}
    new: list[Touchpoint] = []
    typed: list[TypedTouchpoint] = []
    for one in said.touchpoints:
        placement = place_name(one.name, one.channel)
        key = known.get(normalised_name(one.name)) or placement.touchpoint_key
        if key is None:
            key = key_for(one.name, taken)
            taken.add(key)
            known[normalised_name(one.name)] = key
            new.append(
                Touchpoint(key, one.name, one.name, one.stage, one.channel, placement.initiator)
            )
        elif key not in taken:
            # A default touchpoint that is newer than this workspace.
            taken.add(key)
            new.append(TOUCHPOINTS[key])
        typed.append(replace(one, key=key))
    catalogue_records.add_touchpoints(connection, new)
    return replace(said, touchpoints=tuple(typed)), tuple(place.name_it for place in new)


def _known_names(connection: RecordsConnection, places: list[Touchpoint]) -> dict[str, str]:
    """Every name that leads to a touchpoint: its own two, its key, and the observed ones."""
    known = {normalised_name(name.name): name.touchpoint_key
             for name in catalogue_records.observed_names(connection)}  # fmt: skip
    for place in places:
        for name in (place.name_en, place.name_it, place.key):
            known[normalised_name(name)] = place.key
    return known


def _set_owners(connection: RecordsConnection, said: Hypotheses) -> None:
    places = catalogue_records.touchpoints(connection)
    known = _known_names(connection, places)
    known |= {normalised_name(one.name): one.key for one in said.touchpoints}
    by_key = {place.key: place for place in places}
    for stage in catalogue_records.stages(connection):
        owner = said.stage_owners.get(stage.key)
        if owner is not None and owner != stage.owner:
            catalogue_records.save_stage_owner(connection, stage.key, owner)
    for name, owner in said.touchpoint_owners.items():
        key = known.get(normalised_name(name))
        if key is None:
            raise OwnerOfNothing(name)
        if by_key[key].owner != owner:
            catalogue_records.save_touchpoint(connection, replace(by_key[key], owner=owner))


def _bytes_of(path: Path, most: int = -1) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(most)
    except FileNotFoundError as cause:
        raise HypothesesFileMissing(path) from cause
    except OSError as cause:
        raise HypothesesUnreadable(path, cause.strerror or str(cause)) from cause


def _text_of(path: Path) -> str:
    try:
        return _bytes_of(path).decode("utf-8-sig")
    except UnicodeDecodeError as cause:
        raise HypothesesUnreadable(path, "it is not UTF-8") from cause
