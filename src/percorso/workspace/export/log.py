"""The events of a request's journeys, one after the other, with the names an export gives them."""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from percorso.domain.catalogue import Touchpoint
from percorso.domain.errors import InputError
from percorso.journeys.path.laying import lay_out
from percorso.store.records import customers as customer_records
from percorso.store.warehouse import Warehouse
from percorso.workspace.export import log_sql as ask
from percorso.workspace.export.pseudonyms import ExportNames, export_key
from percorso.workspace.maps.asking import Asked, MapRequest, asked_of, require_period
from percorso.workspace.restoring import up_to_date
from percorso.workspace.stores import Stores

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
REFERENCES = ("order", "parcel", "invoice", "case")


class ReasonMissing(InputError):
    """Customers would leave in clear without a reason."""

    def __init__(self) -> None:
        super().__init__(
            "An export in clear needs a reason, which is printed: --clear 'moving to another desk'"
        )


@dataclass(frozen=True, slots=True)
class LogEvent:
    """One interaction of a journey as an export tells it.

    Attributes:
        case: The journey: its customer and its number among the customer's.
        customer: The customer.
        status: success, failure or open; None where nothing says what success is.
        occurred_at: When, aware, in UTC.
        touchpoint: The touchpoint it was at.
        name: The touchpoint's name in the language asked for.
        channel: The source's own word for the channel, else the touchpoint's.
        source: The source's key.
        actor: Who did it: customer, staff, bot or system.
        id: The interaction, as a UUID.
        amount: In units of the currency.
        text: What the customer wrote; None in a pseudonymised export.
        references: kind (order, parcel, invoice, case) -> its name.
    """

    case: str
    customer: str
    status: str | None
    occurred_at: datetime
    touchpoint: Touchpoint
    name: str
    channel: str
    source: str
    actor: str
    id: str
    amount: float | None
    currency: str | None
    rating_value: float | None
    rating_max: float | None
    rating_kind: str | None
    text: str | None
    references: dict[str, str]


@dataclass(frozen=True, slots=True)
class LogReference:
    """An order, parcel, invoice or case that events speak of; an order it belongs to, if any."""

    kind: str
    name: str
    customer: str
    order: str | None


class OpenLog:
    """The journeys of a request, cut and ready to be read; as long as the workspace is held."""

    def __init__(
        self, warehouse: Warehouse, asked: Asked, names: ExportNames,
        language: Literal["it", "en"],
    ) -> None:  # fmt: skip
        self._warehouse = warehouse
        self._places = {code.number: code.touchpoint for code in asked.scope.codes}
        self._sources = {source.no: source.key for source in asked.known.sources}
        self._language = language
        self.names = names

    @property
    def touchpoints(self) -> Sequence[Touchpoint]:
        """The touchpoints events can be at."""
        return tuple(self._places.values())

    def place_name(self, place: Touchpoint) -> str:
        """A touchpoint's name in the language asked for."""
        return place.name_en if self._language == "en" else place.name_it

    def events(self) -> Iterator[LogEvent]:
        """Every event, journey by journey, in order; read to the end, or close it."""
        for row in self._warehouse.stream(ask.events()):
            yield self._event(*row)

    def customers(self) -> Iterator[str]:
        """Every customer with a journey."""
        for (no,) in self._warehouse.stream(ask.CUSTOMERS):
            yield self.names.customer(no)

    def references(self) -> Iterator[LogReference]:
        """Every order, parcel, invoice and case."""
        for kind, value, customer_no, order in self._warehouse.stream(ask.references()):
            yield LogReference(
                kind,
                self.names.reference(kind, value),
                self.names.customer(customer_no),
                None if order is None else self.names.reference("order", order),
            )

    def _event(
        self, customer_no: int, number: int, status: str | None, occurred_us: int, code: int,
        source_no: int, interaction_id: str, actor: str, channel: str | None, *rest: Any,
    ) -> LogEvent:  # fmt: skip
        place = self._places[code]
        amount, currency, value, most, kind, text, *references = rest
        customer = self.names.customer(customer_no)
        return LogEvent(
            case=f"{customer}-{number}",
            customer=customer,
            status=status,
            occurred_at=_EPOCH + timedelta(microseconds=occurred_us),
            touchpoint=place,
            name=self.place_name(place),
            channel=channel or place.channel,
            source=self._sources[source_no],
            actor=actor,
            id=self.names.interaction(interaction_id),
            amount=amount,
            currency=currency,
            rating_value=value,
            rating_max=most,
            rating_kind=kind,
            text=text if self.names.is_clear else None,
            references={
                kind: self.names.reference(kind, one)
                for kind, one in zip(REFERENCES, references, strict=True)
                if one is not None
            },
        )


@contextlib.contextmanager
def open_log(
    stores: Stores, request: MapRequest, *, form: str, clear: str | None
) -> Iterator[OpenLog]:
    """The journeys of a request, ready to be read.

    Args:
        stores: The workspace.
        request: Which journeys.
        form: What they are exported as; other forms have other pseudonyms.
        clear: Why customers are told in clear; None tells pseudonyms.

    Raises:
        ReasonMissing: the reason is empty.
        PeriodEmpty: the period ends before it begins.
    """
    require_period(request)
    if clear is not None and not clear.strip():
        raise ReasonMissing
    with up_to_date(stores) as warehouse:
        asked = asked_of(stores, warehouse, request)
        lay_out(warehouse, asked.scope)
        yield OpenLog(warehouse, asked, _names(stores, asked, form, clear), request.language)


def _names(stores: Stores, asked: Asked, form: str, clear: str | None) -> ExportNames:
    if clear is not None:
        with stores.records.read() as connection:
            return ExportNames(None, customer_records.customer_ids(connection))
    scope = asked.scope
    of = (form, scope.definition.fingerprint, repr(scope.period), str(scope.data_until_us))
    return ExportNames(export_key(stores.secret, *of))
