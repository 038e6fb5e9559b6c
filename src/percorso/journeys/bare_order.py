"""Puts the rows of a bare table in order: customers apart, each one's by instant and line."""

import numpy as np

from percorso.journeys.path.cutting import Places
from percorso.journeys.path.rules import Integers
from percorso.store.warehouse import Columns

# A customer's group is these bits of the number; shares go by them too, so that a share holds
# few groups and the counts by group add quickly.
_GROUP = 255
# So much of a customer's number decides the order first; the rest of a word holds the time and
# the place of the row.
_BITS_OF_KEY, _BITS_OF_WORD = 20, 63


def ordered(share: Columns) -> Columns:
    """The rows of a share by customer, instant and place in the share, as interactions."""
    order, customer_no, occurred_us = _ordered(share["key"], share["us"])
    return {
        "customer_no": customer_no,
        "group_no": (customer_no & _GROUP).astype(np.uint8),
        "occurred_us": occurred_us,
        "observed_name_no": share["no"][order],
    }


def _ordered(key: Integers, us: Integers) -> tuple[Places, Integers, Integers]:
    """The places of the rows in order, and key and instant of each.

    The first bits of key, instant and place are put in order as one number, which is soon done;
    the few rows that these bits do not tell apart are looked at again.
    """
    if not key.size:
        return np.zeros(0, dtype=np.intp), key, us
    bits_of_place = key.size.bit_length()
    word = _first_bits(key, _BITS_OF_KEY)
    bits_of_time = _BITS_OF_WORD - _BITS_OF_KEY - bits_of_place
    word <<= bits_of_time
    word |= _first_bits(us - us.min(), bits_of_time)
    word <<= bits_of_place
    word |= np.arange(key.size)
    word.sort()
    order = word & ((1 << bits_of_place) - 1)
    word >>= bits_of_place + bits_of_time
    keys, instants = key[order], us[order]
    wrong = _unsettled(word, keys, instants)
    if wrong.size:
        again = wrong[np.lexsort((order[wrong], instants[wrong], keys[wrong], word[wrong]))]
        order[wrong], keys[wrong], instants[wrong] = order[again], keys[again], instants[again]
    return order, keys, instants


def _first_bits(values: Integers, bits: int) -> Integers:
    """The first bits of numbers of 0 or more, so many as the largest fills."""
    return values >> max(0, int(values.max()).bit_length() - bits)


def _unsettled(first: Integers, key: Integers, us: Integers) -> Places:
    """Rows of the same first bits of a key, where these are several keys, or instants fall."""
    begins = first[1:] != first[:-1]
    is_wrong = ~begins & ((key[1:] != key[:-1]) | (us[1:] < us[:-1]))
    wrong = np.flatnonzero(is_wrong)
    if not wrong.size:
        return wrong
    edges = np.concatenate([[0], np.flatnonzero(begins) + 1, [first.size]])
    after = np.unique(np.searchsorted(edges, wrong, side="right"))
    begin, length = edges[after - 1], edges[after] - edges[after - 1]
    shift = begin - (np.cumsum(length) - length)
    return np.repeat(shift, length) + np.arange(int(length.sum()))
