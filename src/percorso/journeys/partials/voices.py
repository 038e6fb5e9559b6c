"""What customers said and felt: sums of voices by touchpoint, and of whole journeys."""

import numpy as np

from percorso.journeys.partials.sample import Sample
from percorso.journeys.partials.tally import distinct, places_of
from percorso.journeys.path.cutting import Places
from percorso.journeys.path.rows import RATING_KINDS, Array
from percorso.store.warehouse import Columns

# The peak-end rule was tested on short experiences; longer ones also tell their first bad moment.
LONG_JOURNEY_DAYS = 14
BAD_MOMENT = -0.3

_DAY_US = 86_400 * 1_000_000


def voices(sample: Sample) -> Columns:
    """Voices by group and code: how many, their felt levels, squares of them, and bad ones."""
    said, visits = sample.path.voices, sample.visits
    codes = np.int64(sample.rules.codes)
    key = sample.group[visits.journey[said.visit]] * codes + visits.code[said.visit]
    found, place = places_of(key)
    group, code = np.divmod(found, codes)
    sums = {"voices": said.count, "felt": said.total, "squares": said.squares, "bad": said.bad}
    return {
        "jackknife_group": group,
        "code": code,
        **{name: np.bincount(place, of, found.size) for name, of in sums.items()},
    }


def texts(sample: Sample) -> Columns:
    """Texts that tell a feeling, by group and code: how many, their weights, their weighted levels.

    Only those without a rating: what was asked outranks what is inferred.
    """
    read, visits = sample.path.texts, sample.visits
    codes = np.int64(sample.rules.codes)
    key = sample.group[visits.journey[read.visit]] * codes + visits.code[read.visit]
    found, place = places_of(key)
    group, code = np.divmod(found, codes)
    sums = {"texts": read.count, "weight": read.weight, "felt": read.total, "bad": read.bad}
    return {
        "jackknife_group": group,
        "code": code,
        **{name: np.bincount(place, of, found.size) for name, of in sums.items()},
    }


def remembered(sample: Sample) -> Columns:
    """Journeys by the code of their emotional peak or of their end.

    The peak is the strongest visit (ties: the negative one, then the first), the end the last
    with a voice.
    """
    journey, visit, level = _moments(sample)
    peak, last = _peaks(journey, visit, level), _lasts(journey)
    code = sample.visits.code[visit]
    codes = np.int64(sample.rules.codes)
    kept = np.append(journey[peak] * codes + code[peak], journey[last] * codes + code[last])
    counts = np.bincount(distinct(kept) % codes, minlength=codes)
    met = np.flatnonzero(counts)
    return {"code": met, "journeys": counts[met]}


def feeling(sample: Sample) -> Columns:
    """Journeys with a voice by group, their mean level, and the mean of peak and end."""
    said = sample.path.voices
    journey, visit, level = _moments(sample)
    first = np.flatnonzero(np.diff(journey, prepend=-1))
    if not first.size:
        nothing = np.zeros(0)
        return {"jackknife_group": nothing.astype(np.int64),
                "journeys": nothing, "mean": nothing, "peak_end": nothing}  # fmt: skip
    mean = np.add.reduceat(said.total, first) / np.add.reduceat(said.count, first)
    peak_end = (level[_peaks(journey, visit, level)] + level[_lasts(journey)]) / 2
    group, place = places_of(sample.group[journey[first]])
    return {
        "jackknife_group": group,
        "journeys": np.bincount(place, minlength=group.size),
        "mean": np.bincount(place, mean, group.size),
        "peak_end": np.bincount(place, peak_end, group.size),
    }


def first_bad_moments(sample: Sample) -> Columns:
    """Long journeys with a voice by the code of their first bad moment; 0 where none was bad."""
    journeys = sample.journeys
    journey, visit, level = _moments(sample)
    is_long = journeys.last_us - journeys.first_us > LONG_JOURNEY_DAYS * _DAY_US
    told = distinct(journey[is_long[journey]])
    bad = np.flatnonzero((level < BAD_MOMENT) & is_long[journey])
    _, first = np.unique(journey[bad], return_index=True)
    code = sample.visits.code[visit[bad[first]]]
    counts = np.bincount(code, minlength=1)
    counts[0] = told.size - first.size
    met = np.flatnonzero(counts)
    return {"code": met, "journeys": counts[met]}


