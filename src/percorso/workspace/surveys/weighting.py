"""The score of those who answered, weighted to be like those who were asked.

Weighted by since when a customer is known and by the channel most of their contacts have, as far as
answers are there: a class nobody answered in joins the largest one.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import numpy as np

from percorso.domain.survey.questions import Question
from percorso.domain.survey.results import Weighted
from percorso.stats.raking import raked
from percorso.stats.resampling import bootstrap_weights, percentile_interval
from percorso.store.records import customers as customer_records
from percorso.store.records.database import RecordsConnection
from percorso.store.records.invitations import AskedCustomer, customers_asked
from percorso.store.records.surveys import KeptSurvey
from percorso.store.warehouse import Warehouse
from percorso.workspace.restoring import ask_warehouse
from percorso.workspace.stores import Stores
from percorso.workspace.surveys.responses import OneResponse
from percorso.workspace.surveys.weighting_sql import TRAITS_OF_ASKED

# With fewer, weights would say more of chance than of who stayed silent.
FEWEST = 30
_REPLICATES = 200
_SEED = 11
_NEW, _A_YEAR = timedelta(days=90), timedelta(days=365)
_EPOCH = datetime(1970, 1, 1)
_PART_KEYS = 10_000

_Traits = Mapping[int, tuple[int, str | None]]


def weighted_of(
    stores: Stores, kept: KeptSurvey, question: Question, found: Sequence[OneResponse]
) -> Weighted | None:
    """The weighted score; None where fewer than 30 of those asked have answered.

    Args:
        stores: The workspace.
        kept: The survey.
        question: Its first rating.
        found: The responses.
    """
    with stores.records.read() as connection:
        asked = _now(connection, customers_asked(connection, kept.no))
    rated = {
        one.key: rating for one in found
        if (rating := one.rating(question.key)) is not None and question.admits(str(rating))
    }  # fmt: skip
    answered = [one for one in asked if one.id in rated]
    if len(answered) < FEWEST:
        return None

    def read(warehouse: Warehouse) -> _Traits:
        numbers = sorted({one.customer_no for one in asked})
        warehouse.fill("survey_asked", {"customer_no": np.array(numbers, dtype=np.int32)})
        return {no: (us, channel) for no, us, channel in warehouse.rows(TRAITS_OF_ASKED)}

    traits = ask_warehouse(stores, read)
    margins = [
        _margin([of(one, traits) for one in asked], [of(one, traits) for one in answered])
        for of in (_tenure, _channel)
    ]
    fitted = raked([classes for classes, _ in margins], [wanted for _, wanted in margins])
    values = _values(question.kind, [rated[one.id] for one in answered])
    value = float((fitted.weights * values).sum() / fitted.weights.sum())
    drawn = bootstrap_weights(len(answered), _REPLICATES, _SEED) * fitted.weights
    with np.errstate(invalid="ignore"):
        low, high = percentile_interval(((drawn * values).sum(axis=1) / drawn.sum(axis=1))[:, None])
    return Weighted(
        value, float(low[0]), float(high[0]), len(answered), fitted.effective, fitted.trimmed
    )


def _values(kind: str, ratings: Sequence[int]) -> "np.typing.NDArray[np.float64]":
    """What each answer adds to the score: of an NPS -100, 0 or 100, of CSAT 0 or 1."""
    told = np.array(ratings, dtype=float)
    if kind == "csat":
        return np.where(told >= 4, 1.0, 0.0)
    if kind == "ces":
        return told
    return np.where(told >= 9, 100.0, np.where(told < 7, -100.0, 0.0))


def _margin(
    asked: Sequence[str], answered: Sequence[str]
) -> tuple["np.typing.NDArray[np.int64]", "np.typing.NDArray[np.float64]"]:
    """The class of each answer, and the share of each class among those asked."""
    met = Counter(answered)
    names = sorted(met)
    largest = max(names, key=lambda name: (met[name], name))
    counts = Counter(name if name in met else largest for name in asked)
    wanted = np.array([counts[name] for name in names], dtype=float)
    classes = np.array([names.index(name) for name in answered], dtype=np.int64)
    return classes, wanted / wanted.sum()


def _tenure(one: AskedCustomer, traits: _Traits) -> str:
    """Since when a customer was known when they were asked."""
    if one.customer_no not in traits:
        return "unknown"
    known = one.due_at - (_EPOCH + timedelta(microseconds=traits[one.customer_no][0]))
    return "new" if known < _NEW else "year" if known < _A_YEAR else "older"


def _channel(one: AskedCustomer, traits: _Traits) -> str:
    return traits.get(one.customer_no, (0, None))[1] or "unknown"


def _now(connection: RecordsConnection, asked: Sequence[AskedCustomer]) -> list[AskedCustomer]:
    """The same as the customers they are by now: some were joined meanwhile."""
    owner: dict[str, int] = {}
    keys = sorted({one.identifier_key for one in asked})
    for first in range(0, len(keys), _PART_KEYS):
        links = customer_records.links_of_keys(connection, keys[first : first + _PART_KEYS])
        owner |= {one.identifier_key: one.customer_no for one in links}
    return [
        AskedCustomer(one.id, owner.get(one.identifier_key, one.customer_no), one.identifier_key,
                      one.due_at)
        for one in asked
    ]  # fmt: skip
