"""Does each sender's delivery become the contacts it tells of? One recorded example a case."""

import base64

import pytest

from percorso.collect.hooks import FORMATS, Delivery
from tests.collect.hooks.recorded import examples, line_of

EXAMPLES = examples()


def test_every_format_has_an_example():
    assert {example.form for example in EXAMPLES} == set(FORMATS)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_an_example_tells_its_contacts(example):
    assert [line_of(one) for one in example.contacts()] == example.told["tells"]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_an_example_splits_into_messages_with_the_sender_s_ids(example):
    assert [message.id for message in example.messages()] == example.told["ids"]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_no_property_holds_what_a_cell_holds_of_a_person(example):
    for one in example.contacts():
        told = repr(one.properties)
        for role in ("email", "phone", "user_id"):
            assert role not in one.cells or one.cells[role] not in told


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_the_same_delivery_twice_has_the_same_ids_and_bytes(example):
    assert example.messages() == example.messages()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_the_headers_a_format_names_are_all_it_needs_once_it_is_verified(example):
    whole, form = example.delivery(), FORMATS[example.form]
    kept = {name: text for name, text in whole.headers.items() if name in form.headers}
    assert form.split(Delivery(whole.body, kept)) == form.split(whole)


def test_no_message_id_holds_a_person_in_clear_or_in_base64():
    numbers = [b"3331112233", base64.b64encode(b"393331112233")[:12], b"@esempio.it"]
    for example in EXAMPLES:
        for message in example.messages():
            assert not any(number in message.id.encode() for number in numbers)
