"""Casa Lume, a lamp shop that does not exist: its export files, the same for the same seed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from percorso.domain.errors import InputError
from percorso.sample_shop.clock import DAY, RomeClock
from percorso.sample_shop.draws import Draws
from percorso.sample_shop.files import SampleFile, write_files
from percorso.sample_shop.life import live, walk_in_anonymously
from percorso.sample_shop.people import people
from percorso.sample_shop.plan import PLAN
from percorso.sample_shop.rows import Numbers, Shop
from percorso.sample_shop.truths import PlantedTruth, planted_truths

DAYS = 180
UNTIL = datetime(2026, 11, 15, 22, 0, tzinfo=UTC)
_ANONYMOUS_PER_CUSTOMER = 0.12


class NobodyInTheShop(InputError):
    """A shop without customers has nothing to export."""

    def __init__(self, customers: int) -> None:
        self.customers = customers
        super().__init__(
            f"The sample shop needs at least 1 customer, got {customers}. Ask for more."
        )


class EndWithoutZone(InputError):
    """An end without a zone would be another instant on every machine."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        super().__init__(
            f"The sample shop's end needs a time zone, got {until.isoformat()}. "
            f"Write it as {until.isoformat()}+00:00."
        )


@dataclass(frozen=True, slots=True)
class SampleShop:
    """The files written, and what is hidden in them."""

    files: tuple[SampleFile, ...]
    truths: tuple[PlantedTruth, ...]


def write_sample_shop(
    folder: Path,
    *,
    seed: int = 7,
    customers: int = 6000,
    until: datetime = UNTIL,
    on_progress: Callable[[int, int], None] | None = None,
) -> SampleShop:
    """Write the five export files of 180 days of the sample shop.

    Args:
        folder: where to write; made if missing, files of the same names are replaced.
        seed: the same seed, customers and `until` give the same bytes.
        customers: people to walk through the shop, at least 1.
        until: the last instant of the data, with a zone.
        on_progress: called with customers done and customers in all, now and then.

    Returns:
        The files, ready to be loaded, and the planted truths.

    Raises:
        NobodyInTheShop: fewer than 1 customer was asked for.
        EndWithoutZone: `until` has no zone.
    """
    if customers < 1:
        raise NobodyInTheShop(customers)
    if until.tzinfo is None:
        raise EndWithoutZone(until)
    last = int(until.timestamp())
    first = last - DAYS * DAY
    clock = RomeClock(first, last)
    drift_at = clock.on(clock.day(last) - PLAN.drift_days, 0)
    shop = Shop(clock, Draws(seed), Draws(seed, 1), last, drift_at, Numbers(first), Numbers(first))
    for done, person in enumerate(people(customers, first, last, clock, shop.draws), start=1):
        live(person, shop)
        if on_progress and (done % 200 == 0 or done == customers):
            on_progress(done, customers)
    walk_in_anonymously(shop, first, round(customers * _ANONYMOUS_PER_CUSTOMER))
    folder.mkdir(parents=True, exist_ok=True)
    return SampleShop(
        write_files(folder, shop.rows, clock),
        planted_truths(datetime.fromtimestamp(drift_at, UTC)),
    )