def changes_of_feeling(sample: Sample) -> Columns:
    """Customers who spoke at two touchpoints, by both codes, and how their levels differ."""
    said, visits = sample.path.voices, sample.visits
    codes = np.int64(sample.rules.codes)
    customer = sample.customer[visits.journey[said.visit]]
    key, place = places_of(customer * codes + visits.code[said.visit])
    level = np.bincount(place, said.total, key.size) / np.bincount(place, said.count, key.size)
    customer, code = np.divmod(key, codes)
    left, right = _pairs(customer)
    found, place = places_of(code[left] * codes + code[right])
    a, b = np.divmod(found, codes)
    return {
        "code": a,
        "code_after": b,
        "customers": np.bincount(place, minlength=found.size),
        "change": np.bincount(place, level[right] - level[left], found.size),
    }


def _pairs(sorted_labels: Array) -> tuple[Places, Places]:
    """Every ordered pair of different entries with one label."""
    first = np.flatnonzero(np.diff(sorted_labels, prepend=-1))
    length = np.diff(np.append(first, sorted_labels.size))
    of = np.repeat(length, length)
    left = np.repeat(np.arange(sorted_labels.size), of)
    begin = np.repeat(np.repeat(first, length), of)
    right = begin + np.arange(left.size) - np.repeat(np.cumsum(of) - of, of)
    other = left != right
    return left[other], right[other]


def _moments(sample: Sample) -> tuple[Places, Places, Array]:
    """Journey, visit and mean level of every visit with a voice, in order."""
    said = sample.path.voices
    return sample.visits.journey[said.visit], said.visit, said.total / said.count


def _peaks(journey: Places, visit: Places, level: Array) -> Places:
    """The strongest moment of each journey; ties: the negative one, then the first."""
    order = np.lexsort((visit, level, -np.abs(level), journey))
    _, first = np.unique(journey[order], return_index=True)
    peaks: Places = order[first]
    return peaks


def _lasts(journey: Places) -> Places:
    return np.flatnonzero(np.diff(journey, append=-1))


def scores(sample: Sample) -> Columns:
    """Answers by code and kind of question: NPS, CSAT, CES."""
    remarks = sample.path.remarks
    asked = np.flatnonzero(remarks.kind > 0)
    code, kind = sample.visits.code[remarks.visit[asked]], remarks.kind[asked]
    value, most = remarks.value[asked], remarks.most[asked]
    found, place = places_of(code * np.int64(8) + kind)
    code, kind = np.divmod(found, 8)
    sums = {
        "answers": np.ones(value.size),
        "promoters": value >= 9,
        "passives": (value >= 7) & (value <= 8),
        "top_two": value >= most - 1,
        "total": value,
        "squares": value * value,
    }
    return {
        "code": code,
        "rating_kind": kind,
        **{name: np.bincount(place, of, found.size) for name, of in sums.items()},
    }


def ratings(sample: Sample) -> Columns:
    """Every rating of the period's journeys that is no answer to the NPS question."""
    path = sample.path
    row = path.steps.row[path.in_period]
    row = row[~np.isnan(path.rows.felt[row])]
    answers = path.remarks.row[path.remarks.kind == RATING_KINDS["nps"]]
    row = row[~np.isin(row, answers)]
    rows = path.rows
    return {
        "interaction_no": rows.interaction_no[row],
        "customer_no": rows.customer_no[row].astype(np.int64),
        "jackknife_group": sample.group_of(row),
        "code": rows.code[row].astype(np.int64),
        "occurred_us": rows.occurred_us[row],
        "felt": rows.felt[row].astype(np.float64),
        "ratings": np.ones(row.size, dtype=np.int64),
    }


def quotes(sample: Sample) -> Columns:
    """Texts of a length to be quoted by code and interaction, with their level, NaN for none."""
    remarks, path = sample.path.remarks, sample.path
    chosen = np.flatnonzero(remarks.is_quotable)
    row = remarks.row[chosen]
    return {
        "code": sample.visits.code[remarks.visit[chosen]].astype(np.int64),
        "interaction_no": path.rows.interaction_no[row],
        "occurred_us": path.rows.occurred_us[row],
        "felt": path.rows.felt[row].astype(np.float64),
        "texts": np.ones(row.size, dtype=np.int64),
    }
