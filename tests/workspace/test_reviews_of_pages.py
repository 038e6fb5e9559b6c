"""Reviews of schema.org: a saved page and a JSON-LD file, whatever else stands in them."""

import json
import time
from pathlib import Path

import pytest

from percorso.collect.file_errors import UnsupportedFormat
from percorso.collect.readers.encoding import Encoding
from percorso.collect.readers.json_ld import json_ld_reviews
from percorso.collect.readers.row import FileLimits, Place, RejectedRow
from percorso.settings import Settings
from percorso.workspace import Workspace

_REVIEWS = {
    "@context": "https://schema.org", "@type": "Product", "name": "Lampada Luna",
    "aggregateRating": {"@type": "AggregateRating", "ratingValue": 4.5, "reviewCount": 20},
    "review": [
        {"@type": "Review", "@id": "#r1", "author": {"@type": "Person", "name": "Ada"},
         "datePublished": "2026-03-01", "reviewBody": "Bellissima",
         "reviewRating": {"@type": "Rating", "ratingValue": "10", "bestRating": "10",
                          "worstRating": "0"}},
        {"@type": ["https://schema.org/Review"], "author": "Bea", "datePublished": "2026-03-02",
         "description": "Rotta", "reviewRating": {"ratingValue": "1,0"}},
    ],
}  # fmt: skip
_PAGE = (
    '<!doctype html><html><body><script>alert("<b>")</script>'
    '<SCRIPT type="application/ld+json">{0}</SCRIPT>'
    "<script type=application/ld+json>{{not json}}</script></body></html>"
)


def rows_of(path: Path, content: bytes) -> list[object]:
    path.write_bytes(content)
    return list(json_ld_reviews(path, Encoding("utf-8"), FileLimits(), Place()))


def told(rows: list[object]) -> list[dict[str, str]]:
    return [json.loads(row[1]) for row in rows if isinstance(row, tuple)]


def test_a_page_and_a_file_tell_of_the_same_reviews(tmp_path: Path) -> None:
    document = json.dumps(_REVIEWS)
    page = rows_of(tmp_path / "page.html", _PAGE.format(document).encode())
    alone = rows_of(tmp_path / "reviews.jsonld", document.encode())
    assert told(page) == told(alone)
    first, second = told(alone)
    assert (first["stars"], first["reviewId"], first["itemReviewed"]) == (
        "5",
        "#r1",
        "Lampada Luna",
    )
    assert (second["stars"], second["reviewBody"], len(second["reviewId"])) == ("1", "Rotta", 32)
    (broken,) = [row for row in page if isinstance(row, RejectedRow)]
    assert broken.code == "bad_json"


def test_reviews_of_a_page_are_loaded_once_and_counted(tmp_path: Path) -> None:
    home = tmp_path / "workspace"
    workspace = Workspace(home, Settings(workspace=home, time_zone="UTC"), create=True)
    file = tmp_path / "page.html"
    file.write_text(_PAGE.format(json.dumps(_REVIEWS)), encoding="utf-8")
    workspace.load(file, source="site")
    file.write_text(_PAGE.format(json.dumps(_REVIEWS)) + "<!-- saved again -->", encoding="utf-8")
    workspace.load(file, source="site")
    (found,) = workspace.reviews.report().platforms
    assert (found.key, found.reviews, found.stars) == ("shop_review", 2, (1, 0, 0, 0, 1))
    assert [one.text for one in workspace.reviews.page()] == ["Rotta", "Bellissima"]


def test_a_page_that_means_harm_is_read_in_a_moment_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    begun = time.process_time()
    deep = b'<html><script type="application/ld+json">' + b"[" * 200_000 + b"</script>"
    (row,) = rows_of(path, deep)
    assert isinstance(row, RejectedRow)
    many = json.dumps({"@context": "https://schema.org", "a": [[] for _ in range(250_000)]})
    (row,) = rows_of(path, f'<html><script type="application/ld+json">{many}</script>'.encode())
    assert isinstance(row, RejectedRow)
    for harm in (b"<script" * 300_000, b"<script>" * 300_000, b"<p>no data</p>"):
        with pytest.raises(UnsupportedFormat):
            rows_of(path, b"<html>" + harm)
    with pytest.raises(UnsupportedFormat, match="16 MB"):
        rows_of(path, b"<html>" + b" " * 16_000_001)
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    "rating",
    [None, {}, "NaN", True, {"ratingValue": "inf"}, {"ratingValue": 6}, {"ratingValue": ["x"]},
     {"ratingValue": 3, "bestRating": 3, "worstRating": 3}],
)  # fmt: skip
def test_no_stars_are_made_of_what_is_no_rating(tmp_path: Path, rating: object) -> None:
    review = {"@context": "https://schema.org", "@type": "Review", "reviewRating": rating}
    (found,) = told(rows_of(tmp_path / "one.jsonld", json.dumps(review).encode()))
    assert "stars" not in found
