"""A proposed gap for a terminal: the pauses as bars, and why this silence ends a journey."""

from percorso.domain.gap_report import GapReport
from percorso.drawing.gap_words import gap_pauses, gap_reasons, gap_title
from percorso.drawing.language import Language

_LONGEST_BAR = 48
_BARS_A_LINE = 2
_HOUR = 3600.0


def gap_as_text(report: GapReport, code: str) -> str:
    """The histogram of pauses line by line, the gap marked where it lies, and its reasons.

    Args:
        report: The gap and what it rests on.
        code: `it` or `en`.
    """
    language = Language(code)
    lines = [gap_title(report, language), gap_pauses(report, language), ""]
    lines += _bars(report, language) or [language.say("gap_none")]
    gap = language.duration(report.gap_seconds)
    reasons = gap_reasons(report, language)
    return "\n".join([*lines, "", f"G = {gap}. {reasons[0]}", *reasons[1:], ""])


def _bars(report: GapReport, language: Language) -> list[str]:
    """One line for two bars of the histogram, from short pauses to long ones."""
    counts = report.bar_counts
    merged = [sum(counts[at : at + _BARS_A_LINE]) for at in range(0, len(counts), _BARS_A_LINE)]
    edges = [10**edge * _HOUR for edge in report.bar_edges[::_BARS_A_LINE]]
    names = [language.duration(edge) for edge in edges[:-1]]
    wide = max(map(len, names), default=0)
    most = max(merged, default=0) or 1
    lines = []
    for name, low, high, count in zip(names, edges, edges[1:], merged, strict=False):
        bar = "█" * round(_LONGEST_BAR * count / most) or ("▏" if count else "")
        mark = "  ← G" if low <= report.gap_seconds < high else ""
        lines.append(f"{name:>{wide}}  {bar} {language.number(count)}{mark}")
    return lines
