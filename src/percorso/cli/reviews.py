"""`percorso reviews`: what customers publish, by platform, and whether it is answered."""

import json
from typing import Annotated

import typer

from percorso.cli.options import (
    JsonOption,
    LangOption,
    OutOption,
    WorkspaceOption,
    chosen_format,
    open_workspace,
    settings_of,
)
from percorso.cli.output import write_out
from percorso.domain.journey_map import Estimate
from percorso.domain.reviews import STARS, Platform, Replies, Reviews


def reviews(
    workspace: WorkspaceOption = None,
    format_: Annotated[
        str | None, typer.Option("--format", metavar="text|json", help="How to answer.")
    ] = None,
    out: OutOption = None,
    lang: LangOption = None,
    json_: JsonOption = False,
) -> None:
    """Reviews by platform: how many, their stars, and whether they are answered.

    Example: percorso reviews --workspace casa-lume
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    settings = settings_of(workspace, language=lang)
    found = open_workspace(settings, create=False).reviews.report()
    if chosen == "json":
        write_out(json.dumps(found.as_json(), ensure_ascii=False, indent=2) + "\n", out)
    else:
        write_out(_as_text(found, is_italian=settings.language == "it"), out)


def _as_text(found: Reviews, *, is_italian: bool) -> str:
    if not found.platforms:
        return "No review was loaded yet. docs/do/read-your-reviews.md says how.\n"
    lines = [line for one in found.platforms for line in _lines(one, is_italian=is_italian)]
    if found.pooled:
        lines.append(f"All platforms: {_mean(found.pooled)}")
    return "\n".join(lines) + "\n"


def _lines(one: Platform, *, is_italian: bool) -> list[str]:
    name = one.name_it if is_italian else one.name_en
    told = [f"{name} ({one.key}): {one.reviews:,} reviews, {_mean(one.mean)}"]
    if one.mean["n"]:
        stars = ", ".join(
            f"{star}: {count:,}" for star, count in zip(STARS, one.stars, strict=True)
        )
        told.append(f"  stars  {stars}")
    if yes := one.recommends:
        told.append(
            f"  recommend  {_percent(yes['value'])} ({_percent(yes['low'])} to "
            f"{_percent(yes['high'])}) of {yes['n']:,}"
        )
    told.append(f"  replies  {_replies(one.replies)}")
    if one.revised or one.taken_back:
        told.append(f"  written anew {one.revised:,}, taken back {one.taken_back:,}")
    return told


def _replies(one: Replies | None) -> str:
    if one is None:
        return "none is told of, so nobody knows whether there are any"
    share, within = one.answered, f"within {one.limit_hours:,.0f} h"
    return (
        f"{_percent(share['value'])} ({_percent(share['low'])} to {_percent(share['high'])}) of "
        f"{share['n']:,} answered, median after {one.median_hours or 0:,.1f} h; {one.late:,} not "
        f"{within}, {one.waiting:,} still in time"
    )


def _percent(share: float | None) -> str:
    return f"{100 * (share or 0):.0f} %"


def _mean(one: Estimate) -> str:
    if one["value"] is None:
        return "none with stars"
    between = "" if one["low"] is None else f" ({one['low']:.2f} to {one['high']:.2f})"
    return f"mean {one['value']:.2f}{between} of {one['n']:,} with stars"
