"""Segments in the browser: put together by choosing, counted, kept under names."""

import asyncio
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from percorso.domain.access import Permission
from percorso.domain.catalogue import CHANNELS
from percorso.domain.errors import InputError, NotFoundError
from percorso.domain.segment import FACT_KINDS, MOST_FACTS, TRAITS, Fact, Joined, Segment
from percorso.drawing.language import Language
from percorso.web.masking import fact_for, may_use
from percorso.web.page import Page, Visitor, on, visitor_of
from percorso.web.shell import Shell
from percorso.web.words import Lang, words_of
from percorso.workspace import Workspace

_FIELD = re.compile(r"f(\d{1,2})\.(kind|has|value|trait|least|most|since|last)")
_MOST_VALUES = 200
_FIELDS = 8 * MOST_FACTS + 8


class SegmentPages:
    """The pages of the segments.

    Args:
        workspace: Whose.
        shell: What stands around.
        on_changed: Called after a segment is another one.
    """

    def __init__(self, workspace: Workspace, shell: Shell, on_changed: Callable[[], None]) -> None:
        self._workspace = workspace
        self._shell = shell
        self._on_changed = on_changed

    def routes(self) -> list[Page]:
        """Which address shows what."""
        return [
            Page("/segments", self.show_all, Permission.LOOK),
            Page("/segments", self.save, Permission.EDIT_SEGMENTS, methods=["POST"],
                 act="segment_saved"),
            Page("/segments/remove", self.remove, Permission.EDIT_SEGMENTS, methods=["POST"],
                 act="segment_removed"),
            Page("/segment", self.build, Permission.EDIT_SEGMENTS),
        ]  # fmt: skip

    async def show_all(self, request: Request) -> Response:
        """Every segment, with how many customers are in it now."""
        told = await asyncio.to_thread(
            self._listed, self._shell.language(request), visitor_of(request)
        )
        return self._shell.page(request, "segments", told)

    async def build(self, request: Request) -> Response:
        """A segment as it is put together; the address holds all of it."""
        told = request.query_params
        if told.get("key") and not told.get("name"):
            try:
                kept = await asyncio.to_thread(self._workspace.segments.of, told["key"])
            except NotFoundError as failure:
                return self._refused(request, self._shell.why(request, failure), 404)
            if not may_use(visitor_of(request), kept):
                return self._personal(request)
            return RedirectResponse(f"/segment?{_query(kept)}", status_code=303)
        return await self._built(request, told, "")

    async def save(self, request: Request) -> Response:
        """Keep a segment under its name, and show its map."""
        form = await request.form(max_files=0, max_fields=_FIELDS)
        told = {name: str(value) for name, value in form.items()}
        if not await asyncio.to_thread(self._may_save, visitor_of(request), _segment_of(told)):
            return self._personal(request)
        try:
            kept = await asyncio.to_thread(self._workspace.segments.save, _segment_of(told))
        except (InputError, NotFoundError) as failure:
            return await self._built(request, told, self._shell.why(request, failure))
        self._on_changed()
        on(request, kept.name)
        return RedirectResponse(f"/map?{urlencode({'segment': kept.key})}", status_code=303)

    async def remove(self, request: Request) -> Response:
        """Forget a segment."""
        form: FormData = await request.form(max_files=0, max_fields=2)
        try:
            key = str(form.get("key") or "")
            on(request, key)
            await asyncio.to_thread(self._workspace.segments.remove, key)
        except NotFoundError as failure:
            return self._refused(request, self._shell.why(request, failure), 404)
        self._on_changed()
        return RedirectResponse("/segments", status_code=303)

    async def _built(self, request: Request, told: Mapping[str, str], trouble: str) -> Response:
        language = self._shell.language(request)
        segment, visitor = _segment_of(told), visitor_of(request)
        if not may_use(visitor, segment):
            return self._personal(request)
        shown = await asyncio.to_thread(self._told, segment, language, visitor)
        return self._shell.page(
            request, "segment", shown | {"trouble": trouble}, status=422 if trouble else 200
        )

    def _may_save(self, visitor: Visitor, segment: Segment) -> bool:
        """Whether a segment may be kept by a visitor: what it is to be, and what it was."""
        if visitor.reads_texts or segment.is_personal:
            return visitor.reads_texts
        kept = {one.key: one for one in self._workspace.segments.all()}
        return segment.key not in kept or may_use(visitor, kept[segment.key])

    def _listed(self, language: Lang, visitor: Visitor) -> dict[str, Any]:
        desk = self._workspace.segments
        number = Language(language).number
        return {
            "segments": [
                {"key": one.key, "name": one.name, "count": number(desk.count(one)),
                 "facts": self._words(one, language, visitor), "is_open": may_use(visitor, one)}
                for one in desk.all()
            ]
        }  # fmt: skip

    def _told(self, segment: Segment, language: Lang, visitor: Visitor) -> dict[str, Any]:
        whole = tuple(fact for fact in segment.facts if _is_whole(fact))
        count = None
        if whole:
            counted = Segment("counted", whole, segment.joined)
            count = Language(language).number(self._workspace.segments.count(counted))
        return {
            "segment": segment, "count": count, "missing": len(segment.facts) - len(whole),
            "kinds": [one for one in FACT_KINDS if one != "trait" or visitor.reads_texts],
            "can_add": len(segment.facts) < MOST_FACTS,
            "choices": self._choices(language), "traits": TRAITS,
            "trait_values": {
                name: values[:_MOST_VALUES]
                for name, values in self._workspace.segments.traits().items()
            } if visitor.reads_texts else {},
        }  # fmt: skip

    def _choices(self, language: Lang) -> dict[str, list[tuple[str, str]]]:
        name = f"name_{language}"
        met = self._workspace.catalogue.met()
        choices = {
            "touchpoint": [(one.key, getattr(one, name)) for one in met],
            "channel": [(one.key, getattr(one, name)) for one in CHANNELS.values()],
        }
        return {
            kind: sorted(known, key=lambda one: one[1].casefold())
            for kind, known in choices.items()
        }  # fmt: skip

    def _words(self, segment: Segment, language: Lang, visitor: Visitor) -> str:
        say = words_of(language)
        names = {kind: dict(known) for kind, known in self._choices(language).items()}
        facts = [fact_for(visitor, fact) for fact in segment.facts]
        told = [_fact_words(fact, names, language) for fact in facts]
        return f" {say['joined_' + segment.joined]} ".join(told)

    def _personal(self, request: Request) -> Response:
        say = words_of(self._shell.language(request))
        return self._refused(request, say["segment_personal"], 403)

    def _refused(self, request: Request, text: str, status: int) -> Response:
        say = words_of(self._shell.language(request))
        told = {"heading": say["refused"], "text": text, "leads_back": True}
        return self._shell.page(request, "notice", told, status=status)


