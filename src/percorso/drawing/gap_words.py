"""What is said of a proposed gap, in the words of picture and terminal."""

from percorso.domain.gap_report import GapReport
from percorso.drawing.language import Language


def gap_title(report: GapReport, language: Language) -> str:
    """Which gap it is about."""
    return language.say("gap_title", name=report.name)


def gap_pauses(report: GapReport, language: Language) -> str:
    """How many pauses were looked at."""
    return language.plural("gap_pauses", report.pauses, n=language.number(report.pauses))


def gap_reasons(report: GapReport, language: Language) -> tuple[str, ...]:
    """Why this gap, what another would change, and what is in use today."""
    reason = language.say(f"gap_{report.origin}")
    if report.clipped:
        reason = f"{reason} {language.say('gap_clipped')}"
    said = [reason]
    if report.journeys:
        said.append(
            language.say(
                "gap_effect",
                half=language.duration(report.half.gap_seconds),
                half_share=language.share(report.half.changed_share, 1),
                double=language.duration(report.double.gap_seconds),
                double_share=language.share(report.double.changed_share, 1),
                journeys=language.number(report.journeys),
            )
        )
    return (*said, *_today(report, language))


def is_in_use(report: GapReport) -> bool:
    """Whether the gap proposed is the one the definition has."""
    return report.current_seconds == report.gap_seconds


def _today(report: GapReport, language: Language) -> tuple[str, ...]:
    version = str(report.version)
    if report.current_seconds is None or report.accepting is None:
        return ()
    if is_in_use(report):
        return (language.say("gap_same", version=version),)
    now = language.duration(report.current_seconds)
    share = language.share(report.accepting.changed_share, 1)
    return (language.say("gap_other", version=version, now=now, share=share),)
