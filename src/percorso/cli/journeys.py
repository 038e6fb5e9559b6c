"""`percorso journeys`: which kinds of journey there are, one's own among them, and their gap."""

import json
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from percorso.cli.options import (
    FormatOption,
    JsonOption,
    LangOption,
    OutOption,
    WorkspaceOption,
    chosen_format,
    open_workspace,
    settings_of,
)
from percorso.cli.output import write_out
from percorso.domain.durations import read_duration
from percorso.domain.errors import InputError
from percorso.domain.gap_report import GapReport
from percorso.drawing.language import Language
from percorso.workspace import Workspace
from percorso.workspace.maps.journeys_desk import ListedJourney, ShownJourney

app = typer.Typer(
    name="journeys",
    help="Kinds of journey: list, show, add, and their gap.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
_SPEECH = Language("en")

KeyArgument = Annotated[
    str, typer.Argument(metavar="KEY", help="Key of a journey, or a YAML file to try.")
]
WrittenOption = Annotated[
    str | None, typer.Option("--format", metavar="text|json|yaml", help="How to give it.")
]


class GapUnreadable(InputError):
    """A gap that is no time."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(
            f"--gap wants a time above 0 such as 12h or 14d, at most ten years; got {text!r}."
        )


@app.command("list")
def list_(
    workspace: WorkspaceOption = None,
    format_: FormatOption = None,
    json_: JsonOption = False,
) -> None:
    """Every kind of journey: key, name, version and gap.

    Example: percorso journeys list
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    listed = _opened(workspace).journeys.list()
    if chosen == "json":
        typer.echo(json.dumps([_as_json(one) for one in listed], ensure_ascii=False))
        return
    keys = max(len(one.definition.key) for one in listed)
    names = max(len(one.definition.name_en) for one in listed)
    for one in listed:
        key, name = one.definition.key, one.definition.name_en
        typer.echo(f"{key:{keys}}  {name:{names}}  {_state(one)}")


@app.command("show")
def show(
    key: KeyArgument,
    workspace: WorkspaceOption = None,
    format_: WrittenOption = None,
    json_: JsonOption = False,
    out: OutOption = None,
) -> None:
    """What a journey is, its version and gap, and how many there are now.

    Example: percorso journeys show purchase --format yaml --out my-purchase.yaml
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json", "yaml"))
    shown = _opened(workspace).journeys.show(key)
    forms = {"text": _shown_text, "json": _shown_json, "yaml": _shown_yaml}
    write_out(forms[chosen](shown), out)


@app.command("add")
def add(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The definition in YAML.")],
    workspace: WorkspaceOption = None,
) -> None:
    """Keep a definition of your own; a changed one becomes a new version.

    Example: percorso journeys add first-order.yaml
    """
    shown = _opened(workspace).journeys.add(file)
    kept = "kept" if shown.is_new else "nothing has changed"
    typer.echo(f"{shown.listed.definition.key}: {kept}, {_state(shown.listed)}; {_counts(shown)}.")
    for name, same in shown.unmet:
        meant = f" Did you mean {same}, which has the same name?" if same else ""
        typer.echo(f"No interaction was at {name} so far.{meant}")


@app.command("propose")
def propose(
    key: KeyArgument,
    workspace: WorkspaceOption = None,
    gap: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="Look at this gap (14d) instead of the proposal."),
    ] = None,
    accept: Annotated[
        bool, typer.Option("--accept", help="Freeze the gap as a new version.")
    ] = False,
    format_: Annotated[
        str | None, typer.Option("--format", metavar="text|json|svg", help="How to give it.")
    ] = None,
    json_: JsonOption = False,
    out: OutOption = None,
    lang: LangOption = None,
    theme: Annotated[
        str, typer.Option(metavar="light|dark", help="Colours of the picture.")
    ] = "light",
) -> None:
    """Which silence ends a journey, from the pauses in the data; with a picture of them.

    Example: percorso journeys propose purchase --format svg --out gap.svg
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json", "svg"))
    settings = settings_of(workspace, language=lang)
    code: Literal["it", "en"] = "en" if settings.language == "en" else "it"
    desk = open_workspace(settings, create=False).journeys
    report = desk.propose(key, gap_seconds=_seconds(gap), accept=accept, language=code)
    write_out(_in_format(report, chosen, code, is_dark=theme == "dark"), out)
    if accept:
        (now,) = [one for one in desk.list() if one.definition.key == report.journey]
        typer.echo(f"{report.journey}: {_state(now)}", err=True)


def _opened(workspace: Path | None) -> Workspace:
    return open_workspace(settings_of(workspace), create=False)


def _seconds(gap: str | None) -> float | None:
    """A gap given as an option, in seconds.

    Raises:
        GapUnreadable: the text is no time above 0.
    """
    if gap is None:
        return None
    seconds = read_duration(gap)
    if not seconds:
        raise GapUnreadable(gap)
    return seconds


def _in_format(report: GapReport, chosen: str, code: str, *, is_dark: bool) -> str:
    """The report as text of the chosen format; each drawing is imported by who wants it."""
    if chosen == "json":
        return json.dumps(report.as_json(), ensure_ascii=False, allow_nan=False)
    if chosen == "svg":
        from percorso.drawing.gap_picture import gap_svg

        return gap_svg(report, code, "dark" if is_dark else "light")
    from percorso.drawing.gap_text import gap_as_text

    return gap_as_text(report, code)


def _state(one: ListedJourney) -> str:
    """Version and gap of a definition in words."""
    if one.gap_seconds is None:
        return f"version {one.version}, no gap yet" if one.version else "not computed yet"
    gap = _SPEECH.duration(one.gap_seconds).replace("\xa0", " ")
    return f"version {one.version}, gap {gap} ({one.gap_origin})"


def _counts(shown: ShownJourney) -> str:
    number = _SPEECH.number
    said = f"{number(shown.journeys)} journey{'' if shown.journeys == 1 else 's'}"
    parts = [
        f"{number(count)} {word}"
        for word, count in (
            ("success", shown.success), ("failure", shown.failure), ("open", shown.open),
        )
        if count is not None
    ]  # fmt: skip
    return f"{said}: {', '.join(parts)}" if parts else said


def _shown_yaml(shown: ShownJourney) -> str:
    return shown.yaml


def _shown_text(shown: ShownJourney) -> str:
    """The YAML, with what it gives as comments, so that the whole is YAML too."""
    return f"{shown.yaml}# {_state(shown.listed)}\n# {_counts(shown)}\n"


def _shown_json(shown: ShownJourney) -> str:
    data = _as_json(shown.listed) | {
        "yaml": shown.yaml,
        "journeys": shown.journeys,
        "success_journeys": shown.success,
        "failure_journeys": shown.failure,
        "open_journeys": shown.open,
    }
    return json.dumps(data, ensure_ascii=False)


def _as_json(one: ListedJourney) -> dict[str, Any]:
    definition = one.definition
    return {
        "key": definition.key,
        "name_it": definition.name_it,
        "name_en": definition.name_en,
        "is_own": one.is_own,
        "version": one.version,
        "gap_seconds": one.gap_seconds,
        "gap_origin": one.gap_origin,
        "start": sorted(definition.start),
        "success": sorted(definition.success),
        "failure": sorted(definition.failure),
    }
