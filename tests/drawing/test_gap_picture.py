"""The picture of a gap: bars for every pause, the cut where it is, words in both languages."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from percorso.domain.gap_report import GapChange, GapReport
from percorso.drawing.gap_picture import WIDE, gap_pieces, gap_svg
from percorso.drawing.gap_text import gap_as_text
from percorso.drawing.language import Language
from percorso.drawing.svg import Text

DAY = 86400.0
EDGES = tuple(-1.7 + 0.1 * at for at in range(49))
COUNTS = tuple(max(0, 400 - 25 * abs(at - 12)) + max(0, 90 - 20 * abs(at - 40)) for at in range(48))
REPORT = GapReport(
    journey="purchase", name="Acquisto", version=3, current_seconds=12 * DAY,
    current_origin="percentile", gap_seconds=3 * DAY, origin="valley", clipped=False,
    pauses=sum(COUNTS), bar_edges=EDGES, bar_counts=COUNTS,
    points=tuple(edge + 0.05 for edge in EDGES[:48]),
    density=tuple(count / sum(COUNTS) / 0.1 for count in COUNTS), journeys=1200,
    half=GapChange(1.5 * DAY, 1300, 0.081), double=GapChange(6 * DAY, 1100, 0.043),
    accepting=GapChange(3 * DAY, 1200, 0.12),
)  # fmt: skip
NOTHING = replace(
    REPORT, current_seconds=None, current_origin=None, gap_seconds=30 * DAY, origin="default",
    pauses=0, bar_edges=(), bar_counts=(), points=(), density=(), journeys=0, accepting=None,
)  # fmt: skip
AT_THE_EDGE = replace(REPORT, gap_seconds=3650 * DAY, origin="given")
IN_USE = replace(REPORT, current_seconds=REPORT.gap_seconds)


@pytest.mark.parametrize("code", ["it", "en"])
@pytest.mark.parametrize("report", [REPORT, NOTHING, AT_THE_EDGE, IN_USE], ids=range(4))
def test_no_text_leaves_the_picture(report, code):
    pieces, high = gap_pieces(report, Language(code))
    texts = [piece for piece in pieces if isinstance(piece, Text)]
    assert texts
    for text in texts:
        assert 0 <= text.left <= text.right <= WIDE
        assert 0 < text.y < high


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_picture_is_one_file_with_every_bar_and_no_request(theme):
    drawn = gap_svg(REPORT, "it", theme)
    assert ElementTree.fromstring(drawn).tag.endswith("svg")  # noqa: S314 (our own)
    assert drawn.count('class="pauses') - drawn.count('height="11" class="pauses') == sum(
        count > 0 for count in COUNTS
    )
    assert "var(--" not in drawn
    assert not re.search(r"url\((?!data:)", drawn)


def test_pauses_that_end_a_journey_are_the_dark_ones():
    drawn = gap_svg(REPORT, "en")
    dark = len(re.findall('class="pauses long"', drawn)) - 1
    longer = [low for low, count in zip(EDGES, COUNTS, strict=False) if count and low > 1.857]
    assert abs(dark - len(longer)) <= 1


def test_what_is_in_use_is_marked_only_where_it_is_another():
    assert "oggi 12" in gap_svg(REPORT, "it").replace("\xa0", " ")
    assert "oggi" not in re.sub('aria-label="[^"]*"', "", gap_svg(IN_USE, "it"))


def test_the_text_marks_the_gap_once_and_tells_what_would_change():
    text = gap_as_text(REPORT, "en").replace("\xa0", " ")
    assert text.count("← G") == 1
    assert "G = 3 d. The valley between short and long pauses." in text
    assert "With half of it (1 d 12 h) 8.1% of the 1,200 journeys" in text
    assert "Today, in version 3, it is 12 d: 12.0% of the journeys would change." in text


def test_without_pauses_text_and_picture_say_so():
    assert "Nessuna pausa da misurare" in gap_as_text(NOTHING, "it")
    assert "Nessuna pausa da misurare" in gap_svg(NOTHING, "it")
