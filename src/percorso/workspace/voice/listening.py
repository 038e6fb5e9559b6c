"""Where do we listen? For each touchpoint who is asked, who answers, and what is said of it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from percorso.domain.catalogue import Touchpoint
from percorso.domain.listening import ListenedPlace, Listening, is_spoken_of, part_of
from percorso.stats.proportion import share_estimate
from percorso.store.query import Query
from percorso.store.records import catalogue as catalogue_records
from percorso.store.records import surveys as survey_records
from percorso.store.records.catalogue import ObservedName
from percorso.store.records.invitations import asked_of
from percorso.store.warehouse import Warehouse
from percorso.workspace.left_out import tell_restricted
from percorso.workspace.restoring import ask_warehouse
from percorso.workspace.stores import Stores
from percorso.workspace.voice import listening_sql as ask

_TOPICS = ("delivery", "store", "staff", "assistance", "site", "payment", "return")


def listening_of(stores: Stores) -> Listening:
    """Every touchpoint somebody met, the most customers first."""
    with stores.records.read() as connection:
        names = catalogue_records.observed_names(connection)
        places = catalogue_records.touchpoints(connection)
        kept = survey_records.surveys(connection)
        surveys = [
            _Asking(one.source_no, one.asked.touchpoint, one.asked.about,
                    asked_of(connection, one.no))
            for one in kept if one.asked.about
        ]  # fmt: skip
    heard = ask_warehouse(
        stores, lambda warehouse: _heard(stores, warehouse, names, places, surveys)
    )
    found = [
        _place(place, heard)
        for place in places
        if part_of(place) == "contact" and heard.contacts.get(place.key)
    ]
    return Listening(tuple(sorted(found, key=lambda one: (-one.customers, one.key))))


@dataclass(frozen=True, slots=True)
class _Asking:
    """A survey that says which touchpoint it is about.

    Attributes:
        source_no: Its answers come by it.
        touchpoint: Where its answers stand.
        about: What it asks about.
        asked: Ids of its invitations.
    """

    source_no: int
    touchpoint: str
    about: str
    asked: frozenset[str]


class _Heard:
    """What was counted, by the key of a touchpoint.

    Attributes:
        contacts: Contacts, customers, and contacts with a rating.
        asked, answered: As `ListenedPlace` says.
        of_asked: Answers of those who were asked.
        reviews, messages: That mention it.
    """

    def __init__(self) -> None:
        self.contacts: dict[str, tuple[int, int, int]] = {}
        self.asked = Counter[str]()
        self.answered = Counter[str]()
        self.of_asked = Counter[str]()
        self.reviews = Counter[str]()
        self.messages = Counter[str]()


def _heard(
    stores: Stores, warehouse: Warehouse, names: Sequence[ObservedName],
    places: Sequence[Touchpoint], surveys: Sequence[_Asking],
) -> _Heard:  # fmt: skip
    about = {one.touchpoint: one.about for one in surveys}
    tell_restricted(stores, warehouse)
    _tell_names(warehouse, names, places, about)
    heard = _Heard()
    key = [place.key for place in places]
    for no, contacts, customers, rated in warehouse.rows(ask.CONTACTS):
        heard.contacts[key[no]] = (contacts, customers, rated)
    for no, part, count in warehouse.rows(ask.RIGHT_AFTER):
        (heard.asked if part == "question" else heard.answered)[key[no]] += count
    heard.of_asked.update({place: heard.answered[place] for place in heard.asked})
    for no, count in warehouse.rows(ask.ANSWERS_ABOUT):
        heard.answered[about[key[no]]] += count
    _count_invited(warehouse, surveys, heard)
    for no, is_review, count in warehouse.rows(ask.MENTIONS):
        (heard.reviews if is_review else heard.messages)[key[no]] += count
    return heard


def _count_invited(warehouse: Warehouse, surveys: Sequence[_Asking], heard: _Heard) -> None:
    """Count who was asked by a link of their own, and of them who answered."""
    sources = [one.source_no for one in surveys]
    query = Query(ask.RESPONSES.sql, {"sources": sources})
    responses = {(no, response) for no, response in warehouse.rows(query)} if sources else set()
    for one in surveys:
        heard.asked[one.about] += len(one.asked)
        heard.of_asked[one.about] += sum((one.source_no, id_) in responses for id_ in one.asked)


def _tell_names(
    warehouse: Warehouse, names: Sequence[ObservedName], places: Sequence[Touchpoint],
    about: Mapping[str, str],
) -> None:  # fmt: skip
    """Tell the warehouse what each observed name is to listening, and what topics speak of."""
    no_of = {place.key: no for no, place in enumerate(places)}
    parts = [part_of(place) for place in places]
    of_name = [no_of[name.touchpoint_key] for name in names]
    warehouse.fill(
        "listened_name",
        {
            "observed_name_no": np.array([name.no for name in names], dtype=np.int32),
            "place": np.array(of_name, dtype=np.int32),
            "part": np.array([parts[no] for no in of_name], dtype=object),
            "says_what": np.array([name.touchpoint_key in about for name in names], dtype=np.bool_),
        },
    )
    spoken = [
        (topic, no)
        for topic in _TOPICS
        for no, place in enumerate(places)
        if part_of(place) == "contact" and is_spoken_of(topic, place)
    ]
    warehouse.fill(
        "spoken_of",
        {
            "topic": np.array([topic for topic, _ in spoken], dtype=object),
            "place": np.array([no for _, no in spoken], dtype=np.int32),
        },
    )


def _place(place: Touchpoint, heard: _Heard) -> ListenedPlace:
    contacts, customers, rated = heard.contacts[place.key]
    asked = heard.asked[place.key]
    return ListenedPlace(
        key=place.key,
        name_it=place.name_it,
        name_en=place.name_en,
        stage=place.stage,
        contacts=contacts,
        customers=customers,
        asked=asked,
        answered=heard.answered[place.key],
        response=share_estimate(min(asked, heard.of_asked[place.key]), asked) if asked else None,
        rated=rated,
        reviews=heard.reviews[place.key],
        messages=heard.messages[place.key],
    )
