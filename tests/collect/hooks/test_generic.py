"""What a mapping says of a generic message is what it says of a file's row."""

import json

import pytest

from percorso.collect.hooks import FORMATS, Receipt, UnmappedPayload
from percorso.domain.mapping import Mapping, ValueRule
from tests.collect.hooks.senders import NOW

COLUMNS = {"at": "when", "touchpoint": "what", "amount": "paid", "email": "who.email"}


def told(body: dict, mapping: Mapping | None):
    return FORMATS["generic"].read(json.dumps(body).encode(), Receipt(NOW, mapping=mapping))


def mapping(*rules: ValueRule, **more) -> Mapping:
    return Mapping(**{"columns": COLUMNS, "time_formats": (), "rules": rules, **more})


def seen(**more) -> dict:
    return {"when": "2026-03-01T12:00:00Z", "what": "Visita", **more}


def test_roles_are_paths_and_the_rest_are_properties_without_persons():
    body = seen(who={"email": "ada@esempio.it", "age": 40}, lines=[{"sku": "LUN-1"}])
    (one,) = told(body, mapping())
    assert one.cells == {"email": "ada@esempio.it"}
    assert one.properties == {"who": {"age": 40}, "lines": [{"sku": "LUN-1"}]}


def test_the_first_rule_that_hits_gives_the_value():
    rules = (
        ValueRule("touchpoint", "order_cancelled", column="number", prefix="C"),
        ValueRule("touchpoint", "order_placed", column="number", equals=("7", "8")),
        ValueRule("touchpoint", "invoice"),
    )
    names = [told(seen(number=number), mapping(*rules))[0].name for number in ("C7", 7, "9")]
    assert names == ["order_cancelled", "order_placed", "invoice"]


def test_words_are_tried_the_longest_first_and_else_keep_their_text():
    rule = ValueRule("touchpoint", words={"in giacenza": "wait", "in giacenza al punto*": "pickup"})
    texts = ("IN GIACENZA", "in giacenza al punto di ritiro", "Persa")
    names = [told(seen(what=text), mapping(rule))[0].name for text in texts]
    assert names == ["wait", "pickup", "Persa"]


def test_amounts_are_read_by_the_decimal_mark_and_json_numbers_by_theirs():
    italian = mapping(decimal=",")
    assert told(seen(paid="1.024,50"), italian)[0].cells["amount"] == "1024.50"
    assert told(seen(paid=1024.50), italian)[0].cells["amount"] == "1024.5"


@pytest.mark.parametrize("paid", ["viel", {"eur": 1}, [1], "1e99", "NaN"])
def test_what_is_no_amount_is_refused_at_its_path(paid):
    if isinstance(paid, dict | list):
        assert "amount" not in told(seen(paid=paid), mapping())[0].cells
        return
    with pytest.raises(UnmappedPayload) as refused:
        told(seen(paid=paid), mapping())
    assert refused.value.path == "$.paid"


def test_a_message_can_be_left_out_by_a_rule():
    rule = ValueRule("skip", column="what", equals=("test",))
    assert told(seen(what="test"), mapping(rule)) == ()
    assert len(told(seen(), mapping(rule))) == 1


def test_without_a_mapping_a_message_waits_for_one():
    with pytest.raises(UnmappedPayload, match="a mapping of the source was wanted"):
        told(seen(), None)


def test_what_messages_cannot_be_read_by_is_said():
    for one in (
        mapping(ValueRule("touchpoint", "x", column="what", pattern="a+")),
        mapping(one_per="what"),
        mapping(factors={"amount": "n"}),
    ):
        with pytest.raises(UnmappedPayload, match="another mapping came"):
            told(seen(), one)


def test_a_message_without_a_name_is_refused_at_the_path_of_the_name():
    with pytest.raises(UnmappedPayload) as refused:
        told({"when": "2026-03-01T12:00:00Z"}, mapping())
    assert refused.value.path == "$.what"
