"""`percorso voice`: what customers say in their own words, read and counted."""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

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
from percorso.cli.progress import progress_bar
from percorso.domain.errors import InputError
from percorso.voice.hybrid import ModelCard
from percorso.voice.impact import FEWEST_CUSTOMERS
from percorso.voice.lexicon import LANGUAGES, Language
from percorso.voice.reading import Reading, TextReader
from percorso.voice.seeds import Seeds, edited, shipped_seeds, shipped_text
from percorso.voice.theme_totals import ThemeTotal
from percorso.workspace.voice.bigger_model import BiggerReading, read_by_bigger_model
from percorso.workspace.voice_desk import TextsAsked

app = typer.Typer(
    help="What customers say: language, mood, themes, and the words that told it.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


class NothingToRead(InputError):
    """No text was given."""

    def __init__(self) -> None:
        super().__init__(
            'Say what to read: percorso voice read "Corriere gentile", or --from FILE with a text '
            "a line (- is what comes in)."
        )


class TextsUnreadable(InputError):
    """A file of texts that cannot be read."""

    def __init__(self, path: Path, cause: str) -> None:
        self.path = path
        super().__init__(f"{path} could not be read: {cause}. Give a file in UTF-8, a text a line.")


class LanguageNotRead(InputError):
    """A language there are no word tables for."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(f"--lang is one of {', '.join(LANGUAGES)}; got {text!r}.")


class SeedListUnsaid(InputError):
    """A seed list whose language or file is missing."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(
            f"--themes wants a language and a file, such as it=ours.txt; got {text!r}. What the "
            "package holds: percorso voice seeds --lang it"
        )


ThemesOption = Annotated[
    list[str] | None,
    typer.Option(
        "--themes", metavar="LANG=FILE", help="A list of your own, laid over that of the package."
    ),
]

TouchpointOption = Annotated[
    str | None,
    typer.Option("--touchpoint", metavar="KEY", help="Texts written at it alone."),
]


@app.command("read")
def read(
    text: Annotated[
        list[str] | None, typer.Argument(metavar="TEXT", help="What a customer wrote.")
    ] = None,
    from_: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="A file with a text a line.")
    ] = None,
    lang: LangOption = None,
    themes: ThemesOption = None,
    bigger: Annotated[
        bool,
        typer.Option("--bigger", help="Ask the bigger model that is set, too: the text leaves."),
    ] = False,
    format_: FormatOption = None,
    json_: JsonOption = False,
) -> None:
    """Read texts: language, mood with its doubt, themes, intent, urgency, each with its words.

    Example: percorso voice read "Corriere gentile, ma il pacco è arrivato rotto"
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    language = _language(lang)
    texts = _texts(text or (), from_)
    reader = TextReader(_own_seeds(themes or ()))
    for one in texts:
        reading = reader.read(one, language)
        asked = _asked_bigger(one, reader, reading) if bigger else None
        if chosen == "json":
            # One object a line: a file of any length is read in little memory.
            beside = {"bigger": asked.as_json()} if asked else {}
            typer.echo(json.dumps(reading.as_json() | beside, ensure_ascii=False))
        else:
            typer.echo(_sentence(reading))
            if asked:
                typer.echo(_bigger_sentence(asked))


def _asked_bigger(text: str, reader: TextReader, reading: Reading) -> BiggerReading:
    themes = list(reader.seeds[reading.language].themes)
    return read_by_bigger_model(text, settings_of(None), themes)


def _bigger_sentence(asked: BiggerReading) -> str:
    level = "no feeling" if asked.level is None else f"{asked.level:+.2f}"
    themes = ", ".join(asked.themes) or "none"
    return (
        f"  {asked.model} at {asked.host}: {level} · themes: {themes} · intent: {asked.intent} · "
        f"urgency: {asked.urgency} · sent: {asked.sent}"
    )


@app.command("seeds")
def seeds(
    workspace: WorkspaceOption = None,
    own: Annotated[bool, typer.Option("--own", help="The list of the workspace.")] = False,
    keep: Annotated[
        Path | None,
        typer.Option("--keep", metavar="FILE", help="Keep a list; an empty one takes it away."),
    ] = None,
    lang: LangOption = None,
    out: OutOption = None,
) -> None:
    """Print a seed list, of the package or the workspace, or keep one of your own.

    Example: percorso voice seeds --keep ours.txt --lang it --workspace casa-lume
    """
    language = _language(lang) or "it"
    if keep is None and not own:
        write_out(shipped_text(language), out)
        return
    voice = open_workspace(settings_of(workspace), create=False).voice
    if keep is None:
        write_out(voice.seed_list(language) + "\n", out)
        return
    is_new = voice.keep_seed_list(language, "\n".join(_lines(keep)))
    report = voice.themes(language=language)
    typer.echo(
        f"{'Kept' if is_new else 'As it was'}: {report.without_topic:,} of {report.texts:,} texts "
        "are without a topic now."
    )


@app.command("learn")
def learn(
    workspace: WorkspaceOption = None,
    forget: Annotated[
        bool, typer.Option("--forget", help="Let the word tables read again.")
    ] = False,
    format_: FormatOption = None,
    json_: JsonOption = False,
) -> None:
    """Learn how your customers mean their words from their ratings; kept only where better.

    Example: percorso voice learn --workspace casa-lume
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    voice = open_workspace(settings_of(workspace), create=False).voice
    if forget:
        voice.forget_learnt()
        typer.echo("The word tables read again.")
        return
    cards = voice.learn()
    if chosen == "json":
        typer.echo(json.dumps({key: asdict(card) for key, card in cards.items()}))
        return
    for language, card in cards.items():
        typer.echo(f"{language}: {_judged(card)}")


