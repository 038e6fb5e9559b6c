"""Reviews by platform: stars, replies, what is written anew and what is taken back."""

from pathlib import Path

import pytest

from percorso.settings import Settings
from percorso.workspace import Workspace
from percorso.workspace.maps.placing import Placing
from percorso.workspace.reviews.desk import PlatformUnknown, mean_of
from tests.flows.door import percorso

_HEAD = (
    "Review Id,Review Created (UTC),Review Stars,Review Content,Review User Email,Reference Id,"
    "Company Response,Company Reply Date (UTC)\n"
)
_FIRST = (
    "r1,2026-03-01 10:00:00,5,Perfetto,ada@example.com,O-1,,\n"
    "r2,2026-03-05 11:00:00,1,Mai arrivato,,,,\n"
    "r3,2026-04-01 11:00:00,4,Bene,,,,\n"
)
_LATER = _FIRST.replace("O-1,,", "O-1,Grazie!,2026-03-02 09:00:00").replace(
    "arrivato,,,,", "arrivato,,,Ci spiace,2026-03-20 11:00:00"
)
_GOOGLE = (
    '{"reviews": [\n'
    '{"reviewId": "a", "starRating": "FIVE", "comment": "Bello", '
    '"createTime": "2026-02-01T10:00:00Z", "updateTime": "2026-02-01T10:00:00Z"}]}'
)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    home = tmp_path / "workspace"
    return Workspace(home, Settings(workspace=home, time_zone="UTC"), create=True)


def bring(workspace: Workspace, source: str, content: str, name: str = "") -> None:
    file = workspace.folder.parent / (name or f"{source}.csv")
    file.write_text(content, encoding="utf-8")
    workspace.load(file, source=source)


def test_a_later_export_brings_the_replies_and_no_review_twice(workspace: Workspace) -> None:
    bring(workspace, "trustpilot", _HEAD + _FIRST)
    (before,) = workspace.reviews.report().platforms
    assert (before.reviews, before.stars, before.replies) == (3, (1, 0, 0, 1, 1), None)
    bring(workspace, "trustpilot", _HEAD + _LATER)
    assert not list(workspace.rejected.rows(limit=5))
    (found,) = workspace.reviews.report().platforms
    assert (found.reviews, found.mean["value"]) == (3, pytest.approx(10 / 3))
    assert found.replies is not None
    # Of three all are old enough; one reply came after a week, one never.
    assert (found.replies.answered["value"], found.replies.late) == (pytest.approx(2 / 3), 2)
    assert (found.replies.limit_hours, found.replies.is_promised) == (168, False)
    assert found.replies.median_hours == (23 + 15 * 24) / 2
    late = workspace.reviews.page(which="late")
    assert [(one.text, one.reply) for one in late] == [
        ("Bene", None),
        ("Mai arrivato", "Ci spiace"),
    ]
    (ada,) = [one for one in workspace.reviews.page() if one.customer]
    assert (ada.order, ada.stars, ada.is_late) == ("O-1", 5, False)


def test_a_promise_is_what_replies_are_judged_by(workspace: Workspace) -> None:
    bring(workspace, "trustpilot", _HEAD + _LATER)
    workspace.catalogue.place("trustpilot_review", Placing(promise_seconds=3600.0))
    (found,) = workspace.reviews.report().platforms
    assert found.replies is not None
    assert (found.replies.late, found.replies.limit_hours) == (3, 1)
    assert found.replies.is_promised


def test_platforms_stand_side_by_side_and_all_is_named_only_with_them(workspace: Workspace) -> None:
    bring(workspace, "google", _GOOGLE, "reviews.json")
    assert workspace.reviews.report().pooled is None
    bring(workspace, "trustpilot", _HEAD + _LATER)
    found = workspace.reviews.report()
    assert [one.key for one in found.platforms] == ["trustpilot_review", "google_review"]
    assert found.pooled is not None
    assert (found.pooled["value"], found.pooled["n"]) == (3.75, 4)
    assert found.platforms[1].replies is None
    assert [one.stars for one in workspace.reviews.page("google_review")] == [5]
    assert [one.text for one in workspace.reviews.page(which="low")] == ["Mai arrivato"]
    with pytest.raises(PlatformUnknown, match="google_review"):
        workspace.reviews.page("yelp")
    told = percorso("reviews", "-w", workspace.folder).out
    assert "(trustpilot_review): 3 reviews, mean 3.33" in told
    assert "none is told of" in told
    plain = percorso("reviews", "-w", workspace.folder, "--json").data
    assert plain["platforms"][0]["replies"]["late"] == 2


def test_a_recommendation_is_yes_or_no_and_no_stars(workspace: Workspace) -> None:
    rows = "".join(
        f"2026-03-0{day}T10:00:00Z,{said},Testo {day}\n"
        for day, said in enumerate(("positive", "positive", "negative"), start=1)
    )
    bring(workspace, "facebook", f"created_time,recommendation_type,review_text\n{rows}")
    (found,) = workspace.reviews.report().platforms
    assert found.recommends is not None
    assert (found.recommends["value"], found.recommends["n"]) == (pytest.approx(2 / 3), 3)
    assert (found.mean["n"], sum(found.stars), found.shrunk) == (0, 0, None)
    assert "recommend  67 %" in percorso("reviews", "-w", workspace.folder).out


def test_a_workspace_without_reviews_says_how_to_get_some(workspace: Workspace) -> None:
    bring(workspace, "shop", "customer,at,touchpoint\nada,2026-03-01T10:00:00Z,Home\n")
    assert workspace.reviews.report().platforms == ()
    assert "docs/do/read-your-reviews.md" in percorso("reviews", "-w", workspace.folder).out


def stars_with_mean(n: int, mean: float) -> list[tuple[float, int]]:
    """Five stars and one star, as many of each as give that mean."""
    ones = round(n * (5 - mean) / 4)
    return [(5.0, n - ones), (1.0, ones)]


def test_three_platforms_of_a_shop_have_the_means_they_show() -> None:
    shown = ((2_797, 4.4), (4_951, 4.3), (2_508, 4.3))
    groups = [stars_with_mean(n, mean) for n, mean in shown]
    found = [mean_of(group) for group in groups]
    assert [(one["n"], round(one["value"] or 0, 1)) for one in found] == list(shown)
    pooled = mean_of([pair for group in groups for pair in group])
    assert (pooled["n"], round(pooled["value"] or 0, 2)) == (10_256, 4.33)
    # So many say it to a tenth of a star.
    assert all((one["high"] or 0) - (one["low"] or 0) < 0.15 for one in found)
