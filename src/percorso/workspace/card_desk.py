"""One customer at a time: the card as data, and the timeline page by page."""

from typing import Literal

from percorso.domain.customer_card import CustomerCard, Timeline
from percorso.workspace.maps.asking import MapRequest
from percorso.workspace.people.card import CardRequest, card_of, timeline_alone
from percorso.workspace.people.correcting import Wanted, correct
from percorso.workspace.people.timeline import Page
from percorso.workspace.rights.person_export import export_of
from percorso.workspace.stores import Stores


class CardDesk:
    """The cards of one workspace's customers, each found by id or identifier."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    def of(
        self,
        name: str,
        journey: str = "lifecycle",
        *,
        entries: int = 50,
        before: str = "",
        stage: str = "",
        clear: bool = False,
        language: Literal["it", "en"] | None = None,
    ) -> CustomerCard:
        """The card of a customer as data: the contract `percorso.customer/1`.

        Args:
            name: The customer's id, or any identifier as a file may write it.
            journey: The definition that cuts the journeys.
            entries: How many contacts of the timeline, newest first; at most 1,000.
            before: Where a page of the timeline begins: `next` of the one before it.
            stage: Key of a stage: the timeline holds its contacts alone.
            clear: Whether traits and identifiers are told in clear and not masked.
            language: Of names; None is the setting's.

        Raises:
            CustomerUnknown: nobody has this id or identifier.
            SeveralCustomers: the identifier stands for several customers.
            JourneyUnknown: no such journey.
            PlaceUnreadable: no page of the timeline told where this one is to begin.
        """
        request = MapRequest(journey=journey, language=self._language(language))
        page = Page(entries, before, stage)
        return card_of(self._stores, CardRequest(name, request, page, clear))

    def timeline(
        self,
        name: str,
        *,
        entries: int = 50,
        before: str = "",
        stage: str = "",
        language: Literal["it", "en"] | None = None,
    ) -> Timeline:
        """A page of a customer's timeline, without the rest of the card; no journey is cut.

        Args:
            name: The customer's id, or any identifier as a file may write it.
            entries: How many contacts, newest first; at most 1,000.
            before: Where the page begins: `next` of the one before it.
            stage: Key of a stage: its contacts alone.
            language: Of names; None is the setting's.

        Raises:
            CustomerUnknown: nobody has this id or identifier.
            SeveralCustomers: the identifier stands for several customers.
            PlaceUnreadable: no page told where this one is to begin.
        """
        page = Page(entries, before, stage)
        return timeline_alone(self._stores, name, page, self._language(language))

    def correct(
        self, name: str, trait: str, value: str | None, *, actor: str, reason: str,
        instead: str | None = None,
    ) -> str:  # fmt: skip
        """Correct what a customer is said to be; it wins over what any source says.

        A wrong e-mail, phone or card is replaced: it stands for somebody else from now on, and
        the right one for the customer. A birth date may make two customers one, or part them.

        Args:
            name: The customer's id, or any identifier as a file may write it.
            trait: Such as `last_name` or `city`; `email`, `phone` or `loyalty_card`.
            value: What is right; None takes what was corrected back.
            actor: Who says so.
            reason: Why; kept beside it.
            instead: The wrong identifier, where the customer has several of the kind.

        Returns:
            The trait's name as the card has it.

        Raises:
            CustomerUnknown: nobody has this id or identifier.
            SeveralCustomers: the identifier stands for several customers.
            TraitUnfit: it is no trait, or no value.
            CorrectionUnsigned: nobody says who makes it, or why.
            WhichIdentifier: an identifier that is not there is to be replaced, or one of several.
            OnlyIdentifier: nothing else points to the customer.
            IdentifierUnfit: the right identifier is none.
            NothingRectified: no identifier was replaced.
        """
        return correct(self._stores, Wanted(name, trait, value, actor, reason, instead))

    def export(self, name: str, *, language: Literal["it", "en"] | None = None) -> dict[str, str]:
        """All that is held of a customer, in clear: name of a file -> its text.

        Args:
            name: The customer's id, or any identifier as a file may write it.
            language: Of names; None is the setting's.

        Raises:
            CustomerUnknown: nobody has this id or identifier.
            SeveralCustomers: the identifier stands for several customers.
        """
        return export_of(self._stores, name, MapRequest(language=self._language(language)))

    def _language(self, asked: str | None) -> Literal["it", "en"]:
        return "en" if (asked or self._stores.settings.language) == "en" else "it"
