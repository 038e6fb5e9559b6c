"""What every page loads the first time weighs little."""

import gzip

from percorso.web.assets import assets


def test_style_scripts_and_font_leave_room_for_the_map_within_120_kb() -> None:
    loaded = [one for name, one in assets().items() if not name.startswith("whole-")]
    weight = sum(
        len(one.content) if one.name.endswith("woff") else len(gzip.compress(one.content, 9))
        for one in loaded
    )
    assert weight < 68_000


def test_the_font_is_asked_for_by_its_content() -> None:
    css = assets()["page.css"].content.decode()
    for name, one in assets().items():
        assert not name.endswith("woff") or f"url({one.address})" in css
    assert "data:font" not in css
