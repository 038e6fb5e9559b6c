"""A map with media without a person to draw."""

from typing import Any

from percorso.domain.journey_map import JourneyMap, MediumOnMap
from tests.drawing.maps import estimate


def medium(name: str, **more: Any) -> MediumOnMap:
    made: MediumOnMap = {
        "key": name.casefold().replace(" ", "_"), "name": name, "kind": "radio",
        "places": ["Milano"], "periods": [{"from": "2026-10-25", "to": "2026-11-10"}],
        "rows": 1, "overlapping_rows": 0, "reach": 120_000, "spend_minor": 1_200_000,
        "other_currencies": {}, "codes": ["RADIO10"], "orders": 214, "order_customers": 200,
        "contact_points": [], "contacts": None, "contact_customers": None,
        "answers": None, "response_rate": None,
    }  # fmt: skip
    return {**made, **more}  # type: ignore[typeddict-item]


def with_media(journey_map: JourneyMap) -> JourneyMap:
    """The same map with a radio, posters in many places and a fair in a foreign currency."""
    many = [{"from": f"2026-{month:02}-01", "to": f"2026-{month:02}-14"} for month in (3, 6, 9, 11)]
    media = [
        medium("Radio locale", answers=estimate(0.18, 210), contacts=32),
        medium("Manifesti nelle stazioni della metropolitana", codes=[], orders=None,
               periods=many, places=["Milano", "Roma", "Napoli", "Torino", "Bologna"]),
        medium("Fiera", spend_minor=None, other_currencies={"USD": 800_00}, orders=None,
               reach=None, places=[]),
    ]  # fmt: skip
    made: Any = {**journey_map, "media": media}
    return made  # type: ignore[no-any-return]
