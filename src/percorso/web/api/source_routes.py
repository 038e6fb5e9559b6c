"""The sources: what became of what each sent, what was rejected and why, names without a place."""

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from fastapi import APIRouter, Query, Request

from percorso.domain.access import Permission
from percorso.domain.mapping import DateOrder
from percorso.web.api.access import needs
from percorso.web.ledger_rows import ledger_rows, rejected_rows
from percorso.web.maps import Maps
from percorso.web.masking import reason_for, text_for
from percorso.web.page import on, visitor_of
from percorso.workspace import Workspace

SourceQuery = Annotated[str, Query(description="Key of the source.")]
CodeQuery = Annotated[str, Query(description="Code of the reason.")]


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source with its ledger: the difference is always 0.

    `machine` counts, of what is stored, the contacts a machine made; they are on no map.
    """

    source: str
    kind: str
    is_off: bool
    received: int
    stored: int
    duplicate: int
    rejected: int
    dropped: int
    pending: int
    machine: int
    difference: int


@dataclass(frozen=True, slots=True)
class Sources:
    """Every source."""

    items: list[SourceRow]


@dataclass(frozen=True, slots=True)
class RejectedKind:
    """Rejected rows of one source and reason."""

    source: str
    code: str
    rows: int
    example: str


@dataclass(frozen=True, slots=True)
class RejectedKinds:
    """What waits to be mended, the most frequent first."""

    items: list[RejectedKind]


@dataclass(frozen=True, slots=True)
class RejectedRows:
    """Rejected rows as `percorso rejected show --json` prints them."""

    items: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Again:
    """How rejected rows of one source and code are tried again; what is left out stays as it was.

    `encoding` of bytes that are no text, `date_order` of dates that leave a choice; `insist` takes
    rows that look like totals, `new_ids` rows whose id another row has.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    source: str
    code: str
    encoding: str | None = None
    date_order: DateOrder | None = None
    insist: bool = False
    new_ids: bool = False


@dataclass(frozen=True, slots=True)
class GivenUp:
    """How many rows are waited for no longer."""

    rows: int


def source_routes(workspace: Workspace, maps: Maps) -> APIRouter:
    """The addresses of the sources.

    Args:
        workspace: Whose.
        maps: Which rows that come in make other ones.
    """
    router = APIRouter(tags=["sources"])

    @router.get("/sources", operation_id="sources", dependencies=[needs(Permission.LOOK)])
    def sources() -> Sources:
        """Every source with what became of what it sent."""
        return Sources(
            [
                SourceRow(
                    one.source, one.kind, one.is_off, one.received, one.stored, one.duplicate,
                    one.rejected, one.dropped, one.pending, one.machine, one.difference,
                )
                for one in ledger_rows(workspace)
            ]
        )  # fmt: skip

    @router.get("/sources/rejected", operation_id="rejected", dependencies=[needs(Permission.LOOK)])
    def rejected(request: Request) -> RejectedKinds:
        """What was rejected and waits, by source and code."""
        visitor = visitor_of(request)
        return RejectedKinds(
            [
                RejectedKind(one.source, one.code, one.rows, reason_for(visitor, one.example))
                for one in rejected_rows(workspace)
            ]
        )

    @router.get("/sources/rejected/rows", operation_id="rejected_rows",
                dependencies=[needs(Permission.LOAD, "rejected_seen")])  # fmt: skip
    def rows(
        request: Request,
        source: SourceQuery,
        code: CodeQuery,
        most: Annotated[int, Query(ge=1, le=1_000, description="How many at most.")] = 20,
        skip: Annotated[int, Query(ge=0, description="How many before them.")] = 0,
    ) -> RejectedRows:
        """The rejected rows themselves; their words are for who may read them."""
        visitor = visitor_of(request)
        on(request, f"{source}, {code}")
        entries = workspace.rejected.rows(source, code, limit=most, skip=skip)
        found = [one.as_json() for one in entries]
        return RejectedRows(
            [
                one | {"row": text_for(visitor, one["row"]),
                       "reason": reason_for(visitor, one["reason"])}
                for one in found
            ]
        )  # fmt: skip

    _add_mending(router, workspace, maps)
    return router


def _add_mending(router: APIRouter, workspace: Workspace, maps: Maps) -> None:
    desk = workspace.rejected
    decides = needs(Permission.LOAD, "rejected_decided")

    @router.post("/sources/rejected/replay", operation_id="replay", dependencies=[decides])
    def replay(again: Again, request: Request) -> dict[str, Any]:
        """Try rows again, as `percorso rejected replay --json` tells of it; it is waited for."""
        on(request, f"{again.source}, {again.code}")
        report = desk.replay(
            again.source, again.code, encoding=again.encoding, date_order=again.date_order,
            insist=again.insist, new_ids=again.new_ids,
        )  # fmt: skip
        maps.renew()
        return report.as_json()

    @router.delete("/sources/rejected", operation_id="give_up", dependencies=[decides])
    def give_up(source: SourceQuery, code: CodeQuery, request: Request) -> GivenUp:
        """Wait for rows no longer; they stay in the records until they expire."""
        on(request, f"{source}, {code}: drop")
        return GivenUp(desk.give_up(source, code))
