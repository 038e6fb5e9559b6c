"""Segments of customers: listed with their counts, kept, changed and removed."""

from dataclasses import dataclass
from typing import Any, ClassVar

from fastapi import APIRouter, HTTPException, Request

from percorso.domain.access import Permission
from percorso.domain.segment import Fact, Joined, Segment
from percorso.web.api.access import needs
from percorso.web.maps import Maps
from percorso.web.masking import fact_for, may_use
from percorso.web.page import Visitor, visitor_of
from percorso.workspace import Workspace

_PERSONAL = (
    "This segment tells what customers are said to be: it takes a user or token that sees personal "
    "data to make it, change it, or list its customers."
)


def require_open(visitor: Visitor, segment: Segment) -> None:
    """Let nobody see who is in a segment, or change it, who may not.

    Raises:
        HTTPException: they may not.
    """
    if not may_use(visitor, segment):
        raise HTTPException(403, _PERSONAL)


@dataclass(frozen=True, slots=True)
class SegmentBody:
    """A segment as it is to be kept."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    name: str
    facts: list[Fact]
    joined: Joined = "all"


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """A segment with the customers in it now; values of traits are told to who may read them."""

    key: str
    name: str
    joined: Joined
    facts: list[dict[str, Any]]
    customers: int


@dataclass(frozen=True, slots=True)
class Segments:
    """Every segment by name."""

    items: list[SegmentRow]


def segment_routes(workspace: Workspace, maps: Maps) -> APIRouter:
    """The addresses of the segments.

    Args:
        workspace: Whose.
        maps: Which a changed segment makes other ones.
    """
    router = APIRouter(tags=["segments"])
    desk = workspace.segments

    def told(segment: Segment, visitor: Visitor) -> SegmentRow:
        facts = [fact_for(visitor, fact).as_json() for fact in segment.facts]
        return SegmentRow(segment.key, segment.name, segment.joined, facts, desk.count(segment))

    def kept(body: SegmentBody, key: str, visitor: Visitor) -> SegmentRow:
        wanted = Segment(body.name, tuple(body.facts), body.joined, key)
        for one in (wanted, *([desk.of(key)] if key else ())):
            require_open(visitor, one)
        saved = desk.save(wanted)
        maps.renew()
        return told(saved, visitor)

    @router.get("/segments", operation_id="segments", dependencies=[needs(Permission.LOOK)])
    def segments(request: Request) -> Segments:
        """Every segment, with how many customers are in it now."""
        return Segments([told(one, visitor_of(request)) for one in desk.all()])

    @router.get("/segments/{key}", operation_id="segment", dependencies=[needs(Permission.LOOK)])
    def segment(key: str, request: Request) -> SegmentRow:
        """One segment."""
        return told(desk.of(key), visitor_of(request))

    @router.post(
        "/segments", operation_id="add_segment", status_code=201,
        dependencies=[needs(Permission.EDIT_SEGMENTS, "segment_saved")],
    )  # fmt: skip
    def add(body: SegmentBody, request: Request) -> SegmentRow:
        """Keep a new segment; its key is made of its name."""
        return kept(body, "", visitor_of(request))

    @router.put(
        "/segments/{key}",
        operation_id="change_segment",
        dependencies=[needs(Permission.EDIT_SEGMENTS, "segment_saved")],
    )
    def change(key: str, body: SegmentBody, request: Request) -> SegmentRow:
        """Make a segment another one."""
        return kept(body, key, visitor_of(request))

    @router.delete(
        "/segments/{key}", operation_id="remove_segment", status_code=204,
        dependencies=[needs(Permission.EDIT_SEGMENTS, "segment_removed")],
    )  # fmt: skip
    def remove(key: str) -> None:
        """Forget a segment; no customer is."""
        desk.remove(key)
        maps.renew()

    return router
