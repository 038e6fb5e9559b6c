"""Weights: who stayed silent is stood for by who is like them."""

from datetime import datetime, timedelta

import pytest

from percorso.domain.survey.questions import Question
from percorso.store.records.invitations import AskedCustomer
from percorso.workspace.surveys import weighting
from percorso.workspace.surveys.responses import OneResponse
from percorso.workspace.surveys.weighting import weighted_of

NOW = datetime(2026, 11, 1)
SCORE = Question("score", "nps", "?", "?")
OLD, NEW = (NOW - timedelta(days=days) - datetime(1970, 1, 1) for days in (800, 10))


class Kept:
    no = 1


@pytest.fixture
def world(monkeypatch):
    """100 new customers of whom 10 answered, 100 old ones of whom 40 did."""
    asked = [AskedCustomer(f"i{number}", number, f"k{number}", NOW) for number in range(200)]
    traits = {
        number: ((NEW if number < 100 else OLD) // timedelta(microseconds=1), "web")
        for number in range(200)
    }
    monkeypatch.setattr(weighting, "customers_asked", lambda *_: asked)
    monkeypatch.setattr(weighting, "_now", lambda _, told: list(told))
    monkeypatch.setattr(weighting, "ask_warehouse", lambda *_: traits)

    class Stores:
        class records:  # noqa: N801
            @staticmethod
            def read():
                from contextlib import nullcontext

                return nullcontext()

    return Stores


def answers(*numbers: int, rating: int) -> list[OneResponse]:
    return [OneResponse(f"i{no}", no, NOW, "mail", {"score": str(rating)}) for no in numbers]


def test_silent_new_customers_are_stood_for_by_those_who_answered(world):
    found = answers(*range(10), rating=3) + answers(*range(100, 140), rating=10)
    told = weighted_of(world, Kept, SCORE, found)
    # Plain it is (40 - 10) / 50 = 60; half of those asked are new and unhappy.
    assert told.value == pytest.approx(0, abs=0.5)
    assert told.low < 0 < told.high
    assert (told.n, told.trimmed) == (50, 0)
    # (10 * 2.5 + 40 * 0.625)^2 / (10 * 2.5^2 + 40 * 0.625^2)
    assert told.effective == pytest.approx(2500 / 78.125, abs=0.1)


def test_thirty_answers_of_who_was_asked_are_needed(world):
    assert weighted_of(world, Kept, SCORE, answers(*range(100, 129), rating=9)) is None
    unasked = [OneResponse(f"x{no}", None, NOW, "link", {"score": "9"}) for no in range(50)]
    assert weighted_of(world, Kept, SCORE, unasked) is None
