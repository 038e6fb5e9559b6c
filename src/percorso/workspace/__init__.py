"""The open workspace: the one object that library, command line and web share."""

import importlib
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from percorso.domain.mapping import DateOrder
from percorso.settings import Settings
from percorso.workspace.desks import Desks
from percorso.workspace.loading.file_of import FileOf, preview_without_workspace
from percorso.workspace.progress import OnProgress, silent
from percorso.workspace.stores import open_stores

__all__ = [
    "ComparedWith", "CustomerResult", "FileOf", "ListRequest", "MapRequest", "MapResult", "Preview",
    "Workspace", "preview_without_workspace",
]  # fmt: skip

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from percorso.collect.preview import Preview
    from percorso.domain.load_report import LoadReport
    from percorso.domain.profile import Profile
    from percorso.domain.replay_report import ReplayReport
    from percorso.workspace.changed.result import ChangedResult
    from percorso.workspace.export import LogForm
    from percorso.workspace.loading.previewing import SourceProfile
    from percorso.workspace.loading.rebuilding import Rebuilt
    from percorso.workspace.maps.asking import ComparedWith, MapRequest
    from percorso.workspace.maps.map_result import MapResult
    from percorso.workspace.people.customer_list import CustomerList, ListRequest
    from percorso.workspace.people.customer_result import CustomerResult
    from percorso.workspace.server.serving import Address

# Who asks for a map does not wait for what reads files, and the other way round: a room is imported
# by what needs it, when it is called.
_AT_FIRST_USE = {
    "ComparedWith": "percorso.workspace.maps.asking",
    "CustomerResult": "percorso.workspace.people.customer_result",
    "ListRequest": "percorso.workspace.people.customer_list",
    "MapRequest": "percorso.workspace.maps.asking",
    "MapResult": "percorso.workspace.maps.map_result",
    "Preview": "percorso.collect.preview",
}


def __getattr__(name: str) -> Any:
    """What is imported when it is asked for first.

    Raises:
        AttributeError: there is no such name.
    """
    if name not in _AT_FIRST_USE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(importlib.import_module(_AT_FIRST_USE[name]), name)
    return found


