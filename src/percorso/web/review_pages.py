"""The page of reviews: the sites side by side, and the reviews to read."""

import asyncio
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from percorso.domain.access import Permission
from percorso.domain.journey_map import Estimate
from percorso.domain.replies import ReplyStep
from percorso.domain.reviews import STARS, Platform, Review, Reviews
from percorso.drawing.language import Language
from percorso.web.masking import text_for
from percorso.web.page import Page, Visitor, visitor_of
from percorso.web.shell import Shell
from percorso.web.words import words_of
from percorso.workspace import Workspace
from percorso.workspace.reviews.desk import WHICH, PlatformUnknown

_MOST_SHOWN = 30
_FARTHEST = 1_000_000
_WORD_OF = {
    "all": "reviews_all", "unanswered": "reviews_unanswered", "late": "reviews_late_ones",
    "low": "reviews_low", "drafted": "reviews_drafted", "approved": "reviews_approved",
}  # fmt: skip


class ReviewPages:
    """The page of reviews.

    Args:
        workspace: Whose.
        shell: What stands around.
    """

    def __init__(self, workspace: Workspace, shell: Shell) -> None:
        self._workspace = workspace
        self._shell = shell

    def routes(self) -> list[Page]:
        """Which address shows what."""
        return [Page("/reviews", self.show, Permission.LOOK)]

    async def show(self, request: Request) -> Response:
        """The sites, and a part of their reviews."""
        asked = request.query_params
        site = asked.get("site") or None
        which = asked.get("which", "")
        which = which if which in WHICH else WHICH[0]
        skip = _place(asked.get("skip", ""))
        report = await asyncio.to_thread(self._workspace.reviews.report)
        try:
            found = await asyncio.to_thread(
                self._workspace.reviews.page, site, which, skip, _MOST_SHOWN + 1
            )
        except PlatformUnknown:
            site, found = None, []
        steps = await asyncio.to_thread(self._workspace.reviews.steps)
        told = _Telling(self._shell.language(request), visitor_of(request), self._workspace, steps)
        return self._shell.page(
            request, "reviews", {
                "sites": [told.site(one) for one in report.platforms],
                "pooled": told.pooled(report),
                "reviews": [told.review(one, report) for one in found[:_MOST_SHOWN]],
                "site": site, "which": which,
                "whiches": [(key, _WORD_OF[key]) for key in WHICH],
                "newer": skip and _address(site, which, max(0, skip - _MOST_SHOWN)),
                "older": _address(site, which, skip + _MOST_SHOWN)
                if len(found) > _MOST_SHOWN else "",
            },
        )  # fmt: skip


