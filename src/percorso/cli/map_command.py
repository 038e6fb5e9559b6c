"""`percorso map`: the journey map, in numbers or drawn."""

from percorso.cli.comparison_options import (
    CompareFromOption,
    CompareToOption,
    CompareWhereOption,
    compared_with,
)
from percorso.cli.drawing_options import (
    FORMATS,
    FormatOption,
    PaperOption,
    ThemeOption,
    in_format,
    read_drawn,
    require_file_name,
)
from percorso.cli.engine_options import EngineOption, LakeOption, MasterOption
from percorso.cli.journey_options import (
    FailureOption,
    FromOption,
    JourneyOption,
    SuccessOption,
    ToOption,
    WhereOption,
)
from percorso.cli.options import (
    JsonOption,
    LangOption,
    OutOption,
    WorkspaceOption,
    chosen_format,
    listed,
    open_workspace,
    read_day,
    settings_of,
)
from percorso.cli.output import write_out
from percorso.cli.progress import progress_bar


def map_(
    workspace: WorkspaceOption = None,
    journey: JourneyOption = "lifecycle",
    success: SuccessOption = None,
    failure: FailureOption = None,
    since: FromOption = None,
    until: ToOption = None,
    where: WhereOption = None,
    compare_from: CompareFromOption = None,
    compare_to: CompareToOption = None,
    compare_where: CompareWhereOption = None,
    format_: FormatOption = None,
    out: OutOption = None,
    lang: LangOption = None,
    paper: PaperOption = None,
    theme: ThemeOption = None,
    engine: EngineOption = "local",
    master: MasterOption = None,
    lake: LakeOption = None,
    json_: JsonOption = False,
) -> None:
    """The journey map of a workspace.

    Example: percorso map --workspace casa-lume --format html --out map.html
    """
    chosen = chosen_format(format_, is_json=json_, known=FORMATS)
    require_file_name(chosen, out)
    drawn = read_drawn(chosen, paper, theme)
    settings = settings_of(workspace, language=lang)
    opened = open_workspace(settings, create=False)
    with progress_bar() as show:
        show(opened.name, 0.0)
        result = opened.map(
            journey,
            success=listed(success),
            failure=listed(failure) or [],
            since=read_day("--from", since),
            until=read_day("--to", until),
            where=where,
            compared_with=compared_with(compare_from, compare_to, compare_where),
            engine=engine,  # type: ignore[arg-type]
            master=master,
            lake=lake,
            on_progress=show,
        )
    write_out(in_format(result, chosen, drawn), out)