class Workspace(Desks):
    """One company's data, open for loading and asking.

    Args:
        folder: Where the workspace lies.
        settings: How Percorso runs on this machine.
        create: Whether to found a workspace where there is none.

    Raises:
        WorkspaceMissing: there is none and `create` is false.
    """

    def __init__(
        self, folder: Path, settings: Settings | None = None, *, create: bool = False
    ) -> None:
        super().__init__(open_stores(folder, settings or Settings(workspace=folder), create=create))

    @property
    def folder(self) -> Path:
        """Where the workspace lies."""
        return self._stores.folder

    @property
    def name(self) -> str:
        """The company's name."""
        return self._stores.company().name

    @property
    def is_behind_proxy(self) -> bool:
        """Whether the settings say that something stands between the server and who asks it."""
        settings = self._stores.settings
        return bool(settings.public_url or settings.trusted_proxies)

    @property
    def public_url(self) -> str:
        """Where browsers reach the server, as the settings say; empty where they do not."""
        return self._stores.settings.public_url

    @property
    def time_zone(self) -> str:
        """IANA name of the zone its days are in."""
        return self._stores.company().time_zone

    @property
    def currency(self) -> str:
        """ISO 4217 code of the currency its sums are in."""
        return self._stores.company().currency

    def last_day(self) -> date | None:
        """The day of the last interaction, in the workspace's zone; None where there is none."""
        from percorso.workspace.maps.asking import last_day

        return last_day(self._stores)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was loaded or sent yet."""
        return not self.sources.ledger()

    def load_sample(self, *, on_progress: OnProgress = silent) -> "LoadReport":
        """Load the sample shop Casa Lume, where nothing else is.

        Args:
            on_progress: Called with what is being done and the share done.
        """
        from percorso.workspace.loading.sample import load_sample

        return load_sample(self, on_progress)

    def rename(self, name: str) -> None:
        """Give the company another name; it stands above its maps."""
        from percorso.workspace.company_desk import CompanySays

        self.company.keep(CompanySays(name=name))

    def reread(
        self,
        source: str,
        *,
        columns: dict[str, str] | str | None = None,
        time_zone: str | None = None,
        date_order: DateOrder | None = None,
        on_progress: OnProgress = silent,
    ) -> "ReplayReport":
        """Read all rows of a source anew, with other columns, zone or order of dates.

        Args:
            source: The source's key.
            columns: role -> column, or the same as the command line writes it; roles that are
                not named stay.
            time_zone: IANA zone of times without one; None leaves it.
            date_order: Order of day and month; None leaves it.
            on_progress: Called with what is being done and the share done.
        """
        from percorso.workspace.loading.rejected_desk import fixes_of
        from percorso.workspace.loading.rereading import reread

        return reread(self._stores, source, fixes_of(columns, time_zone, date_order), on_progress)

    def rebuild(self, *, on_progress: OnProgress = silent) -> "Rebuilt":
        """Make the warehouse anew from archive and records; customers keep their ids."""
        from percorso.workspace.loading.rebuilding import rebuild

        return rebuild(self._stores, on_progress)

    def serve(
        self, host: str = "127.0.0.1", port: int = 8400, *, loads: bool = True,
        pages: "ASGIApp | None" = None, on_ready: "Callable[[Address], None]",
    ) -> None:  # fmt: skip
        """Take messages in until the process is told to end.

        Args:
            host: Where to listen.
            port: On which port; 0 is any that is free.
            loads: Whether to load what comes, too.
            pages: Answers who asks for anything but the doors; None is that there is nothing.
            on_ready: Called with the address when senders can come.
        """
        from percorso.workspace.server.serving import Address, serve

        serve(self._stores, Address(host, port), loads=loads, pages=pages, on_ready=on_ready)

    def load_inbox(self, *, seal: bool = False, on_progress: OnProgress = silent) -> int:
        """Load what senders brought and no server has loaded.

        Args:
            seal: Whether to seal it in the archive at once; a server does when it is enough.
            on_progress: Called with what is being done and the share done.

        Returns:
            How many batches were loaded.
        """
        from percorso.workspace.server.loader import move_inbox

        return move_inbox(self._stores, on_progress, seal=seal)

    def load(
        self,
        *files: Path | str,
        source: str,
        columns: dict[str, str] | str | None = None,
        time_zone: str | None = None,
        date_order: DateOrder | None = None,
        profile: str | Path | None = None,
        one_per: str | None = None,
        sheet: str | None = None,
        on_progress: OnProgress = silent,
    ) -> "LoadReport":
        """Load files of one source.

        Args:
            files: CSV, TSV, JSON, JSON lines, Parquet or XES, plain or gzipped, or XLSX.
            source: The source's key; made when it is new.
            columns: role -> column, or the same as the command line writes it.
            time_zone: IANA zone of times without one; None is the workspace's.
            date_order: Order of day and month where the dates leave a choice.
            profile: Key or file of a mapping profile; `none` is none; None is the source's last
                mapping, or a built-in profile the columns speak of.
            one_per: Rows with the same value of this column are one interaction.
            sheet: The sheet of a workbook; None is the first with a table.
            on_progress: Called with what is being done and the share done.

        Returns:
            What became of the rows.
        """
        said = FileOf(source, columns, time_zone, date_order, profile, one_per, sheet)
        return self.load_together(dict.fromkeys(files, said), on_progress=on_progress)

    def preview(self, file: Path | str, said: FileOf) -> "Preview":
        """How a load would read a file: its first rows as interactions; loads nothing.

        Args:
            file: The file.
            said: Its source, and what is said about its columns and times.
        """
        from percorso.workspace.loading.previewing import preview

        wanted = said.wanted(self._stores.company().time_zone, self._stores.settings)
        return preview(self._stores, self._stores.settings, Path(file), said.source, wanted)

    def profile(self, source: str, *, version: int | None = None) -> "Profile":
        """How a source was read last, as a profile to edit and to give back.

        Args:
            source: The source's key.
            version: Another version of how it was read, from 1; None is the last.

        Raises:
            SourceUnknown: the workspace has no such source.
            MappingVersionUnknown: there is no such version.
        """
        return self.profile_version(source, version).profile

    def profile_version(self, source: str, version: int | None = None) -> "SourceProfile":
        """The same with the version's number, and how many there are.

        Args:
            source: The source's key.
            version: Another version of how it was read, from 1; None is the last.

        Raises:
            SourceUnknown: the workspace has no such source.
            MappingVersionUnknown: there is no such version.
        """
        from percorso.workspace.loading.previewing import profile_of_source

        return profile_of_source(self._stores, source, version)

    def load_together(
        self, files: dict[Path | str, FileOf], *, on_progress: OnProgress = silent
    ) -> "LoadReport":
        """Load files of several sources; customers are linked once, after the last.

        Args:
            files: Each file with its source and what is said about its columns and times.
            on_progress: Called with what is being done and the share done.
        """
        from percorso.workspace.loading.loading import Delivery, load_files

        zone = self._stores.company().time_zone
        deliveries = [
            Delivery(Path(file), said.source, said.wanted(zone, self._stores.settings))
            for file, said in files.items()
        ]
        return load_files(self._stores, deliveries, on_progress)

    def map(
        self,
        journey: str = "lifecycle",
        *,
        success: Sequence[str] | None = None,
        failure: Sequence[str] = (),
        since: date | None = None,
        until: date | None = None,
        where: str | None = None,
        segment: str | None = None,
        language: Literal["it", "en"] | None = None,
        compared_with: "ComparedWith | None" = None,
        engine: Literal["local", "spark"] = "local",
        master: str | None = None,
        lake: Path | str | None = None,
        on_progress: OnProgress = silent,
    ) -> "MapResult":
        """The journey map; in a notebook it shows itself.

        Args:
            journey: `lifecycle`, `purchase`, `service`, the key of an own definition, or a
                YAML file that holds one.
            success: Touchpoints that end a journey well, by key or name; None is what the
                definition says, or the catalogue's goal where the data hold it.
            failure: Touchpoints that end it badly.
            since: First day of the journeys' first interactions, in the workspace's zone.
            until: The day after the last.
            where: A condition one of a customer's interactions must meet.
            segment: Key of a kept segment customers must be in.
            language: Of names and sentences; None is the setting's.
            compared_with: Another period or segment whose differences the map shows.
            engine: Where it is counted: here, or on Spark over the lake.
            master: Spark's URL; None is all cores of this machine.
            lake: Folder of the lake to count over; None is the warehouse, or for Spark the lake
                inside the workspace.
            on_progress: Called with what is being done and the share done.
        """
        from percorso.workspace.maps.asking import MapRequest, compute_map
        from percorso.workspace.maps.engines import Engine
        from percorso.workspace.maps.map_result import MapResult

        request = MapRequest(
            journey=journey,
            success=None if success is None else tuple(success),
            failure=tuple(failure),
            since=since,
            until=until,
            where=where,
            segment=segment,
            language=self._language(language),
            compared_with=compared_with,
            engine=Engine(engine, master, None if lake is None else Path(lake), on_progress),
        )
        return MapResult(self.actions.on(compute_map(self._stores, request)), self.name)

    def changed(
        self,
        since: str | None = "week",
        journey: str = "lifecycle",
        *,
        first: date | None = None,
        until: date | None = None,
        where: str | None = None,
        segment: str | None = None,
        language: Literal["it", "en"] | None = None,
        on_progress: OnProgress = silent,
    ) -> "ChangedResult":
        """What changed since last week, month or quarter: numbers, findings, sources.

        Args:
            since: `week`, `month` (four weeks) or `quarter` (thirteen), up to the last day of the
                data, against as many days before; None is by `first` and `until`.
            journey: As for `map`.
            first: First day of the period.
            until: The day after its last.
            where: A condition one of a customer's interactions must meet.
            segment: Key of a kept segment customers must be in.
            language: Of names and sentences; None is the setting's.
            on_progress: Called with what is being done and the share done.

        Raises:
            SinceUnknown: there is no such period.
            NothingToCompare: there are no data.
            PeriodWanted: a day is missing.
        """
        from percorso.workspace.changed.asking import changed_since, with_period_before
        from percorso.workspace.changed.result import ChangedResult
        from percorso.workspace.changed.since import days_since, read_since
        from percorso.workspace.maps.asking import MapRequest
        from percorso.workspace.maps.engines import Engine

        if since is not None:
            first, until = days_since(read_since(since), self.last_day())
        request = MapRequest(
            journey=journey, since=first, until=until, where=where, segment=segment,
            language=self._language(language), engine=Engine(on_progress=on_progress),
        )  # fmt: skip
        return ChangedResult(changed_since(self._stores, with_period_before(request)))

    def customer(
        self,
        name: str,
        journey: str = "lifecycle",
        *,
        success: Sequence[str] | None = None,
        failure: Sequence[str] = (),
        clear: bool = False,
        language: Literal["it", "en"] | None = None,
    ) -> "CustomerResult":
        """What is known of one customer: identifiers, interactions in order, journeys.

        Args:
            name: The customer's id, or any identifier as a file may write it.
            journey: The definition that cuts the journeys.
            success: Touchpoints that end a journey well; None is the catalogue's goal.
            failure: Touchpoints that end it badly.
            clear: Whether identifiers are told in clear and not masked.
            language: Of the touchpoints' names; None is the setting's.

        Raises:
            CustomerUnknown: nobody has this id or identifier.
            SeveralCustomers: the identifier stands for several customers.
        """
        from percorso.workspace.maps.asking import MapRequest
        from percorso.workspace.people.customers import CustomerRequest, customer_data

        request = MapRequest(
            journey=journey,
            success=None if success is None else tuple(success),
            failure=tuple(failure),
            language=self._language(language),
        )
        return customer_data(self._stores, CustomerRequest(name, request, clear))

    def customers(self, asked: "ListRequest | None" = None) -> "CustomerList":
        """Customers one below the other, and how many there are; the last seen first.

        Args:
            asked: Which, in which order, and from where on.
        """
        from percorso.workspace.people.customer_list import ListRequest, customer_list

        return customer_list(self._stores, asked or ListRequest())

    def log(
        self,
        form: "LogForm",
        journey: str = "lifecycle",
        *,
        success: Sequence[str] | None = None,
        failure: Sequence[str] = (),
        since: date | None = None,
        until: date | None = None,
        where: str | None = None,
        clear: str | None = None,
        language: Literal["it", "en"] | None = None,
    ) -> Iterator[str]:
        """The journeys as a log for other programs, piece by piece; the rest as for `map`.

        Args:
            form: `xes`, `ocel` (2.0, JSON), or `csv` (`excel`) of the interactions.
            journey: The definition that cuts the journeys: each is a case.
            success: Touchpoints that end a journey well.
            failure: Touchpoints that end it badly.
            since: First day of the journeys' first interactions.
            until: The day after the last.
            where: A condition one of a customer's interactions must meet.
            clear: Why customers are told by their id, numbers and texts as they are; None tells
                pseudonyms. Addresses and phones are never told.
            language: Of the touchpoints' names; None is the setting's.

        Raises:
            ReasonMissing: the reason is empty.
        """
        from percorso.workspace.export import log_pieces
        from percorso.workspace.maps.asking import MapRequest

        request = MapRequest(
            journey=journey,
            success=None if success is None else tuple(success),
            failure=tuple(failure),
            since=since,
            until=until,
            where=where,
            language=self._language(language),
        )
        return log_pieces(self._stores, request, form, clear)

    def _language(self, asked: str | None) -> Literal["it", "en"]:
        return "en" if (asked or self._stores.settings.language) == "en" else "it"