class _Telling:
    """Puts reviews and their numbers into words."""

    def __init__(
        self, code: str, visitor: Visitor, workspace: Workspace, steps: Mapping[str, ReplyStep]
    ) -> None:
        self._steps = steps
        self._language = Language(code)
        self._say = words_of("it" if code == "it" else "en")
        self._visitor = visitor
        self._zone = workspace.time_zone

    def site(self, one: Platform) -> dict[str, Any]:
        """What a site's card says."""
        number = self._language.number
        most = max(one.stars) or 1
        changed = {"revised": number(one.revised), "gone": number(one.taken_back)}
        return {
            "key": one.key,
            "name": self._name(one),
            "count": self._say["reviews_count"].format(count=number(one.reviews)),
            "has_stars": one.mean["n"] > 0,
            "mean": self._mean(one.mean["value"]),
            "interval": self._interval(one.mean),
            "recommends": self._recommends(one.recommends),
            "shrunk": one.shrunk is not None
            and self._say["reviews_shrunk"].format(mean=number(one.shrunk, 2)),
            "stars": [
                (star, number(count), round(100 * count / most))
                for star, count in zip(STARS, one.stars, strict=True)
            ][::-1],
            "replies": self._replies(one),
            "changed": (one.revised or one.taken_back)
            and self._say["reviews_changed"].format(**changed),
            "months": [
                (f"{month.month:%m/%Y}", number(month.reviews), number(month.mean, 1))
                for month in one.months
            ],
        }

    def pooled(self, report: Reviews) -> str:
        """The mean of all sites, which names them."""
        found = report.pooled
        if not found or found["low"] is None or found["high"] is None:
            return ""
        number = self._language.number
        return self._say["reviews_pooled"].format(
            names=", ".join(self._name(one) for one in report.platforms),
            mean=number(found["value"] or 0, 1), low=number(found["low"], 1),
            high=number(found["high"], 1), n=number(found["n"]),
        )  # fmt: skip

    def review(self, one: Review, report: Reviews) -> dict[str, Any]:
        """A review as a row."""
        names = {site.key: self._name(site) for site in report.platforms}
        day = self._language.day
        return {
            "site": names.get(one.platform, one.platform),
            "day": day(one.written_at.isoformat(), self._zone, with_year=True),
            "stars": "–" if one.stars is None else self._language.number(one.stars),
            "text": text_for(self._visitor, one.text or ""),
            "reply": text_for(self._visitor, one.reply or ""),
            "replied": one.replied_at
            and day(one.replied_at.isoformat(), self._zone, with_year=True),
            "is_late": one.is_late,
            "id": one.id,
            "is_revised": one.writings > 1,
            "in_the_making": self._in_the_making(one),
            "customer": one.customer,
            "order": one.order
            and self._say["reviews_order"].format(order=text_for(self._visitor, one.order)),
        }

    def _in_the_making(self, one: Review) -> tuple[str, str] | None:
        """The state of a reply that does not stand on its site yet, and how it looks."""
        step = self._steps.get(one.id)
        pill = {"drafted": "to_do", "approved": "in_progress"}.get(step.step) if step else None
        if step is None or pill is None or one.is_confirmed:
            return None
        return self._say[f"reply_{step.step}"], pill

    def _name(self, one: Platform) -> str:
        return one.name_it if self._language.code == "it" else one.name_en

    def _mean(self, mean: float | None) -> str:
        if mean is None:
            return "–"
        return self._say["reviews_mean"].format(mean=self._language.number(mean, 1))

    def _interval(self, mean: Estimate) -> str:
        number = self._language.number
        if mean["low"] is None or mean["high"] is None:
            return self._say["reviews_few"].format(n=number(mean["n"]))
        return self._say["reviews_interval"].format(
            low=number(mean["low"], 2), high=number(mean["high"], 2), n=number(mean["n"])
        )

    def _recommends(self, found: Estimate | None) -> str:
        if found is None:
            return ""
        share = self._language.share
        return self._say["reviews_recommend"].format(
            share=share(found["value"]), low=share(found["low"]), high=share(found["high"]),
            n=self._language.number(found["n"]),
        )  # fmt: skip

    def _replies(self, one: Platform) -> list[str]:
        found, number = one.replies, self._language.number
        if found is None:
            return [self._say["reviews_untold"]]
        share = self._language.share
        limit = self._language.duration(3600 * found.limit_hours)
        promised = "reviews_promised" if found.is_promised else "reviews_not_promised"
        late = self._say["reviews_late"].format(
            late=number(found.late), waiting=number(found.waiting), limit=limit
        )
        return [
            self._say["reviews_answered"].format(
                share=share(found.answered["value"]), low=share(found.answered["low"]),
                high=share(found.answered["high"]), n=number(found.answered["n"]),
                hours=self._language.duration(3600 * (found.median_hours or 0)),
            ),
            f"{late} ({self._say[promised]})",
        ]  # fmt: skip


def _place(told: str) -> int:
    return min(int(told), _FARTHEST) if told.isascii() and told.isdigit() and len(told) < 8 else 0


def _address(site: str | None, which: str, skip: int) -> str:
    told = {"site": site or "", "which": which, "skip": str(skip)}
    return "/reviews?" + urlencode({key: value for key, value in told.items() if value})
