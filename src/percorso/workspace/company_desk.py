"""What holds for the whole company: its name, the zone of its days, the currency of its sums."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from percorso.domain.errors import ConflictError, InputError
from percorso.store.records import workspaces
from percorso.workspace.stores import Stores

LONGEST_NAME = 200


class CompanyUnfit(InputError):
    """A name of the company that cannot be kept."""

    def __init__(self, came: int) -> None:
        self.most = LONGEST_NAME
        super().__init__(
            f"The name of a company has 1 to {LONGEST_NAME} characters, got {came}. Nothing was "
            "changed."
        )


class ZoneUnknown(InputError):
    """A time zone nobody knows."""

    def __init__(self, zone: str) -> None:
        self.zone = zone
        super().__init__(
            f"There is no time zone {zone!r}. Name one by continent and city, such as Europe/Rome; "
            "nothing was changed."
        )


class CurrencyUnknown(InputError):
    """A currency that is no code."""

    def __init__(self, currency: str) -> None:
        self.currency = currency
        super().__init__(
            f"A currency is a code of three letters such as EUR, got {currency!r}. Nothing was "
            "changed."
        )


class CurrencyFixed(ConflictError):
    """A currency that sums were read in already."""

    def __init__(self, currency: str) -> None:
        self.currency = currency
        super().__init__(
            f"Sums without a currency were read as {currency} already, and would be another sum in "
            "another one. Nothing was changed. For another currency, begin a new workspace with it."
        )


@dataclass(frozen=True, slots=True)
class CompanySays:
    """What holds for the company; None leaves it as it is."""

    name: str | None = None
    time_zone: str | None = None
    currency: str | None = None


class CompanyDesk:
    """The company of one workspace."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    @property
    def is_currency_fixed(self) -> bool:
        """Whether something came in, which may hold sums that name no currency."""
        with self._stores.records.read() as connection:
            return workspaces.holds_anything(connection)

    def keep(self, wanted: CompanySays) -> None:
        """Let another name, zone or currency hold from now on, all of them or none.

        Days are counted in the zone when they are asked for. A time without a zone stays the
        instant it was read as.

        Raises:
            CompanyUnfit: the name is none.
            ZoneUnknown: there is no such zone.
            CurrencyUnknown: it is no code.
            CurrencyFixed: something came in already.
        """
        name, zone, currency = _checked(wanted)
        with self._stores.records.write() as connection:
            now = workspaces.company(connection)
            if now is None:
                return
            if currency not in (None, now.currency) and workspaces.holds_anything(connection):
                raise CurrencyFixed(now.currency)
            workspaces.keep_company(
                connection, name=name or now.name, time_zone=zone or now.time_zone,
                currency=currency or now.currency,
            )  # fmt: skip


def _checked(wanted: CompanySays) -> tuple[str | None, str | None, str | None]:
    name = None if wanted.name is None else " ".join(wanted.name.split())
    if name is not None and not 1 <= len(name) <= LONGEST_NAME:
        raise CompanyUnfit(len(name))
    if wanted.time_zone is not None and not _is_zone(wanted.time_zone):
        raise ZoneUnknown(wanted.time_zone[:80])
    currency = None if wanted.currency is None else wanted.currency.strip().upper()
    if currency is not None and not (
        len(currency) == 3 and currency.isascii() and currency.isalpha()
    ):
        raise CurrencyUnknown(currency[:20])
    return name, wanted.time_zone, currency


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