def _judged(card: ModelCard) -> str:
    """How a model was judged, in a line."""
    rated = f"{card.rated:,} texts with 1, 2, 4 or 5 stars, {card.negative:,} of them 1 or 2"
    if card.auc is None or card.lexicon_auc is None:
        return f"{rated}: too few to learn from, the word tables read"
    low, high = card.interval or (card.auc, card.auc)
    read = "the learnt model reads" if card.is_kept else "no better, the word tables read"
    return (
        f"{rated}; on {card.kept_back:,} kept back AUC {card.auc:.3f} ({low:.3f} to {high:.3f}) "
        f"against {card.lexicon_auc:.3f} of the word tables: {read}"
    )


@app.command("phrases")
def phrases(
    workspace: WorkspaceOption = None,
    format_: FormatOption = None,
    json_: JsonOption = False,
) -> None:
    """Print phrases that stand out in texts no theme covers: candidates for seeds of your own.

    Example: percorso voice phrases --workspace casa-lume
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    found = open_workspace(settings_of(workspace), create=False).voice.phrases()
    if chosen == "json":
        typer.echo(json.dumps(found.as_json(), ensure_ascii=False))
        return
    typer.echo(f"{found.without_theme:,} of {found.texts:,} texts are without a theme")
    for one in found.phrases:
        typer.echo(f"{one.words:<40} {one.texts:,} texts of {one.customers:,} customers")


@app.command("themes")
def themes(
    workspace: WorkspaceOption = None,
    themes_: ThemesOption = None,
    touchpoint: TouchpointOption = None,
    lang: LangOption = None,
    format_: FormatOption = None,
    json_: JsonOption = False,
) -> None:
    """Say what the texts of a workspace are about: topics and themes, feeling, impact, trend.

    Example: percorso voice themes --workspace casa-lume
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    language = _language(lang) or "it"
    seeds = _own_seeds(themes_) if themes_ else None
    opened = open_workspace(settings_of(workspace), create=False)
    with progress_bar() as bar:
        report = opened.voice.themes(
            seeds, language=language, touchpoint=touchpoint, on_progress=bar
        )
    if chosen == "json":
        typer.echo(json.dumps(report.as_json(), ensure_ascii=False))
        return
    typer.echo(
        f"{report.texts:,} texts of customers, {report.without_topic:,} without a topic; "
        + ", ".join(f"{mood} {count:,}" for mood, count in sorted(report.moods.items()))
    )
    for theme in report.themes:
        typer.echo(_theme_line(report.names.get(theme.key, theme.key), theme))


@app.command("texts")
def texts(
    workspace: WorkspaceOption = None,
    theme: Annotated[
        str | None, typer.Option("--theme", metavar="KEY", help="That speak of it alone.")
    ] = None,
    touchpoint: TouchpointOption = None,
    most: Annotated[int, typer.Option("--most", min=1, help="How many at most.")] = 20,
    lang: LangOption = None,
    format_: FormatOption = None,
    json_: JsonOption = False,
) -> None:
    """Print the texts behind a theme, the newest first, and how many customers wrote them.

    Example: percorso voice texts --theme delivery.late
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    opened = open_workspace(settings_of(workspace), create=False)
    asked = TextsAsked(theme=theme, touchpoint=touchpoint, most=most)
    found = opened.voice.texts(asked, _language(lang) or "it")
    if chosen == "json":
        typer.echo(json.dumps(asdict(found), ensure_ascii=False))
        return
    typer.echo(f"{found.total:,} texts, {found.customers:,} known customers")
    for one in found.texts:
        beside = [one.at[:10], one.touchpoint_name, one.rating or one.mood or "no word tells"]
        typer.echo(f"{' · '.join(beside)} · {one.customer or 'nobody known'}\n  {one.text}")


@app.command("listening")
def listening(
    workspace: WorkspaceOption = None,
    lang: LangOption = None,
    format_: FormatOption = None,
    json_: JsonOption = False,
) -> None:
    """Say where customers are asked and answer, and which touchpoints nobody asks about.

    Example: percorso voice listening --workspace casa-lume
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    is_italian = _language(lang) != "en"
    found = open_workspace(settings_of(workspace), create=False).voice.listening()
    if chosen == "json":
        typer.echo(json.dumps(found.as_json(), ensure_ascii=False))
        return
    typer.echo(f"{len(found.places):,} touchpoints, nobody asks about {len(found.unasked):,}")
    for one in found.places:
        name = one.name_it if is_italian else one.name_en
        rate = one.response and f"{one.response['value'] or 0:.0%} of those asked"
        asked = f"asked {one.asked:,}, answered {one.answered:,}" + (f" ({rate})" if rate else "")
        heard = f"{one.rated:,} rated there, {one.reviews:,} reviews, {one.messages:,} messages"
        mark = "" if one.is_asked else "NOBODY ASKS · "
        typer.echo(f"{one.key:<26} {mark}{name}: {one.customers:,} customers; {asked}; {heard}")


