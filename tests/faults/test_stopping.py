"""A server that is told to end finishes what it has begun, whenever it is told."""

import threading

import pytest

from tests.faults.child import Faults
from tests.faults.shop import HURRIED


def test_told_to_end_the_moment_it_says_that_it_is_there_it_ends(shop):
    child, _ = shop.serves()
    with child:
        child.process.terminate()
        assert child.wait() == 0


@pytest.mark.parametrize("wanted", [1, 4])
def test_told_to_end_it_answers_what_it_has_taken_and_keeps_all_it_answered(shop, wanted):
    child, sender = shop.serves(Faults(values=HURRIED))
    clients = threading.Thread(target=shop.sends_until_it_dies, args=(sender,))
    clients.start()
    while len(shop.acknowledged) < wanted:
        threading.Event().wait(0.005)
    child.process.terminate()
    assert child.wait() == 0
    clients.join()
    assert shop.acknowledged <= shop.kept()
    shop.comes_back()
