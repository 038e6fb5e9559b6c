import numpy as np

from percorso.stats.ranking import top_quartile


def test_two_of_eight_are_in_the_top_quartile():
    assert top_quartile(np.array([1.0, 8, 2, 7, 3, 6, 4, 5])).nonzero()[0].tolist() == [1, 3]


def test_where_all_are_equal_none_stands_out():
    assert not top_quartile(np.full(8, 0.2)).any()


def test_unknown_values_are_neither_counted_nor_chosen():
    values = np.array([np.nan, 1.0, np.nan, 2.0, np.nan, 3.0, 4.0])
    assert top_quartile(values).nonzero()[0].tolist() == [6]


def test_nothing_known_chooses_nothing():
    assert top_quartile(np.array([np.nan, np.nan])).tolist() == [False, False]
    assert top_quartile(np.zeros(0)).tolist() == []