def _theme_line(name: str, theme: ThemeTotal) -> str:
    """A theme's line: name, texts, customers, moods, impact in points of 0 to 100."""
    start = f"{theme.key:<26} {name}: {theme.texts:,} texts"
    if theme.customers < FEWEST_CUSTOMERS:
        return f"{start}, of fewer than {FEWEST_CUSTOMERS} customers"
    moods = f"{theme.negative:,} negative, {theme.unclear:,} unclear, {theme.positive:,} positive"
    line = f"{start} of {theme.customers:,} customers, {moods}"
    if feeling := theme.feeling:
        line += f"; feeling {feeling.value:+.2f}{_interval(feeling.low, feeling.high)}"
    if impact := theme.impact:
        between = _interval(impact.low, impact.high)
        line += f"; impact {impact.points:+.2f}{between} points, {impact.rated:,} rated"
    if (trend := theme.trend) and trend.direction != "steady":
        line += f"; {trend.direction} from {trend.before:.1%} to {trend.now:.1%} of texts"
    return line


def _interval(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f" ({low:+.2f} to {high:+.2f})"


def _own_seeds(given: Sequence[str]) -> dict[Language, Seeds]:
    """The lists of the package with those of the firm over them, by language.

    Raises:
        SeedListUnsaid: one has no language or no file.
    """
    found: dict[Language, Seeds] = {}
    for text in given:
        language, _, name = text.partition("=")
        known = _language(language) if name else None
        if known is None:
            raise SeedListUnsaid(text)
        below = found.get(known) or shipped_seeds(known)
        found[known] = edited(below, "\n".join(_lines(Path(name))), name)
    return found


def _language(text: str | None) -> Language | None:
    for language in LANGUAGES:
        if text == language:
            return language
    if text is not None:
        raise LanguageNotRead(text)
    return None


def _texts(given: Sequence[str], path: Path | None) -> Sequence[str]:
    """The texts of the arguments and of a file; empty lines are none.

    Raises:
        NothingToRead: there are none.
    """
    texts = [*given, *(_lines(path) if path else ())]
    wanted = [text for text in texts if text.strip()]
    if not wanted:
        raise NothingToRead
    return wanted


def _lines(path: Path) -> list[str]:
    try:
        whole = sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8-sig")
    except OSError as cause:
        raise TextsUnreadable(path, cause.strerror or str(cause)) from cause
    except UnicodeDecodeError as cause:
        raise TextsUnreadable(path, f"byte {cause.start} is no UTF-8") from cause
    return whole.splitlines()


def _sentence(reading: Reading) -> str:
    """One line: language, mood and its reasons, then what the text is about and wants."""
    language: str = reading.language
    if reading.guess is not None:
        doubt = "" if reading.guess.is_sure else ", not sure"
        language = f"{language} {reading.guess.probability:.0%}{doubt}"
    return " · ".join([language, _mood(reading), *_beside(reading)])


def _mood(reading: Reading) -> str:
    said = reading.sentiment
    if said.positive_share is None:
        return "no word that says how it feels"
    strongest = sorted(said.words, key=lambda word: -abs(word.value))
    words = ", ".join(
        f"{word.words} {word.value:+.2f}" + (f" ({', '.join(word.why)})" if word.why else "")
        for word in strongest
    )
    return f"{said.mood}, {said.positive_share:.0%} content: {words}"


def _beside(reading: Reading) -> Iterator[str]:
    """Themes, a topic alone where it has none; the intent; what presses."""
    deeper = {hit.topic for hit in reading.themes if "." in hit.key}
    shown = [hit for hit in reading.themes if "." in hit.key or hit.key not in deeper]
    if shown:
        yield "themes: " + ", ".join(f"{hit.key} ({hit.words})" for hit in shown)
    yield f"intent: {reading.intention.intent}"
    if reading.pressure.urgency != "normal":
        reasons = ", ".join(f"{kind} ({words})" for kind, words in reading.pressure.reasons)
        yield f"urgency: {reading.pressure.urgency}, {reasons}"
