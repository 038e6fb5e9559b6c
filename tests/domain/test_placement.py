"""Where names land, held against names labelled by hand."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.domain.catalogue import (
    CHANNELS,
    STAGES,
    TOUCHPOINTS,
    delivery_status,
    place_name,
)


def labelled(file):
    with (Path(__file__).parent / file).open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


def shares(rows):
    """Share of names placed right, and share given a wrong stage (unplaced is not wrong)."""
    stages = [(row["stage"], place_name(row["name"], row["channel"] or None).stage) for row in rows]
    right = sum(label == stage for label, stage in stages) / len(rows)
    wrong = sum(label != stage != "unplaced" for label, stage in stages) / len(rows)
    return right, wrong


def test_at_least_300_names_are_labelled_and_a_tenth_has_no_place():
    rows = labelled("labelled_names.csv")
    assert len(rows) >= 300
    assert len({row["name"] for row in rows}) == len(rows)
    assert sum(row["stage"] == "unplaced" for row in rows) >= len(rows) / 10


@pytest.mark.parametrize("half", [0, 1])
def test_nine_names_in_ten_the_rules_were_tuned_on_are_right(half):
    right, wrong = shares(labelled("labelled_names.csv")[half::2])
    assert right >= 0.9
    assert wrong <= 0.02


def test_nine_names_in_ten_are_right_that_the_rules_were_never_tuned_on():
    # Written by somebody who saw no rule. Measured once: 93 % right, none wrong, the others
    # unplaced. Tuning on them would end their use.
    right, wrong = shares(labelled("held_out_names.csv"))
    assert right >= 0.9
    assert wrong <= 0.02


@pytest.mark.parametrize(
    ("name", "channel", "stage", "rule"),
    [
        ("Order Completed", None, "purchase", "event_name"),
        ("delivery.delivered", None, "delivery", "event_name"),
        ("ordine", None, "purchase", "offline_noun"),
        ("Tessere", None, "loyalty", "offline_noun"),
        ("Reso ordine 12", None, "service", "token"),
        ("adClicked", None, "awareness", "token"),
        ("Interno 4", "telefono", "service", "channel"),
        ("Closed", None, "unplaced", "unplaced"),
    ],
)
def test_the_first_rule_that_hits_places_a_name(name, channel, stage, rule):
    placement = place_name(name, channel)
    assert (placement.stage, placement.rule) == (stage, rule)


@pytest.mark.parametrize(
    "name", ["Closed", "Wait", "DUPLICATE", "VERIFIED", "INVALID", "", "???", "顧客"]
)
def test_a_name_without_evidence_stays_unplaced(name):
    assert place_name(name, None).stage == "unplaced"


@pytest.mark.parametrize(
    "name",
    ["Ordina per prezzo", "call to action", "Returning visitor", "Screen shared", "Cookie policy",
     "Application Installed", "Rinnovo password", "Radio button clicked", "Punti vendita"],
)  # fmt: skip
def test_a_word_that_only_looks_like_evidence_places_nothing(name):
    assert place_name(name, None).stage == "unplaced"


@pytest.mark.parametrize("channel", ["sito", "app", "email", "sms", "negozio", "corriere", "posta"])
def test_a_channel_with_two_faces_places_nothing(channel):
    assert place_name("Passo 7", channel).stage == "unplaced"


def test_only_the_exact_event_names_make_two_names_one_touchpoint():
    assert place_name("order.completed", None).touchpoint_key == "order"
    assert place_name("Order Completed!", None).touchpoint_key is None
    assert place_name("Ordine", None).touchpoint_key is None


def test_an_edited_touchpoint_takes_its_names_along():
    edited = TOUCHPOINTS | {"order": replace(TOUCHPOINTS["order"], stage="loyalty")}
    assert place_name("Order Completed", None, edited).stage == "loyalty"


def test_the_channel_a_source_tells_stands_before_the_suggested_one():
    assert place_name("Order Completed", "Negozio").channel == "store"
    assert place_name("Order Completed", None).channel == "web"
    assert place_name("SMS di tracciamento", None).channel == "sms"
    assert place_name("Closed", None).channel == "other"


@pytest.mark.parametrize(
    "name", ["Newsletter", "Newsletter inviata", "display_impression", "Spot radio"]
)
def test_what_is_sent_to_many_is_a_broadcast_of_the_company(name):
    placement = place_name(name, None)
    assert (placement.is_broadcast, placement.initiator) == (True, "company")


@pytest.mark.parametrize(
    "name", ["Newsletter aperta", "newsletter_clicked", "Fiera", "Google Ads click"]
)
def test_what_a_customer_does_is_no_broadcast(name):
    assert not place_name(name, None).is_broadcast


@pytest.mark.parametrize(
    ("name", "initiator"),
    [
        ("Email carrello abbandonato", "company"),
        ("Email carrello abbandonato aperta", "customer"),
        ("Email assistenza", "customer"),
        ("Wait", "customer"),
        ("Risposta assistenza", "company"),
        ("Servizio clienti: risposta", "company"),
        ("Customer service reply", "company"),
        ("Customer reply to ticket", "customer"),
        ("Risposta del cliente al ticket", "customer"),
        ("Chiamata senza risposta", "customer"),
    ],
)
def test_a_mail_is_begun_by_the_company_and_answered_by_the_customer(name, initiator):
    assert place_name(name, None).initiator == initiator


def test_a_name_that_is_a_channels_own_gets_the_place_of_that_channel():
    placement = place_name("Telefono", None)
    assert (placement.stage, placement.channel, placement.rule) == ("service", "phone", "channel")
    assert place_name("Telefono cambiato", None).stage == "unplaced"


def test_a_couriers_contact_is_begun_by_a_partner():
    assert place_name("Consegna al piano", "corriere").initiator == "partner"


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("dati spedizione ricevuti", "created"),
        ("Presa in carico", "picked_up"),
        ("PRESA IN CARICO DATI", "created"),
        ("InTransit", "in_transit"),
        ("Messa in consegna - filiale di Bari", "out_for_delivery"),
        ("Consegnato", "delivered"),
        ("LASCIATO AVVISO", "failed_attempt"),
        ("DATI SPEDIZ. TRASMESSI A BRT", "created"),
        ("Non consegnata", "failed_attempt"),
        ("AttemptFail", "failed_attempt"),
        ("In giacenza al punto di ritiro", "at_pickup_point"),
        ("In giacenza", "exception"),
        ("Resa al mittente", "returned"),
        ("non ancora in consegna", None),
        ("qualcosa di nuovo", None),
    ],
)
def test_a_couriers_words_are_one_status_the_longest_first(words, status):
    assert delivery_status(words) == status


def test_a_couriers_words_count_only_in_the_couriers_channel():
    assert place_name("Partita", "BRT").touchpoint_key == "delivery_picked_up"
    assert place_name("Partita", None).stage == "unplaced"
    assert place_name("Reso", "BRT").touchpoint_key == "delivery_returned"
    assert place_name("Reso", None).stage == "service"


@given(st.text(max_size=80), st.none() | st.text(max_size=20))
def test_every_name_gets_a_stage_and_a_channel_there_are(name, channel):
    placement = place_name(name, channel)
    assert placement.stage in {stage.key for stage in STAGES}
    assert placement.channel in CHANNELS
    assert (placement.touchpoint_key is not None) == (placement.rule == "event_name")
    assert (placement.stage == "unplaced") == (placement.rule == "unplaced")
