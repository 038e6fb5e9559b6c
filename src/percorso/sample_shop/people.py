"""Who the sample shop's customers are: invented names, reserved domains, Italian cities."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from percorso.sample_shop.clock import DAY, RomeClock, weekday
from percorso.sample_shop.draws import Choice, Draws
from percorso.sample_shop.plan import PLAN

Kind = Literal["web", "both", "shop", "letters"]

GIVEN = (
    "Giulia", "Marco", "Chiara", "Luca", "Francesca", "Andrea", "Sara", "Matteo", "Elena",
    "Davide", "Anna", "Paolo", "Martina", "Simone", "Laura", "Alessandro", "Valentina",
    "Stefano", "Silvia", "Giovanni", "Federica", "Roberto", "Paola", "Antonio", "Elisa",
    "Riccardo", "Ilaria", "Lorenzo", "Beatrice", "Tommaso", "Alice", "Gabriele", "Camilla",
    "Pietro", "Noemi", "Salvatore", "Ines", "Niccolò", "Emma", "Filippo", "Agnese", "Daniele",
    "Irene", "Carlo", "Teresa", "Michele", "Lucia", "Enrico",
)  # fmt: skip
FAMILY = (
    "Rossi", "Ferrari", "Russo", "Bianchi", "Romano", "Gallo", "Costa", "Fontana", "Conti",
    "Esposito", "Ricci", "Bruno", "Greco", "Moretti", "Barbieri", "Lombardi", "Giordano",
    "Colombo", "Mancini", "Longo", "Leone", "Martinelli", "Marchetti", "Rinaldi", "Caruso",
    "Ferrara", "Galli", "Martini", "Santoro", "Marini", "Bianco", "Grassi", "Gatti", "Fabbri",
    "Pellegrini", "Serra", "Villa", "Negri", "Orlando", "Parisi", "Monti", "Cattaneo", "Sala",
    "Farina", "Rizzi", "Vitale", "Amato", "Guerra",
)  # fmt: skip
_DOMAINS = ("posta.example", "mail.example", "corrispondenza.example", "example.org")
CITIES = {
    "Milano": 20, "Roma": 17, "Napoli": 13, "Torino": 9, "Bologna": 8, "Firenze": 6,
    "Palermo": 5, "Bari": 5, "Genova": 4, "Verona": 4, "Padova": 3, "Trieste": 2,
    "Forlì": 2, "Cagliari": 2,
}  # fmt: skip
SHOP_CITIES = ("Milano", "Bologna")
_DAY_WEIGHTS = (1.05, 1.0, 1.0, 1.05, 0.95, 0.9, 1.15)  # Monday to Sunday

_KINDS: Choice[Kind] = Choice.of(
    {
        "web": 1 - PLAN.shop_only - PLAN.letters_only - 0.14,
        "both": 0.14,
        "shop": PLAN.shop_only,
        "letters": PLAN.letters_only,
    }
)
_CITY = Choice.of(CITIES)
_SHOP_CITY = Choice.of({"Milano": 0.6, "Bologna": 0.4})


@dataclass(frozen=True, slots=True)
class Person:
    """One customer as the shop's systems could know them; empty text where they have none.

    Attributes:
        number: from 1, in no order of time.
        kind: where they can be met: site, site and shops, shops alone, newsletter alone.
        devices: anonymous ids of their browsers; the first is the usual one.
        sees_shipping: whether the site shows them shipping costs `early` or `late`.
        activity: product pages looked at in one go, as a median.
        rebuys_per_day: how often they would buy again, were they content.
        returns_often: somebody who orders, sends back and orders again.
        first_at: UTC seconds of their first interaction.
    """

    number: int
    kind: Kind
    email: str
    phone: str
    card: str
    user_id: str
    city: str
    shop_city: str
    devices: tuple[str, ...]
    language: Literal["it", "en"]
    sees_shipping: Literal["early", "late"]
    subscriber: bool
    activity: float
    rebuys_per_day: float
    returns_often: bool
    first_at: int


def people(customers: int, first: int, until: int, clock: RomeClock, draws: Draws) -> list[Person]:
    """As many customers as asked for, arriving from `first` to the last day before `until`."""
    starts = _starts(customers, first, until, clock, draws)
    rates = draws.generator.gamma(0.9, 1 / (0.9 * 24.0), customers)
    activity = np.exp(0.75 * draws.generator.standard_normal(customers)) * 6.1
    device_ids = _device_ids(draws)
    return [
        _person(number, start, rate, active, draws, device_ids)
        for number, (start, rate, active) in enumerate(
            zip(starts, rates.tolist(), activity.tolist(), strict=True), start=1
        )
    ]


def phone_in_form(phone: str, form: int) -> str:
    """The same phone number as different systems write it: 0 bare, 1 spaced, 2 international."""
    if not phone:
        return ""
    return (phone, f"{phone[:3]} {phone[3:6]} {phone[6:]}", f"+39{phone}")[form]


def _starts(customers: int, first: int, until: int, clock: RomeClock, draws: Draws) -> list[int]:
    """First instants, thicker on some weekdays and slowly growing, never after `until`."""
    days = np.arange(clock.day(first), clock.day(until - 1) + 1)
    growth = np.linspace(0.9, 1.1, len(days))
    weights: NDArray[np.float64] = growth * [_DAY_WEIGHTS[weekday(int(day))] for day in days]
    chosen = draws.generator.choice(days, size=customers, p=weights / weights.sum())
    instants = (clock.some_time_on(int(day), draws) for day in chosen)
    # A start drawn after the last hour of the data falls on the same hour the day before.
    return [max(first, at - DAY if at >= until else at) for at in instants]


def _person(
    number: int, start: int, rate: float, active: float, draws: Draws, device_ids: Iterator[str]
) -> Person:
    kind = draws.pick(_KINDS)
    has_account = kind in ("web", "both") and draws.chance(0.6)
    has_card = kind in ("shop", "both") or (has_account and draws.chance(0.25))
    online = kind in ("web", "both")
    shop_city = draws.pick(_SHOP_CITY) if kind in ("shop", "both") else ""
    return Person(
        number=number,
        kind=kind,
        email="" if kind == "shop" else _email(number, draws),
        phone=f"300{5_000_000 + number:07d}" if online and draws.chance(0.9) else "",
        card=f"LUME{400_000 + number * 7}" if has_card else "",
        user_id=f"C{10_000 + number * 3}" if has_account else "",
        city=shop_city or draws.pick(_CITY),
        shop_city=shop_city,
        devices=tuple(next(device_ids) for _ in range(2 if has_account else 1)) if online else (),
        language="en" if draws.chance(0.15) else "it",
        sees_shipping="late" if draws.chance(0.5) else "early",
        subscriber=kind == "letters" or draws.chance(0.36),
        activity=active,
        rebuys_per_day=rate,
        returns_often=draws.chance(PLAN.returns_often),
        first_at=start,
    )


def _email(number: int, draws: Draws) -> str:
    given, family = draws.one_of(GIVEN), draws.one_of(FAMILY)
    plain = unicodedata.normalize("NFD", f"{given}.{family}".lower())
    name = plain.encode("ascii", "ignore").decode()
    return f"{name}{number}@{draws.one_of(_DOMAINS)}"


def _device_ids(draws: Draws) -> Iterator[str]:
    while True:
        for number in draws.generator.integers(1 << 60, 1 << 63, 1024).tolist():
            yield f"{number:016x}"
