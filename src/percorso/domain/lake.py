"""What a lake says of itself: which files hold whose interactions, and as of when."""

from dataclasses import dataclass

FORMAT = "percorso.lake/1"
MOST_BUCKETS = 256


@dataclass(frozen=True, slots=True)
class LakeColumn:
    """A column every file has, with its type as DuckDB names it."""

    name: str
    type: str


@dataclass(frozen=True, slots=True)
class LakeTouchpoint:
    """A touchpoint that rows name by its key."""

    key: str
    name_it: str
    name_en: str
    stage: str
    channel: str
    initiator: str


@dataclass(frozen=True, slots=True)
class LakeFile:
    """One file, never changed once it is named.

    Attributes:
        path: Relative to the manifest.
        bucket: Which customers it holds, 0 or above; None is what nobody is known of.
        bytes: Its size.
        sha256: Of its bytes, in hex.
        content: Of what its rows say, in hex; compared within one release of the engine.
    """

    path: str
    bucket: int | None
    interactions: int
    customers: int
    bytes: int
    sha256: str
    content: str


@dataclass(frozen=True, slots=True)
class ReplacedFile:
    """A file that newer ones replaced, kept a while for who is still reading it."""

    path: str
    replaced_at: str


@dataclass(frozen=True, slots=True)
class LakeManifest:
    """A lake as of one instant; instants are ISO 8601 in UTC.

    Attributes:
        format: `percorso.lake/1`.
        generation: Counts the exports that changed something, from 1.
        workspace: Whose lake it is: the workspace's id.
        engine: What wrote the files, with its release.
        identity_version: The last batch of links that is in; 0 before the first.
        catalogue_version: Of the catalogue that placed the interactions.
        loaded: Stands for the segments of the archive that are in, and the mappings that read them.
        data_until: The data cut-off; None where there are no data.
        text: Why what customers wrote stands in it; None where it does not.
        buckets: Over how many buckets the customers are spread.
        interactions: All of them, the anonymous ones too.
    """

    format: str
    generation: int
    workspace: str
    written_at: str
    engine: str
    identity_version: int
    catalogue_version: int
    loaded: str
    data_until: str | None
    time_zone: str
    currency: str
    text: str | None
    buckets: int
    interactions: int
    customers: int
    anonymous_interactions: int
    columns: tuple[LakeColumn, ...]
    touchpoints: tuple[LakeTouchpoint, ...]
    files: tuple[LakeFile, ...]
    replaced: tuple[ReplacedFile, ...] = ()

    @property
    def paths(self) -> frozenset[str]:
        """Every file that must not be removed: those that hold, and those still being read."""
        return frozenset(one.path for one in self.files) | {one.path for one in self.replaced}
