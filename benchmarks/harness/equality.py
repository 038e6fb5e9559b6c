"""Is one contestant's answer the answer of another?"""

import csv
import hashlib
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median

from harness.answers import EFFECTS, FIGURES, REPORT, TRANSITIONS, VARIANTS

# Above this many times a median of Percorso comes from bins 2 % wide (methods 0.12).
EXACT_UP_TO = 1000
BIN_WIDTH = 0.02
# Sums of fractions depend on the order they are added in.
_SAME_SHARE = 1e-9

Pair = tuple[str, str]
Transitions = dict[Pair, tuple[int, float | None]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a comparison found.

    Attributes:
        is_equal: None where the answers cannot be equal by their nature: one is simulated.
        checksum: Of everything counted, eight hexadecimal digits; empty where nothing is.
        said: One sentence: what was compared, or where the answers differ.
        largest_error: Against the definition, where the answer was checked with it.
    """

    is_equal: bool | None
    checksum: str
    said: str
    largest_error: float | None = None


def compared(answer: Path, reference: Path, tolerance_seconds: float) -> Verdict:
    """Compare the folder of an answer with that of the reference.

    Counts must be equal, every one. So must the median time of a transition, to
    `tolerance_seconds`, except where the reference takes it from bins: there within their width.

    Args:
        answer: Folder written by `run_one.py`.
        reference: The same of the contestant whose answer counts.
        tolerance_seconds: How exactly the tool of the answer states times.
    """
    kind = _report(answer)["kind"]
    if kind == "journeys":
        return _compared_journeys(answer, reference, tolerance_seconds)
    if kind == "effects":
        return _compared_effects(answer, reference)
    if kind == "figures":
        return _compared_figures(answer, reference)
    return Verdict(None, "", "")


def _report(folder: Path) -> Mapping[str, object]:
    answer: Mapping[str, object] = json.loads((folder / REPORT).read_text(encoding="utf-8"))[
        "answer"
    ]
    return answer


def _compared_journeys(answer: Path, reference: Path, tolerance_seconds: float) -> Verdict:
    found, right = _transitions(answer), _transitions(reference)
    differences = [*_count_differences(found, right)]
    widest, medians = _median_differences(found, right, tolerance_seconds)
    differences += medians
    has_variants = (answer / VARIANTS).exists()
    lines = [f"{source}\t{target}\t{count}" for (source, target), (count, _) in found.items()]
    if has_variants:
        differences += _variant_differences(answer, reference)
        lines += _variant_lines(answer, _listed(reference))
    checksum = hashlib.sha256("\n".join(lines).encode()).hexdigest()[:8]
    if differences:
        more = f" and {len(differences) - 1} more" if len(differences) > 1 else ""
        return Verdict(False, checksum, f"differs: {differences[0]}{more}")
    what = "equal" if has_variants else "transitions equal"
    apart = f", medians at most {widest:.2%} apart" if widest else ""
    return Verdict(True, checksum, what + apart)


def _transitions(folder: Path) -> Transitions:
    return {
        (source, target): (int(count), float(seconds) if seconds else None)
        for source, target, count, seconds in _rows(folder / TRANSITIONS)
    }


def _rows(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.reader(file)


def _count_differences(found: Transitions, right: Transitions) -> Iterator[str]:
    for pair in sorted(found.keys() | right.keys()):
        here, there = (of.get(pair, (0, None))[0] for of in (found, right))
        if here != there:
            yield f"{pair[0]} -> {pair[1]} {here} times, not {there}"


def _median_differences(
    found: Transitions, right: Transitions, tolerance_seconds: float
) -> tuple[float, list[str]]:
    """The largest difference as a share of the time, and the sentences about too large ones."""
    widest, said = 0.0, []
    for pair in found.keys() & right.keys():
        (count, here), (_, there) = found[pair], right[pair]
        if here is None or there is None:
            continue
        share = BIN_WIDTH if count > EXACT_UP_TO else 1e-9
        difference = abs(here - there)
        if difference > tolerance_seconds + share * max(here, there):
            said.append(f"{pair[0]} -> {pair[1]} takes {here} s, not {there} s")
        if difference > tolerance_seconds:
            widest = max(widest, difference / max(here, there))
    return widest, sorted(said)


def _listed(folder: Path) -> int:
    """How many variants a folder lists; the reference may list the most frequent alone."""
    return sum(1 for _ in _rows(folder / VARIANTS))


def _variant_differences(answer: Path, reference: Path) -> Iterator[str]:
    """Every listed variant of the reference, the counts of as many first ones, and the totals."""
    right = {path: int(count) for count, path in _rows(reference / VARIANTS)}
    for count, path in _rows(answer / VARIANTS):
        there = right.pop(path, None)
        if there is not None and there != int(count):
            yield f"{path} {count} journeys, not {there}"
    for path, there in islice(right.items(), 3):
        yield f"{path} missing, with {there} journeys"
    here_all, there_all = _totals(answer), _totals(reference)
    if here_all != there_all:
        yield f"(variants, journeys) {here_all}, not {there_all}"
    listed = _listed(reference)
    if _first_counts(answer, listed) != _first_counts(reference, listed):
        yield f"the {listed} most frequent variants have other counts"


def _totals(folder: Path) -> tuple[int, int]:
    """Number of variants and of journeys: as stated, else as listed."""
    report = _report(folder)
    variants, journeys = report["variants"], report["journeys"]
    if isinstance(variants, int) and isinstance(journeys, int):
        return variants, journeys
    counts = [int(count) for count, _ in _rows(folder / VARIANTS)]
    return len(counts), sum(counts)


def _first_counts(folder: Path, listed: int) -> list[str]:
    # The last of them may tie with others, so which these are is not asked, only how frequent.
    return [count for count, _ in islice(_rows(folder / VARIANTS), listed)]


def _variant_lines(folder: Path, listed: int) -> list[str]:
    return [*_first_counts(folder, listed), *map(str, _totals(folder))]


def _compared_effects(answer: Path, reference: Path) -> Verdict:
    found, right = ({n: float(v) for n, v in _rows(f / EFFECTS)} for f in (answer, reference))
    if found.keys() != right.keys():
        return Verdict(False, "", f"differs: {len(found)} channels, not {len(right)}")
    shares = [abs(found[name] - right[name]) / right[name] for name in right if right[name]]
    error = _report(answer)["largest_error"]
    if isinstance(error, float):
        said = f"at most {error:.1g} from deleting each channel and solving again"
        return Verdict(True, "", said, error)
    return Verdict(None, "", f"half of the effects more than {median(shares):.1%} off")


def _compared_figures(answer: Path, reference: Path) -> Verdict:
    found, right = (dict(_rows(folder / FIGURES)) for folder in (answer, reference))
    exact = "\n".join(f"{name}\t{one}" for name, one in found.items() if not _is_fraction(one))
    checksum = hashlib.sha256(exact.encode()).hexdigest()[:8]
    wrong = [
        name
        for name in sorted(found.keys() | right.keys())
        if not _same_figure(found.get(name, ""), right.get(name, ""))
    ]
    if wrong:
        more = f" and {len(wrong) - 1} more" if len(wrong) > 1 else ""
        here, there = (of.get(wrong[0], "nothing") for of in (found, right))
        return Verdict(False, checksum, f"differs: {wrong[0]} is {here}, not {there}{more}")
    return Verdict(True, checksum, f"equal in {len(found)} figures")


def _is_fraction(written: str) -> bool:
    return "." in written and not written.startswith("'")


def _same_figure(here: str, there: str) -> bool:
    if here == there:
        return True
    if not (_is_fraction(here) and _is_fraction(there)):
        return False
    return math.isclose(float(here), float(there), rel_tol=_SAME_SHARE, abs_tol=_SAME_SHARE)