def _fact_words(fact: Fact, names: Mapping[str, Mapping[str, str]], language: Lang) -> str:
    say, number = words_of(language), Language(language).number
    what = say[f"trait_{fact.trait}"] if fact.kind == "trait" else say[f"fact_{fact.kind}"]
    if fact.value:
        value = names.get(fact.kind, {}).get(fact.value, fact.value)
    elif fact.kind == "first_contact":
        days = ((say["from"], fact.since), (say["to"], fact.last))
        value = " ".join(f"{word} {day}" for word, day in days if day)
    else:
        bounds = ((say["least"], fact.least), (say["most"], fact.most))
        value = " ".join(
            f"{word} {number(bound, 0 if float(bound).is_integer() else 2)}"
            for word, bound in bounds if bound is not None
        )  # fmt: skip
    return f"{'' if fact.has else say['not'] + ' '}{what}: {value}"


def _segment_of(told: Mapping[str, str]) -> Segment:
    """The segment an address or form says; what means nothing is left out."""
    rows: dict[int, dict[str, str]] = {}
    for name, value in told.items():
        if found := _FIELD.fullmatch(name):
            rows.setdefault(int(found[1]), {})[found[2]] = value.strip()
    dropped = told.get("drop", "")
    facts = [
        fact for at, row in sorted(rows.items())
        if str(at) != dropped and (fact := _fact_of(row)) is not None
    ]  # fmt: skip
    if added := _fact_of({"kind": told.get("add", "")}):
        facts.append(added)
    joined: Joined = "any" if told.get("joined") == "any" else "all"
    return Segment(
        told.get("name", ""), tuple(facts[:MOST_FACTS]), joined, told.get("key", "")
    )  # fmt: skip


def _fact_of(row: Mapping[str, str]) -> Fact | None:
    for kind in FACT_KINDS:
        if row.get("kind") == kind:
            return Fact(
                kind, has=row.get("has") != "no", value=row.get("value", ""),
                trait=row.get("trait", "") or ("city" if kind == "trait" else ""),
                least=_number(row.get("least", "")), most=_number(row.get("most", "")),
                since=_day(row.get("since", "")), last=_day(row.get("last", "")),
            )  # fmt: skip
    return None


def _is_whole(fact: Fact) -> bool:
    try:
        fact.check()
    except InputError:
        return False
    return True


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _query(segment: Segment) -> str:
    """The address of a segment as it is put together."""
    told = {"key": segment.key, "name": segment.name, "joined": segment.joined}
    for at, fact in enumerate(segment.facts):
        told |= {
            f"f{at}.{name}": "no" if value is False else "yes" if value is True else str(value)
            for name, value in fact.as_json().items()
        }
    return urlencode(told)
